"""On which nodes the pods of a DaemonSet belong, and how each is pinned to its node.

Promises: the tolerations that every daemon pod gets, node selector and required affinity, taints. A pod is pinned
by a matchFields term on metadata.name and bound by the scheduler.
Upstream: pkg/controller/daemon/util/daemonset_util.go, daemon_controller.go (NodeShouldRunDaemonPod).
Next: `daemonset_history.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.work import Object

__all__ = ["Placement", "node_of", "pinned", "tolerating"]

_EVERYWHERE = (
    ("not-ready", "NoExecute"), ("unreachable", "NoExecute"), ("disk-pressure", "NoSchedule"),
    ("memory-pressure", "NoSchedule"), ("pid-pressure", "NoSchedule"), ("unschedulable", "NoSchedule"),
)  # fmt: skip


def tolerating(spec: Object) -> Object:
    """A pod spec with the tolerations of daemon pods added."""
    wanted = [*_EVERYWHERE, *([("network-unavailable", "NoSchedule")] if spec.get("hostNetwork") else [])]
    tolerations = list(spec.get("tolerations") or ())
    for key, effect in wanted:
        added = {"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": effect}
        same = [i for i, known in enumerate(tolerations) if _identity(known) == _identity(added)]
        for index in same:
            tolerations[index] = added
        if not same:
            tolerations.append(added)
    return {**spec, "tolerations": tolerations}


def _identity(toleration: Object) -> tuple[Any, ...]:
    return tuple(toleration.get(field) or "" for field in ("key", "operator", "value", "effect"))


def pinned(spec: Object, node: str) -> Object:
    """A pod spec that only fits one node; takes the place of the node terms it had."""
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    affinity = spec.get("affinity") or {}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    return {**spec, "affinity": {**affinity, "nodeAffinity": {**(affinity.get("nodeAffinity") or {}), **required}}}


def node_of(pod: Object) -> str | None:
    """The node a daemon pod runs on, or is pinned to."""
    spec = pod["spec"]
    if spec.get("nodeName"):
        return str(spec["nodeName"])
    for term in _required(spec) or ():
        for field in term.get("matchFields") or ():
            if field["key"] == "metadata.name" and field["operator"] == "In" and len(field["values"]) == 1:
                return str(field["values"][0])
    return None


def _required(spec: Object) -> list[Object] | None:
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    return None if required is None else list(required.get("nodeSelectorTerms") or ())


class Placement:
    """Answers for one pod spec, whose tolerations are complete, where it should run."""

    def __init__(self, spec: Object) -> None:
        self._name = spec.get("nodeName")
        self._selector: dict[str, str] = spec.get("nodeSelector") or {}
        self._terms = _required(spec)
        self._tolerations: list[Object] = spec.get("tolerations") or []

    def on(self, node: Object) -> tuple[bool, bool]:
        """(should a pod run there, may one that runs there stay)."""
        if not self._fits(node):
            return False, False
        untolerated = [taint["effect"] for taint in node["spec"].get("taints") or () if not self._tolerates(taint)]
        blocked = "NoExecute" in untolerated
        return not blocked and "NoSchedule" not in untolerated, not blocked

    def _fits(self, node: Object) -> bool:
        meta = node["metadata"]
        if self._name and self._name != meta["name"]:
            return False
        labels = meta.get("labels") or {}
        if any(labels.get(key) != value for key, value in self._selector.items()):
            return False
        return self._terms is None or any(_term_matches(term, meta["name"], labels) for term in self._terms)

    def _tolerates(self, taint: Object) -> bool:
        return any(_tolerates(toleration, taint) for toleration in self._tolerations)


def _tolerates(toleration: Object, taint: Object) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    if toleration.get("operator") == "Exists":
        return True
    return bool((toleration.get("value") or "") == (taint.get("value") or ""))


def _term_matches(term: Object, name: str, labels: dict[str, str]) -> bool:
    expressions, fields = term.get("matchExpressions") or [], term.get("matchFields") or []
    if not expressions and not fields:
        return False
    return all(_holds(e, labels) for e in expressions) and all(_holds(f, {"metadata.name": name}) for f in fields)


def _holds(requirement: Object, have: dict[str, str]) -> bool:
    value, values = have.get(requirement["key"]), requirement.get("values") or []
    checks: dict[str, Callable[[], bool]] = {
        "In": lambda: value in values,
        "NotIn": lambda: value not in values,
        "Exists": lambda: value is not None,
        "DoesNotExist": lambda: value is None,
        "Gt": lambda: value is not None and _compare(value, values) > 0,
        "Lt": lambda: value is not None and _compare(value, values) < 0,
    }
    return checks[requirement["operator"]]()


def _compare(value: str, values: list[str]) -> int:
    """Positive or negative as numbers; 0 when one is none."""
    try:
        return int(value) - int(values[0])
    except (ValueError, IndexError):
        return 0
