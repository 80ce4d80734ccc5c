"""`kubecourse slides LANG/LESSON`: a lesson as slides for the classroom, one HTML file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .words import say

__all__ = ["options", "run"]


def options(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kubecourse slides`."""
    parser.add_argument("lesson", help=say("slides-lesson"))
    parser.add_argument("--run", action="store_true", help=say("slides-run"))
    parser.add_argument("--reveal", default="", metavar="URL", help=say("slides-reveal"))
    parser.add_argument("--to", default="", metavar="FILE", help=say("slides-to"))


def run(arguments: argparse.Namespace) -> int:
    """0 when the file is written."""
    from ..authoring.lesson import read_lesson
    from ..authoring.slides import slides
    from ..grading import exercises
    from ..places import course_file

    course = course_file("course")
    if course is None:
        print(say("lab-nothing"), file=sys.stderr)
        return 1
    lang, _, name = arguments.lesson.removesuffix(".md").removesuffix(".ipynb").rpartition("/")
    every = sorted(f"{path.parent.name}/{path.stem}" for path in course.glob("[a-z][a-z]/[0-9][0-9]-*.md"))
    if f"{lang}/{name}" not in every:
        print(say("slides-unknown", name=arguments.lesson, known=", ".join(every)), file=sys.stderr)
        return 2
    lesson = read_lesson(course / lang / f"{name}.md")
    page = slides(lesson, exercises(), run=arguments.run, reveal=arguments.reveal)
    target = Path(arguments.to or f"{name}.{lang}.slides.html")
    target.write_text(page, encoding="utf-8")
    print(say("slides-wrote", file=target))
    return 0
