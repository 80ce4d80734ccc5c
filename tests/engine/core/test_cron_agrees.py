"""Schedules agree with an independent library: 10,000 random expressions in random time zones.

The library follows Debian's cron where clocks are changed, CronJob follows robfig/cron: what falls on such a day is left out
here and stands in test_cron.py. The same holds for `*/2` beside a weekday, which Debian takes for a `*`.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from kubecourse.engine.core import cron

ZONES = [
    "UTC",
    "Europe/Madrid",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Mexico_City",
    "Pacific/Apia",
]
NAMES = {
    "month": "jan feb mar apr may jun jul aug sep oct nov dec".split(),
    "weekday": "sun mon tue wed thu fri sat".split(),
}
FIELDS = [("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 6)]


def field(draw: random.Random, name: str, low: int, high: int) -> str:
    def number() -> str:
        value = draw.randint(low, high)
        return NAMES[name][value - low] if name in NAMES and draw.random() < 0.3 else str(value)

    what = draw.random()
    if what < 0.35:
        return "*"
    if what < 0.65:
        return number()
    if what < 0.75:
        return ",".join(number() for _ in range(draw.randint(2, 4)))
    # Debian reads `5-5/2` as `5-59/2`: a range has two ends
    begin, end = sorted(draw.sample(range(low, high + 1), 2))
    if what < 0.88:
        return f"{begin}-{end}"
    return (
        f"{begin}-{end}/{draw.randint(1, 9)}"
        if name in ("day", "weekday") or draw.random() < 0.5
        else f"*/{draw.randint(1, 9)}"
    )


def expression(draw: random.Random) -> str:
    return " ".join(field(draw, *row) for row in FIELDS)


def clocks_change(place: ZoneInfo, begin: datetime, end: datetime) -> bool:
    days = (end - begin).days + 3
    offsets = {(begin + timedelta(days=day)).astimezone(place).utcoffset() for day in (-1, *range(min(days, 3)))}
    offsets |= {(end + timedelta(days=day)).astimezone(place).utcoffset() for day in (-2, -1, 0, 1)}
    return len(offsets) > 1


def test_ten_thousand_schedules_in_random_zones_agree() -> None:
    draw = random.Random(2026)
    asked = 0
    while asked < 10_000:
        text, name = expression(draw), draw.choice(ZONES)
        begin = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=draw.randint(0, 3 * 365 * 86_400))
        place = ZoneInfo(name)
        ours = cron.parse(text).next(int(begin.timestamp()) * 1000, name)
        try:
            theirs = next(CronSim(text, begin.astimezone(place).replace(tzinfo=None)))
        except (StopIteration, CronSimError):
            theirs = None
        if ours is None or theirs is None:
            # a day that never comes; the libraries give up after different numbers of years
            assert theirs is None or theirs.year - begin.year >= 5, text
            asked += 1
            continue
        there = datetime.fromtimestamp(ours // 1000, UTC)
        if clocks_change(place, begin, there) or clocks_change(place, begin, theirs.replace(tzinfo=place)):
            continue
        asked += 1
        assert there.astimezone(place).replace(tzinfo=None) == theirs, (text, name, begin)
