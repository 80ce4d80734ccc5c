"""New variants of an exercise at a wish, and solutions for who has really tried.

A variant is a student who does not exist: `practice-1`, `practice-2` … are dealt their own numbers and names, and the next is
one that has not been seen. Next: `desk.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from ..explain.language import language
from ..grading import answers
from ..grading.evaluate import grade
from ..grading.feedback import inline
from ..grading.records import Exercise, Values, spoken
from ..grading.score import Score
from ..grading.stage import set_up, values_for
from .diary import Entry
from .words import tell

__all__ = ["ATTEMPTS", "Task", "fresh_variant", "real_attempts", "solution"]

#: so many different answers open a solution
ATTEMPTS = 3
_LOOKED_AT = 200


class Task:
    """An exercise with numbers of its own: its statement, its cluster, its check."""

    def __init__(self, made: Exercise, variant: str, lang: str | None = None, written: Any = None) -> None:
        self.exercise, self.variant, self.lang = made, variant, language(lang)
        self.values: Values = values_for(made, variant)
        self.cluster = set_up(made, self.values)
        self._written = written
        answers.drop(made.id)

    def __repr__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The statement, and how one answers."""
        made = self.exercise
        parts = [made.title(self.lang, self.values), made.prompt(self.lang, self.values).strip()]
        parts += [
            f"{letter}) {option(self.lang, self.values)}"
            for letter, option in zip("abcdefghij", made.options, strict=False)
        ]
        starter = spoken(made.starter, self.lang, self.values).strip("\n")
        parts += [f"{made.magic}\n{starter}".rstrip(), tell("task-how", self.lang, magic=made.magic)]
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        made = self.exercise
        prompt = "".join(f"<p>{inline(part)}</p>" for part in made.prompt(self.lang, self.values).strip().split("\n\n"))
        options = "".join(f"<li>{inline(option(self.lang, self.values))}</li>" for option in made.options)
        listed = f'<ol type="a">{options}</ol>' if options else ""
        starter = escape(f"{made.magic}\n{spoken(made.starter, self.lang, self.values).strip(chr(10))}".rstrip())
        how = inline(tell("task-how", self.lang, magic=made.magic))
        return f"<section><h4>{escape(made.title(self.lang, self.values))}</h4>{prompt}{listed}<pre>{starter}</pre><p>{how}</p></section>"

    def check(self, answer: str | None = None) -> Score:
        """Grade the answer in the cell of this exercise, or the text given."""
        text = answers.recall(self.exercise.id) if answer is None else answer
        score = grade(self.exercise, text or "", self.variant, self.lang)
        if self._written is not None and (text or "").strip():
            self._written(self, text, score)
        return score


def fresh_variant(made: Exercise, entries: Iterable[Entry]) -> str:
    """A variant whose numbers have not been seen: neither one's own, nor those of variants in the diary."""
    used = [entry.variant for entry in entries if entry.id == made.id and entry.variant]
    seen = [values_for(made), *(values_for(made, name) for name in dict.fromkeys(used))]
    last = 1 + max((int(name.rpartition("-")[2]) for name in used if name.rpartition("-")[2].isdigit()), default=0)
    for number in range(last, last + _LOOKED_AT):
        if values_for(made, f"practice-{number}") not in seen:
            return f"practice-{number}"
    return f"practice-{last}"  # all of them were seen: again, then


def real_attempts(id: str, entries: Iterable[Entry]) -> int:
    """How many different answers were tried that the cluster could take."""
    return len(
        {entry.answer for entry in entries if entry.id == id and entry.state in ("not-yet", "met") and entry.answer}
    )


def solution(made: Exercise, entries: Iterable[Entry], lang: str | None = None) -> str:
    """The solution where the exercise was met or really tried; else how much is missing."""
    known = list(entries)
    met = any(entry.id == made.id and entry.state == "met" for entry in known)
    tried = real_attempts(made.id, known)
    if not met and tried < ATTEMPTS:
        return tell("solution-later", lang, missing=ATTEMPTS - tried, tried=tried)
    values = values_for(made)
    words = [spoken(made.solution, lang, values).strip("\n")]
    if made.debrief is not None:
        words.append(made.debrief(lang, values).strip())
    return "\n\n".join(words)
