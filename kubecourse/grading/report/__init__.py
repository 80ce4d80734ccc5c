"""What an instructor sees of a graded class: how it went, what is hard, which mistakes were made, who is stuck, who wrote alike.

It reads nbgrader's gradebook and the graded notebooks, whoever graded them, and changes nothing. Reading order: `marks.py` (points of the
gradebook), `feedback_read.py` (what the checks said), `figures.py` (numbers made of both), `alike.py` (similar answers), `page.py` and
`cells.py` (as HTML and as a notebook), `sheets.py` (CSV for spreadsheets, Canvas and Moodle), `snapshots.py` (between two runs).
"""

from __future__ import annotations

__all__: list[str] = []
