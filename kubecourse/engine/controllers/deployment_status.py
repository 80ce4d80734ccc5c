"""The status of a Deployment: counts, conditions, and whether the roll-out gets on.

Promises: Available against replicas - maxUnavailable; Progressing with its reasons; ReplicaFailure taken from
the ReplicaSets; the progress deadline, measured from the last progress and asked for as a background reminder.
Works on anything shaped like `deployment_replicasets.Rollout`.
Upstream: pkg/controller/deployment/progress.go, sync.go (calculateStatus). Next: `deployment_replicasets.py`.
"""

from __future__ import annotations

from typing import Any, Protocol

from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, wake_at
from . import pods

__all__ = [
    "DEADLINE", "PAUSED", "complete", "condition", "has_deadline", "max_surge", "max_unavailable", "report",
    "set_condition", "wake",
]  # fmt: skip

DEADLINE, PAUSED, AVAILABLE = "ProgressDeadlineExceeded", "DeploymentPaused", "NewReplicaSetAvailable"
#: a limit of this size is no limit
UNLIMITED = 2**31 - 1


class _Rollout(Protocol):
    api: Any
    deployment: Object
    new: Object | None

    @property
    def all(self) -> list[Object]: ...


# -- limits ----------------------------------------------------------------------------------------


def _fenceposts(deployment: Object) -> tuple[int, int]:
    """(maxSurge, maxUnavailable) as numbers: surge rounds up, unavailable down; both 0 would stand still."""
    spec = deployment["spec"]
    rolling = spec["strategy"].get("rollingUpdate") or {}
    surge = pods.scaled(rolling.get("maxSurge"), spec.get("replicas", 1), up=True)
    unavailable = pods.scaled(rolling.get("maxUnavailable"), spec.get("replicas", 1), up=False)
    return (surge, unavailable) if surge or unavailable else (0, 1)


def max_surge(deployment: Object) -> int:
    """Pods that may exist beyond spec.replicas."""
    return _fenceposts(deployment)[0] if deployment["spec"]["strategy"]["type"] == "RollingUpdate" else 0


def max_unavailable(deployment: Object) -> int:
    """Pods that may be missing from spec.replicas."""
    replicas: int = deployment["spec"].get("replicas", 1)
    if deployment["spec"]["strategy"]["type"] != "RollingUpdate" or not replicas:
        return 0
    return min(_fenceposts(deployment)[1], replicas)


def has_deadline(deployment: Object) -> bool:
    """Is progress watched at all?"""
    limit = deployment["spec"].get("progressDeadlineSeconds")
    return limit is not None and limit != UNLIMITED


# -- conditions ------------------------------------------------------------------------------------


def condition(status: Object, type: str) -> Object | None:
    """The condition of a type, or None."""
    for one in status.get("conditions") or ():
        if one["type"] == type:
            found: Object = one
            return found
    return None


def set_condition(
    status: Object, type: str, value: str, reason: str, message: str, now: int, *, touch: bool = False
) -> Object:
    """A status with the condition. Same value and reason: as it was, unless `touch` renews lastUpdateTime."""
    before = condition(status, type)
    if before and not touch and before["status"] == value and before["reason"] == reason:
        return status
    since = before["lastTransitionTime"] if before and before["status"] == value else stamp(now)
    after = {"type": type, "status": value, "lastUpdateTime": stamp(now), "lastTransitionTime": since,
             "reason": reason, "message": message}  # fmt: skip
    return _put(status, after)


def _put(status: Object, after: Object) -> Object:
    others = [one for one in status.get("conditions") or () if one["type"] != after["type"]]
    return {**status, "conditions": [*others, after]}


def _without(status: Object, type: str) -> Object:
    if condition(status, type) is None:
        return status
    return {**status, "conditions": [one for one in status["conditions"] if one["type"] != type]}


# -- counts ----------------------------------------------------------------------------------------


def _sum(replicasets: list[Object], field: str) -> int:
    return sum((r.get("status") or {}).get(field, 0) for r in replicasets)


def _counts(rollout: _Rollout) -> Object:
    """A new status without conditions."""
    deployment, everyone = rollout.deployment, rollout.all
    available = _sum(everyone, "availableReplicas")
    asked = sum(r["spec"].get("replicas", 1) for r in everyone)
    before = deployment.get("status") or {}
    counts = {
        "observedGeneration": deployment["metadata"]["generation"],
        "replicas": _sum(everyone, "replicas"),
        "updatedReplicas": _sum([rollout.new] if rollout.new else [], "replicas"),
        "readyReplicas": _sum(everyone, "readyReplicas"),
        "availableReplicas": available,
        "unavailableReplicas": max(0, asked - available),
        "collisionCount": before.get("collisionCount"),
    }
    status: Object = {field: value for field, value in counts.items() if value}
    # a count only when every ReplicaSet has told its own
    if all("terminatingReplicas" in (r.get("status") or {}) for r in everyone):
        status["terminatingReplicas"] = _sum(everyone, "terminatingReplicas")
    if before.get("conditions"):
        status["conditions"] = before["conditions"]
    return status


