"""What `kubectl apply` does before and after it talks to the server: compare three states, send one patch.

The last applied manifest (kept in an annotation), the wanted manifest and the live object give a patch:
what the file no longer says goes, what the file never said stays. `plan` looks, `carry_out` writes,
`apply` does both. Upstream: kubectl `pkg/cmd/apply/{apply,patcher}.go`, `pkg/util/apply.go`. Next: `tables.py`.
"""

from __future__ import annotations

from typing import NamedTuple

from ..core import patches
from ..core.fields import plain
from ..core.work import Object
from . import decode, schema
from .errors import bad_request
from .handle import Api
from .kinds import Kind
from .last_applied import LAST_APPLIED, go_json, with_last_applied

__all__ = ["LAST_APPLIED", "MANAGER", "Plan", "apply", "carry_out", "go_json", "plan", "with_last_applied"]

#: who manages the fields of what is applied, as kubectl calls itself
MANAGER = "kubectl-client-side-apply"


class Plan(NamedTuple):
    """What an apply will do: create `wanted`, or send `patch` (empty: nothing) to `live`."""

    kind: Kind
    name: str
    namespace: str
    live: Object | None
    wanted: Object
    patch: Object
    #: how the patch is to be read: "strategic" for built-in kinds, "merge" for those the cluster was taught
    type: str
    #: the live object was not made by apply: kubectl warns
    unmarked: bool

    @property
    def outcome(self) -> str:
        """`created`, `configured` or `unchanged`."""
        if self.live is None:
            return "created"
        return "configured" if self.patch else "unchanged"


def plan(api: Api, obj: Object, namespace: str = "default", *, mark: bool = True) -> Plan:
    """Compare `obj` with what is there. Raises ApiError for an unknown kind or a missing name.

    Without `mark` the annotation is left as it is: what `kubectl diff` compares.
    """
    registry = api.server.registry
    kind = registry.gvk(str(obj.get("apiVersion") or ""), str(obj.get("kind") or ""))
    if kind is None or not isinstance(obj.get("metadata") or {}, dict):
        kind = decode.to_object(plain(obj), registry, "Strict", source="kubectl")[0]
    meta = dict(obj.get("metadata") or {})
    if kind.namespaced:
        meta["namespace"] = meta.get("namespace") or namespace
    else:
        meta.pop("namespace", None)
    name = meta.get("name")
    if not name:
        raise bad_request("resource name may not be empty")
    space = meta.get("namespace", "")
    wanted = {**obj, "metadata": meta}
    wanted = with_last_applied(wanted) if mark else wanted
    live = api.find(kind.key, str(name), space)
    if not mark and live is not None:  # no annotations at all would mean to take away the one of kubectl
        wanted = {**wanted, "metadata": {**meta, "annotations": meta.get("annotations") or {}}}
    if live is None:
        return Plan(kind, name, space, None, wanted, {}, "", False)
    last, unmarked = _last(live)
    known = schema.types(kind)
    patch = patches.three_way(last, wanted, live, schema.node(kind))
    return Plan(kind, name, space, live, wanted, patch, "strategic" if known else "merge", unmarked)


def _last(live: Object) -> tuple[Object, bool]:
    """The manifest of the last apply, and whether there was none."""
    text = (live["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    if not text:
        return {}, True
    from json import loads

    try:
        found = loads(text)
    except ValueError:
        return {}, True
    return (found, False) if isinstance(found, dict) else ({}, True)


def carry_out(api: Api, todo: Plan, *, dry_run: bool = False, manager: str = "") -> tuple[Object, str]:
    """Write what was planned; returns the object as it is now and what was done."""
    if todo.live is None:
        made = api.create(todo.wanted, todo.namespace or None, dry_run=dry_run, manager=manager)
        return made, "created"
    if not todo.patch:
        return todo.live, "unchanged"
    done = api.patch(
        todo.kind.key, todo.name, todo.patch, todo.namespace, type=todo.type, dry_run=dry_run, manager=manager
    )
    return done, "configured"


def apply(api: Api, obj: Object, namespace: str = "default", *, dry_run: bool = False) -> tuple[Object, str]:
    """Make the cluster be as `obj` says: (object, "created" | "configured" | "unchanged")."""
    return carry_out(api, plan(api, obj, namespace), dry_run=dry_run, manager=MANAGER)
