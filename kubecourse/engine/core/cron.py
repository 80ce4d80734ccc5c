"""Cron schedules exactly as a CronJob reads them.

Promised: the five fields, names, ranges, steps and `@` words that the robfig/cron v3 parser behind CronJob accepts,
its refusals word for word (`CronError`), and the same next moment as it, also where clocks are changed in a time zone.
Left out: an optional seconds field, which CronJob does not enable. Next: `api/validation/batch.py` shows the refusals,
`controllers/cronjob.py` asks for the next moment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

__all__ = ["CronError", "Schedule", "duration_ns", "parse", "zone"]

EPOCH = datetime(1970, 1, 1)
#: the field was written `*` or `?`: matters for the rule that joins day of month and day of week
STAR = 1 << 63
YEARS_SEARCHED = 5


class CronError(ValueError):
    """A schedule that cannot be read; `str(error)` is the parser's text."""


class Bounds(NamedTuple):
    """What one field may hold."""

    low: int
    high: int
    names: dict[str, int]


def _names(text: str, first: int) -> dict[str, int]:
    return {name: number for number, name in enumerate(text.split(), first)}


MINUTES = Bounds(0, 59, {})
HOURS = Bounds(0, 23, {})
DAYS = Bounds(1, 31, {})
MONTHS = Bounds(1, 12, _names("jan feb mar apr may jun jul aug sep oct nov dec", 1))
WEEKDAYS = Bounds(0, 6, _names("sun mon tue wed thu fri sat", 0))
FIELDS = (MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS)

WORDS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a CronJob is due. The numbers are sets of bits: bit 5 of `minutes` is minute five."""

    minutes: int = 0
    hours: int = 0
    days: int = 0
    months: int = 0
    weekdays: int = 0
    #: seconds between runs of `@every`; 0 for all other schedules
    every: int = 0
    #: the zone written in the schedule itself (`TZ=…`), which wins over the one asked for
    place: str = ""

    def next(self, ms: int, zone_name: str | None = None) -> int | None:
        """The first due moment after `ms` (milliseconds since 1970), or None if none comes within five years."""
        if self.every:
            return (ms // 1000 + self.every) * 1000
        return _next_of(self, ms, self.place or zone_name or "UTC")

    def day_matches(self, moment: datetime) -> bool:
        """Day of month *and* day of week if one of them was left open with `*`; otherwise either is enough."""
        day = bool(self.days >> moment.day & 1)
        weekday = bool(self.weekdays >> (moment.isoweekday() % 7) & 1)
        if (self.days | self.weekdays) & STAR:
            return day and weekday
        return day or weekday


@lru_cache(maxsize=1024)
def parse(text: str) -> Schedule:
    """Read a schedule; raises CronError."""
    if not text:
        raise CronError("empty spec string")
    place = ""
    if text.startswith(("TZ=", "CRON_TZ=")):
        prefix, _, text = text.partition(" ")
        place, text = prefix.partition("=")[2], text.strip()
        try:
            zone(place)
        except CronError as error:
            raise CronError(f"provided bad location {place}: {error}") from None
    if text.startswith("@"):
        return _word(text, place)
    fields = text.split()
    if len(fields) != len(FIELDS):
        raise CronError(f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]")
    return _five(fields, place)


def _five(fields: list[str], place: str) -> Schedule:
    minutes, hours, days, months, weekdays = (
        _field(field, bounds) for field, bounds in zip(fields, FIELDS, strict=True)
    )
    return Schedule(minutes, hours, days, months, weekdays, place=place)


def _word(text: str, place: str) -> Schedule:
    if text in WORDS:
        return _five(WORDS[text].split(), place)
    if text.startswith("@every "):
        try:
            nanoseconds = duration_ns(text[len("@every ") :])
        except ValueError as error:
            raise CronError(f"failed to parse duration {text}: {error}") from None
        return Schedule(every=max(1, nanoseconds // 10**9))
    raise CronError(f"unrecognized descriptor: {text}")


def _field(text: str, bounds: Bounds) -> int:
    bits = 0
    for part in text.split(","):
        if part:
            bits |= _range(part, bounds)
    return bits


def _range(text: str, bounds: Bounds) -> int:
    """The bits of `a`, `a-b`, `*`, each perhaps with `/step`."""
    steps = text.split("/")
    ends = steps[0].split("-")
    extra = 0
    if ends[0] in ("*", "?"):
        start, end, extra = bounds.low, bounds.high, STAR
    else:
        start = _number_or_name(ends[0], bounds.names)
        if len(ends) > 2:
            raise CronError(f"too many hyphens: {text}")
        end = start if len(ends) == 1 else _number_or_name(ends[1], bounds.names)
    step = 1
    if len(steps) > 2:
        raise CronError(f"too many slashes: {text}")
    if len(steps) == 2:
        step = _number(steps[1])
        # `5/10` means from five to the end
        end = bounds.high if len(ends) == 1 else end
        extra = 0 if step > 1 else extra
    _check_range(start, end, step, bounds, text)
    return sum(1 << number for number in range(start, end + 1, step)) | extra


def _check_range(start: int, end: int, step: int, bounds: Bounds, text: str) -> None:
    if start < bounds.low:
        raise CronError(f"beginning of range ({start}) below minimum ({bounds.low}): {text}")
    if end > bounds.high:
        raise CronError(f"end of range ({end}) above maximum ({bounds.high}): {text}")
    if start > end:
        raise CronError(f"beginning of range ({start}) beyond end of range ({end}): {text}")
    if step == 0:
        raise CronError(f"step of range should be a positive number: {text}")


def _number_or_name(text: str, names: dict[str, int]) -> int:
    found = names.get(text.lower())
    return _number(text) if found is None else found


def _number(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise CronError(f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": invalid syntax')
    number = int(text)
    if not -(1 << 63) <= number < 1 << 63:
        raise CronError(f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": value out of range')
    if number < 0:
        raise CronError(f"negative number ({number}) not allowed: {text}")
    return number


def duration_ns(text: str) -> int:
    """Nanoseconds of a Go duration such as `1h30m`; raises ValueError in Go's words."""
    rest, sign = text, 1
    if rest[:1] in ("+", "-"):
        sign, rest = (-1 if rest[0] == "-" else 1), rest[1:]
    if rest == "0":
        return 0
    if not rest:
        raise ValueError(f'time: invalid duration "{text}"')
    total = 0
    while rest:
        match = re.match(r"([0-9]*)(?:\.([0-9]*))?", rest)
        whole, part = (match[1], match[2] or "") if match else ("", "")
        if not whole and not part:
            raise ValueError(f'time: invalid duration "{text}"')
        rest = rest[match.end() :] if match else ""
        unit = re.match(r"[^0-9.]*", rest)
        name = unit[0] if unit else ""
        if not name:
            raise ValueError(f'time: missing unit in duration "{text}"')
        if name not in NANOSECONDS:
            raise ValueError(f'time: unknown unit "{name}" in duration "{text}"')
        rest = rest[len(name) :]
        total += int(whole + part or "0") * NANOSECONDS[name] // 10 ** len(part)
    if total >= 1 << 63:
        raise ValueError(f'time: invalid duration "{text}"')
    return sign * total


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo:
    """The time zone of that name; raises CronError `unknown time zone …`."""
    if name in ("", "UTC", "Local"):
        # a control plane's own clock is UTC
        return UTC
    if ".." in name or name[0] in "/\\" or "\\" in name:
        raise CronError("time: invalid location name")
    import zoneinfo  # late: only CronJobs with a zone need its tables

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise CronError(f"unknown time zone {name}") from None


