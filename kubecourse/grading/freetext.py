"""Free text: an answer that a person reads with a rubric. It is kept, earns nothing by itself, and is never lost.

In a record: `kind="text"`, and `rubric(…)` in the place of `criterion(…)`: what full points are given for, and what falls short.
The student sees what is looked at; the teacher, and afterwards the student, also what earns it and one good answer.
Next: `nbgrader.py`, which puts the rubric under the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ..explain.language import LANGUAGES, language
from .records import Criterion, Exercise, Say, Values, spoken
from .score import Outcome, Result, short
from .stage import Problem, take
from .words import tell

__all__ = ["for_teacher", "kept", "page", "proved", "rubric", "text_lines"]

# said in each cell, for the formgrader and the feedback page have no style of ours
_CELL = "style='padding: 4px 8px; border: 1px solid #8886; text-align: left; vertical-align: top'"
_QUOTE = "style='font-size: inherit; margin: 6px 0; padding: 2px 12px; border-left: 4px solid #8886'"


def rubric(id: str, weight: float, title: Say, *, looks_for: Say, falls_short: Say, hints: Sequence[Say]) -> Criterion:
    """A row of a rubric, worth `weight` parts of the points: what a person looks for, and what is not enough."""
    from .records import criterion

    made = criterion(id, weight, title, behaves=lambda case: looks_for, hints=hints)
    return Criterion(made.id, made.weight, made.title, made.behaves, made.hints, looks_for, falls_short)


def kept(exercise: Exercise, text: str, values: Values) -> Outcome:
    """What becomes of a text: it waits for a person, or it cannot be read (empty, a few words)."""
    taken = take(exercise, None, text)
    if taken.problem is not None:
        return Outcome(exercise.id, exercise.points, exercise, taken.problem, values=values)
    results = tuple(Result(each, False, each.looks_for) for each in exercise.checks)
    return Outcome(exercise.id, exercise.points, exercise, None, results, values)


def text_lines(outcome: Outcome, lang: str | None) -> list[str]:
    """What is looked at, and its points; no more, for the student has yet to hand it in."""
    return [
        f"○ {result.criterion.title(lang, outcome.values)} ({_up_to(worth, lang)})"
        for result, worth in _worths(outcome)
    ]


def page(outcome: Outcome, lang: str | None) -> str:
    """The same as HTML."""
    rows = "".join(f"<li><b>○</b>{escape(line[2:])}</li>" for line in text_lines(outcome, lang))
    return f"<ul>{rows}</ul>"


def for_teacher(exercise: Exercise, values: Values, lang: str | None) -> str:
    """The rubric with all it says, and the answers of the record, as HTML: what stands under an answer that is graded by hand."""
    whole = sum(each.weight for each in exercise.checks)
    rows = []
    for each in exercise.checks:
        worth = _up_to(round(exercise.points * each.weight / whole, 2), lang)
        assert each.looks_for is not None and each.falls_short is not None
        rows.append(
            f"<tr><th scope='row' {_CELL}>{escape(each.title(lang, values))}<br><small>{escape(worth)}</small></th>"
            f"<td {_CELL}>{escape(each.looks_for(lang, values))}</td>"
            f"<td {_CELL}>{escape(each.falls_short(lang, values))}</td></tr>"
        )
    answers = [spoken(each, lang, values).strip() for each in (exercise.solution, *exercise.also_right)]
    models = "".join(f"<blockquote {_QUOTE}>{escape(answer)}</blockquote>" for answer in answers)
    heads = "".join(
        f"<th scope='col' {_CELL}>{escape(tell(key, lang))}</th>" for key in ("rubric", "looks-for", "falls-short")
    )
    return (
        f'<div class="kc-rubric" lang="{language(lang)}"><p><b>{escape(tell("for-teacher", lang))}</b></p>'
        f"<table style='border-collapse: collapse; margin: 6px 0'><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        f"<p>{escape(tell('good-answers', lang))}</p>{models}</div>"
    )


def _up_to(points: float, lang: str | None) -> str:
    return tell("up-to-one" if points == 1 else "up-to", lang, points=short(points))


def _worths(outcome: Outcome) -> Iterator[tuple[Result, float]]:
    whole = sum(result.criterion.weight for result in outcome.results)
    for result in outcome.results:
        yield result, round(outcome.points * result.criterion.weight / whole, 2)


def proved(exercise: Exercise, values: Values) -> Iterator[str]:
    """What does not hold of a record of this kind, in words of the person who writes exercises."""
    for lang in LANGUAGES:
        starter = kept(exercise, spoken(exercise.starter, lang, values), values)
        if starter.problem is None:
            yield f"[{lang}] the starter is taken for an answer"
        for number, answer in enumerate((exercise.solution, *exercise.also_right)):
            problem = kept(exercise, spoken(answer, lang, values), values).problem
            if problem is not None:
                yield f"[{lang}] {f'other right answer {number}' if number else 'the solution'} is not kept: {problem.key}"
        for wrong in exercise.wrongs:
            problem = kept(exercise, spoken(wrong.answer, lang, values), values).problem
            name = f"[{lang}] the wrong answer {wrong.name(lang)!r}"
            if wrong.caught_by == "malformed":
                if problem is None:
                    yield f"{name} is kept"
                continue
            row = next(each for each in exercise.checks if each.id == wrong.caught_by)
            words, said = spoken(wrong.says, lang, values), row.falls_short(lang, values) if row.falls_short else ""
            if problem is not None or words not in said:
                yield f"{name}: the row {row.id!r} does not say {words!r}, but {said!r}"
    caught = {each.caught_by for each in exercise.wrongs}
    for each in exercise.checks:
        if each.id not in caught:
            yield f"no wrong answer reaches the row {each.id!r}"


def short_of_words(text: str, least: int = 12) -> Problem | None:
    """A few words are no explanation: said at once, for later nobody can ask back."""
    count = len(text.split())
    return Problem("short", str(count)) if count < least else None
