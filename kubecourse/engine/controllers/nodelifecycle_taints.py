"""The taints that say what is wrong with a node, and how fast pods may be driven off lost ones.

Promises: which NoSchedule taints the conditions of a node ask for, in their order; the rate of NoExecute taints: one
node in ten seconds; in a zone where 55 % (and at least three) are lost, one in a hundred seconds, or none if the zone has
50 nodes or fewer; none at all when every node of the cluster is lost. Pure functions.
Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go. Next: `tainteviction.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..core.work import Object

__all__ = ["NoExecute", "allowed_at", "ready_status", "with_taints", "without", "zone"]

#: status of the Ready condition -> the taint
NoExecute = {"False": "node.kubernetes.io/not-ready", "Unknown": "node.kubernetes.io/unreachable"}
_PRESSURE = {
    "MemoryPressure": "node.kubernetes.io/memory-pressure",
    "DiskPressure": "node.kubernetes.io/disk-pressure",
    "NetworkUnavailable": "node.kubernetes.io/network-unavailable",
    "PIDPressure": "node.kubernetes.io/pid-pressure",
}
_CORDON = "node.kubernetes.io/unschedulable"
_OURS = (*NoExecute.values(), *_PRESSURE.values(), _CORDON)

#: ms between two nodes, in a healthy zone and in a large one that is partly lost
RATE, SLOW_RATE = 10_000, 100_000
#: more nodes than this make a zone large; this share of lost nodes (and at least so many) makes it partly lost
LARGE, SHARE, LEAST = 50, 0.55, 3


def ready_status(node: Object) -> str:
    """Status of the Ready condition: True, False or Unknown; "" without one."""
    for entry in (node.get("status") or {}).get("conditions") or ():
        if entry["type"] == "Ready":
            return str(entry["status"])
    return ""


def with_taints(node: Object, now: str) -> list[Object]:
    """The node's taints with the NoSchedule ones that its conditions ask for, and no others of theirs."""
    conditions = (node.get("status") or {}).get("conditions") or ()
    wanted = [
        NoExecute[entry["status"]] for entry in conditions if entry["type"] == "Ready" and entry["status"] in NoExecute
    ]
    wanted += [
        _PRESSURE[entry["type"]] for entry in conditions if entry["type"] in _PRESSURE and entry["status"] == "True"
    ]
    if node["spec"].get("unschedulable"):
        wanted.append(_CORDON)
    kept = [
        taint
        for taint in node["spec"].get("taints") or ()
        if taint["effect"] != "NoSchedule" or taint["key"] not in _OURS or taint["key"] in wanted
    ]
    have = {taint["key"] for taint in kept if taint["effect"] == "NoSchedule"}
    new = [{"key": key, "effect": "NoSchedule", "timeAdded": now} for key in wanted if key not in have]
    return [*kept, *new]


def without(taints: list[Object], keys: Iterable[str]) -> list[Object]:
    """The taints but the NoExecute ones with these keys."""
    gone = list(keys)
    return [taint for taint in taints if taint["effect"] != "NoExecute" or taint["key"] not in gone]


def zone(node: Object) -> str:
    """The zone label of a node, or ""."""
    return str((node["metadata"].get("labels") or {}).get("topology.kubernetes.io/zone", ""))


def allowed_at(node: Object, nodes: list[Object], lost: list[bool], last: dict[str, int], now: int) -> int | None:
    """When (ms) the node may get its NoExecute taint; None while nobody may.

    `lost` says of each of `nodes` whether it is; `last`: zone -> when its last node had its turn.
    """
    if all(lost):
        return None
    here = [gone for other, gone in zip(nodes, lost, strict=True) if zone(other) == zone(node)]
    rate = RATE
    if not all(here) and sum(here) >= LEAST and sum(here) / len(here) >= SHARE:
        if len(here) <= LARGE:
            return None
        rate = SLOW_RATE
    before = last.get(zone(node))
    return now if before is None else max(before + rate, now)
