"""Where the course lies: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["course_file", "is_program"]

_PACKAGE = Path(__file__).resolve().parent


def course_file(name: str) -> Path | None:
    """`notebooks`, `course` or `grading`: the checkout's if there is one, else the installed copy; None if there is none."""
    for root in (_PACKAGE.parent, _PACKAGE / "_course"):
        found = root / name
        if found.is_dir() and any(found.iterdir()):
            return found
    return None


def is_program(folder: Path) -> bool:
    """Is the folder this package itself (a checkout has it under the default name of the learner's folder)?"""
    return (folder / "__init__.py").exists()
