"""`/apis/metrics.k8s.io/v1beta1/...` for `kubectl get --raw`: PodMetrics and NodeMetrics as a metrics-server serves them.

Without a metrics-server the path does not exist, as on any cluster. Amounts are nanocores and KiB, measured over the last
whole window of 15 s. Upstream: `k8s.io/metrics/pkg/apis/metrics/v1beta1`. Next: `raw.py`, which asks here.
"""

from __future__ import annotations

from typing import Any

from ..engine.api.errors import ApiError
from ..engine.core.clock import stamp
from ..engine.core.work import Object
from .session import Session

__all__ = ["measured"]

_GROUP = ["apis", "metrics.k8s.io", "v1beta1"]
#: ms
_WINDOW = 15_000


def measured(session: Session, words: list[str]) -> Object | None:
    """What is at the path of these words; None where it is not of the metrics API, or there is none. Raises NotFound."""
    source = getattr(session.cluster, "metrics_served", None)
    if words[:3] != _GROUP or len(words) < 4 or source is None or not source():
        return None
    space, rest = "", words[3:]
    if rest[0] == "namespaces" and len(rest) > 2:
        space, rest = rest[1], rest[2:]
    if rest[0] == "pods" and len(rest) <= 2:
        found = [session.api.get("Pod", rest[1], space)] if len(rest) == 2 else session.api.list("Pod", space or None)
        return _answer("PodMetrics", rest, space, [row for pod in found if (row := _pod(session, pod))])
    if rest[0] == "nodes" and len(rest) <= 2 and not space:
        found = [session.api.get("Node", rest[1])] if len(rest) == 2 else session.api.list("Node")
        return _answer("NodeMetrics", rest, "", [_node(session, node) for node in found])
    return None


def _answer(kind: str, rest: list[str], space: str, items: list[Object]) -> Object:
    version = "/".join(_GROUP[1:])
    if len(rest) == 1:
        return {"kind": f"{kind}List", "apiVersion": version, "metadata": {}, "items": items}
    if not items:
        name = f"{space}/{rest[1]}" if space else rest[1]
        raise ApiError("NotFound", f'{kind.lower()}.metrics.k8s.io "{name}" not found')
    return {"kind": kind, "apiVersion": version, **items[0]}


def _head(session: Session, obj: Object) -> Object:
    now = int(session.cluster.now)
    kept = {name: obj["metadata"][name] for name in ("name", "namespace", "labels") if name in obj["metadata"]}
    return {
        "metadata": {**kept, "creationTimestamp": stamp(now)},
        "timestamp": stamp(now // _WINDOW * _WINDOW),
        "window": f"{_WINDOW // 1000}s",
    }


def _usage(row: dict[str, int]) -> dict[str, str]:
    return {"cpu": f"{row['cpu'] * 1_000_000}n", "memory": f"{row['memory'] // 1000 // 1024}Ki"}


def _pod(session: Session, pod: Object) -> Object | None:
    found = session.cluster.metrics(pod["metadata"]["namespace"], pod["metadata"]["name"])
    if not found:
        return None
    rows = [{"name": name, "usage": _usage(row)} for name, row in sorted(found.items())]
    return {**_head(session, pod), "containers": rows}


def _node(session: Session, node: Object) -> Object:
    total: dict[str, Any] = {"cpu": 0, "memory": 0}
    for pod in session.api.pods_on(node["metadata"]["name"]):
        found = session.cluster.metrics(pod["metadata"]["namespace"], pod["metadata"]["name"]) or {}
        for row in found.values():
            total = {name: total[name] + row[name] for name in total}
    return {**_head(session, node), "usage": _usage(total)}
