"""Why a node cannot take a pod, and the sentence that says so for all nodes together.

    0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint(s). no new claims …

`Refusal.resolvable` is upstream's difference between Unschedulable (taking other pods away could
help) and UnschedulableAndUnresolvable. Upstream: `FitError.Error` of `pkg/scheduler/framework/types.go`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["NO_NODES", "Blocked", "Refusal", "sentence"]

NO_NODES = "no nodes available to schedule pods"


class Refusal(NamedTuple):
    """A node's no: the plugin that said it, its reasons, and whether preemption could help."""

    plugin: str
    reasons: tuple[str, ...]
    resolvable: bool = False


class Blocked(Exception):
    """A pod that no node is even asked about (a PreFilter plugin said no)."""

    def __init__(self, plugin: str, reason: str) -> None:
        super().__init__(reason)
        self.plugin = plugin
        self.reason = reason


def sentence(total: int, reasons: Iterable[str]) -> str:
    """`0/N nodes are available: <count reason>, …`: the histogram, sorted as text, with its full stop."""
    counts: dict[str, int] = {}
    for reason in reasons:
        counts[reason] = counts.get(reason, 0) + 1
    parts = sorted(f"{count} {reason}" for reason, count in counts.items())
    listed = f" {', '.join(parts)}." if parts else ""
    return f"0/{total} nodes are available:{listed}"
