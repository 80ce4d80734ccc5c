"""A custom object's values against its OpenAPI schema, in the apiserver's words.

Promises: one `Cause` for each broken keyword (type, enum, bounds, lengths, pattern, counts, required), with the field,
reason and message of `pkg/apiserver/validation`.
What an update leaves as it was is not asked again (ratcheting). Left out: int32 and int64 as formats of numbers, and of
several failed alternatives the one that upstream thinks nearest: it is the first here. Next: `formats.py`.
"""

from __future__ import annotations

import json
from typing import Any

from ..errors import Cause
from ..validation.causes import show
from . import formats, patterns

__all__ = ["check", "same_item"]

Schema = dict[str, Any]
_GO_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


def check(value: Any, schema: Schema, path: str = "", old: Any = None) -> list[Cause]:
    """Every way in which `value`, at `path`, breaks `schema`; empty when it fits, or is what it was: `old`."""
    if value is None and schema.get("nullable"):
        return []
    if old is not None and type(old) is type(value) and old == value:
        return []
    if not _fits(value, schema):
        return [_wrong_type(value, schema, path)]
    causes = _enum(value, schema, path) + _combined(value, schema, path)
    if isinstance(value, dict):
        return causes + _mapping(value, schema, path, old if isinstance(old, dict) else {})
    if isinstance(value, list):
        return causes + _sequence(value, schema, path, old)
    if isinstance(value, str):
        return causes + _text(value, schema, path)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return causes + _number(value, schema, path)
    return causes


def _fits(value: Any, schema: Schema) -> bool:
    if schema.get("x-kubernetes-int-or-string"):
        return isinstance(value, int | str) and not isinstance(value, bool)
    wanted = schema.get("type")
    if not wanted:
        return True
    kind = _GO_TYPES.get(type(value), "null")
    return (
        kind == wanted
        or (wanted == "number" and kind == "integer")
        or (wanted == "integer" and isinstance(value, float) and value.is_integer())
    )


def _wrong_type(value: Any, schema: Schema, path: str) -> Cause:
    kind = _GO_TYPES.get(type(value), "null")
    wanted = "integer,string" if schema.get("x-kubernetes-int-or-string") else schema["type"]
    why = f'Invalid value: "{kind}": {path} in body must be of type {wanted}: "{kind}"'
    return Cause(path or "<nil>", "FieldValueTypeInvalid", why)


def _shown(value: Any) -> str:
    return show(value)


def _bad(value: Any, path: str, why: str) -> Cause:
    return Cause(path, "FieldValueInvalid", f"Invalid value: {_shown(value)}: {path} in body {why}")


def _enum(value: Any, schema: Schema, path: str) -> list[Cause]:
    allowed = schema.get("enum")
    if not allowed or any(type(value) is type(one) and value == one for one in allowed):
        return []
    listed = ", ".join(f'"{one}"' if isinstance(one, str) else f'"{_shown(one)}"' for one in allowed)
    return [Cause(path, "FieldValueNotSupported", f"Unsupported value: {_shown(value)}: supported values: {listed}")]


def _number(value: float, schema: Schema, path: str) -> list[Cause]:
    causes = []
    low, high, step = schema.get("minimum"), schema.get("maximum"), schema.get("multipleOf")
    if step and value % step:
        causes.append(_bad(value, path, f"should be a multiple of {step}"))
    if high is not None and (value > high or (schema.get("exclusiveMaximum") and value == high)):
        word = "less than" if schema.get("exclusiveMaximum") else "less than or equal to"
        causes.append(_bad(value, path, f"should be {word} {high}"))
    if low is not None and (value < low or (schema.get("exclusiveMinimum") and value == low)):
        word = "greater than" if schema.get("exclusiveMinimum") else "greater than or equal to"
        causes.append(_bad(value, path, f"should be {word} {low}"))
    return causes


def _text(value: str, schema: Schema, path: str) -> list[Cause]:
    causes = []
    longest, shortest, pattern = schema.get("maxLength"), schema.get("minLength"), schema.get("pattern")
    if longest is not None and len(value) > longest:
        causes.append(Cause(path, "FieldValueTooLong", f"Too long: may not be more than {longest} bytes"))
    if shortest is not None and len(value) < shortest:
        causes.append(_bad(value, path, f"should be at least {shortest} chars long"))
    if pattern and not patterns.matches(pattern, value):
        causes.append(_bad(value, path, f"should match '{pattern}'"))
    form = schema.get("format")
    if form and not formats.fits(value, form):
        why = f"{path} in body must be of type {form}: {_shown(value)}"
        causes.append(Cause(path, "FieldValueTypeInvalid", f"Invalid value: {_shown(value)}: {why}"))
    return causes


