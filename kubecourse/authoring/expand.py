"""From a lesson to cells: exercises unfold into question, answer and check; every cell gets an id that stays.

A text cell is named after the last cell before it that has a name, so adding a paragraph renames nothing else. Two
editions come of one lesson: `study`, for oneself, and `graded`, for nbgrader, with solutions and without debriefs.
Next: `notebook.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..grading import Exercise
from ..grading.records import spoken
from ..grading.stage import values_for
from .lesson import Block, Lesson
from .words import WORDS

__all__ = ["Cell", "answer_id", "cells", "check_id"]


@dataclass
class Cell:
    """A cell of a notebook; kind is markdown or code. `nbgrader` is its metadata for nbgrader, if any."""

    kind: str
    id: str
    source: str
    tags: tuple[str, ...] = ()
    nbgrader: dict[str, Any] | None = None
    hidden: bool = False


def answer_id(exercise: Exercise) -> str:
    """How nbgrader calls the cell with the answer."""
    return f"{exercise.slug}-answer"


def check_id(exercise: Exercise) -> str:
    """How nbgrader calls the cell with the points."""
    return f"{exercise.slug}-check"


def cells(lesson: Lesson, known: Mapping[str, Exercise], graded: bool = False) -> list[Cell]:
    """The cells of an edition. Raises ValueError for an exercise that has no record."""
    made = [*_Expansion(lesson, known, graded).all()]
    seen: set[str] = set()
    for cell in made:
        if cell.id in seen:
            raise ValueError(f"{lesson.lang}/{lesson.name}: two cells are called {cell.id!r}")
        seen.add(cell.id)
    return made


class _Expansion:
    """One lesson, one edition."""

    def __init__(self, lesson: Lesson, known: Mapping[str, Exercise], graded: bool) -> None:
        self.lesson, self.known, self.graded = lesson, known, graded
        self.words = WORDS[lesson.lang]
        self.last, self.count = "top", 0

    def all(self) -> Iterator[Cell]:
        setup_done = False
        for block in self.lesson.blocks:
            if block.kind == "code" and not setup_done:
                setup_done = True
                yield self._language()
                yield self._named(self._setup(block))
                continue
            for cell in getattr(self, f"_{block.kind}")(block):
                yield self._named(cell)

    def _named(self, cell: Cell) -> Cell:
        """Text cells have no id of their own yet."""
        if cell.id:
            self.last, self.count = cell.id, 0
        else:
            self.count += 1
            cell.id = f"{self.last}-text-{self.count}"
        return cell

    def _language(self) -> Cell:
        source = f'import os\n\nos.environ["KUBECOURSE_LANG"] = "{self.lesson.lang}"  {self.words["language"]}'
        return Cell("code", "language", source, hidden=True, nbgrader=self._locked("language"))

    def _setup(self, block: Block) -> Cell:
        return Cell("code", _slug(block.id), block.body, block.tags, self._locked(_slug(block.id)))

    def _text(self, block: Block) -> Iterator[Cell]:
        yield Cell("markdown", "", block.body)

    def _code(self, block: Block) -> Iterator[Cell]:
        yield Cell("code", _slug(block.id), block.body, block.tags)

    def _predict(self, block: Block) -> Iterator[Cell]:
        question, line, answer = block.body.partition("\n---\n")
        text = f"{self.words['predict']} {question.strip()}\n\n"
        if line:
            text += _details(self.words["reveal"], answer.strip())
        else:
            text += f"*{self.words['run']}*"
        yield Cell("markdown", f"{_slug(block.id)}-predict", text)

    def _debrief(self, block: Block) -> Iterator[Cell]:
        made = self._record(block.id)
        if made.debrief is not None and not self.graded:
            text = _details(self.words["debrief"], made.debrief(self.lesson.lang, values_for(made)).strip())
            yield Cell("markdown", f"{made.slug}-debrief", text)

    def _exercise(self, block: Block) -> Iterator[Cell]:
        made = self._record(block.id)
        yield Cell("markdown", f"{made.slug}-prompt", self._prompt(made), nbgrader=self._locked(f"{made.slug}-prompt"))
        if _has_a_start(made):
            source = f'from kubecourse.grading import begin\n\ncluster = begin("{made.id}")'
            yield Cell("code", f"{made.slug}-begin", source, nbgrader=self._locked(f"{made.slug}-begin"))
        by_hand = made.kind == "text"
        answer = self._by_hand(made) if by_hand else self._solution(answer_id(made))
        yield Cell("code", answer_id(made), self._answer(made), nbgrader=answer)
        points = self._locked(check_id(made)) if by_hand else self._points(made)
        yield Cell("code", check_id(made), f'check("{made.id}")', nbgrader=points)

    def _record(self, id: str) -> Exercise:
        if id not in self.known:
            raise ValueError(f"{self.lesson.lang}/{self.lesson.name}: no record of exercise {id!r}")
        return self.known[id]

    def _prompt(self, made: Exercise) -> str:
        lang, values, words = self.lesson.lang, values_for(made), self.words
        unit = words["point"] if made.points == 1 else words["points"]
        parts = [
            words["exercise"].format(title=made.title(lang, values)),
            words["about"].format(hat=made.hat(lang, values), points=f"{made.points:g}", unit=unit),
            made.prompt(lang, values).strip(),
        ]
        if made.options:
            letters = "abcdefghijklmnopqrstuvwxyz"
            options = zip(letters, made.options, strict=False)
            parts.append("\n".join(f"- **{letter}** · {option(lang, values)}" for letter, option in options))
        how = words[made.kind].format(magic=made.magic)
        parts.append(f"{words['begin']} {how}" if _has_a_start(made) else how)
        return "\n\n".join(parts)

    def _answer(self, made: Exercise) -> str:
        lang, values = self.lesson.lang, values_for(made)
        if self.graded:
            solution = spoken(made.solution, lang, values).strip("\n")
            return f"{made.magic}\n### BEGIN SOLUTION\n{solution}\n### END SOLUTION"
        return f"{made.magic}\n{starter(made, lang)}"

    def _locked(self, id: str) -> dict[str, Any] | None:
        return self._nbgrader(id, locked=True)

    def _solution(self, id: str) -> dict[str, Any] | None:
        return self._nbgrader(id, solution=True)

    def _by_hand(self, made: Exercise) -> dict[str, Any] | None:
        """A text has its points on the cell in which it is written: nbgrader then asks a person for them."""
        return self._nbgrader(answer_id(made), solution=True, grade=True, points=made.points)

    def _points(self, made: Exercise) -> dict[str, Any] | None:
        return self._nbgrader(check_id(made), grade=True, locked=True, points=made.points)

    def _nbgrader(self, id: str, **what: Any) -> dict[str, Any] | None:
        if not self.graded:
            return None
        return {"grade": False, "grade_id": id, "locked": False, "schema_version": 3,
                "solution": False, "task": False, **what}  # fmt: skip


def _has_a_start(made: Exercise) -> bool:
    return bool(made.given or made.prepare or made.cluster)


def starter(made: Exercise, lang: str) -> str:
    """What the answer's cell has before the learner writes."""
    text = spoken(made.starter, lang, values_for(made)).strip("\n")
    return text if text.strip() else WORDS[lang]["stub"]


def _slug(id: str) -> str:
    return id.replace(".", "-")


def _details(summary: str, body: str) -> str:
    return f"<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>"
