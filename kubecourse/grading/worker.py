"""The process in which one submitted answer is evaluated: JSON in, JSON out, and little it could do besides.

It runs the course's code on the student's text; no student code is run, here or anywhere. Limits of memory, processor time
and file size are set first, where the system has them. Called by `limited.py`.
"""

from __future__ import annotations

import contextlib
import json
import sys

__all__ = ["limit", "main"]

_MEMORY = 2 << 30


def main() -> None:
    """Read `{"exercise", "answer", "lang", "seconds"}`, write `{"score", "points", "state", "html", "text"}`."""
    asked = json.loads(sys.stdin.buffer.read())
    limit(int(asked["seconds"]))
    from .evaluate import grade
    from .registry import exercises

    score = grade(exercises()[asked["exercise"]], asked["answer"], lang=asked["lang"])
    answer = {
        "score": float(score),
        "points": score.points,
        "state": score.state,
        "html": score._repr_html_(),
        "text": score.text,
    }
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()


def limit(seconds: int) -> None:
    """Bind this process for the rest of its life: memory, processor time, no files."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit
        return
    # a limit may be refused where a container has set a lower one already
    for what, most in (("RLIMIT_AS", _MEMORY), ("RLIMIT_CPU", seconds), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
        kind = getattr(resource, what, None)
        if kind is not None:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main()
