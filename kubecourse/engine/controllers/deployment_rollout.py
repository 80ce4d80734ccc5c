"""How the pods of the new template come and those of the old one go: RollingUpdate and Recreate.

Promises: the new ReplicaSet grows first, and if it did, that is all this time; else the old ones shrink, pods
that never became available first, and never below replicas - maxUnavailable. Recreate waits until no old pod is
left, terminating ones included.
Upstream: pkg/controller/deployment/{rolling,recreate}.go. Next: `statefulset.py`.
"""

from __future__ import annotations

from ..core.work import Object
from .deployment_replicasets import Rollout, grow_to, old_active, set_replicas, size, sync_revision
from .deployment_scale import cleanup
from .deployment_status import complete, max_unavailable, report

__all__ = ["recreate", "roll"]


def roll(rollout: Rollout) -> None:
    """One step of a rolling update."""
    sync_revision(rollout, create=True)
    if not _grow(rollout) and not _shrink(rollout):
        _tidy(rollout)
    report(rollout)


def _tidy(rollout: Rollout) -> None:
    if complete(rollout.deployment, rollout.deployment.get("status") or {}):
        cleanup(rollout)


def _grow(rollout: Rollout) -> bool:
    new = rollout.new
    if new is None:
        return False
    current = new["spec"].get("replicas", 1)
    if current == rollout.replicas:
        return False
    if current > rollout.replicas:
        return set_replicas(rollout, new, rollout.replicas)
    count = grow_to(rollout, current)
    return count != current and set_replicas(rollout, new, count)


def _shrink(rollout: Rollout) -> bool:
    old = old_active(rollout)
    if not old or rollout.new is None:
        return False
    least = rollout.replicas - max_unavailable(rollout.deployment)
    missing = rollout.new["spec"].get("replicas", 1) - _available(rollout.new)
    room = size(rollout.all) - least - missing
    if room <= 0:
        return False
    dropped = _drop_unhealthy(rollout, old, room)
    if dropped is None:
        return False
    return dropped + _drop_available(rollout, least) > 0


def _available(replicaset: Object) -> int:
    return int((replicaset.get("status") or {}).get("availableReplicas", 0))


def _drop_unhealthy(rollout: Rollout, old: list[Object], room: int) -> int | None:
    """Pods taken from old ReplicaSets that never became available; None: a status is behind, wait for it."""
    dropped = 0
    for replicaset in old:
        if dropped >= room:
            break
        count = replicaset["spec"].get("replicas", 1)
        broken = count - _available(replicaset)
        if broken < 0:
            return None
        if broken:
            taken = min(room - dropped, broken)
            set_replicas(rollout, replicaset, count - taken)
            dropped += taken
    return dropped


def _drop_available(rollout: Rollout, least: int) -> int:
    """Pods taken from old ReplicaSets while at least `least` stay available."""
    spare = sum(map(_available, rollout.all)) - least
    dropped = 0
    for replicaset in old_active(rollout):
        if dropped >= spare:
            break
        count = replicaset["spec"].get("replicas", 1)
        taken = min(count, spare - dropped)
        set_replicas(rollout, replicaset, count - taken)
        dropped += taken
    return dropped


def recreate(rollout: Rollout) -> None:
    """One step of Recreate: all old pods go, then the new ReplicaSet comes at its full size."""
    sync_revision(rollout, create=False)
    old = old_active(rollout)
    for replicaset in old:
        set_replicas(rollout, replicaset, 0)
    if not old and not _old_pods(rollout):
        sync_revision(rollout, create=True)
        if rollout.new is not None and rollout.new["spec"].get("replicas", 1) != rollout.replicas:
            set_replicas(rollout, rollout.new, rollout.replicas)
        _tidy(rollout)
    report(rollout)


def _old_pods(rollout: Rollout) -> bool:
    """Is there an old pod that has not finished?"""
    for replicaset in rollout.old:
        if (replicaset.get("status") or {}).get("replicas", 0) > 0:
            return True
        for pod in rollout.api.owned(replicaset["metadata"]["uid"], "Pod"):
            if pod["status"].get("phase") not in ("Failed", "Succeeded"):
                return True
    return False
