"""Options of a choice in another order for each student: letters are dealt, and told as values of the exercise.

A record has `options=slots(n)` and, in its `varies`, `deal(chance, groups, values)`; then `{id}` is the letter that the
option `id` has for this student, in the solution and in wrong answers alike. Groups keep their order, so that options that
belong together stay together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .records import Say, Values, say

__all__ = ["deal", "slots"]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slots(count: int) -> list[Say]:
    """So many options whose words come from `deal`."""
    return [say(es=f"{{option_{letter}_es}}", en=f"{{option_{letter}_en}}") for letter in _LETTERS[:count]]


def deal(chance: Any, groups: Sequence[Mapping[str, Say]], values: Values | None = None) -> dict[str, Any]:
    """Letters and words of the options: id -> letter, `option_a_es` and so on -> words, their blanks filled from `values`.

    Raises ValueError for more options than letters, or an id that is there twice.
    """
    dealt: dict[str, Any] = {}
    letters = iter(_LETTERS)
    if sum(len(group) for group in groups) > len(_LETTERS):
        raise ValueError(f"there are {len(_LETTERS)} letters, and more options")
    for group in groups:
        left = [*group]
        while left:
            id, letter = left.pop(chance.below(len(left), "deal")), next(letters)
            if id in dealt:
                raise ValueError(f"option {id!r} is there twice")
            dealt[id] = letter
            for lang in ("es", "en"):
                dealt[f"option_{letter}_{lang}"] = group[id](lang, values)
    return dealt
