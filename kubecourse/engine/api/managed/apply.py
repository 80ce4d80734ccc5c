"""Server-side apply: the verb behind `kubectl apply --server-side`.

A manifest says what its manager wants; the server merges it, field by field, into what is there, or makes a new object.
Upstream: apiserver `pkg/endpoints/handlers/patch.go` (applyPatcher); kube `managedfields/internal/{fieldmanager,
lastappliedmanager,lastappliedupdater}.go`. Next: `../server.py`, whose pipeline the merged object goes through.
"""

from __future__ import annotations

from json import loads
from typing import Any

from ...core.clock import stamp
from ...core.fields import plain
from ...core.work import Object
from ..decode import to_object
from ..errors import ApiError, Cause, bad_request, invalid, not_found
from ..kinds import Kind
from ..last_applied import LAST_APPLIED, with_last_applied
from ..scale import read_scale
from ..schema import SchemaNode
from . import typed
from .ledger import managers_of
from .managers import APPLY, UPDATE, Managers, Owner, encode
from .ownership import applied, updated
from .sets import NONE, Fields
from .walk import compare, fields_of, root

__all__ = ["KUBECTL", "apply"]

#: the manager that takes over what client-side apply owned
KUBECTL = "kubectl"
#: who owns what was there when owners began to be counted
_BEFORE = "before-first-apply"
_MISSING = "the server could not find the requested resource"


def apply(api: Any, obj: Any, manager: str, force: bool, dry_run: bool, namespace: str, subresource: str,
          checked: str) -> Object:  # fmt: skip
    """Apply `obj` for `manager`; returns the object as it is now. Raises ApiError: Conflict with causes, and others."""
    server = api.server
    kind, config = _read(server, obj, manager, namespace, checked)
    space = config["metadata"].get("namespace", "")
    name = config["metadata"]["name"]
    live = server.storage.find(kind.key, f"{space}/{name}" if kind.namespaced else name)
    if subresource and subresource not in kind.subresources:
        raise ApiError("NotFound", _MISSING)
    if subresource and live is None:
        raise not_found(kind.group, kind.plural, name)
    if subresource == "scale":
        config = _scaled(config)
    typed.check(kind, config)
    managers = managers_of(server, kind, live) if live is not None else {}
    owner = Owner(manager, APPLY, "", subresource)
    time = stamp(server.clock.now)
    if live is not None and not managers:  # who owned it was forgotten: all is somebody's
        before = Owner(_BEFORE, UPDATE, kind.api_version)
        managers = updated(kind, root(kind), {}, {}, live, before, time)
    merged, after = _laid_over(kind, managers, live, config, owner, time, force)
    if manager == KUBECTL and not subresource and live is not None:
        merged = _reminded(live, merged, config)
    how: Object = {"entries": encode(after)}
    if live is None:
        return server.create(api, merged, space or None, dry_run, checked, how=how)  # type: ignore[no-any-return]
    anew = {who: owned.fields for who, owned in after.items()} != {who: owned.fields for who, owned in managers.items()}
    part = "" if subresource == "scale" else subresource
    new = server.update(api, kind, merged, live, part, dry_run, checked, how=how, anew=anew)
    return read_scale(kind, new) if subresource == "scale" else new


def _read(server: Any, obj: Any, manager: str, namespace: str, checked: str) -> tuple[Kind, Object]:
    """The kind of a manifest, and the manifest with its namespace; what cannot be applied is refused."""
    _check_manager(manager)
    config = plain(obj)
    found = server.registry.gvk(config.get("apiVersion"), config.get("kind")) if isinstance(config, dict) else None
    if found is None or not isinstance(config.get("metadata") or {}, dict):
        to_object(config, server.registry, checked)
        raise ApiError("NotFound", _MISSING)
    if not found.stored:
        raise ApiError("MethodNotAllowed", "the server does not allow this method on the requested resource")
    meta = dict(config.get("metadata") or {})
    if not isinstance(meta.get("name") or "", str) or not isinstance(meta.get("namespace") or "", str):
        to_object(config, server.registry, checked)
    if not meta.get("name"):
        raise bad_request("resource name may not be empty")
    if meta.get("managedFields") is not None:
        raise bad_request("metadata.managedFields must be nil")
    if found.namespaced:
        wanted = meta.get("namespace")
        if wanted and namespace and wanted != namespace:
            raise bad_request("the namespace of the provided object does not match the namespace sent on the request")
        meta["namespace"] = wanted or namespace or "default"
    else:
        meta.pop("namespace", None)
    return found, {**config, "metadata": meta}


def _check_manager(manager: Any) -> None:
    if not manager:
        cause = Cause("fieldManager", "FieldValueRequired", "Required value: is required for apply patch")
    elif len(str(manager).encode()) > 128:
        cause = Cause("fieldManager", "FieldValueTooLong", "Too long: may not be more than 128 bytes")
    elif not isinstance(manager, str) or not manager.isprintable():
        why = f'Invalid value: "{manager}": should only contain printable characters'
        cause = Cause("fieldManager", "FieldValueInvalid", why)
    else:
        return
    raise invalid("meta.k8s.io", "PatchOptions", "", [cause])


def _scaled(config: Object) -> Object:
    """What an apply of the scale says about its object: the replicas, nothing else."""
    spec = config.get("spec") or {}
    wanted = {"replicas": spec["replicas"]} if "replicas" in spec else {}
    return {**{key: config[key] for key in ("apiVersion", "kind", "metadata")}, "spec": wanted}


def _laid_over(kind: Kind, managers: Managers, live: Object | None, config: Object, owner: Owner, time: str,
               force: bool) -> tuple[Object, Managers]:  # fmt: skip
    """Merge; kubectl is forgiven conflicts about what it itself said last by client-side apply."""
    forgiven = _said_before(root(kind), kind, live) if owner.manager == KUBECTL and live is not None else NONE
    return applied(kind, root(kind), managers, live or {}, config, owner, time, force, forgiven)


def _said_before(where: SchemaNode, kind: Kind, live: Object) -> Fields:
    """The fields of the last manifest of client-side apply that still have its values."""
    text = (live["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    try:
        last = loads(text) if text else None
    except ValueError:
        return NONE
    if not isinstance(last, dict) or last.get("apiVersion") != kind.api_version:
        return NONE
    changed, gone = compare(where, last, live)
    return fields_of(where, last) - changed - gone


def _reminded(live: Object, merged: Object, config: Object) -> Object:
    """Keep the annotation of client-side apply, where there is one, up to date."""
    notes = live["metadata"].get("annotations") or {}
    if LAST_APPLIED not in notes:
        return merged
    text = with_last_applied(config)["metadata"]["annotations"][LAST_APPLIED]
    meta = merged["metadata"]
    return {**merged, "metadata": {**meta, "annotations": {**(meta.get("annotations") or {}), LAST_APPLIED: text}}}
