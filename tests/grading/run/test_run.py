"""A class graded at once: the same marks as nbgrader's own, each submission once, and nothing lost on the way."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from kubecourse.grading import Exercise
from kubecourse.grading.run.conduct import Settings, grade_class
from kubecourse.grading.run.memo import Memo, meaning
from tests.grading.nbgrader_round import STUDENTS
from tests.grading.test_nbgrader import FULL, NOTHING

from . import classroom

EXPECTED = {
    "untouched": NOTHING, "solved": FULL, "messy": FULL, "partly": NOTHING | {"demo-heal-check": 3.0},
    "exits": NOTHING | {"demo-who-check": 1.0}, "patched": NOTHING, "deleted": NOTHING | {"demo-who-check": 1.0},
    "twice": NOTHING, "broken": NOTHING | {"demo-who-check": 1.0},
}  # fmt: skip


def marks(root: Path) -> dict[str, dict[str, float]]:
    book = classroom.gradebook(classroom.sqlite(root))
    return {student: {name: grade[0] for name, grade in grades.items()} for student, (_, grades, _, _) in book.items()}


def class_of(room: Path) -> None:
    for function in STUDENTS["data"]:
        notebook, solution = classroom.release(room), classroom.source(room)
        function(notebook, solution)
        classroom.hand_in(room, function.__name__, notebook)


def test_everybody_gets_the_marks_that_nbgrader_would_give_and_the_instructor_hears_what_was_odd(room: Path) -> None:
    class_of(room)
    done = classroom.run(room)
    assert done.returncode == 0, done.stdout + done.stderr
    assert marks(room) == EXPECTED
    assert "deleted · demo: answer demo.heal: no cell with this answer" in done.stdout
    assert "twice · demo: answer demo.who: 2 different answers" in done.stdout
    graded = json.loads(next((room / "autograded/partly" / classroom.ASSIGNMENT).glob("*.ipynb")).read_text())
    check = next(
        cell for cell in graded["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == "demo-heal-check"
    )
    assert check["outputs"][0]["data"]["text/plain"] == "3.0" and "Pista 1" in check["outputs"][0]["data"]["text/html"]
    again = classroom.run(room)
    assert "0 graded, 9 were in the gradebook already" in again.stdout


def test_what_is_handed_in_anew_is_graded_anew_and_what_a_person_gave_stays(room: Path) -> None:
    from nbgrader.api import Gradebook

    classroom.hand_in(room, "ana", classroom.release(room))
    classroom.hand_in(room, "eva", classroom.release(room))
    assert classroom.run(room).returncode == 0
    with Gradebook(classroom.sqlite(room), "kubecourse") as book:
        book.find_grade("demo-who-check", "demo", classroom.ASSIGNMENT, "ana").manual_score = 0.5
        book.db.commit()
    notebook, solution = classroom.release(room), classroom.source(room)
    STUDENTS["data"][1](notebook, solution)
    classroom.hand_in(room, "ana", notebook)
    done = classroom.run(room)
    assert "1 graded, 1 were in the gradebook already" in done.stdout
    grades = classroom.gradebook(classroom.sqlite(room))["ana"][1]
    assert grades["demo-who-check"] == (1.0, 0.5, True) and grades["demo-heal-check"] == (4.0, None, False)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"cells": 3}', '{"cells": [3, {"cell_type": "code"}]}', "\ud800", "[" * 50_000]
)
def test_a_file_that_is_no_notebook_costs_its_own_points_only(text: str) -> None:
    from kubecourse.grading.run.notebook import Broken, read

    try:
        nb = read(text.encode("utf-8", "surrogatepass"))
    except Broken as error:
        assert str(error)
    else:
        assert nb["cells"] == [
            {"cell_type": "code", "id": "c1", "metadata": {}, "source": "", "outputs": [], "execution_count": None}
        ]


def test_broken_files_links_and_odd_names_stop_nobody(room: Path, tmp_path: Path) -> None:
    notebook, solution = classroom.release(room), classroom.source(room)
    STUDENTS["data"][1](notebook, solution)
    solved = classroom.hand_in(room, "good", notebook)
    classroom.hand_in(room, "broken", "{ no json")
    classroom.hand_in(room, "<script>alert(1)", classroom.release(room))
    link = room / "submitted/thief" / classroom.ASSIGNMENT
    link.mkdir(parents=True)
    os.symlink(solved, link / solved.name)
    (room / "submitted/empty" / classroom.ASSIGNMENT).mkdir(parents=True)
    done = classroom.run(room)
    assert done.returncode == 0, done.stdout + done.stderr
    found = marks(room)
    assert found["good"] == FULL and all(found[name] == NOTHING for name in found if name != "good") and len(found) == 5
    assert "broken · demo: cannot be read" in done.stdout and "thief · demo: cannot be read" in done.stdout


def test_an_assignment_that_nobody_generated_is_named(room: Path) -> None:
    words = classroom.command(room)
    words[5] = "nothing"
    done = subprocess.run(words, env=classroom.environment(room.parent), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "generate_assignment" in done.stderr, done.stderr


@pytest.mark.parametrize("name", ["", "../x", "a/b"])
def test_the_name_of_an_assignment_is_no_path(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        grade_class(Settings(tmp_path, "sqlite://", "c", "submitted", "autograded", None), name)


def test_answers_that_say_the_same_are_tried_once(course: dict[str, Exercise]) -> None:
    heal = course["demo.heal"]
    same = ["a: 1\nb: {c: x}", "# hello\na:   1\nb:\n  c: x\n", "---\na: 1\nb: {c: x}\n"]
    assert len({meaning(heal, text) for text in same}) == 1
    others = [
        "a: '1'\nb: {c: x}",
        "a: 1\nb: {c: X}",
        "a: 1\na: 2",
        "a: &x 1\nb: *x",
        "a: [",
        "b: {c: x}\na: 1",
        "a: [1]",
    ]
    assert len({meaning(heal, text) for text in [*others, same[0]]}) == len(others) + 1


def test_a_memo_forgets_what_has_not_been_asked_for_longest() -> None:
    memo = Memo(2)
    memo.put(1, "a")
    memo.put(2, "b")
    assert memo.get("a") == 1
    memo.put(3, "c")
    assert (memo.get("a"), memo.get("b"), memo.get("c")) == (1, None, 3)


def test_an_answer_that_ends_its_process_or_takes_for_ever_costs_itself_only(
    course: dict[str, Exercise], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kubecourse.grading.run import apart

    who = course["demo.who"]
    assert apart.forked(who, "b", "en", 20).score == 1.0
    for deed, trouble in (
        (lambda *_: os._exit(7), "ended with"),
        (lambda *_: __import__("time").sleep(60), "no result after"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(apart, "evaluate", deed)
            graded = apart.forked(who, "b", "en", 1)
        assert graded.score == 0.0 and trouble in graded.trouble
