"""Make text fit a cell of fixed width, keep its telling end, and keep objects in their slots.

Cells have a fixed size so that a change of state moves nothing. Widths are those of Helvetica, rounded up; the
middle of a long name goes, its beginning and its suffix stay. Next: the views, which use it.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["abbreviate", "latin", "text_width", "to_slots"]

_NARROW = frozenset("ijl.,:;'|![]()/ ft-I1")
_WIDE = frozenset("mwMW@%")


def text_width(text: str, size: float) -> float:
    """About how wide `text` is in Helvetica at `size` points."""
    units = 0.0
    for char in text:
        if char in _NARROW:
            units += 0.34
        elif char in _WIDE:
            units += 0.86
        else:
            units += 0.70 if char.isupper() else 0.56
    return units * size


def abbreviate(text: str, width: float, size: float, keep: int = 6) -> str:
    """`text`, or its beginning, `..` and its last `keep` characters if it is wider than `width` points."""
    if text_width(text, size) <= width:
        return text
    tail = text[-keep:].lstrip("-.") if keep else ""
    head = text[: len(text) - keep]
    while head and text_width(f"{head}..{tail}", size) > width:
        head = head[:-1]
    return f"{head.rstrip('-.')}..{tail}"


def latin(text: str) -> str:
    """`text` with everything outside Latin-1 (and control characters) as `?`: Graphviz knows no widths for the rest."""
    return "".join(c if " " <= c < "\x7f" or "\xa0" <= c <= "\xff" or c == "\n" else "?" for c in text)


def to_slots(ids: Iterable[str], before: dict[str, int]) -> list[str | None]:
    """Lay `ids` out in slots: who had a slot keeps it, newcomers take the free ones in order.

    Slots at the end that nobody needs are dropped.
    """
    wanted = list(ids)
    taken: dict[int, str] = {}
    for name in wanted:
        slot = before.get(name)
        if slot is not None and slot not in taken:
            taken[slot] = name
    placed = frozenset(taken.values())
    free = 0
    for name in wanted:
        if name in placed:
            continue
        while free in taken:
            free += 1
        taken[free] = name
    return [taken.get(index) for index in range(max(taken, default=-1) + 1)]
