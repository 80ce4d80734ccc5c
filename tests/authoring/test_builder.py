"""Notebooks from sources: the same bytes every time, the same cells in both languages, nothing stale."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

from kubecourse.authoring import build, planned
from kubecourse.authoring.words import WORDS

COURSE = Path(__file__).parents[1] / "grading" / "course"
STUDY, GRADED = "notebooks/{}/00-demo.ipynb", "grading/source/demo_{}/demo.ipynb"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(COURSE, tmp_path / "course")
    return tmp_path


def notebook(root: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / name).read_text(encoding="utf-8"))
    return found


def source(root: Path, name: str, id: str) -> str:
    return "".join(next(cell["source"] for cell in notebook(root, name)["cells"] if cell["id"] == id))


def edit(root: Path, lang: str, old: str, new: str) -> None:
    path = root / "course" / lang / "00-demo.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_notebook_is_written_once(root: Path) -> None:
    names = sorted([STUDY.format("en"), STUDY.format("es"), GRADED.format("en"), GRADED.format("es")])
    assert build(root) == names
    before = {name: (root / name).read_bytes() for name in names}
    assert build(root) == []
    for name in names:
        (root / name).unlink()
    assert build(root) == names
    assert before == {name: (root / name).read_bytes() for name in names}
    assert all(content.endswith(b"}\n") for content in before.values())


def test_a_notebook_that_was_changed_by_hand_is_made_anew(root: Path) -> None:
    build(root)
    (root / STUDY.format("es")).write_text("{}")
    assert build(root) == [STUDY.format("es")]


def test_a_notebook_without_its_lesson_goes(root: Path) -> None:
    build(root)
    for lang in ("es", "en"):
        (root / "course" / lang / "00-demo.md").unlink()
    assert len(build(root)) == 4
    assert not [*root.glob("notebooks/*/*.ipynb")]


def test_notebooks_are_valid_and_have_no_outputs(root: Path) -> None:
    import nbformat

    build(root)
    for path in root.glob("**/*.ipynb"):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = nbformat.read(path, as_version=4)
            nbformat.validate(found)
        assert all(not cell.outputs for cell in found.cells if cell.cell_type == "code")


def test_an_exercise_unfolds_into_question_answer_and_check(root: Path) -> None:
    build(root)
    name = STUDY.format("es")
    assert "Dos que se curan" in source(root, name, "demo-heal-prompt")
    assert source(root, name, "demo-heal-answer") == "%%manifest demo.heal\n# apiVersion: apps/v1"
    assert source(root, name, "demo-heal-check") == 'check("demo.heal")'
    assert "- **b** · el ReplicaSet" in source(root, name, "demo-who-prompt")
    assert source(root, name, "demo-who-answer") == "%%answer demo.who\n# tu respuesta aquí"


def test_an_exercise_that_starts_from_something_gives_the_learner_that_cluster(root: Path) -> None:
    build(root)
    assert 'cluster = begin("demo.scale")' in source(root, STUDY.format("en"), "demo-scale-begin")
    assert "demo-heal-begin" not in {cell["id"] for cell in notebook(root, STUDY.format("en"))["cells"]}


def test_what_varies_is_filled_in(root: Path) -> None:
    build(root)
    assert "{count}" not in source(root, STUDY.format("en"), "demo-scale-prompt")


def test_only_the_teachers_notebook_has_solutions(root: Path) -> None:
    build(root)
    assert "replicas: 2" not in (root / STUDY.format("en")).read_text().replace("Write replicas: 2", "")
    answer = source(root, GRADED.format("en"), "demo-heal-answer")
    assert answer.startswith("%%manifest demo.heal\n### BEGIN SOLUTION\n") and answer.endswith("### END SOLUTION")


def test_a_debrief_is_not_in_the_notebook_that_is_graded(root: Path) -> None:
    build(root)
    assert "The ReplicaSet replaces them" in (root / STUDY.format("en")).read_text()
    assert "The ReplicaSet replaces them" not in (root / GRADED.format("en")).read_text()


def test_graded_cells_have_what_nbgrader_needs(root: Path) -> None:
    from nbformat import read
    from nbgrader.nbgraderformat import MetadataValidator

    build(root)
    found = read(root / GRADED.format("en"), as_version=4)
    MetadataValidator().validate_nb(found)
    told = {cell.id: cell.metadata.nbgrader for cell in found.cells if "nbgrader" in cell.metadata}
    assert told["demo-heal-check"]["grade"] and told["demo-heal-check"]["points"] == 4
    assert told["demo-heal-answer"]["solution"] and not told["demo-heal-answer"]["grade"]
    assert told["setup"]["locked"] and told["demo-heal-prompt"]["locked"]


def test_a_question_hides_what_will_be_seen(root: Path) -> None:
    build(root)
    asked = source(root, STUDY.format("en"), "how-many-predict")
    assert asked.index("How many") < asked.index("<details>") < asked.index("Three more")


def test_a_paragraph_more_renames_no_other_cell(root: Path) -> None:
    build(root)
    before = [cell["id"] for cell in notebook(root, STUDY.format("en"))["cells"]]
    for lang in ("es", "en"):
        edit(root, lang, "## 1\n", "<!-- cell -->\nmore\n\n## 1\n")
    build(root)
    after = [cell["id"] for cell in notebook(root, STUDY.format("en"))["cells"]]
    assert {*before} < {*after}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cell=look", "cell=see"),
        ('list("Pod")', 'list("Job")'),
        ("```exercise demo.who\n```\n", ""),
        ("## 1\n", "more\n\n## 1\n"),
    ],
)
def test_languages_that_differ_in_more_than_prose_are_refused(root: Path, old: str, new: str) -> None:
    edit(root, "en", old, new)
    with pytest.raises(ValueError, match=r"cell [0-9]+ differs"):
        build(root)
    assert not (root / "notebooks").exists()


def test_comments_of_code_may_be_in_the_lessons_language(root: Path) -> None:
    edit(root, "en", "len(cluster", "# count them\nlen(cluster")
    build(root)


def test_an_exercise_without_a_record_is_refused(root: Path) -> None:
    for lang in ("es", "en"):
        edit(root, lang, "exercise demo.who", "exercise demo.nobody")
    with pytest.raises(ValueError, match=r"no record of exercise 'demo\.nobody'"):
        planned(root)


def test_the_builders_words_are_there_in_both_languages() -> None:
    assert WORDS["es"].keys() == WORDS["en"].keys()
