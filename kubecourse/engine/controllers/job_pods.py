"""How many pods a Job has running: makes what is missing, deletes what is too many.

Promises: parallelism and remaining completions, 500 a round in growing batches, lowest missing index first,
duplicates of an index removed, waiting times after failures. Pods in early stages are given up first.
Upstream: manageJob in pkg/controller/job/job_controller.go. Next: `job_tracking.py`.
"""

from __future__ import annotations

from typing import Any

from ..api.errors import ApiError
from ..core.work import Object
from . import pods as podlib
from .job_backoff import Backoff, finished_at, ready_at
from .job_indexes import FINALIZER, IGNORED, INDEX, RETRIES, index_of, pending, retries
from .job_policies import counts, only_failed
from .job_round import Round, indexed, per_index, suspended, tracked

__all__ = ["delete_active", "manage", "untracked"]

#: pods made or deleted in one round
BURST = 500
#: a wait is never shorter than the time in which changes of pods are gathered
BATCH = 1000

_PHASES = {"Pending": 0, "Unknown": 1, "Running": 2}


def untracked(api: Any, pod: Object) -> Object:
    """Take the tracking finalizer off the pod as it is now; answers what is left of it."""
    now: Object | None = api.find("Pod", pod["metadata"]["name"], pod["metadata"]["namespace"])
    if now is None or now["metadata"]["uid"] != pod["metadata"]["uid"] or not tracked(now):
        return now or pod
    meta = {**now["metadata"]}
    finalizers = [name for name in meta.pop("finalizers") if name != FINALIZER]
    if finalizers:
        meta["finalizers"] = finalizers
    changed: Object = api.change(now, metadata=meta)
    return changed


def delete_active(now: Round) -> int:
    """The Job is over: delete what still runs; finalizers stay until it is counted. Answers how many are left."""
    for pod in now.active:
        _delete(now, pod)
    now.terminating += len(now.active)
    now.ready = 0
    return 0


def manage(now: Round) -> int:
    """Bring the number of active pods to what is wanted; answers how many there are then."""
    job, active = now.job, len(now.active)
    if suspended(job):
        return _remove(now, _victims(job, now.active, active))
    wanted = _wanted(now)
    surplus = _victims(job, now.active, max(active - wanted, 0))[:BURST]
    if surplus:
        return _remove(now, surplus)
    missing = wanted - active - (now.terminating if only_failed(job) else 0)
    return _add(now, min(missing, BURST)) if missing > 0 else active


def _wanted(now: Round) -> int:
    spec = now.job["spec"]
    completions = spec.get("completions")
    if completions is None:
        return len(now.active) if now.succeeded > 0 else int(spec["parallelism"])
    return max(min(int(completions) - now.succeeded, int(spec["parallelism"])), 0)


# -- too many --------------------------------------------------------------------------------------


def _victims(job: Object, active: list[Object], at_least: int) -> list[Object]:
    """Duplicates and strangers among the indexes, and then the least advanced."""
    gone, left = _duplicates(job, active) if indexed(job) else ([], active)
    if len(gone) < at_least:
        gone = [*gone, *sorted(left, key=_advance)[: at_least - len(gone)]]
    return gone


def _duplicates(job: Object, active: list[Object]) -> tuple[list[Object], list[Object]]:
    by_index: dict[int | None, list[Object]] = {}
    for pod in active:
        index = index_of(pod)
        valid = index is not None and index < job["spec"]["completions"]
        by_index.setdefault(index if valid else None, []).append(pod)
    gone, left = by_index.pop(None, []), []
    for group in by_index.values():
        group = sorted(group, key=_advance)
        gone += group[:-1]
        left.append(group[-1])
    return gone, left


def _advance(pod: Object) -> tuple[int, int, int, int, int]:
    """Unassigned, Pending, not ready, ready for a short time, often restarted, new: these go first."""
    since = podlib.ready_since(pod)
    statuses = pod["status"].get("containerStatuses") or ()
    restarts = max((status.get("restartCount", 0) for status in statuses), default=0)
    return (
        1 if pod["spec"].get("nodeName") else 0,
        _PHASES.get(pod["status"].get("phase", "Pending"), 1),
        0 if since is None else 1,
        -podlib.seconds(since) if since else 0,
        -restarts * 10**12 - podlib.seconds(pod["metadata"]["creationTimestamp"]) // 1000,
    )


def _remove(now: Round, victims: list[Object]) -> int:
    for pod in victims:
        now.ready -= podlib.ready_since(pod) is not None
        _delete(now, untracked(now.api, pod))
    now.terminating += len(victims)
    return len(now.active) - len(victims)


def _delete(now: Round, pod: Object) -> None:
    meta = pod["metadata"]
    try:
        now.api.delete("Pod", meta["name"], meta["namespace"], uid=meta["uid"])
    except ApiError as error:
        if error.reason == "NotFound":
            return
        now.api.event(now.job, "Warning", "FailedDelete", f"Error deleting: {error}")
        raise
    now.api.event(now.job, "Normal", "SuccessfulDelete", f"Deleted pod: {meta['name']}")


