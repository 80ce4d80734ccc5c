"""The record of a pod when the kubelet first hears of it, and what of it follows the object. `worker.py` says what is in it."""

from __future__ import annotations

from typing import Any

from ..core.work import Object
from . import volumes

__all__ = ["followed", "fresh"]


def fresh(pod: Object, now: int) -> dict[str, Any]:
    """Nothing has been done for the pod yet."""
    return {
        "uid": pod["metadata"]["uid"], "node": pod["spec"]["nodeName"], "born": now, "ip": "", "sandbox": None, "closed": False,
        "cs": {}, "why": {}, "back": {}, "img": {}, "do": None, "sync": None, "probes": {}, "dying": None, "fail": None,
        "gone": None, "over": None, "terminal": False, "inited": False, "fresh": True, "ran": False, "mounts": 0,
        "generation": pod["metadata"].get("generation"), "kept": _kept(pod), "made": followed(pod),
    }  # fmt: skip


def _kept(pod: Object) -> tuple[str, ...]:
    """Keys of the memory that end with the pod: volumes, and files mounted by subPath."""
    uid, spec = pod["metadata"]["uid"], pod["spec"]
    keys = [f"{kind}/{uid}/{v['name']}" for v in spec.get("volumes") or () for kind in ("vol", "made")]
    for group in ("initContainers", "containers", "ephemeralContainers"):
        for container in spec.get(group) or ():
            mounts = [m for m in container.get("volumeMounts") or () if m.get("subPath")]
            keys += [f"sub/{uid}/{container['name']}/{m['mountPath']}" for m in mounts]
    return tuple(keys)


def followed(pod: Object) -> tuple[Any, Any] | None:
    """Labels and annotations, where files of the pod may follow them or other objects."""
    if not any(volumes.follows(volume) for volume in pod["spec"].get("volumes") or ()):
        return None
    meta = pod["metadata"]
    return meta.get("labels"), meta.get("annotations")
