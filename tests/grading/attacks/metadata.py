"""Points, kinds and names that were changed in the notebook: what the release says holds."""

from __future__ import annotations

import json
from typing import Any

from .kit import Notebook, answer, attack, check, code


def _points(value: Any):
    def made(notebook: Notebook) -> None:
        for name in ("heal", "who", "scale"):
            check(notebook, name)["metadata"]["nbgrader"]["points"] = value
        answer(notebook, "who", "b")

    return made


for _name, _value in {
    "many": 400,
    "negative": -4,
    "nan": float("nan"),
    "text": "4",
    "list": [4],
    "none": None,
    "huge": 1e308,
}.items():
    attack(f"points-{_name}", who=1.0)(_points(_value))


def _check(**changes: Any):
    def made(notebook: Notebook) -> None:
        answer(notebook, "who", "b")
        check(notebook, "heal")["metadata"]["nbgrader"].update(changes)

    return made


_NESTED: Any = "x"
for _ in range(200):
    _NESTED = [_NESTED]

for _name, _changes in {
    "is-a-solution": {"solution": True}, "is-a-task": {"task": True, "grade": False}, "is-not-graded": {"grade": False},
    "unlocked": {"locked": False}, "forged-sum": {"checksum": "0" * 32}, "of-the-future": {"schema_version": 99},
    "nested": {"x": _NESTED}, "takes-another-name": {"grade_id": "demo-who-check"}, "has-no-name": {"grade_id": None},
    "has-a-path-for-a-name": {"grade_id": "../../gradebook"}, "has-a-number-for-a-name": {"grade_id": 7},
}.items():  # fmt: skip
    attack(f"check-{_name}", who=1.0)(_check(**_changes))


@attack("check-is-text", who=1.0)
def _text(notebook: Notebook) -> None:
    answer(notebook, "who", "b")
    check(notebook, "heal")["cell_type"] = "markdown"


@attack("check-metadata-is-a-list", who=1.0)
def _list(notebook: Notebook) -> None:
    answer(notebook, "who", "b")
    check(notebook, "heal")["metadata"] = [{"nbgrader": {"points": 4}}]


@attack("answer-is-graded-itself", who=1.0)
def _answer_graded(notebook: Notebook) -> None:
    answer(notebook, "who", "b")
    answer(notebook, "heal")["metadata"]["nbgrader"].update(grade=True, points=4)


@attack("one-more-check", who=1.0)
def _one_more(notebook: Notebook) -> None:
    answer(notebook, "who", "b")
    extra = {
        "grade": True,
        "grade_id": "extra",
        "points": 100,
        "locked": True,
        "solution": False,
        "schema_version": 3,
        "task": False,
    }
    notebook["cells"].append(code("100.0", metadata={"nbgrader": extra}, id="extra"))


@attack("check-copied-ten-times", who=1.0)
def _copied(notebook: Notebook) -> None:
    answer(notebook, "who", "b")
    for number in range(10):
        notebook["cells"].append(json.loads(json.dumps(check(notebook, "who"))) | {"id": f"copy{number}"})


def _about(**said: Any):
    def made(notebook: Notebook) -> None:
        notebook["metadata"].update(said)

    return made


attack("language-is-a-script")(_about(kubecourse={"lang": "<script>alert(1)</script>"}))
attack("language-is-a-list")(_about(kubecourse={"lang": ["es"]}))
attack("course-is-a-number")(_about(kubecourse=7))
attack("student-says-who-it-is")(_about(kubecourse={"lang": "es", "student": "eva", "points": 7}))
attack("kernel-is-a-shell")(_about(kernelspec={"name": "bash; rm -rf ~", "display_name": "<script>alert(1)</script>"}))
