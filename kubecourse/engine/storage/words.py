"""Annotations of the binder, and saying an event once while it stays true."""

from __future__ import annotations

from typing import Any

from ..core.work import Object

__all__ = ["BIND_COMPLETED", "BOUND_BY", "PROVISIONED_BY", "PROVISIONER", "PROVISIONER_BETA", "SELECTED_NODE",
           "notes_of", "say", "with_annotations"]  # fmt: skip

BIND_COMPLETED = "pv.kubernetes.io/bind-completed"
BOUND_BY = "pv.kubernetes.io/bound-by-controller"
PROVISIONED_BY = "pv.kubernetes.io/provisioned-by"
PROVISIONER = "volume.kubernetes.io/storage-provisioner"
PROVISIONER_BETA = "volume.beta.kubernetes.io/storage-provisioner"
SELECTED_NODE = "volume.kubernetes.io/selected-node"

_COMPONENT = "persistentvolume-controller"


def notes_of(obj: Object) -> dict[str, str]:
    """The annotations, {} for none."""
    return obj["metadata"].get("annotations") or {}


def with_annotations(api: Any, obj: Object, extra: dict[str, str]) -> Object:
    """Write annotations that are missing or differ; returns the stored object."""
    wanted = {**notes_of(obj), **extra}
    if wanted == notes_of(obj):
        return obj
    changed: Object = api.change(obj, metadata={**obj["metadata"], "annotations": wanted})
    return changed


def say(api: Any, obj: Object, type: str, reason: str, message: str) -> None:
    """An event, unless it was the last thing said of this object: a settled cluster writes nothing."""
    uid = obj["metadata"]["uid"]
    if api.memory.get(uid) != (reason, message):
        api.memory[uid] = (reason, message)
        api.event(obj, type, reason, message, component=_COMPONENT)
