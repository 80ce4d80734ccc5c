"""Where the bytes of a claim are: the source that its PersistentVolume names.

Two volumes that name the same export have the same files, and those of a host path are files of the node: the claim is only
a way to them. That is why data outlive a volume that is deleted under Retain and made anew. Next: `world.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object

__all__ = ["resolved"]

#: fields of a source that say how it is used, not which one it is
_MANNER = ("readOnly", "fsType", "secretRef", "volumeAttributes", "chapAuthDiscovery", "chapAuthSession", "mountOptions",
           "nodePublishSecretRef", "nodeStageSecretRef", "controllerPublishSecretRef", "nodeAffinity")  # fmt: skip


def resolved(api: Any, pod: Object, volume: Object) -> Object:
    """The pod's volume with the source of its PersistentVolume in the place of the claim; as it is while unbound."""
    if "persistentVolumeClaim" in volume:
        claim = volume["persistentVolumeClaim"]["claimName"]
    elif "ephemeral" in volume:
        claim = f"{pod['metadata']['name']}-{volume['name']}"
    else:
        return _bare(volume)
    found = api.find("PersistentVolumeClaim", claim, pod["metadata"]["namespace"])
    stored = api.find("PersistentVolume", found["spec"].get("volumeName") or "") if found else None
    if stored is None:
        return volume
    spec = stored["spec"]
    for kind in ("hostPath", "local"):
        if kind in spec:
            return {"name": volume["name"], "hostPath": {"path": spec[kind]["path"]}}
    source = next((kind for kind in spec if kind in _SOURCES), None)
    return volume if source is None else _bare({"name": volume["name"], source: spec[source]})


def _bare(volume: Object) -> Object:
    for kind in volume:
        if kind in _SOURCES:
            return {"name": volume["name"], kind: {k: v for k, v in volume[kind].items() if k not in _MANNER}}
    return volume


_SOURCES = ("nfs", "csi", "iscsi", "fc", "cephfs", "rbd", "awsElasticBlockStore", "gcePersistentDisk", "azureDisk",
            "azureFile", "vsphereVolume", "cinder", "glusterfs", "portworxVolume", "storageos", "flexVolume", "quobyte",
            "scaleIO", "photonPersistentDisk", "flocker")  # fmt: skip
