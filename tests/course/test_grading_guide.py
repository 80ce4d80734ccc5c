"""The guide to grading a class says the same commands in both languages, and each of them is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kubecourse.cli import main
from kubecourse.grading.late import LatePenalty
from kubecourse.grading.zipped import AttemptCollector

TEACHERS = Path(__file__).resolve().parents[2] / "course" / "teachers"
GUIDES = {"en": TEACHERS / "grading.md", "es": TEACHERS / "calificar.md"}
SAME = {"_es": "_en", "mi-curso": "my-course", "ALUMNO": "STUDENT"}


def blocks(lang: str) -> list[str]:
    return re.findall(r"^```(?:bash|python)\n(.*?)^```", GUIDES[lang].read_text(encoding="utf-8"), re.M | re.S)


def test_both_languages_say_the_same_commands() -> None:
    spanish = blocks("es")
    for word, english in SAME.items():
        spanish = [block.replace(word, english) for block in spanish]
    assert spanish == blocks("en") and len(spanish) >= 15


def test_both_languages_have_the_same_parts() -> None:
    shapes = [re.findall(r"^#+ ", path.read_text(encoding="utf-8"), re.M) for path in GUIDES.values()]
    assert shapes[0] == shapes[1]


def test_every_command_of_nbgrader_and_of_ours_exists(capsys: pytest.CaptureFixture[str]) -> None:
    from nbgrader.apps import NbGraderApp

    lines = [line for block in blocks("en") for line in block.splitlines()]
    for line in lines:
        words = line.split(" #")[0].split()
        if words[:1] == ["nbgrader"]:
            assert words[1] in NbGraderApp.subcommands, line
        if words[:2] == ["kubecourse", "grade"]:
            with pytest.raises(SystemExit) as left:
                main([*words[1:3], "--help"])
            assert left.value.code == 0
    capsys.readouterr()


def test_every_setting_exists() -> None:
    text = GUIDES["en"].read_text(encoding="utf-8")
    for kind in (LatePenalty, AttemptCollector):
        named = re.findall(rf"c\.{kind.__name__}\.(\w+)", text)
        assert named and set(named) <= set(kind.class_traits(config=True))
