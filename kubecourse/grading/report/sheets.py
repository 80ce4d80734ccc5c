"""Marks for other programs: a CSV by question for spreadsheets, and what Canvas and Moodle import.

Every cell is quoted, and none of it can be a formula: text that a spreadsheet would calculate gets an apostrophe before it.
Next: `snapshots.py`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

from .marks import Marks, Student
from .words import tell

__all__ = ["FORMATS", "safe", "sheet"]

#: with these a cell begins that Excel, LibreOffice or Google Sheets would calculate
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def sheet(marks: Marks, form: str, lang: str | None = None) -> str:
    """The text of a file in one of FORMATS. Raises KeyError for another."""
    return FORMATS[form](marks, lang)


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula and no line breaks."""
    plain = "".join(letter if letter.isprintable() or letter in "\t\r\n" else "" for letter in text)
    return f"'{plain}" if plain.lstrip(" \u00a0\ufeff").startswith(_FORMULA) or plain.startswith(_FORMULA) else plain


def _questions(marks: Marks, lang: str | None) -> str:
    """One row a student, one column a question; empty is still to be marked by a person."""
    head = [tell(key, lang) for key in ("student", "first-name", "last-name", "email")]
    head += [f"{question.name} ({question.most:g})" for question in marks.questions]
    rows = [[*head, tell("late", lang), f"{tell('total', lang)} ({marks.most:g})"]]
    for student in marks.students:
        who = [safe(word) for word in (student.id, student.first, student.last, student.email)]
        points = [_number(student.points.get(question.cell)) for question in marks.questions]
        rows.append([*who, *points, _number(student.late), _number(student.total)])
    return _csv(rows)


def _canvas(marks: Marks, lang: str | None) -> str:
    """Canvas' own columns; its second row says how many points there are. The ids are those that Canvas gave."""
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", marks.assignment]]
    rows.append(["    Points Possible", "", "", "", "", f"{marks.most:g}"])
    for student in marks.students:
        name = ", ".join(filter(None, (student.last, student.first))) or student.id
        rows.append([safe(name), safe(student.lms), "", safe(student.id), "", _number(_done(student))])
    return _csv(rows)


def _moodle(marks: Marks, lang: str | None) -> str:
    """Moodle asks at the import which column is who, and which is the mark."""
    rows = [["username", "firstname", "lastname", "email", "idnumber", marks.assignment, "feedback"]]
    for student in marks.students:
        who = [safe(word) for word in (student.id, student.first, student.last, student.email, student.lms)]
        open_ = [question.name for question in marks.questions if student.points.get(question.cell, 0.0) is None]
        remark = safe(tell("by-hand", lang, questions=", ".join(open_))) if open_ else ""
        rows.append([*who, _number(_done(student)), remark])
    return _csv(rows)


def _done(student: Student) -> float | None:
    """No total while a person has something to mark: a learning platform would show it as the end."""
    return None if any(points is None for points in student.points.values()) else student.total


def _number(points: float | None) -> str:
    return "" if points is None else f"{round(points, 2):g}"


def _csv(rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


#: name -> how it is written
FORMATS: dict[str, Callable[[Marks, str | None], str]] = {"questions": _questions, "canvas": _canvas, "moodle": _moodle}
