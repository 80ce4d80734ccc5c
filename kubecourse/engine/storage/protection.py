"""What is in use is not deleted under its user: finalizers of claims and volumes go only when nobody needs them.

Upstream: pkg/controller/volume/{pvcprotection,pvprotection,vacprotection}. Next: `provisioner.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core.work import Object, Wake, Watch, split_key

__all__ = ["AttributesProtection", "ClaimProtection", "VolumeProtection"]

_CLAIM = "kubernetes.io/pvc-protection"
_VOLUME = "kubernetes.io/pv-protection"
_ATTRIBUTES = "kubernetes.io/vac-protection"


class ClaimProtection:
    """A claim that is being deleted waits until no pod that could run mounts it."""

    name = "persistentvolumeclaim-protection-controller"

    def __init__(self) -> None:
        self.watches = (Watch("PersistentVolumeClaim"), Watch("Pod", _claims, _ended, given="PersistentVolumeClaim"))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Take the finalizer off when the claim is free."""
        namespace, name = split_key(key)
        claim = api.find("PersistentVolumeClaim", name, namespace)
        if (
            claim
            and claim["metadata"].get("deletionTimestamp")
            and not any(map(_uses, api.claim_users(namespace, name)))
        ):
            _drop(api, claim, _CLAIM)
        return None


class VolumeProtection:
    """A volume that is being deleted waits until it is not bound."""

    name = "persistentvolume-protection-controller"

    def __init__(self) -> None:
        self.watches = (Watch("PersistentVolume"),)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Take the finalizer off when the volume is free."""
        volume = api.find("PersistentVolume", key)
        bound = volume and (volume.get("status") or {}).get("phase") == "Bound"
        if volume and volume["metadata"].get("deletionTimestamp") and not bound:
            _drop(api, volume, _VOLUME)
        return None


class AttributesProtection:
    """A VolumeAttributesClass that is being deleted waits until no claim and no volume names it."""

    name = "volumeattributesclass-protection-controller"

    def __init__(self) -> None:
        self.watches = (
            Watch("VolumeAttributesClass"),
            Watch("PersistentVolumeClaim", _attributes, _names_attributes),
            Watch("PersistentVolume", _attributes, _names_attributes),
        )

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Take the finalizer off when nobody needs the class."""
        row = api.find("VolumeAttributesClass", key)
        if row is None or not row["metadata"].get("deletionTimestamp"):
            return None
        kinds = ("PersistentVolumeClaim", "PersistentVolume")
        if not any(key in _attributes(api, obj) for kind in kinds for obj in api.list(kind)):
            _drop(api, row, _ATTRIBUTES)
        return None


def _attributes(api: Any, obj: Object) -> list[str]:
    names = (
        obj["spec"].get("volumeAttributesClassName"),
        (obj.get("status") or {}).get("currentVolumeAttributesClassName"),
    )
    return [name for name in names if name]


def _names_attributes(old: Object | None, new: Object | None) -> bool:
    return any(_attributes(None, obj) for obj in (old, new) if obj)


def _uses(pod: Object) -> bool:
    """A pod that was never given a node mounts nothing; one that has ended does not either."""
    return bool(pod["spec"].get("nodeName")) and (pod.get("status") or {}).get("phase") not in ("Succeeded", "Failed")


def _drop(api: Any, obj: Object, finalizer: str) -> None:
    present = obj["metadata"].get("finalizers") or []
    if finalizer in present:
        kept = [f for f in present if f != finalizer]
        meta = {k: v for k, v in obj["metadata"].items() if k != "finalizers"}
        api.change(obj, metadata={**meta, "finalizers": kept} if kept else meta)


def _claims(api: Any, pod: Object) -> Iterable[str]:
    for volume in pod["spec"].get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            yield f"{pod['metadata']['namespace']}/{volume['persistentVolumeClaim']['claimName']}"
        elif "ephemeral" in volume:
            yield f"{pod['metadata']['namespace']}/{pod['metadata']['name']}-{volume['name']}"


def _ended(old: Object | None, new: Object | None) -> bool:
    return new is None or (new.get("status") or {}).get("phase") in ("Succeeded", "Failed")
