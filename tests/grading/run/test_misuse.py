"""What happens to teachers: a class half set up, a course that has moved on, one exercise in two assignments. Each has its words."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from . import classroom

FULL = {"demo-heal-check": 4.0, "demo-who-check": 1.0, "demo-scale-check": 2.0}


def run(room: Path, course: Path = classroom.COURSE, *words: str, name: str = "") -> subprocess.CompletedProcess[str]:
    command = [name if name and word == classroom.ASSIGNMENT else word for word in classroom.command(room, *words)]
    environment = classroom.environment(room.parent) | {"KUBECOURSE_COURSE": str(course)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def solved(room: Path) -> None:
    notebook, solution = classroom.release(room), classroom.source(room)
    texts = {cell["id"]: cell["source"] for cell in solution["cells"] if cell["id"].endswith("-answer")}
    for cell in notebook["cells"]:
        cell["source"] = texts.get(cell["id"], cell["source"])
    classroom.hand_in(room, "ana", notebook)


def changed(room: Path, before: str, after: str) -> Path:
    """The course as it is after somebody has worked on it."""
    course = room / "course"
    shutil.copytree(classroom.COURSE, course)
    record = course / "exercises" / "demo.py"
    text = record.read_text(encoding="utf-8")
    assert before in text
    record.write_text(text.replace(before, after), encoding="utf-8")
    return course


def marks(room: Path) -> dict[str, float]:
    grades = classroom.gradebook(classroom.sqlite(room))["ana"][1]
    return {name: grade[0] for name, grade in grades.items()}


def test_before_anybody_has_handed_in_it_says_so(room: Path) -> None:
    shutil.rmtree(room / "submitted", ignore_errors=True)
    done = run(room)
    assert done.returncode == 1 and "Nothing has been handed in: there is no submitted/*/demo_es" in done.stderr


def test_a_name_that_nobody_has_is_said(room: Path) -> None:
    solved(room)
    done = run(room, classroom.COURSE, "--student", "anna")
    assert done.returncode == 1 and "submitted/anna/demo_es" in done.stderr


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("gradebook.db", "not a database", "The gradebook cannot be opened: file is not a database"),
        ("nbgrader_config.py", "c = get_config(\n", "nbgrader_config.py cannot be read: SyntaxError"),
        ("course/exercises/new.py", "def (", "The course cannot be read: new.py: SyntaxError"),
    ],
)
def test_a_file_with_a_slip_is_named(room: Path, file: str, text: str, said: str) -> None:
    solved(room)
    course = changed(room, "4,", "4,")
    (room / file).write_text(text)
    done = run(room, course)
    assert done.returncode == 1 and said in done.stderr and "Traceback" not in done.stderr


def test_a_course_with_none_of_its_exercises_gives_nobody_a_zero(room: Path) -> None:
    solved(room)
    (room / "course" / "exercises").mkdir(parents=True)
    done = run(room, room / "course")
    assert done.returncode == 1 and "None of the exercises of demo_es is in the course" in done.stderr
    assert classroom.gradebook(classroom.sqlite(room)) == {}


def test_points_that_changed_since_the_release_are_those_of_the_gradebook(room: Path) -> None:
    solved(room)
    done = run(room, changed(room, '"demo.heal",\n    4,', '"demo.heal",\n    8,'))
    assert done.returncode == 0, done.stderr
    assert marks(room) == FULL
    assert "ana · demo: answer demo.heal: 4 points in the gradebook, 8 in the record" in done.stdout


def test_an_exercise_that_is_gone_costs_its_own_points_only_and_is_named(room: Path) -> None:
    solved(room)
    done = run(room, changed(room, '"demo.who"', '"demo.whom"'))
    assert done.returncode == 0, done.stderr
    assert marks(room) == FULL | {"demo-who-check": 0.0}
    assert "cell demo-who-check is no check of the course: 0 points; grade it by hand" in done.stdout


def test_one_exercise_in_two_assignments_has_two_marks(room: Path) -> None:
    again = "again_es"
    shutil.copytree(room / "source" / classroom.ASSIGNMENT, room / "source" / again)
    made = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", again], cwd=room,
        env=classroom.environment(room.parent), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-2000:]
    solved(room)
    released = next((room / "release" / again).glob("*.ipynb"))
    folder = room / "submitted" / "ana" / again
    folder.mkdir(parents=True)
    shutil.copyfile(released, folder / released.name)
    for name in (classroom.ASSIGNMENT, again):
        done = run(room, name=name)
        assert done.returncode == 0, done.stderr
    assert marks(room) == FULL
    from nbgrader.api import Gradebook

    with Gradebook(classroom.sqlite(room), "kubecourse") as book:
        assert [book.find_submission(name, "ana").score for name in (classroom.ASSIGNMENT, again)] == [7.0, 0.0]


def test_a_notebook_with_another_name_is_named(room: Path) -> None:
    path = classroom.hand_in(room, "ana", json.dumps(classroom.release(room)))
    path.rename(path.with_name("demo (1).ipynb"))
    done = run(room)
    assert done.returncode == 0 and "there is no demo.ipynb, but demo (1).ipynb" in done.stdout
