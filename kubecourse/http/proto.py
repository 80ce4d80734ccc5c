"""Objects that come as protobuf: what clients written in Go send of every kind that they have types for.

`read(body)` is the object as its JSON would be: what is empty and would be left out of the JSON is left out. Nothing is
trusted: each length is checked, and what cannot be read raises `Malformed`. How deep it goes is bounded by the structs
themselves, and its size by the server's limit on bodies. Numbers of fields are facts of upstream, in `proto_table.json`;
`authoring/proto_table.py` makes that file and says what its words mean. The envelope: `k8s`, a zero byte, then a
`runtime.Unknown`. Upstream: apimachinery/pkg/runtime/serializer/protobuf. Next: `bodies.py`.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ..engine.core.work import Object

__all__ = ["PREFIX", "TYPE", "Field", "Malformed", "fields", "read", "struct_of"]

TYPE = "application/vnd.kubernetes.protobuf"
PREFIX = b"k8s\0"
_VARINT, _EIGHT, _LENGTH, _OPEN, _CLOSE, _FOUR = range(6)
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


class Malformed(ValueError):
    """Bytes that are no such object; its text is for people."""


class Field(NamedTuple):
    """A field of a struct."""

    name: str
    #: a word of this module, or a struct
    type: str
    many: bool = False
    map: bool = False
    #: a pointer: its zero says something
    pointer: bool = False
    #: a struct that stays when it is empty
    stays: bool = False


@cache
def _table() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_name("proto_table.json").read_text("utf-8")
    return dict(json.loads(text))


@cache
def fields(struct: str) -> dict[int, Field]:
    """The fields of a struct by their numbers."""
    made = {}
    for row in _table()["structs"][struct].split():
        number, name, word = row.split(":")
        core = word.removeprefix("[]").removeprefix("{}").rstrip("?=")
        made[int(number)] = Field(name, core, word[:2] == "[]", word[:2] == "{}", word[-1] == "?", word[-1] == "=")
    return made


def struct_of(version: str, kind: str) -> str:
    """The struct of an object, or nothing: options are the same in every group."""
    kinds = _table()["kinds"]
    return kinds.get(f"{version}/{kind}") or (
        kinds.get(f"meta.k8s.io/v1/{kind}", "") if kind.endswith("Options") else ""
    )


def read(body: bytes, version: str = "", kind: str = "") -> Object:
    """The object in an envelope. `version` and `kind` are what it is where it does not say so. Raises Malformed."""
    if body[:4] != PREFIX:
        listed = " ".join(str(byte) for byte in PREFIX)
        raise Malformed(f"provided data does not appear to be a protobuf message, expected prefix [{listed}]")
    told = {"apiVersion": version, "kind": kind}
    raw = b""
    for number, wire, value in _pairs(body, 4, "Unknown"):
        if number in (1, 2):
            if wire != _LENGTH:
                raise _wrong(wire, ("TypeMeta", "Raw")[number - 1])
            if number == 2:
                raw = value
                continue
            for at, form, word in _pairs(value, 0, "TypeMeta"):
                if at in (1, 2):
                    told[("apiVersion", "kind")[at - 1]] = _text(form, word, ("APIVersion", "Kind")[at - 1])
    struct = struct_of(told["apiVersion"], told["kind"])
    if not struct:
        raise Malformed(f'no kind "{told["kind"]}" is registered for version "{told["apiVersion"]}"')
    return {"kind": told["kind"], "apiVersion": told["apiVersion"], **_struct(raw, struct)}


# -- wire ----------------------------------------------------------------------------------------------------------


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 64:
        if at >= len(data):
            raise Malformed("unexpected EOF")
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at
        shift += 7
    raise Malformed("proto: integer overflow")


def _pairs(data: bytes, at: int, where: str) -> Iterator[tuple[int, int, Any]]:
    """(number, wire type, value) of each field; groups, which nobody sends, are read past."""
    open_groups, end = 0, len(data)
    while at < end:
        head, at = _varint(data, at)
        number, wire = head >> 3, head & 7
        if number < 1 or number >= 1 << 29:
            raise Malformed(f"proto: {where}: illegal tag {number} (wire type {wire})")
        value: Any = None
        if wire == _VARINT:
            value, at = _varint(data, at)
        elif wire == _LENGTH:
            size, at = _varint(data, at)
            if size >= 1 << 63:
                raise Malformed("proto: negative length found during unmarshaling")
            value, at = data[at : at + size], at + size
        elif wire in (_EIGHT, _FOUR):
            at += 8 if wire == _EIGHT else 4
        elif wire == _OPEN:
            open_groups += 1
        elif wire == _CLOSE:
            open_groups -= 1
            if open_groups < 0:
                raise Malformed(f"proto: {where}: wiretype end group for non-group")
        else:
            raise Malformed(f"proto: illegal wireType {wire}")
        if at > end:
            raise Malformed("unexpected EOF")
        if not open_groups and wire not in (_OPEN, _CLOSE):
            yield number, wire, value
    if open_groups:
        raise Malformed("unexpected EOF")


def _wrong(wire: int, name: str) -> Malformed:
    return Malformed(f"proto: wrong wireType = {wire} for field {name[:1].upper()}{name[1:]}")


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


# -- structs -------------------------------------------------------------------------------------------------------


def _struct(data: bytes, struct: str) -> Object:
    known, found = fields(struct), dict[int, list[tuple[int, Any]]]()
    for number, wire, value in _pairs(data, 0, struct.rpartition(".")[2]):
        if number in known:
            found.setdefault(number, []).append((wire, value))
    made: Object = {}
    for number in sorted(found):
        field, given = known[number], found[number]
        if field.name == "+":
            made.update(_struct(_joined(given, field), field.type))
        elif field.map:
            made[field.name] = dict(_entry(_bytes(*one, field.name), field) for one in given)
        elif field.many:
            made[field.name] = _list(given, field)
        else:
            value = _value(given, field)
            if value is not None and (value or field.pointer or field.stays or field.type == "Raw"):
                made[field.name] = value
    return made


def _list(given: list[tuple[int, Any]], field: Field) -> list[Any]:
    made: list[Any] = []
    for wire, value in given:
        if wire == _LENGTH and field.type in ("int", "bool"):  # packed
            at = 0
            while at < len(value):
                number, at = _varint(value, at)
                made.append(bool(number) if field.type == "bool" else _signed(number))
        else:
            made.append(_value([(wire, value)], field))
    return made


def _entry(data: bytes, field: Field) -> tuple[str, Any]:
    """A key of a map and its value; what is not said is its zero."""
    key, given = "", list[tuple[int, Any]]()
    for number, wire, value in _pairs(data, 0, "Entry"):
        if number == 1:
            key = _text(wire, value, field.name)
        elif number == 2:
            given = [(wire, value)]
    if not given:
        given = [(_VARINT, 0) if field.type in ("int", "bool") else (_LENGTH, b"")]
    return key, _value(given, field)


def _value(given: list[tuple[int, Any]], field: Field) -> Any:
    """One value; of what was sent twice the last counts, and structs are merged, as protobuf wants it."""
    wire, last = given[-1]
    if field.type in ("int", "bool"):
        if wire != _VARINT:
            raise _wrong(wire, field.name)
        return bool(last) if field.type == "bool" else _signed(last)
    if field.type == "string":
        return _text(wire, last, field.name)
    if field.type == "bytes":
        return b64encode(_bytes(wire, last, field.name)).decode("ascii")
    if (own := _OWN.get(field.type)) is not None:
        return own(_joined(given, field))
    return _struct(_joined(given, field), field.type)


def _joined(given: list[tuple[int, Any]], field: Field) -> bytes:
    return b"".join(_bytes(wire, value, field.name) for wire, value in given)


def _bytes(wire: int, value: Any, name: str) -> bytes:
    if wire != _LENGTH:
        raise _wrong(wire, name)
    return bytes(value)


def _text(wire: int, value: Any, name: str) -> str:
    """Text; bytes that are none become the sign for that, as in the server's JSON."""
    return _bytes(wire, value, name).decode("utf-8", "replace")


