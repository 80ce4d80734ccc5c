"""How writes move fields between owners: updates take what they change, applies own what they say.

An update owns the fields that it changed, and whoever owned them loses them. An apply owns what its manifest says,
shares what has the same value, and is refused (409) what somebody else owns with another value, unless it forces.
What it applied last time and no longer says goes, if nobody else owns it.
Upstream: structured-merge-diff `merge/update.go`; kube `managedfields/internal/{structuredmerge,stripmeta,capmanagers}.go`.
Next: `ledger.py`, which reads the owners of any object off the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import ApiError, Cause
from ..kinds import Kind
from ..schema import SchemaNode
from .managers import UPDATE, Managers, Owned, Owner
from .merge import merge
from .sets import NONE, Fields, Path, ordered, spelled
from .walk import compare, ensured, fields_of, without

__all__ = ["Conflicts", "applied", "claimed", "conflict_error", "conflicts_of", "updated"]

Conflicts = dict[Owner, Fields]

#: what is written of no owner: the server's own
_STRIPPED: Fields = frozenset(
    [("f:apiVersion",), ("f:kind",), ("f:metadata",)]
    + [("f:metadata", f"f:{field}") for field in (
        "name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion"
    )]
)  # fmt: skip
_STATUS = "f:status"
#: more updaters than this are summed up, the oldest first
_MOST_UPDATERS = 10
_OLD = "ancient-changes"


def claimed(kind: Kind, fields: Fields, subresource: str) -> Fields:
    """The fields that a request can own: not the server's own, and only those of its side (spec or status)."""
    fields = fields - _STRIPPED
    if "status" not in kind.subresources:
        return fields
    if subresource == "status":
        return frozenset(path for path in fields if path[0] in (_STATUS, "f:metadata"))
    return frozenset(path for path in fields if path[0] != _STATUS)


def updated(kind: Kind, where: SchemaNode, managers: Managers, old: Any, new: Any, owner: Owner, time: str,
            made: Fields | None = None) -> Managers:  # fmt: skip
    """The owners after `owner` changed `old` to `new`. `made`: the fields it wrote, where `new` has more than those."""
    changed, gone = compare(where, old, new)
    if made is not None:
        changed = made
    changed = claimed(kind, changed, owner.subresource)
    after = _taken(managers, dict.fromkeys(managers, changed), gone)
    if changed:
        before = after.get(owner, Owned(NONE, "")).fields
        after[owner] = Owned(before | changed, owner.version, time)
    return _capped(after)


def _taken(managers: Managers, lost: Mapping[Owner, Fields], gone: Fields) -> Managers:
    """The owners without the fields they lost and without those that are gone."""
    after: Managers = {}
    for who, owned in managers.items():
        left = owned.fields - lost.get(who, NONE) - gone
        if left:
            after[who] = owned if left == owned.fields else owned._replace(fields=left)
    return after


def _capped(managers: Managers) -> Managers:
    """At most ten updaters: the oldest of one version are summed up under one name."""
    updaters = [row for row in managers.items() if row[0].operation == UPDATE]
    excess = len(updaters) - _MOST_UPDATERS
    if excess <= 0:
        return managers
    after, first = dict(managers), dict[str, Owner]()
    for who, owned in sorted(updaters, key=lambda row: (row[1].time, row[0].key)):
        if excess <= 0:
            break
        if owned.version not in first:
            first[owned.version] = who
            continue
        bucket = Owner(_OLD, UPDATE, owned.version)
        if bucket not in after:
            after[bucket] = after.pop(first[owned.version])
        after[bucket] = Owned(after[bucket].fields | owned.fields, owned.version, owned.time)
        del after[who]
        excess -= 1
    return after


def applied(kind: Kind, where: SchemaNode, managers: Managers, live: Any, config: Any, owner: Owner, time: str,
            force: bool = False, forgiven: Fields = NONE) -> tuple[Any, Managers]:  # fmt: skip
    """(`live` with `config` applied, the owners then). `live` is {} for a new object.

    Raises ApiError Conflict, with a cause for each field and owner, unless `force` or all of them are `forgiven`.
    """
    last, version = managers.get(owner), kind.api_version
    mine = claimed(kind, fields_of(where, config), owner.subresource)
    merged = merge(where, live, config)
    wanted = {**managers, owner: Owned(mine, version, last.time if last else "")}
    if last is not None and last.fields:
        merged = _pruned(where, merged, wanted, last.fields)
    changed, gone = compare(where, live, merged)
    changed = claimed(kind, changed, owner.subresource)
    conflicts = conflicts_of(managers, owner, changed)
    refused = {who: fields - forgiven for who, fields in conflicts.items() if fields - forgiven}
    if refused and not force:
        raise conflict_error(refused)
    after = _taken({who: owned for who, owned in wanted.items() if who != owner}, conflicts, gone)
    if mine:
        # the time is that of the last write that changed the object; who only joins an owner has none
        after[owner] = wanted[owner] if merged == live else Owned(mine, version, time)
    return merged, after


def conflicts_of(managers: Managers, owner: Owner, changed: Fields) -> Conflicts:
    """What others own of the fields that `owner` would change."""
    found = {who: owned.fields & changed for who, owned in managers.items() if who != owner}
    return {who: fields for who, fields in found.items() if fields}


def _pruned(where: SchemaNode, merged: Any, managers: Managers, last: Fields) -> Any:
    """`merged` without what was applied last time, except what anybody still owns and what was never this applier's."""
    last = ensured(where, last)
    has = ensured(where, fields_of(where, merged))
    owned = ensured(where, frozenset[Path]().union(*(entry.fields for entry in managers.values())))
    pruned = without(where, merged, last)
    kept = ensured(where, fields_of(where, pruned))
    pruned = without(where, merged, has - (kept | owned))
    kept = ensured(where, fields_of(where, pruned))
    return without(where, merged, (has - kept) & last)


def conflict_error(conflicts: Conflicts) -> ApiError:
    """The 409 of an apply that would take fields from others."""
    rows = [
        (who, spelled(path)) for who in sorted(conflicts, key=lambda who: who.key) for path in ordered(conflicts[who])
    ]
    causes = tuple(Cause(path, "FieldManagerConflict", f"conflict with {who}") for who, path in rows)
    if len(rows) == 1:
        text = f"Apply failed with 1 conflict: conflict with {rows[0][0]}: {rows[0][1]}"
    else:
        lines: list[str] = []
        for who in dict.fromkeys(who for who, _ in rows):
            lines += [f"conflicts with {who}:", *(f"- {path}" for owner, path in rows if owner == who)]
        text = f"Apply failed with {len(rows)} conflicts: " + "\n".join(lines)
    return ApiError("Conflict", text, causes=causes)
