"""How long a lesson takes somebody who reads, decides, runs and does its exercises alone.

The front matter promises a time; `estimate` counts it, so that a test can hold the one against the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..grading import Exercise
from .lesson import Lesson

__all__ = ["estimate"]

#: words a minute; minutes to look at what a cell shows, to decide on a prediction, to play with the panel
_WORDS, _CELL, _PREDICTION, _PANEL = 200, 0.5, 0.5, 5
#: minutes of an exercise by the kind of its answer; what has this many checks is a project, and each check a decision
_EXERCISE = {"manifest": 6, "kubectl": 5, "choice": 3, "number": 3, "text": 5}
_PROJECT, _DECISION, _OTHER = 8, 8, 5


def estimate(lesson: Lesson, known: Mapping[str, Exercise]) -> float:
    """Minutes of a lesson with its exercises."""
    minutes = 0.0
    for block in lesson.blocks:
        if block.kind in ("text", "predict"):
            minutes += _reading(block.body) + (_PREDICTION if block.kind == "predict" else 0)
        elif block.kind == "code":
            minutes += _PANEL if "lab(cluster)" in block.body else _CELL
        elif block.kind == "exercise":
            minutes += _practice(known[block.id], lesson.lang)
    return minutes


def _practice(made: Exercise, lang: str) -> float:
    reading = _reading(made.prompt(lang)) + (_reading(made.debrief(lang)) if made.debrief else 0)
    if len(made.checks) >= _PROJECT:
        return reading + _DECISION * len(made.checks)
    return reading + _EXERCISE.get(made.kind, _OTHER)


def _reading(text: str) -> float:
    """Minutes for a text; what stands in code marks counts as one word."""
    return len(re.findall(r"\w+", re.sub(r"`[^`]*`", "x", text))) / _WORDS
