"""What is amiss with a class before the first answer is tried, said as one sentence instead of a wrong mark for everybody.

A course that has none of the assignment's exercises would give nobody a point; a record that cannot be read would end every
process of the run; a gradebook that is no database, a configuration with a slip, a name that nobody has: each has its
words. What concerns one submission only is a notice of that submission (`work.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..registry import exercises, where
from ..words import tell
from .work import Job

__all__ = ["Unsound", "course_of", "handed_in"]


class Unsound(Exception):
    """`key` names the sentence (`words.py`), `blanks` fill it; `str(error)` says it in the reader's language."""

    def __init__(self, key: str, **blanks: object) -> None:
        super().__init__(tell(key, **blanks))


def course_of(assignment: str, checks: Iterable[str]) -> None:
    """The course can be read, and has at least one of the exercises whose check cells these are. Raises Unsound."""
    try:
        known = {f"{made.slug}-check" for made in exercises().values()}
    except ValueError as error:
        raise Unsound("sound-bad-course", error=error) from None
    asked = {*checks}
    if asked and not known & asked:
        raise Unsound("sound-other-course", assignment=assignment, course=where() or "—")


def handed_in(submitted: str, assignment: str, jobs: Sequence[Job], kept: int, students: Sequence[str] | None) -> None:
    """Somebody has handed something in, and so has everybody who is named, as far as one can see. Raises Unsound."""
    if not jobs and not kept:
        who = ", ".join(students or ()) or "*"
        raise Unsound("sound-nothing", folder=f"{submitted}/{who}/{assignment}")
