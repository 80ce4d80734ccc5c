"""Cells as the bytes of a notebook: nbformat 4.5, sorted keys, no outputs, the same bytes every time.

Written by hand rather than through nbformat, whose import alone takes longer than the whole build. Next: `builder.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .expand import Cell
from .lesson import Lesson

__all__ = ["as_bytes"]

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


def as_bytes(lesson: Lesson, cells: Iterable[Cell]) -> bytes:
    """A notebook file."""
    notebook = {
        "cells": [_cell(cell) for cell in cells],
        "metadata": {
            "kernelspec": _KERNEL,
            "kubecourse": {"lang": lesson.lang, "lesson": lesson.name, "module": lesson.module},
            "language_info": _LANGUAGE,
            "title": lesson.title,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _cell(cell: Cell) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if cell.tags:
        metadata["tags"] = list(cell.tags)
    if cell.nbgrader is not None:
        metadata["nbgrader"] = cell.nbgrader
    if cell.hidden:
        metadata["jupyter"] = {"source_hidden": True}
    made: dict[str, Any] = {
        "cell_type": cell.kind,
        "id": cell.id,
        "metadata": metadata,
        "source": cell.source.splitlines(keepends=True),
    }
    if cell.kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return made
