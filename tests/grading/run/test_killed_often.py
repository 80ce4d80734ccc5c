"""Killed so many times exactly, at random instants, round after round: marks and graded notebooks are those of an undisturbed run.

Asked for by KUBECOURSE_KILLS=50, for it takes minutes; `test_killed.py` does the same with few kills on every run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import classroom
from .postgres import server
from .test_killed import STUDENTS, class_of

KILLS = int(os.environ.get("KUBECOURSE_KILLS", "0"))
pytestmark = pytest.mark.skipif(not KILLS, reason="minutes: asked for by KUBECOURSE_KILLS=50")


def kill_often(room: Path, url: str) -> None:
    run = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("killer.py")), str(room), url, str(KILLS), "36"],
        capture_output=True, text=True, timeout=120 + 60 * KILLS, env=classroom.environment(room.parent),
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    told = json.loads(run.stdout)
    assert (told["kills"], told["students"]) == (KILLS, STUDENTS)


def test_killed_often_in_sqlite(room: Path) -> None:
    class_of(room)
    kill_often(room, classroom.sqlite(room))


def test_killed_often_in_postgresql(tmp_path: Path) -> None:
    with server() as url:
        room = classroom.make(tmp_path, url)
        class_of(room)
        kill_often(room, url)
