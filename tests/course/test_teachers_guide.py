"""The teachers' guide holds: its recipes work as they are printed, its commands exist, and both languages say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kubecourse.authoring import planned
from kubecourse.cli import main
from kubecourse.grading import exercises, prove

COURSE = Path(__file__).resolve().parents[2] / "course"
GUIDES = {"en": COURSE / "teachers" / "guide.md", "es": COURSE / "teachers" / "guia.md"}


def fences(lang: str) -> list[tuple[str, str]]:
    """(kind, body) of the fenced blocks of a guide, the outermost ones."""
    text = GUIDES[lang].read_text(encoding="utf-8")
    found = re.findall(r"^(`{3,4})(\w+)\n(.*?)^\1$", text, re.MULTILINE | re.DOTALL)
    return [(kind, body) for _, kind, body in found]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_exercise_of_the_guide_proves_itself(lang: str, tmp_path: Path) -> None:
    record = next(body for kind, body in fences(lang) if kind == "python")
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "workloads_two_doors.py").write_text(record, encoding="utf-8")
    made = exercises(tmp_path)["workloads.two-doors"]
    assert prove(made) == []


def test_the_exercise_and_the_lesson_of_the_guide_are_built_into_notebooks(tmp_path: Path) -> None:
    record = next(body for kind, body in fences("en") if kind == "python")
    (tmp_path / "course" / "exercises").mkdir(parents=True)
    (tmp_path / "course" / "exercises" / "workloads_two_doors.py").write_text(record, encoding="utf-8")
    for lang in GUIDES:
        (tmp_path / "course" / lang).mkdir()
        placed, lesson = (body for kind, body in fences(lang) if kind == "markdown")
        (tmp_path / "course" / lang / "06-secrets.md").write_text(lesson, encoding="utf-8")
        head, _, rest = (
            lesson.replace("module: secrets", "module: workloads").replace("false", "true").partition("\n## ")
        )
        (tmp_path / "course" / lang / "07-workloads.md").write_text(f"{head}\n{placed}\n## {rest}", encoding="utf-8")
    plan = planned(tmp_path)
    assert {f"notebooks/{lang}/06-secrets.ipynb" for lang in GUIDES} <= set(plan)
    assert b"workloads-two-doors-check" in plan["grading/source/workloads_en/workloads.ipynb"]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_command_of_the_guide_exists(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = set(re.findall(r"(?:^|`)kubecourse ([a-z]+)", GUIDES[lang].read_text(encoding="utf-8"), re.MULTILINE))
    assert {"slides", "check", "build", "grade", "doctor"} <= words
    for word in sorted(words):
        with pytest.raises(SystemExit) as left:
            main([word, "--help"])
        assert left.value.code == 0
    capsys.readouterr()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_exercise_that_the_guide_names_is_there(lang: str) -> None:
    text = GUIDES[lang].read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:volumes|workloads|networking|batch)\.[a-z-]+)`", text)) - {"workloads.two-doors"}
    assert len(named) >= 10
    assert named <= set(exercises(COURSE))


def test_both_guides_and_both_glossaries_have_the_same_parts() -> None:
    heads = [re.findall(r"^#+", path.read_text(encoding="utf-8"), re.MULTILINE) for path in GUIDES.values()]
    assert len(heads[0]) == len(heads[1])
    assert [kind for kind, _ in fences("es")] == [kind for kind, _ in fences("en")]
    glossaries = [(COURSE / "teachers" / name).read_text(encoding="utf-8") for name in ("glossary.md", "glosario.md")]
    rows = [[line.split(" | ")[:2] for line in text.splitlines() if line.startswith("| ")][1:] for text in glossaries]
    here, there = ({(a.removeprefix("| "), b) for a, b in each} for each in rows)
    assert {(b, a) for a, b in here} == there
