"""The volume's half of the binder: phases, and what becomes of a volume whose claim is gone.

Functions in the order they are called. Next: `recycle.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.clock import stamp
from ..core.work import Object
from .recycle import recycle
from .words import BOUND_BY, PROVISIONED_BY, notes_of, say

__all__ = ["sync_volume"]

#: volume types whose data the binder itself can throw away; the rest is the provisioner's, or a person's
_DELETERS = ("hostPath",)


def sync_volume(api: Any, volume: Object) -> None:
    """One step for one volume."""
    ref = volume["spec"].get("claimRef")
    if not ref or not ref.get("uid"):
        # free, or reserved by name for a claim that has not come yet
        _phase(api, volume, "Available")
        return
    claim = api.find("PersistentVolumeClaim", ref["name"], ref["namespace"])
    if claim is None or claim["metadata"]["uid"] != ref["uid"]:
        _released(api, volume)
    elif claim["spec"].get("volumeName") == volume["metadata"]["name"]:
        _phase(api, volume, "Bound")
    elif claim["spec"].get("volumeName"):
        _unwanted(api, volume)


def _phase(api: Any, volume: Object, phase: str, message: str | None = None) -> Object:
    status = {**(volume.get("status") or {})}
    if status.get("phase") == phase and status.get("message") == message:
        return volume
    status |= {"phase": phase, "lastPhaseTransitionTime": stamp(api.now)}
    status.pop("message", None)
    if message:
        status["message"] = message
    stored: Object = api.set_status(volume, status)
    return stored


def _released(api: Any, volume: Object) -> None:
    """The claim is gone: keep, or throw away, as the policy says."""
    if (volume.get("status") or {}).get("phase") == "Failed":
        return
    volume = _phase(api, volume, "Released")
    if volume["metadata"].get("deletionTimestamp"):
        return
    policy = volume["spec"].get("persistentVolumeReclaimPolicy")
    if policy == "Delete":
        _reclaim(api, volume)
    elif policy == "Recycle":
        _recycled(api, volume)


def _recycled(api: Any, volume: Object) -> None:
    why = recycle(api, volume)
    if why:
        volume = _phase(api, volume, "Failed", why)
        say(api, volume, "Warning", "VolumeFailedRecycle", why)
    elif why == "":
        say(api, volume, "Normal", "VolumeRecycled", "Volume recycled")
        _free(api, volume)


def _reclaim(api: Any, volume: Object) -> None:
    if PROVISIONED_BY in notes_of(volume) or "csi" in volume["spec"]:
        return  # its provisioner does it
    name = volume["metadata"]["name"]
    path = (volume["spec"].get("hostPath") or {}).get("path", "")
    if not any(kind in volume["spec"] for kind in _DELETERS):
        why = f'error getting deleter volume plugin for volume "{name}": no deletable volume plugin matched'
    elif not path.startswith("/tmp/"):
        why = f"host_path deleter only supports /tmp/.+ but received provided {path}"
    else:
        api.delete("PersistentVolume", name)
        return
    volume = _phase(api, volume, "Failed", why)
    say(api, volume, "Warning", "VolumeFailedDelete", why)


def _unwanted(api: Any, volume: Object) -> None:
    """The claim took another volume: this one is free again, or goes if it was made for the claim."""
    if PROVISIONED_BY in notes_of(volume) and volume["spec"].get("persistentVolumeReclaimPolicy") == "Delete":
        _released(api, volume)
        return
    _free(api, volume)


def _free(api: Any, volume: Object) -> None:
    """Take the claim off the volume; one that a person reserved for a claim's name stays reserved."""
    spec = {**volume["spec"]}
    meta = {**volume["metadata"]}
    if BOUND_BY in notes_of(volume):
        del spec["claimRef"]
        meta["annotations"] = {k: v for k, v in notes_of(volume).items() if k != BOUND_BY}
    else:
        spec["claimRef"] = {k: v for k, v in spec["claimRef"].items() if k not in ("uid", "resourceVersion")}
    _phase(api, api.change(volume, spec=spec, metadata=meta), "Available")
