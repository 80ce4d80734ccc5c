"""Why a Deployment, ReplicaSet, StatefulSet or DaemonSet has fewer pods than it wants.

Goes down first: what keeps its pods from being created, then the worst pod's own reasons, then what it means for the
workload. Next: `batch.py`.
"""

from __future__ import annotations

from typing import Any

from kubecourse.explain.look import Look, named
from kubecourse.explain.pod_state import condition, pod_state
from kubecourse.explain.reasons import Reason, fine, reason

__all__ = ["daemonset_reasons", "deployment_reasons", "pods_of", "replicaset_reasons", "statefulset_reasons", "worst"]

Object = dict[str, Any]

#: which unwell pod is explained first
_GRAVITY = ("crash", "failed", "pending", "unknown", "not-ready", "creating", "running", "terminating")


def pods_of(look: Look, obj: Object) -> list[Object]:
    """The pods that `obj` controls, by name."""
    found = look.api.owned(obj["metadata"].get("uid", ""), "Pod")
    return sorted(found, key=lambda pod: str(pod["metadata"]["name"]))


def worst(look: Look, pods: list[Object]) -> list[Reason]:
    """The reasons of the pod that is worst off; nothing if all are well."""
    ranked = [(_GRAVITY.index(state), pod) for pod in pods if (state := pod_state(pod).state) in _GRAVITY]
    if not ranked:
        return []
    pod = min(ranked, key=lambda r: r[0])[1]
    reasons = look.explain("Pod", pod)
    return reasons if any(r.wrong for r in reasons) or pod_state(pod).state != "terminating" else []


def _refused(look: Look, kind: str, obj: Object) -> list[Reason]:
    """Pods that could not be created."""
    failure = condition(obj, "ReplicaFailure") or {}
    words = failure.get("message") if failure.get("status") == "True" else ""
    newest = look.events(kind, obj)
    if not words and newest and newest[0].get("reason") == "FailedCreate":
        words = newest[0].get("message", "")
    if not words:
        return []
    key = "work.quota" if "exceeded quota" in words else "work.create"
    return [reason(key, named(kind, obj), words)]


def replicaset_reasons(look: Look, obj: Object, kind: str = "ReplicaSet") -> list[Reason]:
    """A ReplicaSet or ReplicationController."""
    about, status = named(kind, obj), obj.get("status", {})
    wanted, ready = obj.get("spec", {}).get("replicas", 1), status.get("availableReplicas", 0)
    if wanted == 0:
        return [fine("work.zero", about)]
    if ready >= wanted:
        return [fine("work.fine", about, wanted=wanted)]
    causes = [*_refused(look, kind, obj), *worst(look, pods_of(look, obj))]
    if not causes and not status.get("replicas"):
        return [fine("work.not-yet", about)]
    return [*causes, reason("work.short", about, ready=ready, wanted=wanted)]


def deployment_reasons(look: Look, obj: Object) -> list[Reason]:
    """A Deployment: its newest ReplicaSet's troubles first."""
    about, spec, status = named("Deployment", obj), obj.get("spec", {}), obj.get("status", {})
    wanted, ready = spec.get("replicas", 1), status.get("availableReplicas", 0)
    updated = status.get("updatedReplicas", 0)
    found = [fine("deploy.paused", about)] if spec.get("paused") else []
    if wanted == 0:
        return [*found, fine("work.zero", about)]
    progress = condition(obj, "Progressing") or {}
    late = progress.get("reason") == "ProgressDeadlineExceeded"
    moving = updated < wanted or status.get("replicas", 0) > updated or ready < wanted
    if not moving and not late:
        return [*found, fine("work.fine", about, wanted=wanted)]
    sets = sorted(look.api.owned(obj["metadata"].get("uid", ""), "ReplicaSet"), key=_revision, reverse=True)
    found += _causes(look, sets, short=ready < wanted)
    if late:
        seconds = spec.get("progressDeadlineSeconds", 600)
        found.append(reason("deploy.deadline", about, progress.get("message", ""), seconds=seconds))
    elif sets[1:] and (updated < wanted or status.get("replicas", 0) > updated):
        found.append(fine("deploy.rolling", about, progress.get("message", ""), updated=updated, wanted=wanted))
    if ready < wanted:
        words = (condition(obj, "Available") or {}).get("message", "")
        found.append(reason("work.short", about, words, ready=ready, wanted=wanted) if sets
                     else fine("work.not-yet", about))  # fmt: skip
    return found


def _causes(look: Look, sets: list[Object], *, short: bool) -> list[Reason]:
    """The troubles of the newest ReplicaSet; of the older ones only if pods are missing and the newest has none."""
    for one in sets[: None if short else 1]:
        causes = [*_refused(look, "ReplicaSet", one), *worst(look, pods_of(look, one))]
        if causes:
            return causes
    return []


def _revision(obj: Object) -> int:
    text = (obj["metadata"].get("annotations") or {}).get("deployment.kubernetes.io/revision", "0")
    return int(text) if text.isdigit() else 0


def statefulset_reasons(look: Look, obj: Object) -> list[Reason]:
    """A StatefulSet: which ordinal the others wait for."""
    about, spec, status = named("StatefulSet", obj), obj.get("spec", {}), obj.get("status", {})
    wanted, ready = spec.get("replicas", 1), status.get("availableReplicas", status.get("readyReplicas", 0))
    if wanted == 0:
        return [fine("work.zero", about)]
    if ready >= wanted:
        return [fine("work.fine", about, wanted=wanted)]
    pods = sorted(pods_of(look, obj), key=lambda p: int(p["metadata"]["name"].rpartition("-")[2]))
    found = _refused(look, "StatefulSet", obj)
    unwell = next((pod for pod in pods if pod_state(pod).state != "ready"), None)
    if unwell is not None:
        found += look.explain("Pod", unwell)
        found += _order(about, spec, status, unwell, len(pods) < wanted)
    if not found:
        return [fine("work.not-yet", about)]
    return [*found, reason("work.short", about, ready=ready, wanted=wanted)]


def _order(about: str, spec: Object, status: Object, unwell: Object, others: bool) -> list[Reason]:
    if spec.get("podManagementPolicy", "OrderedReady") != "OrderedReady":
        return []
    name = unwell["metadata"]["name"]
    revision = (unwell["metadata"].get("labels") or {}).get("controller-revision-hash")
    newest = status.get("updateRevision")
    if newest and revision and revision != newest and status.get("currentRevision") != newest:
        return [reason("sts.old-pod", about, pod=name)]
    return [reason("sts.waits", about, pod=name)] if others else []


def daemonset_reasons(look: Look, obj: Object) -> list[Reason]:
    """A DaemonSet: on how many of its nodes it runs."""
    about, status = named("DaemonSet", obj), obj.get("status", {})
    wanted, ready = status.get("desiredNumberScheduled", 0), status.get("numberAvailable", 0)
    if wanted == 0:
        seen = status.get("observedGeneration")
        return [reason("ds.none", about) if seen else fine("work.not-yet", about)]
    if ready >= wanted:
        return [fine("ds.fine", about, wanted=wanted)]
    causes = [*_refused(look, "DaemonSet", obj), *worst(look, pods_of(look, obj))]
    return [*causes, reason("ds.short", about, ready=ready, wanted=wanted)]
