"""How long a Job waits before it replaces a failed pod: 10 s, doubling, at most 10 minutes.

Promises: the count of failures since the last success and the time of the last one, from when the containers
ended. Pure functions. Upstream: pkg/controller/job/backoff_utils.go. Next: `job_tracking.py`.
"""

from __future__ import annotations

from typing import NamedTuple

from ..core.work import Object
from .pods import seconds

__all__ = ["Backoff", "finished_at", "ready_at", "recorded"]

#: ms before the first retry, and at most
FIRST, LONGEST = 10_000, 600_000


class Backoff(NamedTuple):
    """Failures since the last success, and when (ms) the last one was."""

    failures: int = 0
    last: int = 0


def finished_at(pod: Object) -> int:
    """When a pod ended (ms): its last container, else when it stopped being ready, else its deletion."""
    ends = [
        (container.get("state") or {}).get("terminated", {}).get("finishedAt")
        for container in pod["status"].get("containerStatuses") or ()
    ]
    if ends and all(ends):
        return max(seconds(end) for end in ends)
    for condition in pod["status"].get("conditions") or ():
        if condition["type"] == "Ready" and condition["status"] == "False" and condition.get("lastTransitionTime"):
            return seconds(condition["lastTransitionTime"])
    meta = pod["metadata"]
    if "deletionTimestamp" in meta:
        return seconds(meta["deletionTimestamp"]) - 1000 * (meta.get("deletionGracePeriodSeconds") or 0)
    return seconds(meta["creationTimestamp"])


def recorded(before: Backoff, succeeded: list[Object], failed: list[Object]) -> Backoff:
    """The record after these pods have newly ended; a success starts it afresh."""
    if not succeeded and not failed:
        return before
    ends = sorted(finished_at(pod) for pod in failed)
    if not succeeded:
        return Backoff(before.failures + len(ends), ends[-1])
    success = max(finished_at(pod) for pod in succeeded)
    later = [end for end in ends if end > success]
    return Backoff(len(later), later[-1]) if later else Backoff()


def ready_at(record: Backoff) -> int:
    """From when (ms) a replacement may be made; 0 is at once."""
    if not record.failures:
        return 0
    return record.last + min(FIRST << min(record.failures - 1, 10), LONGEST)
