"""Every way a request can go: each is followed once, and every request goes one of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kubecourse.engine.core.chance import Chance
from kubecourse.engine.load.paths import WIDEST, outcomes, shares


def drawn(seed: int = 7) -> Any:
    chance = Chance(seed)
    return lambda limit: chance.below(limit, "test")


def choose(*ways: int) -> Any:
    """A network that draws among so many, one after the other; a second lot only after the first was 0."""

    def send(api: Any) -> str:
        said = []
        for limit in ways:
            said.append(api.chance.below(limit, "x"))
            if said[-1]:
                break
        return "-".join(map(str, said))

    return send


def test_each_way_is_followed_once_and_gets_its_share() -> None:
    calls = []

    def send(api: Any) -> str:
        calls.append(1)
        return str(choose(3, 2)(api))

    found = dict(outcomes(SimpleNamespace(), send, 6000, drawn()))
    assert len(calls) == 4 and set(found) == {"0-0", "0-1", "1", "2"} and sum(found.values()) == 6000
    assert 1850 < found["1"] < 2150 and 900 < found["0-0"] < 1100


def test_more_ways_than_can_be_followed_are_drawn() -> None:
    found = outcomes(SimpleNamespace(), choose(1000), 5000, drawn())
    assert len(found) == WIDEST and sum(count for _, count in found) == 5000
    assert len({answer for answer, _ in found}) > WIDEST // 2


def test_one_request_goes_any_of_the_ways() -> None:
    draw = drawn()
    seen = {outcomes(SimpleNamespace(), choose(5), 1, draw)[0][0] for _ in range(60)}
    assert seen == {"0", "1", "2", "3", "4"}


def test_where_nothing_is_drawn_all_go_the_same_way() -> None:
    assert outcomes(SimpleNamespace(), lambda api: "out", 40, drawn()) == [("out", 40)]


def test_what_the_handle_has_is_there_to_ask() -> None:
    assert outcomes(SimpleNamespace(now=3), lambda api: api.now, 2, drawn()) == [(3, 2)]


@given(st.integers(0, 100_000), st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(0, 99))
def test_shares_add_up_and_none_is_negative(count: int, weights: list[int], seed: int) -> None:
    found = shares(count, weights, drawn(seed))
    assert sum(found) == count and min(found) >= 0 and len(found) == len(weights)


@given(st.integers(0, 99))
def test_shares_lie_as_far_from_equal_as_lots_do(seed: int) -> None:
    """Five standard deviations on either side; and over twenty seconds they are not always equal."""
    draw = drawn(seed)
    found = [shares(10_000, [1, 1], draw)[0] for _ in range(20)]
    assert all(4750 <= one <= 5250 for one in found) and len(set(found)) > 5
