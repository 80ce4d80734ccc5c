"""The proof that an exercise grades as it promises, in both languages: what `kubecourse check` runs.

The starter earns 0; the solution and every other right answer earn all; each wrong answer is caught by the check it names
with the words it names; every check is reached by some wrong answer. Where an exercise varies, what is right and what is
empty is proved for fifty students, what is wrong for the first of them as well.
A proof answers with a list of problems, empty when all holds. Next: `proving.py`, the same on all cores.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..explain.language import LANGUAGES
from .evaluate import evaluate
from .freetext import proved
from .records import Exercise, Say, Values, Wrong, spoken
from .score import Outcome, Score
from .stage import set_up, values_for

__all__ = ["STUDENTS", "Piece", "pieces", "prove", "prove_piece"]

#: for how many students an exercise that varies is proved
STUDENTS = 50


class Piece(NamedTuple):
    """Variants that are proved together, each named by a student who has it ("": nobody's); with wrong answers or without."""

    students: tuple[str, ...]
    wrongs: bool


def prove(exercise: Exercise, students: int = STUDENTS) -> list[str]:
    """All that does not hold, in words of the person who writes exercises."""
    return [problem for piece in pieces(exercise, students) for problem in prove_piece(exercise, piece)]


def pieces(exercise: Exercise, students: int = STUDENTS, size: int = 5) -> list[Piece]:
    """The proof in pieces that can be done apart: the exercise as it is printed and the first other variant in full,
    then the starters and right answers of all other variants, so many at a time.

    Students with equal values get equal clusters and equal grades: each variant is proved for the first who has it.
    """
    printed = Piece(("",), True)
    if exercise.varies is None:
        return [printed]
    try:
        first = {_told(values_for(exercise)): ""}
        for number in range(students):
            first.setdefault(_told(values_for(exercise, f"student-{number}")), f"student-{number}")
    except Exception:
        return [printed]  # whoever does this piece says why
    names = [name for name in first.values() if name]
    rest = [Piece(tuple(names[at : at + size]), False) for at in range(1, len(names), size)]
    return [printed, *([Piece((names[0],), True)] if names else []), *rest]


def prove_piece(exercise: Exercise, piece: Piece) -> list[str]:
    """What does not hold in one piece of the proof."""
    problems = []
    try:
        for student in piece.students:
            values = values_for(exercise, student)
            if exercise.kind == "text":
                found = proved(exercise, values)
            else:
                proof = _Proof(exercise, values)
                found = proof.whole() if piece.wrongs else proof.short()
            if student:
                problems += [f"{student} {dict(values)}: {told}" for told in found]
            else:
                problems += [*_words(exercise), *found, *_all_alike(exercise)]
    except Exception as error:
        # the record's own given or prepare, which no learner is to blame for
        problems.append(f"the cluster cannot be set up: {type(error).__name__}: {error}")
    return problems


def _all_alike(exercise: Exercise) -> Iterator[str]:
    if exercise.varies is not None and len({_told(values_for(exercise, f"student-{n}")) for n in range(STUDENTS)}) == 1:
        yield "it says that it varies, and all students get the same"


def _told(values: Values) -> str:
    return repr(sorted(values.items()))


class _Proof:
    """One exercise with one set of values: every answer from forks of one cluster."""

    def __init__(self, exercise: Exercise, values: Values) -> None:
        self.exercise, self.values = exercise, values
        self.start = set_up(exercise, values)
        self.done: dict[str, Outcome] = {}

    def whole(self) -> Iterator[str]:
        """Everything."""
        yield from self.short()
        caught = {each.caught_by for each in self.exercise.wrongs}
        for each in self.exercise.checks:
            if each.id not in caught:
                yield f"no wrong answer reaches the check {each.id!r}"
        for wrong in self.exercise.wrongs:
            yield from self._wrong(wrong)

    def short(self) -> Iterator[str]:
        """Starter and right answers."""
        yield from self._starter()
        yield from self._right("the solution", self.exercise.solution)
        for number, answer in enumerate(self.exercise.also_right, 1):
            yield from self._right(f"other right answer {number}", answer)

    def outcome(self, answer: str | Say, lang: str) -> Outcome:
        """Of an answer, evaluated once even if both languages have it."""
        text = spoken(answer, lang, self.values)
        if text not in self.done:
            self.done[text] = evaluate(self.exercise, text, self.values, self.start)
        return self.done[text]

    def _starter(self) -> Iterator[str]:
        for lang in LANGUAGES:
            score = self.outcome(self.exercise.starter, lang).score
            if score:
                yield f"[{lang}] the starter earns {score:g} points, not 0"

    def _right(self, name: str, answer: str | Say) -> Iterator[str]:
        for lang in LANGUAGES:
            outcome = self.outcome(answer, lang)
            if outcome.score != self.exercise.points:
                yield f"[{lang}] {name} earns {outcome.score:g} of {outcome.points:g} points:\n{_indented(outcome, lang)}"

    def _wrong(self, wrong: Wrong) -> Iterator[str]:
        for lang in LANGUAGES:
            outcome = self.outcome(wrong.answer, lang)
            name = f"[{lang}] the wrong answer {wrong.name(lang)!r}"
            message = caught(outcome, wrong.caught_by, lang)
            if message is None:
                yield f"{name} is not caught by {wrong.caught_by!r}:\n{_indented(outcome, lang)}"
                continue
            wanted = spoken(wrong.says, lang, self.values)
            if _plain(wanted) not in _plain(message):
                yield f"{name} is caught by {wrong.caught_by!r}, but with other words: {message!r} instead of {wanted!r}"


def caught(outcome: Outcome, by: str, lang: str) -> str | None:
    """The words with which a check, or the reading of the answer, caught it; None if it did not."""
    if by == "malformed":
        if outcome.problem is None:
            return None
        return Score(outcome, lang).text
    for result in outcome.results:
        if result.criterion.id == by and not result.met:
            return result.message(lang, outcome.values)
    return None


def _words(exercise: Exercise) -> Iterator[str]:
    """Sentences that are the same in both languages were forgotten in one of them."""
    told: list[tuple[str, Say | None]] = [
        ("title", exercise.title), ("prompt", exercise.prompt), ("debrief", exercise.debrief),
    ]  # fmt: skip
    for each in exercise.checks:
        told.append((f"title of {each.id!r}", each.title))
        told += [(f"hint {number} of {each.id!r}", hint) for number, hint in enumerate(each.hints, 1)]
    for name, words in told:
        if words is None:
            yield f"it has no {name}"
        elif words.es == words.en and " " in words.es.strip():
            yield f"the {name} is the same in both languages: {words.en!r}"
    if not exercise.wrongs:
        yield "it has no wrong answer"


def _plain(text: str) -> str:
    return " ".join(text.split())


def _indented(outcome: Outcome, lang: str) -> str:
    return "\n".join(f"      {line}" for line in Score(outcome, lang).text.splitlines())
