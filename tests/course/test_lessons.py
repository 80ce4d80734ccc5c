"""The course's lessons: what each must have, whatever it teaches."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse.authoring.lesson import Lesson, read_lesson
from kubecourse.grading import exercises

COURSE = Path(__file__).resolve().parents[2] / "course"
LESSONS = [read_lesson(path) for lang in ("es", "en") for path in sorted((COURSE / lang).glob("[0-9][0-9]-*.md"))]
NAMES = [f"{lesson.lang}-{lesson.name}" for lesson in LESSONS]


def test_both_languages_have_the_same_lessons() -> None:
    spanish, english = ([lesson.name for lesson in LESSONS if lesson.lang == lang] for lang in ("es", "en"))
    assert spanish == english
    assert [name.partition("-")[2] for name in spanish] == [
        "start",
        "volumes",
        "workloads",
        "networking",
        "batch",
        "project",
        "incidents",
        "study",
    ]


@pytest.mark.parametrize("lesson", LESSONS, ids=NAMES)
def test_a_lesson_begins_with_its_cluster_and_has_one_panel(lesson: Lesson) -> None:
    code = [block for block in lesson.blocks if block.kind == "code"]
    assert code[0].id == "setup"
    assert code[0].body == "from kubecourse import Cluster, check\n\n%load_ext kubecourse\ncluster = Cluster()"
    assert sum("lab(cluster)" in block.body for block in code) == 1


@pytest.mark.parametrize("lesson", LESSONS, ids=NAMES)
def test_a_prediction_is_followed_by_the_cell_that_shows_it(lesson: Lesson) -> None:
    """Prose may stand between the question and the cell, another question or an exercise may not."""
    kinds = [(block.kind, block.id) for block in lesson.blocks]
    found = [number for number, (kind, _) in enumerate(kinds) if kind == "predict"]
    assert found, "a lesson asks before it shows"
    for number in found:
        following = next((kind for kind, _ in kinds[number + 1 :] if kind != "text"), None)
        assert following == "code", kinds[number]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_each_exercise_is_in_one_lesson_of_its_module_with_its_debrief_after_it(lang: str) -> None:
    placed = {}
    for lesson in LESSONS:
        if lesson.lang != lang:
            continue
        blocks = [(block.kind, block.id) for block in lesson.blocks]
        for number, (kind, id) in enumerate(blocks):
            if kind == "exercise":
                assert id not in placed
                assert id.partition(".")[0] == lesson.module
                assert blocks[number + 1] == ("debrief", id)
                placed[id] = lesson
    assert set(placed) == set(exercises(COURSE))
    assert all(lesson.graded for lesson in placed.values())
