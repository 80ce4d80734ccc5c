"""`kubecourse grade report | export | diff`: what the instructor sees of a graded class."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .words import say

if TYPE_CHECKING:
    from ..grading.report.marks import Marks
    from ..grading.run.conduct import Settings

__all__ = ["options", "run", "snapshot"]


def options(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments of the three."""
    for name in ("report", "export", "diff"):
        part = parts.add_parser(name, help=say(f"grade-{name}"), description=say(f"grade-{name}"))
        part.add_argument("assignment", metavar="ASSIGNMENT", help=say("grade-assignment"))
        part.add_argument("--dir", default=".", help=say("grade-root"))
        if name != "diff":
            part.add_argument("--db", default="", metavar="URL", help=say("grade-db"))
        if name == "export":
            part.add_argument(
                "--format", choices=("questions", "canvas", "moodle"), default="questions", help=say("grade-format")
            )
            part.add_argument("--to", metavar="FILE", help=say("grade-to"))
        elif name == "report":
            part.add_argument("--to", metavar="DIR", help=say("grade-into"))
        else:
            part.add_argument("runs", nargs="*", type=int, metavar="RUN", help=say("grade-runs"))


def run(arguments: argparse.Namespace) -> int:
    """Do one of them; 1 if there is nothing to look at."""
    from ..grading.report.marks import NoAssignment

    try:
        return {"report": _report, "export": _export, "diff": _diff}[arguments.what](arguments)
    except FileNotFoundError as error:
        print(say("grade-no-config", file=error), file=sys.stderr)
    except NoAssignment as error:
        print(say("grade-unknown", assignment=error), file=sys.stderr)
    return 1


def snapshot(course: Settings, assignment: str) -> int | None:
    """Keep the marks after a run, for `diff`; the number, or None if nothing changed."""
    from ..grading.report import snapshots
    from ..grading.report.marks import read_marks

    return snapshots.keep(course.root, read_marks(course.db_url, course.course, assignment))


def _marks(arguments: argparse.Namespace) -> tuple[Settings, Marks]:
    from ..grading.nbgrader_setup import find_alembic
    from ..grading.report.marks import read_marks
    from ..grading.run.conduct import settings

    find_alembic()
    course = settings(Path(arguments.dir), arguments.db)
    return course, read_marks(course.db_url, course.course, arguments.assignment)


def _report(arguments: argparse.Namespace) -> int:
    from ..grading.report.alike import alike
    from ..grading.report.cells import notebook
    from ..grading.report.feedback_read import read_answers
    from ..grading.report.figures import figures
    from ..grading.report.page import page
    from ..grading.report.sheets import sheet

    course, marks = _marks(arguments)
    answers = list(read_answers(course.root / course.autograded, marks.assignment, [one.id for one in marks.students]))
    found, pairs = figures(marks, answers), alike(answers)
    folder = Path(arguments.to) if arguments.to else course.root / "reports" / marks.assignment
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.html").write_text(page(marks, found, pairs), encoding="utf-8", errors="replace")
    text = notebook(marks, found, pairs, "questions.csv")
    (folder / "report.ipynb").write_text(text, encoding="utf-8", errors="replace")
    _put(folder / "questions.csv", sheet(marks, "questions"))
    print(say("grade-reported", file=folder / "report.html"))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from ..grading.report.sheets import sheet

    _, marks = _marks(arguments)
    text = sheet(marks, arguments.format)
    if arguments.to:
        _put(Path(arguments.to), text)
    else:
        sys.stdout.write(text.replace("\r\n", "\n"))
    return 0


def _put(path: Path, text: str) -> None:
    # the mark at the beginning tells Excel that it is UTF-8
    path.write_text(text, encoding="utf-8-sig", errors="replace", newline="")


def _diff(arguments: argparse.Namespace) -> int:
    from ..grading.report import snapshots

    root, wanted = Path(arguments.dir), list(arguments.runs)
    there = snapshots.numbers(root, arguments.assignment)
    if not wanted:
        wanted = there[-2:]
    elif len(wanted) == 1:
        wanted = [*wanted, *there[-1:]]
    if len(wanted) != 2 or any(number not in there for number in wanted):
        print(say("grade-no-runs", runs=", ".join(map(str, there)) or "–"), file=sys.stderr)
        return 1
    before, after = (snapshots.load(root, arguments.assignment, number) for number in wanted)
    for line in snapshots.compare(before, after):
        print(line)
    return 0
