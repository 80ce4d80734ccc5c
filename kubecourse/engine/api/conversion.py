"""Second versions of a kind: an object is stored in one form, and shown in the form in which it is asked for.

Of the built-in kinds there are two: events.k8s.io/v1, the events of v1 with other names for their fields, and autoscaling/v1, a
HorizontalPodAutoscaler with one number for the cpu instead of a list of metrics. What that has no field for is kept in annotations, as
the real server keeps it: metrics beside the cpu, conditions, behavior.
Upstream: pkg/apis/{autoscaling,events}/v1/conversion.go. Left out: `annotations` of v1 are not read back into v2.
Next: `handle.py`, which asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from json import dumps

from ..core.fields import plain
from ..core.work import Object
from .errors import ApiError
from .kinds import Kind

__all__ = ["as_asked", "from_hub", "in_version", "to_hub"]

_NOTE = "autoscaling.alpha.kubernetes.io/"


#: field of an Event of events.k8s.io/v1 -> field of one of v1
_EVENT = {
    "deprecatedCount": "count", "deprecatedFirstTimestamp": "firstTimestamp", "deprecatedLastTimestamp": "lastTimestamp",
    "deprecatedSource": "source", "note": "message", "regarding": "involvedObject", "reportingController": "reportingComponent",
}  # fmt: skip
_EVENT_BACK = {core: name for name, core in _EVENT.items()}


def _renamed(obj: Object, names: dict[str, str], version: str) -> Object:
    return {**{names.get(field, field): value for field, value in obj.items()}, "apiVersion": version}


@contextmanager
def as_asked(kind: Kind, hub: Kind) -> Iterator[None]:
    """A refusal names the version that was asked for: `events.events.k8s.io "x" not found`."""
    try:
        yield
    except ApiError as error:
        if kind.resource == hub.resource:
            raise
        message = error.message.replace(f'{hub.resource} "', f'{kind.resource} "', 1)
        details = {**error.details, "group": kind.group} if error.details else {}
        raise ApiError(error.reason, message, code=error.code, causes=error.causes, details=details) from None


def in_version(kind: Kind, obj: Object) -> Object:
    """A stored object of a kind that was taught, in the version of `kind`: only its apiVersion differs."""
    return obj if obj["apiVersion"] == kind.api_version else {**obj, "apiVersion": kind.api_version}


def to_hub(hub: Kind, obj: Object) -> Object:
    """An object as `hub`, the kind in whose form it is stored."""
    if hub.many:
        return in_version(hub, obj)
    if hub.key == "Event":
        return {"involvedObject": {}, **_renamed(obj, _EVENT, hub.api_version)}
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
    if kind.hub == "Event":
        return _renamed(obj, _EVENT_BACK, kind.api_version)
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
