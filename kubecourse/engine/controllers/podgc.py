"""Pod garbage collector: removes pods that nobody else would.

Promises: pods of nodes that are gone, about a minute later (looked at every 20 s, and again 40 s after); pods that are
terminating on a node with the taint `out-of-service`; each is marked Failed with the condition DisruptionTarget first.
Left out: the limit of 12,500 finished pods. Keys are names of nodes. Upstream: pkg/controller/podgc/gc_controller.go.
Next: `quota.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..api.errors import ApiError
from ..core.work import DONE, Object, Wake, Watch, wake_at
from .tainteviction import with_disruption

__all__ = ["PodGc"]

#: ms between looks, and between finding a node gone and believing it
PERIOD, QUARANTINE = 20_000, 40_000
_OUT_OF_SERVICE = "node.kubernetes.io/out-of-service"


class PodGc:
    """Removes the pods of one node that is gone or out of service."""

    name = "pod-garbage-collector-controller"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        self.watches = (Watch("Node", None, _node_matters), Watch("Pod", _node_of, _pod_matters))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Wait until the node is surely gone, then remove its pods."""
        pods = api.pods_on(key)
        if not pods:
            api.memory.pop(key, None)
            return DONE
        node = api.find("Node", key)
        out = node is not None and _out_of_service(node)
        if node is not None and not out:
            api.memory.pop(key, None)
            return DONE
        due = api.memory.get(key)
        if due is None:
            due = -(-api.now // PERIOD) * PERIOD + (0 if out else QUARANTINE)
        if api.now < due:
            api.memory[key] = due
            # the world will surely change: settling waits for it
            return wake_at(due)
        api.memory.pop(key, None)
        for pod in pods:
            _remove(api, pod, out)
        return DONE


def _node_matters(old: Object | None, new: Object | None) -> bool:
    return new is None or (old is not None and old["spec"] is not new["spec"] and _out_of_service(new))


def _pod_matters(old: Object | None, new: Object | None) -> bool:
    """It came, went, was bound, or is to go: what else happens to it on its node does not matter."""
    if old is None or new is None or old["spec"] is not new["spec"]:
        return True
    return ("deletionTimestamp" in old["metadata"]) != ("deletionTimestamp" in new["metadata"])


def _out_of_service(node: Object) -> bool:
    return any(taint["key"] == _OUT_OF_SERVICE for taint in node["spec"].get("taints") or ())


def _node_of(api: Any, pod: Object) -> Iterable[str]:
    """The pod's node, if there is no such node or if it is out of service."""
    name = pod["spec"].get("nodeName")
    if not name:
        return ()
    node = api.find("Node", name)
    if node is None or ("deletionTimestamp" in pod["metadata"] and _out_of_service(node)):
        return (name,)
    return ()


def _remove(api: Any, pod: Object, out: bool) -> None:
    """Say that the pod has failed, unless it has ended, and take it away without grace."""
    meta = pod["metadata"]
    if out and "deletionTimestamp" not in meta:
        return
    if pod["status"].get("phase") not in ("Succeeded", "Failed"):
        status = (
            pod["status"] if out else with_disruption(pod, "DeletionByPodGC", "PodGC: node no longer exists", api.now)
        )
        api.set_status(pod, {**status, "phase": "Failed"})
    try:
        api.delete("Pod", meta["name"], meta["namespace"], grace=0)
    except ApiError as error:
        if error.reason != "NotFound":
            raise
