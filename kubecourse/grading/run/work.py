"""One submission, from the student's file to the graded notebook: what a process of the run does, on whatever machine.

It touches no database: what it finds goes back to who conducts the run, who books it. Done twice, it comes to the same.
Next: `ledger.py`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...explain.language import LANGUAGES
from ..freetext import for_teacher
from ..gather import asked_by, gather
from ..limited import SECONDS, Graded
from ..records import Exercise
from ..registry import exercises
from ..scoring import answers_in, mark
from ..stage import values_for
from .apart import forked
from .memo import Memo, meaning
from .notebook import Broken, SourceCell, graded, read

__all__ = ["Done", "Job", "NotebookPlan", "digest_of", "grade_one"]

_memo = Memo()


@dataclass(frozen=True)
class NotebookPlan:
    """What the gradebook says of a notebook of the assignment."""

    name: str
    kernelspec: str
    cells: tuple[SourceCell, ...]


@dataclass(frozen=True)
class Job:
    """A submission to grade. `into`: where its graded notebooks go."""

    student: str
    assignment: str
    folder: str
    into: str
    notebooks: tuple[NotebookPlan, ...]
    digest: str
    seconds: float = SECONDS


@dataclass
class Done:
    """What became of it: by notebook, the score of each check cell (None: by hand) and which answers were left as they were."""

    student: str
    digest: str
    scores: dict[str, dict[str, float | None]] = field(default_factory=dict)
    unanswered: dict[str, list[str]] = field(default_factory=dict)
    #: for the instructor: (notebook or "", what)
    notices: list[tuple[str, str]] = field(default_factory=list)
    #: exercise -> state (met, not-yet, malformed, absent) and criteria not met, for the report
    states: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def digest_of(folder: Path, course: str) -> str:
    """What a submission says, whenever it was copied: equal digests, equal marks."""
    found = hashlib.sha256(course.encode())
    for path in sorted(folder.iterdir()):
        if path.is_file() and (path.suffix == ".ipynb" or path.name == "timestamp.txt"):
            found.update(f"\0{path.name}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                while part := file.read(1 << 20):
                    found.update(part)
    return found.hexdigest()


def grade_one(job: Job) -> Done:
    """Grade a submission and write its graded notebooks. Never raises for what is in it."""
    begun, done = time.perf_counter(), Done(job.student, job.digest)
    known = {f"{made.slug}-check": made for made in exercises().values()}
    new = Path(f"{job.into}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for plan in job.notebooks:
        _notebook(job, plan, known, new, done)
    # when it was handed in, and what the exchange returns feedback by
    for beside in ("timestamp.txt", "submission_secret.txt"):
        file = Path(job.folder) / beside
        if file.is_file() and not file.is_symlink():
            shutil.copyfile(file, new / beside)
    # a folder is replaced as a whole: whoever looks sees all of a grading or nothing
    shutil.rmtree(job.into, ignore_errors=True)
    os.replace(new, job.into)
    done.seconds = time.perf_counter() - begun
    return done


def _notebook(job: Job, plan: NotebookPlan, known: dict[str, Exercise], new: Path, done: Done) -> None:
    path = Path(job.folder) / f"{plan.name}.ipynb"
    empty: dict[str, Any] = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    try:
        if path.is_symlink() or not path.is_file():
            others = sorted(each.name for each in path.parent.glob("*.ipynb") if each.name != path.name)[:3]
            raise Broken(f"there is no {path.name}" + (f", but {', '.join(others)}" if others else ""))
        nb = read(path.read_bytes())
    except (Broken, OSError) as error:
        done.notices.append((plan.name, f"cannot be read: {error}"))
        nb = empty
    lang = _lang(nb)
    asked = asked_by([cell.name for cell in plan.cells], exercises().values())
    gathered = gather(nb["cells"], asked, lang)
    nb = {**nb, "cells": gathered.cells}
    done.notices += [(plan.name, told) for told in gathered.told()]
    answers = answers_in(gathered.cells)
    scores: dict[str, float | None] = {}
    outputs: dict[str, dict[str, str]] = {}
    for cell in plan.cells:
        if not cell.grade or cell.solution or cell.kind != "code":
            continue
        made = known.get(cell.name)
        given = answers.get(made.id) if made else None
        found = mark(
            cell.name, cell.points, made, given, lang, lambda made, text: _tried(made, text, lang, job.seconds)
        )
        done.notices += [(plan.name, notice) for notice in found.notices]
        if made is not None:
            done.states[made.id] = found.state
        scores[cell.name], outputs[cell.name] = found.score, found.shows
    spec = json.loads(plan.kernelspec or "{}")
    made_of, lost = graded(nb, list(plan.cells), outputs, spec)
    if lost and gathered.cells:
        done.notices.append((plan.name, f"cells that were gone: {', '.join(lost)}"))
    done.unanswered[plan.name] = []
    _texts(made_of, lang)
    _by_hand(made_of, plan, scores, done.unanswered[plan.name])
    done.scores[plan.name] = scores
    (new / f"{plan.name}.ipynb").write_text(
        json.dumps(made_of, ensure_ascii=False, indent=1), encoding="utf-8", errors="replace"
    )


def _tried(made: Exercise, answer: str, lang: str | None, seconds: float) -> Graded:
    key = (made.id, lang or "", meaning(made, answer))
    words = (*key[:2], answer)
    found: Graded | None = _memo.get(*words) or _memo.get(*key, "understood")
    if found is None:
        found = forked(made, answer, lang, seconds)
        if found.trouble:
            return found  # a machine that was busy is no property of the answer
        if found.state == "malformed":
            _memo.put(found, *words)
        else:
            _memo.put(found, *key, "understood")
    return found


def _lang(nb: dict[str, Any]) -> str | None:
    ours = nb["metadata"].get("kubecourse")
    lang = ours.get("lang") if isinstance(ours, dict) else None
    return lang if isinstance(lang, str) and lang in LANGUAGES else None


def _texts(nb: dict[str, Any], lang: str | None) -> None:
    """A text has its rubric below it."""
    asked = {f"{made.slug}-answer": made for made in exercises().values() if made.kind == "text"}
    for cell in nb["cells"]:
        about = cell["metadata"].get("nbgrader") or {}
        made = asked.get(about.get("grade_id", ""))
        if made is None or cell["cell_type"] != "code" or not (about["grade"] and about["solution"]):
            continue
        shown = {"text/plain": "", "text/html": for_teacher(made, values_for(made), lang)}
        cell["execution_count"] = 1
        cell["outputs"] = [{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": shown}]


def _by_hand(nb: dict[str, Any], plan: NotebookPlan, scores: dict[str, float | None], unanswered: list[str]) -> None:
    """Cells that a person grades (None), but those left as they were released: nothing was answered, nothing is earned."""
    wanted = {cell.name: cell for cell in plan.cells if cell.solution}
    for cell in nb["cells"]:
        known = wanted.get((cell["metadata"].get("nbgrader") or {}).get("grade_id", ""))
        if known is None:
            continue
        same = cell["source"] == known.source
        if same:
            unanswered.append(known.name)
        if known.grade:
            scores[known.name] = 0.0 if same else None
