"""Names, labels, annotations, owners and finalizers: what every object has.

Promised: the rules of `apimachinery/pkg/api/validation/objectmeta.go` and of labels in `meta/v1/validation`, in their order.
Left out: managedFields (kept by the server itself). Next: `selector.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...core import names
from .causes import (
    Causes,
    at_least_zero,
    forbidden,
    immutable,
    invalid,
    invalid_all,
    quote,
    required,
    too_long,
)  # fmt: skip

__all__ = [
    "NameRule",
    "annotation_map",
    "finalizer_name",
    "label_name",
    "labels",
    "object_meta",
    "object_meta_update",
    "path_segment",
]

NameRule = Callable[[str], list[str]]
ANNOTATION_BYTES = 256 * 1024
STANDARD_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")
#: kinds of which nothing may be owned: an event is gone in an hour
NO_OWNERS = {("v1", "Event")}


def path_segment(name: str) -> list[str]:
    """The loosest rule for names: anything that can stand in a URL (`validation/path/name.go`)."""
    if name in (".", ".."):
        return [f"may not be {quote(name)}"]
    found = [part for part in ("/", "%") if part in name]
    return [f"may not contain {quote(part)}" for part in found]


def label_name(causes: Causes, name: str, path: str) -> None:
    """The key of a label, annotation, taint, topology."""
    invalid_all(causes, path, name, names.qualified_name(name))


def labels(causes: Causes, found: Mapping[str, str] | None, path: str) -> None:
    """A map of labels."""
    if not found:
        return
    for key in sorted(found):
        wrong = names.qualified_name(key)
        if wrong:
            invalid_all(causes, path, key, wrong)
        value = found[key]
        wrong = names.label_value(value)
        if wrong:
            invalid_all(causes, path, value, wrong)


def annotation_map(causes: Causes, found: Mapping[str, str] | None, path: str) -> None:
    """A map of annotations: keys as labels in any case, any values, 256 KiB in all."""
    if not found:
        return
    size = 0
    for key in sorted(found):
        wrong = names.qualified_name(key.lower())
        if wrong:
            invalid_all(causes, path, key, wrong)
        size += len(key.encode()) + len(found[key].encode())
    if size > ANNOTATION_BYTES:
        too_long(causes, path, ANNOTATION_BYTES)


def finalizer_name(causes: Causes, name: str, path: str) -> None:
    """A name of the server's own or one with a domain."""
    if "/" not in name and name not in STANDARD_FINALIZERS:
        invalid(causes, path, name, "name is neither a standard finalizer name nor is it fully qualified")


def object_meta(causes: Causes, meta: dict[str, Any], namespaced: bool, rule: NameRule, path: str = "metadata") -> None:
    """All of `metadata` of an object that is created, or replaced whole."""
    _names(causes, meta, namespaced, rule, path)
    at_least_zero(causes, f"{path}.generation", meta.get("generation"))
    _common(causes, meta, path)
    finalizers = meta.get("finalizers") or ()
    for name in finalizers:
        label_name(causes, name, f"{path}.finalizers")
    if "orphan" in finalizers and "foregroundDeletion" in finalizers:
        detail = "finalizer orphan and foregroundDeletion cannot be both set"
        invalid(causes, f"{path}.finalizers", list(finalizers), detail)
    _finalizers(causes, meta, path)


def _names(causes: Causes, meta: dict[str, Any], namespaced: bool, rule: NameRule, path: str) -> None:
    base = meta.get("generateName")
    if base:
        # a name that ends in a dash is right as a beginning
        masked = base[:-2] + "a" if len(base) > 1 and base.endswith("-") else base
        invalid_all(causes, f"{path}.generateName", base, rule(masked))
    name = meta.get("name")
    if not name:
        required(causes, f"{path}.name", "name or generateName is required")
    else:
        wrong = rule(name)
        if wrong:
            invalid_all(causes, f"{path}.name", name, wrong)
    namespace = meta.get("namespace")
    if namespaced:
        if not namespace:
            required(causes, f"{path}.namespace")
        else:
            invalid_all(causes, f"{path}.namespace", namespace, names.dns_label(namespace))
    elif namespace:
        forbidden(causes, f"{path}.namespace", "not allowed on this type")


def _common(causes: Causes, meta: dict[str, Any], path: str) -> None:
    labels(causes, meta.get("labels"), f"{path}.labels")
    annotation_map(causes, meta.get("annotations"), f"{path}.annotations")
    owners = meta.get("ownerReferences")
    if owners:
        _owners(causes, owners, f"{path}.ownerReferences")


def _owners(causes: Causes, owners: list[dict[str, Any]], path: str) -> None:
    first = ""
    for owner in owners:
        _owner(causes, owner, path)
        if owner.get("controller"):
            this = f"{owner.get('kind', '')}/{owner.get('name', '')}"
            if first:
                detail = 'Only one reference can have Controller set to true. Found "true" in references for'
                invalid(causes, path, owners, f"{detail} {first} and {this}")
            else:
                first = this


def _owner(causes: Causes, owner: dict[str, Any], path: str) -> None:
    version = owner.get("apiVersion", "")
    if not version.rpartition("/")[2]:
        invalid(causes, f"{path}.apiVersion", version, "version must not be empty")
    for key in ("kind", "name", "uid"):
        if not owner.get(key):
            invalid(causes, f"{path}.{key}", "", "must not be empty")
    if (version, owner.get("kind")) in NO_OWNERS:
        invalid(causes, path, owner, f"/{version}, Kind={owner['kind']} is disallowed from being an owner")


def _finalizers(causes: Causes, meta: dict[str, Any], path: str) -> None:
    for i, name in enumerate(meta.get("finalizers") or ()):
        finalizer_name(causes, name, f"{path}.finalizers[{i}]")


def object_meta_update(causes: Causes, new: dict[str, Any], old: dict[str, Any], path: str = "metadata") -> None:
    """What may not change in `metadata`, and the rules that hold for what may."""
    if old.get("deletionTimestamp"):
        before = old.get("finalizers") or ()
        extra = sorted(name for name in new.get("finalizers") or () if name not in before)
        if extra:
            listed = "[]string{" + ", ".join(quote(name) for name in extra) + "}"
            detail = f"no new finalizers can be added if the object is being deleted, found new finalizers {listed}"
            forbidden(causes, f"{path}.finalizers", detail)
    if (new.get("generation") or 0) < (old.get("generation") or 0):
        invalid(causes, f"{path}.generation", new.get("generation") or 0, "must not be decremented")
    for key in ("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"):
        if new.get(key) != old.get(key):
            immutable(causes, f"{path}.{key}", new.get(key) or "", old.get(key), shown=_shown(key, new.get(key)))
    _common(causes, new, path)
    _finalizers(causes, new, path)


def _shown(key: str, value: Any) -> Any:
    """An absent text is shown as an empty one; times and numbers as null."""
    if value is None and key in ("name", "namespace", "uid"):
        return ""
    return value
