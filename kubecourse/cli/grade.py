"""`kubecourse grade init DIR`: an nbgrader course directory, ready to release from. `grade run ASSIGNMENT`: grade a class.

What comes after, `report`, `export` and `diff`, is in `grade_report.py`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from ..places import course_file
from .words import say

__all__ = ["options", "run"]


def options(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kubecourse grade`."""
    parts = parser.add_subparsers(dest="what", metavar="init | run | report | export | diff", required=True)
    init = parts.add_parser("init", help=say("grade-init"), description=say("grade-init"))
    init.add_argument("folder", metavar="DIR", help=say("grade-dir"))
    run = parts.add_parser("run", help=say("grade-run"), description=say("grade-run"))
    run.add_argument("assignment", metavar="ASSIGNMENT", help=say("grade-assignment"))
    run.add_argument("--dir", default=".", help=say("grade-root"))
    run.add_argument("--workers", type=int, default=0, metavar="N", help=say("grade-workers"))
    run.add_argument("--student", action="append", metavar="NAME", help=say("grade-student"))
    run.add_argument("--again", action="store_true", help=say("grade-again"))
    run.add_argument("--db", default="", metavar="URL", help=say("grade-db"))
    run.add_argument("--scheduler", default="", metavar="ADDRESS", help=say("grade-scheduler"))
    from . import grade_report

    grade_report.options(parts)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    if arguments.what == "init":
        return _init(arguments)
    from ..grading.run.sound import Unsound
    from . import grade_report

    try:
        return _run(arguments) if arguments.what == "run" else grade_report.run(arguments)
    except Unsound as error:
        print(error, file=sys.stderr)
        return 1


def _init(arguments: argparse.Namespace) -> int:
    """Copy configuration and assignments into a new folder."""
    source, folder = course_file("grading"), Path(arguments.folder)
    if source is None:
        print(say("lab-nothing"), file=sys.stderr)
        return 1
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        print(say("grade-full", folder=folder), file=sys.stderr)
        return 1
    shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("hub", "__pycache__"))
    first = sorted(p.name for p in (folder / "source").iterdir())[0]
    print(say("grade-ready", folder=folder, first=first))
    return 0


def _run(arguments: argparse.Namespace) -> int:
    """Grade what was handed in: 0 when all of it is in the gradebook, 1 when something could not be graded."""
    from ..grading.nbgrader_setup import find_alembic
    from ..grading.run.conduct import grade_class, settings
    from ..grading.run.ledger import Unknown

    find_alembic()
    root = Path(arguments.dir)
    try:
        course = settings(root, arguments.db)
        summary = grade_class(
            course, arguments.assignment, workers=arguments.workers, students=arguments.student, again=arguments.again,
            scheduler=arguments.scheduler, told=_told,
        )  # fmt: skip
    except FileNotFoundError as error:
        print(say("grade-no-config", file=error), file=sys.stderr)
        return 1
    except (Unknown, ValueError) as error:
        print(say("grade-unknown", assignment=error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n" + say("grade-stopped"), file=sys.stderr)
        return 130
    if sys.stderr.isatty():
        print(file=sys.stderr)
    for student, notebook, what in summary.notices:
        print(f"{student}{' · ' + notebook if notebook else ''}: {what}")
    print(
        say(
            "grade-done",
            graded=summary.graded,
            kept=summary.kept,
            seconds=f"{summary.seconds:.1f}",
            notices=len(summary.notices),
        )
    )
    from .grade_report import snapshot

    if number := snapshot(course, arguments.assignment):
        print(say("grade-kept", number=number, assignment=arguments.assignment))
    return 1 if summary.failed else 0


def _told(done: int, all: int, left: float) -> None:
    """One line that is written over, on a terminal only."""
    if sys.stderr.isatty():
        minutes, seconds = divmod(round(left), 60)
        print(
            f"\r{say('grade-far', done=done, all=all, left=f'{minutes}:{seconds:02d}')} ",
            end="",
            file=sys.stderr,
            flush=True,
        )
