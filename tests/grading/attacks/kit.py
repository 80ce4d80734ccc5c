"""What attacks are made of: a released notebook is changed, and nothing may be earned by it that was not earned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["ALL", "CANARY", "Attack", "Notebook", "answer", "attack", "check", "code", "insert"]

Notebook = dict[str, Any]
#: what an honest student wrote, which nobody else may come to see
CANARY = "eva-wrote-this-and-nobody-else"


@dataclass(frozen=True)
class Attack:
    """`deserved`: what the answers earn by themselves (by short name). `make` may answer the text of the file."""

    name: str
    make: Callable[[Notebook], Any]
    deserved: dict[str, float] = field(default_factory=dict)


ALL: list[Attack] = []


def attack(name: str, **deserved: float) -> Callable[[Callable[[Notebook], Any]], Callable[[Notebook], Any]]:
    def enter(make: Callable[[Notebook], Any]) -> Callable[[Notebook], Any]:
        assert name not in {one.name for one in ALL}
        ALL.append(Attack(name, make, deserved))
        return make

    return enter


def code(source: str, **more: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "added",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    } | more


def insert(notebook: Notebook, cell: dict[str, Any]) -> None:
    notebook["cells"].insert(0, cell)


def _cell(notebook: Notebook, id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(cell for cell in notebook["cells"] if cell["id"] == id)
    return found


def check(notebook: Notebook, name: str) -> dict[str, Any]:
    return _cell(notebook, f"demo-{name}-check")


def answer(notebook: Notebook, name: str, text: str | None = None) -> dict[str, Any]:
    cell = _cell(notebook, f"demo-{name}-answer")
    if text is not None:
        cell["source"] = "".join(cell["source"]).split("\n")[0] + "\n" + text
    return cell