def _count(size: int, most: int | None, path: str) -> list[Cause]:
    if most is None or size <= most:
        return []
    return [Cause(path, "FieldValueTooMany", f"Too many: {size}: must have at most {most} items")]


def same_item(item: Any, old: Any, schema: Schema) -> Any:
    """The item that this one was before: only lists that are maps can tell."""
    keys = schema.get("x-kubernetes-list-map-keys")
    if not keys or not isinstance(old, list) or not isinstance(item, dict):
        return None
    return next((one for one in old if isinstance(one, dict) and all(one.get(k) == item.get(k) for k in keys)), None)


def _combined(value: Any, schema: Schema, path: str) -> list[Cause]:
    """allOf, anyOf, oneOf and not: what they say has no field of its own, as upstream says it."""
    found: list[Cause] = []
    tried = {word: [check(value, one, path) for one in schema.get(word) or ()] for word in ("anyOf", "oneOf", "allOf")}
    every, some, one_only = tried["allOf"], tried["anyOf"], tried["oneOf"]
    right = sum(not causes for causes in one_only)
    if some and all(some):
        found += [_composite(f'"{path}" must validate at least one schema (anyOf)'), *some[0]]
    if one_only and right == 0:
        text = f'"{path}" must validate one and only one schema (oneOf). Found none valid'
        found += [_composite(text), *one_only[0]]
    elif right > 1:
        text = f'"{path}" must validate one and only one schema (oneOf). Found {right} valid alternatives'
        found.append(_composite(text))
    if any(every):
        found += [cause for causes in every for cause in causes]
        none = ". None validated" if all(every) else ""
        found.append(_composite(f'"{path}" must validate all the schemas (allOf){none}'))
    if "not" in schema and not check(value, schema["not"], path):
        found.append(_composite(f'"{path}" must not validate the schema (not)'))
    return found


def _composite(text: str) -> Cause:
    return Cause("<nil>", "FieldValueInvalid", f'Invalid value: "": {text}')


def _sequence(value: list[Any], schema: Schema, path: str, old: Any) -> list[Cause]:
    causes = []
    items = schema.get("items")
    if isinstance(items, dict):
        for index, item in enumerate(value):
            causes += check(item, items, f"{path}[{index}]", same_item(item, old, schema))
    causes += _doubles(value, schema, path)
    least = schema.get("minItems")
    if least is not None and len(value) < least:
        causes.append(_bad(value, path, f"should have at least {least} items"))
    return causes + _count(len(value), schema.get("maxItems"), path)


def _doubles(value: list[Any], schema: Schema, path: str) -> list[Cause]:
    """Items that are there twice, in a list that is a set or a map."""
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys") or ()
    if kind not in ("set", "map"):
        return []
    causes, seen = [], set()
    for index, item in enumerate(value):
        if kind == "map":
            if not isinstance(item, dict):
                continue
            item = {key: item[key] for key in keys if key in item}
        text = json.dumps(item, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if text in seen:
            causes.append(Cause(f"{path}[{index}]", "FieldValueDuplicate", f"Duplicate value: {text}"))
        seen.add(text)
    return causes


def _mapping(value: dict[str, Any], schema: Schema, path: str, old: dict[str, Any]) -> list[Cause]:
    causes = _embedded(value, schema, path)
    properties: dict[str, Schema] = schema.get("properties") or {}
    for name in schema.get("required") or ():
        if name not in value:
            causes.append(Cause(f"{path}.{name}" if path else name, "FieldValueRequired", "Required value"))
    others = schema.get("additionalProperties")
    for name, part in value.items():
        inner = properties.get(name, others)
        if isinstance(inner, dict):
            causes += check(part, inner, f"{path}.{name}" if path else name, old.get(name))
    least = schema.get("minProperties")
    if least is not None and len(value) < least:
        causes.append(_bad(value, path, f"should have at least {least} properties"))
    return causes + _count(len(value), schema.get("maxProperties"), path)


def _embedded(value: dict[str, Any], schema: Schema, path: str) -> list[Cause]:
    """An object within says what it is."""
    if not schema.get("x-kubernetes-embedded-resource"):
        return []
    missing = [field for field in ("apiVersion", "kind") if not value.get(field)]
    return [Cause(f"{path}.{field}", "FieldValueRequired", "Required value: must not be empty") for field in missing]
