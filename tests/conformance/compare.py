"""Strict comparison of a recorded result with ours; what varied between recordings is anything.

`differences` returns paths and the two values. Lists without order are compared as sets of their best matches;
printed text is split at two or more spaces, and tokens in it match what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

__all__ = ["Difference", "differences"]

Difference = tuple[str, Any, Any]
_MISSING = "(absent)"
#: tokens that stand for text which is not numbered
_WILD = {
    "<varies>": r"[\s\S]*",
    "<diff>": r"[\s\S]*",
    "<a>": r"(?:<unknown>|<invalid>|[0-9]+[a-z0-9]*)",
    "<x>": r"[a-z0-9]{5}",
    "<uid>": r"(?:<uid>|[0-9a-f-]{36})",
    "<json>": r"[\s\S]*",
    "<server>": r"\S+",
    "<duration>": r"[0-9.a-zµ]+",
    "<time>": r".+?",
    "<tmp>": r"\S+",
    "<n>": r"\d+",
}
_TOKEN = re.compile("|".join(map(re.escape, _WILD)))
#: lists whose order means nothing
_UNORDERED = {"conditions", "finalizers", "endpoints", "ports", "events", "addresses", "notReadyAddresses", "causes?"}
_KEYS = ("kind", "namespace", "name", "type", "ip", "port", "reason", "message")


def differences(expected: Any, actual: Any, path: str, varies: dict[str, set[str]]) -> Iterator[Difference]:
    """All the places where `actual` is not what was recorded. `varies`: path -> its qualifiers ("" for the value itself)."""
    how = varies.get(path)
    if how is not None and "" in how:
        return
    if isinstance(expected, str) and _TOKEN.search(expected):
        if not _fits(expected, actual):
            yield path, expected, actual
    elif isinstance(expected, dict) and isinstance(actual, dict):
        yield from _maps(expected, actual, path, varies)
    elif isinstance(expected, list) and isinstance(actual, list):
        yield from _lists(expected, actual, path, varies, how or set())
    elif expected != actual or isinstance(expected, bool) != isinstance(actual, bool):
        yield path, expected, actual


def _fits(expected: str, actual: Any) -> bool:
    if not isinstance(actual, str) or expected == actual:
        return expected in ("<varies>", actual)
    parts, end = [], 0
    for match in _TOKEN.finditer(expected):
        parts += [re.escape(expected[end : match.start()]), _WILD[match.group()]]
        end = match.end()
        if expected.startswith("(", end):
            parts.append(" ?")  # the recorder took the space between an age and what follows it
    return re.fullmatch("".join([*parts, re.escape(expected[end:])]), actual) is not None


def _maps(expected: Any, actual: Any, path: str, varies: dict[str, set[str]]) -> Iterator[Difference]:
    for key in [*expected, *(k for k in actual if k not in expected)]:
        here = f"{path}.{key}" if path else key
        if key not in expected:
            if here not in varies:
                yield here, _MISSING, actual[key]
        elif key not in actual:
            if here not in varies and expected[key] != "<varies>":
                yield here, expected[key], _MISSING
        elif key in ("stdout", "stderr") and isinstance(expected[key], str):
            yield from _texts(expected[key], actual[key], here, varies.get(here, set()))
        elif key == "timeline" and isinstance(expected[key], dict) and isinstance(actual[key], dict):
            yield from _timelines(expected[key], actual[key], here, varies)
        else:
            yield from differences(expected[key], actual[key], here, varies)


def _identity(row: Any) -> Any:
    if not isinstance(row, dict):
        return str(row)
    meta = row.get("metadata")
    if isinstance(meta, dict) and "kind" in row:
        return row["kind"], meta.get("namespace", ""), meta.get("name", meta.get("generateName", ""))
    if "type" in row and "status" in row:
        return row["type"]
    return tuple(str(row.get(key, "")) for key in _KEYS)


def _lists(
    expected: list[Any], actual: list[Any], path: str, varies: dict[str, set[str]], how: set[str]
) -> Iterator[Difference]:
    name = path.rpartition(".")[2]
    if name == "objects" or name in _UNORDERED or "(order)" in how or "(some left out)" in how:
        yield from _sets(expected, actual, path, varies, "(some left out)" in how)
        return
    for index in range(max(len(expected), len(actual))):
        here = f"{path}[{index}]"
        if index >= len(actual):
            yield here, expected[index], _MISSING
        elif index >= len(expected):
            yield here, _MISSING, actual[index]
        else:
            yield from differences(expected[index], actual[index], here, varies)


def _sets(
    expected: list[Any], actual: list[Any], path: str, varies: dict[str, set[str]], fewer: bool
) -> Iterator[Difference]:
    left = list(actual)
    for index, row in enumerate(expected):
        here = f"{path}[{index}]"
        candidates = [other for other in left if _identity(other) == _identity(row)] or left
        best: list[Difference] | None = None
        choice = None
        for other in candidates:
            found = list(differences(row, other, here, varies))
            if best is None or len(found) < len(best):
                best, choice = found, other
            if not found:
                break
        if best is None or (best and _identity(choice) != _identity(row)):
            yield here, row, _MISSING
            continue
        left.remove(choice)
        yield from best
    if not fewer:
        for row in left:
            yield f"{path}[+]", _MISSING, row


def _timelines(expected: Any, actual: Any, path: str, varies: dict[str, set[str]]) -> Iterator[Difference]:
    """ReplicaSets strictly in order; of pods and jobs the order of each object's own lines."""
    for kind in [*expected, *(k for k in actual if k not in expected)]:
        here = f"{path}.{kind}"
        if "" in varies.get(here, ()) or expected.get(kind) == "<varies>":
            continue
        want, have = expected.get(kind, []), actual.get(kind, [])
        if kind == "ReplicaSet":
            if want != have and not ("(order)" in varies.get(here, ()) and sorted(want) == sorted(have)):
                yield here, want, have
        elif "(order)" in varies.get(here, ()):
            if sorted(want) != sorted(have):
                yield here, want, have
        elif _each(want) != _each(have):
            yield here, want, have


def _each(lines: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        name, _, word = line.rpartition(" ")
        found.setdefault(name, []).append(word)
    return found


# -- printed text ------------------------------------------------------------------------------------


def _texts(expected: str, actual: Any, path: str, how: set[str]) -> Iterator[Difference]:
    if "" in how or expected == "<varies>":
        return
    if "<diff>" in expected and _fits(" ".join(expected.split()), " ".join(str(actual).split())):
        return
    want = [_cells(line) for line in str(expected).rstrip("\n").split("\n")]
    have = [_cells(line) for line in str(actual).rstrip("\n").split("\n")]
    if _same_lines(want, have) or _same_lines(sorted(want, key=_mask), sorted(have, key=_mask)):
        return
    if "(some lines)" in how and any(_same_line(a, b) for a in want for b in have):
        return
    yield path, expected, actual


def _cells(line: str) -> list[str]:
    return [cell for cell in re.split(r" {2,}|\t", line.strip()) if cell] if line.strip() else []


def _mask(cells: list[str]) -> list[str]:
    return [re.sub(r"<pod\d+>", "<pod>", cell) for cell in cells]


def _same_lines(want: list[list[str]], have: list[list[str]]) -> bool:
    return len(want) == len(have) and all(_same_line(a, b) for a, b in zip(want, have, strict=True))


def _same_line(want: list[str], have: list[str]) -> bool:
    if len(want) == len(have) and all(a == b or _fits(a, b) for a, b in zip(want, have, strict=True)):
        return True
    # tokens change the width of columns, so that two spaces can become one
    return _fits(" ".join(want), " ".join(have))
