"""A score: a number for graders, feedback for learners.

Its `repr` is a bare number in [0, points], because nbgrader reads it; its HTML and its text twin tell each behaviour,
what was seen, what the cluster itself said, and hints one after another. Next: `feedback.py`, the HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .records import Criterion, Exercise, Say, Values, spoken
from .stage import Problem
from .words import tell

__all__ = ["Outcome", "Result", "Score", "problem_lines"]


@dataclass(frozen=True)
class Result:
    """One check: met or not, what was seen (`broke`: the check itself could not go on), and the cluster's proof."""

    criterion: Criterion
    met: bool
    seen: Say | str | None = None
    broke: bool = False
    evidence: str = ""

    def message(self, lang: str | None = None, values: Values | None = None) -> str:
        """What was seen, in words; "" when met."""
        if self.met:
            return ""
        if self.seen is None:
            return tell("no-words", lang)
        words = spoken(self.seen, lang, values)
        return tell("check-broke", lang, seen=words) if self.broke else words


@dataclass(frozen=True)
class Outcome:
    """All that grading found, in no language."""

    id: str
    points: float
    exercise: Exercise | None
    problem: Problem | None = None
    results: tuple[Result, ...] = ()
    values: Values = field(default_factory=dict)

    @property
    def state(self) -> str:
        """malformed, not-yet, met, or kept (a text that waits for a person)."""
        if self.problem is not None:
            return "malformed"
        if self.exercise is not None and self.exercise.kind == "text":
            return "kept"
        return "met" if all(result.met for result in self.results) else "not-yet"

    @property
    def score(self) -> float:
        """Points earned: never less than 0 nor more than the exercise's."""
        if self.problem is not None or not self.results:
            return 0.0
        if self.state == "met":
            return self.points
        whole = sum(result.criterion.weight for result in self.results)
        earned = sum(result.criterion.weight for result in self.results if result.met)
        return min(self.points, max(0.0, round(self.points * earned / whole, 2)))


class Score(float):
    """Points earned, with the feedback. It behaves as a float and prints as one; a notebook shows the feedback."""

    def __new__(cls, outcome: Outcome, lang: str | None = None) -> Score:
        """A score shown in `lang`, or in the learner's language."""
        made = super().__new__(cls, outcome.score)
        made.outcome, made.lang = outcome, lang
        return made

    outcome: Outcome
    lang: str | None

    @property
    def points(self) -> float:
        """The most there is to earn."""
        return self.outcome.points

    @property
    def state(self) -> str:
        """malformed, not-yet or met."""
        return self.outcome.state

    @property
    def results(self) -> tuple[Result, ...]:
        """Each check and how it went; empty if the answer could not be used."""
        return self.outcome.results

    def __repr__(self) -> str:
        return float.__repr__(float(self))

    __str__ = __repr__

    def __reduce__(self) -> tuple[Any, ...]:
        return float, (float(self),)

    @property
    def text(self) -> str:
        """The feedback as text: the twin of what a notebook shows."""
        return "\n".join(_text(self.outcome, self.lang))

    def _repr_html_(self) -> str:
        from .feedback import html

        return html(self.outcome, self.lang)


def short(number: float) -> str:
    """4 rather than 4.0."""
    return f"{number:g}"


def head(outcome: Outcome, lang: str | None) -> tuple[str, str]:
    """The title with the points, and the sentence on the state."""
    title = outcome.exercise.title(lang, outcome.values) if outcome.exercise else outcome.id
    met = sum(result.met for result in outcome.results)
    state = tell(f"state-{outcome.state}", lang, met=met, all=len(outcome.results))
    key = "score-one" if outcome.points == 1 else "score"
    if outcome.state == "kept":
        key = "up-to-one" if outcome.points == 1 else "up-to"
    return f"{title} · {tell(key, lang, score=short(outcome.score), points=short(outcome.points))}", state


def problem_lines(outcome: Outcome, lang: str | None) -> tuple[str, str, str, str]:
    """A problem as: sentence, place in the answer, the cluster's own words, what to try (all but the first may be "")."""
    problem = outcome.problem
    assert problem is not None
    magic = outcome.exercise.magic if outcome.exercise else ""
    sentence = tell(problem.key, lang, message=problem.message, magic=magic, id=outcome.id)
    place = ""
    if problem.line is not None:
        several = problem.document is not None and problem.document > 1
        place = tell("place-document" if several else "place", lang, line=problem.line, document=problem.document)
    elif problem.document is not None:
        place = tell("only-document", lang, document=problem.document)
    if place and problem.excerpt:
        place += f": {problem.excerpt}"
    quoted = problem.message if problem.key in ("refused", "command") else ""
    advice = f"{tell('try', lang)}: {problem.hint(lang)}" if problem.hint else ""
    return sentence, place, quoted, advice


def _text(outcome: Outcome, lang: str | None) -> list[str]:
    lines = [*head(outcome, lang)]
    if outcome.problem is not None:
        sentence, *more = problem_lines(outcome, lang)
        return [*lines, f"✗ {sentence}", *(f"  {line}" for line in more if line)]
    if outcome.state == "kept":
        from .freetext import text_lines

        return [*lines, *text_lines(outcome, lang)]
    for result in outcome.results:
        mark, word = ("✓", "met") if result.met else ("✗", "not-yet")
        lines.append(f"{mark} {result.criterion.title(lang, outcome.values)} ({tell(word, lang)})")
        if result.met:
            continue
        lines.append(f"  {result.message(lang, outcome.values)}")
        if result.evidence:
            lines.append(f"  {tell('cluster-says', lang)}: {result.evidence}")
        lines.append(f"  {tell('hint', lang, number=1)}: {result.criterion.hints[0](lang, outcome.values)}")
    return lines
