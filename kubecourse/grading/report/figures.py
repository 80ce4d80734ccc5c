"""Numbers of a class: distribution, difficulty and discrimination of each question, behaviours, mistakes, who is stuck.

Difficulty is the classical one, the mean share of the points. Discrimination is the correlation of a question with the rest of the assignment
(without the question itself, which would agree with itself). Next: `alike.py`.
"""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass

from .feedback_read import Answer
from .marks import Marks, Question, Student

__all__ = ["Figures", "Item", "figures"]

#: below this share of the points somebody is stuck
HALF = 0.5
STATES = ("met", "not-yet", "malformed", "absent")


@dataclass(frozen=True)
class Item:
    """One question. `discrimination` is None where there is nothing to compare."""

    question: Question
    difficulty: float | None
    discrimination: float | None
    states: dict[str, int]
    #: criterion -> (answers that have it, readable answers)
    seen: dict[str, tuple[int, int]]
    #: number of the record's wrong answer -> answers
    mistakes: dict[int, int]


@dataclass(frozen=True)
class Figures:
    """All of it."""

    mean: float
    median: float
    full: int
    open: int
    #: ten counts: students by tenth of the points, all points in the last one
    tenths: tuple[int, ...]
    items: tuple[Item, ...]
    #: who, and the question to begin with
    stuck: tuple[tuple[Student, Question | None], ...]


def figures(marks: Marks, answers: list[Answer]) -> Figures:
    """From points and feedback; an empty class has zeros."""
    totals = [student.total for student in marks.students]
    items = tuple(_item(question, marks, answers) for question in marks.questions)
    return Figures(
        mean=statistics.fmean(totals) if totals else 0.0,
        median=statistics.median(totals) if totals else 0.0,
        full=sum(total >= marks.most - 1e-9 for total in totals),
        open=sum(any(points is None for points in student.points.values()) for student in marks.students),
        tenths=_tenths(totals, marks.most),
        items=items,
        stuck=_stuck(marks, items),
    )


def _tenths(totals: list[float], most: float) -> tuple[int, ...]:
    counts = [0] * 10
    for total in totals:
        counts[min(9, int(10 * total / most + 1e-9)) if most else 0] += 1
    return tuple(counts)


def _item(question: Question, marks: Marks, answers: list[Answer]) -> Item:
    pairs = []
    for student in marks.students:
        points = student.points.get(question.cell)
        if points is not None:
            rest = sum(each or 0.0 for cell, each in student.points.items() if cell != question.cell)
            pairs.append((points, rest))
    own = [points for points, _ in pairs]
    difficulty = statistics.fmean(own) / question.most if own and question.most else None
    mine = [each for each in answers if question.exercise and each.exercise == question.exercise.id]
    read = [each for each in mine if each.met]
    checks = question.exercise.checks if question.exercise else ()
    return Item(
        question, difficulty, _correlation(pairs),
        {state: sum(each.state == state for each in mine) for state in STATES},
        {check.id: (sum(each.met.get(check.id, False) for each in read), len(read)) for check in checks},
        dict(sorted(Counter(number for each in mine for number in each.mistakes).items())),
    )  # fmt: skip


def _correlation(pairs: list[tuple[float, float]]) -> float | None:
    if len(pairs) < 3 or len({one for one, _ in pairs}) < 2 or len({rest for _, rest in pairs}) < 2:
        return None
    return statistics.correlation([one for one, _ in pairs], [rest for _, rest in pairs])


def _stuck(marks: Marks, items: tuple[Item, ...]) -> tuple[tuple[Student, Question | None], ...]:
    easiest = sorted(items, key=lambda item: -(item.difficulty or 0.0))
    found = []
    for student in marks.students:
        nothing = sum(student.points.get(question.cell) == 0.0 for question in marks.questions)
        if marks.most and (student.total < HALF * marks.most or nothing * 2 >= max(1, len(marks.questions))):
            begin = next((item.question for item in easiest if not student.points.get(item.question.cell)), None)
            found.append((student, begin))
    return tuple(sorted(found, key=lambda each: (each[0].total, each[0].id)))
