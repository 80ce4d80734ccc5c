"""InterPodAffinity: pods that want to be near others, or far from them.

Both directions count: what the new pod asks, and the anti-affinity of the pods that are there already. Counts
per (topology key, value) are kept up to date while pods are placed.
Upstream: `framework/plugins/interpodaffinity/{filtering,scoring}.go`, `framework/types.go` (AffinityTerm).
Next: `volumes.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..core import selectors
from ..core.work import Object
from .snapshot import NodeState, Snapshot
from .verdict import Refusal

__all__ = ["Social", "normal"]

_AFFINITY = Refusal("InterPodAffinity", ("node(s) didn't match pod affinity rules",))
_ANTI = Refusal("InterPodAffinity", ("node(s) didn't match pod anti-affinity rules",), True)
_EXISTING = Refusal("InterPodAffinity", ("node(s) didn't satisfy existing pods anti-affinity rules",), True)

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"

Pair = tuple[str, str]


class _Term(NamedTuple):
    """A compiled term: which pods it speaks of, and by what key nearness is measured."""

    key: str
    selector: selectors.Selector
    namespaces: frozenset[str]
    #: None: no namespaceSelector
    namespace_selector: selectors.Selector | None
    weight: int = 0

    def speaks_of(self, api: Any, pod: Object) -> bool:
        meta = pod["metadata"]
        if not self.selector.matches(meta.get("labels")):
            return False
        namespace = meta["namespace"]
        if namespace in self.namespaces:
            return True
        if self.namespace_selector is None:
            return False
        if self.namespace_selector.empty:
            return True
        found = api.find("Namespace", namespace)
        return found is not None and self.namespace_selector.matches(found["metadata"].get("labels"))


class _Terms(NamedTuple):
    """All that a pod says about other pods."""

    affinity: tuple[_Term, ...]
    anti: tuple[_Term, ...]
    preferred: tuple[_Term, ...]
    preferred_anti: tuple[_Term, ...]


_NONE = _Terms((), (), (), ())
_cache: dict[tuple[int, str], tuple[Any, Any, _Terms]] = {}


def _terms(pod: Object) -> _Terms:
    affinity = pod["spec"].get("affinity")
    if not affinity:
        return _NONE
    meta = pod["metadata"]
    namespace, labels = meta["namespace"], meta.get("labels") or {}
    entry = _cache.get((id(affinity), namespace))
    if entry is not None and entry[0] is affinity and entry[1] == labels:
        return entry[2]
    near, far = affinity.get("podAffinity") or {}, affinity.get("podAntiAffinity") or {}
    found = _Terms(
        tuple(_compile(t, namespace, labels) for t in near.get(_REQUIRED) or ()),
        tuple(_compile(t, namespace, labels) for t in far.get(_REQUIRED) or ()),
        tuple(_compile(t["podAffinityTerm"], namespace, labels, t["weight"]) for t in near.get(_PREFERRED) or ()),
        tuple(_compile(t["podAffinityTerm"], namespace, labels, t["weight"]) for t in far.get(_PREFERRED) or ()),
    )
    if len(_cache) > 5_000:
        _cache.clear()
    _cache[(id(affinity), namespace)] = (affinity, labels, found)
    return found


def _compile(term: Object, namespace: str, labels: dict[str, str], weight: int = 0) -> _Term:
    selector = term.get("labelSelector")
    expressions: list[Object] = []
    for field, operator in (("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")):
        keys = [key for key in term.get(field) or () if key in labels]
        expressions += [{"key": key, "operator": operator, "values": [labels[key]]} for key in keys]
    if selector is not None:
        expressions = [*(selector.get("matchExpressions") or ()), *expressions]
        selector = {"matchLabels": selector.get("matchLabels") or {}, "matchExpressions": expressions}
    spaces = term.get("namespaces") or ()
    chosen = term.get("namespaceSelector")
    if not spaces and chosen is None:
        spaces = (namespace,)
    compiled = None if chosen is None else selectors.labels({"matchLabels": {}, **chosen})
    return _Term(term["topologyKey"], selectors.labels(selector), frozenset(spaces), compiled, weight)


class Social:
    """Inter-pod terms of a kind of pod over a snapshot."""

    def __init__(self, snapshot: Snapshot, pod: Object) -> None:
        self.api, self.pod = snapshot.api, pod
        self.mine = _terms(pod)
        self._near: dict[Pair, int] = {}
        self._far: dict[Pair, int] = {}
        self._forbidden: dict[Pair, int] = {}
        self._scores: dict[Pair, int] = {}
        if not any(self.mine):
            for node, other in list(snapshot.social.values()):
                self.update(node, other, 1)
        else:
            for node in snapshot.nodes:
                for other in node.pods:
                    self.update(node, other, 1)

    def update(self, node: NodeState, other: Object, sign: int) -> bool:
        """A pod came (+1) or went (-1); True if that changes anything."""
        theirs = _terms(other)
        mine = self.mine
        if theirs is _NONE and mine is _NONE:
            return False
        api, labels = self.api, node.labels
        if mine.affinity and all(term.speaks_of(api, other) for term in mine.affinity):
            for term in mine.affinity:
                _count(self._near, labels, term.key, sign)
        for term in mine.anti:
            if term.speaks_of(api, other):
                _count(self._far, labels, term.key, sign)
        self._weigh(mine.preferred, other, labels, sign)
        self._weigh(mine.preferred_anti, other, labels, -sign)
        self._hear(theirs, labels, sign)
        return True

    def _weigh(self, terms: tuple[_Term, ...], other: Object, labels: dict[str, str], sign: int) -> None:
        for term in terms:
            if term.speaks_of(self.api, other):
                _count(self._scores, labels, term.key, sign * term.weight)

    def _hear(self, theirs: _Terms, labels: dict[str, str], sign: int) -> None:
        """What a pod that is there says about the new one."""
        for term in theirs.anti:
            if term.speaks_of(self.api, self.pod):
                _count(self._forbidden, labels, term.key, sign)
        # the weight of a required affinity of an existing pod is 1 (hardPodAffinityWeight)
        for terms, weight in ((theirs.affinity, 1), (theirs.preferred, 0), (theirs.preferred_anti, 0)):
            for term in terms:
                if term.speaks_of(self.api, self.pod):
                    amount = weight or (term.weight if terms is theirs.preferred else -term.weight)
                    _count(self._scores, labels, term.key, sign * amount)

    # -- filter ----------------------------------------------------------------------------------

    def refuses(self, node: NodeState) -> Refusal | None:
        """Affinity, then the pod's anti-affinity, then that of the pods that are there."""
        labels = node.labels
        if self.mine.affinity and not self._affinity_holds(labels):
            return _AFFINITY
        for term in self.mine.anti:
            value = labels.get(term.key)
            if value is not None and self._far.get((term.key, value), 0) > 0:
                return _ANTI
        for (key, value), count in self._forbidden.items():
            if count > 0 and labels.get(key) == value:
                return _EXISTING
        return None

    def _affinity_holds(self, labels: dict[str, str]) -> bool:
        there = True
        for term in self.mine.affinity:
            value = labels.get(term.key)
            if value is None:
                return False
            there &= self._near.get((term.key, value), 0) > 0
        if there:
            return True
        # the first pod of a group that wants to be together may go anywhere
        nobody = not any(count > 0 for count in self._near.values())
        return nobody and all(term.speaks_of(self.api, self.pod) for term in self.mine.affinity)

    # -- score -----------------------------------------------------------------------------------

    @property
    def scores(self) -> bool:
        """Is there anything to score?"""
        return any(self._scores.values())

    def raw(self, nodes: list[NodeState]) -> list[int]:
        """The sum of weights for each node."""
        pairs = [(key, value, amount) for (key, value), amount in self._scores.items() if amount]
        return [sum(amount for key, value, amount in pairs if node.labels.get(key) == value) for node in nodes]


def normal(sums: list[int]) -> list[int]:
    """Sums to 0..100 between the least and the most."""
    least, most = min(sums), max(sums)
    if most == least:
        return [0] * len(sums)
    return [int(100 * (value - least) / (most - least)) for value in sums]


def _count(counts: dict[Pair, int], labels: dict[str, str], key: str, amount: int) -> None:
    value = labels.get(key)
    if value is not None:
        counts[(key, value)] = counts.get((key, value), 0) + amount
