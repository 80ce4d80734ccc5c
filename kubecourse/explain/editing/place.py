"""Which field of which kind the cursor is in, in a manifest that is being written and need not be YAML yet.

Read line by line by columns, so that a half-typed line or an error elsewhere does no harm. Next: `help.py`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Place", "place"]

_HEAD = re.compile(r"^(apiVersion|kind):[ \t]*[\"']?([\w./-]+)", re.M)
_KEY = re.compile(r"(\"[^\"]*\"|'[^']*'|[A-Za-z0-9_./-]+)[ \t]*:(?=\s|$)")
_BLOCK = re.compile(r":[ \t]+[|>][+-]?\d?[+-]?[ \t]*(#.*)?$|^\s*(?:- +)+[|>][+-]?\d?[+-]?[ \t]*$")
Path = tuple[str | int, ...]


class Place(NamedTuple):
    """Where a cursor is. `path`: the field it is in, or the map in which a new field is being written (`fresh`).

    `word`: what stands there from column `start` to the cursor; `value`: it is a value, not the name of a field;
    `siblings`: fields that the map has already; `indent`: the column of the line's first field.
    """

    kind: str
    api_version: str
    path: Path
    word: str
    start: int
    value: bool
    fresh: bool
    siblings: frozenset[str]
    indent: int
    dash: bool


class _Step(NamedTuple):
    column: int
    step: str | int


def place(text: str, line: int, column: int) -> Place:
    """The place of a cursor; line and column from 0, as editors count."""
    lines = text.split("\n")
    line = max(0, min(line, len(lines) - 1))
    first = next((n + 1 for n in range(line - 1, -1, -1) if lines[n].startswith("---")), 0)
    last = next((n for n in range(line + 1, len(lines)) if lines[n].startswith("---")), len(lines))
    heads: dict[str, str] = {}
    for match in _HEAD.finditer("\n".join(lines[first:last])):
        heads.setdefault(match.group(1), match.group(2))
    kind, version = heads.get("kind", ""), heads.get("apiVersion", "")
    open_steps: list[_Step] = []
    block = -1
    for number in range(first, line):
        block = _read(open_steps, lines[number], block)
    row = lines[line]
    nothing = Place(kind, version, (), "", column, False, False, frozenset(), 0, False)
    if row.startswith("%") or row.lstrip().startswith("#") or (block >= 0 and (_indent(row) > block)):
        return nothing
    return _of_row(lines, first, last, line, min(column, len(row)), open_steps, kind, version)


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _read(steps: list[_Step], row: str, block: int) -> int:
    """Take a line into account; returns the column of a block text that is open, or -1."""
    if not row.strip() or row.lstrip().startswith("#") or row.startswith("%"):
        return block
    if block >= 0 and _indent(row) > block:
        return block
    at = _dashes(steps, row)
    key = _KEY.match(row, at)
    if key:
        _close(steps, at)
        steps.append(_Step(at, key.group(1).strip("\"'")))
    return _indent(row) if _BLOCK.search(row) else -1


def _close(steps: list[_Step], column: int) -> None:
    while steps and steps[-1].column >= column:
        steps.pop()


def _dashes(steps: list[_Step], row: str) -> int:
    """Open the list items that a line begins; returns the column where its own words begin."""
    at = _indent(row)
    while row.startswith("- ", at) or row[at:].rstrip() == "-":
        while steps and steps[-1].column > at:
            steps.pop()
        if steps and steps[-1].column == at and isinstance(steps[-1].step, int):
            number = steps.pop().step
            steps.append(_Step(at, int(number) + 1))
        else:
            steps.append(_Step(at, 0))
        at += 1
        while at < len(row) and row[at] == " ":
            at += 1
    return at


def _of_row(
    lines: list[str], first: int, last: int, line: int, column: int, steps: list[_Step], kind: str, version: str
) -> Place:
    row = lines[line]
    dash = row.lstrip().startswith("-")
    # a blank line belongs where the cursor stands
    at = _dashes(steps, row) if row.strip() else column
    _close(steps, at)
    above = tuple(one.step for one in steps)
    key = _KEY.match(row, at)
    if key is None and row[at : at + 1] in ("{", "["):
        flow, word, start, value, fresh = _flow(row, at, column)
        return Place(kind, version, (*above, *flow), word, start, value, fresh, frozenset(), at, dash)
    if key is None:
        typed = row[at:column]
        start = at + len(typed) - len(re.split(r"\s", typed)[-1]) if typed else at
        siblings = _siblings(lines, first, last, line, at)
        listed = bool(above) and isinstance(above[-1], int)
        if column < at:
            start, typed = column, ""
        return Place(kind, version, above, row[start:column], start, listed and not siblings, True, siblings, at, dash)
    name = key.group(1).strip("\"'")
    path: Path = (*above, name)
    if column <= key.start() + len(key.group(1)):
        siblings = _siblings(lines, first, last, line, at)
        return Place(kind, version, path, row[at:column], at, False, False, siblings, at, dash)
    flow, word, start, value, fresh = _flow(row, key.end(), column)
    return Place(kind, version, (*path, *flow), word, start, value, fresh, frozenset(), at, dash)


def _siblings(lines: list[str], first: int, last: int, line: int, column: int) -> frozenset[str]:
    """Names of the fields in the same column and the same map, above and below."""
    found: set[str] = set()
    # a dash begins a map of its own: what stands above is another's
    begins = lines[line].lstrip().startswith("-")
    for numbers in (range(0) if begins else range(line - 1, first - 1, -1), range(line + 1, last)):
        up = numbers.step < 0
        for number in numbers:
            row = lines[number]
            if not row.strip() or row.lstrip().startswith("#"):
                continue
            steps: list[_Step] = []
            at = _dashes(steps, row)
            if not up and steps and steps[0].column < column:
                break
            if at < column:
                break
            key = _KEY.match(row, at) if at == column else None
            if key:
                found.add(key.group(1).strip("\"'"))
            if up and steps and steps[0].column < column and at <= column:
                break
    return frozenset(found)


def _flow(row: str, at: int, column: int) -> tuple[Path, str, int, bool, bool]:
    """Inside a value: the path through `{…}` and `[…]`, the word before the cursor, its column; is it a value, is it new."""
    stack: list[list[str | int | None]] = []
    start, quote = at, ""
    for here in range(at, column):
        sign = row[here]
        if quote:
            quote = "" if sign == quote else quote
            continue
        if sign in "\"'" and row[start:here].strip() == "":
            quote = sign
        elif sign in "{[":
            stack.append([0 if sign == "[" else None])
            start = here + 1
        elif sign in "}]" and stack:
            stack.pop()
            start = here + 1
        elif sign == "," and stack:
            held = stack[-1][0]
            stack[-1][0] = held + 1 if isinstance(held, int) else None
            start = here + 1
        elif sign == ":" and stack and not isinstance(stack[-1][0], int) and row[here + 1 : here + 2] in (" ", ""):
            stack[-1][0] = row[start:here].strip().strip("\"'")
            start = here + 1
    while start < column and row[start] in " \"'":
        start += 1
    path = tuple(step for (step,) in stack if step is not None)
    writing_key = bool(stack) and stack[-1][0] is None
    if writing_key:
        rest = re.match(r"[\w./-]*", row[column:])
        after = row[column + (rest.end() if rest else 0) :].lstrip()
        if after.startswith(":"):
            path = (*path, row[start:column] + (rest.group(0) if rest else ""))
            return path, row[start:column], start, False, False
    return path, row[start:column], start, not writing_key, writing_key
