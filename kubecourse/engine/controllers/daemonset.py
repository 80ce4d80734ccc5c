"""DaemonSet: a pod on every node that wants one.

Promises: pods follow nodes as they come, go, and change labels or taints; failed daemon pods are replaced with a
growing delay (1 s to 15 min), finished ones at once; rolling update and OnDelete; status and events.
Where is `daemonset_nodes.py`, revisions `daemonset_history.py`, updates `daemonset_update.py`.
Known difference: nodes are taken by name, where upstream's order is random.
Upstream: pkg/controller/daemon/daemon_controller.go. Next: `disruption.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..api.errors import ApiError
from ..core import selectors
from ..core.work import DONE, Object, Wake, Watch, name_key, split_key, wake_at
from . import pods
from .daemonset_history import GENERATION, POD_GENERATION, cleanup, current, hash_of, updated
from .daemonset_nodes import Placement, node_of, pinned, tolerating
from .daemonset_update import Nodes, limits, replace, surge
from .statefulset_revisions import REVISION

__all__ = ["DaemonSetController"]

KIND = "DaemonSet"
#: pods created or deleted in one round
BURST = 250
#: delays before a failed daemon pod is replaced, ms
FIRST_DELAY, LAST_DELAY = 1000, 900_000


def _selector(owner: Object) -> selectors.Selector:
    return selectors.labels(owner["spec"].get("selector"))


def _of_pod(api: Any, pod: Object) -> Iterable[str]:
    return pods.wakes(api, pod, KIND, _selector)


def _of_node(api: Any, node: Object) -> Iterable[str]:
    return [name_key(owner) for owner in api.list(KIND)]


def _node_matters(old: Object | None, new: Object | None) -> bool:
    """Labels and taints decide where daemon pods run; heartbeats and addresses do not."""
    if old is None or new is None:
        return True
    if old["metadata"].get("labels") != new["metadata"].get("labels"):
        return True
    return old["spec"] is not new["spec"] and old["spec"].get("taints") != new["spec"].get("taints")


class DaemonSetController:
    """Keeps the pods of one DaemonSet."""

    name = "daemonset-controller"
    watches = (Watch(KIND), Watch("Pod", _of_pod, pods.matters, given=KIND), Watch("Node", _of_node, _node_matters))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Put pods where they are missing, take away what should not be, then go on with an update."""
        namespace, name = split_key(key)
        owner = api.find(KIND, name, namespace)
        if owner is None or "deletionTimestamp" in owner["metadata"]:
            return DONE
        revision, old = current(api, owner)
        work = _Round(api, owner, hash_of(revision), self.name)
        refused = work.run()
        if refused is None:
            cleanup(api, owner, old, work.mine)
        work.report()
        if refused is not None:
            raise refused
        return work.wake()


