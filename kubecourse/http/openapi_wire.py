"""An OpenAPI v2 document in protobuf, in the messages of gnostic's openapiv2/OpenAPIv2.proto, as Go's discovery client reads it.

`encoded` writes what `openapi2.document` makes. Each message is a row of names and numbers; what has no number there (the words
beginning with x-) goes into the list of extensions as YAML, of which JSON is a part. Next: `podlogs.py`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from json import dumps
from typing import Any

from ..engine.core.work import Object

__all__ = ["encoded"]

_Writer = Callable[[int, Any], bytes]


def encoded(document: Object) -> bytes:
    """The document as a message of its own."""
    return _message(_DOCUMENT, 16)(0, document)


# -- the wire ------------------------------------------------------------------------------------------------------


def _varint(value: int) -> bytes:
    made = bytearray()
    value &= (1 << 64) - 1
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    return bytes([*made, value])


def _chunk(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data if number else data


def _text(number: int, value: Any) -> bytes:
    return _chunk(number, str(value).encode())


def _flag(number: int, value: Any) -> bytes:
    return _varint(number << 3) + b"\1" if value else b""


def _count(number: int, value: Any) -> bytes:
    return _varint(number << 3) + _varint(int(value))


def _double(number: int, value: Any) -> bytes:
    return _varint(number << 3 | 1) + struct.pack("<d", float(value))


def _any(number: int, value: Any) -> bytes:
    """Any JSON, as the text of a document of YAML."""
    return _chunk(number, _text(2, dumps(value) + "\n"))


def _each(write: _Writer) -> _Writer:
    return lambda number, values: b"".join(write(number, one) for one in values)


def _named(number: int, write: _Writer) -> _Writer:
    """A map as a message with a list `number` of names and values."""
    return lambda where, values: _chunk(
        where, b"".join(_chunk(number, _text(1, name) + write(2, value)) for name, value in values.items())
    )


def _message(rows: dict[str, tuple[int, _Writer]], more: int) -> _Writer:
    """A message of these fields; `more` is the number of its extensions."""

    def write(number: int, value: Object) -> bytes:
        made = b"".join(row[1](row[0], value[name]) for name, row in rows.items() if name in value)
        extra = {name: held for name, held in value.items() if name.startswith("x-")}
        made += b"".join(_chunk(more, _text(1, name) + _any(2, held)) for name, held in extra.items())
        return _chunk(number, made)

    return write


# -- the messages --------------------------------------------------------------------------------------------------


def _schema(number: int, value: Any) -> bytes:
    return _message(_SCHEMA, 31)(number, value)


def _type(number: int, value: Any) -> bytes:
    return _chunk(number, b"".join(_text(1, one) for one in (value if isinstance(value, list) else [value])))


def _items(number: int, value: Any) -> bytes:
    return _chunk(number, _schema(1, value))


def _additional(number: int, value: Any) -> bytes:
    return _chunk(number, _varint(2 << 3) + _varint(value) if isinstance(value, bool) else _schema(1, value))


_SCHEMA: dict[str, tuple[int, _Writer]] = {
    "$ref": (1, _text), "format": (2, _text), "title": (3, _text), "description": (4, _text), "default": (5, _any),
    "multipleOf": (6, _double), "maximum": (7, _double), "exclusiveMaximum": (8, _flag), "minimum": (9, _double),
    "exclusiveMinimum": (10, _flag), "maxLength": (11, _count), "minLength": (12, _count), "pattern": (13, _text),
    "maxItems": (14, _count), "minItems": (15, _count), "uniqueItems": (16, _flag), "maxProperties": (17, _count),
    "minProperties": (18, _count), "required": (19, _each(_text)), "enum": (20, _each(_any)),
    "additionalProperties": (21, _additional), "type": (22, _type), "items": (23, _items), "allOf": (24, _each(_schema)),
    "properties": (25, _named(1, _schema)), "readOnly": (27, _flag), "example": (30, _any),
}  # fmt: skip
_BODY = _message(
    {"description": (1, _text), "name": (2, _text), "in": (3, _text), "required": (4, _flag), "schema": (5, _schema)}, 6
)
_QUERY = _message({"required": (1, _flag), "in": (2, _text), "description": (3, _text), "name": (4, _text), "type": (6, _text),
                   "format": (7, _text), "uniqueItems": (20, _flag)}, 23)  # fmt: skip
_PATH = _message({"required": (1, _flag), "in": (2, _text), "description": (3, _text), "name": (4, _text), "type": (5, _text),
                  "format": (6, _text), "uniqueItems": (19, _flag)}, 22)  # fmt: skip


def _parameter(number: int, value: Any) -> bytes:
    """A ParametersItem that holds a Parameter: of the body, or else of the query or the path."""
    if value["in"] == "body":
        return _chunk(number, _chunk(1, _BODY(1, value)))
    below = _PATH(4, value) if value["in"] == "path" else _QUERY(3, value)
    return _chunk(number, _chunk(1, _chunk(2, below)))


def _response(number: int, value: Any) -> bytes:
    """A ResponseValue that holds a Response."""
    return _chunk(number, _message({"description": (1, _text), "schema": (2, _items)}, 5)(1, value))


_OPERATION = _message({
    "tags": (1, _each(_text)), "summary": (2, _text), "description": (3, _text), "operationId": (5, _text), "produces": (6, _each(_text)),
    "consumes": (7, _each(_text)), "parameters": (8, _each(_parameter)), "responses": (9, _named(1, _response)),
    "schemes": (10, _each(_text)), "deprecated": (11, _flag),
}, 13)  # fmt: skip
_ITEM = _message({
    "get": (2, _OPERATION), "put": (3, _OPERATION), "post": (4, _OPERATION), "delete": (5, _OPERATION), "options": (6, _OPERATION),
    "head": (7, _OPERATION), "patch": (8, _OPERATION), "parameters": (9, _each(_parameter)),
}, 10)  # fmt: skip
_DOCUMENT: dict[str, tuple[int, _Writer]] = {
    "swagger": (1, _text), "info": (2, _message({"title": (1, _text), "version": (2, _text)}, 7)), "paths": (8, _named(2, _ITEM)),
    "definitions": (9, _named(1, _schema)),
}  # fmt: skip
