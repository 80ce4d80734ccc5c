"""A CustomResourceDefinition itself: what it may say, and the status with which it is served.

Upstream: apiextensions-apiserver `pkg/apis/apiextensions/validation`, `pkg/controller/{establish,status}`. The real server sets
the conditions some milliseconds later; here they are there at once. Left out: clashes of names between definitions,
conversion webhooks, and the finer rules of structural schemas. Next: `../strategy`, which asks for both.
"""

from __future__ import annotations

from typing import Any

from ...core.names import dns_1035_label, dns_subdomain
from ..errors import Cause
from ..expressions import ExpressionError, compiled
from .rules import rules_of

__all__ = ["FINALIZER", "causes", "established"]

#: a definition goes when its objects are gone
FINALIZER = "customresourcecleanup.apiextensions.k8s.io"

Object = dict[str, Any]
_SCOPES = ("Cluster", "Namespaced")


def established(obj: Object, now: str) -> None:
    """Give a definition the status of one that is served; in place."""
    spec, status = obj["spec"], dict(obj.get("status") or {})
    known = {one["type"]: one for one in status.get("conditions") or ()}
    rows = (("NamesAccepted", "NoConflicts", "no conflicts found"),
            ("Established", "InitialNamesAccepted", "the initial names have been accepted"))  # fmt: skip
    status["conditions"] = [
        known.get(kind)
        or {"type": kind, "status": "True", "lastTransitionTime": now, "reason": reason, "message": message}
        for kind, reason, message in rows
    ]
    status["acceptedNames"] = spec["names"]
    stored = [one["name"] for one in spec.get("versions") or () if one.get("storage")]
    before = status.get("storedVersions") or []
    status["storedVersions"] = [*before, *(name for name in stored if name not in before)]
    obj["status"] = status


def causes(obj: Object, old: Object | None) -> list[Cause]:
    """Why a definition is refused, in the order of the server."""
    spec, names = obj.get("spec") or {}, (obj.get("spec") or {}).get("names") or {}
    found: list[Cause] = []
    wanted = f"{names.get('plural', '')}.{spec.get('group', '')}"
    if obj["metadata"].get("name") != wanted:
        name = obj["metadata"].get("name", "")
        why = f'Invalid value: "{name}": must be spec.names.plural+"."+spec.group'
        found.append(Cause("metadata.name", "FieldValueInvalid", why))
    found += _head(spec, names)
    versions = spec.get("versions") or []
    if sum(bool(one.get("storage")) for one in versions) != 1:
        why = "Invalid value: []: must have exactly one version marked as storage version"
        found.append(Cause("spec.versions", "FieldValueInvalid", why))
    for index, version in enumerate(versions):
        found += _version(version, f"spec.versions[{index}]")
    if old is not None:
        found += _unchanged(spec, old["spec"])
    return found


def _head(spec: Object, names: Object) -> list[Cause]:
    found = []
    group = spec.get("group") or ""
    if not group:
        found.append(Cause("spec.group", "FieldValueRequired", "Required value"))
    elif dns_subdomain(group) or "." not in group:
        why = "should be a domain with at least one dot"
        found.append(Cause("spec.group", "FieldValueInvalid", f'Invalid value: "{group}": {why}'))
    scope = spec.get("scope") or ""
    if not scope:
        found.append(Cause("spec.scope", "FieldValueRequired", "Required value"))
    elif scope not in _SCOPES:
        listed = ", ".join(f'"{one}"' for one in _SCOPES)
        why = f'Unsupported value: "{scope}": supported values: {listed}'
        found.append(Cause("spec.scope", "FieldValueNotSupported", why))
    for field in ("plural", "singular", "kind", "listKind"):
        text = names.get(field) or ""
        if not text:
            found.append(Cause(f"spec.names.{field}", "FieldValueRequired", "Required value"))
        else:
            for why in dns_1035_label(text.lower()):
                found.append(Cause(f"spec.names.{field}", "FieldValueInvalid", f'Invalid value: "{text}": {why}'))
    return found


def _version(version: Object, path: str) -> list[Cause]:
    schema = (version.get("schema") or {}).get("openAPIV3Schema")
    where = f"{path}.schema.openAPIV3Schema"
    if schema is None:
        return [Cause(where, "FieldValueRequired", "Required value: schemas are required")]
    found: list[Cause] = []
    if schema.get("type") != "object":
        why = f'Invalid value: "{schema.get("type", "")}": must be object at the root'
        found.append(Cause(f"{where}.type", "FieldValueInvalid", why))
    found += _structural(schema, where, top=True)
    for place, rule in rules_of(schema, where):
        try:
            compiled(rule.get("rule", ""))
        except ExpressionError as error:
            why = f'Invalid value: "{rule.get("rule", "")}": compilation failed: ERROR: {error}'
            found.append(Cause(f"{place}.rule", "FieldValueInvalid", why))
    return found


def _structural(schema: Object, path: str, top: bool = False) -> list[Cause]:
    """Every value has a type, unless it may be of two or of any."""
    found: list[Cause] = []
    free = schema.get("x-kubernetes-int-or-string") or schema.get("x-kubernetes-preserve-unknown-fields")
    if not schema.get("type") and not free and not top:
        found.append(
            Cause(f"{path}.type", "FieldValueRequired", "Required value: must not be empty for specified object fields")
        )
    for name, below in sorted((schema.get("properties") or {}).items()):
        found += _structural(below, f"{path}.properties[{name}]")
    for field in ("items", "additionalProperties"):
        if isinstance(schema.get(field), dict):
            found += _structural(schema[field], f"{path}.{field}")
    return found


def _unchanged(spec: Object, old: Object) -> list[Cause]:
    found = []
    for field, value, before in (
        ("spec.group", spec.get("group"), old.get("group")),
        ("spec.scope", spec.get("scope"), old.get("scope")),
        ("spec.names.kind", spec["names"].get("kind"), old["names"].get("kind")),
        ("spec.names.plural", spec["names"].get("plural"), old["names"].get("plural")),
    ):
        if value != before:
            found.append(Cause(field, "FieldValueInvalid", f'Invalid value: "{value}": field is immutable'))
    return found