@lru_cache(maxsize=4096)
def _next_of(schedule: Schedule, ms: int, place: str) -> int | None:
    # the controller asks for the same moment several times a round
    found = _next(schedule, ms // 1000 + 1, zone(place))
    return None if found is None else found * 1000


def _next(schedule: Schedule, second: int, place: tzinfo) -> int | None:
    """Climb from month to minute, resetting the smaller units the first time a larger one moves.

    The steps, and so the answers around a change of clocks, are those of robfig/cron `spec.go`: hours and minutes move
    in elapsed time, days and months on the calendar.
    """
    last_year = _wall(second, place).year + YEARS_SEARCHED
    moved = False
    while True:
        now = _wall(second, place)
        if now.year > last_year:
            return None
        if not schedule.months >> now.month & 1:
            second = _unix(_month_after(now), place)
        elif not schedule.day_matches(now):
            second = _day_after(now, place)
        elif not schedule.hours >> now.hour & 1:
            start = second if moved else _unix(now.replace(minute=0, second=0), place)
            second = _ahead(start, 3600, _until(schedule.hours, now.hour, 24), place)
        elif not schedule.minutes >> now.minute & 1:
            start = second if moved else second - second % 60
            second = _ahead(start, 60, _until(schedule.minutes, now.minute, 60), place)
        elif now.second:
            second += 1 if moved else 60 - now.second
        else:
            return second
        moved = True


def _until(wanted: int, now: int, size: int) -> int:
    """Steps from `now` to the next wanted number, or to where the larger unit begins anew."""
    for number in range(now + 1, size):
        if wanted >> number & 1:
            return number - now
    return size - now


def _ahead(second: int, step: int, steps: int, place: tzinfo) -> int:
    """All the steps at once where no clock is changed on the way, else the first of them."""
    there = second + step * steps
    if place is UTC or _offset(second, place) == _offset(there, place):
        return there
    return second + step


def _wall(second: int, place: tzinfo) -> datetime:
    """What a clock on the wall shows, without a zone attached."""
    moment = EPOCH + timedelta(seconds=second)
    return moment if place is UTC else moment + _offset(second, place)


def _offset(second: int, place: tzinfo) -> timedelta:
    return datetime.fromtimestamp(second, place).utcoffset() or timedelta(0)


def _unix(wall: datetime, place: tzinfo) -> int:
    """Seconds since 1970 of a wall clock; a time that does not exist is moved as Go's `time.Date` moves it."""
    guess = int((wall - EPOCH).total_seconds())
    if place is UTC:
        return guess
    offset = int(_offset(guess, place).total_seconds())
    if offset == 0:
        return guess
    return guess - int(_offset(guess - offset, place).total_seconds())


def _month_after(now: datetime) -> datetime:
    year, month = divmod(now.year * 12 + now.month, 12)
    return datetime(year, month + 1, 1)


def _day_after(now: datetime, place: tzinfo) -> int:
    """Midnight of the next day, or the nearest hour to it where clocks skip midnight."""
    second = _unix(datetime(now.year, now.month, now.day) + timedelta(days=1), place)
    hour = _wall(second, place).hour
    if hour > 12:
        return second + (24 - hour) * 3600
    return second - hour * 3600
