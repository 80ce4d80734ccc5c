"""`kubectl apply --server-side`: send the manifest, and take over what client-side apply owned before.

Upstream: `kubectl/pkg/cmd/apply/apply.go`, `client-go/util/csaupgrade`. Next: `engine/api/managed/apply.py`, the server.
"""

from __future__ import annotations

from typing import Any

from ..engine.api.errors import ApiError
from ..engine.api.last_applied import LAST_APPLIED
from ..engine.core.work import Object
from .failures import Failure
from .manifests import Manifest
from .session import MANAGER, Session

__all__ = ["check_flags", "server_side"]

#: the manager that client-side apply writes as, and the one that keeps its annotation
_CLIENT_SIDE, _KEEPER = "kubectl-client-side-apply", "kubectl-last-applied"

_CONFLICT = """Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""


def check_flags(session: Session) -> None:
    """Refuse flags of `apply` that do not go together. Raises Failure."""
    flags = session.flags
    if flags("force-conflicts") and not flags("server-side"):
        raise Failure("--force-conflicts only works with --server-side")
    if flags("server-side") and session.dry_run == "client":
        raise Failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
    if flags("server-side") and flags("force"):
        raise Failure("--force cannot be used with --server-side")


def server_side(session: Session, one: Manifest) -> None:
    """Apply one object, and say so."""
    meta = one.obj.get("metadata") or {}
    if not one.name and meta.get("generateName"):
        raise Failure(f"from {meta['generateName']}: cannot use generate name with apply")
    body = {**one.obj, "metadata": {**meta, "namespace": one.namespace}} if one.kind.namespaced else one.obj
    obj = _send(session, body)
    if not session.dry_run and _migrated(session, one, obj):
        obj = _send(session, body)
    session.heard()
    session.done(one.kind, obj, "serverside-applied")


def _send(session: Session, body: Object) -> Object:
    force, trial = bool(session.flags("force-conflicts")), session.dry_run == "server"
    part = session.flags("subresource") or None
    try:
        made: Object = session.api.apply(body, manager=_who(session), force=force, dry_run=trial, subresource=part)
    except ApiError as error:
        if error.reason == "Conflict":
            raise Failure(f"{error.message}\n{_CONFLICT}") from None
        raise
    return made


def _who(session: Session) -> str:
    return str(session.flags("field-manager") or MANAGER)


def _migrated(session: Session, one: Manifest, obj: Object) -> bool:
    """Give what client-side apply owned to this applier; False where there is nothing to give."""
    space, api = obj["metadata"].get("namespace", ""), session.api
    entries = api.managed_fields(one.kind.key, one.name, space)
    if not any(_is_client_side(entry) for entry in entries):
        return False
    note = (obj["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    if _who(session) == MANAGER and note is not None and not any(_keeps(entry) for entry in entries):
        head = {"name": one.name, **({"namespace": space} if space else {}), "annotations": {LAST_APPLIED: note}}
        body = {"apiVersion": one.kind.api_version, "kind": one.kind.name, "metadata": head}
        api.apply(body, manager=_KEEPER)
        entries = api.managed_fields(one.kind.key, one.name, space)
    version = api.get(one.kind.key, one.name, space)["metadata"]["resourceVersion"]
    patch = [
        {"op": "replace", "path": "/metadata/managedFields", "value": _given(entries, _who(session))},
        {"op": "replace", "path": "/metadata/resourceVersion", "value": version},
    ]
    api.patch(one.kind.key, one.name, patch, space, type="json")
    return True


def _is_client_side(entry: Object) -> bool:
    """Did client-side apply write this entry? It owns its annotation."""
    notes = entry["fieldsV1"].get("f:metadata", {}).get("f:annotations", {})
    return entry["operation"] == "Update" and not entry.get("subresource") and (
        entry["manager"] == _CLIENT_SIDE or f"f:{LAST_APPLIED}" in notes
    )  # fmt: skip


def _keeps(entry: Object) -> bool:
    notes = entry["fieldsV1"].get("f:metadata", {}).get("f:annotations", {})
    return entry["operation"] == "Apply" and f"f:{LAST_APPLIED}" in notes


def _given(entries: list[Object], applier: str) -> list[Object]:
    """The entries with those of client-side apply laid into the applier's."""
    mine = next(
        (
            entry
            for entry in entries
            if entry["manager"] == applier and entry["operation"] == "Apply" and not entry.get("subresource")
        ),
        None,
    )
    old = [entry for entry in entries if _is_client_side(entry)]
    target = mine or {**old[0], "manager": applier, "operation": "Apply"}
    for entry in old:
        if entry["apiVersion"] == target["apiVersion"]:
            target = {**target, "fieldsV1": _union(target["fieldsV1"], entry["fieldsV1"])}
    rest = [entry for entry in entries if entry is not mine and not _is_client_side(entry)]
    return [target, *rest]


def _union(one: Any, other: Any) -> Any:
    """Both sets of fields, spelled as FieldsV1: an empty map below a field means the field itself."""
    if one == {} or other == {}:
        return {**(one or other), **({".": {}} if (one or other) else {})}
    return {key: _union(one[key], other[key]) if key in one and key in other else one.get(key, other.get(key))
            for key in [*one, *(key for key in other if key not in one)]}  # fmt: skip
