"""Objects and field sets: which fields an object has, which changed, and an object without some of them.

The type of each field (`schema.SchemaNode`) says how far its parts are owned one by one: lists that are maps or sets,
structs and maps are; what is atomic is one field. Custom kinds have no types here: their maps are owned key by key,
their lists as a whole. Upstream: sigs.k8s.io/structured-merge-diff, `typed`. Next: `merge.py`.
"""

from __future__ import annotations

from typing import Any

from ..kinds import Kind
from ..schema import ANY, SchemaNode, node
from .byvalue import always_there
from .sets import Fields, Path, key_element, value_element

__all__ = ["ABSENT", "below", "compare", "element", "ensured", "fields_of", "named", "owned_whole", "root", "without"]

ABSENT: Any = object()
#: keys of list items that the server fills in when it looks for them
_DEFAULTS = {"protocol": "TCP"}


class _Custom(SchemaNode):
    """The type of a custom object: its metadata is known, the rest is not."""

    __slots__ = ()

    def child(self, field: str) -> SchemaNode:
        return node("ConfigMap").child("metadata") if field == "metadata" else ANY


_CUSTOM = _Custom("any")


def root(kind: Kind) -> SchemaNode:
    """The type of a kind's objects."""
    found = node(kind)
    return _CUSTOM if found is ANY else found


def owned_whole(where: SchemaNode, value: Any) -> bool:
    """Is this one field, whatever is in it?"""
    if where.type in ("object", "map"):
        return where.atomic or not (value is None or value is ABSENT or isinstance(value, dict))
    if where.type == "list":
        return where.list_type not in ("map", "set") or not (
            value is None or value is ABSENT or isinstance(value, list)
        )
    return where.type != "any" or not isinstance(value, dict)


def named(where: SchemaNode, field: str) -> bool:
    """Is it a field that the type names, and not a key of a map?"""
    return where.type == "any" or field in where.fields


def below(where: SchemaNode, step: str) -> SchemaNode:
    """The type of what a path element leads to."""
    return where.child(step[2:]) if step[0] == "f" else where.item or ANY


def element(where: SchemaNode, item: Any) -> str:
    """The path element of an item of a list that is a map or a set."""
    if where.list_type == "map" and isinstance(item, dict):
        pairs = {key: item.get(key, _DEFAULTS.get(key)) for key in where.keys}
        return key_element({key: value for key, value in pairs.items() if value is not None})
    return value_element(item)


def fields_of(where: SchemaNode, value: Any, path: Path = ()) -> Fields:
    """The fields that a manifest says something about: what its applier will own."""
    found: list[Path] = []
    _fields(where, value, path, found)
    return frozenset(found)


def _fields(where: SchemaNode, value: Any, path: Path, found: list[Path]) -> None:
    if owned_whole(where, value):
        found.append(path)
    elif isinstance(value, list):
        for item in value:
            here = (*path, element(where, item))
            found.append(here)
            if where.list_type == "map":
                _fields(where.item or ANY, item, here, found)
    elif value:
        for key, inner in value.items():
            here = (*path, f"f:{key}")
            _fields(where.child(key), inner, here, found)
            if inner is None or inner == {} or not named(where, key):
                found.append(here)


class _Difference:
    """What a comparison found: fields that are new or have another value, and fields that are gone."""

    __slots__ = ("changed", "gone")

    def __init__(self) -> None:
        self.changed: list[Path] = []
        self.gone: list[Path] = []

    def mark(self, old: Any, new: Any, path: Path) -> None:
        if old is ABSENT:
            self.changed.append(path)
        elif new is ABSENT:
            self.gone.append(path)


def compare(where: SchemaNode, old: Any, new: Any) -> tuple[Fields, Fields]:
    """(fields of `new` that `old` has not or has otherwise, fields that only `old` has)."""
    found = _Difference()
    _compare(where, old, new, (), found)
    return frozenset(path for path in found.changed if path), frozenset(path for path in found.gone if path)


def _compare(where: SchemaNode, old: Any, new: Any, path: Path, found: _Difference) -> None:
    if old is new:
        return
    empty = (old is ABSENT or not old) and (new is ABSENT or not new)
    if empty or owned_whole(where, old if new is ABSENT else new):
        if old is ABSENT or new is ABSENT:
            found.mark(old, new, path)
        elif old != new:
            found.changed.append(path)
        return
    if isinstance(new if isinstance(new, list) else old, list):
        _compare_lists(where, old, new, path, found)
    else:
        _compare_maps(where, old, new, path, found)
    found.mark(old, new, path)


def _compare_maps(where: SchemaNode, old: Any, new: Any, path: Path, found: _Difference) -> None:
    before = old if isinstance(old, dict) else {}
    after = new if isinstance(new, dict) else {}
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key, ABSENT), after.get(key, ABSENT)
        if (was is ABSENT) != (now is ABSENT) and always_there(where, key, not path):
            if was is ABSENT and old is not ABSENT:
                was = {} if isinstance(now, dict) else None
            elif now is ABSENT and new is not ABSENT:
                now = {} if isinstance(was, dict) else None
        _compare(where.child(key), was, now, (*path, f"f:{key}"), found)


def _compare_lists(where: SchemaNode, old: Any, new: Any, path: Path, found: _Difference) -> None:
    before = {element(where, item): item for item in old} if isinstance(old, list) else {}
    after = {element(where, item): item for item in new} if isinstance(new, list) else {}
    inner = where.item or ANY
    for step in [*before, *(step for step in after if step not in before)]:
        _compare(inner, before.get(step, ABSENT), after.get(step, ABSENT), (*path, step), found)


def ensured(where: SchemaNode, fields: Fields) -> Fields:
    """The set with the named fields above its members: to own a part of a struct is to want the struct."""
    found = set(fields)
    for path in fields:
        here = where
        for depth, step in enumerate(path[:-1], 1):
            if step[0] == "f" and named(here, step[2:]):
                found.add(path[:depth])
            here = below(here, step)
    return frozenset(found)


def without(where: SchemaNode, value: Any, gone: Fields) -> Any:
    """The object without these fields; what becomes empty by it goes too."""
    above = frozenset(path[:depth] for path in gone for depth in range(1, len(path)))
    return _without(where, value, (), gone, above) or {}


def _without(where: SchemaNode, value: Any, path: Path, gone: Fields, above: Fields) -> Any:
    if owned_whole(where, value):
        return value
    steps = (
        [(element(where, item), None, item) for item in value]
        if isinstance(value, list)
        else [(f"f:{key}", key, item) for key, item in (value or {}).items()]
    )
    kept: list[tuple[Any, Any]] = []
    for step, key, item in steps:
        here = (*path, step)
        if here in gone:
            continue
        left = _without(below(where, step), item, here, gone, above) if here in above else item
        if left is not None or item is None:
            kept.append((key, left))
    if not kept:
        return None
    return [item for _, item in kept] if isinstance(value, list) else dict(kept)
