"""The slow walk over an object: unknown fields by path, and type errors in the words of Go's decoder.

Only asked when `schema.tidy` found something. What Go reads as absent (null) and what a lenient server
drops (unknown fields) is gone from the value it gives back. As in Go, the first type error is kept while
reading goes on, but a value with a decoder of its own (quantity, time, int-or-string) ends it at once.
Next: `decode.py`.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..core import quantity
from .gotypes import go_type
from .kinds import Kind
from .schema import ANY, SchemaNode, node

__all__ = ["Report", "format_error", "inspect", "strict"]

#: the decoder reports no more unknown fields than this
MOST_ERRORS = 100
_ZERO: dict[str, Any] = {"string": "", "bytes": "", "bool": False, "int32": 0, "int64": 0, "number": 0, "quantity": "0"}
_TIME = (
    ("2006", r"[0-9]{4}"), ("-", "-"), ("01", "[0-9]{2}"), ("-", "-"), ("02", "[0-9]{2}"), ("T", "T"),
    ("15", "[0-9]{1,2}"), (":", ":"), ("04", "[0-9]{2}"), (":", ":"), ("05", r"[0-9]{2}(?:[.,][0-9]+)?"),
    ("Z07:00", r"Z|[+-][0-9]{2}:[0-9]{2}"),
)  # fmt: skip
_LIMITS = (("month", 5, 1, 12), ("day", 8, 1, 31), ("hour", 11, 0, 23), ("minute", 14, 0, 59), ("second", 17, 0, 59))


class Report(NamedTuple):
    """`fatal`: the type error that refuses the object, or ""; `unknown`: one text a field; `value`: as Go holds it."""

    fatal: str
    unknown: tuple[str, ...]
    value: Any


class _Stop(Exception):
    """A value with a decoder of its own was refused."""


def strict(kind: Kind | str, obj: Any) -> list[str]:
    """What a strict server says of `obj`: the type error alone, or all of `unknown field "spec.x"`; [] if right."""
    report = inspect(node(kind), obj)
    return [report.fatal] if report.fatal else list(report.unknown)


def inspect(where: SchemaNode, value: Any) -> Report:
    """Walk `value` along its type. Never changes `value`."""
    walk = _Walk()
    try:
        clean = walk.visit(where, value, "", (), "")
    except _Stop as stop:
        return Report(str(stop), (), None)
    return Report(walk.fatal, tuple(walk.unknown), clean)


class _Walk:
    def __init__(self) -> None:
        self.fatal = ""
        self.unknown: dict[str, None] = {}

    def visit(self, where: SchemaNode, value: Any, path: str, stack: tuple[str, ...], struct: str) -> Any:
        """The clean value; `path` as strict errors write it, `stack` and `struct` as type errors do."""
        kind = where.type
        if kind == "object" and isinstance(value, dict):
            return self.object(where, value, path, stack)
        if kind == "map" and isinstance(value, dict):
            return self.map(where.item or ANY, value, path, stack, struct)
        if kind == "list" and isinstance(value, list):
            item = where.item or ANY
            zero = {} if item.type in ("object", "map") else _ZERO.get(item.type)
            return [
                zero if below is None else self.visit(item, below, f"{path}[{index}]", stack, struct)
                for index, below in enumerate(value)
            ]
        if kind in ("object", "map", "list"):
            self.mismatch(where, value, stack, struct)
            return None
        return self.scalar(where, value, stack, struct)

    def object(self, where: SchemaNode, value: dict[str, Any], path: str, stack: tuple[str, ...]) -> dict[str, Any]:
        clean = {}
        for key, below in value.items():
            field = where.fields.get(key)
            here = f"{path}.{key}" if path else key
            if field is None:
                if len(self.unknown) < MOST_ERRORS:
                    self.unknown[f'unknown field "{here}"'] = None
            elif below is not None:
                made = self.visit(field, below, here, (*stack, key), where.go_name)
                if made is not None:
                    clean[key] = made
        return clean

    def map(
        self, item: SchemaNode, value: dict[str, Any], path: str, stack: tuple[str, ...], struct: str
    ) -> dict[str, Any]:
        clean = {}
        for key, below in value.items():
            here = f"{path}.{key}" if path else key
            zero = {} if item.type == "object" else _ZERO.get(item.type)
            clean[key] = zero if below is None else self.visit(item, below, here, stack, struct)
        return clean

    def scalar(self, where: SchemaNode, value: Any, stack: tuple[str, ...], struct: str) -> Any:
        kind = where.type
        if kind == "any":
            return value
        if kind == "quantity":
            try:
                return quantity.canonical(value)
            except quantity.QuantityError as error:
                raise _Stop(str(error)) from None
        if kind == "int-or-string":
            if not isinstance(value, str) and not _whole(value, 31):
                raise _Stop(self.words(value, "int32", stack, struct))
        elif kind in ("time", "micro-time"):
            if not isinstance(value, str):
                raise _Stop(self.words(value, "string", stack, struct))
            if wrong := format_error(kind, value):
                raise _Stop(wrong)
        elif kind == "bytes" and isinstance(value, str):
            self.keep(format_error(kind, value))
        elif not _fits(kind, value):
            self.mismatch(where, value, stack, struct)
        return value

    def mismatch(self, where: SchemaNode, value: Any, stack: tuple[str, ...], struct: str) -> None:
        self.keep(self.words(value, go_type(where, struct, stack[-1] if stack else ""), stack, struct))

    def words(self, value: Any, wanted: str, stack: tuple[str, ...], struct: str) -> str:
        place = f"struct field {struct}.{'.'.join(stack)}" if stack else "value"
        return f"json: cannot unmarshal {_what(value, wanted)} into Go {place} of type {wanted}"

    def keep(self, wrong: str) -> None:
        self.fatal = self.fatal or wrong


def _whole(value: Any, bits: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(1 << bits) <= value < 1 << bits


def _fits(kind: str, value: Any) -> bool:
    if kind in ("string", "bytes"):
        return isinstance(value, str)
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return _whole(value, 31 if kind == "int32" else 63)


def _what(value: Any, wanted: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        # only where a number is wanted does Go show which one does not fit
        return f"number {value}" if wanted.startswith(("int", "float")) else "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def format_error(kind: str, text: str) -> str:
    """What Go says of text that should be base64 (`bytes`) or a time; "" if it is right."""
    if kind == "bytes":
        offset = _base64_fault(text)
        return "" if offset < 0 else f"illegal base64 data at input byte {offset}"
    return _time_fault(text, ".000000" if kind == "micro-time" else "") if kind in ("time", "micro-time") else ""


_WELL = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_DIGIT = re.compile("[A-Za-z0-9+/]")


def _base64_fault(text: str) -> int:
    """Where Go's StdEncoding stops, or -1. Line breaks are skipped, as it does."""
    if _WELL.fullmatch(text):
        return -1
    data = [(at, byte) for at, byte in enumerate(text.encode("utf-8", "surrogatepass")) if byte not in b"\r\n"]
    length = len(text.encode("utf-8", "surrogatepass"))
    for index, (at, byte) in enumerate(data):
        if _DIGIT.match(chr(byte)):
            continue
        if byte != ord("=") or index % 4 < 2:
            return at
        if index % 4 == 2:
            if index + 1 == len(data):
                return length
            if data[index + 1][1] != ord("="):
                return data[index + 1][0]
            index += 1
        return data[index + 1][0] if index + 1 < len(data) else -1
    return length - len(data) % 4 if len(data) % 4 else -1


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


def _time_fault(text: str, fraction: str) -> str:
    rest = text
    for layout, pattern in _TIME:
        match = re.match(pattern, rest)
        if match is None:
            shown = f"2006-01-02T15:04:05{fraction}Z07:00"
            return f'parsing time {_quoted(text)} as "{shown}": cannot parse {_quoted(rest)} as "{layout}"'
        rest = rest[match.end() :]
    if rest:
        return f"parsing time {_quoted(text)}: extra text: {_quoted(rest)}"
    for name, at, low, high in _LIMITS:
        if text[at : at + 2].isdigit() and not low <= int(text[at : at + 2]) <= high:
            return f"parsing time {_quoted(text)}: {name} out of range"
    return ""
