"""CronJob: makes a Job each time the schedule says so.

Promises: schedules in a time zone, concurrencyPolicy (Allow, Forbid, Replace), suspend, startingDeadlineSeconds, the most
recent missed time only, history limits, status and events. A schedule never holds up settling.
Upstream: pkg/controller/cronjob/cronjob_controllerv2.go. When and how many were missed: `cronjob_times.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..api.errors import ApiError
from ..core import cron
from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, Watch, split_key, wake_at
from .cronjob_times import Times, rfc1123, rfc3339
from .job import finished
from .pods import controller_key, controller_of, controller_ref, seconds

__all__ = ["CronJobController"]

#: ms after the time of the schedule at which it is looked at
DELTA = 100

_TOO_MANY = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"


class CronJobController:
    """Keeps one CronJob and its Jobs."""

    name = "cronjob-controller"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        self.watches = (Watch("CronJob"), Watch("Job", _keys_of_job, _tells))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Take note of the Jobs, start one if it is time, drop old ones, write the status."""
        namespace, name = split_key(key)
        owner = api.find("CronJob", name, namespace)
        if owner is None:
            return DONE
        uid = owner["metadata"]["uid"]
        jobs = [job for job in api.owned(uid, "Job") if (controller_of(job) or {}).get("uid") == uid]
        turn = _Turn(api, owner, jobs)
        turn.note_jobs()
        turn.note_missing()
        wake = turn.schedule()
        turn.drop_old_jobs()
        turn.write()
        return wake


def _keys_of_job(api: Any, job: Object) -> Iterable[str]:
    key = controller_key(job, "CronJob")
    return (key,) if key else ()


def _tells(old: Object | None, new: Object | None) -> bool:
    """Can this change of a Job concern its CronJob? What its pods are doing cannot."""
    if old is None or new is None:
        return True
    was, now = old["metadata"], new["metadata"]
    return (
        was.get("ownerReferences") is not now.get("ownerReferences")
        or was.get("deletionTimestamp") != now.get("deletionTimestamp")
        or finished(old) != finished(new)
    )


