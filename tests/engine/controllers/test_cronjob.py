"""CronJob: when a Job is started, when not, and what is kept of it."""

from __future__ import annotations

from typing import Any

from kubecourse.engine.controllers.cronjob import CronJobController
from kubecourse.engine.controllers.cronjob_times import rfc1123, rfc3339
from kubecourse.engine.controllers.garbage import GarbageCollector
from kubecourse.engine.controllers.job import JobController
from kubecourse.engine.core.clock import moment

from .fake_batch import START, World
from .test_job import job


def cronjob(**spec: Any) -> dict[str, Any]:
    """A CronJob as the server stores it, made at second 5 of a minute."""
    usual = {"schedule": "* * * * *", "concurrencyPolicy": "Allow", "suspend": False, "successfulJobsHistoryLimit": 3,
             "failedJobsHistoryLimit": 1, "jobTemplate": {"spec": job()["spec"]}}  # fmt: skip
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "copia", "namespace": "default"},
            "spec": {**usual, **spec}}  # fmt: skip


def world(manifest: dict[str, Any], **ends: tuple[float, int]) -> World:
    new = World(CronJobController(), JobController(), GarbageCollector())
    new.ends = ends
    new.clock.now += 5000
    new.person.create(manifest)
    return new


def status(of: World) -> dict[str, Any]:
    return of.person.get("CronJob", "copia", "default")["status"]


def minute(number: int) -> str:
    return f"copia-{START // 60_000 + number}"


def test_a_job_is_called_after_its_minute_and_a_schedule_does_not_hold_up_settling() -> None:
    w = world(cronjob(), copia=(1, 0))
    assert w.settle() == 0 and w.names("Job") == []
    w.run(65)
    assert w.names("Job") == [minute(1)]
    made = w.person.get("Job", minute(1), "default")["metadata"]
    assert made["annotations"] == {"batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-01-05T09:01:00Z"}
    assert status(w)["lastScheduleTime"] == "2026-01-05T09:01:00Z" and "active" not in status(w)
    assert status(w)["lastSuccessfulTime"].startswith("2026-01-05T09:01:0")
    assert ("SawCompletedJob", "CronJob/copia", f"Saw completed job: {minute(1)}, condition: Complete") in w.events


def test_allow_runs_side_by_side_forbid_skips_and_replace_ends_the_first() -> None:
    found = {}
    for policy in ("Allow", "Forbid", "Replace"):
        w = world(cronjob(concurrencyPolicy=policy))
        w.run(130)
        found[policy] = [entry["name"] for entry in status(w)["active"]]
        assert w.names("Job") == found[policy]
        assert ("JobAlreadyActive" in w.reasons()) == (policy == "Forbid")
    assert found == {"Allow": [minute(1), minute(2)], "Forbid": [minute(1)], "Replace": [minute(2)]}


def test_old_jobs_go_and_their_pods_with_them() -> None:
    w = world(cronjob(successfulJobsHistoryLimit=1), copia=(0, 0))
    w.run(130)
    assert w.names("Job") == [minute(2)] and len(w.names("Pod")) == 1
    assert ("SuccessfulDelete", "CronJob/copia", f"Deleted job {minute(1)}") in w.events


def test_after_a_suspension_only_the_most_recent_missed_time_is_made_up_for() -> None:
    w = world(cronjob(suspend=True))
    w.run(300)
    assert w.names("Job") == []
    owner = w.person.get("CronJob", "copia", "default")
    w.person.change(owner, spec={**owner["spec"], "suspend": False})
    w.run(1)
    assert w.names("Job") == [minute(5)] and "TooManyMissedTimes" not in w.reasons()


def test_a_starting_deadline_forgets_what_is_too_late() -> None:
    w = world(cronjob(suspend=True, startingDeadlineSeconds=10))
    w.run(75)
    owner = w.person.get("CronJob", "copia", "default")
    w.person.change(owner, spec={**owner["spec"], "suspend": False})
    w.run(5)
    assert w.names("Job") == [] and status(w) == {} and w.events == []


def test_more_than_a_hundred_missed_times_get_a_warning() -> None:
    w = world(cronjob(suspend=True))
    w.run(3 * 3600)
    owner = w.person.get("CronJob", "copia", "default")
    w.person.change(owner, spec={**owner["spec"], "suspend": False})
    w.run(1)
    assert len(w.names("Job")) == 1 and "TooManyMissedTimes" in w.reasons()


def test_an_interval_is_counted_from_the_last_time() -> None:
    w = world(cronjob(schedule="@every 90s"), copia=(0, 0))
    w.run(200)
    assert status(w)["lastScheduleTime"] == "2026-01-05T09:03:05Z"


def test_the_time_zone_decides() -> None:
    w = world(cronjob(schedule="30 10 * * *", timeZone="Europe/Madrid"))
    w.run(3600)
    assert status(w)["lastScheduleTime"] == "2026-01-05T09:30:00Z"
    stamped = w.person.list("Job")[0]["metadata"]["annotations"]["batch.kubernetes.io/cronjob-scheduled-timestamp"]
    assert stamped == "2026-01-05T10:30:00+01:00"


def test_times_are_written_as_go_writes_them() -> None:
    time = moment("2026-07-05T09:00:00Z")
    assert rfc1123(time) == "Sun, 05 Jul 2026 09:00:00 UTC"
    assert (
        rfc3339(time, "Europe/Madrid") == "2026-07-05T11:00:00+02:00" and rfc3339(time, None) == "2026-07-05T09:00:00Z"
    )