class _Round:
    """One reconcile: the nodes, the daemon pods on them, and what to do about it."""

    def __init__(self, api: Any, owner: Object, code: str, component: str) -> None:
        self.api, self.owner, self.code, self.component = api, owner, code, component
        self.mine = pods.claim(api, owner, _selector(owner))
        self.min_ready = owner["spec"].get("minReadySeconds") or 0
        self.spec = tolerating(owner["spec"]["template"]["spec"])
        placement = Placement(self.spec)
        self.nodes = {node["metadata"]["name"]: placement.on(node) for node in api.list("Node")}
        self.on_node: dict[str, list[Object]] = {}
        for pod in self.mine:
            node = node_of(pod)
            finished = pod["status"].get("phase") in ("Failed", "Succeeded")
            if node is not None and not (finished and "deletionTimestamp" in pod["metadata"]):
                self.on_node.setdefault(node, []).append(pod)
        self.desired = sum(should for should, _ in self.nodes.values())
        self.soonest, self.retry_at = 0, 0

    def wake(self) -> Wake | None:
        """When a ready pod becomes available, or a failed one may be replaced."""
        if self.soonest:
            return wake_at(min(self.soonest, self.retry_at or self.soonest))
        return wake_at(self.retry_at, background=True) if self.retry_at else DONE

    # -- doing -------------------------------------------------------------------------------------

    def run(self) -> ApiError | None:
        """Manage; when there was nothing to do, update."""
        missing, surplus = self._manage()
        if missing or surplus:
            return self._sync(missing, surplus)
        if (self.owner["spec"].get("updateStrategy") or {}).get("type") != "RollingUpdate":
            return None
        nodes = self._update_nodes()
        most, unavailable = limits(self.owner, self.desired)
        if not most:
            return self._sync([], replace(nodes, unavailable))
        gone, extra = surge(nodes, most, self.desired)
        return self._sync(extra, gone)

    def _update_nodes(self) -> Nodes:
        names = sorted({*self.on_node, *(name for name, (should, _) in self.nodes.items() if should)})
        return Nodes(
            {name: self.on_node.get(name, []) for name in names},
            {name: should for name, (should, _) in self.nodes.items()},
            lambda pod: updated(self.owner, pod, self.code),
            self._available,
        )

    def _manage(self) -> tuple[list[str], list[Object]]:
        """(nodes without their pod, pods that should not be)."""
        missing: list[str] = []
        surplus: list[Object] = []
        for name, (should, may_stay) in self.nodes.items():
            found = self.on_node.get(name)
            if should and not found:
                missing.append(name)
            elif may_stay:
                surplus += self._excess(name, found or [])
            elif found:
                surplus += [pod for pod in found if "deletionTimestamp" not in pod["metadata"]]
        # pods that wait for a node that is no more: neither the scheduler nor the pod collector would take them
        for pod in self.mine:
            node = None if pod["spec"].get("nodeName") else node_of(pod)
            if node is not None and node not in self.nodes and "deletionTimestamp" not in pod["metadata"]:
                surplus.append(pod)
        return missing, surplus

    def _excess(self, node: str, found: list[Object]) -> list[Object]:
        gone, running = [], []
        for pod in found:
            if "deletionTimestamp" in pod["metadata"]:
                continue
            phase = pod["status"].get("phase")
            if phase == "Failed":
                gone += [pod] if self._may_replace(pod, node) else []
            elif phase == "Succeeded":
                self._tell_found(pod, node, "succeeded", "Normal", "SucceededDaemonPod", "delete")
                gone.append(pod)
            else:
                running.append(pod)
        return gone + self._doubles(running)

    def _doubles(self, running: list[Object]) -> list[Object]:
        """Pods beyond one on a node, or with surge beyond an old and a new one; the oldest stay."""
        running = sorted(running, key=_seniority)
        if not limits(self.owner, self.desired)[0] or len(running) <= 1:
            return running[1:]
        new = [pod for pod in running if (pod["metadata"].get("labels") or {}).get(REVISION) == self.code]
        old = [pod for pod in running if pod not in new]
        gone = old[1:] + new[1:]
        if old and new and (pods.ready_since(old[0]) is None or self._available(new[0])):
            gone.append(old[0])
        return gone

    def _may_replace(self, pod: Object, node: str) -> bool:
        """A failed pod is deleted now, or later when one failed on this node just before."""
        entry, now = f"failed {self.owner['metadata']['uid']} {node}", self.api.now
        delay, since = self.api.memory.get(entry, (0, 0))
        if now - since > 2 * LAST_DELAY:
            delay = 0
        if delay and now - since < delay:
            self.retry_at = min(since + delay, self.retry_at or since + delay)
            return False
        self.api.memory[entry] = (min(max(FIRST_DELAY, delay * 2), LAST_DELAY), now)
        self._tell_found(pod, node, "failed", "Warning", "FailedDaemonPod", "kill")
        return True

    def _tell_found(self, pod: Object, node: str, what: str, type: str, reason: str, verb: str) -> None:
        meta = pod["metadata"]
        text = f"Found {what} daemon pod {meta['namespace']}/{meta['name']} on node {node}, will try to {verb} it"
        self.api.event(self.owner, type, reason, text, component=self.component)

    def _sync(self, missing: list[str], surplus: list[Object]) -> ApiError | None:
        """Create, then delete."""
        refused = self._create(missing[:BURST])
        for pod in surplus[:BURST]:
            meta = pod["metadata"]
            self.api.delete("Pod", meta["name"], meta["namespace"])
            text = f"Deleted pod: {meta['name']}"
            self.api.event(self.owner, "Normal", "SuccessfulDelete", text, component=self.component)
        return refused

    def _create(self, nodes: list[str]) -> ApiError | None:
        template = self.owner["spec"]["template"]
        about = template.get("metadata") or {}
        labels = {**(about.get("labels") or {}), REVISION: self.code}
        generation = (self.owner["metadata"].get("annotations") or {}).get(GENERATION)
        if generation is not None:
            labels[POD_GENERATION] = generation
        plan = pods.from_template(template, self.owner, pods.controller_ref(self.owner), labels=labels)

        def one(index: int) -> ApiError | None:
            try:
                made = self.api.create({**plan, "spec": pinned(self.spec, nodes[index])})
            except ApiError as error:
                text = f"Error creating: {error}"
                self.api.event(self.owner, "Warning", "FailedCreate", text, component=self.component)
                return error
            text = f"Created pod: {made['metadata']['name']}"
            self.api.event(self.owner, "Normal", "SuccessfulCreate", text, component=self.component)
            return None

        return pods.slow_start(len(nodes), one)

    # -- reporting ---------------------------------------------------------------------------------

    def _available(self, pod: Object) -> bool:
        since = pods.available_at(pod, self.min_ready)
        if since is not None and since > self.api.now:
            self.soonest = min(since, self.soonest or since)
        return since is not None and since <= self.api.now

    def report(self) -> None:
        """Write the status."""
        scheduled, misplaced, ready, available, fresh = 0, 0, 0, 0, 0
        for name, (should, _) in self.nodes.items():
            found = self.on_node.get(name)
            if not found:
                continue
            if not should:
                misplaced += 1
                continue
            scheduled += 1
            pod = min(found, key=_seniority)
            if pods.ready_since(pod) is not None:
                ready += 1
                available += self._available(pod)
            fresh += updated(self.owner, pod, self.code)
        status: Object = {
            "currentNumberScheduled": scheduled,
            "numberMisscheduled": misplaced,
            "desiredNumberScheduled": self.desired,
            "numberReady": ready,
            "observedGeneration": self.owner["metadata"]["generation"],
        }
        missing = self.desired - available
        counts = {"updatedNumberScheduled": fresh, "numberAvailable": available, "numberUnavailable": missing}
        status |= {field: value for field, value in counts.items() if value}
        before = self.owner.get("status") or {}
        status |= {field: before[field] for field in ("collisionCount", "conditions") if before.get(field)}
        self.api.set_status(self.owner, status)


def _seniority(pod: Object) -> tuple[bool, str, str]:
    """Scheduled pods first, then the oldest."""
    meta = pod["metadata"]
    return not pod["spec"].get("nodeName"), meta["creationTimestamp"], meta["name"]
