"""Options in an order of each student's own."""

from __future__ import annotations

import pytest

from kubecourse.engine.core.chance import Chance
from kubecourse.grading import say
from kubecourse.grading.dealing import deal, slots
from kubecourse.grading.records import fill

GROUPS = [
    {"own": say(es="{name} quiere disco propio", en="{name} wants a disk of its own"), "shared": say(es="común", en="shared")},
    {"all": say(es="en todas", en="on all"), "one": say(es="en una", en="on one")},
]  # fmt: skip


def test_each_option_has_one_letter_and_its_words_stand_at_that_letter() -> None:
    dealt = deal(Chance(3), GROUPS, {"name": "Galera"})
    assert sorted(dealt[id] for id in ("own", "shared", "all", "one")) == ["a", "b", "c", "d"]
    assert {dealt["own"], dealt["shared"]} == {"a", "b"}
    shown = {letter: fill(slot.en, dealt) for letter, slot in zip("abcd", slots(4), strict=True)}
    assert shown[dealt["own"]] == "Galera wants a disk of its own" and shown[dealt["one"]] == "on one"


def test_students_get_different_orders_and_one_student_always_the_same() -> None:
    orders = {str(deal(Chance(seed), GROUPS)) for seed in range(20)}
    assert len(orders) == 4 and deal(Chance(5), GROUPS) == deal(Chance(5), GROUPS)


def test_what_cannot_be_dealt_is_refused() -> None:
    with pytest.raises(ValueError, match="there twice"):
        deal(Chance(1), [GROUPS[1], GROUPS[1]])
    with pytest.raises(ValueError, match="26 letters"):
        deal(Chance(1), [{str(n): say(es="sí", en="yes") for n in range(27)}])
