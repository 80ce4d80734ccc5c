"""What an instructor sees of a class: right numbers, safe files, and nothing of a student's that acts by itself."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from kubecourse.grading import Exercise
from kubecourse.grading.report.alike import alike
from kubecourse.grading.report.cells import notebook
from kubecourse.grading.report.feedback_read import Answer
from kubecourse.grading.report.figures import figures
from kubecourse.grading.report.marks import Marks, Question, Student
from kubecourse.grading.report.page import page
from kubecourse.grading.report.sheets import FORMATS, safe, sheet
from kubecourse.grading.report.snapshots import compare, keep, load, numbers
from kubecourse.grading.report.words import WORDS

COPIED = "# mi perro se llama Toby y le gusta la playa\nkind: Service\nmetadata: {name: toby-service, labels: {owner: toby}}\n"


def marks_of(course: dict[str, Exercise], rows: dict[str, tuple[float | None, ...]], late: float = 0.0) -> Marks:
    ids = ("demo.heal", "demo.who", "demo.scale")
    questions = tuple(Question(f"{course[id].slug}-check", "demo", course[id].points, course[id]) for id in ids)
    students = [
        Student(id, points=dict(zip((one.cell for one in questions), points, strict=True)), late=late)
        for id, points in rows.items()
    ]
    return Marks("demo_en", questions, tuple(students))


@pytest.fixture
def marks(course: dict[str, Exercise]) -> Marks:
    return marks_of(
        course, {"ada": (4.0, 1.0, 2.0), "bob": (3.0, 0.0, 2.0), "eve": (0.0, 1.0, 0.0), "zoe": (1.0, 0.0, 0.0)}
    )


def answer(student: str, exercise: str = "demo.heal", text: str = "", state: str = "not-yet", **more: object) -> Answer:
    return Answer(student, exercise, text, state, **more)  # type: ignore[arg-type]


def test_difficulty_is_the_share_of_points_and_discrimination_the_agreement_with_the_rest(marks: Marks) -> None:
    found = figures(marks, [])
    heal, who, scale = found.items
    assert (heal.difficulty, who.difficulty, scale.difficulty) == (0.5, 0.5, 0.5)
    # by hand: points of heal (4, 3, 0, 1) against the rest (3, 2, 1, 0)
    assert heal.discrimination == pytest.approx(0.8485, abs=1e-4)
    assert who.discrimination == pytest.approx(0.0)
    assert (found.mean, found.median, found.full) == (3.5, 3.0, 1)
    assert found.tenths == (0, 2, 0, 0, 0, 0, 0, 1, 0, 1)


def test_a_question_that_all_answered_alike_has_no_discrimination(course: dict[str, Exercise]) -> None:
    found = figures(marks_of(course, {name: (4.0, float(n % 2), 2.0) for n, name in enumerate("abcd")}), [])
    assert found.items[0].discrimination is None


def test_who_is_stuck_is_named_with_the_question_most_others_managed(marks: Marks) -> None:
    assert [(who.id, begin and begin.name) for who, begin in figures(marks, []).stuck] == [
        ("eve", "demo.heal"),
        ("zoe", "demo.who"),
    ]


def test_mistakes_and_behaviours_are_counted(marks: Marks, course: dict[str, Exercise]) -> None:
    told = {"two-ready": False, "heals": True}
    answers = [
        answer("bob", met=told, mistakes=[0]),
        answer("eve", met=told, mistakes=[0]),
        answer("zoe", state="absent"),
    ]
    heal = figures(marks, answers).items[0]
    assert heal.mistakes == {0: 2}
    assert heal.seen["two-ready"] == (0, 2) and heal.seen["heals"] == (2, 2)
    assert heal.states == {"met": 0, "not-yet": 2, "malformed": 0, "absent": 1}
    shown = page(marks, figures(marks, answers), [], "en")
    assert course["demo.heal"].wrongs[0].name("en") in shown


def test_an_empty_class_has_a_report_too(course: dict[str, Exercise]) -> None:
    empty = marks_of(course, {})
    assert "Nobody has been graded yet." in page(empty, figures(empty, []), [], "en")


def test_a_passage_that_only_two_have_is_shown_and_what_the_course_wrote_is_not(course: dict[str, Exercise]) -> None:
    own = str(course["demo.heal"].solution)
    answers = [answer("ada", text=own + COPIED), answer("bob", text=own.replace("80", "81") + COPIED)]
    answers += [answer(f"s{n}", text=own) for n in range(6)]
    (pair,) = alike(answers)
    assert (pair.first, pair.second, pair.exercise, pair.same_variant) == ("ada", "bob", "demo.heal", True)
    (other,) = alike(answers, lambda made, student: {"name": student})
    assert not other.same_variant


def test_what_many_wrote_is_nobodys_copy() -> None:
    assert alike([answer(f"s{n}", text=COPIED) for n in range(8)]) == []


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "|calc", "＝1", "\ufeff=1"]
)
def test_no_cell_of_a_sheet_is_a_formula(text: str) -> None:
    assert safe(text).startswith("'")


def test_names_with_quotes_commas_and_formulas_survive_every_format(course: dict[str, Exercise]) -> None:
    marks = marks_of(course, {"o'hara": (4.0, None, 2.0)})
    student = marks.students[0]
    student.first, student.last, student.email = '=HYPERLINK("http://x")', 'O"Hara, Ann', "a@b.c"
    for form in FORMATS:
        rows = list(csv.reader(io.StringIO(sheet(marks, form, "en"))))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
        assert any('O"Hara, Ann' in cell for cell in rows[-1])
    canvas, moodle = (list(csv.reader(io.StringIO(sheet(marks, form, "en")))) for form in ("canvas", "moodle"))
    # a person has still to mark something: no learning platform is told a total
    assert canvas[-1][-1] == "" and moodle[-1][-2] == ""
    assert "demo.who" in moodle[-1][-1]


def test_late_work_loses_its_penalty_in_every_format(course: dict[str, Exercise]) -> None:
    marks = marks_of(course, {"ada": (4.0, 1.0, 2.0)}, late=1.5)
    assert sheet(marks, "questions", "en").splitlines()[-1].endswith('"1.5","5.5"')
    assert sheet(marks, "canvas", "en").splitlines()[-1].endswith('"5.5"')


def test_nothing_a_student_is_called_or_wrote_is_html_or_markdown_of_the_report(course: dict[str, Exercise]) -> None:
    bad = "<script>alert(1)</script>[x](javascript:alert(1))"
    marks = marks_of(course, {bad: (0.0, 0.0, 0.0), "two": (0.0, 0.0, 0.0)})
    answers = [answer(bad, text=COPIED), answer("two", text=COPIED)]
    found, pairs = figures(marks, answers), alike(answers)
    assert "<script" not in page(marks, found, pairs, "en")
    made = json.loads(notebook(marks, found, pairs, "questions.csv", "en"))
    assert not [cell for cell in made["cells"] if "javascript:" in "".join(cell["source"])]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_report_speaks_one_language_and_loads_nothing(marks: Marks, lang: str) -> None:
    shown = page(marks, figures(marks, []), [], lang)
    assert f'<html lang="{lang}">' in shown
    assert not re.search(r"https?://|src=|@import", shown)
    other = "en" if lang == "es" else "es"
    assert WORDS[lang]["stuck-says"] in shown and WORDS[other]["stuck-says"] not in shown


def test_words_are_there_in_both_languages() -> None:
    blanks = {
        lang: {key: sorted(re.findall(r"{(\w+)}", text)) for key, text in words.items()}
        for lang, words in WORDS.items()
    }
    assert blanks["es"] == blanks["en"]


def test_what_changed_between_two_runs_is_told_mark_by_mark(course: dict[str, Exercise], tmp_path: Path) -> None:
    first = marks_of(course, {"ada": (4.0, 1.0, 2.0), "bob": (3.0, 0.0, 2.0)})
    second = marks_of(course, {"ada": (4.0, 1.0, 2.0), "bob": (3.0, 1.0, None), "eve": (0.0, 0.0, 1.0)})
    assert keep(tmp_path, first) == 1
    assert keep(tmp_path, first) is None, "nothing changed: nothing to keep"
    assert keep(tmp_path, second) == 2
    assert numbers(tmp_path, "demo_en") == [1, 2]
    assert list(compare(load(tmp_path, "demo_en", 1), load(tmp_path, "demo_en", 2), "en")) == [
        "bob: demo.scale 2 → by hand", "bob: demo.who 0 → 1", "eve: new, 1 points",
        "5 marks of 2 students changed; mean 6.00 → 4.00.",
    ]  # fmt: skip
    assert list(compare(load(tmp_path, "demo_en", 1), load(tmp_path, "demo_en", 1), "es")) == [
        "Ninguna nota ha cambiado."
    ]
