"""The tables of `kubectl get`: which columns a kind has, and what a row says.

`columns(kind)` and `row(kind, obj, now)` for every kind; what has no rule of its own shows NAME and
AGE. The rules live in `tables_core.py` (pods, nodes, volumes, network…) and `tables_apps.py`
(workloads, policies…), as upstream's `pkg/printers/internalversion/printers.go`; ages and common
words in `tables_words.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from ..core.work import Object
from . import tables_apps, tables_core, tables_custom
from .kinds import Kind
from .tables_words import age, human_duration

__all__ = ["Column", "age", "columns", "human_duration", "row"]


class Column(NamedTuple):
    """A column: its name as printed, and whether only `-o wide` shows it."""

    name: str
    wide: bool = False


class _Rule(NamedTuple):
    columns: tuple[Column, ...]
    cells: Callable[[Object, int], list[str]]


def _rule(heads: str, cells: Callable[[Object, int], list[str]]) -> _Rule:
    """`A,B|C`: columns A and B, and C when wide."""
    narrow, _, wide = heads.partition("|")
    names = [Column(name) for name in narrow.split(",")]
    names += [Column(name, True) for name in wide.split(",") if name]
    return _Rule(tuple(names), cells)


def _plain(obj: Object, now: int) -> list[str]:
    return [obj["metadata"]["name"], age(obj["metadata"].get("creationTimestamp"), now)]


def _created_at(obj: Object, now: int) -> list[str]:
    return [obj["metadata"]["name"], obj["metadata"].get("creationTimestamp", "")]


#: what the server prints for a built-in kind that has no rule: the instant of its creation
_DATED = _rule("NAME,CREATED AT", _created_at)
_AGED = _rule("NAME,AGE", _plain)
_RULES = {name: _rule(heads, cells) for name, (heads, cells) in {**tables_core.RULES, **tables_apps.RULES}.items()}
_EVENTS = _Rule(tuple(Column(name, wide) for name, wide in tables_core.EVENT_COLUMNS), tables_core.event)
_RULES["Event"] = _RULES["Event.events.k8s.io"] = _EVENTS


def _of(kind: Kind | str) -> _Rule:
    if isinstance(kind, str):
        return _RULES.get(kind, _DATED)
    if kind.columns:
        return _taught(kind)
    found = _RULES.get(kind.key)
    if found is not None:
        return found
    return _DATED if "." not in kind.group or kind.group.endswith(".k8s.io") else _AGED


@cache
def _taught(kind: Kind) -> _Rule:
    """The columns that a CustomResourceDefinition asks for, after the name."""
    heads = tuple(Column(name.upper(), bool(priority)) for name, _, _, priority in kind.columns)

    def cells(obj: Object, now: int) -> list[str]:
        found = [tables_custom.value(obj, type, path, now) for _, type, path, _ in kind.columns]
        return [obj["metadata"]["name"], *found]

    return _Rule((Column("NAME"), *heads), cells)


def columns(kind: Kind | str) -> list[Column]:
    """The columns of a kind's table, in order. A key such as "Pod", or a row of the registry."""
    return list(_of(kind).columns)


def row(kind: Kind | str, obj: Object, now: int) -> list[str]:
    """One cell a column, wide ones included. `now` in ms."""
    return _of(kind).cells(obj, now)


def cell(value: Any) -> str:
    """A value as a table shows it: Go's words for booleans, nothing for null."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
