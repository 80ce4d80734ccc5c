"""Taint eviction: pods leave nodes whose NoExecute taints they do not tolerate.

Promises: at once without a toleration, after the shortest tolerationSeconds of those that match, never with a toleration
that has no end; the deadline counts from when it was first seen; the condition DisruptionTarget; the events of marking
and cancelling. A toleration that runs does not hold up settling.
Keys are names of nodes, and `namespace/name` of pods. Upstream: pkg/controller/tainteviction/taint_eviction.go.
Next: `podgc.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..api.errors import ApiError
from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, Watch, name_key, split_key, wake_at

__all__ = ["TaintEviction", "tolerated", "with_disruption"]


class TaintEviction:
    """Decides for one pod; a node only wakes its pods."""

    name = "taint-eviction-controller"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        self.watches = (Watch("Node", _pods_of, _taints_changed), Watch("Pod", _endangered, _pod_matters))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Delete the pod if its time is over, else come back then."""
        namespace, name = split_key(key)
        pod = api.find("Pod", name, namespace)
        if pod is None or "deletionTimestamp" in pod["metadata"] or not pod["spec"].get("nodeName"):
            api.memory.pop(key, None)
            return DONE
        limit = _limit(api, pod)
        if limit is None:
            _cancel(api, key, pod)
            return DONE
        uid, begun = api.memory.get(key) or ("", 0)
        if uid != pod["metadata"]["uid"]:
            begun = api.now
        due = begun + limit
        if limit and api.now < due:
            api.memory[key] = (pod["metadata"]["uid"], begun)
            return wake_at(due, background=True)
        api.memory.pop(key, None)
        _evict(api, pod)
        return DONE


# -- being woken -------------------------------------------------------------------------------------------


def _no_execute(node: Object) -> list[Object]:
    return [taint for taint in node["spec"].get("taints") or () if taint["effect"] == "NoExecute"]


def _taints_changed(old: Object | None, new: Object | None) -> bool:
    if old is None or new is None or old["spec"] is new["spec"]:
        return False
    return _no_execute(old) != _no_execute(new)


def _pods_of(api: Any, node: Object) -> Iterable[str]:
    return [name_key(pod) for pod in api.pods_on(node["metadata"]["name"])]


def _endangered(api: Any, pod: Object) -> Iterable[str]:
    """The pod, if its time on its node is counted or must be; taints that come later wake it with their node."""
    key = name_key(pod)
    if key in api.memory:
        return (key,)
    node = api.find("Node", pod["spec"]["nodeName"]) if "nodeName" in pod["spec"] else None
    return (key,) if node is not None and _no_execute(node) else ()


def _pod_matters(old: Object | None, new: Object | None) -> bool:
    if new is None:
        return True
    spec, was = new["spec"], old["spec"] if old else {}
    if spec is was:
        return False
    return bool(spec.get("nodeName") != was.get("nodeName") or spec.get("tolerations") != was.get("tolerations"))


# -- deciding ------------------------------------------------------------------------------------------------


def tolerated(taint: Object, toleration: Object) -> bool:
    """Does the toleration match the taint?"""
    if toleration.get("effect") not in (None, "", taint["effect"]):
        return False
    if toleration.get("key") not in (None, "", taint["key"]):
        return False
    if toleration.get("operator") == "Exists":
        return True
    return bool(toleration.get("key")) and toleration.get("value", "") == taint.get("value", "")


def _limit(api: Any, pod: Object) -> int | None:
    """Ms that the pod may stay on its node; None is for ever."""
    node = api.find("Node", pod["spec"]["nodeName"])
    taints = _no_execute(node) if node is not None else []
    limits: list[int] = []
    for taint in taints:
        matching = [entry for entry in pod["spec"].get("tolerations") or () if tolerated(taint, entry)]
        if not matching:
            return 0
        # the first that matches is the one that counts for its taint
        used = matching[0].get("tolerationSeconds")
        if used is not None:
            limits.append(max(int(used), 0) * 1000)
    return min(limits) if limits else None


def _cancel(api: Any, key: str, pod: Object) -> None:
    if api.memory.pop(key, None) is not None:
        api.event(pod, "Normal", "TaintManagerEviction", f"Cancelling deletion of Pod {name_key(pod)}")


def _evict(api: Any, pod: Object) -> None:
    api.event(pod, "Normal", "TaintManagerEviction", f"Marking for deletion Pod {name_key(pod)}")
    message = "Taint manager: deleting due to NoExecute taint"
    api.set_status(pod, with_disruption(pod, "DeletionByTaintManager", message, api.now))
    try:
        api.delete("Pod", pod["metadata"]["name"], pod["metadata"]["namespace"])
    except ApiError as error:
        if error.reason != "NotFound":
            raise


def with_disruption(pod: Object, reason: str, message: str, now: int) -> Object:
    """The pod's status with the condition that says who ends it."""
    status = pod["status"]
    conditions = [entry for entry in status.get("conditions") or () if entry["type"] != "DisruptionTarget"]
    entry: Object = {"type": "DisruptionTarget", "status": "True", "lastProbeTime": None, "lastTransitionTime": stamp(now),
                     "reason": reason, "message": message}  # fmt: skip
    if pod["metadata"].get("generation"):
        entry["observedGeneration"] = pod["metadata"]["generation"]
    return {**status, "conditions": [*conditions, entry]}
