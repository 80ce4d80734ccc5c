"""A kubelet that is started again: it finds its containers, but what it only had in mind is gone.

Back-offs begin anew, and what stopped the last try of a container is forgotten; pods are looked at a little after the
start. Upstream: `pkg/kubelet/{kubelet,kubelet_node_status}.go`.
"""

from __future__ import annotations

from typing import Any

__all__ = ["started"]

#: from the start to the first look at the pods, in ms
FIRST_LOOK = 1_300
_SAYS = ("NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID")


def started(api: Any, name: str) -> None:
    """The kubelet of a node says that it is there, and plans a look at each of its pods."""
    node = api.find("Node", name)
    if node is None:
        return
    texts = [
        ("Starting", "Starting kubelet."),
        ("NodeAllocatableEnforced", "Updated Node Allocatable limit across pods"),
    ]
    texts += [(reason, f"Node {name} status is now: {reason}") for reason in _SAYS]
    for reason, text in texts:
        api.event(node, "Normal", reason, text, component="kubelet", host=name)
    for pod in api.pods_on(name):
        key = f"pod/{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        record = api.memory.get(key)
        if record is not None and record["uid"] == pod["metadata"]["uid"] and not record["terminal"]:
            api.memory[key] = _looked_at(record, api.now + FIRST_LOOK)


def _looked_at(record: dict[str, Any], time: int) -> dict[str, Any]:
    forgotten = {**record, "back": {}, "img": {}, "why": {}, "fresh": True}
    if record["sandbox"] is not None and record["do"] is None and record["dying"] is None:
        forgotten["sync"] = (time, False)
    return forgotten
