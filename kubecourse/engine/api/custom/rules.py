"""The rules of a custom kind in CEL: `x-kubernetes-validations`, at every depth of its schema.

`self` is the value where the rule stands, `oldSelf` the one before; a rule that mentions oldSelf is asked only where there
was one. Upstream: apiextensions-apiserver `pkg/apiserver/schema/cel/validation.go`. Next: `definitions.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...core.fields import plain
from ..errors import Cause
from ..expressions import ExpressionError, evaluate, names
from ..validation.causes import show
from .values import same_item

__all__ = ["REASONS", "broken", "rules_of"]

Schema = dict[str, Any]
_RULES = "x-kubernetes-validations"
_WORDS = {"FieldValueForbidden": "Forbidden", "FieldValueRequired": "Required value"}
#: what a rule may give as the reason of its refusal
REASONS = ("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired")


def broken(value: Any, old: Any, schema: Schema, path: str = "") -> list[Cause]:
    """One cause for each rule that does not hold."""
    if not any(True for _ in rules_of(schema)):
        return []
    return list(_walk(plain(value), plain(old), schema, path))


def rules_of(schema: Schema, path: str = "") -> Iterator[tuple[str, Schema, Schema]]:
    """Each rule of a schema: its place, itself, and the schema it stands in."""
    for index, rule in enumerate(schema.get(_RULES) or ()):
        yield f"{path}.{_RULES}[{index}]", rule, schema
    for name, below in (schema.get("properties") or {}).items():
        yield from rules_of(below or {}, f"{path}.properties[{name}]")
    for field in ("items", "additionalProperties"):
        if isinstance(schema.get(field), dict):
            yield from rules_of(schema[field], f"{path}.{field}")


def _walk(value: Any, old: Any, schema: Schema, path: str) -> Iterator[Cause]:
    for rule in schema.get(_RULES) or ():
        cause = _asked(rule, value, old, path)
        if cause is not None:
            yield cause
    if isinstance(value, dict):
        properties, others = schema.get("properties") or {}, schema.get("additionalProperties")
        before = old if isinstance(old, dict) else {}
        for name, part in value.items():
            below = properties.get(name, others)
            if isinstance(below, dict):
                yield from _walk(part, before.get(name), below, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for index, item in enumerate(value):
            yield from _walk(item, same_item(item, old, schema), schema["items"], f"{path}[{index}]")


def _asked(rule: Schema, value: Any, old: Any, path: str) -> Cause | None:
    variables = {"self": value}
    where = path or "<nil>"
    try:
        if "oldSelf" in names(rule["rule"]):
            if old is None and not rule.get("optionalOldSelf"):
                return None
            variables["oldSelf"] = old
        elif old is not None and old == value:
            return None  # what an update leaves as it was is not asked again
        if evaluate(rule["rule"], variables) is True:
            return None
        text = rule.get("message") or f"failed rule: {rule['rule'].strip()}"
        if rule.get("messageExpression"):
            text = _message(rule["messageExpression"], variables) or text
    except ExpressionError as error:
        why = f"rule evaluation error: {error}: {rule['rule']}"
        return Cause(where, "FieldValueInvalid", f"Invalid value: {_shown(value)}: {why}")
    if rule.get("fieldPath"):
        where = f"{path}{rule['fieldPath']}".lstrip(".")
    reason = rule.get("reason") or "FieldValueInvalid"
    if reason in ("FieldValueForbidden", "FieldValueRequired"):
        return Cause(where, reason, f"{_WORDS[reason]}: {text}")
    if reason == "FieldValueDuplicate":
        return Cause(where, reason, f"Duplicate value: {_shown(value)}")
    return Cause(where, reason, f"Invalid value: {_shown(value)}: {text}")


def _message(expression: str, variables: dict[str, Any]) -> str:
    try:
        found = evaluate(expression, variables)
    except ExpressionError:
        return ""
    return found.strip() if isinstance(found, str) and "\n" not in found.strip() else ""


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return '"object"' if isinstance(value, dict) else '"array"'
    return show(value)
