"""What a cluster starts with, platform by platform: nodes, addresses, control plane, installed add-ons.

Pure data and manifests; `cluster.py` puts them in. The addresses are those of the company of the course:
machines in 192.168.0.0/16, control plane pods 10.10.10.x, application pods 10.10.20.x, services 10.10.30.x.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from .core.work import Object
from .network import routes
from .storage import parts

__all__ = [
    "PLATFORMS",
    "SERVICE_CIDR",
    "SYSTEM_ADDRESSES",
    "Config",
    "api_service",
    "node_object",
    "nodes_of",
    "system_manifests",
]

PLATFORMS = ("bare-metal", "cloud", "vsphere", "openshift", "minimal")
SERVICE_CIDR = "10.10.30.0/24"
#: with more workers than the notes draw, each node has a range for its pods
_DRAWN = 2

_VERSION = "v1.36.2"
_MASTERS = (("master-1", "192.168.0.10"), ("master-2", "192.168.0.11"), ("master-3", "192.168.0.12"))
_ROLE = "node-role.kubernetes.io/control-plane"

#: (what runs, on which node) -> address; the notes' own, and the rest after them
SYSTEM_ADDRESSES: dict[tuple[str, str], str] = {
    ("kube-controller-manager", "master-1"): "10.10.10.2",
    ("etcd", "master-1"): "10.10.10.3",
    ("coredns", "master-1"): "10.10.10.4",
    ("kube-proxy", "master-1"): "10.10.10.5",
    ("kube-apiserver", "master-1"): "10.10.10.6",
    ("kube-apiserver", "master-2"): "10.10.10.7",
    ("etcd", "master-2"): "10.10.10.8",
    ("coredns", "master-2"): "10.10.10.9",
    ("kube-proxy", "master-2"): "10.10.10.10",
    ("etcd", "master-3"): "10.10.10.11",
    ("kube-proxy", "master-3"): "10.10.10.12",
    ("kube-proxy", "worker-1"): "10.10.10.13",
    ("kube-proxy", "worker-2"): "10.10.10.14",
    ("kube-apiserver", "master-3"): "10.10.10.15",
    ("kube-scheduler", "master-1"): "10.10.10.16",
    ("kube-scheduler", "master-2"): "10.10.10.17",
    ("kube-scheduler", "master-3"): "10.10.10.18",
    ("kube-controller-manager", "master-2"): "10.10.10.19",
    ("kube-controller-manager", "master-3"): "10.10.10.20",
    ("coredns", "master-3"): "10.10.10.21",
    ("metrics-server", "master-1"): "10.10.10.22",
    ("metrics-server", "master-2"): "10.10.10.23",
    ("metrics-server", "master-3"): "10.10.10.24",
    ("storage-driver", "master-1"): "10.10.10.25",
    ("storage-driver", "master-2"): "10.10.10.26",
    ("storage-driver", "master-3"): "10.10.10.27",
}

_STATIC = {
    "etcd": ("registry.k8s.io/etcd:3.6.5-0", "100m", "100Mi", 2379),
    "kube-apiserver": (f"registry.k8s.io/kube-apiserver:{_VERSION}", "250m", None, 6443),
    "kube-controller-manager": (f"registry.k8s.io/kube-controller-manager:{_VERSION}", "200m", None, 10257),
    "kube-scheduler": (f"registry.k8s.io/kube-scheduler:{_VERSION}", "100m", None, 10259),
}


@dataclass(frozen=True)
class Config:
    """What a cluster was made from: enough to make it again. `start` in ms since 1970."""

    platform: str
    nodes: list[Object]
    seed: int
    start: int


def nodes_of(platform: str, nodes: int | list[Object] | None) -> list[Object]:
    """The nodes as maps with name, ip, role, cpu, memory, pods, labels, taints.

    `nodes` is the number of workers, or the whole list of maps. Raises ValueError for what is neither.
    """
    if isinstance(nodes, (list, tuple)):
        return [_checked(dict(entry), number) for number, entry in enumerate(nodes)]
    workers = 2 if nodes is None else nodes
    if isinstance(workers, bool) or not isinstance(workers, int) or not 0 <= workers <= 10_000:
        raise ValueError(f"nodes is a number of workers (0 to 10000) or a list of maps with a name, not {nodes!r}")
    masters = [{"name": name, "ip": ip, "role": "control-plane"} for name, ip in _MASTERS]
    every: list[Object] = masters + [{"name": f"worker-{n}", "ip": _worker_ip(n)} for n in range(1, workers + 1)]
    if workers <= _DRAWN:
        return every
    return [{**entry, "podCIDR": _pod_range(place, len(every))} for place, entry in enumerate(every)]


def _pod_range(place: int, count: int) -> str:
    """The range of one node, as kubeadm's controller manager cuts it out of that of the cluster."""
    return f"10.{244 if count <= 256 else 128 + place // 256}.{place % 256}.0/24"


def _worker_ip(number: int) -> str:
    value = 100 + number
    return f"192.168.{value // 256}.{value % 256}"


