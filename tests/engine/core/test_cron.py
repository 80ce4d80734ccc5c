"""A schedule is due when a real CronJob's would be, and refused in the same words."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kubecourse.engine.core import cron


def ms(text: str, zone: str = "UTC") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def due(schedule: str, after: str, zone: str = "UTC") -> str:
    found = cron.parse(schedule).next(ms(after, zone), zone)
    assert found is not None
    return datetime.fromtimestamp(found / 1000, ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        ("* * * * *", "2026-01-05T09:00:00", "2026-01-05T09:01:00"),
        ("* * * * *", "2026-01-05T09:00:59.999", "2026-01-05T09:01:00"),
        ("*/15 * * * *", "2026-01-05T09:16:03", "2026-01-05T09:30:00"),
        ("5/20 * * * *", "2026-01-05T09:06:00", "2026-01-05T09:25:00"),
        ("0 3 * * THU", "2026-01-05T09:00:00", "2026-01-08T03:00:00"),
        ("0 0 29 2 *", "2026-03-01T00:00:00", "2028-02-29T00:00:00"),
        ("30 8 1 jan-mar ?", "2026-01-05T00:00:00", "2026-02-01T08:30:00"),
        ("@hourly", "2026-01-05T09:00:00", "2026-01-05T10:00:00"),
        ("@weekly", "2026-01-05T09:00:00", "2026-01-11T00:00:00"),
        ("@yearly", "2026-01-05T09:00:00", "2027-01-01T00:00:00"),
        ("@every 90s", "2026-01-05T09:00:00.5", "2026-01-05T09:01:30"),
        ("0 0 31 12 *", "2026-12-31T00:00:00", "2027-12-31T00:00:00"),
    ],
)
def test_the_next_moment_is_the_first_one_after(schedule: str, after: str, expected: str) -> None:
    assert due(schedule, after) == expected


def test_day_of_month_or_day_of_week_is_enough_when_both_are_given() -> None:
    assert due("0 0 13 * 5", "2026-01-05T00:00:00") == "2026-01-09T00:00:00"
    assert due("0 0 13 * *", "2026-01-05T00:00:00") == "2026-01-13T00:00:00"


def test_a_day_that_never_comes_has_no_next_moment() -> None:
    assert cron.parse("0 0 30 2 *").next(ms("2026-01-05T00:00:00")) is None


def test_the_hour_that_is_skipped_in_spring_waits_for_the_next_day() -> None:
    assert due("30 2 * * *", "2026-03-28T12:00:00", "Europe/Madrid") == "2026-03-30T02:30:00"


def test_the_hour_that_comes_twice_in_autumn_is_due_at_its_first() -> None:
    first = cron.parse("30 2 * * *").next(ms("2026-10-25T00:00:00", "Europe/Madrid"), "Europe/Madrid")
    assert first == ms("2026-10-25T00:30:00")


def test_the_zone_moves_the_moment() -> None:
    assert cron.parse("0 3 * * *").next(ms("2026-01-05T00:00:00"), "Europe/Madrid") == ms("2026-01-05T02:00:00")


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("", "empty spec string"),
        ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
        ("60 * * * *", "end of range (60) above maximum (59): 60"),
        ("0 0 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("5-3 * * * *", "beginning of range (5) beyond end of range (3): 5-3"),
        ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
        ("1/2/3 * * * *", "too many slashes: 1/2/3"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("x * * * *", 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'),
        ("@mensual", "unrecognized descriptor: @mensual"),
        ("@every 5", 'failed to parse duration @every 5: time: missing unit in duration "5"'),
        ("@every 5x", 'failed to parse duration @every 5x: time: unknown unit "x" in duration "5x"'),
    ],
)
def test_a_bad_schedule_is_refused_in_the_parsers_words(schedule: str, words: str) -> None:
    with pytest.raises(cron.CronError) as refused:
        cron.parse(schedule)
    assert str(refused.value) == words


def test_an_unknown_zone_is_refused_by_name() -> None:
    with pytest.raises(cron.CronError, match=r"^unknown time zone Europa/Madrid$"):
        cron.zone("Europa/Madrid")
    assert cron.zone("UTC") is UTC
