"""The PersistentVolume binder: claims find volumes, volumes keep their phase. Two kinds of key, one a half.

Promises upstream's order of writes (volume first, then its phase, then the claim, then its status) and its
events. Leaves out: the periodic resync of 15 s, since a change wakes whom it concerns at once.
Upstream: pkg/controller/volume/persistentvolume/pv_controller.go. Next: `claims.py`, `volumes.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core.work import Object, Wake, Watch, name_key
from .claims import sync_claim
from .matching import class_of
from .recycle import of_recycler
from .volumes import sync_volume

__all__ = ["Binder"]


class Binder:
    """Keys: `claim:NAMESPACE/NAME` and `volume:NAME`."""

    name = "persistent-volume-binder"

    def __init__(self) -> None:
        self.watches = (
            Watch("PersistentVolumeClaim", _of_claim),
            Watch("PersistentVolume", _of_volume),
            Watch("StorageClass", _of_class),
            Watch("Pod", of_recycler),
        )

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Sync one claim or one volume."""
        half, _, name = key.partition(":")
        if half == "claim":
            namespace, _, name = name.partition("/")
            claim = api.find("PersistentVolumeClaim", name, namespace)
            if claim:
                sync_claim(api, claim)
            return None
        volume = api.find("PersistentVolume", name)
        if volume:
            sync_volume(api, volume)
        return None


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
        yield from _waiting(api, class_of(volume))


def _of_class(api: Any, row: Object) -> Iterable[str]:
    # a claim without a class can be given the new default
    yield from _waiting(api, row["metadata"]["name"])
    yield from _waiting(api, "")


def _waiting(api: Any, name: str) -> list[str]:
    """Claims of a class that have no volume yet."""
    claims = api.list("PersistentVolumeClaim")
    return [f"claim:{name_key(c)}" for c in claims if not c["spec"].get("volumeName") and class_of(c) == name]
