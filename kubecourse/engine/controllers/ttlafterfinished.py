"""TTL after finished: a Job that has ended goes away when its time is over.

Promises: spec.ttlSecondsAfterFinished from when the Job completed or failed; deletion in the foreground, so that its
pods go first. Upstream: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go. Next: `cronjob.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import DONE, Object, Wake, Watch, split_key, wake_at
from .pods import seconds

__all__ = ["TtlAfterFinishedController"]


class TtlAfterFinishedController:
    """Deletes one Job, later."""

    name = "ttl-after-finished-controller"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        self.watches = (Watch("Job", None, _limited),)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Delete the Job if its time is over, else come back then."""
        namespace, name = split_key(key)
        job = api.find("Job", name, namespace)
        end = None if job is None or "deletionTimestamp" in job["metadata"] else _end(job)
        if end is None:
            return DONE
        if api.now < end:
            return wake_at(end, background=True)
        api.delete("Job", name, namespace, propagation="Foreground", uid=job["metadata"]["uid"])
        return DONE


def _limited(old: Object | None, new: Object | None) -> bool:
    """Most Jobs have no such time, and never had one."""
    return any(job is not None and "ttlSecondsAfterFinished" in job["spec"] for job in (old, new))


def _end(job: Object) -> int | None:
    """When (ms) the Job must go; None if it has no such time, or has not ended."""
    limit = job["spec"].get("ttlSecondsAfterFinished")
    if limit is None:
        return None
    for condition in (job.get("status") or {}).get("conditions") or ():
        if condition["type"] in ("Complete", "Failed") and condition["status"] == "True":
            return seconds(condition["lastTransitionTime"]) + int(limit) * 1000
    return None
