"""A submitted answer is evaluated apart, within limits, and only as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse.grading import Exercise, grade
from kubecourse.grading.limited import evaluate_apart

Course = dict[str, Exercise]


@pytest.mark.parametrize("replicas", [1, 2])
def test_apart_or_here_the_grade_and_the_feedback_are_the_same(course: Course, replicas: int) -> None:
    text = str(course["demo.heal"].solution).replace("replicas: 2", f"replicas: {replicas}")
    here, apart = grade(course["demo.heal"], text, lang="es"), evaluate_apart(course["demo.heal"], text, "es")
    assert (apart.score, apart.state, apart.html, apart.trouble) == (here, here.state, here._repr_html_(), "")


def test_an_evaluation_that_takes_too_long_earns_nothing_and_is_reported(course: Course) -> None:
    graded = evaluate_apart(course["demo.who"], "b", "en", seconds=0.05)
    assert graded.score == 0.0
    assert "no result" in graded.trouble
    assert "limits of time" in graded.text


def test_a_process_that_dies_earns_nothing_and_is_reported(course: Course, tmp_path: Path,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    # a course that the worker cannot read
    monkeypatch.setenv("KUBECOURSE_COURSE", str(tmp_path))
    graded = evaluate_apart(course["demo.who"], "b", "en")
    assert graded.score == 0.0
    assert "ended with 1" in graded.trouble


def test_the_students_environment_and_folder_do_not_matter(course: Course, tmp_path: Path,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert evaluate_apart(course["demo.who"], "b").score == 1.0
