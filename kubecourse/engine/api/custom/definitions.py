"""A CustomResourceDefinition itself: what it may say, and the status with which it is served.

Upstream: apiextensions-apiserver `pkg/apis/apiextensions/validation`, `pkg/controller/{establish,status}`. The real server sets
the conditions some milliseconds later; here they are there at once. Left out: clashes of names between definitions of a group,
and conversion webhooks, which are stored and never asked. Next: `../strategy`, which asks for both.
"""

from __future__ import annotations

from typing import Any

from ...core.names import dns_1035_label, dns_subdomain
from ..errors import Cause
from ..validation.causes import show
from . import structural

__all__ = ["FINALIZER", "causes", "established", "going"]

#: a definition goes when its objects are gone
FINALIZER = "customresourcecleanup.apiextensions.k8s.io"

Object = dict[str, Any]
_SCOPES = ("Cluster", "Namespaced")
_MIXED = "may have mixed case, but should otherwise match: "
_COLUMN_TYPES = ("boolean", "date", "integer", "number", "string")
_COLUMN_FORMATS = ("byte", "date", "date-time", "double", "float", "int32", "int64", "password")
_APPROVAL = "api-approved.kubernetes.io"
_SEE = "see https://github.com/kubernetes/enhancements/pull/1111"
_SIMPLE = "must be a simple json path starting with ."


def established(obj: Object, now: str) -> None:
    """Give a definition the status of one that is served; in place."""
    spec, status = obj["spec"], dict(obj.get("status") or {})
    known = list(status.get("conditions") or ())
    there = {one["type"] for one in known}
    rows = (("NamesAccepted", "NoConflicts", "no conflicts found"),
            ("Established", "InitialNamesAccepted", "the initial names have been accepted"))  # fmt: skip
    status["conditions"] = [*known, *(_condition(*row, now) for row in rows if row[0] not in there)]
    status["acceptedNames"] = spec["names"]
    stored = [one["name"] for one in spec.get("versions") or () if one.get("storage")]
    before = status.get("storedVersions") or []
    status["storedVersions"] = [*before, *(name for name in stored if name not in before)]
    obj["status"] = status


def _condition(kind: str, reason: str, message: str, now: str) -> Object:
    return {"type": kind, "status": "True", "lastTransitionTime": now, "reason": reason, "message": message}


def going(obj: Object, reason: str, message: str, now: str) -> Object:
    """The definition with the condition of one that is being deleted."""
    status = dict(obj.get("status") or {})
    old = [one for one in status.get("conditions") or () if one["type"] == "Terminating"]
    row = _condition("Terminating", reason, message, old[0]["lastTransitionTime"] if old else now)
    status["conditions"] = [*(one for one in status.get("conditions") or () if one["type"] != "Terminating"), row]
    return {**obj, "status": status}


