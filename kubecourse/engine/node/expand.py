"""Words to arguments: variables, command substitution, arithmetic, field splitting, file name patterns.

Upstream of it is the syntax, downstream the machine: `expand` is given a `Scope` and never looks elsewhere.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from .tokens import word_of

__all__ = ["Scope", "arithmetic", "expand", "flat", "matches"]

_NAME = re.compile(r"([A-Za-z_][A-Za-z0-9_]*|[0-9?$#@*!])(:?[-=+?]|##?|%%?)?", re.S)


class Scope(Protocol):
    """What a word can refer to."""

    def variable(self, name: str) -> str | None:
        """The value of a variable or a special parameter; None if unset."""

    def assign(self, name: str, value: str) -> None:
        """Set a variable."""

    def captured(self, script: str) -> str:
        """The output of `$(script)`."""

    def names(self, pattern: str) -> list[str]:
        """The files that match a pattern."""

    def positional(self) -> list[str]:
        """$1, $2, …"""


def expand(words: Iterable[Any], scope: Scope) -> list[str]:
    """All fields of the words."""
    found: list[str] = []
    for word in words:
        if len(word) == 1 and word[0][0] == "lit" and (word[0][2] or not _special(word[0][1])):
            found.append(_home(word[0], scope))
        else:
            found.extend(_fields(word, scope))
    return found


def _special(text: str) -> bool:
    return any(char in text for char in "*?[{")


def _home(part: tuple[str, str, bool], scope: Scope) -> str:
    text = part[1]
    return (
        (scope.variable("HOME") or "/") + text[1:]
        if not part[2] and text[:1] == "~" and text[1:2] in ("", "/")
        else text
    )


def _fields(word: Any, scope: Scope) -> list[str]:
    """One word: unquoted values are split at white space, and names with `*` are looked up."""
    fields: list[list[tuple[str, bool]]] = [[]]
    quoted_any = False
    for part in word:
        kind, body, quoted = part
        quoted_any |= quoted
        if kind == "var" and body == "@" and quoted:
            for number, value in enumerate(scope.positional()):
                if number:
                    fields.append([])
                fields[-1].append((value, True))
            continue
        value = _home(part, scope) if kind == "lit" else _value(kind, body, scope)
        if quoted or kind == "lit":
            fields[-1].append((value, quoted))
            continue
        pieces = value.split()
        if pieces and value[:1].isspace() and fields[-1]:
            fields.append([])
        for number, piece in enumerate(pieces):
            if number:
                fields.append([])
            fields[-1].append((piece, False))
        if pieces and value[-1:].isspace():
            fields.append([])
    found: list[str] = []
    for field in fields:
        text = "".join(value for value, _ in field)
        if not text and not (quoted_any and field):
            continue
        globbed = any(not quoted and any(c in value for c in "*?[") for value, quoted in field)
        found.extend((scope.names(text) if globbed else []) or [text])
    return found


def flat(word: Any, scope: Scope) -> str:
    """The word as one text, neither split nor looked up: right of `=`, after `>`, after `case`."""
    return "".join(_home(p, scope) if p[0] == "lit" else _value(p[0], p[1], scope) for p in word)


def _value(kind: str, body: str, scope: Scope) -> str:
    if kind == "cmd":
        return scope.captured(body).rstrip("\n")
    if kind == "math":
        # what stands in it is expanded first, as between double quotes
        return str(arithmetic(flat(word_of(body), scope) if "$(" in body or "${" in body else body, scope))
    return _parameter(body, scope)


def _parameter(body: str, scope: Scope) -> str:
    if body.startswith("#") and len(body) > 1:
        return str(len(scope.variable(body[1:]) or ""))
    match = _NAME.match(body)
    if match is None:
        return ""
    name, sign = match.group(1), match.group(2) or ""
    value, rest = scope.variable(name), body[match.end() :]
    missing = value is None or (sign.startswith(":") and not value)
    if sign[-1:] in ("-", "="):
        if missing:
            value = flat(word_of(rest), scope)
            if sign[-1] == "=":
                scope.assign(name, value)
        return value or ""
    if sign[-1:] == "+":
        return "" if missing else flat(word_of(rest), scope)
    if sign[:1] in ("#", "%"):
        return _trim(value or "", sign, rest)
    return value or ""


def _trim(value: str, sign: str, pattern: str) -> str:
    lengths = range(len(value) + 1) if len(sign) == 1 else range(len(value), -1, -1)
    for length in lengths:
        if sign[0] == "#" and matches(value[:length], pattern):
            return value[length:]
        if sign[0] == "%" and matches(value[len(value) - length :], pattern):
            return value[: len(value) - length]
    return value


def matches(text: str, pattern: str) -> bool:
    """Does the text match the pattern of a file name or of a `case`?"""
    if pattern.count("*") > 4:
        return text == pattern
    rule = "".join(_piece(p) for p in re.findall(r"\[[^\]]+\]|\\?.", pattern, re.S))
    try:
        return re.fullmatch(rule, text, re.S) is not None
    except re.error:
        return text == pattern


def _piece(piece: str) -> str:
    if piece == "*":
        return ".*"
    if piece == "?":
        return "."
    if piece.startswith("[") and len(piece) > 2:
        return "[" + ("^" + piece[2:] if piece[1] == "!" else piece[1:])
    return re.escape(piece[-1])


_BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.FloorDiv: lambda a, b: int(a / b),
    ast.Mod: lambda a, b: a - b * int(a / b), ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.BitAnd: operator.and_, ast.BitOr: operator.or_,
}  # fmt: skip


def arithmetic(text: str, scope: Scope) -> int:
    """`$((…))`: whole numbers and variables; 0 for what it cannot read."""
    filled = re.sub(r"\$?\b([A-Za-z_][A-Za-z0-9_]*)\b", lambda m: scope.variable(m.group(1)) or "0", text)
    filled = re.sub(r"\$([0-9#?])", lambda m: scope.variable(m.group(1)) or "0", filled)
    filled = re.sub(r"\b0+(?=[0-9])", "", filled).replace("&&", " and ").replace("||", " or ").replace("/", "//")
    try:
        return int(_evaluate(ast.parse(filled.strip(), mode="eval").body)) if len(filled) < 500 else 0
    except (SyntaxError, ValueError, KeyError, ZeroDivisionError, TypeError, OverflowError, RecursionError):
        return 0


def _evaluate(node: ast.expr) -> int:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    if isinstance(node, ast.BinOp):
        return _bounded(_BINARY[type(node.op)](_evaluate(node.left), _evaluate(node.right)))
    if isinstance(node, ast.UnaryOp):
        value = _evaluate(node.operand)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return int(_BINARY[type(node.ops[0])](_evaluate(node.left), _evaluate(node.comparators[0])))
    if isinstance(node, ast.BoolOp):
        values = [bool(_evaluate(value)) for value in node.values]
        return int(all(values) if isinstance(node.op, ast.And) else any(values))
    raise ValueError("no arithmetic")


def _bounded(value: int) -> int:
    """64 bits, as a shell counts."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)
