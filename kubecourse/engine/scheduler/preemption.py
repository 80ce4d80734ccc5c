"""Preemption: which pods would have to go so that a more important one fits, and on which node.

A dry run on each node that could help: take all less important pods away, and if the pod fits then, give
back as many as possible, first those that a PodDisruptionBudget protects. The node with the least harm
wins. Upstream: `framework/preemption/preemption.go`, `framework/plugins/defaultpreemption`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..core import selectors
from ..core.clock import moment
from ..core.work import Object
from .case import Case
from .needs import priority
from .snapshot import NodeState, Snapshot
from .verdict import Refusal, sentence

__all__ = ["Choice", "choose"]

_NOBODY = "No preemption victims found for incoming pod"
_USELESS = "Preemption is not helpful for scheduling"


class Choice(NamedTuple):
    """Either a node and its victims, or the words that say why not; `clear`: nothing is nominated any more."""

    node: str | None
    victims: tuple[Object, ...]
    message: str
    clear: bool = False


class _Candidate(NamedTuple):
    node: NodeState
    victims: list[Object]
    violations: int


def choose(snapshot: Snapshot, case: Case, pod: Object, refusals: list[Refusal]) -> Choice:
    """Find the node where room can be made; `refusals` are the nodes' answers, by index."""
    blocked = _not_eligible(snapshot, pod, refusals)
    if blocked:
        return Choice(None, (), blocked)
    budgets = _budgets(snapshot.api)
    candidates: list[_Candidate] = []
    reasons: list[str] = []
    for node, refusal in zip(snapshot.nodes, refusals, strict=True):
        if not refusal.resolvable:
            reasons.append(_USELESS)
            continue
        outcome = _dry_run(snapshot, case, pod, node, budgets)
        if isinstance(outcome, _Candidate):
            candidates.append(outcome)
        else:
            reasons.extend(outcome)
    if not candidates:
        return Choice(None, (), sentence(len(snapshot.nodes), reasons), clear=True)
    best = _least_harm(snapshot.api, candidates)
    return Choice(best.node.name, tuple(best.victims), "")


def _not_eligible(snapshot: Snapshot, pod: Object, refusals: list[Refusal]) -> str:
    if pod["spec"].get("preemptionPolicy") == "Never":
        return "not eligible due to preemptionPolicy=Never."
    name = (pod.get("status") or {}).get("nominatedNodeName")
    node = snapshot.by_name.get(name) if name else None
    if node is None or not refusals[node.index].resolvable:
        return ""
    rank = priority(pod)
    if any(other["metadata"].get("deletionTimestamp") and priority(other) < rank for other in node.pods):
        return "not eligible due to a terminating pod on the nominated node."
    return ""


# -- the dry run on one node -----------------------------------------------------------------------


def _dry_run(
    snapshot: Snapshot, case: Case, pod: Object, node: NodeState, budgets: list[_Budget]
) -> _Candidate | tuple[str, ...]:
    rank = priority(pod)
    lower = [other for other in node.pods if priority(other) < rank]
    if not lower:
        return (_NOBODY,)
    for other in lower:
        snapshot.take(node, other)
    gone = list(lower)
    case.catch_up()
    refusal = case.ask_with_nominated(node, pod)
    victims: list[Object] = []
    violations = 0
    if refusal is None:
        protected, free = _protected(sorted(lower, key=_importance), budgets)
        for group, counts in ((protected, True), (free, False)):
            for other in group:
                snapshot.place(node, other)
                gone.remove(other)
                case.catch_up()
                if case.ask_with_nominated(node, pod) is None:
                    continue
                snapshot.take(node, other)
                gone.append(other)
                case.catch_up()
                victims.append(other)
                violations += counts
    for other in gone:
        snapshot.place(node, other)
    case.catch_up()
    return _Candidate(node, sorted(victims, key=_importance), violations) if refusal is None else refusal.reasons


def _importance(pod: Object) -> tuple[int, int]:
    """Sorts the most important first: higher priority, then longer running."""
    return -priority(pod), _started(pod)


def _started(pod: Object) -> int:
    text = (pod.get("status") or {}).get("startTime") or pod["metadata"].get("creationTimestamp")
    return moment(text) if text else 0


class _Budget(NamedTuple):
    namespace: str
    selector: selectors.Selector
    allowed: int
    disrupted: Object


def _budgets(api: Any) -> list[_Budget]:
    found = []
    for budget in api.list("PodDisruptionBudget"):
        status = budget.get("status") or {}
        selector = budget["spec"].get("selector")
        compiled = selectors.labels(None if selector is None else {"matchLabels": {}, **selector})
        allowed = int(status.get("disruptionsAllowed") or 0)
        found.append(_Budget(budget["metadata"]["namespace"], compiled, allowed, status.get("disruptedPods") or {}))
    return found


def _protected(pods: list[Object], budgets: list[_Budget]) -> tuple[list[Object], list[Object]]:
    """(pods whose going would break a budget, the others), in the order given."""
    left = [budget.allowed for budget in budgets]
    protected: list[Object] = []
    free: list[Object] = []
    for pod in pods:
        meta, breaks = pod["metadata"], False
        if meta.get("labels"):
            for index, budget in enumerate(budgets):
                if budget.namespace != meta["namespace"] or budget.selector.empty:
                    continue
                if not budget.selector.matches(meta["labels"]) or meta["name"] in budget.disrupted:
                    continue
                left[index] -= 1
                breaks |= left[index] < 0
        (protected if breaks else free).append(pod)
    return protected, free


# -- the choice between nodes ------------------------------------------------------------------------


def _least_harm(api: Any, candidates: list[_Candidate]) -> _Candidate:
    """Fewest broken budgets, lowest priorities, fewest victims, youngest victims; then by lot."""

    def rank(candidate: _Candidate) -> tuple[int, int, int, int, int]:
        victims = candidate.victims
        if not victims:
            return (-1, 0, 0, 0, 0)
        highest = priority(victims[0])
        # as upstream, so that few pods of high negative priority do not weigh less than none
        total = sum(priority(victim) + (1 << 31) for victim in victims)
        earliest = min(_started(victim) for victim in victims if priority(victim) == highest)
        return (candidate.violations, highest, total, len(victims), -earliest)

    best = min(map(rank, candidates))
    equal = [candidate for candidate in candidates if rank(candidate) == best]
    return equal[0] if len(equal) == 1 else equal[api.chance.below(len(equal), "preemption")]
