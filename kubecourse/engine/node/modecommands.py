"""The command `chmod`: modes of files, by numbers (0644) or letters (u+x,go-w).

What is known of modes is in `modes.py`. Left out: s and t, X, and who may change what.
"""

from __future__ import annotations

import re
from typing import Any

from .commands import Result, command
from .textcommands import options

__all__: list[str] = []

_CLAUSE = re.compile(r"([ugoa]*)([-+=])([rwx]*)")
_SHIFT = {"u": 6, "g": 3, "o": 0}
_VALUE = {"r": 4, "w": 2, "x": 1}


@command("chmod")
def _chmod(run: Any, argv: list[str], stdin: str | None) -> Result:
    # a mode may begin with a minus: -x
    words = [word for word in argv[1:] if not word.startswith("-") or _CLAUSE.fullmatch(word)]
    letters, _ = options([word for word in argv if word not in words[:1]])
    if len(words) < 2:
        return Result(1, "", "BusyBox v1.36.1 multi-call binary.\n\nUsage: chmod [-R] MODE FILE...\n")
    errors = ""
    for path in words[1:]:
        at = run.path(path)
        if run.host.read(at) is None and run.host.listdir(at) is None:
            errors += f"chmod: {path}: No such file or directory\n"
            continue
        for one in [at, *(_below(run.host, at) if "R" in letters else ())]:
            bits = _bits(words[0], run.host.describe(one)[0])
            if bits is None:
                return Result(1, "", f"chmod: invalid mode '{words[0]}'\n")
            run.host.chmod(one, bits)
    return Result(int(bool(errors)), "", errors)


def _below(host: Any, folder: str) -> list[str]:
    found = []
    for name in host.listdir(folder) or ():
        path = f"{folder.rstrip('/')}/{name}"
        found += [path, *_below(host, path)]
    return found


def _bits(text: str, now: str) -> int | None:
    """The new mode; None for what is none. `now` is as `ls -l` shows it."""
    if re.fullmatch(r"[0-7]{1,4}", text):
        return int(text, 8) & 0o777
    bits = sum(1 << 8 - place for place, letter in enumerate(now[1:10]) if letter not in "-ST")
    for clause in text.split(","):
        match = _CLAUSE.fullmatch(clause)
        if match is None:
            return None
        who, sign, what = match.groups()
        value = sum(_VALUE[letter] for letter in set(what))
        for one in dict.fromkeys((who or "a").replace("a", "ugo")):
            own = value << _SHIFT[one]
            bits = bits | own if sign == "+" else bits & ~own if sign == "-" else bits & ~(7 << _SHIFT[one]) | own
    return bits
