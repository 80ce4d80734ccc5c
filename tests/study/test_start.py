"""The start page with its buttons: what is opened is the notebook's, what is checked is written, what is shown has a text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kubecourse.study import Desk
from kubecourse.widgets.start import Start


@pytest.fixture
def moment() -> list[datetime]:
    return [datetime(2026, 1, 5, 9, tzinfo=UTC)]


@pytest.fixture
def page(tmp_path: Path, moment: list[datetime]) -> Start:
    return Start(Desk(tmp_path / "diary.jsonl", "en", lambda: moment[0]), "en", {})


def test_an_incident_is_opened_mended_in_a_cell_and_checked(page: Start) -> None:
    names: Any = page._names()
    page.incident.value = "quota"
    page.incident.choose()
    assert "ResourceQuota" not in page.work.value, "the story does not tell the cause"
    page.check.click()
    assert "kc-not-yet" in page.result.value
    page.hint.click()
    assert "Hint 1 of 3" in page.result.value
    names["cluster"].kubectl("delete resourcequota equipo")
    page.check.click()
    assert "kc-met" in page.result.value
    page.debrief.click()
    assert "What the cluster tells of it" in page.result.value
    assert any("(mended)" in label for label, _ in page.incident.choices)
    assert page.incident.value == "quota", "the list stays where it was"


def test_the_cluster_that_the_notebook_calls_so_is_the_one_that_counts(page: Start) -> None:
    names: Any = page._names()
    page.incident.value = "quota"
    page.incident.choose()
    other = names["cluster"].fork()
    other.kubectl("delete resourcequota equipo")
    names["cluster"] = other
    page.check.click()
    assert "kc-met" in page.result.value


def test_what_is_due_has_a_button_that_opens_its_review(page: Start, moment: list[datetime]) -> None:
    assert [button.description[:5] for button in page.steps.children] == ["Open:"]
    page.desk.diary.write("incident", "incidents.wrong-selector", "met")
    moment[0] += timedelta(days=2)
    page.refresh()
    assert page.steps.children[0].description.startswith("Review: Service")
    page.steps.children[0].click()
    assert page.opened is not None
    assert "room" in page._names()


def test_a_new_variant_is_drawn_and_is_the_notebooks_task(page: Start) -> None:
    page.practice.value = "networking.ports"
    page.practice.choose()
    task: Any = page._names()["task"]
    assert task.variant == "practice-1"
    assert page.hint.layout.display == "none", "an exercise has its hints in its feedback"
    task.check("kind: nothing")
    page.practice.choose()
    assert page._names()["task"].variant == "practice-2"


def test_where_there_are_no_widgets_the_page_is_html_and_text(page: Start) -> None:
    bundle, _ = page._repr_mimebundle_()
    assert "Map of concepts" in bundle["text/plain"]
    assert "<svg" in bundle["text/html"]
