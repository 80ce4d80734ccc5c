"""Virtual time: durations, instants, and what is due next."""

from __future__ import annotations

import pytest

from kubecourse.engine.core.clock import Clock, Instant, duration, moment, stamp, stamp_micro


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("10m", 600_000),
        ("1h30m", 5_400_000),
        ("250ms", 250),
        (90, 90_000),
        (0.5, 500),
        ("1.5s", 1500),
        ("2d", 172_800_000),
    ],
)
def test_a_duration_is_text_or_seconds(text: str | float, ms: int) -> None:
    assert duration(text) == ms


@pytest.mark.parametrize("wrong", ["", "10", "ten minutes", "-5m", -1, True, None, "5 m x"])
def test_what_is_no_duration_is_refused_with_an_example(wrong: object) -> None:
    with pytest.raises(ValueError, match="duration"):
        duration(wrong)  # type: ignore[arg-type]


def test_instants_print_as_kubernetes_prints_them() -> None:
    time = moment("2026-01-05T09:00:00Z")
    assert stamp(time) == "2026-01-05T09:00:00Z"
    assert stamp_micro(time + 7) == "2026-01-05T09:00:00.007000Z"
    assert f"{Instant(time)}" == "2026-01-05T09:00:00Z"
    assert moment("2026-01-05T10:00:00+01:00") == time


def test_reminders_come_in_order_of_time_then_of_asking() -> None:
    clock = Clock(0)
    clock.remind(20, "a", "late", False)
    clock.remind(10, "a", "first", False)
    clock.remind(10, "b", "second", False)
    assert [clock.next_due() is not None and clock.pop() for _ in range(3)] == [
        ("a", "first"),
        ("b", "second"),
        ("a", "late"),
    ]
    assert clock.now == 20


def test_the_newest_reminder_of_a_key_replaces_the_older() -> None:
    clock = Clock(0)
    clock.remind(10, "a", "k", False)
    clock.remind(30, "a", "k", True)
    assert clock.next_due() == 30
    assert not clock.busy, "only background work is left"


def test_a_reminder_in_the_past_is_due_now() -> None:
    clock = Clock(100)
    clock.remind(10, "a", "k", False)
    assert clock.next_due() == 100


def test_a_dumped_clock_goes_on_as_the_one_it_was_taken_from() -> None:
    clock = Clock(5)
    clock.remind(10, "a", "x", False)
    clock.remind(10, "a", "y", True)
    clock.remind(50, "a", "x", False)
    twin = Clock(0)
    twin.load(clock.dump())
    for one in (clock, twin):
        assert one.next_due() == 10
        assert one.pop() == ("a", "y")
        assert one.next_due() == 50
        assert one.busy
