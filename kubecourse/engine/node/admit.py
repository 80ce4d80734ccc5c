"""Does a node take a pod? Asked for pods that no scheduler placed, and for pods that want other resources.

Upstream: `pkg/kubelet/lifecycle/predicate.go`, `pkg/scheduler/schedule_one.go` (AdmissionCheck: resources, then affinity,
then ports), `pkg/kubelet/allocation/allocation_manager.go`.
"""

from __future__ import annotations

from typing import Any

from ..core import quantity
from ..core.work import Object

__all__ = ["asked", "lacking", "neighbours", "qos", "refusal"]


def refusal(api: Any, pod: Object, node: str) -> tuple[str, str] | None:
    """(reason, message) where the node cannot take it. Pods that the scheduler placed are taken."""
    conditions = (pod.get("status") or {}).get("conditions") or ()
    if any(c["type"] == "PodScheduled" and c["status"] == "True" for c in conditions):
        return None
    others = neighbours(api, pod, node)
    found = api.find("Node", node) or {}
    return lacking(found, pod, others) or _elsewhere(found, pod) or _ports(pod, others)


def neighbours(api: Any, pod: Object, node: str) -> list[Object]:
    """The other pods of the node that have not come to their end."""
    others = [p for p in api.pods_on(node) if p["metadata"]["uid"] != pod["metadata"]["uid"]]
    return [p for p in others if (p.get("status") or {}).get("phase") not in ("Succeeded", "Failed")]


def lacking(node: Object, pod: Object, others: list[Object]) -> tuple[str, str] | None:
    """What the node has too little of, in the kubelet's words."""
    offered = (node.get("status") or {}).get("allocatable") or {}
    room = quantity.value(offered.get("pods", 110))
    if len(others) + 1 > room:
        return (
            "OutOfpods",
            f"Node didn't have enough resource: pods, requested: 1, used: {len(others)}, capacity: {room}",
        )
    amounts = (("cpu", quantity.milli), ("memory", quantity.value), ("ephemeral-storage", quantity.value))
    for name, amount in amounts:
        wanted = asked(pod, name, amount)
        if not wanted:
            continue
        used, all_ = sum(asked(p, name, amount) for p in others), amount(offered.get(name, 0))
        if wanted > all_ - used:
            text = f"Node didn't have enough resource: {name}, requested: {wanted}, used: {used}, capacity: {all_}"
            return f"OutOf{name}", text
    return None


def asked(pod: Object, name: str, amount: Any) -> int:
    """The requests of a pod: containers and sidecars together, or one init container that wants more."""
    spec = pod["spec"]
    total = sum(_request(container, name, amount) for container in spec["containers"])
    most = beside = 0
    for container in spec.get("initContainers") or ():
        one = _request(container, name, amount)
        if container.get("restartPolicy") == "Always":
            beside += one
            one = 0
        most = max(most, beside + one)
    overhead: int = amount((spec.get("overhead") or {}).get(name, 0))
    return max(total + beside, most) + overhead


def _request(container: Object, name: str, amount: Any) -> int:
    found: int = amount(((container.get("resources") or {}).get("requests") or {}).get(name, 0))
    return found


def _elsewhere(node: Object, pod: Object) -> tuple[str, str] | None:
    labels = (node.get("metadata") or {}).get("labels") or {}
    wanted = pod["spec"].get("nodeSelector") or {}
    if any(labels.get(key) != value for key, value in wanted.items()):
        return "NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
    return None


def _host_ports(pod: Object) -> list[tuple[int, str]]:
    ports = [port for container in pod["spec"]["containers"] for port in container.get("ports") or ()]
    return [(int(port["hostPort"]), port.get("protocol") or "TCP") for port in ports if port.get("hostPort")]


def _ports(pod: Object, others: list[Object]) -> tuple[str, str] | None:
    wanted = _host_ports(pod)
    if wanted and any(port in wanted for other in others for port in _host_ports(other)):
        return "NodePorts", "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"
    return None


def qos(spec: Object) -> str:
    """Guaranteed, Burstable or BestEffort."""
    containers = [*spec["containers"], *(spec.get("initContainers") or ())]
    resources = [container.get("resources") or {} for container in containers]
    if not any(r.get("requests") or r.get("limits") for r in resources):
        return "BestEffort"
    for found in resources:
        limits, requests = found.get("limits") or {}, found.get("requests") or {}
        for name in ("cpu", "memory"):
            if name not in limits or quantity.compare(requests.get(name, limits[name]), limits[name]):
                return "Burstable"
    return "Guaranteed"
