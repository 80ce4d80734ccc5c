"""A case: one kind of pod, and what every node says to it.

Pods of one template ask the same, so what a node answered to the first holds for the next until something is
placed there. The case reads the snapshot's log to find out what to ask anew. Filters come in the order
of the default profile; scores carry its weights (TaintToleration 3, NodeAffinity, PodTopologySpread and
InterPodAffinity 2, the rest 1). Upstream: `schedule_one.go`, `apis/config/v1/default_plugins.go`.
Next: `preemption.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..core.work import Object
from . import placement, resources, social, spread, volumes
from .needs import needs
from .running import Running
from .snapshot import NodeState, Snapshot
from .verdict import Refusal

__all__ = ["Case", "twins"]

ABSENT = Refusal("NodeAffinity", ("node(s) didn't satisfy plugin(s) [NodeAffinity]",))


def twins(pod: Object, other: Object) -> bool:
    """Do both ask the same of every node? The spec of their template, labels and owner are the same."""
    if pod["spec"] is not other["spec"] and _asked(pod) != _asked(other):
        return False
    mine, theirs = pod["metadata"], other["metadata"]
    return all(mine.get(field) == theirs.get(field) for field in ("namespace", "labels", "ownerReferences"))


def _asked(pod: Object) -> Object:
    """The spec without what no plugin reads: the token volume, whose name is drawn for each pod, and its mounts."""
    spec = pod["spec"]
    return {
        **spec,
        "volumes": [volume for volume in spec.get("volumes") or () if "projected" not in volume],
        "containers": [{**container, "volumeMounts": None} for container in spec["containers"]],
        "initContainers": [{**container, "volumeMounts": None} for container in spec.get("initContainers") or ()],
    }


class Case:
    """Raises `Blocked` when made for a pod that no node is worth asking about."""

    def __init__(self, snapshot: Snapshot, pod: Object) -> None:
        self.snapshot, self.pod = snapshot, pod
        self.wants = needs(pod)
        self.volumes = volumes.volumes_of(snapshot, pod)
        self.spread = spread.constraints_of(snapshot, pod)
        self.social = social.Social(snapshot, pod) if self._is_social() else None
        names = placement.named_nodes(pod)
        self.absent = None if names is None else [node.name not in names for node in snapshot.nodes]
        self.fixed: list[Refusal | None] = [self._fixed(node) for node in snapshot.nodes]
        self.plain: list[Refusal | None] = [self._plain(node) for node in snapshot.nodes]
        self._read = len(snapshot.log)
        self._pictures = any((node.obj.get("status") or {}).get("images") for node in snapshot.nodes)
        self._scored: list[int | None] = [None] * len(snapshot.nodes)
        self._unwelcome = [placement.unwelcome(pod, node) for node in snapshot.nodes]
        preferred = ((pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}).get(
            "preferredDuringSchedulingIgnoredDuringExecution"
        )
        self._preferred = [placement.prefers(pod, node) for node in snapshot.nodes] if preferred else None
        self._running: Running | None = None
        self._dirty: list[int] = []

    def _is_social(self) -> bool:
        affinity = self.pod["spec"].get("affinity") or {}
        return bool(self.snapshot.social) or "podAffinity" in affinity or "podAntiAffinity" in affinity

    def _fixed(self, node: NodeState) -> Refusal | None:
        if self.absent is not None and self.absent[node.index]:
            return ABSENT
        return placement.refuses(self.pod, node)

    def _plain(self, node: NodeState) -> Refusal | None:
        return self.fixed[node.index] or resources.refuses(self.wants, node)

    def catch_up(self) -> None:
        """Read what has been placed since the last question."""
        log = self.snapshot.log
        if self._read == len(log):
            return
        for node, pod, sign in log[self._read :]:
            index = node.index
            self.plain[index] = self._plain(node)
            self._scored[index] = None
            self._dirty.append(index)
            if self.spread is not None:
                self.spread.update(node, pod, sign)
            if self.social is not None:
                self.social.update(node, pod, sign)
        self._read = len(log)
        if self.social is None and self.snapshot.social:
            self.social = social.Social(self.snapshot, self.pod)

    # -- filters ---------------------------------------------------------------------------------

    def ask(self, node: NodeState) -> Refusal | None:
        """The first plugin that refuses on this node, with the pods it has now. Call `catch_up` first."""
        refusal = self.plain[node.index]
        if refusal is not None:
            return refusal
        for plugin in (self.volumes, self.spread, self.social):
            if plugin is not None:
                refusal = plugin.refuses(node)
                if refusal is not None:
                    return refusal
        return None

    def ask_with_nominated(self, node: NodeState, pod: Object) -> Refusal | None:
        """As `ask`, and also with the pods that wait for room on this node."""
        rivals = self.snapshot.rivals(pod, node.name)
        if not rivals:
            return self.ask(node)
        for rival in rivals:
            self.snapshot.place(node, rival)
        self.catch_up()
        refusal = self.ask(node)
        for rival in rivals:
            self.snapshot.take(node, rival)
        self.catch_up()
        return refusal or self.ask(node)

    @property
    def independent(self) -> bool:
        """Does a node's answer depend on that node alone?"""
        hard = self.spread is not None and bool(self.spread.hard)
        return self.volumes is None and self.social is None and not hard

    # -- scores ----------------------------------------------------------------------------------

    def own_score(self, index: int) -> int:
        """The plugins that look at one node: LeastAllocated, BalancedAllocation, ImageLocality."""
        known = self._scored[index]
        if known is None:
            node, wants = self.snapshot.nodes[index], self.wants
            known = resources.least(wants, node) + resources.balance(wants, node)
            if self._pictures:
                known += resources.images(self.pod, node, self.snapshot.nodes)
            self._scored[index] = known
        return known

    def totals(self, indexes: Sequence[int]) -> list[int]:
        """The weighted sum of all scores for nodes that can take the pod."""
        if self._one_by_one():
            running, dirty, self._dirty = self._running, self._dirty, []
            if running is not None and running.holds(indexes):
                return running.totals(dirty)
            self._running = running = Running(self, indexes)
            return running.totals(())
        total = [self.own_score(index) for index in indexes]
        for weight, scores in self.shared(indexes):
            total = [sum_ + weight * score for sum_, score in zip(total, scores, strict=True)]
        return total

    def _one_by_one(self) -> bool:
        """Does a placement change the score of one node only?"""
        alone = self.social is None and self._preferred is None and not any(self._unwelcome)
        return alone and (self.spread is None or self.spread.local)

    def shared(self, indexes: Sequence[int]) -> list[tuple[int, list[int]]]:
        """(weight, scores) of the plugins that compare nodes: taints, affinity, spread, inter-pod affinity."""
        found = [(weight, scores) for _, weight, scores in self.shared_by_name(indexes)]
        return [(weight, scores) for weight, scores in found if scores]

    def shared_by_name(self, indexes: Sequence[int]) -> list[tuple[str, int, list[int]]]:
        """The same with the names of the plugins; left out are those that score all nodes alike."""
        found: list[tuple[str, int, list[int]]] = []
        unwelcome = [self._unwelcome[i] for i in indexes]
        most = max(unwelcome, default=0)
        if most:
            found.append(("TaintToleration", 3, [100 - 100 * count // most for count in unwelcome]))
        if self._preferred is not None:
            preferred = [self._preferred[i] for i in indexes]
            most = max(preferred, default=0)
            if most:
                found.append(("NodeAffinity", 2, [100 * weight // most for weight in preferred]))
        if self.spread is not None and self.spread.soft:
            found.append(("PodTopologySpread", 2, spread.normal(self.spread.raw(indexes))))
        if self.social is not None and self.social.scores:
            nodes = self.snapshot.nodes
            found.append(("InterPodAffinity", 2, social.normal(self.social.raw([nodes[i] for i in indexes]))))
        return found
