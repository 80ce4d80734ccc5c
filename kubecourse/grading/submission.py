"""A submitted notebook as data: the answers in it, by exercise. Nothing in it is run.

Next: `limited.py`, where an answer is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..explain.language import LANGUAGES
from .answers import read_cell

__all__ = ["collect", "lang_of"]


def collect(cells: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Answers by exercise from (cell type, source): each different text once, in the notebook's order."""
    found: dict[str, list[str]] = {}
    for kind, source in cells:
        cell = read_cell(source) if kind == "code" else None
        if cell is not None:
            texts = found.setdefault(cell.id, [])
            if cell.text.strip() not in [text.strip() for text in texts]:
                texts.append(cell.text)
    return found


def lang_of(nb: Any) -> str | None:
    """The language the builder wrote into the notebook's metadata."""
    ours = nb.metadata.get("kubecourse")
    lang = ours.get("lang") if isinstance(ours, dict) else None
    return lang if lang in LANGUAGES else None
