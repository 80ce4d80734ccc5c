"""A cell of a column that a custom kind asks for: `.spec.replicas`, `.status.conditions[?(@.type=="Ready")].status`.

Paths are the part of JSONPath that such columns use. Next: `tables.py`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ..core.work import Object
from .tables_words import age

__all__ = ["value"]

_STEP = re.compile(
    r"""\[\?\(@\.([\w.]+)\s*==\s*["']([^"']*)["']\)\]|\[(\d+|\*)\]|\['([^']+)'\]|\.?((?:\\\.|[^.\[\]])+)"""
)


def value(obj: Object, type: str, path: str, now: int) -> str:
    """The text of a cell; nothing where there is no value. `now` in ms."""
    found = [obj]
    for field, wanted, index, quoted, name in _STEP.findall(path.strip().lstrip("$")):
        found = [
            below for one in found for below in _below(one, field, wanted, index, quoted or name.replace("\\.", "."))
        ]
    if not found or found[0] is None:
        return ""
    return _text(found[0], type, now)


def _below(here: Any, field: str, wanted: str, index: str, name: str) -> list[Any]:
    if field:
        return (
            [one for one in here if isinstance(one, dict) and one.get(field) == wanted]
            if isinstance(here, list)
            else []
        )
    if index:
        if not isinstance(here, list):
            return []
        return list(here) if index == "*" else here[int(index) : int(index) + 1]
    return [here[name]] if isinstance(here, dict) and name in here else []


def _text(found: Any, type: str, now: int) -> str:
    if type == "date":
        return age(found, now) if isinstance(found, str) else "<unknown>"
    if isinstance(found, bool):
        return "true" if found else "false"
    return found if isinstance(found, str) else json.dumps(found, separators=(",", ":"))
