"""The desk: what is next, what is due, ever new variants, and solutions for who has really tried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kubecourse.grading import grade
from kubecourse.grading.stage import values_for
from kubecourse.study import Desk
from kubecourse.study.concept_records import _ordered
from kubecourse.study.mapping import MARKS, ConceptMap
from kubecourse.study.practice import Task
from kubecourse.study.progress import STATES
from kubecourse.study.review import DAYS
from kubecourse.study.room import Opened
from kubecourse.study.words import WORDS


class Time:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def days(self, number: float) -> None:
        self.now += timedelta(days=number)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def desk(tmp_path: Path, time: Time) -> Desk:
    return Desk(tmp_path / "diary.jsonl", "en", time)


def met(desk: Desk, id: str, state: str = "met") -> None:
    desk.diary.write(
        "incident" if id.startswith("incidents.") else "exercise", id, state, answer=f"{len(desk.diary.entries)}"
    )


def test_every_exercise_and_every_incident_is_on_the_map(desk: Desk) -> None:
    placed = [id for concept in desk.concepts.values() for id in concept.exercises]
    assert sorted(placed) == sorted(desk.exercises)
    assert sorted(id for concept in desk.concepts.values() for id in concept.incidents) == sorted(desk.incidents)


def test_the_first_step_is_the_first_exercise_and_the_last_is_the_project(desk: Desk) -> None:
    assert desk.progress.next_exercise == "volumes.match"
    for id in desk.exercises:
        if id != "project.wordpress":
            met(desk, id)
    assert desk.progress.next_exercise == "project.wordpress"
    met(desk, "project.wordpress")
    assert desk.progress.next_exercise is None


def test_a_concept_opens_when_what_it_needs_was_begun(desk: Desk) -> None:
    assert desk.progress.states["service"] == "later"
    met(desk, "workloads.heal", "not-yet")
    assert desk.progress.states["deployment"] == "begun"
    assert desk.progress.states["service"] == "open"


def test_a_concept_is_due_after_1_3_7_16_35_and_80_days(desk: Desk, time: Time) -> None:
    for days in DAYS:
        met(desk, "incidents.wrong-selector")
        time.days(days - 0.01)
        assert not desk.progress.due
        time.days(0.01)
        assert [each.concept for each in desk.progress.due] == ["service"]
    assert desk.progress.memories["service"].firm


def test_what_is_forgotten_begins_anew_and_practising_early_changes_nothing(desk: Desk, time: Time) -> None:
    met(desk, "incidents.wrong-selector")
    met(desk, "networking.ports")
    assert desk.progress.memories["service"].step == 0
    time.days(1)
    met(desk, "networking.ports")
    assert desk.progress.memories["service"].step == 1
    time.days(3)
    met(desk, "networking.ports", "not-yet")
    assert desk.progress.due
    met(desk, "networking.ports")
    assert desk.progress.memories["service"].step == 0
    time.days(1)
    assert desk.progress.due


def test_a_review_is_an_incident_not_lately_seen_or_a_new_variant(desk: Desk, time: Time) -> None:
    assert desk.review() is None
    met(desk, "networking.ports")
    time.days(2)
    first = desk.review()
    assert isinstance(first, Opened)
    assert first.incident.concept == "service"
    for id in desk.concepts["service"].incidents:
        met(desk, f"incidents.{id}")
    time.days(10)
    second = desk.review()
    assert isinstance(second, Task)
    assert second.exercise.id in desk.concepts["service"].exercises
    with pytest.raises(ValueError, match="no concept nowhere"):
        desk.review("nowhere")


def test_each_practice_has_numbers_not_seen_before(desk: Desk) -> None:
    made = desk.exercises["networking.ports"]
    seen: list[Any] = [values_for(made)]
    for _ in range(4):
        task = desk.practice("networking.ports")
        assert task.values not in seen
        seen.append(task.values)
        task.check("kind: nothing")


def test_a_practice_is_graded_with_its_own_numbers(desk: Desk) -> None:
    task = desk.practice("networking.ports")
    right = str(task.exercise.solution)
    assert task.check(_filled(right, task)).state == "met"
    assert grade(task.exercise, _filled(right, task)).state != "met", "another student's numbers"
    assert [(entry.state, entry.variant) for entry in desk.diary.entries] == [("met", task.variant)]


def _filled(text: str, task: Task) -> str:
    from kubecourse.grading.records import fill

    return fill(text, task.values)


def test_a_solution_opens_after_three_different_answers_or_once_met(desk: Desk) -> None:
    made = desk.exercises["workloads.heal"]
    assert "missing: 3" in desk.solution(made.id)
    for answer in ("a", "a", "b"):
        desk.diary.write("exercise", made.id, "not-yet", answer=answer)
    desk.diary.write("exercise", made.id, "malformed", answer="c")
    assert "missing: 1" in desk.solution(made.id)
    desk.diary.write("exercise", made.id, "not-yet", answer="d")
    assert "kind: Deployment" in desk.solution(made.id)
    desk.diary.write("exercise", "batch.ttl", "met")
    assert "missing" not in desk.solution("batch.ttl")


def test_an_untouched_starter_is_no_attempt_and_an_answer_is(desk: Desk) -> None:
    made = desk.exercises["workloads.rolling"]
    for answer in (str(made.starter), "", "# your answer here", str(made.starter).replace("tomcat:10", "tomcat:11")):
        desk.checked(grade(made, answer), answer)
    assert [entry.state for entry in desk.diary.entries] == ["not-yet"]


def test_an_incident_that_was_only_looked_at_is_no_attempt(desk: Desk) -> None:
    room = desk.incident("quota")
    room.check()
    assert desk.diary.entries == []
    room.cluster.kubectl("delete resourcequota equipo")
    room.check()
    assert [(entry.id, entry.state) for entry in desk.diary.entries] == [("incidents.quota", "met")]


def test_a_text_that_a_person_would_grade_is_done_once_it_is_written(desk: Desk) -> None:
    id = "volumes.explain-retain"
    words = "The data stay where they are, the volume remembers whose it was, and a person has to decide. " * 4
    desk.checked(grade(desk.exercises[id], words), words)
    assert [entry.id for entry in desk.diary.entries] == [id]
    assert id in desk.progress.done


def test_a_diary_that_cannot_be_written_costs_no_score(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be", encoding="utf-8")
    desk = Desk(tmp_path / "taken" / "diary.jsonl", "en")
    room = desk.incident("quota")
    room.cluster.kubectl("scale deployment campana --replicas=7")
    assert room.check().state == "not-yet"
    room.check()
    assert len(desk.diary.troubles) == 1


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_page_and_the_map_say_the_same_in_text_as_in_the_picture(desk: Desk, lang: str) -> None:
    met(desk, "volumes.match")
    desk.lang = lang
    page, drawn = repr(desk), ConceptMap(desk.concepts, desk.progress, lang)
    assert desk.concepts["claims"].title(lang) in page
    assert drawn.svg is not None
    for concept in desk.concepts.values():
        assert concept.title(lang) in drawn.text
        assert f'"{concept.id}"' in drawn.dot
    html = desk._repr_html_()
    assert "<progress" in html
    assert "aria-label" in html
    assert drawn.text.splitlines()[3].strip() in page


def test_states_have_a_mark_and_a_word_in_both_languages() -> None:
    assert set(MARKS) == set(STATES)
    assert len(set(MARKS.values())) == len(STATES)
    assert set(WORDS["es"]) == set(WORDS["en"]) >= set(STATES)


def test_a_map_with_a_circle_is_refused(desk: Desk) -> None:
    from dataclasses import replace

    known = dict(desk.concepts)
    known["claims"] = replace(known["claims"], needs=("provisioner",))
    with pytest.raises(ValueError, match="circle"):
        _ordered(known)
