"""What a record may say, and what is refused when it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kubecourse.grading import criterion, exercise, exercises, say, wrong
from kubecourse.grading.records import fill
from kubecourse.grading.registry import _read_module

WORDS = say(es="hola a todos", en="hello all")
CHECK = criterion("works", 1, WORDS, behaves=lambda case: None, hints=[WORDS])


def made(**changed: Any) -> Any:
    given: dict[str, Any] = {"id": "demo.one", "points": 2, "title": WORDS, "prompt": WORDS, "hat": WORDS,
                             "checks": [CHECK], "solution": "kind: Pod"}  # fmt: skip
    return exercise(**(given | changed))


def test_a_sentence_needs_both_languages() -> None:
    with pytest.raises(ValueError, match="'en'"):
        say(es="hola", en=" ")


def test_a_sentence_speaks_the_language_asked_for() -> None:
    assert (WORDS("es"), WORDS("en")) == ("hola a todos", "hello all")


def test_blanks_are_filled_and_braces_of_yaml_stay() -> None:
    assert fill("labels: {app: web}, {count} of {other}", {"count": 3}) == "labels: {app: web}, 3 of {other}"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"id": "Demo"}, "MODULE.NAME"),
        ({"points": 0}, "worth"),
        ({"kind": "essay"}, "essay"),
        ({"checks": []}, "no check"),
        ({"checks": [CHECK, CHECK]}, "one id"),
        ({"kind": "choice"}, "options"),
        ({"solution": "  "}, "no solution"),
        ({"wrong": [wrong(WORDS, "x", caught_by="nobody", says="x")]}, "nobody"),
    ],
)
def test_a_record_that_cannot_be_right_is_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        made(**changed)


def test_the_course_is_found_with_its_files(course: dict[str, Any]) -> None:
    assert [*course] == ["demo.heal", "demo.who", "demo.scale"]
    assert "nginx:1.27" in str(course["demo.heal"].solution)


def test_reading_a_course_leaves_no_cache_in_its_folder(course: dict[str, Any]) -> None:
    assert not [*(Path(__file__).parent / "course").rglob("__pycache__")]


def test_a_record_with_a_fault_is_named(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "bad.py").write_text("from kubecourse.grading import text\ntext('gone.yaml')\n")
    with pytest.raises(ValueError, match=r"bad\.py: FileNotFoundError"):
        exercises(tmp_path)


def test_one_id_is_one_exercise(tmp_path: Path) -> None:
    source = Path(__file__).parent / "course" / "exercises"
    path = tmp_path / "demo.py"
    path.write_text((source / "demo.py").read_text() + '\nexercise("demo.who", 1, title=HAT, hat=HAT, prompt=HAT, '
                    'solution="x", checks=[criterion("who", 1, HAT, behaves=who, hints=HINTS)])\n')  # fmt: skip
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "web.yaml").write_text((source / "demo" / "web.yaml").read_text())
    with pytest.raises(ValueError, match="there twice"):
        _read_module(path)