class _Turn:
    """One round for one CronJob: `status` is private and becomes the CronJob's."""

    def __init__(self, api: Any, owner: Object, jobs: list[Object]) -> None:
        self.api, self.owner, self.jobs = api, owner, jobs
        self.spec = owner["spec"]
        self.status: Object = {**(owner.get("status") or {})}
        self.ends = [finished(job) for job in jobs]

    def _event(self, type: str, reason: str, message: str) -> None:
        self.api.event(self.owner, type, reason, message)

    def _active(self) -> list[Object]:
        return list(self.status.get("active") or ())

    def _set_active(self, active: list[Object]) -> None:
        if active:
            self.status["active"] = active
        else:
            self.status.pop("active", None)

    def write(self) -> None:
        """Store the status."""
        self.owner = self.api.set_status(self.owner, self.status)

    # -- what the Jobs say -----------------------------------------------------------------------------

    def note_jobs(self) -> None:
        """Strangers are reported, finished ones leave the list of active ones, the last success is kept."""
        for job, end in zip(self.jobs, self.ends, strict=True):
            name, uid = job["metadata"]["name"], job["metadata"]["uid"]
            listed = any(entry["uid"] == uid for entry in self.status.get("active") or ())
            if not listed and not end:
                text = f"Saw a job that the controller did not create or forgot: {name}"
                self._event("Warning", "UnexpectedJob", text)
            elif listed and end:
                self._unlist(job)
                self._event("Normal", "SawCompletedJob", f"Saw completed job: {name}, condition: {end}")
            elif end == "Complete":
                self._note_success(job["status"].get("completionTime"))

    def _unlist(self, job: Object) -> None:
        self._set_active([entry for entry in self._active() if entry["uid"] != job["metadata"]["uid"]])

    def _note_success(self, time: str | None) -> None:
        last = self.status.get("lastSuccessfulTime")
        if time and (last is None or seconds(time) > seconds(last)):
            self.status["lastSuccessfulTime"] = time

    def note_missing(self) -> None:
        """Jobs in the list of active ones that are not there any more."""
        known = {job["metadata"]["uid"] for job in self.jobs}
        for entry in self._active():
            if entry["uid"] in known or self.api.find("Job", entry["name"], entry["namespace"]):
                continue
            self._event("Normal", "MissingJob", f"Active job went missing: {entry['name']}")
            self._set_active([other for other in self._active() if other["uid"] != entry["uid"]])

    # -- when ------------------------------------------------------------------------------------------

    def schedule(self) -> Wake | None:
        """Start a Job if its time has come and nothing is against it; answers when to look again."""
        if (
            "deletionTimestamp" in self.owner["metadata"]
            or (times := self._times()) is None
            or self.spec.get("suspend")
        ):
            return DONE
        first = times.first()
        if first is not None and times.now < first:
            return wake_at(first + DELTA, background=True)  # as nearly always: nothing has come since the last time
        at, many = times.most_recent(self.spec.get("startingDeadlineSeconds"))
        if many:
            self._event("Warning", "TooManyMissedTimes", _TOO_MANY)
        if at is not None and self._may_start(at) and not self._start(at, times.zone):
            return DONE
        # asked after the start, which is the last time of the schedule from then on
        following = self._times()
        due = following.following() if following else None
        return DONE if due is None else wake_at(due + DELTA, background=True)

    def _times(self) -> Times | None:
        """The schedule's times; None and an event if it cannot be understood."""
        place, text = self.spec.get("timeZone"), self.spec["schedule"]
        if place is not None:
            try:
                cron.zone(place)
            except ValueError as error:
                self._event("Warning", "UnknownTimeZone", f'invalid timeZone: "{place}": {error}')
                return None
        try:
            schedule = cron.parse(text)
        except ValueError as error:
            self._event("Warning", "UnparseableSchedule", f'unparseable schedule: "{text}" : {error}')
            return None
        since = self.status.get("lastScheduleTime") or self.owner["metadata"]["creationTimestamp"]
        return Times(schedule, place, seconds(since), self.api.now)

    def _may_start(self, at: int) -> bool:
        deadline = self.spec.get("startingDeadlineSeconds")
        if deadline is not None and at + int(deadline) * 1000 < self.api.now:
            self._event("Warning", "MissSchedule", f"Missed scheduled time to start a job: {rfc1123(at)}")
            return False
        name = self._name(at)
        if any(entry["name"] == name for entry in self._active()) or self.status.get("lastScheduleTime") == stamp(at):
            return False
        if self.spec.get("concurrencyPolicy") == "Forbid" and self._active():
            text = "Not starting job because prior execution is running and concurrency policy is Forbid"
            self._event("Normal", "JobAlreadyActive", text)
            return False
        return True

    # -- Jobs ------------------------------------------------------------------------------------------

    def _name(self, at: int) -> str:
        """The Job of a time is called after the minute."""
        return f"{self.owner['metadata']['name']}-{at // 60_000}"

    def _start(self, at: int, place: str | None) -> bool:
        if self.spec.get("concurrencyPolicy") == "Replace":
            for entry in self._active():
                self._delete(self.api.get("Job", entry["name"], entry["namespace"]))
        try:
            job = self.api.create(self._job(at, place))
        except ApiError as error:
            if error.reason == "AlreadyExists":
                return True
            if any(cause.reason == "NamespaceTerminating" for cause in error.causes):
                return False
            self._event("Warning", "FailedCreate", f"Error creating job: {error}")
            self.write()
            raise
        meta = job["metadata"]
        self._event("Normal", "SuccessfulCreate", f"Created job {meta['name']}")
        entry = {"kind": "Job", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"],
                 "apiVersion": "batch/v1", "resourceVersion": meta["resourceVersion"]}  # fmt: skip
        self._set_active([*self._active(), entry])
        self.status["lastScheduleTime"] = stamp(at)
        return True

    def _job(self, at: int, place: str | None) -> Object:
        template = self.spec["jobTemplate"]
        about = template.get("metadata") or {}
        stamped = {"batch.kubernetes.io/cronjob-scheduled-timestamp": rfc3339(at, place)}
        meta = {
            "name": self._name(at),
            "namespace": self.owner["metadata"]["namespace"],
            "annotations": {**(about.get("annotations") or {}), **stamped},
            "ownerReferences": [controller_ref(self.owner)],
        }
        if about.get("labels"):
            meta["labels"] = {**about["labels"]}
        return {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta, "spec": template["spec"]}

    def _delete(self, job: Object) -> None:
        meta = job["metadata"]
        try:
            self.api.delete("Job", meta["name"], meta["namespace"], propagation="Background")
        except ApiError as error:
            self._event("Warning", "FailedDelete", f"Deleted job: {error}")
            raise
        self._unlist(job)
        self._event("Normal", "SuccessfulDelete", f"Deleted job {meta['name']}")

    def drop_old_jobs(self) -> None:
        """Keep as many finished Jobs as the history limits say; the oldest go first."""
        for end, field in (("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit")):
            limit = self.spec.get(field)
            if limit is None:
                continue
            mine = [job for job, how in zip(self.jobs, self.ends, strict=True) if how == end]
            if len(mine) <= int(limit):
                continue
            for job in sorted(mine, key=_begun)[: len(mine) - int(limit)]:
                if "deletionTimestamp" not in job["metadata"]:
                    self._delete(job)


def _begun(job: Object) -> tuple[str, str]:
    """Jobs in the order they started; those that never did come last."""
    return (job.get("status") or {}).get("startTime") or "~", job["metadata"]["name"]
