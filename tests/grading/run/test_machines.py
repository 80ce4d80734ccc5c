"""The same run on several machines: a Dask scheduler and two workers, one of which is killed on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from . import classroom
from .test_killed import STUDENTS, class_of


def started(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *words], env=classroom.environment(folder), stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip


def test_a_worker_that_is_killed_on_the_way_costs_nobody_a_mark(room: Path) -> None:
    class_of(room)
    meeting = room.parent / "scheduler.json"
    where = ("--scheduler-file", str(meeting), "--no-dashboard")
    scheduler = started(room.parent, "distributed.cli.dask_scheduler", *where, "--host", "127.0.0.1", "--port", "0")
    worker = ("distributed.cli.dask_worker", *where, "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1")
    workers = [started(room.parent, *worker) for _ in range(2)]
    try:
        end = time.monotonic() + 60
        while not meeting.exists():
            assert time.monotonic() < end
            time.sleep(0.1)
        address = json.loads(meeting.read_text())["address"]
        run = subprocess.Popen(classroom.command(room, "--scheduler", address), env=classroom.environment(room.parent),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
        while not any((room / "autograded").glob("*/*/*.ipynb")):
            assert run.poll() is None and time.monotonic() < end
            time.sleep(0.05)
        os.killpg(workers[0].pid, signal.SIGKILL)
        said, errors = run.communicate(timeout=120)
        assert run.returncode == 0, errors.decode()[-3000:]
        assert f"{STUDENTS} graded" in said.decode()
        book = classroom.gradebook(classroom.sqlite(room))
        assert len(book) == STUDENTS
        assert {grades["demo-who-check"][0] for _, grades, _, _ in book.values()} == {0.0, 1.0}
    finally:
        for process in (*workers, scheduler):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
