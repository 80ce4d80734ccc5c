"""What a schema of a CustomResourceDefinition may say: the rules of OpenAPI v3 as served, then those of structural schemas.

Promises: `causes` gives a cause for each broken rule, with the field, reason and words of the server; defaults and rules in CEL
are looked at only where the schema itself is sound. Upstream: apiextensions-apiserver `pkg/apis/apiextensions/validation`,
`pkg/apiserver/schema/{validation,complete,defaulting/validation}.go`. Left out: types within CEL, the cost of its rules, and
defaults inside metadata. Next: `definitions.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import Cause
from ..expressions import ExpressionError, undeclared
from ..validation.causes import show
from . import patterns, shape, values
from .rules import REASONS, rules_of

__all__ = ["causes"]

Schema = dict[str, Any]
_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_KEEP, _EMBEDDED, _EITHER = (
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
)
_LIST, _KEYS = "x-kubernetes-list-type", "x-kubernetes-list-map-keys"
_EITHER_WAY = [{"type": "integer"}, {"type": "string"}]
_WORDS = {"FieldValueRequired": "Required value", "FieldValueForbidden": "Forbidden"}
_COMBINED = ("anyOf", "allOf", "oneOf")
#: what only a schema outside of anyOf and its kin may say, and the word for having none
_OUTSIDE = {
    "additionalProperties": "undefined", "default": "undefined", "title": "empty", "description": "empty",
    "nullable": "false", "externalDocs": "undefined", _KEEP: "false", _EMBEDDED: "false", _EITHER: "false", _KEYS: "empty",
    _LIST: "undefined", "x-kubernetes-map-type": "undefined", "x-kubernetes-validations": "empty",
}  # fmt: skip


def causes(schema: Schema, path: str) -> list[Cause]:
    """Why the schema of one version is refused; `path` is where it stands."""
    found = list(_served(schema, path)) or sorted(
        [*_invariants(schema, path, "root"), *_complete(schema, path)], key=lambda cause: (cause.field, cause.message)
    )
    return found or [*_defaults(schema, path, True), *_rules(schema, path)]


def _invalid(path: str, value: Any, why: str) -> Cause:
    return Cause(path, "FieldValueInvalid", f"Invalid value: {show(value)}: {why}")


def _says(path: str, reason: str, why: str) -> Cause:
    return Cause(path, reason, f"{_WORDS[reason]}: {why}")


def _required(path: str, why: str) -> Cause:
    return _says(path, "FieldValueRequired", why)


def _forbidden(path: str, why: str) -> Cause:
    return _says(path, "FieldValueForbidden", why)


def _unsupported(path: str, value: str, known: tuple[str, ...]) -> Cause:
    listed = ", ".join(f'"{one}"' for one in known)
    return Cause(path, "FieldValueNotSupported", f'Unsupported value: "{value}": supported values: {listed}')


def _below(schema: Schema, path: str) -> Iterator[tuple[Schema, str]]:
    """The schemas right under one, with their places."""
    for field in ("additionalProperties", "items"):
        if isinstance(schema.get(field), dict):
            yield schema[field], f"{path}.{field}"
    for name, one in sorted((schema.get("properties") or {}).items()):
        yield one or {}, f"{path}.properties[{name}]"
    yield from _alternatives(schema, path)


# -- what the server takes of OpenAPI ------------------------------------------------------------------


def _served(schema: Schema, path: str) -> Iterator[Cause]:
    kind = schema.get("type") or ""
    if kind and kind not in _TYPES:
        yield _unsupported(f"{path}.type", kind, _TYPES)
    if schema.get("$ref"):
        yield _forbidden(f"{path}.$ref", "$ref is not supported")
    for field in ("definitions", "dependencies", "id", "patternProperties", "additionalItems"):
        if schema.get(field):
            yield _forbidden(f"{path}.{field}", f"{field} is not supported")
    if schema.get("uniqueItems"):
        why = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
        yield _forbidden(f"{path}.uniqueItems", why)
    others = schema.get("additionalProperties")
    if others is not None and schema.get("properties") and others is not True:
        why = "additionalProperties and properties are mutual exclusive"
        yield _forbidden(f"{path}.additionalProperties", why)
    elif others is False:
        yield _forbidden(f"{path}.additionalProperties", "additionalProperties cannot be set to false")
    if isinstance(schema.get("items"), list):
        yield _forbidden(f"{path}.items", "items must be a schema object and not an array")
    yield from _list_type(schema, path)
    for one, place in _below(schema, path):
        yield from _served(one, place)


def _list_type(schema: Schema, path: str) -> Iterator[Cause]:
    kind, keys, type_ = schema.get(_LIST), schema.get(_KEYS) or [], schema.get("type") or ""
    if kind is not None and type_ != "array":
        why = f"must be array if {_LIST} is specified"
        yield _invalid(f"{path}.type", type_, why) if type_ else _required(f"{path}.type", why)
    if kind is not None and kind not in ("atomic", "set", "map"):
        yield _unsupported(f"{path}.{_LIST}", kind, ("atomic", "map", "set"))
    if keys and kind != "map":
        why = f"must be map if {_KEYS} is non-empty"
        yield _required(f"{path}.{_LIST}", why) if kind is None else _invalid(f"{path}.{_LIST}", kind, why)
    if kind == "map":
        yield from _map_keys(schema, keys, path)


def _map_keys(schema: Schema, keys: list[str], path: str) -> Iterator[Cause]:
    """A list that is a map has items that are objects, and keys that all of them have."""
    items = schema.get("items")
    if not keys:
        yield _required(f"{path}.{_KEYS}", f"must not be empty if {_LIST} is map")
    if not isinstance(items, dict):
        yield _required(f"{path}.items", f"must have a schema if {_LIST} is map")
        return
    if items.get("type") != "object":
        why = f"must be object if parent array's {_LIST} is map"
        yield _invalid(f"{path}.items.type", items.get("type") or "", why)
        return
    properties = items.get("properties") or {}
    for number, key in enumerate(keys):
        if key not in properties:
            yield _invalid(f"{path}.{_KEYS}[{number}]", key, "keys must all be names of item properties")
        elif key not in (items.get("required") or ()) and "default" not in properties[key]:
            why = f"this property is in {_KEYS}, so it must have a default or be a required property"
            yield _required(f"{path}.items.properties[{key}].default", why)
        elif properties[key].get("type") in ("array", "object"):
            why = f"must be a scalar type if parent array's {_LIST} is map"
            yield _invalid(f"{path}.items.properties[{key}].type", properties[key]["type"], why)


# -- structural schemas --------------------------------------------------------------------------------


def _invariants(schema: Schema, path: str, level: str) -> Iterator[Cause]:
    """What holds for every schema outside of anyOf and its kin. `level`: root, item or field."""
    properties, others = schema.get("properties") or {}, schema.get("additionalProperties")
    if schema.get("type") == "array" and not isinstance(schema.get("items"), dict):
        yield _required(f"{path}.items", "must be specified")
    elif isinstance(schema.get("items"), dict):
        yield from _invariants(schema["items"], f"{path}.items", "item")
    for name, one in properties.items():
        yield from _invariants(one or {}, f"{path}.properties[{name}]", "field")
    if others is not None and level == "root":
        yield _forbidden(f"{path}.additionalProperties", "must not be used at the root")
    if isinstance(others, dict):
        yield from _invariants(others, f"{path}.additionalProperties", "field")
    if schema.get(_EITHER):
        for field in (_KEEP, _EMBEDDED):
            if schema.get(field):
                yield _invalid(f"{path}.{field}", True, f"must be false if {_EITHER} is true")
    yield from _combined(schema, path, bool(schema.get(_EITHER)))
    yield from _typed(schema, path, level)
    yield from _of_every_object(schema, path, level)


def _typed(schema: Schema, path: str, level: str) -> Iterator[Cause]:
    kind = schema.get("type") or ""
    if schema.get(_EMBEDDED) and kind != "object":
        why = f"must be object if {_EMBEDDED} is true"
        yield _invalid(f"{path}.type", kind, why) if kind else _required(f"{path}.type", why)
    elif not kind and not schema.get(_EITHER) and not schema.get(_KEEP):
        places = {"root": "at the root", "item": "for specified array items", "field": "for specified object fields"}
        yield _required(f"{path}.type", f"must not be empty {places[level]}")
    if level == "root" and kind and kind != "object":
        yield _invalid(f"{path}.type", kind, "must be object at the root")
    if schema.get(_EMBEDDED) and schema.get("additionalProperties") is not None:
        yield _forbidden(f"{path}.additionalProperties", f"must not be used if {_EMBEDDED} is set")
    if schema.get(_EMBEDDED) and not schema.get(_KEEP) and not schema.get("properties"):
        yield _required(f"{path}.properties", f"must not be empty if {_EMBEDDED} is true without {_KEEP}")


def _of_every_object(schema: Schema, path: str, level: str) -> Iterator[Cause]:
    """apiVersion, kind and metadata: what they are is known."""
    properties = schema.get("properties") or {}
    if level != "root" and not schema.get(_EMBEDDED):
        return
    for name in ("kind", "apiVersion"):
        if name in properties and properties[name].get("type") != "string":
            yield _invalid(f"{path}.properties[{name}].type", properties[name].get("type") or "", "must be string")
    meta, place = properties.get("metadata"), f"{path}.properties[metadata]"
    if meta is None:
        return
    if meta.get("type") != "object":
        yield _invalid(f"{place}.type", meta.get("type") or "", "must be object")
    known = {"name", "generateName"}
    if level == "root" and (set(meta) - {"type", "properties", "default"} or set(meta.get("properties") or ()) - known):
        why = "must not specify anything other than name and generateName, but metadata is implicitly specified"
        yield _forbidden(place, why)


def _combined(schema: Schema, path: str, either: bool = False) -> Iterator[Cause]:
    """anyOf and its kin may only restrict values."""
    if schema.get("pattern") and (why := patterns.readable(schema["pattern"])):
        why = f"must be a valid regular expression, but isn't: error parsing regexp: {why}"
        yield _invalid(f"{path}.pattern", schema["pattern"], why)
    for field in _COMBINED:
        for number, one in enumerate(schema.get(field) or ()):
            if not (either and field == "anyOf" and schema[field] == _EITHER_WAY):
                yield from _nested(one or {}, f"{path}.{field}[{number}]", either and field == "allOf" and number == 0)
    if isinstance(schema.get("not"), dict):
        yield from _nested(schema["not"], f"{path}.not")


def _nested(schema: Schema, path: str, either: bool = False) -> Iterator[Cause]:
    yield from _combined(schema, path, either)
    if isinstance(schema.get("items"), dict):
        yield from _nested(schema["items"], f"{path}.items")
    for name, one in (schema.get("properties") or {}).items():
        yield from _nested(one or {}, f"{path}.properties[{name}]")
    if schema.get("type"):
        yield _forbidden(f"{path}.type", "must be empty to be structural")
    for field, word in _OUTSIDE.items():
        if schema.get(field) or (field in schema and word == "undefined" and schema[field] is not None):
            yield _forbidden(f"{path}.{field}", f"must be {word} to be structural")
    if "metadata" in (schema.get("properties") or {}):
        yield _forbidden(f"{path}.properties[metadata]", "must not be specified in a nested context")


def _complete(schema: Schema, path: str) -> Iterator[Cause]:
    """What anyOf and its kin speak of is specified outside of them."""
    for name, one in sorted((schema.get("properties") or {}).items()):
        yield from _complete(one or {}, f"{path}.properties[{name}]")
    for field in ("items", "additionalProperties"):
        if isinstance(schema.get(field), dict):
            yield from _complete(schema[field], f"{path}.{field}")
    for one, place in _alternatives(schema, path):
        yield from _there(one, schema, place, path)


def _alternatives(schema: Schema, path: str) -> Iterator[tuple[Schema, str]]:
    for field in _COMBINED:
        for number, one in enumerate(schema.get(field) or ()):
            yield one or {}, f"{path}.{field}[{number}]"
    if isinstance(schema.get("not"), dict):
        yield schema["not"], f"{path}.not"


def _there(nested: Schema, schema: Schema, where: str, path: str) -> Iterator[Cause]:
    properties, others = schema.get("properties") or {}, schema.get("additionalProperties")
    for name, one in sorted((nested.get("properties") or {}).items()):
        place, outside = f"{where}.properties[{name}]", f"{path}.properties[{name}]"
        if name in properties:
            yield from _there(one or {}, properties[name] or {}, place, outside)
        elif others is None:
            yield _required(outside, f"because it is defined in {place}")
    if isinstance(nested.get("items"), dict):
        if isinstance(schema.get("items"), dict):
            yield from _there(nested["items"], schema["items"], f"{where}.items", f"{path}.items")
        else:
            yield _required(f"{path}.items", f"because it is defined in {where}.items")
    for one, place in _alternatives(nested, where):
        yield from _there(one, schema, place, path)


# -- what is looked at last ----------------------------------------------------------------------------


def _defaults(schema: Schema, path: str, root: bool = False) -> Iterator[Cause]:
    """Each default fits its own schema and has nothing that would be left out."""
    if schema.get("default") is not None:
        value, place = schema["default"], f"{path}.default"
        if shape.pruned(value, schema, root=bool(schema.get(_EMBEDDED)))[1]:
            yield _invalid(place, value, "must not have unknown fields")
        for cause in values.check(value, schema, "default"):
            yield cause._replace(field=f"{path}.{cause.field}") if cause.field != "<nil>" else cause
    if isinstance(schema.get("items"), dict):
        yield from _defaults(schema["items"], f"{path}.items")
    for name, one in sorted((schema.get("properties") or {}).items()):
        if not (root and name in ("metadata", "apiVersion", "kind")):
            yield from _defaults(one or {}, f"{path}.properties[{name}]")


def _rules(schema: Schema, path: str) -> Iterator[Cause]:
    """The rules in CEL can be read, and say something when they are broken."""
    for place, rule, about in rules_of(schema, path):
        text = (rule.get("rule") or "").strip()
        if not text:
            yield _required(f"{place}.rule", "rule is not specified")
        message = rule.get("message")
        if message is not None and not message.strip():
            yield _invalid(f"{place}.message", message, "message must be non-empty if specified")
        elif message and "\n" in message.strip():
            yield _invalid(f"{place}.message", message, "message must not contain line breaks")
        elif "\n" in text and not message:
            yield _required(f"{place}.message", "message must be specified if rule contains line breaks")
        reason = rule.get("reason")
        if reason and reason not in REASONS:
            yield _unsupported(f"{place}.reason", reason, REASONS)
        for field in ("rule", "messageExpression"):
            if (rule.get(field) or "").strip():
                yield from _readable(rule[field], f"{place}.{field}", _whole(about) if about is schema else about)


def _whole(schema: Schema) -> Schema:
    """The schema of an object as its rules see it, with what every object has."""
    text = {"type": "string"}
    meta = {"type": "object", "properties": {"name": text, "generateName": text}}
    return {
        **schema,
        "properties": {**(schema.get("properties") or {}), "apiVersion": text, "kind": text, "metadata": meta},
    }


def _readable(expression: str, place: str, about: Schema) -> Iterator[Cause]:
    try:
        why = undeclared(expression, ("self", "oldSelf"), {"self": about, "oldSelf": about})
    except ExpressionError as error:
        why = str(error)
    if why:
        yield _invalid(place, expression, f"compilation failed: ERROR: {why}")
