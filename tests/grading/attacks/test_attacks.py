"""A class of attackers and one honest student: nobody earns what was not deserved, reads what is not theirs, or stops the rest."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.grading.run import classroom
from tests.grading.run.conftest import released  # noqa: F401  the fixture

from . import answers, cells, files, metadata
from .kit import ALL, CANARY, Attack

del answers, cells, files, metadata

POINTS = {"heal": 4.0, "who": 1.0, "scale": 2.0}
#: what a page may not carry: a script, an attribute that runs one, a link that is one
LIVE = re.compile(
    r"<\s*(script|iframe|object|embed|svg|img|link|meta|base|form)\b|<[a-z][^>]*\son\w+\s*=|<[a-z][^>]*javascript:|\(\s*(javascript|data):",
    re.I,
)


@pytest.fixture(scope="module")
def attacked(released: Path) -> tuple[Path, str]:  # noqa: F811
    """The class after one run: its folder, and what the run said."""
    for one in ALL:
        notebook = classroom.release(released)
        text = one.make(notebook)
        classroom.hand_in(released, one.name, notebook if text is None else text)
    honest, solution = classroom.release(released), classroom.source(released)
    for cell in honest["cells"]:
        if cell["id"].endswith("-answer"):
            cell["source"] = "".join(next(each for each in solution["cells"] if each["id"] == cell["id"])["source"])
            if cell["id"].startswith("demo-heal"):
                cell["source"] += f"\n# {CANARY}\n"
    classroom.hand_in(released, "eva", honest)
    done = classroom.run(released)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return released, done.stdout


@pytest.fixture(scope="module")
def book(attacked: tuple[Path, str]) -> dict[str, Any]:
    return classroom.gradebook(classroom.sqlite(attacked[0]))


def page(root: Path, student: str) -> str:
    """The feedback of a student: what the check cells of the graded notebook show as HTML."""
    graded = json.loads(
        next((root / "autograded" / student / classroom.ASSIGNMENT).glob("*.ipynb")).read_text(encoding="utf-8")
    )
    shown = [output["data"].get("text/html", "") for cell in graded["cells"] for output in cell.get("outputs", ())]
    for cell in graded["cells"]:
        assert cell["cell_type"] != "raw" or not cell["metadata"], "a raw cell would be taken for what it says it is"
        if cell["cell_type"] == "markdown":
            assert not LIVE.search(cell["source"]), cell["source"]
    return "\n".join(shown)


def test_there_are_enough_attacks() -> None:
    assert len(ALL) >= 60


def test_the_batch_goes_on_and_the_honest_student_has_all_points(book: dict[str, Any]) -> None:
    assert len(book) == len(ALL) + 1
    assert {name: grade[0] for name, grade in book["eva"][1].items()} == {
        f"demo-{name}-check": most for name, most in POINTS.items()
    }


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_nothing_is_earned_that_was_not_deserved(one: Attack, book: dict[str, Any], attacked: tuple[Path, str]) -> None:
    _, grades, _, notebooks = book[one.name]
    assert notebooks == 1
    assert grades == {f"demo-{name}-check": (one.deserved.get(name, 0.0), None, False) for name in POINTS}
    shown = page(attacked[0], one.name)
    assert shown.count('class="kc-score') == 3, "every answer has its feedback"
    assert not LIVE.search(shown), LIVE.search(shown)
    for secret in (CANARY, "root:x:0", "def heals", "behaves", "Traceback", "/site-packages/"):
        assert secret not in shown


def test_the_instructor_hears_what_could_not_be_read(attacked: tuple[Path, str]) -> None:
    for name in ("file-empty", "file-large", "file-of-many-cells", "file-deep"):
        assert f"{name} · demo: cannot be read" in attacked[1]
    assert "answer-twice · demo: answer demo.who: 2 different answers" in attacked[1]
