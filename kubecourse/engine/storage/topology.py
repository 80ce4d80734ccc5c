"""In which zone, or on which machine, a volume is made.

Bound late, it is made where the pod was placed. Bound at once, nobody knows where a pod will be: a driver with zones takes
one of those that its class allows by a hash of the claim's name, so that name-0, name-1, … go round the zones, and one
whose volumes are folders of a machine refuses (kubernetes-csi/external-provisioner, pkg/controller/topology.go). Next: `volumesource.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.names import fnv32
from ..core.work import Object
from .backends import BACKENDS
from .words import SELECTED_NODE, notes_of

__all__ = ["NOWHERE", "placed", "zone_of"]

_ZONE, _HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
#: what a provisioner of local folders says of a claim that is to be bound at once
NOWHERE = "configuration error, no node was specified"


def zone_of(api: Any, claim: Object, driver: str) -> str:
    """The zone of a claim's volume; "" where the driver or the cluster knows no zones."""
    chosen = notes_of(claim).get(SELECTED_NODE)
    if chosen:
        return _label(api.find("Node", chosen), _ZONE)
    if not BACKENDS[driver].zones:
        return ""
    row = api.find("StorageClass", claim["spec"].get("storageClassName") or "") or {}
    zones = sorted({_label(node, _ZONE) for node in api.list("Node") if _allowed(row, node)} - {""})
    return zones[_turn(claim["metadata"]["name"]) % len(zones)] if zones else ""


def placed(api: Any, claim: Object, driver: str) -> Object | None:
    """From where the volume can be reached, as a term of a node affinity: its machine, its zone, or None from everywhere."""
    if BACKENDS[driver].source == "hostPath":
        host = _label(api.find("Node", notes_of(claim).get(SELECTED_NODE, "")), _HOST)
        return {"key": _HOST, "operator": "In", "values": [host]} if host else None
    zone = zone_of(api, claim, driver) if BACKENDS[driver].zones else ""
    return {"key": _ZONE, "operator": "In", "values": [zone]} if zone else None


def _label(node: Object | None, key: str) -> str:
    return str(((node or {}).get("metadata", {}).get("labels") or {}).get(key, ""))


def _allowed(row: Object, node: Object) -> bool:
    """May volumes of the class be made near the node?"""
    terms = row.get("allowedTopologies") or ()
    return not terms or any(
        all(_label(node, each["key"]) in each["values"] for each in term.get("matchLabelExpressions") or ())
        for term in terms
    )


def _turn(name: str) -> int:
    """name-0, name-1, … take turns."""
    base, dash, number = name.rpartition("-")
    if dash and number.isascii() and number.isdigit() and int(number) < 1 << 32:
        return (fnv32(base.encode()) + int(number)) % (1 << 32)
    return fnv32(name.encode())
