"""The PersistentVolume that a provisioner registers: how each kind of backend is pointed to, and from where it is reached.

Next: `resizer.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object
from .backends import BACKENDS, driver_of_image
from .topology import placed
from .words import PROVISIONED_BY

__all__ = ["persistent_volume"]


def persistent_volume(api: Any, name: str, claim: Object, row: Object, driver: str) -> Object:
    """The volume made for `claim` by `driver`, as the class `row` wants it."""
    meta = claim["metadata"]
    ref = {"kind": "PersistentVolumeClaim", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"],
           "apiVersion": "v1", "resourceVersion": meta["resourceVersion"]}  # fmt: skip
    spec: Object = {
        "capacity": {"storage": claim["spec"]["resources"]["requests"]["storage"]},
        "accessModes": claim["spec"]["accessModes"],
        "claimRef": ref,
        "persistentVolumeReclaimPolicy": row.get("reclaimPolicy", "Delete"),
        "storageClassName": row["metadata"]["name"],
        "volumeMode": claim["spec"].get("volumeMode", "Filesystem"),
        **_source(api, name, claim, driver),
    }
    if row.get("mountOptions"):
        spec["mountOptions"] = row["mountOptions"]
    near = placed(api, claim, driver)
    if near:
        spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": [{"matchExpressions": [near]}]}}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "annotations": {PROVISIONED_BY: driver}},
        "spec": spec,
    }


def _source(api: Any, name: str, claim: Object, driver: str) -> Object:
    meta, kind = claim["metadata"], BACKENDS[driver].source
    if kind == "nfs":
        server, path = _share(api, driver)
        return {"nfs": {"server": server, "path": f"{path.rstrip('/')}/{meta['namespace']}-{meta['name']}-{name}"}}
    if kind == "hostPath":
        folder = f"/opt/local-path-provisioner/{name}_{meta['namespace']}_{meta['name']}"
        return {"hostPath": {"path": folder, "type": "DirectoryOrCreate"}}
    return {"csi": {"driver": driver, "volumeHandle": f"vol-{meta['uid'][:8]}", "fsType": "ext4"}}


def _share(api: Any, driver: str) -> tuple[str, str]:
    """(server, path) that the pod of the driver was given in its environment."""
    for key in api.memory.get(f"ready/{driver}", ()):
        namespace, _, name = key.partition("/")
        pod = api.find("Pod", name, namespace)
        for container in pod["spec"]["containers"] if pod else ():
            if driver_of_image(container.get("image") or "") == driver:
                values = {row["name"]: row.get("value") or "" for row in container.get("env") or ()}
                return values.get("NFS_SERVER") or "192.168.0.60", values.get("NFS_PATH") or "/exports"
    return "192.168.0.60", "/exports"
