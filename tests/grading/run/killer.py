"""Grades a class again and again and kills it at random instants, so many times exactly: run by test_killed_often.py.

Called with the class's folder, the URL of its gradebook, how many times to kill, and a seed. Each grading is a process with a group of its own,
killed whole with SIGKILL. When a grading comes to its end before it is killed, its gradebook is compared with that of the undisturbed run and
emptied, and another round begins; the last round is finished undisturbed. Prints kills and rounds as JSON.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from kubecourse.grading.run import conduct
from kubecourse.grading.run.ledger import Ledger
from tests.grading.run import classroom
from tests.grading.run.test_killed import forget


def grade(folder: Path, url: str) -> int:
    """The process id of a grading that has begun."""
    child = os.fork()
    if child == 0:
        os.setsid()
        code = 1
        try:
            conduct.BATCH, conduct.PATIENCE = 3, 0.3
            summary = conduct.grade_class(conduct.settings(folder, url), classroom.ASSIGNMENT, workers=2)
            code = 1 if summary.failed else 0
        finally:
            os._exit(code)
    return child


def ended(child: int) -> None:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def state(folder: Path, url: str) -> Any:
    """Marks in the gradebook and bytes of the graded notebooks."""
    pages = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("autograded/*/*/*"))}
    return classroom.gradebook(url), pages


def empty(folder: Path, url: str) -> None:
    with Ledger(url, "kubecourse", classroom.ASSIGNMENT):
        forget(url)
    shutil.rmtree(folder / "autograded", ignore_errors=True)


def main(folder: Path, url: str, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    empty(folder, url)
    begun = time.monotonic()
    ended(grade(folder, url))
    long, whole = time.monotonic() - begun, state(folder, url)
    empty(folder, url)
    done, rounds = 0, 1
    while done < kills:
        child = grade(folder, url)
        until = time.monotonic() + chance.uniform(0.05, 1.0) * long
        result = (0, 0)
        while time.monotonic() < until and not result[0]:
            result = os.waitpid(child, os.WNOHANG)
            time.sleep(0.002)
        if result[0]:
            assert os.waitstatus_to_exitcode(result[1]) == 0
            assert state(folder, url) == whole, f"after {done} kills"
            empty(folder, url)
            rounds += 1
            continue
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        done += 1
    ended(grade(folder, url))
    assert state(folder, url) == whole, f"after {done} kills"
    print(json.dumps({"kills": done, "rounds": rounds, "students": len(whole[0])}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
