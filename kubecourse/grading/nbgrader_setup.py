"""What an `nbgrader_config.py` of this course says: `configure(c)`; and `configure(c, stock=True)` to let nbgrader run cells.

Stock means nbgrader's own Execute step: the same scores for the same notebooks, but students' code runs, with all that
this means; the course's own step is the default.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from typing import Any

__all__ = ["STUB", "configure", "find_alembic"]

#: what stands in an answer's cell before anything is written, where the record has no starter
STUB = "# your answer here · tu respuesta aquí"

_OURS = "kubecourse.grading.nbgrader."
_STOCK = "nbgrader.preprocessors."


def configure(c: Any, stock: bool = False, python_cells: bool | str = False) -> None:
    """Put the course's steps into nbgrader's lists.

    `python_cells`: whether answers that are Python code are run (exercises of kind "python"), each in a box of its own
    without network; "no-box" runs them even where the kernel knows no such box, with the limits of the system alone.
    """
    find_alembic()
    if python_cells not in (False, True, "no-box"):
        raise ValueError(f'python_cells is {python_cells!r}: it may be False, True or "no-box"')
    os.environ["KUBECOURSE_PYTHON_CELLS"] = "no-box" if python_cells == "no-box" else "1" if python_cells else ""
    c.ClearSolutions.code_stub = {"python": STUB}
    c.GenerateAssignment.preprocessors = [
        _STOCK + "IncludeHeaderFooter", _STOCK + "LockCells", _OURS + "PutStarters", _STOCK + "ClearOutput",
        _STOCK + "CheckCellMetadata", _STOCK + "ComputeChecksums", _STOCK + "SaveCells",
        _STOCK + "ClearHiddenTests", _STOCK + "ClearMarkScheme", _STOCK + "ComputeChecksums",
        _STOCK + "CheckCellMetadata",
    ]  # fmt: skip
    c.OverwriteCells.add_missing_cells = True
    c.Autograde.sanitize_preprocessors = [
        _STOCK + "ClearOutput", _OURS + "CleanMetadata", _OURS + "GatherAnswers", _STOCK + "DeduplicateIds",
        _STOCK + "OverwriteKernelspec", _OURS + "RestoreCells", _STOCK + "CheckCellMetadata",
    ]  # fmt: skip
    c.Autograde.autograde_preprocessors = [
        _STOCK + "Execute" if stock else _OURS + "GradeAnswers", _STOCK + "IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor", _STOCK + "LimitOutput", _STOCK + "SaveAutoGrades",
        _STOCK + "AssignLatePenalties", _STOCK + "CheckCellMetadata",
    ]  # fmt: skip
    c.AssignLatePenalties.plugin_class = "kubecourse.grading.late.LatePenalty"
    c.ZipCollectApp.collector_plugin = "kubecourse.grading.zipped.AttemptCollector"
    c.ExchangeFactory.release_feedback = "kubecourse.grading.returning.ReturnFeedback"
    if stock:
        # a cluster of an exercise may work for some seconds
        c.Execute.timeout = 120


def find_alembic() -> None:
    """On a fresh database nbgrader calls `alembic` by its name: this Python's scripts must be on PATH."""
    scripts = sysconfig.get_path("scripts") or os.path.dirname(sys.executable)
    parts = os.environ.get("PATH", "").split(os.pathsep)
    if scripts not in parts:
        os.environ["PATH"] = os.pathsep.join([scripts, *parts])