def causes(obj: Object, old: Object | None) -> list[Cause]:
    """Why a definition is refused, in the order of the server."""
    spec, names = obj.get("spec") or {}, (obj.get("spec") or {}).get("names") or {}
    found: list[Cause] = []
    name = obj["metadata"].get("name", "")
    if old is None and name != f"{names.get('plural') or ''}.{spec.get('group') or ''}":
        found.append(_invalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group'))
    found += _head(spec)
    versions = spec.get("versions") or []
    for index, version in enumerate(versions):
        if (version.get("schema") or {}).get("openAPIV3Schema") is None:
            where = f"spec.versions[{index}].schema.openAPIV3Schema"
            found.append(Cause(where, "FieldValueRequired", "Required value: schemas are required"))
    for index, version in enumerate(versions):
        found += _version(version, f"spec.versions[{index}]")
    called = [one.get("name") for one in versions]
    if len(set(called)) < len(called):
        found.append(_invalid("spec.versions", versions, "must contain unique version names"))
    if sum(bool(one.get("storage")) for one in versions) != 1:
        found.append(_invalid("spec.versions", versions, "must have exactly one version marked as storage version"))
    found += _names(names)
    found += _conversion(spec.get("conversion") or {})
    if old is not None:
        found += _unchanged(spec, old["spec"]) + _kept(obj, versions)
    return found + _approved(obj, spec.get("group") or "")


def _invalid(path: str, value: Any, why: str) -> Cause:
    return Cause(path, "FieldValueInvalid", f"Invalid value: {show(value)}: {why}")


def _required(path: str, why: str = "") -> Cause:
    return Cause(path, "FieldValueRequired", f"Required value: {why}" if why else "Required value")


def _head(spec: Object) -> list[Cause]:
    found = []
    group, scope = spec.get("group") or "", spec.get("scope") or ""
    if not group:
        found.append(_required("spec.group"))
    elif why := dns_subdomain(group):
        found.append(_invalid("spec.group", group, ",".join(why)))
    elif "." not in group:
        found.append(_invalid("spec.group", group, "should be a domain with at least one dot"))
    if not scope:
        found.append(_required("spec.scope"))
    elif scope not in _SCOPES:
        listed = ", ".join(f'"{one}"' for one in _SCOPES)
        text = f'Unsupported value: "{scope}": supported values: {listed}'
        found.append(Cause("spec.scope", "FieldValueNotSupported", text))
    if spec.get("preserveUnknownFields"):
        text = "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
        found.append(_invalid("spec.preserveUnknownFields", True, text))
    return found


def _names(names: Object) -> list[Cause]:
    found = [
        _required(f"spec.names.{field}") for field in ("plural", "singular", "kind", "listKind") if not names.get(field)
    ]
    for field, mixed in (("plural", False), ("singular", False), ("kind", True), ("listKind", True)):
        text = names.get(field) or ""
        why = dns_1035_label(text.lower() if mixed else text) if text else []
        if why:
            found.append(_invalid(f"spec.names.{field}", text, (_MIXED if mixed else "") + ",".join(why)))
    found += _labels(names, "shortNames")
    if names.get("kind") and names["kind"] == names.get("listKind"):
        found.append(_invalid("spec.names.listKind", names["listKind"], "kind and listKind may not be the same"))
    return found + _labels(names, "categories")


def _labels(names: Object, field: str) -> list[Cause]:
    words = enumerate(names.get(field) or ())
    checked = [(number, text, dns_1035_label(text)) for number, text in words]
    return [_invalid(f"spec.names.{field}[{number}]", text, ",".join(why)) for number, text, why in checked if why]


def _version(version: Object, path: str) -> list[Cause]:
    found: list[Cause] = []
    name = version.get("name") or ""
    if why := dns_1035_label(name):
        found.append(_invalid(f"{path}.name", name, ",".join(why)))
    if version.get("deprecationWarning") and not version.get("deprecated"):
        text = "can only be set for deprecated versions"
        found.append(_invalid(f"{path}.deprecationWarning", version["deprecationWarning"], text))
    schema = (version.get("schema") or {}).get("openAPIV3Schema")
    if schema is not None:
        found += structural.causes(schema, f"{path}.schema.openAPIV3Schema")
    scale = (version.get("subresources") or {}).get("scale")
    if scale is not None:
        found += _scale(scale, f"{path}.subresources.scale")
    for number, column in enumerate(version.get("additionalPrinterColumns") or ()):
        found += _column(column, f"{path}.additionalPrinterColumns[{number}]")
    for number, one in enumerate(version.get("selectableFields") or ()):
        found += _path(one.get("jsonPath") or "", f"{path}.selectableFields[{number}].jsonPath", ())
    return found


def _path(text: str, path: str, roots: tuple[str, ...], words: str = "") -> list[Cause]:
    """A path of names, under one of the roots."""
    if not text:
        return [_required(path)]
    if not text.startswith("."):
        return [_invalid(path, text, _SIMPLE)]
    if roots and not text.startswith(roots):
        return [_invalid(path, text, f"should be a json path under {words}")]
    return []


def _scale(scale: Object, path: str) -> list[Cause]:
    found = _path(scale.get("specReplicasPath") or "", f"{path}.specReplicasPath", (".spec.",), ".spec")
    found += _path(scale.get("statusReplicasPath") or "", f"{path}.statusReplicasPath", (".status.",), ".status")
    chosen = scale.get("labelSelectorPath")
    if chosen:
        found += _path(chosen, f"{path}.labelSelectorPath", (".spec.", ".status."), "either .spec or .status")
    return found


def _column(column: Object, path: str) -> list[Cause]:
    found = [] if column.get("name") else [_required(f"{path}.name")]
    kind, form = column.get("type") or "", column.get("format") or ""
    text = f"must be one of {','.join(_COLUMN_TYPES)}"
    if not kind:
        found.append(_required(f"{path}.type", text))
    elif kind not in _COLUMN_TYPES:
        found.append(_invalid(f"{path}.type", kind, text))
    if form and form not in _COLUMN_FORMATS:
        found.append(_invalid(f"{path}.format", form, f"must be one of {','.join(_COLUMN_FORMATS)}"))
    return found + _path(column.get("jsonPath") or "", f"{path}.JSONPath", ())


def _conversion(conversion: Object) -> list[Cause]:
    strategy = conversion.get("strategy") or ""
    if strategy not in ("None", "Webhook", ""):
        text = f'Unsupported value: "{strategy}": supported values: "None", "Webhook"'
        return [Cause("spec.conversion.strategy", "FieldValueNotSupported", text)]
    webhook = conversion.get("webhook") or {}
    found = []
    if strategy == "Webhook":
        if not webhook.get("clientConfig"):
            why = "required when strategy is set to Webhook"
            found.append(_required("spec.conversion.webhookClientConfig", why))
        if not webhook.get("conversionReviewVersions"):
            found.append(_required("spec.conversion.conversionReviewVersions"))
    elif webhook.get("clientConfig"):
        text = "should not be set when strategy is not set to Webhook"
        found.append(Cause("spec.conversion.webhookClientConfig", "FieldValueForbidden", f"Forbidden: {text}"))
    return found


def _approved(obj: Object, group: str) -> list[Cause]:
    """Groups of Kubernetes itself are for what its community has looked at."""
    if not any(group == one or group.endswith(f".{one}") for one in ("k8s.io", "kubernetes.io")):
        return []
    text = str((obj["metadata"].get("annotations") or {}).get(_APPROVAL) or "")
    where, begin = f"metadata.annotations[{_APPROVAL}]", f'protected groups must have approval annotation "{_APPROVAL}"'
    if not text:
        return [_required(where, f"{begin}, {_SEE}")]
    if text.startswith(("unapproved", "https://", "http://")):
        return []
    return [_invalid(where, text, f'{begin} with either a URL or a reason starting with "unapproved", {_SEE}')]


def _kept(obj: Object, versions: list[Object]) -> list[Cause]:
    """A version in which objects were stored stays."""
    names = [one.get("name") for one in versions]
    stored = (obj.get("status") or {}).get("storedVersions") or ()
    text = (
        "missing from spec.versions; {0} was previously a storage version, and must remain in spec.versions until a storage "
        "migration ensures no data remains persisted in {0} and removes {0} from status.storedVersions"
    )
    return [
        _invalid(f"status.storedVersions[{number}]", name, text.format(name))
        for number, name in enumerate(stored) if name not in names
    ]  # fmt: skip


def _unchanged(spec: Object, old: Object) -> list[Cause]:
    found = []
    for field, value, before in (
        ("spec.scope", spec.get("scope"), old.get("scope")),
        ("spec.names.kind", (spec.get("names") or {}).get("kind"), old["names"].get("kind")),
        ("spec.group", spec.get("group"), old.get("group")),
        ("spec.names.plural", (spec.get("names") or {}).get("plural"), old["names"].get("plural")),
    ):
        if value != before:
            found.append(_invalid(field, value, "field is immutable"))
    return found
