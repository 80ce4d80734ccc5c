"""A command line into words, as a shell splits it, and words that are almost another.

A leading `kubectl` is dropped; a heredoc (`<<EOF … EOF`) becomes standard input. Next: `commands.py`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence

__all__ = ["near", "split"]

_HEREDOC = re.compile(r"<<-?\s*(['\"]?)(\w+)\1[^\n]*\n(.*?)\n\s*\2\s*$", re.DOTALL)


def split(line: str | Sequence[str], stdin: str = "") -> tuple[list[str], str]:
    """The words and the standard input. Raises ValueError for a quote that is never closed."""
    if not isinstance(line, str):
        words = [str(word) for word in line]
    else:
        found = _HEREDOC.search(line)
        if found:
            stdin, line = stdin or f"{found[3]}\n", line[: found.start()]
        words = shlex.split(line.replace("\\\n", " "))
        words = words[: next((at for at, word in enumerate(words) if word.startswith("#")), len(words))]
    if words and words[0] in ("kubectl", "k", "oc"):
        words = words[1:]
    return words, stdin


def _distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def near(word: str, known: Iterable[str]) -> list[str]:
    """Known words at most two letters away, or that begin with `word`: what "Did you mean this?" proposes."""
    low = word.lower()
    return [other for other in known if _distance(low, other.lower()) <= 2 or other.lower().startswith(low)]
