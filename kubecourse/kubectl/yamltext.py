"""Objects as kubectl prints them: YAML with sorted keys and Go's quoting, JSON with four spaces.

A string is written plain when it reads back as a string, in double quotes when it would read as
something else (`"80"`, `"true"`, `""`), in single quotes when only its characters are in the way, as a
`|` block when it has lines. Long lines fold after column 80. Upstream: `sigs.k8s.io/yaml`, go-yaml v2. Next: `jsonpath.py`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..engine.api.client_apply import go_json

__all__ = ["json_text", "yaml_text"]

_WIDTH = 80
_WORDS = frozenset(
    "y Y yes Yes YES true True TRUE on On ON n N no No NO false False FALSE off Off OFF ~ null Null NULL << "
    ".nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF".split()
)
_NUMBER = re.compile(
    r"[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[0-9]+)|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+][0-9]+)?"
)
_SIXTY = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?"
)
_SAFE = re.compile(r"[A-Za-z_/][A-Za-z0-9_./@=+-]*(:[A-Za-z0-9_./@=+-]+)*")
_BAD_FIRST = "#,[]{}&*!|>'\"%@`"
_ESCAPES = {
    "\0": "\\0",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\e",
    '"': '\\"',
    "\\": "\\\\",
    "\x85": "\\N",
    "\xa0": "\\_",
    "\u2028": "\\L",
    "\u2029": "\\P",
}


def json_text(value: Any) -> str:
    """As `-o json`, with a newline at the end."""
    from json import dumps

    text = dumps(value, sort_keys=True, indent=4, ensure_ascii=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e") + "\n"


def yaml_text(value: Any) -> str:
    """As `-o yaml`, with a newline at the end."""
    if isinstance(value, dict) and value:
        out: list[str] = []
        _map(value, 0, out)
        return "".join(out)
    if isinstance(value, list) and value:
        out = []
        _list(value, 0, out)
        return "".join(out)
    return _scalar(value, 0, 0) + "\n"


def _map(value: dict[str, Any], indent: int, out: list[str], first: str | None = None) -> None:
    """`first` is what stands before the first key on its line, instead of spaces."""
    pad = " " * indent
    for key in sorted(value):
        below = value[key]
        name = _key(str(key))
        out.append(f"{pad if first is None else first}{name}:")
        first = None
        if isinstance(below, dict) and below:
            out.append("\n")
            _map(below, indent + 2, out)
        elif isinstance(below, list) and below:
            out.append("\n")
            _list(below, indent, out)
        else:
            out.append(f" {_scalar(below, indent + 2, indent + len(name) + 2)}\n")


def _list(value: list[Any], indent: int, out: list[str], first: str | None = None) -> None:
    pad = " " * indent + "- "
    for item in value:
        start, first = pad if first is None else first, None
        if isinstance(item, dict) and item:
            _map(item, indent + 2, out, start)
        elif isinstance(item, list) and item:
            _list(item, indent + 2, out, f"{start}- ")
        else:
            out.append(f"{start}{_scalar(item, indent + 2, indent + 2)}\n")


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return _text(text, 0, -100_000, key=True)


def _scalar(value: Any, indent: int, column: int) -> str:
    if isinstance(value, str):
        if len(value) < 60 and _SAFE.fullmatch(value) and value not in _WORDS:
            return value
        return _text(value, indent, column)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    return go_json(value) if isinstance(value, float) else str(value)


def _resolves(text: str) -> bool:
    """Would YAML read this plain text as something that is not a string?"""
    bare = text.replace("_", "")
    return (
        not text or text in _WORDS or bool(_NUMBER.fullmatch(bare) or _SIXTY.fullmatch(text) or _TIME.fullmatch(text))
    )


#: what go-yaml writes as it is: no control characters, no byte order mark, nothing above U+FFFF
_SPECIAL = re.compile(r"[^\n\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")


def _text(text: str, indent: int, column: int, key: bool = False) -> str:
    special = _SPECIAL.search(text) is not None or " \n" in text
    if "\n" in text and not key:
        if special or text.endswith(" "):
            return _double(text, indent, column)
        return _literal(text, indent)
    if _resolves(text) or special or "\t" in text or "\n" in text:
        return _double(text, indent, column)
    if _plain(text):
        return _fold(text, indent, column)
    return _fold("'" + text.replace("'", "''") + "'", indent, column)


def _plain(text: str) -> bool:
    if text[0] in _BAD_FIRST or text[0] == " " or text[-1] == " " or text.startswith(("---", "...")):
        return False
    if text[0] in "?:-" and (len(text) == 1 or text[1] == " "):
        return False
    return not (": " in text or text.endswith(":") or " #" in text)


def _literal(text: str, indent: int) -> str:
    hint = str(2) if text[0] in " \n" else ""
    chomp = (
        ""
        if text.endswith("\n") and not text.endswith("\n\n") and text != "\n"
        else "+"
        if text.endswith("\n")
        else "-"
    )
    pad = " " * indent
    body = text.removesuffix("\n") if chomp != "-" else text
    lines = [f"{pad}{line}" if line else "" for line in body.split("\n")]
    return f"|{hint}{chomp}\n" + "\n".join(lines)


def _fold(text: str, indent: int, column: int) -> str:
    """Break after column 80, at a space that stands alone."""
    if column + len(text) <= _WIDTH:
        return text
    words, out = text.split(" "), []
    for number, word in enumerate(words):
        if number:
            alone = word != "" and words[number - 1] != ""
            if alone and column > _WIDTH:
                out.append("\n" + " " * indent)
                column = indent
            else:
                out.append(" ")
                column += 1
        out.append(word)
        column += len(word)
    return "".join(out)


def _double(text: str, indent: int, column: int) -> str:
    out, column = ['"'], column + 1
    for at, c in enumerate(text):
        if c == " " and column > _WIDTH and 0 < at < len(text) - 1 and text[at - 1] != " ":
            out.append("\n" + " " * indent + ("\\" if text[at + 1] == " " else ""))
            column = indent
            continue
        shown = _ESCAPES.get(c) or (_unicode(ord(c)) if _SPECIAL.match(c) else c)
        out.append(shown)
        column += len(shown)
    return "".join(out) + '"'


def _unicode(code: int) -> str:
    return f"\\x{code:02X}" if code < 256 else f"\\u{code:04X}" if code < 65536 else f"\\U{code:08X}"
