"""Kinds that a cluster is taught by CustomResourceDefinitions: their schemas, and what holds for their objects.

`shaped` prunes and defaults a decoded object, `causes` says what breaks its schema and its rules. Next: `shape.py`.
"""

from __future__ import annotations

from typing import Any

from ..errors import ApiError, Cause
from ..kinds import Kind, Registry
from . import rules, shape, values

__all__ = ["Shapes", "causes", "demand_open", "schema_of", "shaped"]

Object = dict[str, Any]
#: objects whose shape is remembered
_MOST = 5_000


def schema_of(registry: Registry, kind: Kind) -> Object | None:
    """The schema of a custom kind; None where its definition has none."""
    definition = registry.definitions().get(kind.resource)
    for version in (definition or {}).get("spec", {}).get("versions") or ():
        if version.get("name") == kind.version:
            return (version.get("schema") or {}).get("openAPIV3Schema")
    return None


def demand_open(registry: Registry, kind: Kind) -> None:
    """Refuse (ApiError MethodNotAllowed) to make an object of a kind whose definition is on its way out."""
    if registry.definitions()[kind.resource]["metadata"].get("deletionTimestamp"):
        raise ApiError("MethodNotAllowed", "create not allowed while custom resource definition is terminating")


def shaped(registry: Registry, kind: Kind, value: Object) -> tuple[Object, list[str]]:
    """(the object without unknown fields and with defaults, the paths of what was left out)."""
    schema = schema_of(registry, kind)
    if schema is None:
        return value, []
    kept, dropped = shape.pruned(value, schema)
    return shape.with_defaults(kept, schema), dropped


class Shapes:
    """Stored objects as their definitions say today; what was worked out is kept until the object or the schema changes."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Object, Object, Object]] = {}

    def read(self, registry: Registry, kind: Kind, obj: Object) -> Object:
        """The object pruned and with defaults; itself when that changes nothing."""
        schema = schema_of(registry, kind)
        if schema is None:
            return obj
        known = self._known.get(id(obj))
        if known is not None and known[0] is obj and known[1] is schema:
            return known[2]
        made, _ = shaped(registry, kind, obj)
        found = obj if made == obj else made
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[id(obj)] = (obj, schema, found)
        return found


def causes(registry: Registry, kind: Kind, obj: Object, old: Object | None) -> list[Cause]:
    """What breaks the schema; the rules are asked of an object that fits it."""
    schema = schema_of(registry, kind)
    if schema is None:
        return []
    found = values.check(_content(obj), schema, "", _content(old) if old is not None else None)
    return found or rules.broken(obj, old, schema)


def _content(obj: Object) -> Object:
    """All but what every object has."""
    return {key: value for key, value in obj.items() if key not in ("apiVersion", "kind", "metadata")}
