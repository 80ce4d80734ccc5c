"""head and tail: the beginning or the end of a text, and what is added to it from now on (`tail -f`, `tail -F`).

Following is looking again: a second later where something was new, ever more seldom where nothing was (25 seconds at most:
less than the 30 that a pod has to end), so
that a sidecar that ships logs costs next to nothing in a quiet week. Next: `filters.py`.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from .commands import FOREVER, Result, command

__all__: list[str] = []

_SOON, _SELDOM = 1_000, 25_000
_LACKS = "No such file or directory"


class _Wish(NamedTuple):
    """What is asked for. `first`: from this line (or character) on, instead of the last `count`."""

    paths: list[str]
    amount: int = 10
    first: bool = False
    letters: bool = False
    follow: str = ""


def _wish(words: list[str]) -> _Wish:
    paths: list[str] = []
    count, first, letters, follow = "10", False, False, ""
    left = list(words)
    while left:
        word = left.pop(0)
        if re.fullmatch(r"-[0-9]+", word):
            count = word[1:]
        elif word == "--follow=name" or word == "--follow=descriptor" or word == "--follow":
            follow = "F" if word.endswith("=name") else follow or "f"
        elif match := re.fullmatch(r"-([fFqvs]*)([nc])(.*)", word):
            follow = next((letter for letter in "Ff" if letter in match[1]), follow)
            letters = match[2] == "c"
            count = match[3] or (left.pop(0) if left else "10")
            first, count = count.startswith("+"), count.lstrip("+-") or "10"
        elif word == "-s" and left:
            left.pop(0)
        elif word.startswith("-") and word != "-":
            follow = next((letter for letter in "Ff" if letter in word), follow)
        else:
            paths.append(word)
    return _Wish(paths, int(count), first, letters, follow)


@command("head", "tail")
def _ends(run: Any, argv: list[str], stdin: str | None) -> Result:
    wish = _wish(argv[1:])
    if argv[0] == "tail" and wish.follow and wish.paths and not run.nested:
        return _followed(run, wish)
    if argv[0] == "tail" and wish.follow:
        run.time, run.in_loop = FOREVER, True
    errors = ""
    shown: list[str] = []
    for path in wish.paths or ["-"]:
        text = (stdin or "") if path == "-" else "" if path == "/dev/null" else run.host.read(run.path(path))
        if text is None:
            errors += f"{argv[0]}: {path}: {_LACKS}\n"
            continue
        if len(wish.paths) > 1:
            shown.append(f"{chr(10) if shown else ''}==> {path} <==\n")
        shown.append(_part(text, wish, argv[0] == "head"))
    return Result(1 if errors else 0, "".join(shown), errors)


def _part(text: str, wish: _Wish, head: bool) -> str:
    pieces = list(text) if wish.letters else text.splitlines(keepends=True)
    if head:
        return "".join(pieces[: wish.amount])
    if wish.first:
        return "".join(pieces[max(wish.amount - 1, 0) :])
    return "".join(pieces[-wish.amount :]) if wish.amount else ""


def _followed(run: Any, wish: _Wish) -> Result:
    """Print what is there, later what is new; the same instruction is carried out again until the process is told to end.

    `run.followed`: (instruction, ms it waited, how much of each file was printed; -1: it was not there).
    """
    if all(path == "/dev/null" for path in wish.paths):
        run.time, run.in_loop = FOREVER, True
        return Result()
    at, waited, printed = run.followed or (-1, _SOON, ())
    begins = at != run.here
    before = dict(zip(wish.paths, printed, strict=False)) if not begins else {}
    out, errors, now = "", "", {}
    for path in wish.paths:
        text = run.host.read(run.path(path))
        now[path] = -1 if text is None else len(text)
        if text is None:
            errors += f"tail: {path}: {_LACKS}\n" if begins else ""
        elif begins:
            out += _part(text, wish, False)
        elif before[path] < 0:
            errors += f"tail: {path} has appeared; following end of new file\n"
            now[path] = 0
        else:
            out += text[before[path] :] if len(text) >= before[path] else text
    if wish.follow == "f" and begins and all(length < 0 for length in now.values()):
        return Result(1, "", f"{errors}tail: no files\n")
    waits = _SOON if out or errors or begins else min(waited * 2, _SELDOM)
    run.followed = (run.here, waits, tuple(now.values()))
    run.again(waits)
    return Result(0, out, errors)
