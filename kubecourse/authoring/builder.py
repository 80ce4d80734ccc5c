"""`build(root)`: notebooks/ and grading/source/ from course/. What is there already with the same bytes is not touched.

    notebooks/LANG/NN-MODULE.ipynb                  for oneself: starters and checks, no solutions
    grading/source/MODULE_LANG/MODULE.ipynb         for nbgrader: solutions inside their marks, cells locked
    course/README.md, course/es/README.md           the tables between their marks, where the course has a notes-map.yaml

The languages of a lesson must have the same cells, in kind, id and code: prose alone may differ.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..explain.language import LANGUAGES
from ..grading import exercises
from .expand import Cell, cells
from .lesson import Lesson, read_lesson
from .notebook import as_bytes
from .notes_map import pages

__all__ = ["build", "planned", "shape"]

_COMMENT = re.compile(r"(^|\s)#.*$")


def build(root: str | Path) -> list[str]:
    """Write what has changed under `root`, remove notebooks that no lesson makes any more; returns the names of both.

    Raises ValueError (LessonError) for sources that cannot be built; nothing is written then.
    """
    root = Path(root)
    plan = planned(root)
    written = []
    for name, content in plan.items():
        path = root / name
        if path.exists() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(content)
        os.replace(part, path)
        written.append(name)
    for name in leftovers(root, plan):
        (root / name).unlink()
        written.append(name)
    return written


def planned(root: str | Path) -> dict[str, bytes]:
    """Every file that `build` would write, by its name under `root`."""
    course = Path(root) / "course"
    known = exercises(course)
    plan: dict[str, bytes] = {}
    shapes: dict[str, tuple[str, list[object]]] = {}
    for lang in LANGUAGES:
        for path in sorted((course / lang).glob("[0-9][0-9]-*.md")):
            lesson = read_lesson(path)
            made = cells(lesson, known)
            _compare(shapes, lesson, made)
            plan[f"notebooks/{lang}/{lesson.name}.ipynb"] = as_bytes(lesson, made)
            if lesson.graded:
                name = f"grading/source/{lesson.module}_{lang}/{lesson.module}.ipynb"
                plan[name] = as_bytes(lesson, cells(lesson, known, graded=True))
    plan |= {f"course/{name}": text.encode() for name, text in pages(course, known).items()}
    return dict(sorted(plan.items()))


def leftovers(root: Path, plan: dict[str, bytes]) -> list[str]:
    """Notebooks of lessons that are no more."""
    found = [*(root / "notebooks").glob("*/*.ipynb"), *(root / "grading" / "source").glob("*/*.ipynb")]
    names = sorted(path.relative_to(root).as_posix() for path in found)
    return [name for name in names if name not in plan]


def shape(made: list[Cell]) -> list[object]:
    """What must not differ between languages: kinds, ids, tags, and code that is not the learner's."""
    return [
        (cell.kind, cell.id, cell.tags, _code(cell.source) if cell.kind == "code" and not _prose(cell) else "")
        for cell in made
    ]


def _code(source: str) -> str:
    """Code without its comments, which are prose."""
    return "\n".join(line for line in (_COMMENT.sub("", line) for line in source.splitlines()) if line.strip())


def _prose(cell: Cell) -> bool:
    """A starter may have comments for the learner, and the language cell differs by its nature."""
    return cell.id == "language" or cell.id.endswith("-answer")


def _compare(shapes: dict[str, tuple[str, list[object]]], lesson: Lesson, made: list[Cell]) -> None:
    here = shape(made)
    lang, there = shapes.setdefault(lesson.name, (lesson.lang, here))
    if there == here:
        return
    pairs = zip(there, here, strict=False)
    number = next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(there), len(here)))
    one = there[number] if number < len(there) else "nothing"
    other = here[number] if number < len(here) else "nothing"
    raise ValueError(f"{lesson.name}: cell {number + 1} differs: {lang} has {one}, {lesson.lang} has {other}")
