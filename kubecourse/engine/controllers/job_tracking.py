"""How a Job counts pods once and only once, and how it ends.

Promises: ended pods are noted in status.uncountedTerminatedPods, lose their finalizer, and are counted when it is
gone, at most 500 a round; FailureTarget or SuccessCriteriaMet is written first, Failed or Complete when
everything is counted and no pod is terminating any more. Upstream: trackJobStatusAndRemoveFinalizers in
pkg/controller/job/job_controller.go. Next: `job.py`.
"""

from __future__ import annotations

from ..core.work import Object
from .job_indexes import index_of, render
from .job_pods import untracked
from .job_policies import counts, failed
from .job_round import Round, condition, indexed, set_condition, tracked

__all__ = ["track"]

#: pods noted at once, so that the status stays small
MANY = 500

_TERMINAL = {"FailureTarget": "Failed", "SuccessCriteriaMet": "Complete"}


def track(now: Round) -> bool:
    """Count what has ended and write the status; True when the Job is finished."""
    waiting = {pod["metadata"]["uid"] for pod in now.pods if tracked(pod)}
    _count(now, waiting)
    over, full = _note(now)
    _interim(now)
    _write(now)
    if not over and now.ended is None:
        return False
    for pod in over:
        untracked(now.api, pod)
    _count(now, waiting - {pod["metadata"]["uid"] for pod in over})
    finished = not full and _finish(now)
    _write(now)
    return finished


def _write(now: Round) -> None:
    """Store the status. The Round keeps its own lists, so that what was stored stays as it was."""
    now.status = {**now.status, "uncountedTerminatedPods": {**now.status["uncountedTerminatedPods"]}}
    now.job = now.api.set_status(now.job, now.status)
    now.status = {**now.status, "uncountedTerminatedPods": {**now.status["uncountedTerminatedPods"]}}


def _count(now: Round, waiting: set[str]) -> None:
    """Move noted pods whose finalizer is gone into the counters."""
    status = now.status
    uncounted = status["uncountedTerminatedPods"]
    for field in ("succeeded", "failed"):
        noted = uncounted.get(field)
        if not noted:
            continue
        left = [uid for uid in noted if uid in waiting]
        if len(left) < len(noted):
            status[field] = status.get(field, 0) + len(noted) - len(left)
        if left:
            uncounted[field] = left
        else:
            del uncounted[field]


def _note(now: Round) -> tuple[list[Object], bool]:
    """(pods that may lose their finalizer, are there more than fit?): notes them as uncounted."""
    over: list[Object] = []
    uncounted, indexes = now.status["uncountedTerminatedPods"], set(now.done_before)
    noted = {field: {*(uncounted.get(field) or ())} for field in ("succeeded", "failed")}
    full = False
    for pod in sorted(now.pods, key=lambda pod: index_of(pod) or 0) if indexed(now.job) else now.pods:
        if not tracked(pod) or not _releasable(now, pod):
            continue
        over.append(pod)
        field, index = _counter(now, pod), index_of(pod)
        if field == "succeeded" and indexed(now.job):
            if index is not None and index < now.job["spec"]["completions"]:
                indexes.add(index)
        elif field and pod["metadata"]["uid"] not in noted["succeeded"] | noted["failed"]:
            uncounted[field] = [*(uncounted.get(field) or ()), pod["metadata"]["uid"]]
        fresh = len(indexes) - len(now.done_before)
        if fresh + sum(len(uncounted.get(name) or ()) for name in noted) >= MANY:
            full = True
            break
    if indexed(now.job):
        _write_indexes(now, indexes)
    return over, full


def _write_indexes(now: Round, indexes: set[int]) -> None:
    fields = {"succeeded": len(indexes), "completedIndexes": render(indexes)}
    for field, value in fields.items():
        if value:
            now.status[field] = value
        else:
            now.status.pop(field, None)
    if now.given_up is not None:
        now.status["failedIndexes"] = render(now.given_up)


def _releasable(now: Round, pod: Object) -> bool:
    """May the finalizer go: is the Job over, or the pod, and does no replacement need its count?"""
    if "deletionTimestamp" in now.job["metadata"] or now.ended or pod["status"].get("phase") == "Succeeded":
        return True
    if not failed(now.job, pod):
        return False
    kept = now.kept.get(index_of(pod) if index_of(pod) is not None else -1)  # type: ignore[arg-type]
    return kept is None or kept["metadata"]["uid"] != pod["metadata"]["uid"]


def _counter(now: Round, pod: Object) -> str | None:
    """Which counter the pod goes to; when a Job has failed, what still ran counts as failed."""
    if pod["status"].get("phase") == "Succeeded":
        return "succeeded"
    doomed = now.ended is not None and now.ended["type"] not in ("SuccessCriteriaMet", "Complete")
    if not doomed and not failed(now.job, pod):
        return None
    index = index_of(pod)
    if indexed(now.job) and (index is None or index >= now.job["spec"]["completions"]):
        return None
    return "failed" if counts(now.job, pod) else None


def _interim(now: Round) -> None:
    """Say first how the Job will end, and prepare the condition that says that it has."""
    if now.ended is None:
        return
    terminal = _TERMINAL.get(now.ended["type"])
    if terminal is None:
        return
    if not any(old["type"] == now.ended["type"] for old in now.status.get("conditions") or ()):
        now.status["conditions"] = [*(now.status.get("conditions") or ()), now.ended]
    now.ended = condition(terminal, now.ended["reason"], now.ended["message"], now.api.now)


def _finish(now: Round) -> bool:
    if now.ended is None or any(now.status["uncountedTerminatedPods"].values()) or now.terminating > 0:
        return False
    set_condition(now.status, now.ended)
    if now.ended["type"] == "Complete":
        now.status["completionTime"] = now.ended["lastTransitionTime"]
    return True
