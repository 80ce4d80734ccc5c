"""Each idea of the teacher's notes is taught somewhere, and the page that says where is up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from kubecourse.authoring.lesson import read_lesson
from kubecourse.authoring.notes_map import MapError, Row, anchor, headings, pages, read_map
from kubecourse.grading import exercises

COURSE = Path(__file__).resolve().parents[2] / "course"
SOURCE = COURSE / "notes-map.yaml"
SHEET = read_map(SOURCE)
#: counted in the notes: their lines, and the ideas in them; what is fewer has been lost
LINES, IDEAS, SIMPLIFIED = 382, 93, 11
LESSONS = {
    lang: {path.stem: read_lesson(path) for path in sorted((COURSE / lang).glob("[0-9][0-9]-*.md"))}
    for lang in ("es", "en")
}


def test_no_line_of_the_notes_and_no_simplification_is_left_out() -> None:
    assert SHEET.lines == LINES
    assert len(SHEET.rows) >= IDEAS
    assert len(SHEET.simplified) >= SIMPLIFIED
    assert sum(end - begin + 1 for row in SHEET.rows for begin, end in row.lines) == LINES


@pytest.mark.parametrize("lang", ["es", "en"])
def test_each_idea_names_blocks_that_are_there_and_at_least_one_of_them_runs(lang: str) -> None:
    """An idea that is only told is not taught: somewhere the learner predicts it or sees it."""
    kinds = {
        (name, block.id): block.kind
        for name, lesson in LESSONS[lang].items()
        for block in lesson.blocks
        if block.kind in ("code", "predict")
    }
    for row in (*SHEET.rows, *SHEET.simplified):
        assert row.taught, row.words[lang]
        for place in row.taught:
            lesson, _, block = place.partition("/")
            assert (lesson, block) in kinds, place
            assert block in headings(LESSONS[lang][lesson])


def test_each_idea_that_can_be_practised_names_exercises_that_exist() -> None:
    known = exercises(COURSE)
    named = [each for row in (*SHEET.rows, *SHEET.simplified) for each in row.exercises]
    assert set(named) <= set(known)
    assert sum(bool(row.exercises) for row in SHEET.rows) >= 80


def test_the_words_are_our_own_and_in_both_languages() -> None:
    for row in (*SHEET.rows, *SHEET.simplified):
        assert row.words["es"] != row.words["en"], row.words
        assert all(2 <= len(words.split()) <= 40 for words in row.words.values()), row.words


def test_the_pages_of_the_course_are_up_to_date() -> None:
    for name, text in pages(COURSE, exercises(COURSE)).items():
        assert (COURSE / name).read_text(encoding="utf-8") == text, f"{name}: run `kubecourse build`"


@pytest.mark.parametrize(
    "page", sorted(p for p in [*COURSE.glob("*.md"), *COURSE.glob("es/README.md"), *COURSE.glob("teachers/*.md")])
)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith("http"):
            continue
        name, _, part = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), target
        if part:
            titles = re.findall(r"^#{1,4} (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert part in {anchor(title) for title in titles}, target


def broken(tmp_path: Path, **change: object) -> Path:
    data = yaml.safe_load(SOURCE.read_text(encoding="utf-8")) | change
    (tmp_path / "map.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    return tmp_path / "map.yaml"


def test_a_lost_row_and_an_uncovered_line_are_told(tmp_path: Path) -> None:
    rows = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["map"]
    with pytest.raises(MapError, match="there are"):
        read_map(broken(tmp_path, map=rows[1:]))
    with pytest.raises(MapError, match="should begin at 1"):
        read_map(broken(tmp_path, map=rows[1:], paragraphs=len(rows) - 1))
    with pytest.raises(MapError, match="the map ends at"):
        read_map(broken(tmp_path, lines=LINES + 1))


def test_a_row_that_names_what_is_not_there_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    import kubecourse.authoring.notes_map as module

    for taught, practised in ((("01-volumes/no-such",), ()), (("01-volumes/claim",), ("volumes.no-such",))):
        row = Row(((1, 1),), {"es": "una", "en": "one"}, taught, practised)
        monkeypatch.setattr(module, "read_map", lambda _, row=row: module.Sheet(1, (row,), ()))
        with pytest.raises(MapError, match="no-such"):
            pages(COURSE, exercises(COURSE))


def test_headings_become_links_as_readers_of_markdown_make_them() -> None:
    assert anchor("Tres máquinas, ¿triple velocidad?") == "tres-máquinas-triple-velocidad"
    assert anchor("Developer's hat: asking") == "developers-hat-asking"
    assert anchor("El clúster que ya lo trae") == "el-clúster-que-ya-lo-trae"
