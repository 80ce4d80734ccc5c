"""Defaults and pruning by a structural schema (`k8s.io/apiextensions-apiserver/pkg/apiserver/schema`).

Promises: `with_defaults` fills absent fields from `default`, and null where null is not allowed; `pruned` leaves out
what the schema does not name and tells the paths of it. Both build new values and leave what they are given alone.
Next: `values.py`.
"""

from __future__ import annotations

from typing import Any

__all__ = ["pruned", "with_defaults"]

Schema = dict[str, Any]
_KEEP = "x-kubernetes-preserve-unknown-fields"
_EMBEDDED = "x-kubernetes-embedded-resource"
_OBJECT_META = ("apiVersion", "kind", "metadata")


def with_defaults(value: Any, schema: Schema) -> Any:
    """`value` with the schema's defaults: for absent fields, and for null where null is not allowed.

    Such a null without a default is left out.
    """
    if isinstance(value, list):
        items = schema.get("items")
        return [with_defaults(item, items) for item in value] if isinstance(items, dict) else value
    if not isinstance(value, dict):
        return value
    properties: dict[str, Schema] = schema.get("properties") or {}
    others = schema.get("additionalProperties")
    result: dict[str, Any] = {}
    for name, part in value.items():
        inner = properties.get(name, others)
        if not isinstance(inner, dict):
            result[name] = part
        elif part is not None or inner.get("nullable"):
            result[name] = with_defaults(part, inner)
    for name, inner in properties.items():
        if name not in result and "default" in inner:
            result[name] = with_defaults(inner["default"], inner)
    return result


def pruned(value: Any, schema: Schema, path: str = "", *, root: bool = True) -> tuple[Any, list[str]]:
    """`value` without the fields that `schema` does not specify, and the paths of what was left out, in order."""
    dropped: list[str] = []
    return _prune(value, schema, path, root, dropped), dropped


def _prune(value: Any, schema: Schema, path: str, resource: bool, dropped: list[str]) -> Any:
    if isinstance(value, list):
        items = schema.get("items")
        if not isinstance(items, dict):
            return value
        return [
            _prune(item, items, f"{path}[{i}]", bool(items.get(_EMBEDDED)), dropped) for i, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    properties: dict[str, Schema] = schema.get("properties") or {}
    others = schema.get("additionalProperties")
    result: dict[str, Any] = {}
    for name, part in value.items():
        here = f"{path}.{name}" if path else name
        if resource and name in _OBJECT_META:
            result[name] = part  # object metadata has rules of its own
            continue
        inner = properties.get(name, others)
        if isinstance(inner, dict):
            result[name] = _prune(part, inner, here, bool(inner.get(_EMBEDDED)), dropped)
        elif inner is True or schema.get(_KEEP):
            result[name] = part
        else:
            dropped.append(here)
    return result
