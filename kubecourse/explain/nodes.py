"""Why a node takes no pods: silent, not ready, under pressure, cordoned.

Next: `why.py`, which puts the finders together.
"""

from __future__ import annotations

from typing import Any

from kubecourse.explain.look import Look, named
from kubecourse.explain.pod_state import condition
from kubecourse.explain.reasons import Reason, fine, reason

__all__ = ["node_reasons"]

Object = dict[str, Any]


def node_reasons(look: Look, node: Object) -> list[Reason]:
    """The reasons of a node's state."""
    about, found = named("Node", node), []
    ready = condition(node, "Ready") or {}
    if ready.get("status") == "Unknown":
        found.append(reason("node.silent", about, ready.get("message", "")))
    elif ready.get("status") != "True":
        found.append(reason("node.not-ready", about, ready.get("message", "")))
    for kind in ("MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"):
        if (condition(node, kind) or {}).get("status") == "True":
            found.append(reason("node.pressure", about, (condition(node, kind) or {}).get("message", ""), what=kind))
    if node.get("spec", {}).get("unschedulable"):
        found.append(reason("node.cordoned", about))
    if found:
        return found
    return [fine("node.fine", about, pods=len(look.api.pods_on(node["metadata"]["name"])))]
