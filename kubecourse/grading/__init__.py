"""Exercises that look at what a cluster does: records, their proof, and grades by notebook or by nbgrader.

In a notebook: `check("workloads.heal")`, and `begin("workloads.heal")` for the cluster it starts from. In a record: `exercise(…)` with `criterion(…)`, `wrong(…)`, `say(es=…, en=…)`
and `text("web.yaml")`. For tools: `exercises()`, `grade(…)`, `prove(…)`. Each is loaded when it is first used.
Reading order: `records.py`, `registry.py`, `stage.py`, `evaluate.py`, `score.py`, `proof.py`, `gather.py`, `scoring.py`, `nbgrader.py`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .dealing import deal, slots
    from .evaluate import Case, begin, check, grade
    from .freetext import rubric
    from .proof import prove
    from .records import Criterion, Exercise, Say, Wrong, criterion, exercise, say, wrong
    from .registry import exercises, part, text
    from .score import Score

__all__ = [
    "Case", "Criterion", "Exercise", "Say", "Score", "Wrong",
    "begin", "check", "criterion", "deal", "exercise", "exercises", "grade", "part", "prove", "rubric", "say", "slots", "text", "wrong",
]  # fmt: skip

_WHERE = {
    "deal": "dealing", "slots": "dealing",
    "Case": "evaluate", "begin": "evaluate", "check": "evaluate", "grade": "evaluate",
    "Criterion": "records", "Exercise": "records", "Say": "records", "Wrong": "records",
    "criterion": "records", "exercise": "records", "say": "records", "wrong": "records",
    "exercises": "registry", "part": "registry", "text": "registry", "prove": "proof", "rubric": "freetext", "Score": "score",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
