"""A lesson as slides, for the wall of a classroom: reveal.js, made by nbconvert from the lesson's own cells.

A heading begins a slide; a prediction, an exercise and a debrief hang below it; a cell appears when it is asked for. The
cells with answers and checks are left out. With `run`, the cluster's outputs and pictures are in it. Next: `cli/slides.py`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..grading import Exercise
from .expand import Cell, cells
from .lesson import Lesson
from .notebook import as_bytes

__all__ = ["part", "slides"]

#: what starts the show; slides that are too long scroll
_START = """<style>.reveal .slides > section > section {{ max-height: 690px; overflow-y: auto; }}</style>
<script src="{reveal}/dist/reveal.js"></script>
<script src="{reveal}/plugin/notes/notes.js"></script>
<script>
Reveal.initialize({{controls: true, progress: true, history: true, width: 1100, height: 700, plugins: [RevealNotes]}});
</script>
</html>"""
_LEFT_OUT = ("-begin", "-answer", "-check")


def part(cell: Cell) -> str:
    """What a cell is in a show: slide, subslide, fragment, "-" (goes on) or skip."""
    if cell.kind == "code":
        return "skip" if cell.hidden or cell.id.endswith(_LEFT_OUT) or "lab(cluster)" in cell.source else "fragment"
    if re.match(r"#{1,2} ", cell.source):
        return "slide"
    if cell.source.startswith("### ") or cell.id.endswith(("-predict", "-debrief", "-prompt")):
        return "subslide"
    return "-"


def slides(lesson: Lesson, known: Mapping[str, Exercise], run: bool = False, reveal: str = "") -> str:
    """The HTML of a show; `reveal`: the address of reveal.js (default: nbconvert's own, from the Internet).

    Raises nbclient's CellExecutionError if a cell fails while it is run.
    """
    import nbformat
    from nbconvert import SlidesExporter
    from traitlets.config import Config

    made = cells(lesson, known)
    notebook: Any = nbformat.reads(as_bytes(lesson, made).decode(), as_version=4)
    for each, cell in zip(notebook.cells, made, strict=True):
        each.metadata["slideshow"] = {"slide_type": part(cell)}
    if run:
        notebook = _ran(notebook, lesson)
    settings = Config()
    if reveal:
        settings.SlidesExporter.reveal_url_prefix = reveal
    exporter = SlidesExporter(config=settings)
    page, _ = exporter.from_notebook_node(notebook)
    page = str(page).replace('<html lang="en">', f'<html lang="{lesson.lang}">', 1)
    return _plain(page, str(exporter.reveal_url_prefix))


def _plain(page: str, reveal: str) -> str:
    """The page without jQuery, RequireJS and MathJax, which it would fetch from elsewhere: reveal.js alone shows it."""
    page = re.sub(
        r'<script[^>]*src="[^"]*(?:jquery|require|mathjax)[^"]*"[^>]*>\s*</script>', "", page, flags=re.IGNORECASE
    )
    page = re.sub(r"<script>\s*require\(.*?</script>", "", page, flags=re.DOTALL)
    return page.replace("</html>", _START.format(reveal=reveal)) + "\n"


def _ran(notebook: Any, lesson: Lesson) -> Any:
    """The notebook with its outputs; what belongs to exercises is not run, since nobody has answered."""
    from nbclient import NotebookClient

    skipped = []
    for cell in notebook.cells:
        own = str(cell.get("id", "")).endswith(_LEFT_OUT) or "lab(cluster)" in cell.source
        if cell.cell_type == "code" and own:
            skipped.append((cell, cell.source))
            cell.source = ""
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3")
    client.execute(env={**os.environ, "PYTHONPATH": path, "KUBECOURSE_LANG": lesson.lang})
    for cell, source in skipped:
        cell.source = source
    return notebook
