"""What an answer says, without how it is written: two that say the same need be tried once only.

The simulator is deterministic, so an equal answer to an equal exercise has an equal outcome. Layout and comments do not
count once an answer was understood; of one that was not, the feedback names lines, and it is kept by its very words.
Next: `apart.py`.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any

import yaml

from ..records import Exercise

__all__ = ["Memo", "meaning"]


def meaning(exercise: Exercise, text: str) -> str:
    """The answer in one form; the text itself where it has none."""
    if exercise.kind == "manifest":
        return _documents(text)
    if exercise.kind == "kubectl":
        # a here-document counts spaces: only what is no line at all is left out
        return (
            text
            if "<<" in text
            else "\n".join(line.strip() for line in text.splitlines() if line.strip()[:1] not in ("", "#"))
        )
    return text.strip()


def _documents(text: str) -> str:
    if len(text) > 200_000 or "&" in text or "*" in text:  # anchors: small text, large meaning
        return text
    try:
        # strings stay as they are written: the type of 1.0 or yes is decided by the engine's own reader
        found = list(yaml.load_all(text, Loader=_Loader))
        return json.dumps(found, ensure_ascii=False)
    except (yaml.YAMLError, RecursionError, TypeError, ValueError):
        return text


_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Strings only, told apart by their quotes; a key that is there twice makes it no meaning at all."""


def _scalar(loader: Any, node: Any) -> Any:
    return [node.value, "q" if node.style in ("'", '"', "|", ">") else ""]


def _mapping(loader: Any, node: Any) -> Any:
    pairs = [(key.value, loader.construct_object(value, deep=True)) for key, value in node.value]
    if len({name for name, _ in pairs}) != len(pairs) or not all(isinstance(name, str) for name, _ in pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _sequence(loader: Any, node: Any) -> Any:
    return {"": [loader.construct_object(each, deep=True) for each in node.value]}


for _tag, _made in (("str", _scalar), ("map", _mapping), ("seq", _sequence)):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _made)


class Memo:
    """The last outcomes, at most so many."""

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()

    def get(self, *key: str) -> Any:
        """What was kept, or None."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, value: Any, *key: str) -> None:
        """Keep it; what has not been asked for longest goes."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
