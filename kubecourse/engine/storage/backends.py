"""The storage outside the cluster: what each backend can do, what is in it, and why it would refuse.

A backend is known by the name of its provisioner, as a StorageClass writes it. What has been made in it is plain data in
the memory of `provisioner.py`: a capacity, whether the driver's credentials are good, and the volumes. Sizes are bytes,
speeds MB/s. The words of a refusal are those of the drivers. Next: `parts.py`, which installs the drivers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..core import quantity

__all__ = [
    "BACKENDS",
    "Backend",
    "amount",
    "backoff",
    "driver_of_image",
    "refusal",
    "running",
    "state_of",
    "used",
]

_ALL = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
_DISK = ("ReadWriteOnce", "ReadWriteOncePod")


@dataclass(frozen=True)
class Backend:
    """One kind of storage: `part` is what `cluster.install` calls it, `driver` what a StorageClass does."""

    part: str
    driver: str
    title: str
    #: how a PersistentVolume points to it: csi, nfs, hostPath
    source: str
    capacity: str
    modes: tuple[str, ...]
    zones: tuple[str, ...]
    speed: int
    #: how long the backend takes to make a volume, and to attach it to a machine, ms
    making: int
    #: does a volume have an end, as a disk has; a shared folder has none but the backend's own
    enforced: bool
    #: must it be attached to a machine before it can be mounted
    attached: bool
    #: the image of the driver, which tells a pod of it
    image: str


_ROWS = (
    Backend("nfs-provisioner", "k8s-sigs.io/nfs-subdir-external-provisioner", "NFS 192.168.0.60:/exports", "nfs", "500Gi", _ALL,
            (), 110, 500, False, False, "registry.k8s.io/sig-storage/nfs-subdir-external-provisioner:v4.0.2"),
    Backend("iscsi-array", "org.democratic-csi.iscsi", "iSCSI 192.168.0.62:3260", "csi", "2Ti", _DISK,
            (), 450, 2500, True, True, "docker.io/democraticcsi/democratic-csi:v1.9.4"),
    Backend("aws-ebs", "ebs.csi.aws.com", "AWS EBS", "csi", "20Ti", _DISK,
            ("eu-west-1a", "eu-west-1b", "eu-west-1c"), 125, 1500, True, True,
            "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.50.1"),
    Backend("vsphere-csi", "csi.vsphere.vmware.com", "vSphere datastore1", "csi", "4Ti", _DISK,
            (), 300, 1500, True, True, "registry.k8s.io/csi-vsphere/driver:v3.5.0"),
    Backend("ceph-rbd", "openshift-storage.rbd.csi.ceph.com", "Ceph RBD ocs-storagecluster-cephblockpool", "csi", "3Ti", _DISK,
            (), 250, 1500, True, True, "registry.redhat.io/odf4/cephcsi-rhel9:v4.19"),
    Backend("local-path", "rancher.io/local-path", "hostPath /opt/local-path-provisioner", "hostPath", "50Gi", _DISK,
            (), 900, 1000, False, False, "docker.io/rancher/local-path-provisioner:v0.0.32"),
)  # fmt: skip

#: provisioner -> its backend
BACKENDS: dict[str, Backend] = {row.driver: row for row in _ROWS}

_IMAGES = {row.image.rpartition(":")[0]: row.driver for row in _ROWS}


@lru_cache(maxsize=4096)
def driver_of_image(image: str) -> str | None:
    """The driver that an image of a container is, or None."""
    return _IMAGES.get(image.rpartition(":")[0])


@lru_cache(maxsize=4096)
def amount(text: str) -> int:
    """The bytes of a quantity."""
    return int(quantity.value(text))


def running(api: Any, driver: str) -> bool:
    """Is a pod of the driver Ready? Looked up among all pods: for who asks now and then."""
    return any(_up(pod) for pod in api.list("Pod") if any(
        driver_of_image(container.get("image") or "") == driver for container in pod["spec"]["containers"]))  # fmt: skip


def _up(pod: Any) -> bool:
    rows = (pod.get("status") or {}).get("conditions") or ()
    return any(row["type"] == "Ready" and row["status"] == "True" for row in rows)


# -- what is in it --------------------------------------------------------------------------------------


def state_of(memory: dict[str, Any], driver: str) -> dict[str, Any]:
    """capacity (bytes), open (are the credentials good) and volumes: name -> size, claim, since (ms), zone."""
    found: dict[str, Any] | None = memory.get(f"backend/{driver}")
    return found or {"capacity": amount(BACKENDS[driver].capacity), "open": True, "volumes": {}}


def used(state: dict[str, Any]) -> int:
    """The bytes given away."""
    return int(sum(volume["size"] for volume in state["volumes"].values()))


def refusal(backend: Backend, state: dict[str, Any], name: str, size: int, modes: list[str]) -> str | None:
    """Why the backend does not make (or grow) a volume, in its driver's words; None if it does."""
    wrong = [mode for mode in modes if mode not in backend.modes]
    if wrong:
        return _mode_words(backend, wrong[0])
    if not state["open"]:
        return _DENIED[backend.part].format(name=name)
    already = state["volumes"].get(name, {}).get("size", 0)
    # a folder is not measured when it is made: only a share without any room refuses it
    wanted = used(state) - already + size if backend.enforced else 1
    if wanted > state["capacity"]:
        return _FULL[backend.part].format(name=name, size=size, free=state["capacity"] - used(state),
                                          capacity=_tib(state["capacity"]))  # fmt: skip
    return None


