"""`/apis/metrics.k8s.io/v1beta1`: PodMetrics and NodeMetrics as a metrics-server serves them, for both doors to the API.

Without a metrics-server the path does not exist, as on any cluster. Amounts are nanocores and KiB, measured over the last
whole window of 15 s. Upstream: k8s.io/metrics/pkg/apis/metrics/v1beta1. Next: `words.py`.
"""

from __future__ import annotations

from typing import Any

from ..api.errors import ApiError
from ..core.clock import stamp
from ..core.work import Object

__all__ = ["measured"]

_GROUP = ["apis", "metrics.k8s.io", "v1beta1"]
#: ms over which a usage is measured
_WINDOW = 15_000


def measured(cluster: Any, door: Any, words: list[str]) -> Object | None:
    """What is at this path; None where it is not of the metrics API. Raises ApiError NotFound."""
    if words[:3] != _GROUP or len(words) < 4 or not cluster.metrics_served():
        return None
    space, rest = "", words[3:]
    if rest[0] == "namespaces" and len(rest) > 2:
        space, rest = rest[1], rest[2:]
    if rest[0] not in ("pods", "nodes") or len(rest) > 2:
        return None
    name = rest[1] if len(rest) == 2 else ""
    if rest[0] == "pods":
        pods = [door.get("Pod", name, space)] if name else door.list("Pod", space or None)
        rows = [row for pod in pods if (row := _pod(cluster, pod))]
        return _answer("PodMetrics", name, f"{space}/{name}", rows)
    nodes = [door.get("Node", name)] if name else door.list("Node")
    return _answer("NodeMetrics", name, name, [_node(cluster, door, node) for node in nodes])


def _answer(kind: str, name: str, called: str, rows: list[Object]) -> Object:
    version = "/".join(_GROUP[1:])
    if not name:
        return {"kind": f"{kind}List", "apiVersion": version, "metadata": {}, "items": rows}
    if not rows:
        raise ApiError("NotFound", f'{kind.lower()}.metrics.k8s.io "{called}" not found')
    return {"kind": kind, "apiVersion": version, **rows[0]}


def _head(cluster: Any, obj: Object) -> Object:
    now = int(cluster.now)
    kept = {name: obj["metadata"][name] for name in ("name", "namespace", "labels") if name in obj["metadata"]}
    return {"metadata": {**kept, "creationTimestamp": stamp(now)},
            "timestamp": stamp(now // _WINDOW * _WINDOW), "window": f"{_WINDOW // 1000}s"}  # fmt: skip


def _usage(row: dict[str, int]) -> dict[str, str]:
    """Thousandths of a core and of a byte, as the API writes them: nanocores and Ki."""
    return {"cpu": f"{row.get('cpu', 0) * 1_000_000}n", "memory": f"{row.get('memory', 0) // 1000 // 1024}Ki"}


def _pod(cluster: Any, pod: Object) -> Object | None:
    found = cluster.metrics(pod["metadata"]["namespace"], pod["metadata"]["name"])
    if not found:
        return None
    containers = [{"name": name, "usage": _usage(row)} for name, row in sorted(found.items())]
    return {**_head(cluster, pod), "containers": containers}


def _node(cluster: Any, door: Any, node: Object) -> Object:
    total = {"cpu": 0, "memory": 0}
    for pod in cluster.api.pods_on(node["metadata"]["name"]):
        rows = cluster.metrics(pod["metadata"]["namespace"], pod["metadata"]["name"]) or {}
        for row in rows.values():
            for what in total:
                total[what] += row.get(what, 0)
    return {**_head(cluster, node), "usage": _usage(total)}
