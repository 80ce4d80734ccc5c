"""PodTopologySpread: even numbers of matching pods per zone, per node, per anything.

Hard constraints filter, soft ones score; a pod without constraints of its own that belongs to a Service or
a controller is spread softly by the system's defaults. Counts are kept up to date while pods are placed.
Upstream: `framework/plugins/podtopologyspread/{filtering,scoring,common}.go` and `helper/spread.go`.
Next: `social.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log
from typing import Any

from ..core import selectors
from ..core.work import Object
from .placement import selected, untolerated
from .snapshot import NodeState, Snapshot
from .verdict import Refusal

__all__ = ["Spread", "constraints_of", "normal"]

_HOSTNAME = "kubernetes.io/hostname"
_ZONE = "topology.kubernetes.io/zone"
_NO_MATCH = "node(s) didn't match pod topology spread constraints"
_UNEVEN = Refusal("PodTopologySpread", (_NO_MATCH,), True)
_NO_LABEL = Refusal("PodTopologySpread", (f"{_NO_MATCH} (missing required label)",))

_DEFAULTS = (
    {"maxSkew": 3, "topologyKey": _HOSTNAME, "whenUnsatisfiable": "ScheduleAnyway"},
    {"maxSkew": 5, "topologyKey": _ZONE, "whenUnsatisfiable": "ScheduleAnyway"},
)


class _Constraint:
    """One constraint and its counts: of matching pods, per value of the key."""

    __slots__ = ("counts", "key", "least", "matches", "max_skew", "min_domains", "own", "policies", "values")

    def __init__(self, row: Object, pod: Object, selector: selectors.Selector) -> None:
        labels = pod["metadata"].get("labels") or {}
        self.key: str = row["topologyKey"]
        self.max_skew = int(row["maxSkew"])
        self.min_domains = int(row.get("minDomains") or 1)
        self.matches = selector.matches
        self.own = 1 if selector.matches(labels) else 0
        self.policies = (row.get("nodeAffinityPolicy") or "Honor", row.get("nodeTaintsPolicy") or "Ignore")
        #: the value of the key for each node, by index
        self.values: list[str | None] = []
        self.counts: dict[str, int] = {}
        #: the smallest count, once it is asked for
        self.least: int | None = None

    def includes(self, pod: Object, node: NodeState) -> bool:
        affinity, taints = self.policies
        spec = pod["spec"]
        if affinity == "Honor" and not selected(spec, node.labels, node.name):
            return False
        return taints != "Honor" or not node.taints or not untolerated(spec.get("tolerations") or [], node.taints)


class Spread:
    """The constraints of a kind of pod over a snapshot; `update` keeps them true."""

    def __init__(
        self, snapshot: Snapshot, pod: Object, hard: list[_Constraint], soft: list[_Constraint], strict: bool
    ) -> None:
        self.pod, self.hard, self.soft = pod, hard, soft
        #: a node without one of the keys does not count (not so for the system's defaults)
        self.strict = strict
        self.namespace = pod["metadata"]["namespace"]
        self._counted: list[list[_Constraint]] = []
        for constraint in (*hard, *soft):
            constraint.values = [node.labels.get(constraint.key) for node in snapshot.nodes]
        for node in snapshot.nodes:
            counted = [c for group in (hard, soft) for c in self._of(group, node)]
            self._counted.append(counted)
            for constraint in counted:
                constraint.counts.setdefault(node.labels.get(constraint.key, ""), 0)
            if counted:
                for other in node.pods:
                    self.update(node, other, 1)

    def _of(self, group: list[_Constraint], node: NodeState) -> list[_Constraint]:
        if (group is self.hard or self.strict) and not all(c.key in node.labels for c in group):
            return []
        return [c for c in group if c.includes(self.pod, node)]

    def update(self, node: NodeState, other: Object, sign: int) -> bool:
        """A pod came or went; True if it counts."""
        meta = other["metadata"]
        if meta["namespace"] != self.namespace or meta.get("deletionTimestamp"):
            return False
        changed = False
        labels = meta.get("labels") or {}
        for constraint in self._counted[node.index]:
            if constraint.matches(labels):
                value = node.labels.get(constraint.key, "")
                constraint.counts[value] += sign
                constraint.least = None
                changed = True
        return changed

    # -- filter ----------------------------------------------------------------------------------

    def refuses(self, node: NodeState) -> Refusal | None:
        """Would the skew become too large here?"""
        for constraint in self.hard:
            value = constraint.values[node.index]
            if value is None:
                return _NO_LABEL
            counts = constraint.counts
            if constraint.least is None:
                constraint.least = min(counts.values()) if counts and len(counts) >= constraint.min_domains else 0
            if counts.get(value, 0) + constraint.own - constraint.least > constraint.max_skew:
                return _UNEVEN
        return None

    # -- score -----------------------------------------------------------------------------------

    @property
    def local(self) -> bool:
        """Do all nodes count, and each for itself?"""
        if self.hard or self.strict:
            return False
        return all(c.key == _HOSTNAME or not any(c.values) for c in self.soft)

    def raw(self, indexes: Sequence[int], among: int = 0) -> list[int]:
        """For each of the nodes that can take the pod, by index: a cost, or -1 where a key is missing.

        `among`: how many nodes can take the pod, if `indexes` are only some of them.
        """
        ready = indexes
        if self.strict:
            ready = [i for i in indexes if all(c.values[i] is not None for c in self.soft)]
        total = [0.0] * len(ready)
        for constraint in self.soft:
            values = [constraint.values[i] for i in ready]
            size = (among or len(ready)) if constraint.key == _HOSTNAME else len(dict.fromkeys(values))
            weight, skew, counts = log(size + 2), constraint.max_skew - 1, constraint.counts
            total = [
                sum_ if value is None else sum_ + counts.get(value, 0) * weight + skew
                for sum_, value in zip(total, values, strict=True)
            ]
        whole = [floor(cost_ + 0.5) for cost_ in total]
        if len(ready) == len(indexes):
            return whole
        known = dict(zip(ready, whole, strict=True))
        return [known.get(i, -1) for i in indexes]


def normal(costs: list[int]) -> list[int]:
    """Costs to scores from 0 to 100: the fewer the better."""
    known = [cost for cost in costs if cost >= 0]
    most, least = max(known, default=0), min(known, default=0)
    if most == 0:
        return [0 if cost < 0 else 100 for cost in costs]
    return [0 if cost < 0 else 100 * (most + least - cost) // most for cost in costs]


# -- which constraints ---------------------------------------------------------------------------


def constraints_of(snapshot: Snapshot, pod: Object) -> Spread | None:
    """The pod's own constraints, or the system's defaults; None where there is nothing to spread."""
    rows = pod["spec"].get("topologySpreadConstraints")
    if rows:
        hard = [_own(row, pod) for row in rows if row["whenUnsatisfiable"] == "DoNotSchedule"]
        soft = [_own(row, pod) for row in rows if row["whenUnsatisfiable"] != "DoNotSchedule"]
        return Spread(snapshot, pod, hard, soft, True)
    selector = _default_selector(snapshot.api, pod)
    if selector is None or selector.empty:
        return None
    return Spread(snapshot, pod, [], [_Constraint(row, pod, selector) for row in _DEFAULTS], False)


def _own(row: Object, pod: Object) -> _Constraint:
    selector = row.get("labelSelector")
    labels = pod["metadata"].get("labels") or {}
    extra = [key for key in row.get("matchLabelKeys") or () if key in labels]
    if selector is not None and extra:
        expressions = [*(selector.get("matchExpressions") or ())]
        expressions += [{"key": key, "operator": "In", "values": [labels[key]]} for key in extra]
        selector = {"matchLabels": selector.get("matchLabels") or {}, "matchExpressions": expressions}
    return _Constraint(row, pod, _compiled(selector))


def _compiled(selector: Any) -> selectors.Selector:
    if selector is None:
        return selectors.NOTHING
    return selectors.labels({"matchLabels": {}, **selector})


def _default_selector(api: Any, pod: Object) -> selectors.Selector | None:
    """What the Services and the controller of a pod select."""
    meta = pod["metadata"]
    labels = meta.get("labels")
    if not labels:
        return None
    wanted: dict[str, str] = {}
    for service in api.list("Service", meta["namespace"]):
        chosen = (service.get("spec") or {}).get("selector")
        if chosen and all(labels.get(key) == value for key, value in chosen.items()):
            wanted |= chosen
    expressions: list[Object] = []
    owner = next((o for o in meta.get("ownerReferences") or () if o.get("controller")), None)
    if owner is not None and owner["kind"] in ("ReplicaSet", "StatefulSet", "ReplicationController"):
        found = api.find(owner["kind"], owner["name"], meta["namespace"])
        selector = (found["spec"].get("selector") or {}) if found else {}
        if owner["kind"] == "ReplicationController":
            selector = {"matchLabels": selector}
        wanted |= selector.get("matchLabels") or {}
        expressions = list(selector.get("matchExpressions") or ())
    if not wanted and not expressions:
        return None
    return selectors.labels({"matchLabels": wanted, "matchExpressions": expressions})
