"""Where a field belongs: the nearest of its siblings, or the level above or below at which that word is known.

Facts: `engine/api/schema.py`. Next: `decoding.py`, which says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...engine.api.schema import ANY, SchemaNode, node
from .nearest import nearest

__all__ = ["elsewhere", "leaves", "sibling", "under"]


def _bare(where: SchemaNode) -> tuple[SchemaNode, str]:
    """What is inside lists and maps, and the brackets that a path shows for them."""
    marks = ""
    while where.type in ("list", "map") and where.item is not None:
        marks += "[]" if where.type == "list" else ""
        where = where.item
    return where, marks


def under(kind: str, version: str, steps: tuple[str | int, ...]) -> SchemaNode:
    """The type at a path: `ANY` where nothing is known."""
    here = node(kind, version)
    for step in steps:
        if here.type in ("list", "map") and here.item is not None and (here.type == "map" or isinstance(step, int)):
            here = here.item
        else:
            here = here.fields.get(str(step), ANY)
    return here


def sibling(kind: str, version: str, steps: tuple[str | int, ...]) -> str:
    """The field that was probably meant by the last step, at the same level; "" if none is near."""
    parent, _ = _bare(under(kind, version, steps[:-1]))
    return nearest(str(steps[-1]), parent.fields)


def elsewhere(kind: str, version: str, steps: tuple[str | int, ...]) -> str:
    """The path at which a field of that very name is known: nearest levels first, up and down; "" if none."""
    word = str(steps[-1])
    levels = [steps[:-1][:length] for length in range(len(steps) - 1, -1, -1)]
    for depth, level in enumerate(levels):
        start, _ = _bare(under(kind, version, level))
        prefix = _shown(level)
        if depth and word in start.fields:
            return f"{prefix}.{word}" if prefix else word
        found = _below(start, prefix, word, 4 if not depth else 2)
        if found and found != _shown(steps):
            return found
    return ""


def _below(start: SchemaNode, prefix: str, word: str, deepest: int) -> str:
    """Breadth first, so that the nearest one is found; status is nobody's to write."""
    level = [(start, prefix)]
    for _ in range(deepest):
        following: list[tuple[SchemaNode, str]] = []
        for where, path in level:
            for name, child in where.fields.items():
                if name in ("status", "metadata", "managedFields", "ephemeralContainers"):
                    continue
                bare, marks = _bare(child)
                below = f"{path}.{name}{marks}" if path else f"{name}{marks}"
                if word in bare.fields:
                    return f"{below}.{word}"
                following.append((bare, below))
        level = following
    return ""


def _shown(steps: tuple[str | int, ...]) -> str:
    text = ""
    for step in steps:
        text += "[]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def leaves(
    where: SchemaNode, value: Any, steps: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], SchemaNode, Any]]:
    """Every value of an object with its path and type, maps and lists too, in the order of the text."""
    yield steps, where, value
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(where.child(str(key)), below, (*steps, str(key)))
    elif isinstance(value, list):
        item = where.item if where.type == "list" and where.item is not None else ANY
        for number, below in enumerate(value):
            yield from leaves(item, below, (*steps, number))
