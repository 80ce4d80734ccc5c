"""The tests' own small course, so that grading is tested whatever the real course says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse.grading import Exercise, answers, exercises

COURSE = Path(__file__).parent / "course"


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch) -> dict[str, Exercise]:
    monkeypatch.setenv("KUBECOURSE_COURSE", str(COURSE))
    monkeypatch.setenv("KUBECOURSE_LANG", "en")
    answers.forget()
    return exercises()
