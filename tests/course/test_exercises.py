"""The course's exercises: each is proved, and each has what a learner needs to go on alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse.grading import Exercise, exercises
from kubecourse.grading.proof import Piece, pieces, prove_piece

COURSE = Path(__file__).resolve().parents[2] / "course"
ALL = exercises(COURSE)


def test_the_first_journey_has_its_exercises() -> None:
    by_module: dict[str, int] = {}
    for made in ALL.values():
        by_module[made.module] = by_module.get(made.module, 0) + 1
    assert by_module["workloads"] >= 4
    assert {"volumes", "networking", "batch"} <= set(by_module)


#: the proof in pieces, so that all cores share the long ones
PIECES = [(made, number, piece) for made in ALL.values() for number, piece in enumerate(pieces(made, size=10))]


@pytest.mark.parametrize(
    ("made", "piece"),
    [(made, piece) for made, _, piece in PIECES],
    ids=[f"{made.id}-{number}" for made, number, _ in PIECES],
)
def test_right_answers_earn_all_and_wrong_ones_are_told_why(made: Exercise, piece: Piece) -> None:
    assert prove_piece(made, piece) == []


@pytest.mark.parametrize("made", ALL.values(), ids=ALL.keys())
def test_an_exercise_has_another_right_answer_four_wrong_ones_three_hints_a_check_and_a_debrief(made: Exercise) -> None:
    assert made.also_right
    assert len(made.wrongs) >= 4
    assert made.debrief is not None
    for each in made.checks:
        assert len(each.hints) == 3, each.id


@pytest.mark.parametrize("made", ALL.values(), ids=ALL.keys())
def test_wrong_answers_are_told_apart_by_what_is_said(made: Exercise) -> None:
    """Two misconceptions that get the same words teach nothing about either."""
    words = [(wrong.caught_by, str(wrong.says)) for wrong in made.wrongs]
    assert len(set(words)) >= 4, words
