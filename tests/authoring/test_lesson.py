"""How a lesson's source is read, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse.authoring.lesson import Block, LessonError, read_lesson

FRONT = "---\ntitle: A: b\nmodule: demo\nminutes: 5\ngraded: true\n---\n"


def lesson(tmp_path: Path, body: str, front: str = FRONT, name: str = "00-demo.md") -> Path:
    path = tmp_path / "en" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(front + body, encoding="utf-8")
    return path


def blocks(tmp_path: Path, body: str) -> list[Block]:
    return read_lesson(lesson(tmp_path, body)).blocks


def test_the_front_matter_says_what_it_is(tmp_path: Path) -> None:
    read = read_lesson(lesson(tmp_path, "hello"))
    assert (read.name, read.lang, read.title, read.module) == ("00-demo", "en", "A: b", "demo")
    assert (read.minutes, read.graded) == (5, True)


def test_headings_and_marks_begin_text_cells(tmp_path: Path) -> None:
    found = blocks(tmp_path, "# one\n\na\n## two\n### three\n#### not four\n<!-- cell -->\nfive\n")
    assert [block.body for block in found] == ["# one\n\na", "## two", "### three\n#### not four", "five"]


def test_marked_fences_become_cells_and_others_stay_text(tmp_path: Path) -> None:
    body = (
        "a\n```yaml\n## no heading\n<!-- cell -->\n```\n```python cell=run tags=x,y\n1 + 1\n\n```\n"
        "```python\nonly.shown()\n```\n```exercise demo.heal\n```\n"
    )
    assert blocks(tmp_path, body) == [
        Block("text", "", "a\n```yaml\n## no heading\n<!-- cell -->\n```"),
        Block("code", "run", "1 + 1", ("x", "y")),
        Block("text", "", "```python\nonly.shown()\n```"),
        Block("exercise", "demo.heal", ""),
    ]


def test_a_longer_fence_may_hold_a_shorter_one(tmp_path: Path) -> None:
    assert blocks(tmp_path, "````predict q\nWhat?\n```yaml\na: 1\n```\n---\nThis.\n````\n") == [
        Block("predict", "q", "What?\n```yaml\na: 1\n```\n---\nThis.")
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("a\n```python cell=x\n1", "en/00-demo.md:8: the block 'python cell=x' has no end"),
        ("```exercise demo.heal\nprompt\n```", "is empty"),
        ("```debrief\n```", "cannot be the id"),
        ("```python cell=é\n```", "cannot be the id"),
        ("```predict a\n?\n```\n```predict a\n?\n```", "two blocks"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(tmp_path: Path, body: str, words: str) -> None:
    with pytest.raises(LessonError, match=words):
        blocks(tmp_path, body)


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("# hi\n", "begins with front matter"),
        ("---\ntitle: x\n", "no end"),
        ("---\ntitle: x\n---\n", "lacks module, minutes, graded"),
        (FRONT.replace("5", "five"), "whole number"),
        (FRONT.replace("true", "yes"), "true or false"),
        ("---\nnonsense\n---\n", ":2: front matter has lines"),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused(tmp_path: Path, front: str, words: str) -> None:
    with pytest.raises(LessonError, match=words):
        read_lesson(lesson(tmp_path, "", front))


def test_a_lessons_file_has_its_place_in_its_name(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"NN-MODULE\.md"):
        read_lesson(lesson(tmp_path, "", name="demo.md"))
