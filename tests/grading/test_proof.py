"""The proof finds each way in which an exercise does not keep its promise."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from kubecourse.grading import Exercise, prove, say, wrong

Course = dict[str, Exercise]
WORDS = say(es="una cosa", en="one thing")


@pytest.mark.parametrize("id", ["demo.heal", "demo.who", "demo.scale"])
def test_an_exercise_that_holds_has_no_problem(course: Course, id: str) -> None:
    assert prove(course[id], students=5) == []


@pytest.mark.parametrize(
    ("id", "changed", "words"),
    [
        ("demo.who", {"starter": "b"}, "the starter earns 1 points"),
        ("demo.who", {"solution": "a"}, "the solution earns 0 of 1"),
        ("demo.who", {"also_right": ("b", "a")}, "other right answer 2 earns 0"),
        ("demo.who", {"wrongs": ()}, "no wrong answer"),
        ("demo.who", {"wrongs": (wrong(WORDS, "b", caught_by="who", says="x"),)}, "is not caught by 'who'"),
        ("demo.who", {"wrongs": (wrong(WORDS, "z", caught_by="who", says="x"),)}, "is not caught by 'who'"),
        ("demo.who", {"wrongs": (wrong(WORDS, "a", caught_by="who", says="other words"),)}, "with other words"),
        (
            "demo.who",
            {"wrongs": (wrong(WORDS, "z", caught_by="malformed", says="letters"),)},
            "reaches the check 'who'",
        ),
        ("demo.who", {"title": say(es="Who makes", en="Who makes")}, "title is the same in both languages"),
        ("demo.who", {"debrief": None}, "no debrief"),
        ("demo.scale", {"varies": lambda chance: {"count": 4}}, "all students get the same"),
        ("demo.scale", {"given": ("kind: Nonsense",)}, "cannot be set up"),
    ],
)
def test_each_broken_promise_is_told(course: Course, id: str, changed: dict[str, Any], words: str) -> None:
    problems = prove(dataclasses.replace(course[id], **changed), students=3)
    assert any(words in problem for problem in problems), problems


def test_an_answer_in_one_language_only_is_told(course: Course) -> None:
    problems = prove(dataclasses.replace(course["demo.who"], solution=say(es="a", en="b")))
    assert [problem[:4] for problem in problems] == ["[es]"]


def test_what_varies_is_proved_for_many_students(course: Course) -> None:
    fixed = dataclasses.replace(course["demo.scale"], solution="kubectl scale deployment web --replicas=4")
    assert any("student-" in problem for problem in prove(fixed, students=10))
