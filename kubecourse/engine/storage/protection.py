"""What is in use is not deleted under its user: finalizers of claims and volumes go only when nobody needs them.

Upstream: pkg/controller/volume/{pvcprotection,pvprotection}. Next: `provisioner.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core.work import Object, Wake, Watch, split_key

__all__ = ["ClaimProtection", "VolumeProtection"]

_CLAIM = "kubernetes.io/pvc-protection"
_VOLUME = "kubernetes.io/pv-protection"


class ClaimProtection:
    """A claim that is being deleted waits until no pod that could run mounts it."""

    name = "persistentvolumeclaim-protection-controller"

    def __init__(self) -> None:
        self.watches = (Watch("PersistentVolumeClaim"), Watch("Pod", _claims, _ended))

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
