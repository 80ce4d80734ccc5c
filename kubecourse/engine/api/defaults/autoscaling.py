"""Defaults of a HorizontalPodAutoscaler.

Upstream: pkg/apis/autoscaling/{v1,v2}/defaults.go. An autoscaling/v1 object is defaulted in its own form.
Next: `others.py`.
"""

from __future__ import annotations

from typing import Any

from .quantities import one

__all__ = ["APPLY"]

Object = dict[str, Any]
_SOURCES = ("resource", "containerResource", "pods", "object", "external")


def _autoscaler(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec.setdefault("minReplicas", 1)
    if obj.get("apiVersion") == "autoscaling/v1":
        return
    if not spec.get("metrics"):
        target = {"type": "Utilization", "averageUtilization": 80}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    for metric in spec["metrics"]:
        for source in _SOURCES:
            amounts = (metric.get(source) or {}).get("target")
            if amounts:
                one(amounts, "value")
                one(amounts, "averageValue")
    if spec.get("behavior") is not None:
        _behavior(spec["behavior"])


def _behavior(behavior: Object) -> None:
    up = behavior.setdefault("scaleUp", {})
    up.setdefault("stabilizationWindowSeconds", 0)
    up.setdefault("selectPolicy", "Max")
    if not up.get("policies"):
        pods = {"type": "Pods", "value": 4, "periodSeconds": 15}
        up["policies"] = [pods, {"type": "Percent", "value": 100, "periodSeconds": 15}]
    down = behavior.setdefault("scaleDown", {})
    down.setdefault("selectPolicy", "Max")
    if not down.get("policies"):
        down["policies"] = [{"type": "Percent", "value": 100, "periodSeconds": 15}]
    for rules in (up, down):
        one(rules, "tolerance")


APPLY = {"HorizontalPodAutoscaler": _autoscaler}