def _checked(entry: Object, number: int) -> Object:
    known = {"name", "ip", "role", "cpu", "memory", "pods", "labels", "taints", "ephemeral", "podCIDR"}
    unknown = sorted(set(entry) - known)
    if unknown or not isinstance(entry.get("name"), str):
        raise ValueError(
            f"nodes[{number}] needs a name, and may have {', '.join(sorted(known - {'name'}))}; it has {entry!r}"
        )
    entry.setdefault("ip", _worker_ip(number + 1))
    return entry


def node_object(entry: Object, time: str) -> Object:
    """The Node that a kubelet registers for one of those maps, Ready since `time`."""
    name = entry["name"]
    labels = {"kubernetes.io/hostname": name}
    for prefix in ("", "beta."):
        labels |= {f"{prefix}kubernetes.io/arch": "amd64", f"{prefix}kubernetes.io/os": "linux"}
    taints = [dict(taint) for taint in entry.get("taints") or ()]
    if entry.get("role") == "control-plane":
        labels[_ROLE] = ""
        taints.insert(0, {"key": _ROLE, "effect": "NoSchedule"})
    labels |= {key: str(value) for key, value in (entry.get("labels") or {}).items()}
    spec: Object = {}
    if entry.get("podCIDR"):
        spec["podCIDR"] = entry["podCIDR"]
        spec["podCIDRs"] = [entry["podCIDR"]]
    if taints:
        spec["taints"] = taints
    capacity = {
        "cpu": str(entry.get("cpu", 4)),
        "ephemeral-storage": str(entry.get("ephemeral", "50Gi")),
        "memory": str(entry.get("memory", "8Gi")),
        "pods": str(entry.get("pods", 110)),
    }
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": dict(sorted(labels.items())),
            "annotations": {"node.alpha.kubernetes.io/ttl": "0"},
        },
        "spec": spec,
        "status": {
            "capacity": capacity,
            "allocatable": dict(capacity),
            "conditions": _conditions(time),
            "addresses": [{"type": "InternalIP", "address": entry["ip"]}, {"type": "Hostname", "address": name}],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {**_NODE_INFO, **_identity(name)},
        },
    }


_NODE_INFO = {
    "architecture": "amd64",
    "containerRuntimeVersion": "containerd://2.2.1",
    "kernelVersion": "6.12.0",
    "kubeletVersion": _VERSION,
    "kubeProxyVersion": "",
    "operatingSystem": "linux",
    "osImage": "Debian GNU/Linux 13 (trixie)",
}


def _identity(name: str) -> dict[str, str]:
    """What tells one machine from all others: the same for the same name, as a machine that keeps its disk."""
    marks = {
        field: UUID(bytes=blake2b(f"{field}/{name}".encode(), digest_size=16).digest(), version=4)
        for field in ("machineID", "systemUUID", "bootID")
    }
    return {"machineID": marks["machineID"].hex, "systemUUID": str(marks["systemUUID"]), "bootID": str(marks["bootID"])}


def _conditions(time: str) -> list[Object]:
    rows = (
        ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    )
    return [
        {
            "type": kind,
            "status": status,
            "reason": reason,
            "message": message,
            "lastHeartbeatTime": time,
            "lastTransitionTime": time,
        }
        for kind, status, reason, message in rows
    ]


def api_service(nodes: list[Object]) -> list[Object]:
    """The Service `kubernetes`, first address of the range, and its endpoints: the machines of the control plane."""
    masters = [node["ip"] for node in nodes if node.get("role") == "control-plane"] or [
        node["ip"] for node in nodes[:1]
    ]
    labels = {"component": "apiserver", "provider": "kubernetes"}
    meta = {"name": "kubernetes", "namespace": "default"}
    port = {"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {**meta, "labels": labels},
        "spec": {"clusterIP": "10.10.30.1", "ports": [port], "type": "ClusterIP"},
    }
    if not masters:
        return [service]
    ends = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {**meta, "labels": {"kubernetes.io/service-name": "kubernetes"}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": [ip], "conditions": {"ready": True}} for ip in masters],
        "ports": [{"name": "https", "port": 6443, "protocol": "TCP"}],
    }
    addresses = [{"ip": ip} for ip in masters]
    subset = {"addresses": addresses, "ports": [{"name": "https", "port": 6443, "protocol": "TCP"}]}
    # the API server writes both, so that nobody mirrors the one in the other
    own = {**meta, "labels": {"endpointslice.kubernetes.io/skip-mirror": "true"}}
    older = {"apiVersion": "v1", "kind": "Endpoints", "metadata": own, "subsets": [subset]}
    return [service, ends, older]


# -- kube-system ---------------------------------------------------------------------------------


def system_manifests(platform: str, nodes: list[Object]) -> list[Object]:
    """What runs in kube-system from the start: static pods, kube-proxy, CoreDNS."""
    if platform == "minimal":
        return []
    masters = [node["name"] for node in nodes if node.get("role") == "control-plane"]
    static = [_static_pod(what, node) for node in masters for what in _STATIC]
    return [*static, _kube_proxy(), _coredns(len(masters)), _dns_service(), *_extras(platform, bool(masters))]


