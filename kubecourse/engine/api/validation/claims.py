"""PersistentVolumeClaims: what is asked for, and what of it may change.

Rules of `ValidatePersistentVolumeClaimSpec` and `…Update`. Next: `persistent.py`, for what answers a claim.
"""

from __future__ import annotations

from typing import Any

from ...core import names, quantity
from .causes import Causes, forbidden, immutable, invalid, invalid_all, required, unsupported
from .gojson import difference
from .meta import object_meta, object_meta_update
from .quantities import amount, positive
from .selector import label_selector

__all__ = ["ACCESS_MODES", "VOLUME_MODES", "access_modes", "claim", "claim_spec", "claim_update"]

ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
VOLUME_MODES = ("Block", "Filesystem")
BETA_CLASS = "volume.beta.kubernetes.io/storage-class"
FROZEN = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"


def access_modes(causes: Causes, modes: list[str], path: str) -> None:
    """Known modes, and ReadWriteOncePod only alone."""
    for mode in modes:
        if mode not in ACCESS_MODES:
            unsupported(causes, path, mode, ACCESS_MODES)
    if "ReadWriteOncePod" in modes and any(mode in ACCESS_MODES and mode != "ReadWriteOncePod" for mode in modes):
        forbidden(causes, path, "may not use ReadWriteOncePod with other access modes")


def claim_spec(causes: Causes, spec: dict[str, Any], path: str) -> None:
    """The spec of a claim, wherever it stands."""
    modes = spec.get("accessModes") or []
    if not modes:
        required(causes, f"{path}.accessModes", "at least 1 access mode is required")
    label_selector(causes, spec.get("selector"), f"{path}.selector")
    access_modes(causes, modes, f"{path}.accessModes")
    _size(causes, spec, f"{path}.resources[storage]")
    for key in ("storageClassName", "volumeMode", "volumeAttributesClassName"):
        value = spec.get(key)
        if key == "volumeMode":
            if value is not None and value not in VOLUME_MODES:
                unsupported(causes, f"{path}.volumeMode", value, VOLUME_MODES)
            _data_sources(causes, spec, path)
        elif value:
            invalid_all(causes, f"{path}.{key}", value, names.dns_subdomain(value))


def _size(causes: Causes, spec: dict[str, Any], path: str) -> None:
    size = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    if size is None:
        required(causes, path)
        return
    before = len(causes)
    positive(causes, size, path)
    if len(causes) == before:
        amount(causes, "storage", size, path)


def _data_sources(causes: Causes, spec: dict[str, Any], path: str) -> None:
    source, ref = spec.get("dataSource"), spec.get("dataSourceRef")
    for key, value in (("dataSource", source), ("dataSourceRef", ref)):
        if value is not None:
            _data_source(causes, value, f"{path}.{key}")
    if source is None or ref is None:
        return
    if ref.get("namespace"):
        detail = "may not be specified when dataSourceRef.namespace is specified"
        invalid(causes, path, f"{path}.dataSource", detail)
    elif any(source.get(key) != ref.get(key) for key in ("apiGroup", "kind", "name")):
        invalid(causes, path, f"{path}.dataSource", "must match dataSourceRef")


def _data_source(causes: Causes, source: dict[str, Any], path: str) -> None:
    for key in ("name", "kind"):
        if not source.get(key):
            required(causes, f"{path}.{key}")
    group, kind = source.get("apiGroup") or "", source.get("kind", "")
    if not group and kind != "PersistentVolumeClaim":
        invalid(causes, path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
    if group:
        invalid_all(causes, f"{path}.apiGroup", group, names.dns_subdomain(group))
    if source.get("namespace"):
        invalid_all(causes, f"{path}.namespace", source["namespace"], names.dns_label(source["namespace"]))


def claim(causes: Causes, obj: dict[str, Any]) -> None:
    """A whole claim."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    claim_spec(causes, obj.get("spec") or {}, "spec")


def claim_update(causes: Causes, new: dict[str, Any], old: dict[str, Any]) -> None:
    """Only the size of a bound claim may grow; a volume's name and a class may be set once."""
    claim(causes, new)
    object_meta_update(causes, new["metadata"], old["metadata"])
    claim(causes, new)
    was, now = old.get("spec") or {}, new.get("spec") or {}
    compared = _comparable(causes, new, old)
    if compared != _was_comparable(was, now):
        forbidden(causes, "spec", f"{FROZEN}\n{_changed(_was_comparable(was, now), compared)}")
    _shrink(causes, new, old)
    immutable(causes, "volumeMode", now.get("volumeMode"), was.get("volumeMode"))
    had, has = was.get("volumeAttributesClassName"), now.get("volumeAttributesClassName")
    if had is not None and had != has and not has:
        what = "nil" if has is None else "an empty string"
        forbidden(causes, "spec.volumeAttributesClassName", f"update from non-nil value to {what} is forbidden")


def _changed(old: dict[str, Any], new: dict[str, Any]) -> str:
    return difference("PersistentVolumeClaimSpec", old, new)


def _was_comparable(was: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The old spec, with what may be set once taken as set."""
    if not was.get("volumeName") and now.get("volumeName"):
        return {**was, "volumeName": now["volumeName"]}
    return was


def _comparable(causes: Causes, new: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """The new spec, with what may change put back."""
    was, now = old.get("spec") or {}, dict(new.get("spec") or {})
    before = (old["metadata"].get("annotations") or {}).get(BETA_CLASS)
    after = (new["metadata"].get("annotations") or {}).get(BETA_CLASS)
    if before is not None and "storageClassName" not in was and now.get("storageClassName") == before:
        now.pop("storageClassName")
    else:
        immutable(causes, f"metadata.annotations.{BETA_CLASS}", after or "", before or "")
        if "storageClassName" not in was and before in (None, now.get("storageClassName")):
            now.pop("storageClassName", None)
    if (new.get("status") or {}).get("phase") == "Bound":
        now = _as_bound(now, was)
    return now


def _as_bound(now: dict[str, Any], was: dict[str, Any]) -> dict[str, Any]:
    requests = (now.get("resources") or {}).get("requests")
    if requests:
        size = ((was.get("resources") or {}).get("requests") or {}).get("storage")
        now = {**now, "resources": {**now["resources"], "requests": {**requests, "storage": size}}}
    if "volumeAttributesClassName" in now:
        now.pop("volumeAttributesClassName")
        if "volumeAttributesClassName" in was:
            now["volumeAttributesClassName"] = was["volumeAttributesClassName"]
    return now


def _storage(holder: dict[str, Any], *path: str) -> Any:
    for key in path:
        holder = holder.get(key) or {}
    return holder.get("storage", "0")


def _shrink(causes: Causes, new: dict[str, Any], old: dict[str, Any]) -> None:
    size = _storage(new, "spec", "resources", "requests")
    if quantity.compare(size, _storage(old, "spec", "resources", "requests")) >= 0:
        return
    # less than asked for is right as long as it is more than there is: that undoes a growth that failed
    if quantity.compare(size, _storage(old, "status", "capacity")) <= 0:
        forbidden(causes, "spec.resources.requests.storage", "field can not be less than status.capacity")
