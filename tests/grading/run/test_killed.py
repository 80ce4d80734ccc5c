"""The run is killed at any instant, and goes on: the gradebook is that of a run that nobody disturbed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kubecourse.grading.run.ledger import Ledger
from kubecourse.grading.run.work import Done

from . import classroom
from .postgres import server

KILLS = int(os.environ.get("KUBECOURSE_KILLS", "2"))
STUDENTS = 30


def class_of(room: Path) -> None:
    """Everybody writes something of their own, so that nobody's answer is known already."""
    solution = {cell["id"]: "".join(cell["source"]) for cell in classroom.source(room)["cells"]}
    for number in range(STUDENTS):
        notebook = classroom.release(room)
        for cell in notebook["cells"]:
            if cell["id"] == "demo-heal-answer" and number % 3:
                cell["source"] = (
                    solution[cell["id"]].replace("replicas: 2", f"replicas: {1 + number % 5}") + f"\n# {number}\n"
                )
            if cell["id"] == "demo-who-answer":
                cell["source"] = f"%%answer demo.who\n{'ab'[number % 2]}"
        classroom.hand_in(room, f"s{number:02d}", notebook)


def finish(room: Path, url: str) -> dict:
    done = classroom.run(room, "--db", url, "--workers", "2")
    assert done.returncode == 0, done.stderr
    return classroom.gradebook(url)


def killed(room: Path, url: str, after: float) -> bool:
    """Was it killed before its end? With all its processes."""
    run = subprocess.Popen(classroom.command(room, "--db", url, "--workers", "2"), env=classroom.environment(room.parent),
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    try:
        run.wait(after)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        return True


def undisturbed(room: Path) -> tuple[dict, float]:
    begun = time.monotonic()
    return finish(room, classroom.sqlite(room)), time.monotonic() - begun


def again_and_again(room: Path, url: str, seconds: float) -> dict:
    chance = random.Random(7)
    for _ in range(KILLS):
        if not killed(room, url, chance.uniform(0.3, 1.0) * seconds):
            break
    return finish(room, url)


def test_a_run_that_is_killed_goes_on_to_the_same_gradebook(room: Path) -> None:
    class_of(room)
    shutil.copy(room / "gradebook.db", room / "other.db")
    whole, seconds = undisturbed(room)
    shutil.rmtree(room / "autograded")
    assert len(whole) == STUDENTS
    assert again_and_again(room, f"sqlite:///{room}/other.db", seconds) == whole


@pytest.fixture(scope="module")
def in_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A class whose gradebook is in PostgreSQL."""
    with server() as url:
        room = classroom.make(tmp_path_factory.mktemp("pg"), url)
        class_of(room)
        yield room, url


def test_the_same_in_postgresql(in_postgres: tuple[Path, str]) -> None:
    room, url = in_postgres
    whole, seconds = undisturbed_in(room, url)
    assert len(whole) == STUDENTS
    shutil.rmtree(room / "autograded")
    forget(url)
    assert again_and_again(room, url, seconds) == whole


def undisturbed_in(room: Path, url: str) -> tuple[dict, float]:
    begun = time.monotonic()
    return finish(room, url), time.monotonic() - begun


def forget(url: str) -> None:
    """Take all marks out again; the assignment stays."""
    from sqlalchemy import create_engine, text

    engine = create_engine(url)
    with engine.begin() as connection:
        for table in ("comment", "grade", "submitted_notebook", "submitted_assignment", "kubecourse_run"):
            connection.execute(text(f"DELETE FROM {table}"))
    engine.dispose()


def writers(room: Path, url: str) -> dict:
    """Eight at once, each with a gradebook of its own: every student twice, by two of them."""

    def write(part: int) -> None:
        with Ledger(url, "kubecourse", classroom.ASSIGNMENT) as ledger:
            for number in range(STUDENTS):
                if number % 4 == part % 4:
                    scores: dict[str, float | None] = {"demo-heal-check": 4.0, "demo-who-check": float(number % 2)}
                    done = Done(f"s{number:02d}", "same", {"demo": scores}, {"demo": []}, [("demo", "a notice")])
                    ledger.book([(done, room / "submitted" / f"s{number:02d}" / classroom.ASSIGNMENT)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    return classroom.gradebook(url)


def test_eight_writers_at_once_lose_nothing(room: Path) -> None:
    class_of(room)
    all_there(writers(room, classroom.sqlite(room)))


def test_eight_writers_at_once_lose_nothing_in_postgresql(in_postgres: tuple[Path, str]) -> None:
    room, url = in_postgres
    with Ledger(url, "kubecourse", classroom.ASSIGNMENT):
        forget(url)
    all_there(writers(room, url))


def all_there(book: dict) -> None:
    assert len(book) == STUDENTS
    for number, student in enumerate(sorted(book)):
        _, grades, comments, notebooks = book[student]
        assert (grades["demo-heal-check"][0], grades["demo-who-check"][0], notebooks) == (4.0, number % 2, 1)
        assert (len(grades), len(comments)) == (3, 3)
