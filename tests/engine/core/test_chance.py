"""The only randomness: same seed, same draws, one stream a purpose."""

from __future__ import annotations

import re

from kubecourse.engine.core.chance import SAFE_ALPHABET, Chance


def test_one_seed_always_draws_the_same() -> None:
    assert Chance(7).uid() == Chance(7).uid()
    assert [Chance(7).suffix() for _ in range(3)] == [Chance(7).suffix()] * 3
    assert Chance(7).uid() != Chance(8).uid()


def test_a_stream_does_not_move_another() -> None:
    one, two = Chance(7), Chance(7)
    two.below(100, "scheduler")
    assert one.suffix("names") == two.suffix("names")


def test_uids_are_version_4_and_suffixes_use_the_safe_alphabet() -> None:
    chance = Chance(1)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", chance.uid())
    assert set(chance.suffix()) <= set(SAFE_ALPHABET)
    assert len({chance.suffix() for _ in range(500)}) > 490


def test_its_counters_are_its_whole_state() -> None:
    chance = Chance(3)
    chance.uid()
    twin = Chance(3, chance.counters)
    assert chance.uid() == twin.uid()
