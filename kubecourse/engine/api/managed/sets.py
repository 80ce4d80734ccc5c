"""Sets of fields, and how the server spells them.

A path is a tuple of elements, each spelled as in FieldsV1: `f:image`, `k:{"name":"web"}`, `v:"10.0.0.1"`, `i:0`.
A set of fields is a frozenset of paths, so that union and difference are Python's own. Whatever is shown is put in
the order of the server first. Upstream: sigs.k8s.io/structured-merge-diff, `fieldpath`. Next: `walk.py`, which finds
the paths of an object.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

__all__ = ["NONE", "Fields", "Path", "from_v1", "key_element", "ordered", "spelled", "to_v1", "value_element"]

Path = tuple[str, ...]
Fields = frozenset[Path]
NONE: Fields = frozenset()

_RANK = {"f": 0, "k": 1, "v": 2, "i": 3}
#: Go's encoder writes these so that JSON is safe inside HTML
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).translate(_ESCAPES)


def key_element(values: dict[str, Any]) -> str:
    """The element for an item of a list that is a map: `k:{"name":"web"}`."""
    return f"k:{_json(values)}"


def value_element(value: Any) -> str:
    """The element for an item of a list that is a set: `v:"10.0.0.1"`."""
    return f"v:{_json(value)}"


def _typed(value: Any) -> tuple[int, Any]:
    """Numbers before words before truths: an order for values of any kind."""
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, (int, float)):
        return 0, value
    return (1, value) if isinstance(value, str) else (3, _json(value))


@lru_cache(maxsize=50_000)
def _order(element: str) -> tuple[int, Any]:
    kind, text = element[0], element[2:]
    if kind == "f":
        return 0, text
    if kind == "k":
        return 1, tuple((name, _typed(value)) for name, value in sorted(json.loads(text).items()))
    return (2, _typed(json.loads(text))) if kind == "v" else (3, int(text))


class _Node:
    """A level of the tree of paths: is it a member itself, and what is below?"""

    __slots__ = ("below", "member")

    def __init__(self) -> None:
        self.member = False
        self.below: dict[str, _Node] = {}

    def sorted(self) -> list[tuple[str, _Node]]:
        return sorted(self.below.items(), key=lambda item: _order(item[0]))


def _tree(fields: Iterable[Path]) -> _Node:
    root = _Node()
    for path in fields:
        here = root
        for element in path:
            here = here.below.setdefault(element, _Node()) if element not in here.below else here.below[element]
        here.member = True
    return root


def to_v1(fields: Fields) -> dict[str, Any]:
    """The set as FieldsV1, in the order in which the server writes it."""
    return _written(_tree(fields))


def _written(node: _Node) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for element, below in node.sorted():
        inner = _written(below)
        shown[element] = {".": {}, **inner} if below.member and inner else inner
    return shown


def from_v1(value: Any) -> Fields:
    """The set that a FieldsV1 means. Raises ValueError for anything else."""
    found: list[Path] = []
    _read(value, (), found)
    return frozenset(found)


def _read(value: Any, path: Path, found: list[Path]) -> None:
    if not isinstance(value, dict):
        raise ValueError("expected an object")
    for element, below in value.items():
        if element == ".":
            if path:
                found.append(path)
            continue
        _check(element)
        if below == {}:
            found.append((*path, element))
        else:
            _read(below, (*path, element), found)


def _check(element: Any) -> None:
    if not isinstance(element, str) or len(element) < 2:
        raise ValueError("key must be 2 characters long:")
    if element[1] != ":":
        raise ValueError(f"missing colon: {element}")
    if element[0] not in _RANK:
        raise ValueError("unknown path element type")
    _order(element)


def ordered(fields: Fields) -> list[Path]:
    """The paths as the server goes through them: at each level first the fields that end there, then those below."""
    found: list[Path] = []
    _collect(_tree(fields), (), found)
    return found


def _collect(node: _Node, path: Path, found: list[Path]) -> None:
    items = node.sorted()
    found.extend((*path, element) for element, below in items if below.member)
    for element, below in items:
        if below.below:
            _collect(below, (*path, element), found)


def spelled(path: Path) -> str:
    """A path as error texts have it: `.spec.template.spec.containers[name="web"].image`."""
    return "".join(map(_spelled, path))


def _spelled(element: str) -> str:
    kind, text = element[0], element[2:]
    if kind == "f":
        return f".{text}"
    if kind == "i":
        return f"[{text}]"
    if kind == "v":
        return f"[={text}]"
    return "[" + ",".join(f"{name}={_json(value)}" for name, value in sorted(json.loads(text).items())) + "]"
