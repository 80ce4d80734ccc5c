"""The times of a CronJob's schedule: which is due, how many were missed, which comes next.

Promises: the rules for what was missed while the CronJob was suspended or the control plane down. Times are ms
since 1970. Upstream: pkg/controller/cronjob/utils.go (mostRecentScheduleTime). Next: `garbage.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from ..core import cron
from ..core.clock import stamp

__all__ = ["Times", "rfc1123", "rfc3339"]

#: more missed times than this get a warning
MANY = 100


class Times(NamedTuple):
    """A schedule in a zone, since the last time a Job was started (or the CronJob was made)."""

    schedule: cron.Schedule
    zone: str | None
    since: int
    now: int

    def first(self) -> int | None:
        """The first time of the schedule after `since`, come or not."""
        return self.schedule.next(self.since, self.zone)

    def most_recent(self, deadline: int | None) -> tuple[int | None, bool]:
        """(the last time of the schedule that has come, were more than 100 missed?)."""
        earliest = self.since if deadline is None else max(self.since, self.now - int(deadline) * 1000)
        first = self.schedule.next(earliest, self.zone)
        if first is None or self.now < first:
            return None, False
        second = self.schedule.next(first, self.zone)
        if second is None or self.now < second:
            return first, False
        # irregular schedules: step over what is surely past, then walk
        missed = (self.now - first) // max(second - first, 1000) + 1
        return self._walk(first + max(missed - 2, 0) * (second - first)), missed > MANY

    def _walk(self, start: int) -> int:
        found = start
        while (time := self.schedule.next(found, self.zone)) is not None and time <= self.now:
            found = time
        return found

    def following(self) -> int | None:
        """The next time of the schedule: after the last one that has come, else after `since`."""
        recent, _ = self.most_recent(None)
        return self.schedule.next(self.since if recent is None else recent, self.zone)


def rfc3339(time: int, place: str | None) -> str:
    """The time on the wall of a zone, with its offset; `Z` for UTC."""
    if not place:
        return stamp(time)
    wall = datetime.fromtimestamp(time // 1000, UTC).astimezone(cron.zone(place))
    text = wall.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def rfc1123(time: int) -> str:
    """`Mon, 05 Jan 2026 09:00:00 UTC`."""
    moment = datetime.fromtimestamp(time // 1000, UTC)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[moment.weekday()]
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day}, {moment:%d} {months[moment.month - 1]} {moment:%Y %H:%M:%S} UTC"
