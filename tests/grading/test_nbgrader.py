"""A class through nbgrader: released, collected, graded as data, and the same by nbgrader's own way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kubecourse.authoring import build

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
FULL = {"demo-heal-check": 4.0, "demo-who-check": 1.0, "demo-scale-check": 2.0}
NOTHING = dict.fromkeys(FULL, 0.0)


def class_of(folder: Path, how: str) -> dict[str, Any]:
    os.symlink(HERE / "course", folder / "course")
    build(folder)
    (folder / "class").mkdir()
    (folder / "grading" / "source").rename(folder / "class" / "source")
    environment = os.environ | {
        "PYTHONPATH": str(ROOT), "KUBECOURSE_COURSE": str(HERE / "course"), "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "run"),
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, str(HERE / "nbgrader_round.py"), str(folder / "class"), "demo_es", how],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-6000:]
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return class_of(tmp_path_factory.mktemp("data"), "data")


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return class_of(tmp_path_factory.mktemp("stock"), "stock")


def test_every_submission_is_graded_and_gets_its_feedback(graded: dict[str, Any]) -> None:
    failed = {student: entry["log"] for student, entry in graded.items() if not entry["success"]}
    assert not failed


def test_the_solution_earns_all_points(graded: dict[str, Any]) -> None:
    assert graded["solved"]["scores"] == FULL


def test_an_untouched_release_earns_nothing(graded: dict[str, Any]) -> None:
    assert graded["untouched"]["scores"] == NOTHING


def test_answers_in_cells_that_were_moved_retyped_or_spoilt_earn_their_points_and_are_reported(
    graded: dict[str, Any],
) -> None:
    assert graded["messy"]["scores"] == FULL
    for told in ("Answer demo.heal: This answer was in the cell below", "Answer demo.who: This answer was in a text cell",
                 "Answer demo.scale: The first line"):  # fmt: skip
        assert told in graded["messy"]["log"]


def test_half_an_answer_earns_its_part(graded: dict[str, Any]) -> None:
    assert graded["partly"]["scores"] == NOTHING | {"demo-heal-check": 3.0}


def test_a_cell_that_would_kill_the_process_is_never_run(graded: dict[str, Any]) -> None:
    assert graded["exits"]["scores"] == NOTHING | {"demo-who-check": 1.0}


def test_a_patched_checker_earns_nothing(graded: dict[str, Any]) -> None:
    assert graded["patched"]["scores"] == NOTHING


def test_deleted_cells_cost_their_own_points_only_and_are_reported(graded: dict[str, Any]) -> None:
    assert graded["deleted"]["scores"] == NOTHING | {"demo-who-check": 1.0}
    assert "Answer demo.heal: no cell with this answer" in graded["deleted"]["log"]


def test_two_different_answers_earn_nothing_and_are_reported(graded: dict[str, Any]) -> None:
    assert graded["twice"]["scores"] == NOTHING
    assert "Answer demo.who: 2 different answers" in graded["twice"]["log"]
    assert "2 respuestas distintas" in graded["twice"]["feedback"]


def test_broken_metadata_is_mended_and_the_rest_is_graded(graded: dict[str, Any]) -> None:
    assert graded["broken"]["scores"] == NOTHING | {"demo-who-check": 1.0}


def test_the_feedback_page_carries_the_criteria_in_the_notebooks_language(graded: dict[str, Any]) -> None:
    page = graded["partly"]["feedback"]
    for words in ("Dos pods listos", "Se han visto 1 réplicas listas", "Vuelve lo borrado", "✓", "✗", "Pista 1"):
        assert words in page
    assert "deployments.apps &quot;wep&quot; not found" in page or 'deployments.apps "wep" not found' in page


@pytest.mark.parametrize("student", ["untouched", "solved", "partly", "messy"])
def test_nbgraders_own_way_gives_the_same_scores(graded: dict[str, Any], stock: dict[str, Any], student: str) -> None:
    assert stock[student]["success"], stock[student]["log"]
    assert stock[student]["scores"] == graded[student]["scores"]
