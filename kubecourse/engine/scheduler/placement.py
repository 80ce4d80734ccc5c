"""What a node is, whatever runs on it: NodeUnschedulable, NodeName, TaintToleration, NodeAffinity.

These answers hold for all pods of a template and do not change while pods are placed. In upstream's order
of plugins they come first. Upstream: `framework/plugins/{nodeunschedulable,nodename,tainttoleration,nodeaffinity}`
and `component-helpers/scheduling/corev1`. Next: `resources.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object
from .snapshot import NodeState
from .verdict import Refusal

__all__ = ["matches_terms", "named_nodes", "prefers", "refuses", "selected", "tolerates", "untolerated", "unwelcome"]

_CORDONED = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}

_UNSCHEDULABLE = Refusal("NodeUnschedulable", ("node(s) were unschedulable",))
_NAME = Refusal("NodeName", ("node(s) didn't match the requested node name",))
_TAINT = Refusal("TaintToleration", ("node(s) had untolerated taint(s)",))
_AFFINITY = Refusal("NodeAffinity", ("node(s) didn't match Pod's node affinity/selector",))


def refuses(pod: Object, node: NodeState) -> Refusal | None:
    """The first of the static plugins that says no."""
    spec = pod["spec"]
    tolerations = spec.get("tolerations") or []
    if node.unschedulable and not _any_tolerates(tolerations, _CORDONED):
        return _UNSCHEDULABLE
    wanted = spec.get("nodeName")
    if wanted and wanted != node.name:
        return _NAME
    if node.taints and untolerated(tolerations, node.taints):
        return _TAINT
    return None if selected(spec, node.labels, node.name) else _AFFINITY


# -- taints --------------------------------------------------------------------------------------


def tolerates(toleration: Object, taint: Object) -> bool:
    """Does one toleration cover one taint? Upstream: `api/core/v1/toleration.go`."""
    effect = toleration.get("effect")
    if effect and effect != taint.get("effect"):
        return False
    key = toleration.get("key")
    if key and key != taint.get("key"):
        return False
    operator = toleration.get("operator") or "Equal"
    if operator == "Exists":
        return True
    return operator == "Equal" and bool(key) and (toleration.get("value") or "") == (taint.get("value") or "")


def _any_tolerates(tolerations: list[Object], taint: Object) -> bool:
    return any(tolerates(toleration, taint) for toleration in tolerations)


def untolerated(tolerations: list[Object], taints: list[Object]) -> Object | None:
    """The first taint that keeps the pod away."""
    for taint in taints:
        if taint.get("effect") in ("NoSchedule", "NoExecute") and not _any_tolerates(tolerations, taint):
            return taint
    return None


def unwelcome(pod: Object, node: NodeState) -> int:
    """How many PreferNoSchedule taints the pod does not tolerate (fewer is better)."""
    soft = [taint for taint in node.taints if taint.get("effect") == "PreferNoSchedule"]
    if not soft:
        return 0
    tolerations = [t for t in pod["spec"].get("tolerations") or [] if t.get("effect") in (None, "", "PreferNoSchedule")]
    return sum(not _any_tolerates(tolerations, taint) for taint in soft)


# -- node affinity -------------------------------------------------------------------------------


def selected(spec: Object, labels: dict[str, str], name: str) -> bool:
    """The nodeSelector and required node affinity."""
    if not spec.get("nodeSelector") and not spec.get("affinity"):
        return True  # nearly every pod, asked once for every node
    for key, value in (spec.get("nodeSelector") or {}).items():
        if labels.get(key) != value:
            return False
    required = _required(spec)
    return required is None or matches_terms(required.get("nodeSelectorTerms") or [], labels, name)


def _required(spec: Object) -> Object | None:
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    return affinity.get("requiredDuringSchedulingIgnoredDuringExecution")


def matches_terms(terms: list[Object], labels: dict[str, str], name: str) -> bool:
    """Does one of the nodeSelectorTerms match? An empty term matches nothing."""
    return any(_term(term, labels, name) for term in terms)


def _term(term: Object, labels: dict[str, str], name: str) -> bool:
    expressions, fields = term.get("matchExpressions") or [], term.get("matchFields") or []
    if not expressions and not fields:
        return False
    return all(_holds(e, labels) for e in expressions) and all(_holds(f, {"metadata.name": name}) for f in fields)


def _holds(expression: Object, labels: dict[str, str]) -> bool:
    key, operator = expression["key"], expression["operator"]
    have = labels.get(key)
    if operator == "Exists":
        return have is not None
    if operator == "DoesNotExist":
        return have is None
    values = expression.get("values") or []
    if operator == "In":
        return have is not None and have in values
    if operator == "NotIn":
        return have is None or have not in values
    return _compares(have, operator, values)


def _compares(have: str | None, operator: str, values: list[Any]) -> bool:
    try:
        left, right = int(have or ""), int(values[0])
    except (ValueError, IndexError):
        return False
    return left > right if operator == "Gt" else left < right


def named_nodes(pod: Object) -> frozenset[str] | None:
    """The node names that a pod of a DaemonSet is pinned to; None where any node may do."""
    required = _required(pod["spec"])
    if required is None:
        return None
    found: set[str] = set()
    for term in required.get("nodeSelectorTerms") or []:
        names = [set(f.get("values") or ()) for f in term.get("matchFields") or () if f["operator"] == "In"]
        if not names:
            return None
        found |= set.intersection(*names)
    return frozenset(found)


def prefers(pod: Object, node: NodeState) -> int:
    """The sum of the weights of preferred node affinity."""
    affinity = (pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}
    total = 0
    for entry in affinity.get("preferredDuringSchedulingIgnoredDuringExecution") or ():
        if entry.get("weight") and _term_or_all(entry.get("preference") or {}, node):
            total += int(entry["weight"])
    return total


def _term_or_all(term: Object, node: NodeState) -> bool:
    # an empty preference matches every node, unlike an empty required term
    return not (term.get("matchExpressions") or term.get("matchFields")) or _term(term, node.labels, node.name)
