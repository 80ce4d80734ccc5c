"""The part of Go templates that people use with `-o go-template`: paths, range, if, with, index, len, quoted text.

Raises Failure in the words of kubectl for what cannot be read. Next: `cmd_get.py`.
"""

from __future__ import annotations

import re
from typing import Any

from .failures import Failure
from .yamltext import json_text

__all__ = ["render"]

_ACTION = re.compile(r"\{\{(-\s)?\s*(.*?)\s*(\s-)?\}\}", re.DOTALL)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|\(|\)|\||[^\s()|]+')


def render(template: str, obj: Any) -> str:
    """The text of a template for `obj`."""
    try:
        pieces = _pieces(template)
        body, rest = _body(pieces, 0)
        if rest != len(pieces):
            raise ValueError("unexpected {{end}}")
        return "".join(_run(body, obj, {"$": obj}))
    except (ValueError, IndexError, TypeError, KeyError) as error:
        raise Failure(f"error parsing template {template}, template: output:1: {error}") from None


def _pieces(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    for match in _ACTION.finditer(text):
        before = text[at : match.start()]
        found.append(("text", before.rstrip() if match[1] else before))
        found.append(("do", match[2]))
        at = match.end()
        if match[3]:
            at += len(text[at:]) - len(text[at:].lstrip())
    return [*found, ("text", text[at:])]


def _body(pieces: list[tuple[str, str]], at: int) -> tuple[list[Any], int]:
    body: list[Any] = []
    while at < len(pieces):
        kind, text = pieces[at]
        word = text.split(" ", 1)[0] if kind == "do" else ""
        if word in ("end", "else"):
            return body, at
        at += 1
        if word in ("range", "if", "with"):
            inner, at = _body(pieces, at)
            other: list[Any] = []
            if at < len(pieces) and pieces[at][1] == "else":
                other, at = _body(pieces, at + 1)
            if at >= len(pieces):
                raise ValueError("unexpected EOF")
            at += 1
            body.append((word, text[len(word) :].strip(), inner, other))
        else:
            body.append((kind, text))
    return body, at


def _run(body: list[Any], here: Any, names: dict[str, Any]) -> list[str]:
    out: list[str] = []
    for piece in body:
        if piece[0] == "text":
            out.append(piece[1])
        elif piece[0] == "do":
            out += _do(piece[1], here, names)
        else:
            out += _block(piece, here, names)
    return out


def _do(text: str, here: Any, names: dict[str, Any]) -> list[str]:
    if text.startswith("/*"):
        return []
    found = re.match(r"(\$\w+)\s*:?=\s*(.*)", text, re.DOTALL)
    if found:
        names[found[1]] = _value(found[2], here, names)
        return []
    return [_text(_value(text, here, names))]


def _block(piece: tuple[str, str, list[Any], list[Any]], here: Any, names: dict[str, Any]) -> list[str]:
    word, text, body, other = piece
    found = re.match(r"((?:\$\w+\s*,\s*)?\$\w+)\s*:=\s*(.*)", text, re.DOTALL)
    bound = [name.strip() for name in found[1].split(",")] if found else []
    value = _value(found[2] if found else text, here, names)
    if word != "range":
        return _run(body, value if word == "with" else here, names) if value else _run(other, here, names)
    pairs = sorted(value.items()) if isinstance(value, dict) else list(enumerate(value or ()))
    out: list[str] = []
    for key, item in pairs:
        inner = dict(names)
        if bound:
            inner[bound[-1]] = item
        if len(bound) > 1:
            inner[bound[0]] = key
        out += _run(body, item, inner)
    return out or _run(other, here, names)


def _value(text: str, here: Any, names: dict[str, Any]) -> Any:
    tokens = _TOKEN.findall(text)
    value: Any = None
    rest: list[Any] = []
    for number, part in enumerate(_split(tokens)):
        value = _call(part, here, names, [value] if number else rest)
    return value


def _split(tokens: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token == "|":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _call(tokens: list[str], here: Any, names: dict[str, Any], last: list[Any]) -> Any:
    args: list[Any] = []
    at = 0
    while at < len(tokens):
        if tokens[at] == "(":
            depth, end = 1, at + 1
            while depth:
                depth += {"(": 1, ")": -1}.get(tokens[end], 0)
                end += 1
            args.append(_call(tokens[at + 1 : end - 1], here, names, []))
            at = end
            continue
        args.append(_atom(tokens[at], here, names))
        at += 1
    if args and isinstance(args[0], _Function):
        return args[0].do(*args[1:], *last)
    if len(args) != 1:
        raise ValueError(f"can't give argument to non-function {tokens[0] if tokens else ''}")
    return args[0]


class _Function:
    def __init__(self, name: str) -> None:
        self.name = name

    def do(self, *args: Any) -> Any:
        """Call it."""
        return _FUNCTIONS[self.name](*args)


def _index(value: Any, *keys: Any) -> Any:
    for key in keys:
        value = value[key] if isinstance(value, list) else (value or {}).get(key)
    return value


_FUNCTIONS: dict[str, Any] = {
    "index": _index,
    "len": lambda value: len(value or ()),
    "eq": lambda a, *rest: any(a == b for b in rest),
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "gt": lambda a, b: a > b,
    "le": lambda a, b: a <= b,
    "ge": lambda a, b: a >= b,
    "not": lambda value: not value,
    "and": lambda *values: next((value for value in values if not value), values[-1]),
    "or": lambda *values: next((value for value in values if value), values[-1]),
    "print": lambda *values: "".join(map(str, values)),
    "println": lambda *values: " ".join(map(str, values)) + "\n",
    "printf": lambda form, *values: form.replace("%v", "%s").replace("%q", '"%s"') % values,
    "json": lambda value: json_text(value).strip(),
    "base64decode": lambda value: __import__("base64").b64decode(value).decode(),
    "exists": lambda value, *keys: _index(value, *keys) is not None,
}


def _atom(token: str, here: Any, names: dict[str, Any]) -> Any:
    if token[0] == '"':
        escapes = {"n": "\n", "t": "\t", "r": "\r"}
        return re.sub(r"\\(.)", lambda m: escapes.get(m[1], m[1]), token[1:-1])
    if token[0] == "`":
        return token[1:-1]
    if re.fullmatch(r"-?[0-9]+", token):
        return int(token)
    if token in ("true", "false", "nil"):
        return {"true": True, "false": False, "nil": None}[token]
    if token in _FUNCTIONS:
        return _Function(token)
    if token[0] == "$":
        name, _, path = token.partition(".")
        return _path(names[name], path)
    if token[0] == ".":
        return _path(here, token[1:])
    raise ValueError(f'function "{token}" not defined')


def _path(value: Any, path: str) -> Any:
    for step in path.split(".") if path else ():
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    if value is None:
        return "<no value>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{_text(value[key])}" for key in sorted(value)) + "]"
    return "[" + " ".join(map(_text, value)) + "]" if isinstance(value, list) else str(value)
