"""Which pods wait, in what order, and what wakes those that no node could take.

A pod that could not be placed is remembered with the plugins that refused it (`memory["waiting"]`) and
is tried again only when something changes that concerns one of them, as upstream's queueing hints do.
Not kept: the wait before a second try (1.36 takes pods out of back-off when nothing else is queued) and
the flush every five minutes, which changes nothing. Upstream: `backend/queue/scheduling_queue.go`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..core.work import Object, Watch
from .needs import priority
from .snapshot import finished

__all__ = ["FREED", "NODE", "PLACED", "QUEUE", "STORAGE", "WATCHES", "concerned", "pending"]

#: the scheduler's keys: new pods; and what may help those that wait
QUEUE, FREED, PLACED, NODE, STORAGE = "queue", "freed", "placed", "node", "storage"

_CONCERNS: dict[str, tuple[str, ...]] = {
    FREED: ("NodeResourcesFit", "NodePorts", "PodTopologySpread", "InterPodAffinity", "VolumeRestrictions"),
    PLACED: ("PodTopologySpread", "InterPodAffinity"),
    NODE: (
        "NodeUnschedulable", "NodeName", "TaintToleration", "NodeAffinity", "NodePorts", "NodeResourcesFit",
        "VolumeBinding", "VolumeZone", "PodTopologySpread", "InterPodAffinity", "",
    ),
    STORAGE: ("VolumeBinding", "VolumeRestrictions", "VolumeZone"),
}  # fmt: skip


def concerned(key: str, plugins: Iterable[str]) -> bool:
    """Can this kind of change help a pod that these plugins refused?"""
    concerns = _CONCERNS.get(key, ())
    return any(plugin in concerns for plugin in plugins)


def pending(api: Any, name: str) -> list[Object]:
    """Pods for the scheduler `name` without a node: most important first, then oldest."""
    found = [
        pod
        for pod in api.list("Pod")
        if not (spec := pod["spec"]).get("nodeName")
        and (spec.get("schedulerName") or name) == name
        and not spec.get("schedulingGates")
        and not pod["metadata"].get("deletionTimestamp")
        and not finished(pod)
    ]
    return sorted(found, key=lambda pod: (-priority(pod), int(pod["metadata"]["resourceVersion"])))


# -- watches -------------------------------------------------------------------------------------


def _always(key: str) -> Callable[[Any, Object], Iterable[str]]:
    return lambda api, obj: (key,)


def _if_waiting(key: str) -> Callable[[Any, Object], Iterable[str]]:
    return lambda api, obj: (key,) if api.memory.get("waiting") or api.memory.get("assumed") else ()


def _arrives(old: Object | None, new: Object | None) -> bool:
    """A pod without a node, new or with another spec or other labels."""
    if new is None or new["spec"].get("nodeName") or new["metadata"].get("deletionTimestamp"):
        return False
    if old is None:
        return True
    return old["spec"] is not new["spec"] or old["metadata"].get("labels") != new["metadata"].get("labels")


def _frees(old: Object | None, new: Object | None) -> bool:
    """A pod left its node, ended, or asks for less; or one that was promised room is gone."""
    if old is None:
        return False
    if new is None:
        return True
    if not old["spec"].get("nodeName"):
        return False
    if old["spec"] is not new["spec"] and old["spec"].get("containers") != new["spec"].get("containers"):
        return True
    return finished(new) and not finished(old)


def _places(old: Object | None, new: Object | None) -> bool:
    """A pod is on a node now, or has other labels there."""
    if new is None or not new["spec"].get("nodeName"):
        return False
    if old is None or not old["spec"].get("nodeName"):
        return True
    return bool(old["metadata"].get("labels") != new["metadata"].get("labels"))


def _opens(old: Object | None, new: Object | None) -> bool:
    """A node that may take now what it did not take before."""
    if new is None or old is None:
        return True
    before, after = old.get("spec") or {}, new.get("spec") or {}
    if before.get("unschedulable") and not after.get("unschedulable"):
        return True
    kept = after.get("taints") or []
    if any(taint not in kept for taint in before.get("taints") or ()):
        return True
    if old["metadata"].get("labels") != new["metadata"].get("labels"):
        return True
    return bool((old.get("status") or {}).get("allocatable") != (new.get("status") or {}).get("allocatable"))


def _storage(old: Object | None, new: Object | None) -> bool:
    return new is not None


def _arrives_before_its_claim(old: Object | None, new: Object | None) -> bool:
    """A new pod with a generic ephemeral volume: of all that controllers do for a new pod only its claim concerns where it goes."""
    return (
        old is None and _arrives(old, new) and any("ephemeral" in v for v in (new or {})["spec"].get("volumes") or ())
    )


# a scheduler of its own tries a pod before any controller has reacted to the change that lets it be tried: so it is seen to refuse
# between the two halves of an uncordon, or between a claim that is made and its volume
WATCHES = (
    Watch("Pod", _always(QUEUE), _arrives_before_its_claim, urgent=True),
    Watch("Pod", _always(QUEUE), _arrives),
    Watch("Pod", _if_waiting(FREED), _frees),
    Watch("Pod", _if_waiting(PLACED), _places),
    Watch("Node", _if_waiting(NODE), _opens, urgent=True),
    *(
        Watch(kind, _if_waiting(STORAGE), _storage, urgent=True)
        for kind in ("PersistentVolumeClaim", "PersistentVolume", "StorageClass")
    ),
)
