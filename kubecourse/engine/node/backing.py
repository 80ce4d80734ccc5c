"""Where the bytes of a claim are: the source that its PersistentVolume names; how many fit, and whether it is attached.

Two volumes that name the same export have the same files, and those of a host path are files of the node: the claim is only
a way to them. That is why data outlive a volume that is deleted under Retain and made anew. Next: `world.py`.
"""

from __future__ import annotations

from typing import Any

from ..core import quantity
from ..core.attachment import attachment_name
from ..core.work import Object

__all__ = ["limit", "read_only", "resolved", "unattached"]

#: fields of a source that say how it is used, not which one it is
_MANNER = ("readOnly", "fsType", "secretRef", "volumeAttributes", "chapAuthDiscovery", "chapAuthSession", "mountOptions",
           "nodePublishSecretRef", "nodeStageSecretRef", "controllerPublishSecretRef", "nodeAffinity")  # fmt: skip


def resolved(api: Any, pod: Object, volume: Object) -> Object:
    """The pod's volume with the source of its PersistentVolume in the place of the claim; as it is while unbound."""
    if "persistentVolumeClaim" not in volume and "ephemeral" not in volume:
        return _bare(volume)
    stored = _stored(api, pod, volume)
    if stored is None:
        return volume
    spec = stored["spec"]
    for kind in ("hostPath", "local"):
        if kind in spec:
            return {"name": volume["name"], "hostPath": {"path": spec[kind]["path"]}}
    source = next((kind for kind in spec if kind in _SOURCES), None)
    return volume if source is None else _bare({"name": volume["name"], source: spec[source]})


def _stored(api: Any, pod: Object, volume: Object) -> Object | None:
    """The PersistentVolume of a volume of a pod, if it is a claim that is bound."""
    if "persistentVolumeClaim" in volume:
        claim = volume["persistentVolumeClaim"]["claimName"]
    elif "ephemeral" in volume:
        claim = f"{pod['metadata']['name']}-{volume['name']}"
    else:
        return None
    found = api.find("PersistentVolumeClaim", claim, pod["metadata"]["namespace"])
    stored: Object | None = api.find("PersistentVolume", found["spec"].get("volumeName") or "") if found else None
    return stored


def _attachable(api: Any, stored: Object | None) -> bool:
    source = stored["spec"].get("csi") if stored else None
    driver = api.find("CSIDriver", source["driver"]) if source else None
    return driver is not None and bool(driver["spec"].get("attachRequired", True))


def unattached(api: Any, pod: Object, volume: Object) -> bool:
    """Is it a disk that has not been attached to the pod's machine (yet)?"""
    stored = _stored(api, pod, volume)
    if stored is None or not _attachable(api, stored):
        return False
    row = api.find("VolumeAttachment", attachment_name(stored["spec"]["csi"], pod["spec"].get("nodeName", "")))
    return row is None or not (row.get("status") or {}).get("attached")


def limit(api: Any, pod: Object, volume: Object) -> int | None:
    """How many bytes fit: a disk has an end; NFS and a host path hand out folders, whose claims' sizes nobody enforces."""
    stored = _stored(api, pod, volume)
    if stored is None or not (_attachable(api, stored) or any(kind in stored["spec"] for kind in _DISKS)):
        return None
    return quantity.value(stored["spec"]["capacity"]["storage"])


def read_only(api: Any, pod: Object, volume: Object) -> bool:
    """Does the pod, or the PersistentVolume, say that it is only read from?"""
    if any(isinstance(source, dict) and source.get("readOnly") for source in volume.values()):
        return True
    stored = _stored(api, pod, volume)
    return stored is not None and any(isinstance(s, dict) and s.get("readOnly") for s in stored["spec"].values())


def _bare(volume: Object) -> Object:
    for kind in volume:
        if kind in _SOURCES:
            return {"name": volume["name"], kind: {k: v for k, v in volume[kind].items() if k not in _MANNER}}
    return volume


_SOURCES = ("nfs", "csi", "iscsi", "fc", "cephfs", "rbd", "awsElasticBlockStore", "gcePersistentDisk", "azureDisk",
            "azureFile", "vsphereVolume", "cinder", "glusterfs", "portworxVolume", "storageos", "flexVolume", "quobyte",
            "scaleIO", "photonPersistentDisk", "flocker")  # fmt: skip

#: of these, those that are disks of their own
_DISKS = ("iscsi", "fc", "rbd", "awsElasticBlockStore", "gcePersistentDisk", "azureDisk", "vsphereVolume", "cinder")
