"""One round of the Job controller: what it saw, and what it has decided so far.

Promises: `look` claims the pods (adopting orphans, with the tracking finalizer), counts them, and says which
have newly ended; `Round` carries that through the round as the only thing that changes on the way.
Upstream: syncJobCtx in pkg/controller/job/job_controller.go. Next: `job_pods.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..api.errors import ApiError
from ..core import selectors
from ..core.clock import stamp
from ..core.work import Object
from . import pods as podlib
from .job_backoff import Backoff, recorded
from .job_indexes import FINALIZER, completed, failed_indexes, held_back, index_of
from .job_policies import counts, failed

__all__ = ["Round", "condition", "indexed", "look", "per_index", "set_condition", "suspended", "tracked"]


@dataclass
class Round:
    """The world of one Job in one round. `status` is private and becomes the Job's."""

    api: Any
    job: Object
    status: Object
    pods: list[Object]
    active: list[Object]
    ready: int
    terminating: int
    succeeded: int
    failed: int
    backoff: Backoff
    #: the condition with which the Job ends, once that is decided
    ended: Object | None = None
    #: completion indexes: done as the status says, done now, given up (None: not counted)
    done_before: set[int] = field(default_factory=set)
    done: set[int] = field(default_factory=set)
    given_up: set[int] | None = None
    #: index -> failed pod that waits for its replacement
    kept: dict[int, Object] = field(default_factory=dict)
    #: when to look again: (ms, background)
    wakes: list[tuple[int, bool]] = field(default_factory=list)
    refused: ApiError | None = None


def indexed(job: Object) -> bool:
    """Has every pod a completion index?"""
    return bool(job["spec"].get("completionMode") == "Indexed")


def per_index(job: Object) -> bool:
    """Are retries counted for each index?"""
    return job["spec"].get("backoffLimitPerIndex") is not None


def suspended(job: Object) -> bool:
    """spec.suspend"""
    return bool(job["spec"].get("suspend"))


def tracked(pod: Object) -> bool:
    """Has the pod the finalizer that keeps it until it is counted?"""
    return FINALIZER in (pod["metadata"].get("finalizers") or ())


def look(api: Any, job: Object, backoff: Backoff, known: bool) -> Round:
    """See the Job's pods and count them. `known`: orphans were looked for since the Job was changed."""
    status = {**(job.get("status") or {})}
    status["uncountedTerminatedPods"] = uncounted = {**(status.get("uncountedTerminatedPods") or {})}
    pods = _claim(api, job, known)
    active = [pod for pod in pods if podlib.active(pod)]
    succeeded, lost = _newly_ended(job, pods, uncounted)
    new = Round(
        api, job, status, pods, active,
        ready=sum(podlib.ready_since(pod) is not None for pod in active),
        terminating=sum(map(podlib.terminating, pods)),
        succeeded=status.get("succeeded", 0) + len(succeeded) + len(uncounted.get("succeeded") or ()),
        failed=status.get("failed", 0) + sum(counts(job, pod) for pod in lost) + len(uncounted.get("failed") or ()),
        backoff=recorded(backoff, succeeded, lost),
    )  # fmt: skip
    if indexed(job):
        _look_at_indexes(new)
    return new


def _claim(api: Any, job: Object, known: bool) -> list[Object]:
    """The Job's pods; adopted ones get the tracking finalizer with the owner."""
    uid = job["metadata"]["uid"]
    before = {pod["metadata"]["uid"] for pod in api.owned(uid, "Pod")}
    found = podlib.claim(api, job, selectors.labels(job["spec"]["selector"]), known=known)
    return [pod if pod["metadata"]["uid"] in before or tracked(pod) else _track(api, pod) for pod in found]


def _track(api: Any, pod: Object) -> Object:
    meta = pod["metadata"]
    changed: Object = api.change(pod, metadata={**meta, "finalizers": [*(meta.get("finalizers") or ()), FINALIZER]})
    return changed


def _newly_ended(job: Object, pods: list[Object], uncounted: Object) -> tuple[list[Object], list[Object]]:
    """(succeeded, failed) pods that no counter knows of yet."""
    known = ({*(uncounted.get("succeeded") or ())}, {*(uncounted.get("failed") or ())})
    ended: tuple[list[Object], list[Object]] = ([], [])
    for pod in pods:
        if not tracked(pod) or (indexed(job) and not _in_range(job, pod)):
            continue
        uid = pod["metadata"]["uid"]
        if pod["status"].get("phase") == "Succeeded":
            if uid not in known[0]:
                ended[0].append(pod)
        elif uid not in known[1] and failed(job, pod):
            ended[1].append(pod)
    return ended


def _in_range(job: Object, pod: Object) -> bool:
    index = index_of(pod)
    return index is not None and index < job["spec"]["completions"]


def _look_at_indexes(new: Round) -> None:
    new.done_before, new.done = completed(new.job, new.pods)
    new.succeeded = len(new.done)
    if per_index(new.job):
        new.given_up = failed_indexes(new.job, new.pods)
        new.kept = held_back(new.job, new.pods, new.done | new.given_up)


def condition(type: str, reason: str, message: str, now: int, status: str = "True") -> Object:
    """A condition of a Job."""
    time = stamp(now)
    return {"type": type, "status": status, "lastProbeTime": time, "lastTransitionTime": time, "reason": reason,
            "message": message}  # fmt: skip


def set_condition(status: Object, new: Object) -> bool:
    """Put a condition into `status`; False when it was there already, or is the False of one that never was."""
    conditions = list(status.get("conditions") or ())
    for place, old in enumerate(conditions):
        if old["type"] == new["type"]:
            if all(old.get(key) == new[key] for key in ("status", "reason", "message")):
                return False
            conditions[place] = new
            break
    else:
        if new["status"] == "False":
            return False
        conditions.append(new)
    status["conditions"] = conditions
    return True
