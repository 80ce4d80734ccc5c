"""Learning on one's own: an incident room, a diary of what was met, reviews when they are due, ever new variants.

    incident_records.py   broken clusters to mend        room.py       one of them, opened
    concept_records.py    the map: what builds on what   mapping.py    the map, drawn
    diary.py              the file of one's progress     review.py     when a concept is to be seen again
    progress.py           where one stands               practice.py   new variants, and solutions
    learner.py            the desk: all of it            page.py       the start page as text and HTML

The engine knows no real time; here dates are real, and the clock is handed in. The widget is `widgets/start.py`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .concept_records import concepts
    from .diary import Diary
    from .incident_records import Incident, incident, incidents
    from .learner import Desk, desk

__all__ = ["Desk", "Diary", "Incident", "concepts", "desk", "incident", "incidents"]

_WHERE = {
    "Desk": "learner", "desk": "learner", "Diary": "diary", "concepts": "concept_records",
    "Incident": "incident_records", "incident": "incident_records", "incidents": "incident_records",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
