"""A lesson as slides: what is shown, what is left out, and the command that writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kubecourse.authoring.expand import cells
from kubecourse.authoring.lesson import Lesson, read_lesson
from kubecourse.authoring.slides import part, slides
from kubecourse.cli import main
from kubecourse.grading import exercises

COURSE = Path(__file__).resolve().parents[2] / "course"
KNOWN = exercises(COURSE)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_heading_begins_a_slide_a_question_hangs_below_and_answers_of_exercises_are_left_out(lang: str) -> None:
    lesson = read_lesson(COURSE / lang / "02-workloads.md")
    parts = {cell.id: part(cell) for cell in cells(lesson, KNOWN)}
    assert parts["bare-kill-predict"] == parts["workloads-heal-prompt"] == "subslide"
    assert parts["bare-killed"] == "fragment"
    assert {parts["workloads-heal-answer"], parts["workloads-heal-check"], parts["lab"], parts["language"]} == {"skip"}
    assert sum(kind == "slide" for kind in parts.values()) >= 8


def test_run_the_outputs_of_the_cluster_are_in_the_page() -> None:
    whole = read_lesson(COURSE / "es" / "00-start.md")
    lesson = Lesson(whole.name, "es", whole.title, whole.module, 5, False, whole.blocks[:5])
    page = slides(lesson, KNOWN, run=True, reveal="reveal")
    assert "192.168.0.101" in page
    assert '<html lang="es">' in page
    assert 'href="reveal/dist/reveal.css"' in page and "unpkg.com" not in page
    fetched = re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+)"', page)
    assert fetched and all(address.startswith("reveal/") for address in fetched), fetched


def test_the_command_writes_one_file_and_knows_which_lessons_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["slides", "en/04-batch"]) == 0
    page = (tmp_path / "04-batch.en.slides.html").read_text(encoding="utf-8")
    assert "Batch: processes that end" in page and page.count("<section>") > 10
    assert main(["slides", "en/04-bacth"]) == 2
    assert "en/04-batch" in capsys.readouterr().err
