"""Evaluate an answer in a process of its own: clean environment, empty folder, limits of time and memory.

Whatever becomes of that process, the caller gets a graded answer; one that did not come to its end earns 0 and says so.
Next: `nbgrader.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .python_cells import SWITCH
from .records import Exercise
from .registry import where
from .score import Outcome, Score
from .stage import Problem

__all__ = ["SECONDS", "Graded", "environment", "evaluate_apart", "refused", "starting"]

#: how long one answer may take
SECONDS = 60
_ROOT = Path(__file__).resolve().parents[2]
#: what a Python process needs to start at all
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", SWITCH)


@dataclass(frozen=True)
class Graded:
    """An answer's score with its feedback; `trouble` is for the teacher's log, "" if there was none."""

    score: float
    points: float
    state: str
    html: str
    text: str
    trouble: str = ""


def evaluate_apart(exercise: Exercise, answer: str, lang: str | None = None, seconds: float = SECONDS) -> Graded:
    """Grade one answer in a limited process; never raises for what the answer does."""
    asked = {"exercise": exercise.id, "answer": answer, "lang": lang, "seconds": max(1, round(seconds))}
    start = starting("kubecourse.grading.worker", "main")
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-c", start], input=json.dumps(asked).encode(),
                capture_output=True, timeout=seconds, cwd=folder, env=environment(),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return refused(exercise, "silent", lang, trouble=f"no result after {seconds:g} s")
    try:
        return _read(exercise, done.stdout)
    except (ValueError, KeyError, TypeError):
        words = done.stderr.decode(errors="replace").strip().splitlines()
        return refused(exercise, "silent", lang, trouble=f"ended with {done.returncode}: {' '.join(words[-1:])}")


def refused(exercise: Exercise, key: str, lang: str | None = None, message: str = "", trouble: str = "") -> Graded:
    """0 points, and why: `key` is one of `words.py`."""
    score = Score(Outcome(exercise.id, exercise.points, exercise, Problem(key, message)), lang)
    return Graded(0.0, exercise.points, score.state, score._repr_html_(), score.text, trouble)


def starting(module: str, function: str) -> str:
    """What a Python that looks at nothing of the student's (`-I`) is told to run."""
    return f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from {module} import {function}; {function}()"


def environment() -> dict[str, str]:
    """The variables of a limited process."""
    course = where()
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # the worker must not choose the course by itself: the teacher's process has
    return kept | {"PYTHONIOENCODING": "utf-8"} | ({"KUBECOURSE_COURSE": str(course.resolve())} if course else {})


def _read(exercise: Exercise, said: bytes) -> Graded:
    got = json.loads(said)
    score = min(exercise.points, max(0.0, float(got["score"])))
    return Graded(score, exercise.points, str(got["state"]), str(got["html"]), str(got["text"]))