# -- structs with a form of their own ------------------------------------------------------------------------------


def _last(data: bytes, wires: dict[int, int]) -> dict[int, Any]:
    """The last value of each field of a small struct."""
    made = {}
    for number, wire, value in _pairs(data, 0, "Value"):
        if number in wires:
            if wire != wires[number]:
                raise _wrong(wire, "Value")
            made[number] = value
    return made


def _moment(data: bytes) -> tuple[datetime, int] | None:
    if not data:
        return None
    found = _last(data, {1: _VARINT, 2: _VARINT})
    try:
        return _BEGIN + timedelta(seconds=_signed(found.get(1, 0))), _signed(found.get(2, 0))
    except OverflowError:
        raise Malformed("Time.MarshalJSON: year outside of range [0,9999]") from None


def _time(data: bytes) -> str | None:
    moment = _moment(data)
    return moment and f"{moment[0]:%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0")


def _micro(data: bytes) -> str | None:
    moment = _moment(data)
    return moment and f"{moment[0]:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + f".{moment[1] // 1000 % 1_000_000:06d}Z"


def _quantity(data: bytes) -> str:
    return _text(_LENGTH, _last(data, {1: _LENGTH}).get(1, b"0") or b"0", "String")


def _int_or_string(data: bytes) -> int | str:
    found = _last(data, {1: _VARINT, 2: _VARINT, 3: _LENGTH})
    return _text(_LENGTH, found.get(3, b""), "StrVal") if found.get(1) else _signed(found.get(2, 0))


def _raw(data: bytes) -> Any:
    from ..engine.api import yamltext

    text = _last(data, {1: _LENGTH}).get(1, b"")
    if not text:
        return None
    try:
        return _shallow(json.loads(text, parse_constant=_no_constant), yamltext.MAX_DEPTH)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"invalid JSON within: {error}") from None


def _shallow(value: Any, left: int) -> Any:
    if not left:
        raise Malformed("nested too deeply")
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _shallow(below, left - 1)
    return value


def _no_constant(word: str) -> Any:
    raise ValueError(f"invalid character '{word[0]}'")


def _strings(data: bytes) -> list[str]:
    return [_text(wire, value, "Items") for number, wire, value in _pairs(data, 0, "Items") if number == 1]


_OWN: dict[str, Callable[[bytes], Any]] = {
    "Time": _time, "MicroTime": _micro, "Quantity": _quantity, "IntOrString": _int_or_string,
    "Raw": _raw, "Strings": _strings,
}  # fmt: skip
