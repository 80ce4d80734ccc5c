"""What a node has left: NodePorts, NodeResourcesFit, and the scores that follow from use.

LeastAllocated and BalancedAllocation are worked out in whole numbers as upstream does. Upstream:
`framework/plugins/{nodeports,noderesources,imagelocality}`. Next: `spread.py`.
"""

from __future__ import annotations

from ..core.work import Object
from .needs import Needs
from .snapshot import NodeState
from .verdict import Refusal

__all__ = ["balance", "fits", "images", "least", "refuses"]

_PORTS = Refusal("NodePorts", ("node(s) didn't have free ports for the requested pod ports",), True)

MEGABYTE = 1024 * 1024
#: an image below the first size is not worth going for, one above the second counts no more
SMALL, LARGE = 23 * MEGABYTE, 1000 * MEGABYTE


def refuses(wants: Needs, node: NodeState) -> Refusal | None:
    """NodePorts, then NodeResourcesFit."""
    if wants.ports and node.ports and _conflict(wants, node):
        return _PORTS
    return fits(wants, node)


def _conflict(wants: Needs, node: NodeState) -> bool:
    for ip, protocol, port in wants.ports:
        for other_ip, other_protocol, other in node.ports:
            if port == other and protocol == other_protocol and ("0.0.0.0" in (ip, other_ip) or ip == other_ip):
                return True
    return False


def fits(wants: Needs, node: NodeState) -> Refusal | None:
    """All that is missing at once, as the message lists it."""
    missing: list[str] = []
    never = False
    if len(node.pods) + 1 > node.allowed:
        missing.append("Too many pods")
    for name, asked, offered, used in (
        ("cpu", wants.cpu, node.cpu, node.used_cpu),
        ("memory", wants.memory, node.memory, node.used_memory),
        ("ephemeral-storage", wants.ephemeral, node.ephemeral, node.used_ephemeral),
    ):
        if asked > 0 and asked > offered - used:
            missing.append(f"Insufficient {name}")
            never |= asked > offered
    for name, asked in wants.scalars:
        offered = node.scalars.get(name, 0)
        if asked > offered - node.used_scalars.get(name, 0):
            missing.append(f"Insufficient {name}")
            never |= asked > offered
    return Refusal("NodeResourcesFit", tuple(missing), not never) if missing else None


def least(wants: Needs, node: NodeState) -> int:
    """NodeResourcesFit's score: the mean of what stays free of cpu and of memory, 0 to 100."""
    total = kinds = 0
    for asked, offered in ((node.nz_cpu + wants.nz_cpu, node.cpu), (node.nz_memory + wants.nz_memory, node.memory)):
        if offered:
            kinds += 1
            total += (offered - asked) * 100 // offered if asked <= offered else 0
    return total // kinds if kinds else 0


def balance(wants: Needs, node: NodeState) -> int:
    """NodeResourcesBalancedAllocation: does the pod make the use of cpu and memory more even, or less?

    A pod without requests is not scored. 75 is neutral.
    """
    if not wants.cpu and not wants.memory:
        return 0
    without = _even(node, node.used_cpu, node.used_memory)
    with_pod = _even(node, node.used_cpu + wants.cpu, node.used_memory + wants.memory)
    return 50 + (50 + with_pod - without) // 2


def _even(node: NodeState, cpu: int, memory: int) -> int:
    if not node.cpu or not node.memory:
        return 100
    spread = abs(min(cpu / node.cpu, 1.0) - min(memory / node.memory, 1.0)) / 2
    return int((1 - spread) * 100)


def images(pod: Object, node: NodeState, nodes: list[NodeState]) -> int:
    """ImageLocality: how much of the pod's images is on the node already, scaled by how widely they are spread."""
    here = _sizes(node)
    if not here:
        return 0
    spec = pod["spec"]
    containers = [*spec["containers"], *(spec.get("initContainers") or ())]
    total = 0
    for container in containers:
        name = _normal(container.get("image") or "")
        if name in here:
            total += here[name] * sum(name in _sizes(other) for other in nodes) // len(nodes)
    most = LARGE * len(containers)
    return 100 * (min(max(total, SMALL), most) - SMALL) // (most - SMALL)


def _sizes(node: NodeState) -> dict[str, int]:
    listed = (node.obj.get("status") or {}).get("images") or ()
    return {name: int(image.get("sizeBytes") or 0) for image in listed for name in image.get("names") or ()}


def _normal(image: str) -> str:
    return image if ":" in image.rpartition("/")[2] or "@" in image else f"{image}:latest"
