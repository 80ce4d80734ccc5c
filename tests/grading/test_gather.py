"""What students do to cells, and what becomes of their answers: read where it is plain, reported where not, never lost."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from kubecourse.grading import Exercise
from kubecourse.grading.gather import gather
from kubecourse.grading.scoring import answers_in

from .mischief import CASES, Case, Notebook, cell_of, released

Course = dict[str, Exercise]


def read(course: Course, change: Callable[[Notebook], Any]) -> tuple[dict[str, str], list[str], list[dict[str, Any]]]:
    """The answers that count, what the instructor hears, and the cells."""
    notebook = released(course)
    change(notebook)
    before = copy.deepcopy(notebook["cells"])
    done = gather(notebook["cells"], list(course.values()), "en")
    for cell in before:
        for line in (line.strip() for line in cell["source"].splitlines() if cell["cell_type"] != "markdown"):
            said = "\n".join(each["source"].replace("\u200b", "") for each in done.cells)
            assert line in said or line.startswith("%%"), f"lost: {line}"
    answers = {id: given.text for id, given in answers_in(done.cells).items() if given.different == 1}
    return answers, done.told(), done.cells


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_changed_notebook_is_read_as_it_was_meant(course: Course, case: Case) -> None:
    answers, told, cells = read(course, case.make)
    counts = {id: text for id, text in answers.items() if case.reads(course, id, text)}
    assert sorted(counts) == sorted(case.counts)
    assert bool(told) == case.heard, told
    notes = [cell["source"] for cell in cells if cell["source"].startswith("> ⚠")]
    assert len(notes) == case.noted, notes


def test_an_untouched_notebook_stays_as_it_is(course: Course) -> None:
    notebook = released(course)
    before = copy.deepcopy(notebook["cells"])
    done = gather(notebook["cells"], list(course.values()), "en")
    assert done.cells == before and not done.told()


def test_to_gather_twice_is_to_gather_once(course: Course) -> None:
    for case in CASES:
        notebook = released(course)
        case.make(notebook)
        once = copy.deepcopy(gather(notebook["cells"], list(course.values()), "en").cells)
        if case.heard or not case.noted:  # different answers are marked as such by the first time only
            twice = gather(copy.deepcopy(once), list(course.values()), "en")
            assert [cell["source"] for cell in twice.cells] == [cell["source"] for cell in once], case.name


def test_the_student_reads_beside_the_answer_what_was_done_to_it(course: Course) -> None:
    notebook = released(course)
    cell_of(notebook, "demo-who-answer").update(cell_type="markdown", source="%%answer demo.who\nb")
    for lang, words in (("es", "celda de texto"), ("en", "text cell")):
        cells = gather(copy.deepcopy(notebook["cells"]), list(course.values()), lang).cells
        at = next(at for at, cell in enumerate(cells) if words in cell["source"])
        assert cells[at + 1]["metadata"]["nbgrader"]["grade_id"] == "demo-who-answer"


@pytest.mark.parametrize("stock", [True, False])
def test_both_ways_of_nbgrader_gather_before_copies_lose_their_names(
    stock: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from traitlets.config import Config

    from kubecourse.grading.nbgrader_setup import configure
    from kubecourse.grading.python_cells import SWITCH

    monkeypatch.setenv(SWITCH, "")
    c = Config()
    configure(c, stock=stock)
    steps = [step.rpartition(".")[2] for step in c.Autograde.sanitize_preprocessors]
    assert steps.index("CleanMetadata") < steps.index("GatherAnswers") < steps.index("DeduplicateIds")