#: platform -> the storage driver that it brings, with the default class
_DRIVERS = {"cloud": "aws-ebs", "vsphere": "vsphere-csi", "openshift": "ceph-rbd"}


def _extras(platform: str, masters: bool) -> list[Object]:
    """What a platform installs besides: a provisioner with its default class, a balancer, metrics. Bare metal brings nothing."""
    if platform not in _DRIVERS:
        return []
    driver = parts.manifests(_DRIVERS[platform], default=True, on_masters=masters)
    pool = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "cloud-load-balancer", "namespace": "kube-system"},
        "data": {"first": "192.168.0.51"},
    }
    router = routes.manifests(masters) if platform == "openshift" else []
    return [*driver, pool, _metrics_server(), *router]


def _static_pod(what: str, node: str) -> Object:
    image, cpu, memory, port = _STATIC[what]
    requests = {"cpu": cpu} | ({"memory": memory} if memory else {})
    container = {
        "name": what,
        "image": image,
        "command": [what],
        "resources": {"requests": requests},
        "ports": [{"name": "https", "containerPort": port}],
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"{what}-{node}",
            "namespace": "kube-system",
            "labels": {"component": what, "tier": "control-plane"},
            "annotations": {"kubernetes.io/config.source": "file"},
        },
        "spec": {
            "nodeName": node,
            "priorityClassName": "system-node-critical",
            "containers": [container],
            "tolerations": [{"operator": "Exists", "effect": "NoExecute"}],
            "enableServiceLinks": True,
        },
    }


def _template(labels: Object, container: Object, **spec: Any) -> Object:
    return {
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": [container], **spec}},
    }


def _kube_proxy() -> Object:
    container = {"name": "kube-proxy", "image": f"registry.k8s.io/kube-proxy:{_VERSION}"}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "kube-proxy", "namespace": "kube-system", "labels": {"k8s-app": "kube-proxy"}},
        "spec": _template(
            {"k8s-app": "kube-proxy"},
            container,
            priorityClassName="system-node-critical",
            tolerations=[{"operator": "Exists"}],
        ),
    }


def _coredns(replicas: int) -> Object:
    labels = {"k8s-app": "kube-dns"}
    container = {
        "name": "coredns",
        "image": "registry.k8s.io/coredns/coredns:v1.13.1",
        "resources": {"limits": {"memory": "170Mi"}, "requests": {"cpu": "100m", "memory": "70Mi"}},
        "ports": [
            {"name": "dns", "containerPort": 53, "protocol": "UDP"},
            {"name": "dns-tcp", "containerPort": 53, "protocol": "TCP"},
        ],
    }
    spread = {
        "podAntiAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [
                {"labelSelector": {"matchLabels": labels}, "topologyKey": "kubernetes.io/hostname"}
            ]
        }
    }
    body = _template(
        labels,
        container,
        priorityClassName="system-cluster-critical",
        nodeSelector={"kubernetes.io/os": "linux"} | ({_ROLE: ""} if replicas else {}),
        tolerations=[{"key": "CriticalAddonsOnly", "operator": "Exists"}, {"key": _ROLE, "effect": "NoSchedule"}],
        affinity=spread,
        dnsPolicy="Default",
    )
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "coredns", "namespace": "kube-system", "labels": labels},
        "spec": {"replicas": replicas or 1, **body},
    }


def _metrics_server() -> Object:
    """On the control plane, so that the addresses of applications are those of every platform."""
    labels = {"k8s-app": "metrics-server"}
    container = {
        "name": "metrics-server",
        "image": "registry.k8s.io/metrics-server/metrics-server:v0.8.0",
        "args": ["--secure-port=10250", "--kubelet-use-node-status-port", "--metric-resolution=15s"],
        "resources": {"requests": {"cpu": "100m", "memory": "200Mi"}},
        "ports": [{"name": "https", "containerPort": 10250}],
    }
    body = _template(
        labels,
        container,
        priorityClassName="system-cluster-critical",
        nodeSelector={"kubernetes.io/os": "linux", _ROLE: ""},
        tolerations=[{"key": "CriticalAddonsOnly", "operator": "Exists"}, {"key": _ROLE, "effect": "NoSchedule"}],
    )
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "metrics-server", "namespace": "kube-system", "labels": labels},
        "spec": {"replicas": 1, **body},
    }


def _dns_service() -> Object:
    ports = [
        {"name": "dns", "port": 53, "protocol": "UDP", "targetPort": 53},
        {"name": "dns-tcp", "port": 53, "protocol": "TCP", "targetPort": 53},
    ]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "kube-dns", "namespace": "kube-system", "labels": {"k8s-app": "kube-dns"}},
        "spec": {"clusterIP": "10.10.30.10", "selector": {"k8s-app": "kube-dns"}, "ports": ports},
    }
