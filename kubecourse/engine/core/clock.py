"""Virtual time: a heap of plain tuples `(due, order, who, key, background)`.

Never a closure, never the wall clock: all that must be remembered is plain data, so a checkpoint is
a copy of a list and a rewind is exact. Times are whole milliseconds since 1970 (UTC).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from heapq import heapify, heappop, heappush

__all__ = ["Clock", "Instant", "duration", "moment", "seconds", "stamp", "stamp_micro"]

_PART = re.compile(r"([0-9]*\.?[0-9]+)(ms|w|d|h|m|s)")
_UNIT = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_stamps: dict[int, str] = {}


def duration(value: str | int | float) -> int:
    """A duration in ms: `"10m"`, `"1h30m"`, `"250ms"`, `"2w"`, or a number of seconds.

    Raises ValueError for anything else, and for a negative one.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(f"{value!r} is not a duration: write seconds, or text like '90s', '10m', '1h30m'")
    if isinstance(value, str):
        text = value.strip()
        parts = _PART.findall(text)
        if not parts or "".join(number + unit for number, unit in parts) != text:
            raise ValueError(f"{value!r} is not a duration: write seconds, or text like '90s', '10m', '1h30m'")
        return round(sum(float(number) * _UNIT[unit] for number, unit in parts))
    if not 0 <= value < 1e11:
        raise ValueError(f"{value!r} is not a duration: it must be between 0 and 1e11 seconds")
    return round(value * 1000)


@lru_cache(maxsize=4096)
def moment(text: str) -> int:
    """Ms since 1970 of an RFC 3339 instant such as `2026-01-05T09:00:00Z`."""
    at = datetime.fromisoformat(text)
    return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)


def seconds(text: str) -> int:
    """Like `moment`; a name for stored timestamps, which have whole seconds."""
    return moment(text)


def stamp(time: int) -> str:
    """RFC 3339 with whole seconds, as Kubernetes stores metav1.Time."""
    second = time // 1000
    text = _stamps.get(second)
    if text is None:
        if len(_stamps) > 50_000:
            _stamps.clear()
        text = _stamps[second] = f"{datetime.fromtimestamp(second, UTC).isoformat()[:19]}Z"
    return text


def stamp_micro(time: int) -> str:
    """RFC 3339 with six decimals, as Kubernetes stores metav1.MicroTime."""
    return f"{stamp(time)[:-1]}.{time % 1000:03d}000Z"


class Instant(int):
    """ms since 1970 that print as RFC 3339."""

    def __str__(self) -> str:
        return stamp(self)

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class Clock:
    """`now` and what is due later. One reminder per (who, key): the newest replaces the older."""

    def __init__(self, now: int) -> None:
        self.now = now
        self._heap: list[tuple[int, int, str, str, bool]] = []
        self._order = 0
        #: the reminder that counts for (who, key); heap entries that differ are stale
        self._due: dict[tuple[str, str], tuple[int, int]] = {}
        self._foreground = 0

    def remind(self, time: int, who: str, key: str, background: bool) -> None:
        """Ask for (who, key) at `time`, or now if that has passed; replaces its earlier reminder."""
        self.forget(who, key)
        self._order += 1
        heappush(self._heap, (max(time, self.now), self._order, who, key, background))
        self._due[(who, key)] = (self._order, 0 if background else 1)
        self._foreground += not background

    def forget(self, who: str, key: str) -> None:
        """Drop the reminder of (who, key), if there is one."""
        entry = self._due.pop((who, key), None)
        if entry is not None:
            self._foreground -= entry[1]

    def next_due(self) -> int | None:
        """When the next reminder is due, or None."""
        heap = self._heap
        while heap:
            _, order, who, key, _ = heap[0]
            entry = self._due.get((who, key))
            if entry is not None and entry[0] == order:
                return heap[0][0]
            heappop(heap)
        return None

    def pop(self) -> tuple[str, str]:
        """Move to the next reminder and take it. Call `next_due` first."""
        time, _, who, key, _ = heappop(self._heap)
        self.forget(who, key)
        self.now = max(self.now, time)
        return who, key

    @property
    def busy(self) -> bool:
        """Is something due that is more than periodic work?"""
        return self._foreground > 0

    def dump(self) -> tuple[int, int, list[tuple[int, int, str, str, bool]]]:
        """Plain data from which `load` makes the same clock."""
        live = [e for e in self._heap if self._due.get((e[2], e[3]), (0, 0))[0] == e[1]]
        return self.now, self._order, sorted(live)

    def load(self, data: tuple[int, int, list[tuple[int, int, str, str, bool]]]) -> None:
        """Become what `dump` described."""
        self.now, self._order, live = data
        self._heap = [(e[0], e[1], e[2], e[3], bool(e[4])) for e in live]
        heapify(self._heap)
        self._due = {(e[2], e[3]): (e[1], 0 if e[4] else 1) for e in self._heap}
        self._foreground = sum(not e[4] for e in self._heap)
