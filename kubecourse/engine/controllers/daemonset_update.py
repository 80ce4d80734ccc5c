"""The rolling update of a DaemonSet: which pods go now, and which nodes get a second pod first.

Promises: without surge no more than maxUnavailable nodes are without an available pod; with surge the new pod
comes first and the old one goes when it is available. Nodes are taken by name (upstream's order is random).
Upstream: pkg/controller/daemon/update.go (rollingUpdate). Next: `daemonset.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..core.work import Object
from . import pods

__all__ = ["Nodes", "limits", "replace", "surge"]


class Nodes(NamedTuple):
    """What an update looks at."""

    #: daemon pods by node, sorted by node; nodes that should have one and have none are there with an empty list
    pods: dict[str, list[Object]]
    should_run: dict[str, bool]
    updated: Callable[[Object], bool]
    available: Callable[[Object], bool]


def limits(owner: Object, desired: int) -> tuple[int, int]:
    """(maxSurge, maxUnavailable), both rounded up; never both 0."""
    rolling = (owner["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}
    most = pods.scaled(rolling.get("maxSurge"), desired, up=True)
    missing = pods.scaled(rolling.get("maxUnavailable"), desired, up=True)
    return (most, missing) if most or missing or not desired else (0, 1)


def _pair(nodes: Nodes, found: list[Object]) -> tuple[Object | None, Object | None] | None:
    """(new pod, old pod) of a node, terminating ones left out; None when there are several of one sort."""
    staying = [pod for pod in found if "deletionTimestamp" not in pod["metadata"]]
    new = [pod for pod in staying if nodes.updated(pod)]
    old = [pod for pod in staying if not nodes.updated(pod)]
    if len(new) > 1 or len(old) > 1:
        return None
    return new[0] if new else None, old[0] if old else None


def replace(nodes: Nodes, most: int) -> list[Object]:
    """Old pods to delete so that at most `most` nodes are unavailable."""
    missing = 0
    broken, candidates = [], []
    for found in nodes.pods.values():
        new, old = _pair(nodes, found) or (None, None)
        if new is None and old is not None:
            if not nodes.available(old):
                broken.append(old)
                missing += 1
            elif missing < most:
                candidates.append(old)
        elif new is None or old is not None or not nodes.available(new):
            missing += 1
    return broken + candidates[: max(0, most - missing)]


def surge(nodes: Nodes, most: int, desired: int) -> tuple[list[Object], list[str]]:
    """(old pods to delete, nodes that get a new pod beside the old one), at most `most` of these at a time."""
    surging, available = 0, 0
    done, leaving = [], []
    now, later = [], []
    for name, found in nodes.pods.items():
        pair = _pair(nodes, found)
        if pair is None:
            surging += 1
            continue
        new, old = pair
        counted = old or new
        available += counted is not None and nodes.available(counted)
        if old is None:
            continue
        runs = nodes.should_run.get(name, False)
        if new is not None:
            if nodes.available(new):
                done.append(old)
            else:
                surging += 1
        elif not nodes.available(old):
            now.append(name) if runs else done.append(old)
        elif not runs:
            leaving.append(old)
        elif surging < most:
            later.append(name)
    return done + leaving[: max(0, available - desired)], now + later[: max(0, most - surging)]
