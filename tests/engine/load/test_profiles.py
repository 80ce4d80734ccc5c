"""How many requests a second: what a profile promises, and what is refused."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubecourse.engine.load.profiles import BadLoad, length, planned, rate_in, requests_in
from kubecourse.engine.load.words import WORDS


def plan(rate: float = 10, profile: Any = "constant", duration: str | float = "10m", **more: Any) -> dict[str, Any]:
    given = {"url": "http://web/", "source": "MenchuPC", "cost": None, "name": "l", "connections": 0, **more}
    return planned(
        given["url"], rate, profile, given["source"], given["cost"], given["name"], duration, given["connections"]
    )


def counts(found: dict[str, Any]) -> list[int]:
    numbers, owed = [], 0
    for second in range(length(found)):
        count, owed = requests_in(found, second, owed)
        numbers.append(count)
    return numbers


def test_a_constant_load_sends_the_same_every_second() -> None:
    assert counts(plan(7, duration="30s")) == [7] * 30


def test_less_than_one_request_a_second_comes_now_and_then() -> None:
    assert counts(plan(0.25, duration="12s")) == [0, 0, 0, 1] * 3


def test_a_wave_rises_twice_from_a_tenth_to_the_rate_and_falls_again() -> None:
    rates = [rate_in(plan(100, "wave"), second) for second in range(600)]
    assert rates[0] == rates[300] == 10_000 and rates[150] == rates[450] == 100_000
    assert all(a <= b for a, b in pairwise(rates[:151]))
    assert all(a >= b for a, b in pairwise(rates[150:300]))


def test_a_spike_is_in_the_middle_fifth() -> None:
    rates = [rate_in(plan(50, "spike", "100s"), second) for second in range(100)]
    assert rates == [5000] * 40 + [50_000] * 20 + [5000] * 40


def test_stretches_follow_one_another_and_then_it_is_over() -> None:
    found = plan(profile=[("2s", 3), (3, 0), ("1s", 5)])
    assert counts(found) == [3, 3, 0, 0, 0, 5] and rate_in(found, 6) == 0


@given(st.integers(0, 5000), st.integers(1, 300), st.sampled_from(["constant", "wave", "spike"]))
def test_what_is_sent_adds_up_to_the_area_under_the_curve(thousandths: int, seconds: int, profile: str) -> None:
    found = plan(thousandths / 1000, profile, seconds)
    area = sum(rate_in(found, second) for second in range(seconds))
    assert sum(counts(found)) == area // 1000


@pytest.mark.parametrize(("wrong", "key"), [
    ({"url": ""}, "bad-url"), ({"url": "http://"}, "bad-url"), ({"url": "http://a:99999"}, "bad-url"),
    ({"connections": -1}, "bad-connections"), ({"connections": 2.5}, "bad-connections"), ({"source": ""}, "bad-source"), ({"name": "No Name"}, "bad-name"),
    ({"profile": "zigzag"}, "bad-profile"), ({"profile": []}, "bad-profile"), ({"profile": [("1m", 2, 3)]}, "bad-stretch"),
    ({"profile": [("soon", 2)]}, "bad-time"), ({"duration": 0}, "bad-time"), ({"rate": -1}, "bad-rate"),
    ({"rate": 20_000}, "bad-rate"), ({"rate": True}, "bad-rate"), ({"rate": float("nan")}, "bad-rate"),
    ({"cost": "much"}, "bad-cost"), ({"cost": "2h"}, "bad-cost"), ({"duration": "3d"}, "too-long"),
    ({"rate": 9000, "duration": "20h"}, "too-many"),
])  # fmt: skip
def test_what_cannot_be_sent_is_refused_in_both_languages(wrong: dict[str, Any], key: str) -> None:
    with pytest.raises(BadLoad) as caught:
        plan(**wrong)
    assert caught.value.args[0] == key
    english = str(caught.value)
    caught.value.lang = "es"
    assert english and str(caught.value) and str(caught.value) != english


def test_both_languages_have_the_same_sentences() -> None:
    assert WORDS["en"].keys() == WORDS["es"].keys()
