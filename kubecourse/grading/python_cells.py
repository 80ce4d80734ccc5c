"""Python code as an answer: off unless the teacher switches it on, and then run in a box that can do nothing but compute.

In a record: `kind="python"` and `asks=("mean([1, 2, 3])", …)`. The code runs in a process without network, without any file
but Python's own library, without rights, with limits of time, memory, files and processes (`python_box.py`). What comes
back is the value of each expression as JSON; the checks, which stay outside, look at `case.reply("mean([1, 2, 3])")`. So
whatever the code does in there, points are given by what it answered, and what is right is known outside only.
To switch it on: `configure(c, python_cells=True)` in nbgrader_config.py (elsewhere KUBECOURSE_PYTHON_CELLS=1).
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["SWITCH", "Refused", "Stopped", "replies", "switched_on"]

#: "": off; "1": on, in a box; "no-box": on, even where there is no box to be had
SWITCH = "KUBECOURSE_PYTHON_CELLS"
SECONDS, MEMORY, LONGEST = 10, 512 << 20, 1 << 20


class Refused(Exception):
    """The code was not run at all: `key` of `words.py` says why."""

    def __init__(self, key: str, message: str = "") -> None:
        super().__init__(message)
        self.key = key


class Stopped(Exception):
    """The code raised the error that is told, or ("") did not come to an end within its limits."""


def switched_on() -> bool:
    """Whether code is run at all."""
    return os.environ.get(SWITCH, "") in ("1", "no-box")


def replies(code: str, asks: Sequence[str], seconds: int = 0) -> dict[str, Any]:
    """Run the code and ask: expression -> {"value": …} or {"error": …}. 0 seconds: as many as there are. Raises Refused, Stopped."""
    switch = os.environ.get(SWITCH, "")
    if not switched_on():
        raise Refused("python-off")
    if not sys.platform.startswith("linux"):
        raise Refused("python-no-box", sys.platform)
    told = {"code": code, "namespaces": True, "seconds": seconds or SECONDS, "memory": MEMORY}
    try:
        return _played(told, asks)
    except Refused:
        if switch != "no-box":
            raise
    return _played({**told, "namespaces": False}, asks)


def _played(told: dict[str, Any], asks: Sequence[str]) -> dict[str, Any]:
    said = _talked(told, asks)
    shut = said.startswith(b"+")
    try:
        found = json.loads(said[1:] if shut else said)
    except (ValueError, RecursionError):
        raise Stopped from None
    if not isinstance(found, dict):
        raise Stopped
    if not shut:  # said by the box itself: the code has not been run
        raise Refused("python-no-box", str(found.get("refused"))[:200])
    if "stopped" in found:
        raise Stopped(str(found["stopped"])[:300])
    given = found.get("replies")
    return {ask: each for ask, each in given.items() if isinstance(each, dict)} if isinstance(given, dict) else {}


def _talked(told: dict[str, Any], asks: Sequence[str]) -> bytes:
    """All that was said, to the end or to the limit; nobody is left behind."""
    end = time.monotonic() + told["seconds"] + 2
    with (
        # named, for to find one Python would write a file, which a limited process may not
        tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR") or "/tmp", ignore_cleanup_errors=True) as folder,
        subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _box()], cwd=folder, env={"LANG": "C.UTF-8"}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        ) as process,
    ):  # fmt: skip
        try:
            return _heard(process, told, asks, end)
        finally:
            process.kill()


def _heard(process: subprocess.Popen[bytes], told: dict[str, Any], asks: Sequence[str], end: float) -> bytes:
    assert process.stdin is not None and process.stdout is not None
    said, asked = bytearray(), False
    try:
        process.stdin.write(json.dumps(told).encode() + b"\n")
        process.stdin.flush()
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            while ready.select(max(0.0, end - time.monotonic())):
                part = os.read(process.stdout.fileno(), 1 << 16)
                said += part
                if not part or len(said) > LONGEST:
                    return bytes(said)
                if said.startswith(b"+\n") and not asked:
                    asked = True
                    process.stdin.write(json.dumps([*asks]).encode())
                    process.stdin.close()
    except BrokenPipeError:
        return bytes(said)
    raise Stopped


@cache
def _box() -> str:
    return Path(__file__).with_name("python_box.py").read_text(encoding="utf-8")
