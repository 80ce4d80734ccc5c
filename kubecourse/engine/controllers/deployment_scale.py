"""Another number of replicas, and what remains of old revisions.

Promises: with one active ReplicaSet it takes all; in the middle of a roll-out every ReplicaSet grows or shrinks
in proportion to its size, the largest taking the remainder; old ReplicaSets beyond the history limit go, oldest
revision first. Upstream: pkg/controller/deployment/sync.go, util/deployment_util.go. Next: `deployment_rollout.py`.
"""

from __future__ import annotations

from math import floor

from ..core.work import Object
from .deployment_replicasets import (
    Rollout,
    desired_before,
    max_before,
    old_active,
    oldest_first,
    revision_of,
    set_replicas,
    size,
)  # fmt: skip
from .deployment_status import UNLIMITED, max_surge

__all__ = ["cleanup", "scale"]


def scale(rollout: Rollout) -> None:
    """Give the ReplicaSets the sizes that the deployment's replicas ask for, without rolling on."""
    only = _active_or_latest(rollout)
    if only is not None:
        if only["spec"].get("replicas", 1) != rollout.replicas:
            set_replicas(rollout, only, rollout.replicas)
    elif _saturated(rollout):
        for old in old_active(rollout):
            set_replicas(rollout, old, 0)
    elif rollout.deployment["spec"]["strategy"]["type"] == "RollingUpdate":
        _proportionally(rollout)


def _active(rollout: Rollout) -> list[Object]:
    return [r for r in rollout.all if r["spec"].get("replicas", 1) > 0]


def _active_or_latest(rollout: Rollout) -> Object | None:
    """The only active ReplicaSet, or the newest when none is; None when there are several."""
    active = _active(rollout)
    if active:
        return active[0] if len(active) == 1 else None
    if rollout.new or not rollout.old:
        return rollout.new
    return oldest_first(rollout.old)[-1]


def _saturated(rollout: Rollout) -> bool:
    """Does the new ReplicaSet have all the pods that are asked for, available?"""
    new = rollout.new
    if new is None:
        return False
    available = (new.get("status") or {}).get("availableReplicas", 0)
    counts = (new["spec"].get("replicas", 1), desired_before(new), available)
    return all(count == rollout.replicas for count in counts)


def _proportionally(rollout: Rollout) -> None:
    active = oldest_first(_active(rollout))
    allowed = rollout.replicas + max_surge(rollout.deployment) if rollout.replicas else 0
    change = allowed - size(active)
    # growing: the newest of the largest takes the remainder; shrinking: the oldest of the largest
    if change > 0:
        active.reverse()
    active.sort(key=lambda r: -r["spec"].get("replicas", 1))
    sizes, done = [], 0
    for replicaset in active:
        share = _share(rollout, replicaset, change, done)
        sizes.append(replicaset["spec"].get("replicas", 1) + share)
        done += share
    if active and change:
        sizes[0] = max(0, sizes[0] + change - done)
    for replicaset, count in zip(active, sizes, strict=True):
        set_replicas(rollout, replicaset, count)


def _share(rollout: Rollout, replicaset: Object, change: int, done: int) -> int:
    """What one ReplicaSet gets (or gives, negative) of `change`, of which `done` is given already."""
    if not change or change == done:
        return 0
    fraction = _fraction(rollout, replicaset)
    return min(fraction, change - done) if change > 0 else max(fraction, change - done)


def _fraction(rollout: Rollout, replicaset: Object) -> int:
    count = int(replicaset["spec"].get("replicas", 1))
    if not rollout.replicas:
        return -count
    maximum = rollout.replicas + max_surge(rollout.deployment)
    before = max_before(replicaset) or (rollout.deployment.get("status") or {}).get("replicas", 0)
    return floor(count * maximum / before + 0.5) - count if before else 0


def cleanup(rollout: Rollout) -> None:
    """Delete old, empty ReplicaSets beyond revisionHistoryLimit, oldest revision first."""
    limit = rollout.deployment["spec"].get("revisionHistoryLimit")
    if limit is None or limit == UNLIMITED:
        return
    alive = [r for r in oldest_first(rollout.old) if "deletionTimestamp" not in r["metadata"]]
    surplus = len(alive) - limit
    for replicaset in sorted(alive, key=revision_of)[: max(0, surplus)]:
        status, meta = replicaset.get("status") or {}, replicaset["metadata"]
        if status.get("replicas") or replicaset["spec"].get("replicas", 1):
            continue
        if meta["generation"] > status.get("observedGeneration", 0):
            continue
        rollout.api.delete("ReplicaSet", meta["name"], meta["namespace"], propagation="Background")
