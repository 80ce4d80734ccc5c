"""Grading a whole class: `kubecourse grade run ASSIGNMENT`.

`conduct.grade_class` plans the submissions, hands each to an executor (processes of this machine, or a Dask cluster) and
books what comes back. Rooms: `memo` (an answer seen before is not tried again), `apart` (each answer in a forked, limited
process), `notebook` (a submitted notebook as data), `work` (one submission), `ledger` (the gradebook, and which submission
is in it), `conduct` (the run). Nothing a student wrote is executed.
"""

from __future__ import annotations

__all__: list[str] = []
