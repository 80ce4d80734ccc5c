"""A submitted notebook as data: what is wrong with it, its answers, and the graded notebook that is made of it.

Cells are known by the ids that nbgrader wrote into them when the assignment was released; what the release says of a cell
(points, locked text, kind) holds, whatever the submission says. Outputs of a student are never kept. Next: `work.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..harmless import harmless

__all__ = ["LARGEST", "Broken", "SourceCell", "graded", "read"]

#: bytes of a notebook that is looked at, and cells
LARGEST, MOST_CELLS = 20 << 20, 5000

Cell = dict[str, Any]


class Broken(ValueError):
    """No notebook: `str(error)` says why."""


@dataclass(frozen=True)
class SourceCell:
    """A cell of the release, as the gradebook knows it."""

    name: str
    kind: str
    source: str
    checksum: str
    locked: bool
    grade: bool
    solution: bool
    points: float

    def metadata(self) -> Cell:
        """What nbgrader writes into the cell."""
        found: Cell = {"cell_type": self.kind, "checksum": self.checksum, "grade": self.grade, "grade_id": self.name,
                       "locked": self.locked, "schema_version": 3, "solution": self.solution, "task": False}  # fmt: skip
        return found | ({"points": self.points} if self.grade else {})


def read(text: bytes) -> Cell:
    """The notebook with nothing but plain cells of known kinds. Raises Broken."""
    if len(text) > LARGEST:
        raise Broken(f"{len(text)} bytes are more than {LARGEST}")
    try:
        nb = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Broken(f"no JSON: {error}") from None
    cells = nb.get("cells") if isinstance(nb, dict) else None
    if not isinstance(cells, list):
        raise Broken("no cells: not a notebook of version 4")
    if len(cells) > MOST_CELLS:
        raise Broken(f"{len(cells)} cells are more than {MOST_CELLS}")
    nb["cells"] = [cell for number, each in enumerate(cells) if (cell := _cell(each, number)) is not None]
    nb["metadata"] = nb["metadata"] if isinstance(nb.get("metadata"), dict) else {}
    nb["nbformat"], nb["nbformat_minor"] = 4, 5
    return {name: nb[name] for name in ("cells", "metadata", "nbformat", "nbformat_minor")}


def _cell(cell: Any, number: int) -> Cell | None:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return None
    if cell["cell_type"] == "markdown":
        source = harmless(source)
    metadata = dict(cell["metadata"]) if isinstance(cell.get("metadata"), dict) else {}
    if isinstance(cell.get("id"), str):
        metadata["kubecourse_id"] = cell["id"]  # tells what was released from what was added; `graded` drops it
    made: Cell = {"cell_type": cell["cell_type"], "id": f"c{number}", "metadata": metadata, "source": source}
    return made | ({"outputs": [], "execution_count": None} if made["cell_type"] == "code" else {})


def graded(
    nb: Cell, release: list[SourceCell], outputs: dict[str, dict[str, str]], kernelspec: Any
) -> tuple[Cell, list[str]]:
    """The graded notebook, and the cells that had to be put back.

    `outputs`: what a check cell shows, by its name. Every cell of the release that is graded is in it once.
    """
    known = {cell.name: cell for cell in release}
    seen: set[str] = set()
    cells = []
    for cell in nb["cells"]:
        name = _name(cell)
        theirs = known.get(name) if name not in seen else None
        cell["metadata"] = {}  # what it says (a raw cell may say that it is HTML) is the student's word
        if theirs is not None:
            seen.add(theirs.name)
            cell = _as_released(cell, theirs)
        cells.append(cell)
    lost = [one for one in release if one.grade and one.name not in seen]
    for number, one in enumerate(lost):
        blank: Cell = {"cell_type": one.kind, "id": f"restored-{number}", "metadata": {}, "source": one.source}
        cells.append(_as_released(blank, one))
    for cell in cells:
        shown = outputs.get(_name(cell))
        if shown is not None and cell["cell_type"] == "code":
            cell["execution_count"] = 1
            cell["outputs"] = [{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": shown}]
    metadata = {**nb["metadata"], "kernelspec": kernelspec} if kernelspec else nb["metadata"]
    return {**nb, "cells": cells, "metadata": metadata}, [one.name for one in lost]


def _name(cell: Cell) -> str:
    found = cell["metadata"].get("nbgrader")
    name = found.get("grade_id") if isinstance(found, dict) else None
    return name if isinstance(name, str) else ""


def _as_released(cell: Cell, theirs: SourceCell) -> Cell:
    made = {**cell, "cell_type": theirs.kind, "metadata": {**cell["metadata"], "nbgrader": theirs.metadata()}}
    if theirs.locked or (theirs.grade and not theirs.solution):
        made["source"] = theirs.source
    if theirs.kind == "code":
        return {**made, "outputs": [], "execution_count": None}
    return {name: value for name, value in made.items() if name not in ("outputs", "execution_count")}
