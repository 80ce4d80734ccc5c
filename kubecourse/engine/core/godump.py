"""A pod template as Go's dump of its structs, to the letter: what `pod-template-hash` is the hash of.

The dump is that of go-spew's `%#v` with sorted keys and without methods, addresses and capacities. Every field of every
struct is in it, also those that nobody set, in the order of the struct: the same template therefore has another hash
on another version of Kubernetes. Empty lists and maps are nil, as they are once they were stored.
Upstream: pkg/controller/controller_utils.go (ComputeHash), k8s.io/apimachinery/pkg/util/dump,
k8s.io/apimachinery/pkg/api/resource/quantity.go (ParseQuantity). Next: `names.py`, which hashes it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from .struct_table import TABLE

__all__ = ["dump"]

_NIL = "<nil>"
_ZERO = {
    "bool": "false",
    **dict.fromkeys(("int", "int32", "int64", "uint8", "uint64", "resource.Scale", "intstr.Type"), "0"),
}


class _Field(NamedTuple):
    go: str
    json: str
    type: str


@cache
def _types() -> dict[str, list[_Field] | str]:
    """The fields of each struct, and the type behind each named map."""
    types: dict[str, list[_Field] | str] = {}
    for line in TABLE.splitlines():
        name, *words = line.split(" ")
        if words[:1] == ["="]:
            types[name] = words[1]
        else:
            types[name] = [_Field(*re.split("[/:]", word, maxsplit=2)) for word in words]
    return types


def dump(template: dict[str, Any]) -> str:
    """The text of a `v1.PodTemplateSpec` given as JSON."""
    return _value("v1.PodTemplateSpec", template, True)


def _value(kind: str, value: Any, typed: bool) -> str:
    if kind[0] == "*":
        if value is None:
            return f"({kind}){_NIL}" if typed else _NIL
        return f"({kind})" + _value(kind[1:], value, False)
    return f"({kind})" + _bare(kind, value) if typed else _bare(kind, value)


def _bare(kind: str, value: Any) -> str:
    fields = _types().get(kind)
    if isinstance(fields, str):
        kind = fields
    if kind.startswith("[]"):
        return "[" + " ".join(_value(kind[2:], item, False) for item in value) + "]" if value else _NIL
    if kind.startswith("map["):
        return _map(kind[4:].partition("]")[2], value)
    if kind in _SPECIAL:
        return _SPECIAL[kind](value)
    if isinstance(fields, list):
        return "{" + " ".join(f"{go}:" + _value(of, _part(value, json), True) for go, json, of in fields) + "}"
    if value is None or value == "":
        return _ZERO.get(kind, "")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _part(value: Any, json: str) -> Any:
    """The value of a field; a field without a JSON name is embedded: its fields are among those of its owner."""
    if not isinstance(value, dict):
        return None
    return value.get(json) if json else value


def _map(of: str, value: Any) -> str:
    if not value:
        return _NIL
    return "map[" + " ".join(f"{key}:" + _value(of, value[key], False) for key in sorted(value)) + "]"


def _time(value: Any) -> str:
    # a template is never created: its time is the zero of Go
    return "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}"


def _int_or_string(value: Any) -> str:
    if isinstance(value, str):
        return f"{{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string){value}}}"
    return f"{{Type:(intstr.Type)0 IntVal:(int32){value or 0} StrVal:(string)}}"


_QUANTITY = re.compile(r"([+-]?)0*(\d*?)(?:\.(\d*))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}


def _quantity(value: Any) -> str:
    """A canonical quantity as the parser leaves it: a number, its scale, and its text if that is worth keeping."""
    text = str(value)
    number, scale, kept, form = (0, 0, text, "") if text == "0" else _parsed(text)
    return (
        f"{{i:(resource.int64Amount){{value:(int64){number} scale:(resource.Scale){scale}}} "
        f"d:(resource.infDecAmount){{Dec:(*inf.Dec){_NIL}}} s:(string){kept} Format:(resource.Format){form}}}"
    )


def _parsed(text: str) -> tuple[int, int, str, str]:
    found = _QUANTITY.match(text)
    if found is None:
        return 0, 0, text, "DecimalSI"
    sign, whole, fraction, suffix = found[1], found[2] or "0", (found[3] or "").rstrip("0"), found[4] or ""
    digits = int(f"{sign}{whole}{fraction}")
    if suffix in _BINARY:
        power = _BINARY[suffix]
        kept = text if power % 10 == 0 and abs(digits) & 7 else ""
        return digits << power, -len(fraction), kept, "BinarySI"
    exponent = _DECIMAL[suffix] if suffix in _DECIMAL else int(suffix[1:])
    scale, shifted = exponent - len(fraction), whole + fraction
    kept = text if scale % 3 == 0 and not shifted.endswith("000") and shifted[0] != "0" else ""
    return digits, scale, kept, "DecimalSI" if suffix in _DECIMAL else "DecimalExponent"


_SPECIAL = {"v1.Time": _time, "intstr.IntOrString": _int_or_string, "resource.Quantity": _quantity}
