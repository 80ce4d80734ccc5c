"""Job: runs pods until enough of them have ended well.

Promises: completions, parallelism, Indexed mode, retries with growing waits, backoffLimit (for the Job and for each
index), podFailurePolicy, successPolicy, activeDeadlineSeconds, suspend and resume, adoption, events; changes
of pods are gathered for a second, changes of the Job are looked at immediately. A wait before a retry holds up settling
(it surely changes the world), a deadline does not.
Left out: gang scheduling, metrics. Upstream: pkg/controller/job/job_controller.go. Next: `ttlafterfinished.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core import selectors
from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, Watch, split_key, wake_at
from . import pods as podlib
from .job_backoff import Backoff
from .job_indexes import success
from .job_pods import delete_active, manage, untracked
from .job_policies import job_failure
from .job_round import Round, condition, indexed, look, set_condition, suspended, tracked
from .job_tracking import track

__all__ = ["JobController", "finished"]

#: ms for which changes of pods are gathered
BATCH = 1000
#: ms after a refusal of the API, doubling, and at most
FIRST_RETRY, LAST_RETRY = 1000, 60_000
#: keys of pods that no Job counts any more begin with this (no Job can be called so)
ORPHAN = "pod:"


class JobController:
    """Keeps one Job."""

    name = "job-controller"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        self.watches = (Watch("Job"), Watch("Pod", _keys_of_pod, _matters))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Look at the Job now, or when its changes have been gathered."""
        namespace, name = split_key(key)
        if name.startswith(ORPHAN):
            _free_orphan(api, namespace, name.removeprefix(ORPHAN))
            return DONE
        job, memory = api.find("Job", name, namespace), api.memory.get(key)
        if job is None or finished(job):
            _forget(api, key, job)
            return DONE
        if job["spec"].get("managedBy", "kubernetes.io/job-controller") != "kubernetes.io/job-controller":
            return DONE
        if memory is None or _is_news(job, memory) or (memory["at"] is not None and memory["at"] <= api.now):
            memory = _sync(api, job, memory)
        else:
            memory = _gather(api.now, memory)
        if memory is None:
            api.memory.pop(key, None)
            return DONE
        api.memory[key] = memory
        return DONE if memory["at"] is None else wake_at(memory["at"], background=memory["background"])


def finished(job: Object) -> str | None:
    """Complete or Failed when the Job is over."""
    for entry in (job.get("status") or {}).get("conditions") or ():
        if entry["type"] in ("Complete", "Failed") and entry["status"] == "True":
            return str(entry["type"])
    return None


# -- being woken -------------------------------------------------------------------------------------


def _matters(old: Object | None, new: Object | None) -> bool:
    if podlib.matters(old, new):
        return True
    # restarts count only where the same pod is tried again
    pod: Object = new or {}
    return pod["spec"].get("restartPolicy") == "OnFailure" and old is not None and old["status"] is not pod["status"]


def _keys_of_pod(api: Any, pod: Object) -> Iterable[str]:
    keys = list(podlib.wakes(api, pod, "Job", lambda job: selectors.labels(job["spec"]["selector"])))
    if tracked(pod):
        owner = podlib.controller_of(pod)
        if owner is None or (owner["kind"] == "Job" and _owner(api, pod) is None):
            keys.append(f"{pod['metadata']['namespace']}/{ORPHAN}{pod['metadata']['name']}")
    return keys


def _owner(api: Any, pod: Object) -> Object | None:
    """The unfinished Job that counts the pod."""
    reference = podlib.controller_of(pod)
    if reference is None or reference["kind"] != "Job":
        return None
    job: Object | None = api.find("Job", reference["name"], pod["metadata"]["namespace"])
    return job if job and job["metadata"]["uid"] == reference["uid"] and not finished(job) else None


def _free_orphan(api: Any, namespace: str, name: str) -> None:
    """Nobody will count this pod: it may go."""
    pod = api.find("Pod", name, namespace)
    if pod is not None and tracked(pod) and _owner(api, pod) is None:
        untracked(api, pod)


def _forget(api: Any, key: str, job: Object | None) -> None:
    memory = api.memory.pop(key, None)
    if job is None and memory is not None:
        for pod in api.owned(memory["uid"], "Pod"):
            if tracked(pod):
                untracked(api, pod)


def _is_news(job: Object, memory: Object) -> bool:
    meta = job["metadata"]
    return bool(memory["uid"] != meta["uid"] or memory["generation"] != meta.get("generation"))


def _gather(now: int, memory: Object) -> Object:
    """Pods have changed: look in a second, unless it is due before."""
    if memory["at"] is not None and memory["at"] <= now + BATCH:
        return memory
    return {**memory, "at": now + BATCH, "background": False}


# -- a round -------------------------------------------------------------------------------------------


