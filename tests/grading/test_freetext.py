"""Texts that a person grades: kept, worth nothing by themselves, with the rubric where the grader looks, and never lost."""

from __future__ import annotations

import dataclasses
from html import escape
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_notebook

from kubecourse.grading import Exercise, exercises, grade, prove, say
from kubecourse.grading.records import spoken
from kubecourse.grading.stage import values_for

COURSE = Path(__file__).resolve().parents[2] / "course"
TEXTS = {id: made for id, made in exercises(COURSE).items() if made.kind == "text"}
ONE = "volumes.explain-retain"


@pytest.fixture
def made() -> Exercise:
    return TEXTS[ONE]


def words(made: Exercise, lang: str = "en") -> str:
    return spoken(made.solution, lang, values_for(made))


def test_there_are_three_of_them() -> None:
    assert len(TEXTS) >= 3


def test_a_good_text_is_kept_and_earns_nothing_by_itself(made: Exercise) -> None:
    score = grade(made, words(made), lang="en")
    assert (float(score), repr(score), score.state) == (0.0, "0.0", "kept")
    assert "A person will read it" in score.text and "up to 1 point" in score.text
    assert "kc-kept" in score._repr_html_()


def test_before_it_is_handed_in_the_student_sees_what_is_looked_at_and_not_the_answer(made: Exercise) -> None:
    page = grade(made, words(made), lang="en")._repr_html_()
    for each in made.checks:
        assert escape(each.title("en")) in page
        assert each.looks_for is not None and escape(each.looks_for("en")) not in page


@pytest.mark.parametrize("text", ["", "# nothing yet", "Because it is so."])
def test_what_is_empty_or_a_few_words_is_refused_at_once(made: Exercise, text: str) -> None:
    assert grade(made, text, lang="en").state == "malformed"


def test_its_record_is_proved_as_others_are(made: Exercise) -> None:
    silent = dataclasses.replace(made.checks[0], falls_short=say(es="nada", en="nothing"))
    assert any("does not say" in told for told in prove(dataclasses.replace(made, checks=(silent, *made.checks[1:]))))
    assert any("no wrong answer reaches" in told for told in prove(dataclasses.replace(made, wrongs=made.wrongs[-1:])))
    assert any("is not kept" in told for told in prove(dataclasses.replace(made, solution="short")))


def cell(source: str, id: str = "", **more: Any) -> NotebookNode:
    found = new_code_cell(source)
    if id:
        found.metadata["nbgrader"] = {"grade_id": id, "schema_version": 3, "locked": False, "task": False, "points": 3.0,
                                      "solution": True, "grade": True, **more}  # fmt: skip
    return found


def graded(*cells: NotebookNode) -> list[NotebookNode]:
    from kubecourse.grading.gather import gather
    from kubecourse.grading.nbgrader import GradeAnswers

    mended = [from_dict(one) for one in gather(cells, [TEXTS[ONE]], "en").cells]
    notebook = new_notebook(cells=mended, metadata={"kubecourse": {"lang": "en"}})
    found: list[NotebookNode] = GradeAnswers().preprocess(notebook, {})[0].cells
    return found


def test_the_grader_sees_the_rubric_and_good_answers_under_the_text(made: Exercise) -> None:
    answer = graded(cell(f"%%answer {ONE}\n{words(made)}", "volumes-explain-retain-answer"))[0]
    page = answer.outputs[0].data["text/html"]
    for each in made.checks:
        assert each.looks_for is not None and escape(each.looks_for("en")) in page
    assert "Answers that earn all points" in page


def test_nbgrader_asks_a_person_for_a_text_and_gives_an_untouched_cell_nothing(made: Exercise) -> None:
    from nbgrader import utils

    untouched = cell(f"%%answer {ONE}\n# your answer here · tu respuesta aquí", "volumes-explain-retain-answer")
    checksum = utils.compute_checksum(untouched)
    written = cell(f"%%answer {ONE}\n{words(made)}", "volumes-explain-retain-answer")
    for one in (untouched, written):
        one.metadata.nbgrader["checksum"] = checksum
    assert utils.determine_grade(graded(untouched)[0]) == (0, 3.0)
    assert utils.determine_grade(graded(written)[0]) == (None, 3.0)


def test_a_text_that_was_written_elsewhere_is_put_where_it_is_graded() -> None:
    empty = cell(f"%%answer {ONE}\n# your answer here · tu respuesta aquí", "volumes-explain-retain-answer")
    found = graded(empty, cell(f"%%answer {ONE}\nfirst thoughts"), cell(f"%%answer {ONE}\nsecond thoughts"))
    assert "first thoughts" in found[1].source and "second thoughts" in found[1].source
    assert "several texts" in found[0].source


def test_a_text_whose_first_line_was_deleted_is_still_there_for_the_grader() -> None:
    found = graded(cell("the data are still on the disk", "volumes-explain-retain-answer"))
    assert found[1].source.endswith("the data are still on the disk") and found[1].outputs
