"""What each node says to a pod, for diagrams and questions: the filter that refuses it, or its scores.

A reading only: nothing is written. For a pod that has its node already the answer is what would be said
if it were placed anew, itself left out.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object
from . import resources
from .case import Case
from .snapshot import Snapshot
from .verdict import Blocked

__all__ = ["explain_pod"]


def explain_pod(api: Any, pod: Object) -> list[Object]:
    """One map a node: `node`, then `plugin` and `reasons` of the refusal, or `scores` by plugin and their `total`."""
    snapshot = Snapshot(api, {})
    uid = pod["metadata"]["uid"]
    home = snapshot.by_name.get(pod["spec"].get("nodeName") or "")
    if home is not None:
        for other in [p for p in home.pods if p["metadata"]["uid"] == uid]:
            snapshot.take(home, other)
        pod = {**pod, "spec": {key: value for key, value in pod["spec"].items() if key != "nodeName"}}
    try:
        case = Case(snapshot, pod)
    except Blocked as blocked:
        return [{"node": node.name, "plugin": blocked.plugin, "reasons": [blocked.reason]} for node in snapshot.nodes]
    refusals = [case.ask_with_nominated(node, pod) for node in snapshot.nodes]
    feasible = [index for index, refusal in enumerate(refusals) if refusal is None]
    scores = _scores(case, feasible)
    rows: list[Object] = []
    for node, refusal in zip(snapshot.nodes, refusals, strict=True):
        if refusal is not None:
            rows.append({"node": node.name, "plugin": refusal.plugin, "reasons": list(refusal.reasons)})
        else:
            row = scores[node.index]
            rows.append({"node": node.name, "scores": row, "total": sum(row.values())})
    return rows


def _scores(case: Case, feasible: list[int]) -> dict[int, dict[str, int]]:
    """Weighted scores by plugin for each node that can take the pod."""
    nodes = case.snapshot.nodes
    found = {
        index: {
            "NodeResourcesFit": resources.least(case.wants, nodes[index]),
            "NodeResourcesBalancedAllocation": resources.balance(case.wants, nodes[index]),
        }
        for index in feasible
    }
    for name, weight, scores in case.shared_by_name(feasible):
        for index, score in zip(feasible, scores, strict=True):
            found[index][name] = weight * score
    return found
