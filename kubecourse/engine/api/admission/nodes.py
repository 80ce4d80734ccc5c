"""TaintNodesByCondition: a node that has just joined takes no pods before it is ready.

Upstream: plugin/pkg/admission/nodetaint/admission.go. A node that comes with Ready already true (the first
picture of a cluster) gets no taint, because nothing would ever take it away again.
"""

from __future__ import annotations

from .request import Plugin, Request

__all__ = ["PLUGIN"]

_TAINT = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}


def _mutate(request: Request) -> None:
    node = request.obj
    if node is None or request.verb != "CREATE":
        return
    conditions = (node.get("status") or {}).get("conditions") or ()
    if any(c.get("type") == "Ready" and c.get("status") == "True" for c in conditions):
        return
    taints = node.setdefault("spec", {}).get("taints") or []
    if not any(t.get("key") == _TAINT["key"] and t.get("effect") == _TAINT["effect"] for t in taints):
        node["spec"]["taints"] = [*taints, dict(_TAINT)]


PLUGIN = Plugin("TaintNodesByCondition", ("CREATE",), ("Node",), _mutate)