def complete(deployment: Object, status: Object) -> bool:
    """Does every pod that is asked for run the new template, and no other pod exist?"""
    replicas = deployment["spec"].get("replicas", 1)
    if any(status.get(field, 0) != replicas for field in ("updatedReplicas", "replicas", "availableReplicas")):
        return False
    return bool(status.get("observedGeneration", 0) >= deployment["metadata"]["generation"])


# -- the whole -------------------------------------------------------------------------------------


def report(rollout: _Rollout, *, progress: bool = True) -> None:
    """Write the status, if it is another; `progress`: judge the progress of the roll-out as well."""
    api, deployment = rollout.api, rollout.deployment
    status = _counts(rollout)
    enough = deployment["spec"].get("replicas", 1) - max_unavailable(deployment)
    if status.get("availableReplicas", 0) >= enough:
        words = ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    else:
        words = ("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    status = set_condition(status, "Available", *words, api.now)
    if progress:
        status = _failures(rollout, _progress(rollout, status))
    rollout.deployment = api.set_status(deployment, status)


def _progress(rollout: _Rollout, status: Object) -> Object:
    deployment, now = rollout.deployment, rollout.api.now
    if not has_deadline(deployment):
        return _without(status, "Progressing")
    before = deployment.get("status") or {}
    known = condition(before, "Progressing")
    if known and known["reason"] == AVAILABLE and status.get("replicas", 0) == status.get("updatedReplicas", 0):
        return status
    new = rollout.new
    what = f'ReplicaSet "{new["metadata"]["name"]}"' if new else f'Deployment "{deployment["metadata"]["name"]}"'
    if complete(deployment, status):
        text = f"{what} has successfully progressed."
        return set_condition(status, "Progressing", "True", AVAILABLE, text, now)
    if _got_on(before, status):
        text = f"{what} is progressing."
        return set_condition(status, "Progressing", "True", "ReplicaSetUpdated", text, now, touch=True)
    if _timed_out(deployment, status, now):
        return set_condition(status, "Progressing", "False", DEADLINE, f"{what} has timed out progressing.", now)
    return status


def _got_on(before: Object, after: Object) -> bool:
    """More pods updated, ready or available, or fewer old ones, than the last status said."""
    for field in ("updatedReplicas", "readyReplicas", "availableReplicas"):
        if after.get(field, 0) > before.get(field, 0):
            return True
    return _old_pods(after) < _old_pods(before)


def _old_pods(status: Object) -> int:
    return int(status.get("replicas", 0)) - int(status.get("updatedReplicas", 0))


def _timed_out(deployment: Object, status: Object, now: int) -> bool:
    known = condition(status, "Progressing")
    if known is None or known["reason"] == AVAILABLE:
        return False
    limit = deployment["spec"]["progressDeadlineSeconds"] * 1000
    return bool(known["reason"] == DEADLINE or now > pods.seconds(known["lastUpdateTime"]) + limit)


def _failures(rollout: _Rollout, status: Object) -> Object:
    """The ReplicaFailure condition of the new ReplicaSet, else of any other, becomes the deployment's."""
    for replicaset in [rollout.new, *rollout.all] if rollout.new else rollout.all:
        found = condition(replicaset.get("status") or {}, "ReplicaFailure") if replicaset else None
        if found is None:
            continue
        before = condition(status, "ReplicaFailure")
        if before and before["status"] == found["status"] and before["reason"] == found["reason"]:
            return status
        since = before if before and before["status"] == found["status"] else found
        after = {"type": "ReplicaFailure", "status": found["status"], "lastUpdateTime": found["lastTransitionTime"]}
        after |= {"lastTransitionTime": since["lastTransitionTime"], "reason": found["reason"]}
        return _put(status, {**after, "message": found["message"]})
    return _without(status, "ReplicaFailure")


def wake(rollout: _Rollout) -> Wake | None:
    """When to look whether the roll-out is stuck: a second after the deadline."""
    deployment = rollout.deployment
    status = deployment.get("status") or {}
    known = condition(status, "Progressing")
    if not has_deadline(deployment) or known is None or deployment["spec"].get("paused"):
        return DONE
    if known["reason"] in (DEADLINE, AVAILABLE) or complete(deployment, status):
        return DONE
    limit = deployment["spec"]["progressDeadlineSeconds"] * 1000
    return wake_at(pods.seconds(known["lastUpdateTime"]) + limit + 1000, background=True)
