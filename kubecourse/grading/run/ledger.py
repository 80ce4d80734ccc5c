"""The gradebook of nbgrader, and in the same database which submission is in it already.

Marks and the note that they were booked are one transaction: whatever instant the process is killed at, a submission is
booked as a whole or not at all, and the next run goes on where this one stood. A mark that a person gave is never touched.
SQLite as well as PostgreSQL, by `db_url`. Next: `conduct.py`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from nbgrader import api
from nbgrader.utils import parse_utc
from sqlalchemy import Column, Float, MetaData, String, Table, Text, insert, select, update
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, OperationalError

from .notebook import SourceCell
from .sound import Unsound
from .work import Done, NotebookPlan

__all__ = ["Ledger", "Unknown"]

#: how often a transaction is tried that met another writer
TRIES = 40
_META = MetaData()
#: one row a submission: what was graded, and when it took how long
_RUNS = Table(
    "kubecourse_run", _META,
    Column("assignment", String(128), primary_key=True), Column("student", String(128), primary_key=True),
    Column("digest", String(64), nullable=False), Column("seconds", Float, nullable=False), Column("states", Text, nullable=False),
    Column("notices", Text, nullable=False),
)  # fmt: skip


class Unknown(LookupError):
    """The gradebook has no such assignment: it was not generated."""


class _Rows(NamedTuple):
    """A notebook of the assignment: its id, and name and id of its cells."""

    id: str
    grades: list[tuple[str, str]]
    solutions: list[tuple[str, str]]


class Ledger:
    """The gradebook at `db_url`, for one assignment. Use it as a context. Raises Unknown, Unsound."""

    def __init__(self, db_url: str, course: str, assignment: str, penalty: Any = None) -> None:
        try:
            self._book = api.Gradebook(db_url, course)
        except (DatabaseError, ArgumentError) as error:
            raise Unsound("sound-bad-db", error=getattr(error, "orig", None) or error) from None
        self._db = self._book.db
        self._penalty = penalty
        # two that begin at once may both find no table: the second of them finds it at its next look
        with suppress(DatabaseError):
            _META.create_all(self._book.engine)
        try:
            self._assignment = self._book.find_assignment(assignment)
        except api.MissingEntry:
            self._book.close()
            raise Unknown(assignment) from None
        self._notebooks = {each.name: each for each in self._assignment.notebooks}
        # read once: after a commit every look at these would ask the database anew
        self._name, self._id, self._due = assignment, self._assignment.id, self._assignment.duedate
        self._rows_of = {
            name: _Rows(
                each.id, [(c.name, c.id) for c in each.grade_cells], [(c.name, c.id) for c in each.solution_cells]
            )
            for name, each in self._notebooks.items()
        }

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: Any) -> None:
        self._book.close()

    # -- reading -----------------------------------------------------------------------------------

    def plans(self) -> tuple[NotebookPlan, ...]:
        """The notebooks of the assignment with their cells, as they were released."""
        return tuple(self._plan(name) for name in sorted(self._notebooks))

    def _plan(self, name: str) -> NotebookPlan:
        notebook = self._notebooks[name]
        grades = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        cells = tuple(
            SourceCell(
                cell.name, cell.cell_type, cell.source or "", cell.checksum or "", bool(cell.locked), cell.name in grades,
                cell.name in solutions, grades.get(cell.name, 0.0),
            )
            for cell in notebook.source_cells
        )  # fmt: skip
        return NotebookPlan(name, notebook.kernelspec or "", cells)

    def booked(self) -> dict[str, str]:
        """Student -> digest of the submission that is in the gradebook."""
        rows = self._db.execute(select(_RUNS.c.student, _RUNS.c.digest).where(_RUNS.c.assignment == self._name))
        return {str(student): str(digest) for student, digest in rows}

    def notices(self) -> list[tuple[str, str]]:
        """(student, what) that an instructor should look at, of all runs."""
        where = (
            select(_RUNS.c.student, _RUNS.c.notices)
            .where(_RUNS.c.assignment == self._name)
            .where(_RUNS.c.notices != "")
        )
        return [(str(student), str(text)) for student, text in self._db.execute(where.order_by(_RUNS.c.student))]

    # -- writing -----------------------------------------------------------------------------------

    def book(self, done: Iterable[tuple[Done, Path]]) -> None:
        """Book submissions, all in one transaction. With each goes the folder, for the time it was handed in."""
        rows = [(one, _handed_in(folder)) for one, folder in done]
        for attempt in range(1, TRIES + 1):
            try:
                for one, at in rows:
                    self._one(one, at)
                self._db.commit()
                return
            except (OperationalError, IntegrityError):
                # somebody else writes at the same time: the whole once more, a little later
                self._db.rollback()
                if attempt == TRIES:
                    raise
                time.sleep(0.02 * attempt * (1 + hash(rows[0][0].student) % 7))
            except BaseException:
                self._db.rollback()
                raise

    def _one(self, done: Done, at: datetime | None) -> None:
        submission = self._submission(done.student, at)
        for name, scores in done.scores.items():
            self._notebook(submission, name, scores, done.unanswered.get(name, []))
        row = {
            "digest": done.digest, "seconds": round(done.seconds, 4), "states": _lines(done.states.items()),
            "notices": _lines(done.notices),
        }  # fmt: skip
        key = (_RUNS.c.assignment == self._name, _RUNS.c.student == done.student)
        if self._db.execute(update(_RUNS).where(*key).values(**row)).rowcount == 0:
            self._db.execute(insert(_RUNS).values(assignment=self._name, student=done.student, **row))

    def _submission(self, student: str, at: datetime | None) -> str:
        """Its id; made with its student if it is the first."""
        table = api.SubmittedAssignment.__table__
        if self._db.execute(select(api.Student.id).where(api.Student.id == student)).first() is None:
            self._db.execute(insert(api.Student.__table__).values(id=student))
        here = (table.c.assignment_id == self._id, table.c.student_id == student)
        found = self._db.execute(select(table.c.id).where(*here)).scalar()
        if found is None:
            found = uuid4().hex
            values = {"id": found, "assignment_id": self._id, "student_id": student, "timestamp": at}
            self._db.execute(insert(table).values(**values))
        else:
            self._db.execute(update(table).where(table.c.id == found).values(timestamp=at))
        return str(found)

    def _notebook(self, submission: str, name: str, scores: dict[str, float | None], unanswered: list[str]) -> None:
        table = api.SubmittedNotebook.__table__
        known = self._rows_of[name]
        here = (table.c.assignment_id == submission, table.c.notebook_id == known.id)
        found = self._db.execute(select(table.c.id).where(*here)).scalar()
        fresh = found is None
        if fresh:
            found = uuid4().hex
            self._db.execute(
                insert(table).values(id=found, assignment_id=submission, notebook_id=known.id, flagged=False)
            )
        self._grades(str(found), {id: scores.get(cell) for cell, id in known.grades}, fresh)
        texts = {id: "No response." if cell in unanswered else None for cell, id in known.solutions}
        self._comments(str(found), texts, fresh)
        self._late(submission, str(found))

    def _grades(self, notebook: str, scores: dict[str, float | None], fresh: bool) -> None:
        table = api.Grade.__table__
        kept = {} if fresh else self._rows(table, notebook, table.c.manual_score)
        new = [
            {
                "id": uuid4().hex,
                "notebook_id": notebook,
                "cell_id": cell,
                "auto_score": score,
                "needs_manual_grade": score is None,
            }
            for cell, score in scores.items()
            if cell not in kept
        ]
        if new:
            self._db.execute(insert(table), new)
        for cell, (row, manual) in kept.items():
            if cell in scores:
                again = {"auto_score": scores[cell], "needs_manual_grade": manual is not None or scores[cell] is None}
                self._db.execute(update(table).where(table.c.id == row).values(**again))

    def _comments(self, notebook: str, texts: dict[str, str | None], fresh: bool) -> None:
        table = api.Comment.__table__
        kept = {} if fresh else self._rows(table, notebook, table.c.manual_comment)
        new = [
            {"id": uuid4().hex, "notebook_id": notebook, "cell_id": cell, "auto_comment": text}
            for cell, text in texts.items()
            if cell not in kept
        ]
        if new:
            self._db.execute(insert(table), new)
        for cell, (row, _) in kept.items():
            if cell in texts:
                self._db.execute(update(table).where(table.c.id == row).values(auto_comment=texts[cell]))

    def _rows(self, table: Any, notebook: str, column: Any) -> dict[str, tuple[str, Any]]:
        rows = self._db.execute(select(table.c.cell_id, table.c.id, column).where(table.c.notebook_id == notebook))
        return {str(cell): (str(row), value) for cell, row, value in rows}

    def _late(self, submission: str, notebook: str) -> None:
        """What the course's late policy takes off, never more than there is."""
        if self._due is None:
            return
        found = self._db.get(api.SubmittedAssignment, submission, populate_existing=True)
        late = found.total_seconds_late
        mine = self._db.get(api.SubmittedNotebook, notebook, populate_existing=True)
        taken = self._penalty(found.student_id, mine.score, late) if late > 0 and self._penalty else None
        mine.late_submission_penalty = None if taken is None else min(max(taken, 0), mine.score)


def _lines(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{name}\t{' '.join(text.split())}" for name, text in pairs)


def _handed_in(folder: Path) -> datetime | None:
    stamp = folder / "timestamp.txt"
    try:
        found: datetime = parse_utc(stamp.read_text(encoding="utf-8").strip())  # type: ignore[no-untyped-call]
        return found
    except (OSError, ValueError):
        return None