def backoff(tries: int) -> int:
    """How long the sidecars of a driver wait after so many failures in a row, ms."""
    return int(min(1000 << min(tries - 1, 20), 300_000))


def _tib(size: int) -> str:
    for unit, word in ((1 << 40, "TiB"), (1 << 30, "GiB")):
        if size >= unit:
            return f"{size // unit} {word}"
    return f"{size >> 20} MiB"


def _mode_words(backend: Backend, mode: str) -> str:
    if backend.part == "local-path":
        return "NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes"
    inside = {"ReadWriteMany": "MULTI_NODE_MULTI_WRITER", "ReadOnlyMany": "MULTI_NODE_READER_ONLY"}.get(mode, mode)
    if backend.part == "aws-ebs":
        return (
            f"rpc error: code = InvalidArgument desc = Volume capabilities {inside} not supported."
            " Only AccessModes[ReadWriteOnce] supported."
        )
    return f"rpc error: code = InvalidArgument desc = volume capability not supported: access mode {inside}"


#: part -> what the driver says whose credentials are not (or no longer) good
_DENIED = {
    "nfs-provisioner": "unable to create directory to provision new pv: mkdir /persistentvolumes/{name}: permission denied",
    "iscsi-array": "rpc error: code = Internal desc = Error: Authentication failure (iscsi array: 401 Unauthorized)",
    "aws-ebs": 'rpc error: code = Internal desc = Could not create volume "{name}": could not create volume in EC2: operation'
    " error EC2: CreateVolume, https response error StatusCode: 403, api error UnauthorizedOperation: You are not authorized"
    " to perform this operation.",
    "vsphere-csi": "rpc error: code = Internal desc = failed to create volume. Error: failed to get VirtualCenter: ServerFaultCode:"
    " Cannot complete login due to an incorrect user name or password.",
    "ceph-rbd": "rpc error: code = InvalidArgument desc = failed to get connection: connecting failed: rados: ret=-1, Operation"
    " not permitted",
    "local-path": "failed to create volume {name}: mkdir /opt/local-path-provisioner/{name}: permission denied",
}

#: part -> what it says when there is no room
_FULL = {
    "nfs-provisioner": "unable to create directory to provision new pv: mkdir /persistentvolumes/{name}: no space left on device",
    "iscsi-array": "rpc error: code = ResourceExhausted desc = out of space: {size} bytes wanted, {free} bytes free in the pool",
    "aws-ebs": 'rpc error: code = Internal desc = Could not create volume "{name}": could not create volume in EC2: operation'
    " error EC2: CreateVolume, https response error StatusCode: 400, api error VolumeLimitExceeded: You have exceeded your"
    " maximum gp3 storage limit of {capacity} in this region.",
    "vsphere-csi": "rpc error: code = Internal desc = failed to create volume. Error: ServerFaultCode: Insufficient disk space on"
    " datastore 'datastore1'.",
    "ceph-rbd": "rpc error: code = Internal desc = failed to create rbd image: rbd: ret=-28, No space left on device",
    "local-path": "failed to create volume {name}: create process timeout after 120 seconds",
}
