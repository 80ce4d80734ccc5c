"""The points of one assignment as the gradebook has them: by student and question, a person's mark before a machine's.

Next: `feedback_read.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..records import Exercise
from ..registry import exercises

__all__ = ["Marks", "NoAssignment", "Question", "Student", "read_marks"]


class NoAssignment(LookupError):
    """The gradebook does not know the assignment."""


@dataclass(frozen=True)
class Question:
    """One thing that earns points: a check of the course, or a cell that a person marks."""

    cell: str
    notebook: str
    most: float
    exercise: Exercise | None

    @property
    def name(self) -> str:
        """The exercise's id, or else the cell's name."""
        return self.exercise.id if self.exercise else self.cell

    def title(self, lang: str | None = None) -> str:
        """For people."""
        return self.exercise.title(lang) if self.exercise else self.cell


@dataclass
class Student:
    """One who handed in. `points`: cell -> points; None is still to be marked by a person."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    lms: str = ""
    points: dict[str, float | None] = field(default_factory=dict)
    late: float = 0.0

    @property
    def total(self) -> float:
        """Points earned, without what was taken away for being late."""
        return max(0.0, round(sum(each or 0.0 for each in self.points.values()) - self.late, 4))

    @property
    def name(self) -> str:
        """As people are called, or the id."""
        return " ".join(filter(None, (self.first, self.last))) or self.id


@dataclass(frozen=True)
class Marks:
    """All of it, students by id, questions in the notebook's order as far as the course knows it."""

    assignment: str
    questions: tuple[Question, ...]
    students: tuple[Student, ...]

    @property
    def most(self) -> float:
        """All there is to earn."""
        return sum(question.most for question in self.questions)


def read_marks(db_url: str, course: str, assignment: str) -> Marks:
    """From nbgrader's gradebook, SQLite or PostgreSQL, in four queries whatever the size of the class. Raises NoAssignment."""
    from nbgrader.api import Gradebook

    with Gradebook(db_url, course) as book:
        return _read(book.db, assignment)


def _read(db: object, assignment: str) -> Marks:
    from nbgrader import api
    from sqlalchemy import select

    ask = db.execute  # type: ignore[attr-defined]
    found = ask(select(api.Assignment.id).where(api.Assignment.name == assignment)).scalar()
    if found is None:
        raise NoAssignment(assignment)
    notebooks = ask(select(api.Notebook.id, api.Notebook.name).where(api.Notebook.assignment_id == found)).all()
    names = {row.id: row.name for row in notebooks}
    questions: dict[str, Question] = {}
    by_slug = {f"{made.slug}-check": made for made in exercises().values()}
    for kind in (api.GradeCell, api.TaskCell):
        base, own = api.BaseCell.__table__, kind.__table__
        asked = select(base.c.id, base.c.name, base.c.notebook_id, own.c.max_score).join(own, own.c.id == base.c.id)
        for row in ask(asked.where(base.c.notebook_id.in_(list(names)))):
            most = float(row.max_score or 0.0)
            questions[row.id] = Question(row.name, names[row.notebook_id], most, by_slug.get(row.name))
    order = {slug: number for number, slug in enumerate(by_slug)}
    ordered = sorted(questions.values(), key=lambda each: (each.notebook, order.get(each.cell, len(order)), each.cell))
    return Marks(assignment, tuple(ordered), tuple(_students(ask, found, questions)))


def _students(ask: object, assignment: str, questions: dict[str, Question]) -> list[Student]:
    from nbgrader import api
    from sqlalchemy import select

    person, handed, book, grade = (
        kind.__table__ for kind in (api.Student, api.SubmittedAssignment, api.SubmittedNotebook, api.Grade)
    )
    here = handed.c.assignment_id == assignment
    students: dict[str, Student] = {}
    asked = select(person).join(handed, handed.c.student_id == person.c.id).where(here)
    for row in ask(asked.order_by(person.c.id)):  # type: ignore[operator]
        first, last, email, lms = (
            str(word or "") for word in (row.first_name, row.last_name, row.email, row.lms_user_id)
        )
        students[row.id] = Student(row.id, first, last, email, lms)
    joined = select(handed.c.student_id, book.c.late_submission_penalty).join(book, book.c.assignment_id == handed.c.id)
    for row in ask(joined.where(here)):  # type: ignore[operator]
        students[row.student_id].late += float(row.late_submission_penalty or 0.0)
    columns = (handed.c.student_id, grade.c.cell_id, grade.c.auto_score, grade.c.manual_score, grade.c.extra_credit)
    marks = (
        select(*columns).join(book, book.c.assignment_id == handed.c.id).join(grade, grade.c.notebook_id == book.c.id)
    )
    for row in ask(marks.where(here)):  # type: ignore[operator]
        if row.cell_id in questions:
            own = row.manual_score if row.manual_score is not None else row.auto_score
            extra = float(row.extra_credit or 0.0)
            students[row.student_id].points[questions[row.cell_id].cell] = None if own is None else float(own) + extra
    return sorted(students.values(), key=lambda each: each.id)
