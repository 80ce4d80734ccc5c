"""The incident room: each cluster is broken when it is opened, mended by each repair, and not by what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse.grading import prove
from kubecourse.study import Incident, concepts, incidents
from kubecourse.study.room import Opened

COURSE = Path(__file__).resolve().parents[2] / "course"
ALL = incidents(COURSE)
each = pytest.mark.parametrize("made", ALL.values(), ids=ALL.keys())


def test_there_are_at_least_twelve_over_all_modules() -> None:
    assert len(ALL) >= 12
    known = concepts(COURSE)
    assert {known[made.concept].module for made in ALL.values()} == {"volumes", "workloads", "networking", "batch"}
    assert len({made.concept for made in ALL.values()}) >= 12


@each
def test_an_incident_that_nobody_touched_is_not_mended(made: Incident) -> None:
    room = Opened(made, lang="en")
    assert room.check().state == "not-yet"
    assert all(result.seen is not None and not result.broke for result in room.check().results if not result.met)


@each
def test_every_repair_mends_it_and_every_slip_is_told_why_it_does_not(made: Incident) -> None:
    assert prove(made.exercise, students=4) == []


@each
def test_it_has_a_first_sight_three_hints_a_debrief_and_two_slips(made: Incident) -> None:
    assert made.look
    assert made.exercise.debrief is not None
    assert len(made.exercise.wrongs) >= 2
    assert [len(check.hints) for check in made.exercise.checks] == [3] * len(made.exercise.checks)


@each
def test_what_one_sees_first_is_printed_without_an_error(made: Incident) -> None:
    room = Opened(made, lang="es")
    for command in made.look:
        result = room.start.kubectl(command)
        assert result.code == 0, result.stderr


def test_the_same_incident_is_the_same_cluster_every_time() -> None:
    one, other = Opened(ALL["dead-node"], lang="en"), Opened(ALL["dead-node"], lang="en")
    assert one.text == other.text


def test_a_mended_incident_opens_its_debrief_with_the_repair_and_the_trace() -> None:
    told = []
    room = Opened(
        ALL["after-maintenance"], lang="es", written=lambda incident, score: told.append((incident.id, score.state))
    )
    assert "se abre cuando esté arreglado" in room.debrief()
    room.cluster.kubectl("uncordon worker-1")
    assert room.check().state == "not-yet"
    room.cluster.kubectl("uncordon worker-2")
    assert room.check().state == "met"
    assert told == [("after-maintenance", "not-yet"), ("after-maintenance", "met")]
    debrief = room.debrief()
    assert "kubectl uncordon worker-1" in debrief
    assert "FailedScheduling" in debrief


def test_hints_come_one_after_the_other_and_the_third_opens_the_debrief() -> None:
    room = Opened(ALL["lost-key"], lang="en")
    assert [room.hint()[:11] for _ in range(4)] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 3 of 3"]
    assert "One way to repair it" in room.debrief()


def test_checking_changes_nothing_in_the_learners_cluster() -> None:
    room = Opened(ALL["no-copies"], lang="en")
    before = room.cluster.now
    room.check()
    assert room.cluster.now == before
