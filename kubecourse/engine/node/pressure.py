"""Memory of a whole node: when hardly any is left, its kubelet evicts pods, one every ten seconds.

First those that use more than they asked for, then by priority, then who is furthest above its request. The node gets the
condition MemoryPressure (and from the node controller a taint), which stays for five minutes after the pressure has gone.
Only programs that ask for memory while they run start a look (`allocate` of the shell); servers use what the catalogue says.
Upstream: `pkg/kubelet/eviction/{eviction_manager,helpers}.go`.
"""

from __future__ import annotations

from typing import Any

from ..core import quantity
from ..core.clock import stamp
from ..core.work import Object
from . import admit, images
from .worker import Worker

__all__ = ["LOOK", "look", "relieve", "usage"]

#: the hard threshold memory.available, what the system itself uses, and a MiB, in bytes
THRESHOLD, SYSTEM, MIB = 100 << 20, 256 << 20, 1 << 20
#: between two looks under pressure; how long the condition outlives it, in ms
LOOK, TRANSITION = 10_000, 300_000
_CRITICAL = 2_000_000_000
_BAD = ("True", "KubeletHasInsufficientMemory", "kubelet has insufficient memory available")
_GOOD = ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available")


def usage(record: dict[str, Any]) -> dict[str, int]:
    """Bytes that each running container of a pod uses."""
    found = {}
    for name, state in record["cs"].items():
        if state["state"] == "running":
            amount = state.get("memory") or 0
            if not amount:
                image = images.lookup(state["wanted"]) if state.get("wanted") else None
                amount = (image.memory if image is not None and state["proc"] is None else 1) * MIB
            found[name] = amount
    return found


def _pods(api: Any, node: str) -> list[tuple[Object, dict[str, Any]]]:
    """(pod, record) of the pods that run on a node."""
    found = []
    for pod in api.pods_on(node):
        record = api.memory.get(f"pod/{pod['metadata']['namespace']}/{pod['metadata']['name']}")
        if record is not None and record["uid"] == pod["metadata"]["uid"] and not record["terminal"]:
            found.append((pod, record))
    return found


def _available(api: Any, node: Object) -> int:
    capacity = quantity.value(((node.get("status") or {}).get("capacity") or {}).get("memory", 0))
    used = sum(sum(usage(record).values()) for _, record in _pods(api, node["metadata"]["name"]))
    return max(capacity - SYSTEM - used, 0)


def _pressed(node: Object) -> bool:
    conditions = (node.get("status") or {}).get("conditions") or ()
    return any(c["type"] == "MemoryPressure" and c["status"] == "True" for c in conditions)


def _say(api: Any, node: Object, words: tuple[str, str, str]) -> None:
    """Write the condition; the write wakes the node, which then evicts."""
    now, conditions = stamp(api.now), []
    for condition in node["status"].get("conditions") or ():
        if condition["type"] == "MemoryPressure":
            since = condition["lastTransitionTime"] if condition["status"] == words[0] else now
            condition = {**condition, "status": words[0], "reason": words[1], "message": words[2],
                         "lastHeartbeatTime": now, "lastTransitionTime": since}  # fmt: skip
        conditions.append(condition)
    api.set_status(node, {**node["status"], "conditions": conditions})


def _event(api: Any, node: Object, kind: str, reason: str, text: str) -> None:
    api.event(node, kind, reason, text, component="kubelet", host=node["metadata"]["name"])


def look(api: Any, name: str) -> None:
    """Some process has asked for memory: is the node short of it now?"""
    node = api.find("Node", name)
    if node is None or _available(api, node) >= THRESHOLD:
        return
    api.memory[f"pressure/{name}"] = api.now
    if not _pressed(node):
        _event(api, node, "Warning", "EvictionThresholdMet", "Attempting to reclaim memory")
        text = f"Node {name} status is now: NodeHasInsufficientMemory"
        _event(api, node, "Normal", "NodeHasInsufficientMemory", text)
    _say(api, node, _BAD)


def relieve(api: Any, world: Any, node: Object) -> int | None:
    """Under pressure: evict one pod; later: end the condition. When to look again, in ms; None: never."""
    name = node["metadata"]["name"]
    if not _pressed(node):
        return None
    last, free = api.memory.get(f"pressure/{name}", api.now), _available(api, node)
    if free < THRESHOLD:
        due = api.memory.get(f"evicted/{name}", 0) + LOOK
        if due > api.now:
            return int(due)
        api.memory[f"pressure/{name}"] = api.memory[f"evicted/{name}"] = api.now
        _evict(api, world, name, free)
        return int(api.now + LOOK)
    if api.now - last < TRANSITION:
        return int(last + TRANSITION)
    del api.memory[f"pressure/{name}"]
    _say(api, node, _GOOD)
    _event(api, node, "Normal", "NodeHasSufficientMemory", f"Node {name} status is now: NodeHasSufficientMemory")
    return None


def _rank(pair: tuple[Object, dict[str, Any]]) -> tuple[bool, int, int]:
    """The first in this order goes first."""
    pod, record = pair
    over = sum(usage(record).values()) - admit.asked(pod, "memory", quantity.value)
    return over <= 0, pod["spec"].get("priority") or 0, -over


def _evict(api: Any, world: Any, name: str, free: int) -> None:
    pods = [pair for pair in _pods(api, name) if pair[1]["dying"] is None and not pair[1].get("static")]
    pods = [pair for pair in pods if (pair[0]["spec"].get("priority") or 0) < _CRITICAL and usage(pair[1])]
    if not pods:
        return
    pod, record = min(pods, key=_rank)
    message = f"The node was low on resource: memory. Threshold quantity: 100Mi, available: {free // 1024}Ki. "
    for container, amount in usage(record).items():
        asked = _request(pod, container)
        if amount > quantity.value(asked):
            message += f"Container {container} was using {amount // 1024}Ki, request is {asked}, "
            message += "has larger consumption of memory. "
    key = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
    _end(Worker(api, world, pod, key), message)


def _request(pod: Object, name: str) -> str:
    containers = [*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or ())]
    found: Object = next((c for c in containers if c["name"] == name), {})
    return str(((found.get("resources") or {}).get("requests") or {}).get("memory", "0"))


def _end(w: Worker, message: str) -> None:
    """A hard eviction leaves no time: the containers are killed, and the pod has failed."""
    w.event("Warning", "Evicted", message)
    for name, state in list(w.r["cs"].items()):
        if state["state"] == "running":
            w.event("Normal", "Killing", f"Stopping container {name}", name)
            w.set_state(name, state="exited", end=w.now, code=137, reason="Error", ready=False, up=False, proc=None, kill=None,
                        ports={}, restart=False, hidden=False)  # fmt: skip
    w.r |= {"fail": ("Evicted", message), "terminal": True, "closed": True, "probes": {}, "do": None, "sync": None}
    target: Object = {"type": "DisruptionTarget", "status": "True", "lastProbeTime": None}
    target |= {"lastTransitionTime": stamp(w.now), "reason": "TerminationByKubelet", "message": message}
    old = w.pod.get("status") or {}
    kept = [c for c in old.get("conditions") or () if c["type"] != "DisruptionTarget"]
    w.pod = {**w.pod, "status": {**old, "conditions": [target, *kept]}}
    w.write_status()
    w.save()
