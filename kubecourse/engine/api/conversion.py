"""Second versions of a kind: an object is stored in one form, and shown in the form in which it is asked for.

Of the built-in kinds autoscaling/v1 is the only one: a HorizontalPodAutoscaler with one number for the cpu instead of a list of metrics. What v1
has no field for is kept in annotations, as the real server keeps it: metrics beside the cpu, conditions, behavior.
Upstream: pkg/apis/autoscaling/v1/conversion.go. Left out: `annotations` of v1 are not read back into v2.
Next: `handle.py`, which asks for it.
"""

from __future__ import annotations

from json import dumps

from ..core.fields import plain
from ..core.work import Object
from .kinds import Kind

__all__ = ["from_hub", "in_version", "to_hub"]

_NOTE = "autoscaling.alpha.kubernetes.io/"


def in_version(kind: Kind, obj: Object) -> Object:
    """A stored object of a kind that was taught, in the version of `kind`: only its apiVersion differs."""
    return obj if obj["apiVersion"] == kind.api_version else {**obj, "apiVersion": kind.api_version}


def to_hub(hub: Kind, obj: Object) -> Object:
    """An object as `hub`, the kind in whose form it is stored: autoscaling/v1 as autoscaling/v2."""
    if hub.many:
        return in_version(hub, obj)
    spec = dict(obj.get("spec") or {})
    percent = spec.pop("targetCPUUtilizationPercentage", None)
    if percent is not None:
        target = {"type": "Utilization", "averageUtilization": percent}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    # the server writes the status, and keeps the one it has
    kept = {field: value for field, value in obj.items() if field != "status"}
    return {**kept, "apiVersion": "autoscaling/v2", "spec": spec}


def from_hub(kind: Kind, obj: Object) -> Object:
    """A stored object in the form of `kind`, another version of it."""
    if kind.many:
        return in_version(kind, obj)
    spec, status = dict(plain(obj["spec"])), dict(plain(obj.get("status") or {}))
    notes: dict[str, object] = {}
    rest = []
    for metric in spec.pop("metrics", None) or ():
        percent = _cpu(metric, "target")
        if percent is None or "targetCPUUtilizationPercentage" in spec:
            rest.append(metric)
        else:
            spec["targetCPUUtilizationPercentage"] = percent
    current = status.pop("currentMetrics", None) or ()
    used = [one for one in (_cpu(metric, "current") for metric in current) if one is not None]
    if used:
        status["currentCPUUtilizationPercentage"] = used[0]
    notes |= {"metrics": rest, "behavior": spec.pop("behavior", None), "conditions": status.pop("conditions", None)}
    shown: Object = {**obj, "apiVersion": kind.api_version, "spec": spec}
    if status:
        status.setdefault("currentReplicas", 0)
        shown["status"] = status
    texts = {_NOTE + name: dumps(value, separators=(",", ":")) for name, value in notes.items() if value}
    if texts:
        meta = obj["metadata"]
        shown["metadata"] = {**meta, "annotations": {**(meta.get("annotations") or {}), **texts}}
    return shown


def _cpu(metric: Object, side: str) -> int | None:
    """The percentage of the cpu that a metric wants or has; None for any other metric."""
    resource = metric.get("resource") or {}
    percent: int | None = (resource.get(side) or {}).get("averageUtilization")
    return percent if metric["type"] == "Resource" and resource.get("name") == "cpu" else None
