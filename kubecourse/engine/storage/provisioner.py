"""Dynamic provisioners: a volume in the backend, a PersistentVolume in the cluster, and the binder does the rest.

One component serves the provisioners that are installed (`INSTALLED` in its memory: name -> backend). Its
three steps take time of their own, so that they can be watched. Leaves out: backends that fail or fill up.
Next: `../network`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core.work import Object, Wake, Watch, split_key, wake_at
from .words import PROVISIONED_BY, PROVISIONER, SELECTED_NODE, notes_of

__all__ = ["BACKENDS", "Provisioner"]

#: how long the backend takes to make a volume, ms
_MAKING = 2000

#: provisioner -> (does a volume belong to one zone or node, how a PersistentVolume points to it)
BACKENDS = {
    "ebs.csi.aws.com": "csi",
    "csi.vsphere.vmware.com": "csi",
    "openshift-storage.rbd.csi.ceph.com": "csi",
    "nfs.csi.k8s.io": "csi",
}


class Provisioner:
    """Serves claims annotated for a provisioner that a StorageClass of this cluster names and a backend backs."""

    name = "csi-provisioner"

    def __init__(self) -> None:
        self.watches = (Watch("PersistentVolumeClaim"), Watch("PersistentVolume", _released))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Make a volume for a claim, or throw one away whose claim is gone."""
        if key.startswith("volume:"):
            return _delete(api, key.partition(":")[2])
        namespace, name = split_key(key)
        claim = api.find("PersistentVolumeClaim", name, namespace)
        if claim is None or not _wants(api, claim):
            return None
        uid = claim["metadata"]["uid"]
        begun = api.memory.get(uid)
        if begun is None:
            provisioner = notes_of(claim)[PROVISIONER]
            message = f'External provisioner is provisioning volume for claim "{namespace}/{name}"'
            api.event(claim, "Normal", "Provisioning", message, component=provisioner)
            api.memory[uid] = begun = api.now
        if api.now < begun + _MAKING:
            return wake_at(begun + _MAKING)
        _make(api, claim)
        return None


def _released(api: Any, volume: Object) -> Iterable[str]:
    if notes_of(volume).get(PROVISIONED_BY) in BACKENDS:
        yield f"volume:{volume['metadata']['name']}"


def _wants(api: Any, claim: Object) -> bool:
    if claim["spec"].get("volumeName") or claim["metadata"].get("deletionTimestamp"):
        return False
    if notes_of(claim).get(PROVISIONER) not in BACKENDS:
        return False
    row = api.find("StorageClass", claim["spec"].get("storageClassName") or "")
    if row is None:
        return False
    return row.get("volumeBindingMode") != "WaitForFirstConsumer" or SELECTED_NODE in notes_of(claim)


def _make(api: Any, claim: Object) -> None:
    meta = claim["metadata"]
    name = f"pvc-{meta['uid']}"
    row = api.find("StorageClass", claim["spec"]["storageClassName"])
    provisioner = notes_of(claim)[PROVISIONER]
    if api.find("PersistentVolume", name) is None:
        api.create(_volume(name, claim, row, provisioner))
        api.event(
            claim, "Normal", "ProvisioningSucceeded", f"Successfully provisioned volume {name}", component=provisioner
        )


def _volume(name: str, claim: Object, row: Object, provisioner: str) -> Object:
    meta = claim["metadata"]
    ref = {"kind": "PersistentVolumeClaim", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"],
           "apiVersion": "v1", "resourceVersion": meta["resourceVersion"]}  # fmt: skip
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "annotations": {PROVISIONED_BY: provisioner}},
        "spec": {
            "capacity": {"storage": claim["spec"]["resources"]["requests"]["storage"]},
            "accessModes": claim["spec"]["accessModes"],
            "claimRef": ref,
            "persistentVolumeReclaimPolicy": row.get("reclaimPolicy", "Delete"),
            "storageClassName": row["metadata"]["name"],
            "volumeMode": claim["spec"].get("volumeMode", "Filesystem"),
            "csi": {"driver": provisioner, "volumeHandle": f"vol-{meta['uid'][:8]}", "fsType": "ext4"},
        },
    }


def _delete(api: Any, name: str) -> Wake | None:
    volume = api.find("PersistentVolume", name)
    if volume is None or volume["metadata"].get("deletionTimestamp"):
        return None
    released = (volume.get("status") or {}).get("phase") == "Released"
    if released and volume["spec"].get("persistentVolumeReclaimPolicy") == "Delete":
        api.delete("PersistentVolume", name)
    return None