def _sync(api: Any, job: Object, memory: Object | None) -> Object | None:
    """One round; answers what to remember, None when the Job is finished."""
    meta = job["metadata"]
    known = memory is not None and not _is_news(job, memory)
    if memory is None or memory["uid"] != meta["uid"]:
        memory = {"uid": meta["uid"], "failures": 0, "last": 0, "refusals": 0}
    now = look(api, job, Backoff(memory["failures"], memory["last"]), known)
    if not now.status.get("startTime") and not suspended(job):
        now.status["startTime"] = stamp(api.now)
    now.ended = _verdict(now)
    active = delete_active(now) if now.ended else _carry_on(now)
    _set_counts(now, active)
    if track(now):
        _tell_the_end(now)
        return None
    refusals = memory["refusals"] + 1 if now.refused else 0
    if refusals:
        now.wakes.append((api.now + min(FIRST_RETRY << min(refusals - 1, 6), LAST_RETRY), True))
    return {
        "uid": meta["uid"],
        "generation": meta.get("generation"),
        "failures": now.backoff.failures,
        "last": now.backoff.last,
        "refusals": refusals,
        "at": min((at for at, _ in now.wakes), default=None),
        "background": all(background for _, background in now.wakes),
    }


def _verdict(now: Round) -> Object | None:
    """The condition with which the Job ends, if it must end."""
    for type, terminal in (("SuccessCriteriaMet", ""), ("FailureTarget", "Failed")):
        for entry in now.status.get("conditions") or ():
            if entry["type"] == type and entry["status"] == "True":
                return condition(terminal, entry["reason"], entry["message"], now.api.now) if terminal else entry
    failure = _failure(now)
    if failure is not None:
        return condition("FailureTarget", *failure, now.api.now)
    message = success(now.job, now.done) if indexed(now.job) else None
    return condition("SuccessCriteriaMet", "SuccessPolicy", message, now.api.now) if message else None


def _failure(now: Round) -> tuple[str, str] | None:
    spec = now.job["spec"]
    policy = job_failure(now.job, now.pods)
    if policy is not None:
        return "PodFailurePolicy", policy
    if now.failed > spec["backoffLimit"] or _restarts_exceed(now):
        return "BackoffLimitExceeded", "Job has reached the specified backoff limit"
    deadline = _deadline(now)
    if deadline is not None and deadline <= now.api.now:
        return "DeadlineExceeded", "Job was active longer than specified deadline"
    if deadline is not None:
        now.wakes.append((deadline, True))
    if now.given_up is None:
        return None
    if spec.get("maxFailedIndexes") is not None and len(now.given_up) > spec["maxFailedIndexes"]:
        return "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes"
    if now.given_up and len(now.given_up) + len(now.done) >= spec["completions"]:
        return "FailedIndexes", "Job has failed indexes"
    return None


def _restarts_exceed(now: Round) -> bool:
    """With restartPolicy OnFailure the restarts of what is running count."""
    spec = now.job["spec"]
    if spec["template"]["spec"].get("restartPolicy") != "OnFailure":
        return False
    restarts = sum(
        int(container.get("restartCount", 0))
        for pod in now.pods
        if pod["status"].get("phase") in ("Running", "Pending")
        for field in ("initContainerStatuses", "containerStatuses")
        for container in pod["status"].get(field) or ()
    )
    limit = int(spec["backoffLimit"])
    return restarts > 0 if limit == 0 else restarts >= limit


def _deadline(now: Round) -> int | None:
    limit, start = now.job["spec"].get("activeDeadlineSeconds"), now.status.get("startTime")
    if limit is None or not start or suspended(now.job):
        return None
    return podlib.seconds(start) + int(limit) * 1000


def _carry_on(now: Round) -> int:
    """The Job goes on: pods as wanted; enough successes end it; suspend and resume are told."""
    deleting = "deletionTimestamp" in now.job["metadata"]
    active = len(now.active) if deleting else manage(now)
    completions = now.job["spec"].get("completions")
    enough = now.succeeded > 0 if completions is None else now.succeeded >= completions
    if enough and active == 0:
        message = "Reached expected number of succeeded pods"
        now.ended = condition("SuccessCriteriaMet", "CompletionsReached", message, now.api.now)
    elif not deleting:
        _tell_suspension(now)
    return active


def _tell_suspension(now: Round) -> None:
    if suspended(now.job):
        if set_condition(now.status, condition("Suspended", "JobSuspended", "Job suspended", now.api.now)):
            # the time for activeDeadlineSeconds begins again when the Job is resumed
            now.status.pop("startTime", None)
            now.api.event(now.job, "Normal", "Suspended", "Job suspended")
    elif set_condition(now.status, condition("Suspended", "JobResumed", "Job resumed", now.api.now, "False")):
        now.status["startTime"] = stamp(now.api.now)
        now.api.event(now.job, "Normal", "Resumed", "Job resumed")


def _set_counts(now: Round, active: int) -> None:
    now.status["active"] = active
    if not active:
        del now.status["active"]
    now.status["ready"], now.status["terminating"] = now.ready, now.terminating


def _tell_the_end(now: Round) -> None:
    ended: Object = now.ended or {}
    if ended["type"] == "Failed":
        now.api.event(now.job, "Warning", ended["reason"], ended["message"])
        return
    if now.status.get("succeeded", 0) > now.job["spec"].get("completions", now.status.get("succeeded", 0)):
        message = "Too many succeeded pods running after completion count reached"
        now.api.event(now.job, "Warning", "TooManySucceededPods", message)
    now.api.event(now.job, "Normal", "Completed", "Job completed")
