"""One refused field at a time, in the words of `apimachinery/pkg/util/validation/field`.

Every rule of this package adds `Cause`s to a list it is given, because one object may break many rules and all are told
at once. Values are shown as the server shows them: texts quoted, numbers bare, everything else as JSON.
Next: `gojson.py`, for values that the server prints in its internal form.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import Cause

__all__ = [
    "Causes", "Verbatim", "at_least_zero", "duplicate", "forbidden", "immutable", "invalid", "invalid_all", "invalid_omitted",
    "not_found", "quote", "required", "show", "to_json", "too_long", "too_many", "unsupported",
]  # fmt: skip

Causes = list[Cause]
IMMUTABLE = "field is immutable"
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}
#: Go writes these so that JSON can stand inside HTML
_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class Verbatim(str):
    """A value that is already in the form in which it is shown (JSON of an internal structure)."""


def quote(text: str) -> str:
    """Go's `%q`."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{"".join(_ESCAPES.get(letter) or _letter(letter) for letter in text)}"'


def _letter(letter: str) -> str:
    if letter.isprintable():
        return letter
    code = ord(letter)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def to_json(value: Any, *, indent: int | None = None) -> str:
    """JSON as Go writes it: no spaces, `<`, `>` and `&` escaped; the order of keys is that of `value`."""
    import json  # late: only refusals need it

    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(value, separators=separators, ensure_ascii=False, indent=indent)
    for letter, escaped in _HTML.items():
        if letter in text:
            text = text.replace(letter, escaped)
    return text


def show(value: Any) -> str:
    """A value inside a message."""
    if isinstance(value, Verbatim):
        return str(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, dict):
        return to_json(dict(sorted(value.items())))
    return to_json(value)


def _add(causes: Causes, field: str, reason: str, message: str, detail: str) -> None:
    causes.append(Cause(field, reason, f"{message}: {detail}" if detail else message))


def required(causes: Causes, field: str, detail: str = "") -> None:
    """`Required value[: detail]`."""
    _add(causes, field, "FieldValueRequired", "Required value", detail)


def invalid(causes: Causes, field: str, value: Any, detail: str = "") -> None:
    """`Invalid value: <value>[: detail]`."""
    _add(causes, field, "FieldValueInvalid", f"Invalid value: {show(value)}", detail)


def invalid_all(causes: Causes, field: str, value: Any, details: Iterable[str]) -> None:
    """One `Invalid value` for each of `details`."""
    for detail in details:
        invalid(causes, field, value, detail)


def invalid_omitted(causes: Causes, field: str, detail: str) -> None:
    """`Invalid value: detail`, where the server does not show the value."""
    _add(causes, field, "FieldValueInvalid", "Invalid value", detail)


def unsupported(causes: Causes, field: str, value: Any, supported: Iterable[str]) -> None:
    """`Unsupported value: <value>: supported values: "A", "B"`."""
    detail = ", ".join(quote(text) for text in supported)
    _add(causes, field, "FieldValueNotSupported", f"Unsupported value: {show(value)}", f"supported values: {detail}")


def forbidden(causes: Causes, field: str, detail: str) -> None:
    """`Forbidden: detail`."""
    _add(causes, field, "FieldValueForbidden", "Forbidden", detail)


def duplicate(causes: Causes, field: str, value: Any, detail: str = "") -> None:
    """`Duplicate value: <value>`."""
    _add(causes, field, "FieldValueDuplicate", f"Duplicate value: {show(value)}", detail)


def not_found(causes: Causes, field: str, value: Any, detail: str = "") -> None:
    """`Not found: <value>`."""
    _add(causes, field, "FieldValueNotFound", f"Not found: {show(value)}", detail)


def too_long(causes: Causes, field: str, most: int) -> None:
    """`Too long: may not be more than N bytes`."""
    _add(causes, field, "FieldValueTooLong", "Too long", f"may not be more than {most} bytes")


def too_many(causes: Causes, field: str, have: int, most: int) -> None:
    """`Too many: 17: must have at most 16 items`."""
    _add(causes, field, "FieldValueTooMany", f"Too many: {have}", f"must have at most {most} items")


def at_least_zero(causes: Causes, field: str, value: Any) -> None:
    """A number that may not be negative; absent is right."""
    if value is not None and value < 0:
        invalid(causes, field, value, "must be greater than or equal to 0")


def immutable(causes: Causes, field: str, new: Any, old: Any, shown: Any = None) -> None:
    """A field that cannot change once written; `shown` stands for `new` in the message. Absent and empty are the same."""
    if new != old and (new or old):
        invalid(causes, field, new if shown is None else shown, IMMUTABLE)
