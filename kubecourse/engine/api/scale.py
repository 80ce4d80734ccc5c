"""The scale subresource: the same three numbers for every kind that has replicas.

A kind that was taught says where it keeps them: upstream apiextensions-apiserver `pkg/registry/customresource/etcd.go`.
Next: `handle.py`.
"""

from __future__ import annotations

from typing import Any

from ..core import fields, selectors
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
    wanted, status = _taught(kind, obj) if kind.scale[0] else _builtin(obj)
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {field: meta[field] for field in kept if field in meta},
        "spec": {"replicas": wanted},
        "status": status,
    }


def _builtin(obj: Object) -> tuple[int, Object]:
    status: Object = {"replicas": (obj.get("status") or {}).get("replicas", 0)}
    selector = obj["spec"].get("selector")
    if selector:
        # a ReplicationController has a plain map, all others a LabelSelector
        status["selector"] = str(selectors.labels(selector))
    return obj["spec"].get("replicas", 0), status


def _taught(kind: Kind, obj: Object) -> tuple[int, Object]:
    wanted, there, chosen = kind.scale
    number = _at(obj, wanted)
    if not isinstance(number, int):
        name = obj["metadata"]["name"]
        raise ApiError("InternalError", f'the spec replicas field "{wanted}" does not exist in {kind.name} "{name}"')
    current, selector = _at(obj, there), _at(obj, chosen) if chosen else None
    status: Object = {"replicas": current if isinstance(current, int) else 0}
    if isinstance(selector, str) and selector:
        status["selector"] = selector
    return number, status


def _at(obj: Object, path: str) -> Any:
    return fields.get(obj, path.lstrip("."))


def write_scale(kind: Kind, obj: Object, scale: Object) -> Object:
    """The object with the replicas of a Scale. Raises ApiError Invalid for less than none."""
    if found := strict("Scale", scale):
        raise bad_request(f'Scale in version "v1" cannot be handled as a Scale: {", ".join(found)}', hint="field.type")
    replicas = (scale.get("spec") or {}).get("replicas") or 0
    if isinstance(replicas, int) and replicas < 0:
        why = f"Invalid value: {replicas}: must be greater than or equal to 0"
        cause = Cause("spec.replicas", "FieldValueInvalid", why)
        raise invalid("autoscaling", "Scale", obj["metadata"]["name"], [cause])
    if kind.scale[0]:
        return _with(obj, kind.scale[0].lstrip(".").split("."), replicas)
    return {**obj, "spec": {**obj["spec"], "replicas": replicas}}


def _with(here: Any, steps: list[str], value: Any) -> Object:
    """The object with a value at a path of names."""
    here = here if isinstance(here, dict) else {}
    below = value if len(steps) == 1 else _with(here.get(steps[0]), steps[1:], value)
    return {**here, steps[0]: below}
