"""The report as a notebook: the same parts, and the points as data for questions of the instructor's own.

Next: `sheets.py`.
"""

from __future__ import annotations

import json

from ...explain.language import language
from .alike import Pair
from .figures import Figures
from .marks import Marks
from .page import facts, sections
from .words import tell

__all__ = ["notebook"]

_CODE = """import csv
from pathlib import Path

with Path({file!r}).open(encoding="utf-8-sig", newline="") as file:
    rows = list(csv.DictReader(file))
rows[:3]"""


def notebook(marks: Marks, found: Figures, pairs: list[Pair], data: str, lang: str | None = None) -> str:
    """The text of an .ipynb; `data` is the name of the CSV beside it."""
    cells: list[dict[str, object]] = [
        _text("title", f"# {_plain(tell('title', lang, assignment=marks.assignment))}\n\n{facts(marks, found, lang)}")
    ]
    for number, (head, says, body) in enumerate(sections(marks, found, pairs, lang)):
        cells.append(_text(f"part-{number}", f"## {head}\n\n{says}"))
        # what students wrote is in an output as HTML, where the viewer's own cleaning holds, and never Markdown
        shown: dict[str, object] = {
            "output_type": "display_data",
            "metadata": {},
            "data": {"text/html": body, "text/plain": head},
        }
        cells.append(_code(f"shown-{number}", "", [shown]))
    cells.append(_text("data", tell("notebook-data", lang)))
    cells.append(_code("points", _CODE.format(file=data), []))
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    made = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "kubecourse": {"lang": language(lang)}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _text(id: str, source: str) -> dict[str, object]:
    return {"cell_type": "markdown", "id": id, "metadata": {}, "source": source}


def _code(id: str, source: str, outputs: list[dict[str, object]]) -> dict[str, object]:
    return {
        "cell_type": "code",
        "id": id,
        "execution_count": None,
        "metadata": {},
        "outputs": outputs,
        "source": source,
    }


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in " :_-." else " " for letter in name)
