"""The whole way of a class on nbgrader's own commands: released, fetched, handed in, graded, late or not, returned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kubecourse.authoring import build
from kubecourse.grading.late import LatePenalty
from kubecourse.grading.zipped import AttemptCollector

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
HOUR = 3600.0


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("way")
    os.symlink(HERE / "course", folder / "course")
    build(folder)
    (folder / "class").mkdir()
    environment = os.environ | {
        "PYTHONPATH": str(ROOT), "KUBECOURSE_COURSE": str(HERE / "course"), "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_DATA_DIR": str(folder / "data"), "JUPYTER_RUNTIME_DIR": str(folder / "run"),
    }  # fmt: skip
    command = [sys.executable, str(HERE / "class_way.py"), str(folder / "class"), str(folder / "grading" / "source")]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=240)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-6000:]
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def test_students_see_what_was_released_without_its_solutions(way: dict[str, Any]) -> None:
    assert "kubecourse demo_es" in way["list ada"] and "kubecourse demo_es" in way["list ben"]
    assert "%%manifest demo.heal" in way["released"] and "BEGIN SOLUTION" not in way["released"]


def test_the_instructor_sees_what_was_handed_in(way: dict[str, Any]) -> None:
    assert "kubecourse ada demo_es" in way["inbound"] and "kubecourse ben demo_es" in way["inbound"]


def test_work_that_came_as_a_zip_is_graded_with_its_time(way: dict[str, Any]) -> None:
    points, _, late = way["as it comes"]["carla"]
    assert points == 7.0 and abs(late - 30 * HOUR) < 2


def test_as_it_comes_lateness_is_seen_and_costs_nothing(way: dict[str, Any]) -> None:
    assert {student: entry[:2] for student, entry in way["as it comes"].items()} == {
        "ada": [7.0, 0.0], "ben": [7.0, 0.0], "carla": [7.0, 0.0],
    }  # fmt: skip
    assert way["as it comes"]["ada"][2] == 0


@pytest.mark.parametrize("how", ["a tenth a day, by nbgrader", "a tenth a day, by kubecourse"])
def test_each_day_begun_costs_what_the_configuration_says_whoever_grades(way: dict[str, Any], how: str) -> None:
    assert {student: entry[:2] for student, entry in way[how].items()} == {
        "ada": [7.0, 0.0], "ben": [7.0, 0.7], "carla": [7.0, 1.4],
    }  # fmt: skip


def test_each_student_fetches_their_own_feedback_after_a_run_of_ours(way: dict[str, Any]) -> None:
    for student in ("ada", "ben"):
        (page,) = way[f"feedback {student}"]
        assert "kc-score" in page and "Dos pods listos" in page


def test_work_without_the_exchanges_secret_does_not_keep_the_others_from_their_feedback(way: dict[str, Any]) -> None:
    assert way["carla"] and way["feedback ada"] and way["feedback ben"]


@pytest.mark.parametrize(
    ("seconds", "penalty"),
    [(0.0, None), (600.0, None), (601.0, 1.0), (24 * HOUR + 600, 1.0), (24 * HOUR + 601, 2.0), (900 * HOUR, 5.0)],
)
def test_lateness_counts_by_days_begun_after_the_grace_up_to_its_limit(seconds: float, penalty: float | None) -> None:
    policy = LatePenalty(per_day=0.1, at_most=0.5, grace_minutes=10)
    assert policy.late_submission_penalty("ada", 10.0, seconds) == penalty


def test_nbgraders_own_method_still_serves_where_no_day_costs_anything() -> None:
    assert LatePenalty(penalty_method="zero").late_submission_penalty("ada", 8.0, 60.0) == 8.0
    assert LatePenalty().late_submission_penalty("ada", 8.0, 60.0) is None


@pytest.mark.parametrize("clock", ["04-41-41", "00-00-00", "23-59-59", "12-30-10"])
def test_every_hour_in_a_files_name_is_understood(clock: str) -> None:
    found = AttemptCollector().collect(f"/any/where/ana.lopez-7_attempt_2026-11-25-{clock}_01-volumes.es.ipynb")
    time = f"2026-11-25 {clock.replace('-', ':')} UTC"
    assert found == {"student_id": "ana.lopez-7", "timestamp": time, "file_id": "01-volumes.es"}
