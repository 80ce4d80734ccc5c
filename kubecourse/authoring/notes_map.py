"""The pages of the course: which lessons there are, and where each idea of the teacher's notes is taught.

`course/notes-map.yaml` is the source; `pages(course)` gives `course/README.md` and `course/es/README.md` with their tables
written anew between their marks, and whatever a person wrote around them. Next: `builder.py`, which writes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..explain.language import LANGUAGES
from ..grading import Exercise
from .lesson import Lesson, read_lesson

__all__ = ["BEGIN", "END", "MapError", "Row", "Sheet", "anchor", "headings", "pages", "read_map"]

BEGIN, END = "<!-- map:begin -->", "<!-- map:end -->"
#: a page of the course in each language, and the way from it to the lessons of that language
_PAGES = {"en": ("README.md", "en/"), "es": ("es/README.md", "")}
_WORDS = {
    "en": {
        "lesson": "lesson", "minutes": "minutes", "count": "exercises", "idea": "idea of the notes", "taught": "taught in", "practised": "practised in",
        "map": "Where each idea of the notes is taught", "simplified": "Where the notes simplify, and the experiment that puts it right",
        "fact": "what is so", "sum": "{count} ideas, all lines of the notes.",
    },
    "es": {
        "lesson": "lección", "minutes": "minutos", "count": "ejercicios", "idea": "idea de los apuntes", "taught": "se enseña en", "practised": "se practica en",
        "map": "Dónde se enseña cada idea de los apuntes", "simplified": "Donde los apuntes simplifican, y el experimento que lo pone en su sitio",
        "fact": "lo que pasa", "sum": "{count} ideas, todas las líneas de los apuntes.",
    },
}  # fmt: skip


class MapError(ValueError):
    """A row that names what is not there, or notes that are not covered."""


@dataclass(frozen=True)
class Row:
    """One idea: its lines in the notes, the idea in each language, blocks (LESSON/BLOCK) that teach it, exercises."""

    lines: tuple[tuple[int, int], ...]
    words: dict[str, str]
    taught: tuple[str, ...]
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """All of `notes-map.yaml`: how many lines the notes have, and its rows."""

    lines: int
    rows: tuple[Row, ...]
    simplified: tuple[Row, ...]


def read_map(path: Path) -> Sheet:
    """The map in a file. Raises MapError where it does not cover each line of the notes once, or has lost a row."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = tuple(_row(each) for each in data["map"])
    simplified = tuple(_row(each) for each in data["simplified"])
    for name, found in (("paragraphs", rows), ("simplifications", simplified)):
        if len(found) != data[name]:
            raise MapError(f"{name}: there should be {data[name]}, and there are {len(found)}")
    covered = sorted(span for row in rows for span in row.lines)
    expected = 1
    for begin, end in covered:
        if begin != expected or end < begin:
            raise MapError(f"lines {begin}-{end} of the notes should begin at {expected}")
        expected = end + 1
    if expected != data["lines"] + 1:
        raise MapError(f"the notes have {data['lines']} lines, and the map ends at {expected - 1}")
    return Sheet(int(data["lines"]), rows, simplified)


def _row(data: dict[str, Any]) -> Row:
    spans = [str(span).partition("-") for span in data.get("lines", ())]
    return Row(
        tuple((int(begin), int(end)) for begin, _, end in spans),
        {lang: str(data[lang]) for lang in LANGUAGES},
        tuple(data["taught"]),
        tuple(data["exercises"]),
    )


def headings(lesson: Lesson) -> dict[str, str]:
    """Block id -> the heading it stands under. Where a question and its cell share an id, the first one counts."""
    found: dict[str, str] = {}
    title = lesson.title
    for block in lesson.blocks:
        if block.kind == "text":
            below = re.findall(r"^#{1,3} (.+)$", block.body, re.MULTILINE)
            title = below[-1] if below else title
        else:
            found.setdefault(block.id, title)
    return found


def anchor(heading: str) -> str:
    """What a heading is called in a link, as GitHub and JupyterLab's own Markdown readers have it: words joined by dashes."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def pages(course: Path, known: dict[str, Exercise]) -> dict[str, str]:
    """Page -> its text, its tables up to date; nothing where a course has no map.

    Raises MapError where a row names a lesson, a block or an exercise that is not there.
    """
    if not (course / "notes-map.yaml").exists():
        return {}
    sheet = read_map(course / "notes-map.yaml")
    made = {}
    for lang in LANGUAGES:
        name, way = _PAGES[lang]
        lessons = [read_lesson(path) for path in sorted((course / lang).glob("[0-9][0-9]-*.md"))]
        text = (course / name).read_text(encoding="utf-8")
        before, begin, rest = text.partition(BEGIN)
        _, end, after = rest.partition(END)
        if not begin or not end:
            raise MapError(f"{name}: the marks {BEGIN} and {END} are gone")
        made[name] = before + "\n".join([BEGIN, *_tables(sheet, lessons, known, lang, way), END]) + after
    return made


def _tables(sheet: Sheet, lessons: list[Lesson], known: dict[str, Exercise], lang: str, way: str) -> list[str]:
    words = _WORDS[lang]
    below = {lesson.name: headings(lesson) for lesson in lessons}
    placed = {block.id: lesson.name for lesson in lessons for block in lesson.blocks if block.kind == "exercise"}
    lines = ["", f"| {words['lesson']} | {words['minutes']} | {words['count']} |", "|---|---|---|"]
    for lesson in lessons:
        count = sum(block.kind == "exercise" for block in lesson.blocks)
        lines.append(f"| [{lesson.title}]({way}{lesson.name}.md) | {lesson.minutes} | {count} |")

    def cells(row: Row) -> str:
        where = [_section(below, each, way) for each in row.taught]
        tried = [_practice(below, placed, known, each, way) for each in row.exercises]
        return f"{row.words[lang]} | {' · '.join(dict.fromkeys(where))} | {' · '.join(tried) or '—'} |"

    lines += ["", f"## {words['map']}", "", words["sum"].format(count=len(sheet.rows)), ""]
    lines += [f"| | {words['idea']} | {words['taught']} | {words['practised']} |", "|---|---|---|---|"]
    lines += [f"| {number} | {cells(row)}" for number, row in enumerate(sheet.rows, 1)]
    lines += ["", f"## {words['simplified']}", ""]
    lines += [f"| {words['fact']} | {words['taught']} | {words['practised']} |", "|---|---|---|"]
    lines += [f"| {cells(row)}" for row in sheet.simplified]
    return [*lines, ""]


def _section(below: dict[str, dict[str, str]], place: str, way: str) -> str:
    """A link to the heading under which a block stands."""
    lesson, _, block = place.partition("/")
    heading = below.get(lesson, {}).get(block)
    if heading is None:
        raise MapError(f"{place}: there is no such block in any lesson")
    return f"[{heading}]({way}{lesson}.md#{anchor(heading)})"


def _practice(
    below: dict[str, dict[str, str]], placed: dict[str, str], known: dict[str, Exercise], id: str, way: str
) -> str:
    """A link to where an exercise is placed."""
    if id not in known or id not in placed:
        raise MapError(f"{id}: there is no such exercise in any lesson")
    lesson = placed[id]
    return f"[{id}]({way}{lesson}.md#{anchor(below[lesson][id])})"
