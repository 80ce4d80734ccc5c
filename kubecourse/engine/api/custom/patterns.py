r"""The `pattern` of a schema is in Go's RE2: here it is made into one of Python's that means the same.

Promises: `readable` says why Go would not take a pattern, in its words where they are known; `matches` finds it anywhere in
a text. Left out: classes of Unicode (`\pL`) and flags in the middle; a pattern with them is taken, and every text fits it.
Next: `values.py`.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["compiled", "matches", "readable"]

_PERL = re.compile(r"\(\?(?:=|!|<=|<!|>|#|\(|P=)")
_CLASSES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": "\\x00-\\x7f", "blank": "\\t ", "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~", "punct": "!-/:-@\\[-`{-~", "space": "\\t\\n\\v\\f\\r ",
    "upper": "A-Z", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
#: pieces of a pattern: an escape, a named class, the borders of a class, the end of the text
_PIECE = re.compile(r"\\x\{[0-9A-Fa-f]+\}|\\.|\[:\^?\w+:\]|\[\^?\]?|\]|\$|\(\?P?<\w+>", re.S)
_FOREIGN = re.compile(r"\\[pPQC]|(?<=.)\(\?[a-zA-Z-]*[imsU][a-zA-Z-]*[):]")


def readable(pattern: str) -> str:
    """Why a pattern cannot be read; nothing when it can."""
    perl = _PERL.search(pattern)
    if perl is not None:
        return f"invalid or unsupported Perl syntax: `{perl[0]}`"
    for piece in re.finditer(r"\\(.)", pattern, re.S):
        if piece[1] in "123456789ZGRXyYKNkgh":
            return f"invalid escape sequence: `{piece[0]}`"
    try:
        _python(pattern)
    except re.error as error:
        return str(error)
    return ""


def matches(pattern: str, text: str) -> bool:
    """Is the pattern found in the text?"""
    try:
        found = _python(pattern)
    except re.error:
        return True  # it was refused when the schema was made
    return found is None or found.search(text) is not None


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as one of Python's. Raises ValueError for what cannot be read here."""
    why = readable(pattern)
    found = None if why else _python(pattern)
    if found is None:
        raise ValueError(f"error parsing regexp: {why or f'unsupported: `{pattern}`'}")
    return found


@lru_cache(maxsize=2048)
def _python(pattern: str) -> re.Pattern[str] | None:
    if _FOREIGN.search(pattern):
        return None
    return re.compile(_translated(pattern), re.ASCII)


def _translated(pattern: str) -> str:
    within = False
    made: list[str] = []
    at = 0
    for piece in _PIECE.finditer(pattern):
        made.append(pattern[at : piece.start()])
        at, text = piece.end(), piece[0]
        if text.startswith("[:"):
            made.append(_CLASSES.get(text[2:-2], "") if within else re.escape(text))
        elif text == "]":
            within = False
            made.append(text)
        elif text[0] == "[":
            made.append("\\[" + text[1:] if within else text)
            within = True
        elif text == "$" and not within:
            made.append(r"\Z")
        elif text.startswith("(?<"):
            made.append(f"(?P<{text[3:]}")
        elif text == r"\z":
            made.append(r"\Z")
        elif text.startswith(r"\x{"):
            made.append(re.escape(chr(int(text[3:-1], 16))))
        else:
            made.append(text)
    return "".join(made) + pattern[at:]
