"""`kubectl top pod | node`: how much CPU and memory pods use, from the simulated load.

The cluster measures with `cluster.metrics(namespace, pod)` -> container -> resource -> thousandths, the same function that
the HorizontalPodAutoscaler asks; a cluster without it has no metrics API, and says so as kubectl does.
Upstream: `kubectl/pkg/cmd/top`, `pkg/metricsutil`. Next: `cmd_debug.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..engine.api.errors import ApiError
from ..engine.core import quantity
from ..engine.core.work import Object
from .columns import table
from .failures import Failure
from .session import Session

__all__ = ["nodes", "pods"]

_Measured = dict[str, dict[str, int]]
_MI = 1024 * 1024


class _Use(NamedTuple):
    """Thousandths of a CPU, and bytes."""

    cpu: int
    memory: int


def _source(session: Session) -> Callable[[str, str], _Measured | None]:
    found: Callable[[str, str], _Measured | None] | None = getattr(session.cluster, "metrics", None)
    served: Callable[[], bool] | None = getattr(session.cluster, "metrics_served", None)
    if found is None or (served is not None and not served()):
        raise Failure("Metrics API not available")
    return found


def _sum(measured: _Measured) -> _Use:
    rows = [_use(row) for row in measured.values()]
    return _Use(sum(row.cpu for row in rows), sum(row.memory for row in rows))


def _use(row: dict[str, int]) -> _Use:
    return _Use(row.get("cpu", 0), row.get("memory", 0) // 1000)


def _cells(use: _Use) -> list[str]:
    return [f"{use.cpu}m", f"{use.memory // _MI}Mi"]


def _order(session: Session) -> str:
    by = session.flags("sort-by") or ""
    if by not in ("", "cpu", "memory"):
        raise Failure("--sort-by accepts only cpu or memory")
    return str(by)


def pods(session: Session) -> None:
    """The pods that run, by namespace and name, or by what they use."""
    flags, by = session.flags, _order(session)
    measure = _source(session)
    everywhere = bool(flags("all-namespaces"))
    if session.args:
        if flags("selector"):
            raise Failure("only one of NAME or --selector can be provided")
        found = [session.api.get("Pod", session.args[0], session.namespace)]
    else:
        found = session.api.list(
            "Pod", None if everywhere else session.namespace, flags("selector"), flags("field-selector")
        )
    rows = [(pod, measured) for pod in found if (measured := measure(_space(pod), pod["metadata"]["name"]))]
    if not rows:
        _nothing(session, found, everywhere)
        return
    if by:
        rows.sort(key=lambda row: -getattr(_sum(row[1]), by))
    lines = [] if flags("no-headers") else [_head(everywhere, bool(flags("containers")))]
    for pod, measured in rows:
        lines += _lines(pod, measured, everywhere, bool(flags("containers")))
    if flags("sum"):
        total = _sum({str(n): row for n, (_, m) in enumerate(rows) for row in [_added(m)]})
        blank = [""] * (len(lines[0]) - 3)
        lines += [[*blank, "", "________", "________"], [*blank, "", *_cells(total)]]
    session.out.append(table(lines))


def _added(measured: _Measured) -> dict[str, int]:
    return {name: sum(row.get(name, 0) for row in measured.values()) for name in ("cpu", "memory")}


def _space(pod: Object) -> str:
    return str(pod["metadata"]["namespace"])


def _head(everywhere: bool, each: bool) -> list[str]:
    names = ["POD", "NAME"] if each else ["NAME"]
    return [*(["NAMESPACE"] if everywhere else []), *names, "CPU(cores)", "MEMORY(bytes)"]


def _lines(pod: Object, measured: _Measured, everywhere: bool, each: bool) -> list[list[str]]:
    first = [_space(pod)] if everywhere else []
    name = pod["metadata"]["name"]
    if not each:
        return [[*first, name, *_cells(_sum(measured))]]
    return [[*first, name, container, *_cells(_use(row))] for container, row in sorted(measured.items())]


def _nothing(session: Session, found: list[Object], everywhere: bool) -> None:
    if session.args and found:
        name = f"{session.namespace}/{session.args[0]}"
        raise ApiError("NotFound", f'podmetrics.metrics.k8s.io "{name}" not found')
    if found:
        raise Failure("metrics not available yet")
    session.note("No resources found" if everywhere else f"No resources found in {session.namespace} namespace.")


def nodes(session: Session) -> None:
    """The nodes, with the share of what pods may use there."""
    flags, by = session.flags, _order(session)
    measure = _source(session)
    if session.args:
        found = [session.api.get("Node", session.args[0])]
    else:
        found = session.api.list("Node", None, flags("selector"))
    field = "capacity" if flags("show-capacity") else "allocatable"
    rows = []
    for node in found:
        have = [
            measure(_space(pod), pod["metadata"]["name"]) or {} for pod in session.api.pods_on(node["metadata"]["name"])
        ]
        uses = [_sum(measured) for measured in have]
        rows.append((node, _Use(sum(use.cpu for use in uses), sum(use.memory for use in uses))))
    if by:
        rows.sort(key=lambda row: -getattr(row[1], by))
    lines = [] if flags("no-headers") else [["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"]]
    for node, use in rows:
        room = (node.get("status") or {}).get(field) or {}
        cpu, memory = _cells(use)
        shares = [
            _share(use.cpu, quantity.milli(room.get("cpu", 0))),
            _share(use.memory, quantity.value(room.get("memory", 0))),
        ]
        lines.append([node["metadata"]["name"], cpu, shares[0], memory, shares[1]])
    session.out.append(table(lines))


def _share(used: int, whole: int) -> str:
    return f"{used * 100 // whole}%" if whole else "<unknown>"
