"""Values as the server's internal structures print them, and the difference of two of them.

A refusal shows a structure with its Go field names, all fields, in their order (`{"Type":"Recreate","RollingUpdate":null}`),
because validation runs on the internal form. Label selectors and metadata keep their YAML names. Next: `meta.py`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from .causes import Verbatim, to_json
from .gotypes import TYPES

__all__ = ["difference", "selector_json", "struct_json", "structure"]

#: fields of a v1 pod spec that the internal form keeps in its security context
_HOST_FIELDS = ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers")
_META = ("name", "generateName", "namespace", "uid", "labels", "annotations", "ownerReferences", "finalizers")
_EMPTY: dict[str, Any] = {"": "", "#": 0, "?": False, "%": "0", "|": 0}


class Field(NamedTuple):
    """One field: how Go and YAML call it, its form and the name of its type."""

    go: str
    yaml: str
    form: str
    type: str


@cache
def _fields(name: str) -> tuple[Field, ...]:
    found: list[Field] = []
    for word in TYPES[name].split():
        if word[0] == ":":
            found += _fields(word[1:])
            continue
        match = re.fullmatch(r"(\w+)(?:=(\w+))?([#?%|*\[{.]?)(\w*)", word)
        assert match is not None, word
        go, yaml, form, type_name = match.groups()
        found.append(Field(go, yaml or go[0].lower() + go[1:], form or "", type_name))
    return tuple(found)


def structure(name: str, value: dict[str, Any] | None) -> dict[str, Any]:
    """The internal form of `value`, a `name` of the table, as a dict in Go's order."""
    value = value or {}
    if name == "PodSpec":
        value = _internal_spec(value)
    out: dict[str, Any] = _meta(value.get("metadata")) if name in ("PodTemplateSpec", "ClaimTemplate") else {}
    for field in _fields(name):
        out[field.go] = _value(field, value.get(field.yaml))
    return out


def _value(field: Field, value: Any) -> Any:
    form = field.form
    if form == "[":
        if value is None:
            return None
        return [structure(field.type, item) for item in value] if field.type else value
    if form == ".":
        return structure(field.type, value)
    if form == "*":
        if value is not None and field.type:
            return structure(field.type, value)
        return _selector(value) if field.go.endswith("Selector") and value is not None else value
    if form == "{":
        return dict(sorted(value.items())) if value else None
    return _EMPTY[form] if value is None else value


def _internal_spec(spec: dict[str, Any]) -> dict[str, Any]:
    moved = {key: spec[key] for key in _HOST_FIELDS if key in spec}
    if "securityContext" not in spec and not moved:
        return spec
    return {**spec, "securityContext": {**(spec.get("securityContext") or {}), **moved}}


def _meta(meta: dict[str, Any] | None) -> dict[str, Any]:
    """Metadata is the same type inside and outside: only what is set, maps sorted."""
    meta = meta or {}
    return {key: dict(sorted(meta[key].items())) if isinstance(meta[key], dict) else meta[key]
            for key in _META if meta.get(key)}  # fmt: skip


def _selector(selector: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if selector.get("matchLabels"):
        out["matchLabels"] = dict(sorted(selector["matchLabels"].items()))
    if selector.get("matchExpressions"):
        out["matchExpressions"] = [
            {"key": expression.get("key", ""), "operator": expression.get("operator", "")}
            | ({"values": expression["values"]} if expression.get("values") else {})
            for expression in selector["matchExpressions"]
        ]
    return out


def struct_json(name: str, value: dict[str, Any] | None) -> Verbatim:
    """JSON of the internal form on one line, `null` for an absent value."""
    return Verbatim("null" if value is None else to_json(structure(name, value)))


def selector_json(selector: dict[str, Any] | None) -> Verbatim:
    """JSON of a LabelSelector."""
    return Verbatim("null" if selector is None else to_json(_selector(selector)))


def difference(name: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    """A unified difference (three lines around, no file names) of both internal forms, each line ended."""
    import difflib  # late: only refusals need it

    before = to_json(structure(name, old), indent=1).splitlines()
    after = to_json(structure(name, new), indent=1).splitlines()
    lines = list(difflib.unified_diff(before, after, lineterm=""))[2:]
    return "".join(f"{line}\n" for line in lines)
