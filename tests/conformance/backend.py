"""The simulated external provisioner of the recordings: `example.com/nfs` and `example.com/disk`.

The rules are those of recordings/README.md. It writes no events.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kubecourse.engine.core.work import Object, Wake, Watch, split_key, wake_at

__all__ = ["ExampleProvisioner"]

_OURS = ("example.com/nfs", "example.com/disk")
_ANNOTATION = "volume.kubernetes.io/storage-provisioner"
_NODE = "volume.kubernetes.io/selected-node"
_PACE = 150


class ExampleProvisioner:
    """Keys: a claim's `namespace/name`, or `volume:NAME`."""

    name = "example-provisioner"

    def __init__(self) -> None:
        self.watches = (Watch("PersistentVolumeClaim"), Watch("PersistentVolume", _released))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """A little after it was asked, make a volume or throw one away."""
        since = api.memory.get(key)
        if key.startswith("volume:"):
            work = self._delete(api, key.partition(":")[2])
        else:
            work = self._make(api, key)
        if work is None:
            api.memory.pop(key, None)
            return None
        if since is None:
            api.memory[key] = since = api.now
        if api.now < since + _PACE:
            return wake_at(since + _PACE)
        api.memory.pop(key, None)
        work()
        return None

    @staticmethod
    def _delete(api: Any, name: str) -> Any:
        volume = api.find("PersistentVolume", name)
        if volume is None or volume["metadata"].get("deletionTimestamp"):
            return None
        released = (volume.get("status") or {}).get("phase") == "Released"
        if released and volume["spec"].get("persistentVolumeReclaimPolicy") == "Delete":
            return lambda: api.delete("PersistentVolume", name)
        return None

    @staticmethod
    def _make(api: Any, key: str) -> Any:
        namespace, name = split_key(key)
        claim = api.find("PersistentVolumeClaim", name, namespace)
        if claim is None or claim["spec"].get("volumeName") or claim["metadata"].get("deletionTimestamp"):
            return None
        notes = claim["metadata"].get("annotations") or {}
        row = api.find("StorageClass", claim["spec"].get("storageClassName") or "")
        if notes.get(_ANNOTATION) not in _OURS or row is None:
            return None
        if row.get("volumeBindingMode") == "WaitForFirstConsumer" and _NODE not in notes:
            return None
        volume = f"pvc-{claim['metadata']['uid']}"
        if api.find("PersistentVolume", volume) is not None:
            return None
        return lambda: api.create(_volume(volume, claim, row, notes))


def _released(api: Any, volume: Object) -> Iterable[str]:
    if (volume["metadata"].get("annotations") or {}).get("pv.kubernetes.io/provisioned-by") in _OURS:
        yield f"volume:{volume['metadata']['name']}"


def _volume(name: str, claim: Object, row: Object, notes: dict[str, str]) -> Object:
    meta = claim["metadata"]
    spec: Object = {
        "capacity": {"storage": claim["spec"]["resources"]["requests"]["storage"]},
        "nfs": {"server": "192.168.0.60", "path": f"/exports/{meta['namespace']}-{meta['name']}"},
        "accessModes": claim["spec"]["accessModes"],
        "claimRef": {"kind": "PersistentVolumeClaim", "apiVersion": "v1", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"]},
        "persistentVolumeReclaimPolicy": row.get("reclaimPolicy", "Delete"),
        "storageClassName": row["metadata"]["name"],
        "volumeMode": claim["spec"].get("volumeMode", "Filesystem"),
    }  # fmt: skip
    if row.get("mountOptions"):
        spec["mountOptions"] = row["mountOptions"]
    if row.get("volumeBindingMode") == "WaitForFirstConsumer":
        term = {"key": "kubernetes.io/hostname", "operator": "In", "values": [notes[_NODE]]}
        spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": [{"matchExpressions": [term]}]}}
    annotations = {"pv.kubernetes.io/provisioned-by": row["provisioner"]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "annotations": annotations},
        "spec": spec,
    }
