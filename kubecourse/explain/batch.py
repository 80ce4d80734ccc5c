"""Why a Job has not ended well, and when a CronJob makes its next one.

Next: `network.py`.
"""

from __future__ import annotations

from typing import Any

from kubecourse.engine.core.clock import stamp
from kubecourse.explain.look import Look, named
from kubecourse.explain.pod_state import condition
from kubecourse.explain.reasons import Reason, fine, reason
from kubecourse.explain.texts import TEXTS, say
from kubecourse.explain.workloads import pods_of, worst

__all__ = ["cronjob_reasons", "job_reasons", "next_time"]

Object = dict[str, Any]

_TROUBLE = ("MissSchedule", "TooManyMissedTimes", "UnknownTimeZone", "UnparseableSchedule", "InvalidSchedule",
            "UnsupportedSchedule", "FailedCreate", "FailedNeedsStart")  # fmt: skip


def job_reasons(look: Look, obj: Object) -> list[Reason]:
    """A Job: done, at work, given up, or waiting."""
    about, spec, status = named("Job", obj), obj.get("spec", {}), obj.get("status", {})
    failed = condition(obj, "Failed") or condition(obj, "FailureTarget") or {}
    if failed.get("status") == "True":
        return [*worst(look, pods_of(look, obj)), _given_up(about, spec, failed)]
    if (condition(obj, "Complete") or {}).get("status") == "True":
        return [fine("job.complete", about, succeeded=status.get("succeeded", 0))]
    if spec.get("suspend"):
        return [reason("job.suspended", about, (condition(obj, "Suspended") or {}).get("message", ""))]
    refused = look.events("Job", obj)
    found = []
    if refused and refused[0].get("reason") == "FailedCreate":
        words = refused[0].get("message", "")
        found.append(reason("work.quota" if "exceeded quota" in words else "work.create", about, words))
    found += [cause for cause in worst(look, pods_of(look, obj)) if cause.wrong]
    counts = {"active": status.get("active", 0), "succeeded": status.get("succeeded", 0),
              "failed": status.get("failed", 0), "wanted": spec.get("completions", 1)}  # fmt: skip
    return [*found, fine("job.running", about, **counts)]


def _given_up(about: str, spec: Object, failed: Object) -> Reason:
    why, words = failed.get("reason", ""), failed.get("message", "")
    if why == "BackoffLimitExceeded":
        return reason("job.backoff", about, words, limit=spec.get("backoffLimit", 6))
    if why == "DeadlineExceeded":
        return reason("job.deadline", about, words, seconds=spec.get("activeDeadlineSeconds", "-"))
    if why == "PodFailurePolicy":
        return reason("job.policy", about, words)
    return reason("job.failed", about, words, reason=why)


def cronjob_reasons(look: Look, obj: Object) -> list[Reason]:
    """A CronJob: suspended, troubled, or waiting for its time."""
    about, spec, status = named("CronJob", obj), obj.get("spec", {}), obj.get("status", {})
    found: list[Reason] = []
    if spec.get("suspend"):
        found.append(reason("cron.suspended", about))
    events = look.events("CronJob", obj)
    last = events[0] if events else {}
    if last.get("reason") == "JobAlreadyActive":
        found.append(reason("cron.forbid", about, last.get("message", "")))
    elif last.get("reason") in _TROUBLE:
        found.append(reason("cron.trouble", about, last.get("message", "")))
    found += _last_job(look, obj)
    if status.get("active"):
        found.append(fine("cron.active", about, count=len(status["active"])))
    if status.get("lastScheduleTime"):
        found.append(fine("cron.last", about, time=status["lastScheduleTime"]))
    if not spec.get("suspend"):
        schedule, zone = spec.get("schedule", ""), spec.get("timeZone") or "UTC"
        found.append(reason("cron.waits", about, wrong=False, schedule=schedule, zone=zone, next=_next(look, spec)))
    return found


def _last_job(look: Look, obj: Object) -> list[Reason]:
    """The reasons of its newest Job, if that failed."""
    jobs = look.api.owned(obj["metadata"].get("uid", ""), "Job")
    by_age = sorted(jobs, key=lambda j: (j["metadata"].get("creationTimestamp") or "", j["metadata"]["name"]))
    newest = by_age[-1] if by_age else None
    if newest is None or (condition(newest, "Failed") or {}).get("status") != "True":
        return []
    return [*look.explain("Job", newest), reason("cron.job", named("CronJob", obj), job=newest["metadata"]["name"])]


def _next(look: Look, spec: Object) -> dict[str, str]:
    """The next time of the schedule, in words, or nothing."""
    time = next_time(str(spec.get("schedule", "")), spec.get("timeZone"), look.now)
    return {lang: say(lang, "next", time=stamp(time)) if time is not None else "" for lang in TEXTS}


def next_time(schedule: str, zone: str | None, now: int) -> int | None:
    """The schedule's next time after `now` (both ms since 1970), or None if there is none or it cannot be read."""
    from kubecourse.engine.core import cron

    try:
        found: int | None = cron.parse(schedule).next(now, zone or "UTC")
    except ValueError:  # the API server has refused it, or will
        return None
    return found
