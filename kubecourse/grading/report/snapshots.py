"""Marks between two runs: after each run the marks are kept beside the course, numbered, and two of them can be compared.

A snapshot is JSON with points by student and question; nothing of what students wrote is in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .marks import Marks
from .words import tell

__all__ = ["compare", "keep", "load", "numbers"]

#: student -> question -> points
Snapshot = dict[str, dict[str, float | None]]


def keep(folder: Path, marks: Marks) -> int | None:
    """Write a snapshot if anything changed since the last one; its number, or None."""
    names = {question.cell: question.name for question in marks.questions}
    now: Snapshot = {
        one.id: {names[cell]: points for cell, points in sorted(one.points.items())} for one in marks.students
    }
    for one in marks.students:
        if one.late:
            now[one.id]["late"] = -one.late
    before = numbers(folder, marks.assignment)
    if before and load(folder, marks.assignment, before[-1]) == now:
        return None
    number = before[-1] + 1 if before else 1
    path = _path(folder, marks.assignment, number)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text(json.dumps(now, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")
    os.replace(beside, path)
    return number


def numbers(folder: Path, assignment: str) -> list[int]:
    """Which there are."""
    found = _path(folder, assignment, 0).parent.glob("*.json")
    return sorted(int(path.stem) for path in found if path.stem.isdigit())


def load(folder: Path, assignment: str, number: int) -> Snapshot:
    """One of them. Raises FileNotFoundError."""
    found: Snapshot = json.loads(_path(folder, assignment, number).read_text(encoding="utf-8"))
    return found


def compare(before: Snapshot, after: Snapshot, lang: str | None = None) -> Iterator[str]:
    """What changed, a line each, and a sum at the end."""
    changed, whose = 0, set[str]()
    for student in sorted({*before, *after}):
        old, new = before.get(student), after.get(student)
        if old is None or new is None:
            key, of = ("diff-new", new) if old is None else ("diff-gone", old)
            yield tell(key, lang, student=student, before=_sum(of), after=_sum(of))
            changed, whose = changed + len(of or {}), whose | {student}
            continue
        for question in sorted({*old, *new}):
            if old.get(question) != new.get(question):
                changed, whose = changed + 1, whose | {student}
                told = {"before": _told(old.get(question), lang), "after": _told(new.get(question), lang)}
                yield tell("diff-line", lang, student=student, question=question, **told)
    if not changed:
        yield tell("diff-none", lang)
        return
    yield tell("diff-sum", lang, changed=changed, students=len(whose), before=_mean(before), after=_mean(after))


def _told(points: Any, lang: str | None) -> str:
    return tell("open", lang) if points is None else f"{points:g}"


def _sum(points: dict[str, float | None] | None) -> str:
    return f"{sum(each or 0.0 for each in (points or {}).values()):g}"


def _mean(all: Snapshot) -> str:
    return f"{sum(sum(each or 0.0 for each in one.values()) for one in all.values()) / max(1, len(all)):.2f}"


def _path(folder: Path, assignment: str, number: int) -> Path:
    return folder / "runs" / Path(assignment).name / f"{number:04}.json"
