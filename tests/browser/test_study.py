"""Self-study in a real browser: the map is drawn, an incident is opened with the keyboard alone, mended in a cell, and checked.

Screenshots land in tests/browser/shots.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kubecourse.study import Diary, concepts, incidents
from kubecourse.study.words import tell

from .jupyter import SHOTS, jupyter_lab, open_notebook, write_notebook

pytestmark = pytest.mark.browser

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
CELLS = [
    "%load_ext kubecourse\nfrom kubecourse.widgets import start\nstart()",
    "%kubectl set selector service portal app=portal",
]


def keep_a_diary(path: Path) -> None:
    """Somebody who began nine days ago."""
    now = datetime.now(UTC)
    for days, id, state in (
        (9, "volumes.match", "met"),
        (5, "workloads.heal", "met"),
        (1, "workloads.ready", "not-yet"),
    ):
        Diary(path, lambda days=days: now - timedelta(days=days)).write("exercise", id, state, answer=id)  # type: ignore[misc]


@pytest.mark.parametrize(("lang", "theme"), [("es", "light"), ("en", "dark")])
def test_the_start_page_with_the_keyboard_alone(
    browser: Any, tmp_path: Path, lang: str, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": THEMES[theme]}))
    diary = tmp_path / "diary.jsonl"
    monkeypatch.setenv("KUBECOURSE_DIARY", str(diary))
    keep_a_diary(diary)
    write_notebook(tmp_path / "notebooks" / "study.ipynb", CELLS)
    with jupyter_lab(tmp_path, lang) as address:
        page = browser.new_page(viewport={"width": 1360, "height": 1500})
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        open_notebook(page, address, "study.ipynb")
        page.keyboard.press("Control+b")
        page.click(".jp-Notebook .jp-Cell .cm-content")
        page.keyboard.press("Shift+Enter")
        page.wait_for_selector(".kc-desk svg", timeout=60_000)
        shown = page.locator(".kc-desk").inner_text()
        for concept in concepts().values():
            assert concept.title(lang) in shown.replace("\xa0", " ")
        assert tell("due", lang) in shown
        page.screenshot(path=str(SHOTS / f"{lang}-{theme}-study-1-start.png"))

        title = incidents()["wrong-selector"].exercise.title(lang)
        page.wait_for_selector(".kc-choose option", state="attached", timeout=30_000)
        page.locator(".kc-choose").first.focus()
        for _ in range([*incidents()].index("wrong-selector")):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector(".jp-OutputArea section pre b", timeout=30_000)
        assert title in page.locator(".jp-OutputArea section h4").inner_text()
        check = page.get_by_role("button", name=tell("button-check", lang), exact=True)
        check.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".kc-score.kc-not-yet", timeout=30_000)
        page.screenshot(path=str(SHOTS / f"{lang}-{theme}-study-2-not-yet.png"))

        page.locator(".jp-Notebook .jp-CodeCell").nth(1).locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        page.wait_for_selector("text=selector updated", timeout=30_000)
        check.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".kc-score.kc-met", timeout=30_000)
        page.get_by_role("button", name=tell("button-debrief", lang), exact=True).click()
        page.wait_for_selector(f"text={tell('trace', lang)}", timeout=30_000)
        page.screenshot(path=str(SHOTS / f"{lang}-{theme}-study-3-mended.png"))
        assert not wrong
        page.close()
    assert [(entry.id, entry.state) for entry in Diary(diary).entries][-1] == ("incidents.wrong-selector", "met")
