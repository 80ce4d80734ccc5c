"""Options that come in bodies of their own (DeleteOptions) and the small objects that are orders (Eviction, Binding, TokenRequest).

What has the wrong type is refused as the server's decoder refuses it, before anything is done. Upstream:
staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation. Next: `rest.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.api.errors import ApiError, Cause, bad_request
from ..engine.core.work import Object
from .query import number

__all__ = ["deletion", "typed"]

#: kind -> field -> type of its value in Go; a map stands for the fields below it
_DELETE: dict[str, Any] = {
    "kind": "string", "apiVersion": "string", "gracePeriodSeconds": "int64", "orphanDependents": "bool",
    "propagationPolicy": "v1.DeletionPropagation", "dryRun": ["string"],
    "ignoreStoreReadErrorWithClusterBreakingPotential": "bool",
    "preconditions": {"": "v1.Preconditions", "uid": "types.UID", "resourceVersion": "string"},
}  # fmt: skip
_FIELDS: dict[str, dict[str, Any]] = {
    "DeleteOptions": _DELETE,
    "Eviction": {"metadata": {"": "v1.ObjectMeta"}, "deleteOptions": {"": "v1.DeleteOptions", **_DELETE}},
    "Binding": {
        "metadata": {"": "v1.ObjectMeta"},
        "target": {"": "v1.ObjectReference", "kind": "string", "name": "string", "namespace": "string"},
    },
    "TokenRequest": {
        "metadata": {"": "v1.ObjectMeta"},
        "spec": {
            "": "v1.TokenRequestSpec", "audiences": ["string"], "expirationSeconds": "int64",
            "boundObjectRef": {"": "v1.BoundObjectReference", "kind": "string", "apiVersion": "string", "name": "string",
                               "uid": "types.UID"},
        },
    },
}  # fmt: skip
_POLICIES = ("Foreground", "Background", "Orphan")


def typed(kind: str, value: Object) -> Object:
    """`value`, whose fields have the types of `kind`. Raises ApiError BadRequest in the decoder's words."""
    _check(kind, value, _FIELDS[kind], "")
    return value


def _check(kind: str, value: Any, fields: Mapping[str, Any], path: str) -> None:
    for name, wanted in fields.items():
        if name and value.get(name) is not None:
            _match(kind, value[name], wanted, f"{path}.{name}" if path else name)


def _match(kind: str, given: Any, wanted: Any, path: str) -> None:
    if isinstance(wanted, dict):
        if not isinstance(given, dict):
            raise _wrong(kind, given, wanted[""], path)
        _check(kind, given, wanted, path)
    elif isinstance(wanted, list):
        if not isinstance(given, list):
            raise _wrong(kind, given, f"[]{wanted[0]}", path)
        for item in given:
            _match(kind, item, wanted[0], path)
    elif wanted == "int64":
        if isinstance(given, bool) or not isinstance(given, int) or abs(given) >= 1 << 63:
            raise _wrong(kind, given, wanted, path)
    elif not isinstance(given, bool if wanted == "bool" else str):
        raise _wrong(kind, given, wanted, path)


def _wrong(kind: str, given: Any, wanted: str, path: str) -> ApiError:
    names = {bool: "bool", str: "string", list: "array", dict: "object"}
    found = names.get(type(given)) or (f"number {given}" if wanted == "int64" else "number")
    version = {"Eviction": "policy/v1", "TokenRequest": "authentication.k8s.io/v1"}.get(kind, "v1").rpartition("/")[2]
    return bad_request(
        f'{kind} in version "{version}" cannot be handled as a {kind}: json: cannot unmarshal {found} into Go struct field '
        f"{kind}.{path} of type {wanted}"
    )


def deletion(options: Object, query: Mapping[str, str], dry_run: bool) -> Object:
    """What `Door.delete` is to be told: from the body, or else from the query. Raises ApiError."""
    typed("DeleteOptions", options)
    grace = options.get("gracePeriodSeconds")
    if grace is None and query.get("gracePeriodSeconds"):
        grace = number(query, "gracePeriodSeconds")
    propagation = options.get("propagationPolicy") or query.get("propagationPolicy") or None
    orphan = options.get("orphanDependents")
    causes = []
    if propagation is not None and orphan is not None:
        text = f'Invalid value: "{propagation}": orphanDependents and deletionPropagation cannot be both set'
        causes.append(Cause("propagationPolicy", "FieldValueInvalid", text))
    elif propagation not in (None, *_POLICIES):
        listed = ", ".join(f'"{one}"' for one in (*_POLICIES, "nil"))
        text = f'Unsupported value: "{propagation}": supported values: {listed}'
        causes.append(Cause("propagationPolicy", "FieldValueNotSupported", text))
    if any(one != "All" for one in options.get("dryRun") or ()):
        text = f'Unsupported value: {str(options["dryRun"]).replace(chr(39), chr(34))}: supported values: "All"'
        causes.append(Cause("dryRun", "FieldValueNotSupported", text))
    if causes:
        raise _invalid(causes)
    if propagation is None and orphan is not None:
        propagation = "Orphan" if orphan else "Background"
    before = options.get("preconditions") or {}
    return {"propagation": propagation, "grace": grace, "dry_run": dry_run or bool(options.get("dryRun")),
            "uid": before.get("uid"), "resource_version": before.get("resourceVersion")}  # fmt: skip


def _invalid(causes: list[Cause]) -> ApiError:
    listed = [f"{cause.field}: {cause.message}" for cause in causes]
    text = listed[0] if len(listed) == 1 else "[" + ", ".join(listed) + "]"
    details = {"group": "meta.k8s.io", "kind": "DeleteOptions"}
    return ApiError(
        "Invalid", f'DeleteOptions.meta.k8s.io "" is invalid: {text}', causes=tuple(causes), details=details
    )
