"""Values of a query string, read as the API server reads them. Next: `rest.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..engine.api.errors import bad_request

__all__ = ["arguments", "boolean", "number"]

_TRUE, _FALSE = ("1", "t", "T", "true", "TRUE", "True"), ("", "0", "f", "F", "false", "FALSE", "False")


def arguments(given: Mapping[str, Sequence[bytes]]) -> dict[str, str]:
    """The first value of each name; bytes that are no text are kept as escapes, so that they are refused where they matter."""
    return {name: values[0].decode("utf-8", "surrogateescape") for name, values in given.items() if values}


def number(query: Mapping[str, str], name: str) -> int:
    """A whole number, 0 where it is left out. Raises ApiError BadRequest."""
    text = query.get(name, "") or "0"
    body = text[1:] if text.startswith("-") else text
    if not (body.isascii() and body.isdigit() and len(body) < 19):
        raise bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    return int(text)


def boolean(query: Mapping[str, str], name: str) -> bool:
    """A truth value, False where it is left out. Raises ApiError BadRequest."""
    text = query.get(name, "")
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise bad_request(f'strconv.ParseBool: parsing "{text}": invalid syntax')
