"""The nodes and what is on them, as one scheduling round sees them.

Built once a reconcile, kept up to date while pods are placed: `log` lists every change, so that what
was computed for a kind of pod (`case.py`) catches up by reading on from where it was.
Upstream: `pkg/scheduler/backend/cache/{cache,node_tree,snapshot}.go`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..core import quantity
from ..core.work import Object
from .needs import Needs, needs, priority

__all__ = ["NodeState", "Snapshot", "finished"]

_ZONE = "topology.kubernetes.io/zone"
_REGION = "topology.kubernetes.io/region"


def finished(pod: Object) -> bool:
    """A pod that has ended uses nothing any more."""
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")


@lru_cache(maxsize=10_000)
def _amounts(offered: tuple[tuple[str, Any], ...]) -> tuple[int, int, int, int, dict[str, int]]:
    """Thousandths of cpu, bytes of memory and of ephemeral storage, pods, and all else that a node offers."""
    found = dict(offered)
    known = ("cpu", "memory", "ephemeral-storage", "pods")
    memory, ephemeral, pods = (quantity.value(found.get(name, 0)) for name in known[1:])
    others = {name: quantity.value(text) for name, text in offered if name not in known}
    return quantity.milli(found.get("cpu", 0)), memory, ephemeral, pods, others


class NodeState:
    """One node: what it offers, and what its pods ask for."""

    __slots__ = (
        "allowed", "cpu", "ephemeral", "index", "labels", "memory", "name", "nz_cpu", "nz_memory", "obj", "pods",
        "ports", "scalars", "taints", "unschedulable", "used_cpu", "used_ephemeral", "used_memory", "used_scalars",
    )  # fmt: skip

    def __init__(self, obj: Object) -> None:
        spec, offered = obj.get("spec") or {}, (obj.get("status") or {}).get("allocatable") or {}
        self.obj = obj
        self.name: str = obj["metadata"]["name"]
        self.index = 0
        self.labels: dict[str, str] = obj["metadata"].get("labels") or {}
        self.taints: list[Object] = spec.get("taints") or []
        self.unschedulable = bool(spec.get("unschedulable"))
        self.cpu, self.memory, self.ephemeral, self.allowed, self.scalars = _amounts(tuple(offered.items()))
        self.used_cpu = self.used_memory = self.used_ephemeral = self.nz_cpu = self.nz_memory = 0
        self.used_scalars: dict[str, int] = {}
        self.pods: list[Object] = []
        self.ports: dict[tuple[str, str, int], int] = {}

    def count(self, wants: Needs, sign: int) -> None:
        """Add (+1) or take away (-1) the requests of a pod."""
        self.used_cpu += sign * wants.cpu
        self.used_memory += sign * wants.memory
        self.nz_cpu += sign * wants.nz_cpu
        self.nz_memory += sign * wants.nz_memory
        if wants.ephemeral:
            self.used_ephemeral += sign * wants.ephemeral
        for name, amount in wants.scalars:
            self.used_scalars[name] = self.used_scalars.get(name, 0) + sign * amount
        for port in wants.ports:
            left = self.ports.get(port, 0) + sign
            if left:
                self.ports[port] = left
            else:
                del self.ports[port]


class Snapshot:
    """All nodes, in the order of the node tree: zone by zone in turn."""

    def __init__(self, api: Any, assumed: dict[str, tuple[str, str]]) -> None:
        self.api = api
        self.nodes = [NodeState(obj) for obj in _round_robin(api.list("Node"))]
        self.by_name = {node.name: node for node in self.nodes}
        #: (node, pod, +1 or -1), in the order it happened
        self.log: list[tuple[NodeState, Object, int]] = []
        #: pods that wait for victims to go: node -> pods
        self.nominated: dict[str, list[Object]] = {}
        #: pods with inter-pod terms; most clusters have few
        self.social: dict[str, tuple[NodeState, Object]] = {}
        for index, node in enumerate(self.nodes):
            node.index = index
            for pod in api.pods_on(node.name):
                if not finished(pod):
                    self._put(node, pod)
        for key, (uid, name) in assumed.items():
            self._assume(key, uid, name)

    def _assume(self, key: str, uid: str, name: str) -> None:
        namespace, _, pod_name = key.partition("/")
        pod = self.api.find("Pod", pod_name, namespace)
        node = self.by_name.get(name)
        if pod is not None and node is not None and pod["metadata"]["uid"] == uid and not pod["spec"].get("nodeName"):
            self._put(node, pod)

    def _put(self, node: NodeState, pod: Object) -> None:
        node.pods.append(pod)
        node.count(needs(pod), 1)
        affinity = pod["spec"].get("affinity")
        if affinity and ("podAffinity" in affinity or "podAntiAffinity" in affinity):
            self.social[pod["metadata"]["uid"]] = (node, pod)

    def place(self, node: NodeState, pod: Object) -> None:
        """The pod is on this node from now on."""
        self._put(node, pod)
        self.log.append((node, pod, 1))

    def take(self, node: NodeState, pod: Object) -> None:
        """The pod is not on this node any more; the dry run of a preemption puts it back."""
        node.pods = [other for other in node.pods if other is not pod]
        node.count(needs(pod), -1)
        self.social.pop(pod["metadata"]["uid"], None)
        self.log.append((node, pod, -1))

    def nominate(self, pod: Object, node: str) -> None:
        """Keep room for a pod whose victims are still going."""
        self.nominated.setdefault(node, []).append(pod)

    def denominate(self, pod: Object) -> None:
        """The pod needs no room to be kept any more."""
        uid = pod["metadata"]["uid"]
        for node, pods in list(self.nominated.items()):
            left = [other for other in pods if other["metadata"]["uid"] != uid]
            if left:
                self.nominated[node] = left
            else:
                del self.nominated[node]

    def rivals(self, pod: Object, node: str) -> list[Object]:
        """Pods nominated to `node` that are at least as important as `pod`."""
        uid, rank = pod["metadata"]["uid"], priority(pod)
        return [p for p in self.nominated.get(node, ()) if p["metadata"]["uid"] != uid and priority(p) >= rank]


def _round_robin(nodes: list[Object]) -> list[Object]:
    zones: dict[tuple[str, str], list[Object]] = {}
    for node in nodes:
        labels = node["metadata"].get("labels") or {}
        zones.setdefault((labels.get(_REGION, ""), labels.get(_ZONE, "")), []).append(node)
    if len(zones) <= 1:
        return nodes
    queues = list(zones.values())
    longest = max(len(queue) for queue in queues)
    return [queue[turn] for turn in range(longest) for queue in queues if turn < len(queue)]
