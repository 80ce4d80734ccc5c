"""A cluster made of plain objects, with the reading half of the api handle: enough for pictures and reasons.

`wordpress()` is the company of the course with the WordPress stack on it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

Object = dict[str, Any]
START = "2026-01-05T09:00:00Z"


def meta(name: str, namespace: str = "", **more: Any) -> Object:
    found: Object = {"name": name, "uid": f"uid-{namespace}-{name}", "creationTimestamp": START}
    return found | ({"namespace": namespace} if namespace else {}) | more


class FakeApi:
    """find, list, owned, pods_on, claim_users over dicts."""

    def __init__(self, objects: list[Object]) -> None:
        self.objects = objects
        self.now = 1767603600000 + 600_000

    def list(self, kind: str, namespace: str | None = None, labels: Any = None, fields: Any = None) -> list[Object]:
        found = [o for o in self.objects if o["kind"] == kind]
        found = [o for o in found if namespace is None or o["metadata"].get("namespace", "") == namespace]
        return sorted(found, key=lambda o: (o["metadata"].get("namespace", ""), o["metadata"]["name"]))

    def find(self, kind: str, name: str, namespace: str = "") -> Object | None:
        for obj in self.list(kind, namespace):
            if obj["metadata"]["name"] == name:
                return obj
        return None

    def owned(self, uid: str, kind: str | None = None) -> list[Object]:
        return [
            o for o in self.objects
            if kind in (None, o["kind"]) and any(r["uid"] == uid for r in o["metadata"].get("ownerReferences") or ())
        ]  # fmt: skip

    def pods_on(self, node: str) -> list[Object]:
        return [p for p in self.list("Pod") if p["spec"].get("nodeName") == node]

    def claim_users(self, namespace: str, claim: str) -> list[Object]:
        return [
            p for p in self.list("Pod", namespace)
            if any(v.get("persistentVolumeClaim", {}).get("claimName") == claim for v in p["spec"].get("volumes") or ())
        ]  # fmt: skip


def cluster(*objects: Object) -> Any:
    from kubecourse.engine.api.kinds import Registry

    api = FakeApi(list(objects))

    def events(namespace: str | None = None, of: Any = None) -> list[Object]:
        return api.list("Event", namespace)

    return SimpleNamespace(api=api, now=api.now, events=events, registry=Registry(), changes=[])


def owner(kind: str, name: str, namespace: str = "default") -> list[Object]:
    return [{"kind": kind, "name": name, "uid": f"uid-{namespace}-{name}", "controller": True, "apiVersion": "apps/v1"}]


def pod(
    name: str, namespace: str = "default", node: str = "", *, ready: bool = True, waiting: str = "", phase: str = "",
    labels: Object | None = None, owned_by: list[Object] | None = None, claim: str = "", image: str = "nginx:1.27",
    restarts: int = 0, deleting: bool = False, port: int = 80, ip: str = "",
) -> Object:  # fmt: skip
    state: Object = {"waiting": {"reason": waiting}} if waiting else {"running": {"startedAt": START}}
    status: Object = {"phase": phase or ("Running" if node else "Pending")}
    if node:
        status["containerStatuses"] = [
            {"name": "c", "ready": ready and not waiting, "restartCount": restarts, "state": state, "image": image}
        ]
        status["podIP"] = ip or "10.10.20.7"
        status["conditions"] = [{"type": "Ready", "status": "True" if ready and not waiting else "False"}]
    spec: Object = {"containers": [{"name": "c", "image": image, "ports": [{"containerPort": port}]}]}
    if node:
        spec["nodeName"] = node
    if claim:
        spec["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": claim}}]
    about = meta(name, namespace, labels=labels or {}, ownerReferences=owned_by or [])
    if deleting:
        about["deletionTimestamp"] = START
    return {"kind": "Pod", "apiVersion": "v1", "metadata": about, "spec": spec, "status": status}


def node(name: str, ip: str, *, control: bool = False, ready: bool = True, cordoned: bool = False) -> Object:
    labels = {"kubernetes.io/hostname": name} | ({"node-role.kubernetes.io/control-plane": ""} if control else {})
    spec: Object = {"unschedulable": True} if cordoned else {}
    if control:
        spec["taints"] = [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]
    status = {
        "addresses": [{"type": "InternalIP", "address": ip}],
        "allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"},
        "conditions": [{"type": "Ready", "status": "True" if ready else "Unknown"}],
    }
    return {"kind": "Node", "apiVersion": "v1", "metadata": meta(name, labels=labels), "spec": spec, "status": status}


def service(name: str, selector: Object, port: int, target: int | str, kind: str = "ClusterIP", ip: str = "10.10.30.9",
            namespace: str = "default", **more: Any) -> Object:  # fmt: skip
    ports: list[Object] = [{"port": port, "targetPort": target, "protocol": "TCP"}]
    if kind != "ClusterIP":
        ports[0]["nodePort"] = 30080
    spec = {"type": kind, "clusterIP": ip, "selector": selector, "ports": ports, **more}
    return {"kind": "Service", "apiVersion": "v1", "metadata": meta(name, namespace), "spec": spec, "status": {}}


def ingress(name: str, host: str, to: str, port: int, namespace: str = "default") -> Object:
    path = {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": to, "port": {"number": port}}}}
    spec = {"ingressClassName": "nginx", "rules": [{"host": host, "http": {"paths": [path]}}]}
    return {"kind": "Ingress", "apiVersion": "networking.k8s.io/v1", "metadata": meta(name, namespace), "spec": spec,
            "status": {}}  # fmt: skip


def claim(name: str, size: str = "5Gi", volume: str = "", namespace: str = "default", **more: Any) -> Object:
    asked = {"requests": {"storage": size}}
    spec = {"accessModes": ["ReadWriteOnce"], "resources": asked, "volumeName": volume, **more}
    status = {"phase": "Bound", "capacity": {"storage": size}} if volume else {"phase": "Pending"}
    return {"kind": "PersistentVolumeClaim", "apiVersion": "v1", "metadata": meta(name, namespace), "spec": spec,
            "status": status}  # fmt: skip


def volume(name: str, size: str = "5Gi", claim_name: str = "", **more: Any) -> Object:
    spec: Object = {"capacity": {"storage": size}, "accessModes": ["ReadWriteOnce"], **more}
    if claim_name:
        spec["claimRef"] = {"namespace": "default", "name": claim_name, "uid": f"uid-default-{claim_name}"}
    phase = "Bound" if claim_name else "Available"
    return {"kind": "PersistentVolume", "apiVersion": "v1", "metadata": meta(name), "spec": spec,
            "status": {"phase": phase}}  # fmt: skip


def deployment(name: str, replicas: int, ready: int, **status: Any) -> Object:
    return {
        "kind": "Deployment", "apiVersion": "apps/v1", "metadata": meta(name, "default"),
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": name}}},
        "status": {"replicas": replicas, "readyReplicas": ready, "availableReplicas": ready, **status},
    }  # fmt: skip


def replicaset(name: str, of: str, replicas: int, ready: int, revision: int = 1) -> Object:
    about = meta(name, "default", ownerReferences=owner("Deployment", of))
    about["annotations"] = {"deployment.kubernetes.io/revision": str(revision)}
    return {"kind": "ReplicaSet", "apiVersion": "apps/v1", "metadata": about, "spec": {"replicas": replicas},
            "status": {"replicas": replicas, "readyReplicas": ready}}  # fmt: skip


def control_plane() -> list[Object]:
    found = []
    for number, name in enumerate(("master-1", "master-2", "master-3")):
        found.append(node(name, f"192.168.0.1{number}", control=True))
        for part in ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"):
            found.append(pod(f"{part}-{name}", "kube-system", name, owned_by=owner("Node", name)))
    for name, suffix in zip(("master-1", "master-2", "master-3", "worker-1", "worker-2"), "bcdfg", strict=True):
        found.append(pod(f"kube-proxy-{suffix}x7k2", "kube-system", name, owned_by=owner("DaemonSet", "kube-proxy")))
    found.append(pod("coredns-76f75df574-4xk2p", "kube-system", "master-1", labels={"k8s-app": "kube-dns"}))
    found.append(pod("coredns-76f75df574-9zq8m", "kube-system", "master-2", labels={"k8s-app": "kube-dns"}))
    found.append(service("kube-dns", {"k8s-app": "kube-dns"}, 53, 53, ip="10.10.30.10", namespace="kube-system"))
    found.append(service("kubernetes", {}, 443, 6443, ip="10.10.30.1"))
    return found


def wordpress(*, trouble: bool = False) -> Any:
    """The standard cluster with WordPress, MariaDB, a proxy, three services and an Ingress."""
    web, data = {"app": "wordpress"}, {"app": "mariadb"}
    rs = owner("ReplicaSet", "wordpress-6b7c9d5f4d")
    objects = [
        *control_plane(), node("worker-1", "192.168.0.101"), node("worker-2", "192.168.0.102", ready=not trouble),
        deployment("wordpress", 3, 2), replicaset("wordpress-6b7c9d5f4d", "wordpress", 3, 2, 2),
        replicaset("wordpress-5d4f8b7c66", "wordpress", 0, 0, 1),
        deployment("mariadb", 1, 1), replicaset("mariadb-7f9b6c4d58", "mariadb", 1, 1),
        pod("wordpress-6b7c9d5f4d-x2k4q", node="worker-1", labels=web, owned_by=rs, claim="wp-files",
            ip="10.10.20.101"),
        pod("wordpress-6b7c9d5f4d-8hqzt", node="worker-2", labels=web, owned_by=rs, claim="wp-files", ip="10.10.20.102",
            waiting="CrashLoopBackOff" if trouble else "", restarts=4 if trouble else 0),
        pod("wordpress-6b7c9d5f4d-pnn5v", node="worker-2", labels=web, owned_by=rs, claim="wp-files", ip="10.10.20.104",
            ready=False),
        pod("mariadb-7f9b6c4d58-t6wlc", node="worker-1", labels=data, claim="db-data", image="mariadb:11", port=3306,
            owned_by=owner("ReplicaSet", "mariadb-7f9b6c4d58"), ip="10.10.20.100"),
        pod("proxy-nginx-59cfb7d9b4-c7j2r", node="worker-1", labels={"app": "proxy"}, ip="10.10.20.103"),
        service("wordpress", web, 87, 80, ip="10.10.30.101"), service("mariadb", data, 3307, 3306, ip="10.10.30.100"),
        service("proxy", {"app": "proxy"}, 81, 80, "NodePort", ip="10.10.30.102"),
        ingress("wordpress", "app.miempresa.com", "wordpress", 87),
        claim("wp-files", "5Gi", "pv-nfs-1"), claim("db-data", "20Gi", "pv-disk-1"),
        volume("pv-nfs-1", "5Gi", "wp-files"), volume("pv-disk-1", "20Gi", "db-data"), volume("pv-disk-2", "50Gi"),
    ]  # fmt: skip
    if trouble:
        objects += [
            pod("informe-1", labels={"app": "informe"}, claim="informe"),
            claim("informe", "50Gi", storageClassName="gold"),
            pod("wordpress-5d4f8b7c66-zzk4w", node="worker-1", labels=web, deleting=True),
            service("informe", {"app": "informes"}, 80, 8080),
        ]
    return cluster(*objects)
