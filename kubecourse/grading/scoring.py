"""From what a submission says to the points of a check cell: the one place where it is decided, for every way of grading.

How an answer is tried (in a process that was forked, or started anew; here or on another machine) is the caller's business;
what it earns is not. Next: `limited.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .answers import read_cell
from .gather import DIFFERENT
from .limited import Graded, refused
from .python_cells import switched_on
from .records import Exercise

__all__ = ["Given", "Mark", "answers_in", "mark"]


@dataclass(frozen=True)
class Given:
    """An answer as it was handed in, and how many different ones there were (it counts when there was one)."""

    text: str
    different: int = 1


@dataclass(frozen=True)
class Mark:
    """What a check cell is worth: `score` in the points of the gradebook; its state; what it shows; for the instructor."""

    score: float
    state: str
    shows: dict[str, str]
    notices: tuple[str, ...] = ()


def answers_in(cells: Iterable[Mapping[str, Any]]) -> dict[str, Given]:
    """The answers of gathered cells, by exercise."""
    found: dict[str, Given] = {}
    for cell in cells:
        own = read_cell(cell["source"]) if cell["cell_type"] == "code" else None
        if own is not None:
            found[own.id] = Given(own.text, int(cell["metadata"].get(DIFFERENT, 1)))
    return found


def mark(
    name: str, points: float, made: Exercise | None, given: Given | None, lang: str | None,
    tried: Callable[[Exercise, str], Graded],
) -> Mark:  # fmt: skip
    """The mark of the check cell `name`, worth `points` in the gradebook. `tried` evaluates an answer."""
    if made is None:
        # without an output nbgrader would give such a cell full marks
        return Mark(
            0.0,
            "unknown",
            {"text/plain": "0.0"},
            (f"cell {name} is no check of the course: 0 points; grade it by hand",),
        )
    if given is None:
        graded = refused(made, "absent", lang, trouble="no cell with this answer")
    elif given.different > 1:
        graded = refused(made, "twice", lang, str(given.different), f"{given.different} different answers")
    else:
        graded = tried(made, given.text)
    notices: Sequence[str] = [f"answer {made.id}: {graded.trouble}"] if graded.trouble else []
    if made.kind == "python" and not switched_on():
        notices = [*notices, f"answer {made.id}: Python code is not run, for python_cells is off in nbgrader_config.py"]
    score = graded.score
    if points != made.points:
        notices = [*notices, f"answer {made.id}: {points:g} points in the gradebook, {made.points:g} in the record"]
        score = round(score * points / made.points, 2)
    score = min(points, score)
    state = "absent" if given is None else graded.state
    return Mark(score, state, {"text/plain": repr(score), "text/html": graded.html}, tuple(notices))
