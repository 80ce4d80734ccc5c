"""Answers as the notebook's cells give them: text by exercise, kept for the check cell that follows.

Also the one place that knows how an answer's cell begins, for the magics, the builder and the grader alike.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Cell", "drop", "forget", "read_cell", "recall", "remember"]

_HEADER = re.compile(r"%%(manifest|kubectl|answer)[ \t]+([A-Za-z0-9][\w.-]*)[ \t]*")
_kept: dict[str, str] = {}


class Cell(NamedTuple):
    """An answer's cell: the exercise it is for, and its text."""

    id: str
    text: str


def remember(id: str, text: str) -> None:
    """Keep the latest answer to an exercise."""
    _kept[str(id)] = str(text)


def recall(id: str) -> str | None:
    """The answer that was kept, or None."""
    return _kept.get(id)


def drop(id: str) -> None:
    """Forget the answer to one exercise."""
    _kept.pop(id, None)


def forget() -> None:
    """Start anew."""
    _kept.clear()


def read_cell(source: str) -> Cell | None:
    """A code cell's source as an answer: the magic first (IPython skips empty lines before it), then the text."""
    first, _, rest = source.lstrip("\n").partition("\n")
    header = _HEADER.fullmatch(first)
    return Cell(header[2], rest) if header else None
