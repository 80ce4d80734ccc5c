"""Node lifecycle: what a silent or unready node means for the cluster.

Promises: 50 s after the last heartbeat the conditions become Unknown, the pods not ready and the taint `unreachable`
is there; a node that says NotReady itself gets `not-ready`; taints for pressure, network and cordons; NoExecute taints one
node in ten seconds, fewer or none when many nodes are lost at once. Grace periods do not hold up settling.
Known difference: upstream looks every 5 s, this as soon as something is due.
Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go. Next: `nodelifecycle_taints.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, Watch, wake_at
from .nodelifecycle_taints import NoExecute, allowed_at, ready_status, with_taints, without, zone

__all__ = ["NodeLifecycle"]

#: ms without a heartbeat after which a node counts as lost (--node-monitor-grace-period)
GRACE = 50_000
#: the component that events name
COMPONENT = "node-controller"

_UNKNOWN = ("NodeStatusUnknown", "Kubelet stopped posting node status.")
_OBSERVED = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")


class NodeLifecycle:
    """Keeps one node. `heartbeat(name)` is when (ms) a silent node was last heard of; None while it is alive."""

    name = "node-lifecycle-controller"
    watches: tuple[Watch, ...]

    def __init__(self, heartbeat: Callable[[str], int | None]) -> None:
        self.heartbeat = heartbeat
        self.watches = (Watch("Node", _keys),)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Write what is known of the node: conditions, pods, taints."""
        node = api.find("Node", key)
        if node is None:
            _say_goodbye(api, key)
            return DONE
        _greet(api, node)
        last = self.heartbeat(key)
        if last is not None and api.now >= last + GRACE:
            node = _lost(api, node)
        node, due = self._taint(api, node)
        if last is not None and api.now < last + GRACE:
            due = min(filter(None, (due, last + GRACE)))
        return DONE if due is None else wake_at(due, background=True)

    def _taint(self, api: Any, node: Object) -> tuple[Object, int | None]:
        """NoSchedule taints at once, NoExecute ones when it is the node's turn; answers (node, when that is)."""
        name, wanted = node["metadata"]["name"], NoExecute.get(ready_status(node))
        taints, due = with_taints(node, stamp(api.now)), None
        _wait(api, name, False)
        if wanted is None:
            taints = without(taints, NoExecute.values())
        elif not any(entry["key"] == wanted and entry["effect"] == "NoExecute" for entry in taints):
            taints = without(taints, NoExecute.values())
            nodes = api.list("Node")
            lost = [self._is_lost(other, api.now) for other in nodes]
            due = allowed_at(node, nodes, lost, api.memory.get("last") or {}, api.now)
            if due is None:
                _wait(api, name, True)
            elif due <= api.now:
                api.memory["last"] = {**(api.memory.get("last") or {}), zone(node): api.now}
                taints.append({"key": wanted, "effect": "NoExecute", "timeAdded": stamp(api.now)})
                due = None
            if all(lost):
                _stop_evictions(api, nodes, name)
        return _set_taints(api, node, taints), due

    def _is_lost(self, node: Object, now: int) -> bool:
        last = self.heartbeat(node["metadata"]["name"])
        return ready_status(node) != "True" or (last is not None and now >= last + GRACE)


def _keys(api: Any, node: Object) -> Iterable[str]:
    """The node, and those that wait because too many are lost: that may have changed."""
    return (node["metadata"]["name"], *(api.memory.get("waiting") or ()))


def _wait(api: Any, name: str, waits: bool) -> None:
    waiting = api.memory.get("waiting") or ()
    if (name in waiting) != waits:
        api.memory["waiting"] = (*waiting, name) if waits else tuple(other for other in waiting if other != name)


def _stop_evictions(api: Any, nodes: list[Object], name: str) -> None:
    """Every node is lost: rather the control plane than the nodes is at fault, so nobody is driven off."""
    for other in nodes:
        if other["metadata"]["name"] != name:
            taints = other["spec"].get("taints") or []
            _set_taints(api, other, without(taints, NoExecute.values()))


def _greet(api: Any, node: Object) -> None:
    known = api.memory.get("known") or {}
    name, uid = node["metadata"]["name"], node["metadata"]["uid"]
    if known.get(name) != uid:
        api.memory["known"] = {**known, name: uid}
        text = f"Node {name} event: Registered Node {name} in Controller"
        api.event(node, "Normal", "RegisteredNode", text, component=COMPONENT)


def _say_goodbye(api: Any, name: str) -> None:
    known = api.memory.get("known") or {}
    if name in known:
        api.memory["known"] = {other: uid for other, uid in known.items() if other != name}
        node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "uid": known[name]}}
        text = f"Node {name} event: Removing Node {name} from Controller"
        api.event(node, "Normal", "RemovingNode", text, component=COMPONENT)


# -- a lost node -----------------------------------------------------------------------------------------


def _lost(api: Any, node: Object) -> Object:
    """Nothing is known of the node any more; its pods count as not ready."""
    before = ready_status(node)
    status = node["status"]
    conditions = [_forgotten(entry, api.now) for entry in status.get("conditions") or ()]
    node = api.set_status(node, {**status, "conditions": conditions})
    if before == "True":
        name = node["metadata"]["name"]
        api.event(node, "Normal", "NodeNotReady", f"Node {name} status is now: NodeNotReady", component=COMPONENT)
    if before != "Unknown":
        for pod in api.pods_on(node["metadata"]["name"]):
            _not_ready(api, pod)
    return node


def _forgotten(entry: Object, now: int) -> Object:
    if entry["type"] not in _OBSERVED or entry["status"] == "Unknown":
        return entry
    reason, message = _UNKNOWN
    return {**entry, "status": "Unknown", "reason": reason, "message": message, "lastTransitionTime": stamp(now)}


def _not_ready(api: Any, pod: Object) -> None:
    conditions = list(pod["status"].get("conditions") or ())
    for place, entry in enumerate(conditions):
        if entry["type"] == "Ready" and entry["status"] != "False":
            conditions[place] = {**entry, "status": "False", "lastTransitionTime": stamp(api.now)}
            api.set_status(pod, {**pod["status"], "conditions": conditions})
            api.event(pod, "Warning", "NodeNotReady", "Node is not ready", component=COMPONENT)


# -- taints ------------------------------------------------------------------------------------------------


def _set_taints(api: Any, node: Object, taints: list[Object]) -> Object:
    spec = {**node["spec"]}
    if (spec.get("taints") or []) == taints:
        return node
    spec.pop("taints", None)
    if taints:
        spec["taints"] = taints
    changed: Object = api.change(node, spec=spec)
    return changed
