"""Notebooks as they come back: a table of what people (and their notebooks' buttons) do to cells.

Each case says which answers count after it, whether the instructor hears of it, and how many cells say so to the student.
Answers that are handed in: YAML for demo.heal, a letter for demo.who, a command for demo.scale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kubecourse.grading import Exercise
from kubecourse.grading.records import spoken

Notebook = dict[str, Any]
Course = dict[str, Exercise]
HEAL, WHO, SCALE = "demo.heal", "demo.who", "demo.scale"


@dataclass(frozen=True)
class Case:
    """`counts`: the exercises whose right answer is read."""

    name: str
    make: Callable[[Notebook], Any]
    counts: tuple[str, ...]
    heard: bool
    noted: int

    def reads(self, course: Course, id: str, text: str) -> bool:
        """Whether the right answer was read, however it is laid out."""
        return id in course and "".join(right(course[id]).split()) == "".join(text.split())


CASES: list[Case] = []


def case(name: str, *counts: str, heard: bool = False, noted: int = 0) -> Callable[[Callable[[Notebook], Any]], Any]:
    def enter(make: Callable[[Notebook], Any]) -> Callable[[Notebook], Any]:
        CASES.append(Case(name, make, counts, heard, noted))
        return make

    return enter


def right(made: Exercise) -> str:
    return spoken(made.solution, "en", {}).strip("\n")


def code(source: str, id: str = "new", **about: Any) -> dict[str, Any]:
    return {"cell_type": "code", "id": id, "metadata": {"nbgrader": about} if about else {}, "execution_count": None,
            "outputs": [], "source": source}  # fmt: skip


def released(course: Course) -> Notebook:
    """A small notebook as it was handed out: a prompt, an empty answer and a check for each exercise, prose at the end."""
    cells = []
    for id in (HEAL, WHO, SCALE):
        made = course[id]
        cells += [
            _text(f"### {id}", f"{made.slug}-prompt", True),
            code(f"{made.magic}\n# your answer here · tu respuesta aquí", f"{made.slug}-answer", grade_id=f"{made.slug}-answer",
                 grade=False, solution=True, locked=False, schema_version=3, task=False),
            code(f'check("{id}")', f"{made.slug}-check", grade_id=f"{made.slug}-check", points=made.points, grade=True,
                 solution=False, locked=True, schema_version=3, task=False),
        ]  # fmt: skip
    return {"cells": [*cells, _text("And so it ends: kind regards.", "demo-scale-check-text-1")], "answers": course}


def _text(source: str, id: str, named: bool = False, kind: str = "markdown") -> dict[str, Any]:
    about = {
        "nbgrader": {
            "grade_id": id,
            "grade": False,
            "solution": False,
            "locked": True,
            "schema_version": 3,
            "task": False,
        }
    }
    return {"cell_type": kind, "id": id, "metadata": about if named else {}, "source": source}


def cell_of(notebook: Notebook, id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(cell for cell in notebook["cells"] if cell["id"] == id)
    return found


def at(notebook: Notebook, id: str) -> int:
    return notebook["cells"].index(cell_of(notebook, id))


def below(notebook: Notebook, id: str, *cells: dict[str, Any]) -> None:
    for number, cell in enumerate(cells, at(notebook, id) + 1):
        notebook["cells"].insert(number, cell)


def solve(notebook: Notebook, id: str) -> dict[str, Any]:
    made = notebook["answers"][id]
    cell = cell_of(notebook, f"{made.slug}-answer")
    cell["source"] = f"{made.magic}\n{right(made)}"
    return cell


def words(notebook: Notebook, id: str) -> str:
    return right(notebook["answers"][id])


@case("honest", HEAL, WHO, SCALE)
def _(notebook: Notebook) -> None:
    for id in (HEAL, WHO, SCALE):
        solve(notebook, id)


@case("with-cells-to-try-things-in", HEAL, WHO)
def _(notebook: Notebook) -> None:
    for id in (HEAL, WHO):
        solve(notebook, id)
    tries = (
        "cluster.settle()",
        "%kubectl get pods",
        "x = {'a': 1}",
        "try:\n    cluster.get('Pod', 'x')\nexcept Exception: pass",
        "!ls",
        "b: int = 3",
    )
    below(notebook, "demo-heal-answer", *(code(source, f"try{n}") for n, source in enumerate(tries)))
    below(notebook, "demo-who-answer", code("kubectl", "t1"), code("print('b')", "t2"))


@case("yaml-in-the-cell-below", HEAL, heard=True, noted=1)
def _(notebook: Notebook) -> None:
    below(notebook, "demo-heal-answer", code(words(notebook, HEAL)))


@case("yaml-in-a-text-cell-below-with-a-fence", HEAL, heard=True, noted=1)
def _(notebook: Notebook) -> None:
    below(notebook, "demo-heal-answer", _text(f"```yaml\n{words(notebook, HEAL)}\n```", "new"))


@case("letter-and-command-below", WHO, SCALE, heard=True, noted=2)
def _(notebook: Notebook) -> None:
    below(notebook, "demo-who-answer", code(words(notebook, WHO), "n1"))
    below(notebook, "demo-scale-answer", code(words(notebook, SCALE), "n2"))


@case("answer-cell-gone-and-written-anew-without-its-first-line", HEAL, heard=True, noted=1)
def _(notebook: Notebook) -> None:
    below(notebook, "demo-heal-answer", code(words(notebook, HEAL)))
    del notebook["cells"][at(notebook, "demo-heal-answer")]


@case("answer-cell-gone", WHO)
def _(notebook: Notebook) -> None:
    solve(notebook, WHO)
    del notebook["cells"][at(notebook, "demo-heal-answer")]


@case("answer-cell-gone-with-its-metadata-and-copied-elsewhere", WHO)
def _(notebook: Notebook) -> None:
    source = solve(notebook, WHO)["source"]
    del notebook["cells"][at(notebook, "demo-who-answer")]
    notebook["cells"].insert(0, code(source))


@case("moved-below-the-check", WHO, heard=True, noted=1)
def _(notebook: Notebook) -> None:
    cell = solve(notebook, WHO)
    notebook["cells"].remove(cell)
    notebook["cells"].append(cell)


@case("moved-above-everything", WHO)
def _(notebook: Notebook) -> None:
    cell = solve(notebook, WHO)
    notebook["cells"].remove(cell)
    notebook["cells"].insert(0, cell)


@case("split-in-the-middle-with-its-name-in-both-halves", HEAL, heard=True, noted=1)
def _(notebook: Notebook) -> None:
    cell = solve(notebook, HEAL)
    first, second = _halves(cell["source"])
    cell["source"] = first
    below(notebook, "demo-heal-answer", code(second, **cell["metadata"]["nbgrader"]))


@case("split-in-the-middle", HEAL, heard=True, noted=1)
def _(notebook: Notebook) -> None:
    cell = solve(notebook, HEAL)
    first, second = _halves(cell["source"])
    cell["source"] = first
    below(notebook, "demo-heal-answer", code(second))


@case("split-in-three", HEAL, heard=True, noted=1)
def _(notebook: Notebook) -> None:
    cell = solve(notebook, HEAL)
    first, rest = _halves(cell["source"])
    second, third = _halves(rest)
    cell["source"] = first
    below(notebook, "demo-heal-answer", code(second, "n1"), code(third, "n2"))


@case("split-below-the-first-line", HEAL, heard=True, noted=1)
def _(notebook: Notebook) -> None:
    cell = solve(notebook, HEAL)
    cell["source"], _, rest = cell["source"].partition("\n")
    below(notebook, "demo-heal-answer", code(rest, **cell["metadata"]["nbgrader"]))


for _kind in ("markdown", "raw"):

    @case(f"retyped-{_kind}", HEAL, WHO, heard=True, noted=2)
    def _(notebook: Notebook, kind: str = _kind) -> None:
        for id in (HEAL, WHO):
            cell = solve(notebook, id)
            cell["cell_type"] = kind
            del cell["outputs"], cell["execution_count"]


@case("the-first-line-is-gone", HEAL, heard=True, noted=1)
def _(notebook: Notebook) -> None:
    cell = solve(notebook, HEAL)
    cell["source"] = cell["source"].partition("\n")[2]


@case("the-first-line-is-another-magic", HEAL, heard=True, noted=1)
def _(notebook: Notebook) -> None:
    cell = solve(notebook, HEAL)
    cell["source"] = "%%apply\n" + cell["source"].partition("\n")[2]


@case("all-metadata-gone", HEAL, WHO, SCALE)
def _(notebook: Notebook) -> None:
    for id in (HEAL, WHO, SCALE):
        solve(notebook, id)["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}


@case("metadata-of-another-answer", HEAL, WHO)
def _(notebook: Notebook) -> None:
    heal, who = solve(notebook, HEAL), solve(notebook, WHO)
    heal["metadata"], who["metadata"] = who["metadata"], heal["metadata"]


@case("metadata-that-is-none", WHO)
def _(notebook: Notebook) -> None:
    solve(notebook, WHO)["metadata"] = {"nbgrader": ["demo-who-answer"], "kubecourse_different": 3}


@case("the-same-twice", WHO)
def _(notebook: Notebook) -> None:
    below(notebook, "demo-who-check", code(solve(notebook, WHO)["source"] + "\n"))


@case("answered-in-a-copy-and-left-in-the-original", WHO)
def _(notebook: Notebook) -> None:
    below(notebook, "demo-who-answer", code(f"%%answer {WHO}\n{words(notebook, WHO)}"))


@case("two-different", noted=1)
def _(notebook: Notebook) -> None:
    solve(notebook, WHO)
    notebook["cells"].append(code(f"%%answer {WHO}\na"))


@case("two-different-below", noted=1)
def _(notebook: Notebook) -> None:
    below(notebook, "demo-who-answer", code("a", "n1"), code("b", "n2"))


@case("for-an-exercise-of-another-notebook", WHO, heard=True)
def _(notebook: Notebook) -> None:
    solve(notebook, WHO)
    notebook["cells"].append(code("%%answer volumes.match\na"))


@case("checks-gone", HEAL, WHO)
def _(notebook: Notebook) -> None:
    solve(notebook, HEAL)
    solve(notebook, WHO)
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].endswith("-check")]


def _halves(source: str) -> tuple[str, str]:
    lines = source.split("\n")
    middle = len(lines) // 2
    return "\n".join(lines[:middle]), "\n".join(lines[middle:])
