"""The PersistentVolume binder: claims find volumes, volumes keep their phase. Two kinds of key, one a half.

Promises upstream's order of writes (volume first, then its phase, then the claim, then its status) and its
events. Leaves out: the periodic resync of 15 s, since a change wakes whom it concerns at once.
Upstream: pkg/controller/volume/persistentvolume/pv_controller.go. Next: `claims.py`, `volumes.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core.work import Object, Wake, Watch, name_key
from .claims import sync_claim, waits_for_its_pod
from .index import VolumeIndex
from .matching import class_of
from .recycle import of_recycler
from .volumes import sync_volume

__all__ = ["Binder"]


class Binder:
    """Keys: `claim:NAMESPACE/NAME`, `volume:NAME`, and `class:NAME`, whose claims may have found a volume."""

    name = "persistent-volume-binder"

    def __init__(self) -> None:
        self.index = VolumeIndex()
        self.watches = (
            Watch("PersistentVolumeClaim", _of_claim),
            Watch("PersistentVolume", _of_volume),
            Watch("StorageClass", self._of_class),
            Watch("Pod", of_recycler, given="PersistentVolume"),
        )

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Sync one claim or one volume."""
        half, _, name = key.partition(":")
        if half == "claim":
            namespace, _, name = name.partition("/")
            claim = api.find("PersistentVolumeClaim", name, namespace)
            if claim:
                sync_claim(api, claim, self.index)
            return None
        if half == "class":
            self._offer(api, name)
            return None
        volume = api.find("PersistentVolume", name)
        if volume:
            sync_volume(api, volume)
        return None

    def _offer(self, api: Any, name: str) -> None:
        """A volume is free again: the claims of its class that it, or another, would do for."""
        for key in self.index.waiting(api, name):
            namespace, _, claim_name = key.partition("/")
            claim = api.find("PersistentVolumeClaim", claim_name, namespace)
            if claim and self.index.best(api, claim, waits_for_its_pod(api, claim)):
                sync_claim(api, claim, self.index)

    def _of_class(self, api: Any, row: Object) -> Iterable[str]:
        # a claim without a class can be given the new default
        for name in (row["metadata"]["name"], ""):
            yield from (f"claim:{key}" for key in self.index.waiting(api, name))


def _of_claim(api: Any, claim: Object) -> Iterable[str]:
    yield f"claim:{name_key(claim)}"
    if claim["spec"].get("volumeName"):
        yield f"volume:{claim['spec']['volumeName']}"


def _of_volume(api: Any, volume: Object) -> Iterable[str]:
    yield f"volume:{volume['metadata']['name']}"
    ref = volume["spec"].get("claimRef")
    if ref:
        yield f"claim:{ref.get('namespace')}/{ref.get('name')}"
    elif (volume.get("status") or {}).get("phase") == "Available":
        yield f"class:{class_of(volume)}"
