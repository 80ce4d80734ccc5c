"""Answers that share what hardly anybody else wrote: pairs of students, and how much they share.

Texts are cut into runs of words (comments and names too, which is where copies show); runs that the course itself wrote, or that many students
have, say nothing. Pairs come from an index of the rare ones, so the work grows with the class and not with its square. Next: `page.py`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

from ...explain.language import LANGUAGES
from ..records import Exercise, Values, spoken
from ..registry import exercises
from ..stage import values_for
from .feedback_read import Answer

__all__ = ["Pair", "alike"]

#: words in a run, the most students who may share a rare one, and how many two must share
RUN, RARE, LEAST = 5, 4, 8
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Pair:
    """Two students and an exercise: `share` of the rarer text that both have (0 to 1), `runs` that only they and few others have."""

    first: str
    second: str
    exercise: str
    share: float
    runs: int
    same_variant: bool


def alike(
    answers: Iterable[Answer], variant: Callable[[Exercise, str], Values] | None = None, most: int = 40
) -> list[Pair]:
    """The pairs that stand out, most alike first, different variants before equal ones."""
    known = exercises()
    by_exercise: dict[str, list[Answer]] = defaultdict(list)
    for each in answers:
        if each.text.strip() and each.exercise in known and known[each.exercise].kind in ("manifest", "kubectl"):
            by_exercise[each.exercise].append(each)
    found: list[Pair] = []
    for id, mine in by_exercise.items():
        found += _pairs(known[id], mine, variant or (lambda made, student: values_for(made)))
    return sorted(found, key=lambda pair: (pair.same_variant, -pair.share, -pair.runs, pair.first, pair.second))[:most]


def _pairs(made: Exercise, mine: list[Answer], variant: Callable[[Exercise, str], Values]) -> Iterable[Pair]:
    told = _the_courses_own(made)
    own = {each.student: _runs(each.text) - told for each in mine}
    users: dict[str, list[str]] = defaultdict(list)
    for student in sorted(own):
        for run in sorted(own[student]):
            users[run].append(student)
    together: Counter[tuple[str, str]] = Counter()
    for students in users.values():
        if 2 <= len(students) <= RARE:
            together.update(combinations(students, 2))
    for (first, second), runs in together.items():
        share = runs / max(1, min(len(own[first]), len(own[second])))
        if runs >= LEAST and share >= 0.5:
            same = dict(variant(made, first)) == dict(variant(made, second))
            yield Pair(first, second, made.id, round(min(1.0, share), 3), runs, same)


def _the_courses_own(made: Exercise) -> set[str]:
    """What everybody was given, or would write who is right or wrong in the ways that the course knows."""
    values = values_for(made)
    texts = [made.starter, made.solution, *made.also_right, *(wrong.answer for wrong in made.wrongs), made.prompt]
    return {run for words in texts for lang in LANGUAGES for run in _runs(spoken(words, lang, values))}


def _runs(text: str) -> set[str]:
    words = _WORD.findall(text)
    return {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
