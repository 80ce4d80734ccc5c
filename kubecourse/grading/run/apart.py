"""One answer in a process of its own, forked from one that has everything ready: limits of time, memory and files.

Whatever becomes of the fork, the caller has a graded answer. Where the system cannot fork, a new process is started
(`limited.py`), which is slower and otherwise the same. Next: `notebook.py`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from typing import Any

from ..evaluate import evaluate
from ..limited import Graded, evaluate_apart, refused
from ..records import Exercise
from ..score import Score
from ..stage import set_up, values_for
from ..worker import limit

__all__ = ["forked"]

#: what a report of an answer may be long, in bytes
_REPORT = 4 << 20
_ready: dict[str, Any] = {}


def forked(exercise: Exercise, answer: str, lang: str | None, seconds: float) -> Graded:
    """Grade one answer; never raises for what the answer does."""
    if not hasattr(os, "fork") or sys.platform == "darwin":  # forks of a threaded Python are not safe there
        return evaluate_apart(exercise, answer, lang, seconds)
    if exercise.id not in _ready:
        _ready[exercise.id] = set_up(exercise, values_for(exercise))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _inside(exercise, answer, lang, seconds, writing)
    os.close(writing)
    said: bytes | None = None
    try:
        said = _listen(reading, seconds)
    finally:
        os.close(reading)
        if said is None:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if said is None:
        return refused(exercise, "silent", lang, trouble=f"no result after {seconds:g} s")
    try:
        got = json.loads(said)
        score = min(exercise.points, max(0.0, float(got["score"])))
        return Graded(score, exercise.points, str(got["state"]), str(got["html"]), str(got["text"]))
    except (ValueError, KeyError, TypeError):
        return refused(exercise, "silent", lang, trouble=f"ended with status {status}")


def _inside(exercise: Exercise, answer: str, lang: str | None, seconds: float, writing: int) -> None:
    """The fork: it says one thing, and ends without tidying up what is not its own."""
    code = 1
    try:
        limit(max(1, round(seconds)))
        outcome = evaluate(exercise, answer, values_for(exercise), _ready[exercise.id])
        score = Score(outcome, lang)
        said = {"score": float(score), "state": score.state, "html": score._repr_html_(), "text": score.text}
        _say(writing, json.dumps(said).encode())
        code = 0
    finally:
        os._exit(code)


def _say(writing: int, said: bytes) -> None:
    while said:
        said = said[os.write(writing, said) :]


def _listen(reading: int, seconds: float) -> bytes | None:
    """All that was said; None when the time is over."""
    end, found = time.monotonic() + seconds, bytearray()
    while len(found) < _REPORT:
        ready, _, _ = select.select([reading], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            return None
        part = os.read(reading, 1 << 16)
        if not part:
            break
        found += part
    return bytes(found)