# -- too few ---------------------------------------------------------------------------------------


def _add(now: Round, missing: int) -> int:
    """Make pods, unless a failure is too recent. While waiting the Job reports no active pods, as upstream does."""
    at = 0 if per_index(now.job) else ready_at(now.backoff)
    indexes: list[int] = []
    if indexed(now.job):
        indexes = _free_indexes(now, missing)
        if per_index(now.job):
            indexes, at = _due(now, indexes)
        missing = len(indexes)
    if at > now.api.now:
        # a failure that the policy ignores can come again for ever: no reason to hold up settling
        now.wakes.append((max(at, now.api.now + BATCH), not now.failed and now.given_up is None))
        return 0
    return len(now.active) + _create(now, missing, indexes)


def _free_indexes(now: Round, missing: int) -> list[int]:
    taken = now.done | {index for index in map(index_of, now.active) if index is not None}
    if only_failed(now.job):
        taken |= {index for pod in now.pods if podlib.terminating(pod) and (index := index_of(pod)) is not None}
    return pending(taken | (now.given_up or set()), missing, now.job["spec"]["completions"])


def _due(now: Round, indexes: list[int]) -> tuple[list[int], int]:
    """(the indexes whose time has come, else when (ms) the first comes)."""
    times = {index: _index_ready_at(now.kept.get(index)) for index in indexes}
    due = [index for index in indexes if times[index] <= now.api.now]
    return due, 0 if due else min(times.values(), default=0)


def _index_ready_at(pod: Object | None) -> int:
    if pod is None:
        return 0
    return ready_at(Backoff(retries(pod) + retries(pod, IGNORED) + 1, finished_at(pod)))


def _create(now: Round, missing: int, indexes: list[int]) -> int:
    """Make `missing` pods; answers how many there are. A refusal is reported and tried again later."""
    template, reference, made = _template(now.job), podlib.controller_ref(now.job), 0

    def make(place: int) -> ApiError | None:
        nonlocal made
        pod = podlib.from_template(template, now.job, reference)
        if indexes:
            pod = _with_index(now, pod, indexes[place])
        try:
            stored = now.api.create(pod)
        except ApiError as error:
            return _refusal(now, error)
        made += 1
        now.api.event(now.job, "Normal", "SuccessfulCreate", f"Created pod: {stored['metadata']['name']}")
        return None

    now.refused = podlib.slow_start(missing, make)
    return made


def _refusal(now: Round, error: ApiError) -> ApiError:
    if not any(cause.reason == "NamespaceTerminating" for cause in error.causes):
        now.api.event(now.job, "Warning", "FailedCreate", f"Error creating: {error}")
    return error


def _template(job: Object) -> Object:
    """The pod template with the tracking finalizer, and the index in the environment of every container."""
    template = job["spec"]["template"]
    meta = {**(template.get("metadata") or {})}
    meta["finalizers"] = [*(name for name in meta.get("finalizers") or () if name != FINALIZER), FINALIZER]
    if not indexed(job):
        return {"metadata": meta, "spec": template["spec"]}
    spec = {**template["spec"]}
    for field in ("initContainers", "containers"):
        if spec.get(field):
            spec[field] = [_with_variable(container) for container in spec[field]]
    return {"metadata": meta, "spec": spec}


def _with_variable(container: Object) -> Object:
    env = container.get("env") or []
    if any(variable["name"] == "JOB_COMPLETION_INDEX" for variable in env):
        return container
    source = {"fieldRef": {"apiVersion": "v1", "fieldPath": f"metadata.labels['{INDEX}']"}}
    return {**container, "env": [*env, {"name": "JOB_COMPLETION_INDEX", "valueFrom": source}]}


def _with_index(now: Round, pod: Object, index: int) -> Object:
    name, text = now.job["metadata"]["name"], str(index)
    meta = {**pod["metadata"]}
    suffix = f"-{text}-"
    meta["generateName"] = name[: 58 - len(suffix)] + suffix
    meta["labels"] = {**(meta.get("labels") or {}), INDEX: text}
    meta["annotations"] = {**(meta.get("annotations") or {}), INDEX: text}
    if per_index(now.job):
        meta["annotations"].update(_failures(now.job, now.kept.get(index)))
    return {**pod, "metadata": meta, "spec": {**pod["spec"], "hostname": f"{name}-{text}"}}


def _failures(job: Object, replaced: Object | None) -> dict[str, str]:
    """How often the index has failed before this pod."""
    if replaced is None:
        return {RETRIES: "0"}
    counted = counts(job, replaced)
    ignored = retries(replaced, IGNORED) + (not counted)
    return {RETRIES: str(retries(replaced) + counted)} | ({IGNORED: str(ignored)} if ignored else {})
