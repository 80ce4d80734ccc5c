"""`kubectl explain` of a kind that the cluster was taught: its fields and words come from the definition's own schema.

`facts(schema, path)` and `told(schema, path)` answer as `engine/api/schema.explain` and `explain/fields.words` do for the
kinds that are built in. Next: `cmd_discover.py`, which prints them.
"""

from __future__ import annotations

from typing import Any

from ..engine.api import schema as built_in
from ..engine.api.handle import Api
from ..engine.api.kinds import Kind
from ..engine.api.schema import Explained
from ..explain import fields

__all__ = ["facts", "schema_of", "told"]

_OWN = {
    "apiVersion": {"type": "string"},
    "kind": {"type": "string"},
    "metadata": {"type": "object"},
}


def schema_of(api: Api, kind: Kind) -> dict[str, Any] | None:
    """The schema of a version of a custom kind; None for kinds that are built in or have none."""
    if built_in.types(kind):
        return None
    definition = api.find("CustomResourceDefinition", kind.resource)
    for version in (definition or {}).get("spec", {}).get("versions") or ():
        if version.get("name") == kind.version:
            found = (version.get("schema") or {}).get("openAPIV3Schema") or {}
            return {**found, "properties": {**_OWN, **(found.get("properties") or {})}}
    return None


def _inside(schema: dict[str, Any]) -> dict[str, Any]:
    """What a list or map holds, or the object itself."""
    while True:
        below = schema.get("items") or schema.get("additionalProperties")
        if not isinstance(below, dict):
            return schema
        schema = below


def _shown(schema: dict[str, Any]) -> str:
    if schema.get("x-kubernetes-int-or-string"):
        return "IntOrString"
    if isinstance(schema.get("items"), dict):
        return f"[]{_shown(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map[string]{_shown(schema['additionalProperties'])}"
    kind = str(schema.get("type") or "Object")
    return "Object" if kind == "object" else kind


def _at(schema: dict[str, Any], path: str) -> tuple[str, dict[str, Any]]:
    name, here = "", schema
    for name in path.split(".") if path else ():
        properties = _inside(here).get("properties") or {}
        if name not in properties:
            raise KeyError(name)
        here = properties[name]
    return name, here


def facts(schema: dict[str, Any], path: str) -> Explained:
    """Type and fields at a path. Raises KeyError(field) for a field that does not exist; metadata is that of any object."""
    first = path.partition(".")[0]
    if first == "metadata":
        return built_in.explain("ConfigMap", path)
    name, here = _at(schema, path)
    inside = _inside(here)
    required = inside.get("required") or ()
    below = (inside.get("properties") or {}).items()
    rows = [
        (field, "ObjectMeta" if not path and field == "metadata" else _shown(one), field in required)
        for field, one in below
    ]
    return Explained(name, _shown(here), tuple(sorted(rows)))


def told(schema: dict[str, Any], path: str) -> str:
    """The definition's own description; the course's words for what every object has."""
    first = path.partition(".")[0]
    if first in _OWN:
        return fields.words("ConfigMap", path.split("."))
    return str(_at(schema, path)[1].get("description") or "")
