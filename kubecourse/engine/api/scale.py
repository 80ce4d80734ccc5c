"""The scale subresource: the same three numbers for every kind that has replicas."""

from __future__ import annotations

from ..core import selectors
from ..core.work import Object
from .errors import ApiError, Cause, bad_request, invalid
from .kinds import Kind
from .schema import strict

__all__ = ["read_scale", "write_scale"]


def read_scale(kind: Kind, obj: Object) -> Object:
    """The autoscaling/v1 Scale of an object. Raises ApiError NotFound for a kind without replicas."""
    if "scale" not in kind.subresources:
        raise ApiError("NotFound", "the server could not find the requested resource")
    meta = obj["metadata"]
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    status = {"replicas": (obj.get("status") or {}).get("replicas", 0)}
    selector = obj["spec"].get("selector")
    if selector:
        # a ReplicationController has a plain map, all others a LabelSelector
        text = str(selectors.labels(selector))
        status["selector"] = text
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {field: meta[field] for field in kept if field in meta},
        "spec": {"replicas": obj["spec"].get("replicas", 0)},
        "status": status,
    }


def write_scale(kind: Kind, obj: Object, scale: Object) -> Object:
    """The object with the replicas of a Scale. Raises ApiError Invalid for less than none."""
    if found := strict("Scale", scale):
        raise bad_request(f'Scale in version "v1" cannot be handled as a Scale: {", ".join(found)}', hint="field.type")
    replicas = (scale.get("spec") or {}).get("replicas") or 0
    if isinstance(replicas, int) and replicas < 0:
        why = f"Invalid value: {replicas}: must be greater than or equal to 0"
        cause = Cause("spec.replicas", "FieldValueInvalid", why)
        raise invalid("autoscaling", "Scale", obj["metadata"]["name"], [cause])
    return {**obj, "spec": {**obj["spec"], "replicas": replicas}}
