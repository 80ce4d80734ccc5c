"""What installing a storage driver puts in a cluster: namespace, account, Deployment, CSIDriver and StorageClass.

Names are those of the real projects. The Deployment is all there is of a provisioner: with no pod of it Ready nobody makes
a volume, whatever classes there are. Next: `provisioner.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object
from .backends import BACKENDS, Backend

__all__ = ["DRIVERS", "PARTS", "manifests"]

#: part -> (namespace, account, Deployment, class, is bound late, Secret of the credentials)
_NAMES = {
    "nfs-provisioner": ("nfs-provisioner", "nfs-client-provisioner", "nfs-client-provisioner", "nfs-client", False, ""),
    "iscsi-array": ("democratic-csi", "iscsi-democratic-csi-controller-sa", "iscsi-democratic-csi-controller", "iscsi", False,
                    "iscsi-democratic-csi-driver-config"),
    "aws-ebs": ("kube-system", "ebs-csi-controller-sa", "ebs-csi-controller", "gp3", True, "aws-secret"),
    "vsphere-csi": ("vmware-system-csi", "vsphere-csi-controller", "vsphere-csi-controller", "vsphere-default", False,
                    "vsphere-config-secret"),
    "ceph-rbd": ("openshift-storage", "rook-csi-rbd-provisioner-sa", "csi-rbdplugin-provisioner", "ocs-rbd", False,
                 "rook-csi-rbd-provisioner"),
    "local-path": ("local-path-storage", "local-path-provisioner-service-account", "local-path-provisioner", "local-path",
                   True, ""),
}  # fmt: skip

_BY_PART = {backend.part: backend for backend in BACKENDS.values()}
#: what can be installed
PARTS = tuple(_BY_PART)
#: how their Deployments are called, and the label `app` of their pods
DRIVERS = tuple(names[2] for names in _NAMES.values())
_MASTER = "node-role.kubernetes.io/control-plane"
_DEFAULT = {"storageclass.kubernetes.io/is-default-class": "true"}


def manifests(part: str, default: bool = False, on_masters: bool = False) -> list[Object]:
    """The documents of a part. `default`: its class is the default one; `on_masters`: a platform's own, which runs there.

    Raises ValueError for a part that there is not.
    """
    if part not in _BY_PART:
        raise ValueError(f"{part!r} cannot be installed: there are {', '.join(PARTS)}")
    backend = _BY_PART[part]
    space, account, name, row, late, secret = _NAMES[part]
    found: list[Object] = []
    if space != "kube-system":
        found.append({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": space}})
    found.append({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": account, "namespace": space}})
    if secret:
        meta = {"name": secret, "namespace": space}
        found.append(
            {"apiVersion": "v1", "kind": "Secret", "metadata": meta, "type": "Opaque", "stringData": _secret(part)}
        )
    if backend.source == "csi":
        found.append({"apiVersion": "storage.k8s.io/v1", "kind": "CSIDriver", "metadata": {"name": backend.driver},
                      "spec": {"attachRequired": backend.attached, "podInfoOnMount": False}})  # fmt: skip
    found += [_deployment(backend, space, account, name, secret, on_masters), _class(backend, row, late, default)]
    return found


def _secret(part: str) -> dict[str, str]:
    if part == "aws-ebs":
        return {"key_id": "AKIA0000000000EXAMPLE", "access_key": "example"}
    return {"username": "k8s", "password": "example"}


def _class(backend: Backend, name: str, late: bool, default: bool) -> Object:
    meta: dict[str, Any] = {"name": name}
    if default:
        meta["annotations"] = dict(_DEFAULT)
    row: Object = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": meta,
        "provisioner": backend.driver,
    }
    if backend.part == "nfs-provisioner":
        row["parameters"] = {"archiveOnDelete": "false"}
    if backend.part != "local-path":
        row["allowVolumeExpansion"] = True
    return {**row, "volumeBindingMode": "WaitForFirstConsumer" if late else "Immediate"}


def _deployment(backend: Backend, space: str, account: str, name: str, secret: str, on_masters: bool) -> Object:
    labels = {"app": name}
    main: Object = {"name": name, "image": backend.image, "resources": {"requests": {"cpu": "10m", "memory": "40Mi"}}}
    if backend.part == "nfs-provisioner":
        values = {"PROVISIONER_NAME": backend.driver, "NFS_SERVER": "192.168.0.60", "NFS_PATH": "/exports"}
        main["env"] = [{"name": key, "value": value} for key, value in values.items()]
        main["volumeMounts"] = [{"name": "nfs-client-root", "mountPath": "/persistentvolumes"}]
    if secret:
        main["envFrom"] = [{"secretRef": {"name": secret}}]
    spec: Object = {"serviceAccountName": account, "containers": [main]}
    if backend.part == "nfs-provisioner":
        spec["volumes"] = [{"name": "nfs-client-root", "nfs": {"server": "192.168.0.60", "path": "/exports"}}]
    if on_masters:
        spec |= {
            "priorityClassName": "system-cluster-critical",
            "nodeSelector": {_MASTER: ""},
            "tolerations": [{"key": _MASTER, "effect": "NoSchedule"}],
        }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": space, "labels": labels},
        "spec": {"replicas": 1, "selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": spec}},
    }  # fmt: skip
