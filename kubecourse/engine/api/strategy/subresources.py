"""Subresources of a pod that may change one thing only: the rest is as it was, whatever was sent.

Upstream: pkg/registry/core/pod/strategy.go (podEphemeralContainersStrategy, podResizeStrategy).
"""

from __future__ import annotations

from typing import Any

from ..admission.request import Request

__all__ = ["NARROW", "narrow"]

Object = dict[str, Any]
#: subresources through which only a part of a pod can be written
NARROW = ("ephemeralcontainers", "resize")
_RESIZED = ("resources", "resizePolicy")


def narrow(request: Request) -> None:
    """Put back in `request.obj` all that its subresource does not change."""
    obj, old = request.obj, request.old
    assert obj is not None and old is not None
    spec = obj.get("spec") or {}
    version = obj["metadata"].get("resourceVersion")
    changed = (
        _ephemeral(spec, old["spec"]) if request.subresource == "ephemeralcontainers" else _sizes(spec, old["spec"])
    )
    obj.clear()
    obj.update({**old, "spec": changed, "metadata": {**old["metadata"]}})
    if version:
        obj["metadata"]["resourceVersion"] = version


def _ephemeral(new: Object, old: Object) -> Object:
    if "ephemeralContainers" in new:
        return {**old, "ephemeralContainers": new["ephemeralContainers"]}
    return {field: value for field, value in old.items() if field != "ephemeralContainers"}


def _sizes(new: Object, old: Object) -> Object:
    """The old spec with the resources of the new one, for the whole pod and for its containers, by their names."""
    spec = _with_sizes(new, old, ("resources",))
    for field in ("containers", "initContainers"):
        if field in old:
            wanted = {container.get("name"): container for container in new.get(field) or ()}
            spec[field] = [
                _with_sizes(wanted[one["name"]], one, _RESIZED) if one["name"] in wanted else one for one in old[field]
            ]
    return spec


def _with_sizes(new: Object, old: Object, fields: tuple[str, ...]) -> Object:
    kept = {field: value for field, value in old.items() if field not in fields}
    return {**kept, **{field: new[field] for field in fields if field in new}}
