"""A custom object's values against its OpenAPI schema, in the apiserver's words.

Promises: one `Cause` for each broken keyword (type, enum, bounds, lengths, pattern, counts, required), with the field,
reason and message of `pkg/apiserver/validation`. Patterns are read by Python's `re`, close to Go's RE2 but not equal.
Left out: allOf, anyOf, oneOf, not and format. Next: `rules.py`, the rules in CEL.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ..errors import Cause

__all__ = ["check"]

Schema = dict[str, Any]
_GO_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


def check(value: Any, schema: Schema, path: str = "") -> list[Cause]:
    """Every way in which `value`, at `path`, breaks `schema`; empty when it fits."""
    if value is None and schema.get("nullable"):
        return []
    if not _fits(value, schema):
        return [_wrong_type(value, schema, path)]
    causes = _enum(value, schema, path)
    if isinstance(value, dict):
        return causes + _mapping(value, schema, path)
    if isinstance(value, list):
        return causes + _sequence(value, schema, path)
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
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


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
    if pattern and not re.search(pattern, value):
        causes.append(_bad(value, path, f"should match '{pattern}'"))
    return causes


def _count(size: int, most: int | None, path: str) -> list[Cause]:
    if most is None or size <= most:
        return []
    return [Cause(path, "FieldValueTooMany", f"Too many: {size}: must have at most {most} items")]


def _sequence(value: list[Any], schema: Schema, path: str) -> list[Cause]:
    causes = []
    items = schema.get("items")
    if isinstance(items, dict):
        for index, item in enumerate(value):
            causes += check(item, items, f"{path}[{index}]")
    least = schema.get("minItems")
    if least is not None and len(value) < least:
        causes.append(_bad(value, path, f"should have at least {least} items"))
    return causes + _count(len(value), schema.get("maxItems"), path)


def _mapping(value: dict[str, Any], schema: Schema, path: str) -> list[Cause]:
    causes = []
    properties: dict[str, Schema] = schema.get("properties") or {}
    for name in schema.get("required") or ():
        if name not in value:
            causes.append(Cause(f"{path}.{name}" if path else name, "FieldValueRequired", "Required value"))
    others = schema.get("additionalProperties")
    for name, part in value.items():
        inner = properties.get(name, others)
        if isinstance(inner, dict):
            causes += check(part, inner, f"{path}.{name}" if path else name)
    least = schema.get("minProperties")
    if least is not None and len(value) < least:
        causes.append(_bad(value, path, f"should have at least {least} properties"))
    return causes + _count(len(value), schema.get("maxProperties"), path)
