"""A process beside the grader's, in which answers are tried one after another, each in a fork of its own with its limits.

It has the course and the simulator ready, so that an answer costs what it does and not the start of Python. Should it come
to its end, or the system know no forks, each answer has a process started for it (`limited.py`): slower, otherwise the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from typing import Any

from .limited import Graded, environment, evaluate_apart, starting
from .records import Exercise
from .registry import exercises

__all__ = ["Bench", "serve"]


class Bench:
    """Used as a context: the process ends with it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._works = hasattr(os, "fork") and sys.platform != "darwin"

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: Any) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        if self._folder is not None:
            self._folder.cleanup()

    def tried(self, made: Exercise, answer: str, lang: str | None, seconds: float) -> Graded:
        """Grade one answer; never raises for what the answer does."""
        if self._works:
            asked = {"exercise": made.id, "answer": answer, "lang": lang, "seconds": seconds}
            try:
                return Graded(**json.loads(self._ask(json.dumps(asked).encode() + b"\n")))
            except (OSError, ValueError, TypeError):
                self._works = False
        return evaluate_apart(made, answer, lang, seconds)

    def _ask(self, line: bytes) -> bytes:
        if self._process is None:
            self._folder = tempfile.TemporaryDirectory()
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", starting("kubecourse.grading.bench", "serve")], cwd=self._folder.name,
                env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(line)
        self._process.stdin.flush()
        return self._process.stdout.readline()


def serve() -> None:
    """The process: a question a line, an answer a line."""
    from .run.apart import forked

    said, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        graded = forked(exercises()[asked["exercise"]], asked["answer"], asked["lang"], asked["seconds"])
        said.write(json.dumps(asdict(graded)) + "\n")
        said.flush()
