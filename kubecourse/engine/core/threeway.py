"""The patch of kubectl apply, made on the client from three objects.

What changed between the live object and the wanted one, plus what was in the last applied one and is wanted no more
(`CreateThreeWayMergePatch` in `apimachinery/pkg/util/strategicpatch/patch.go`). Next: `work.py`.
"""

from __future__ import annotations

from typing import Any

from .fields import same
from .patches import Object, TypeNode, ordered

__all__ = ["three_way"]

_ORDER = "$setElementOrder/"
_DROP = "$deleteFromPrimitiveList/"
_RETAIN = "$retainKeys"


def three_way(last: Object | None, wanted: Object, live: Object, schema_node: TypeNode) -> Object:
    """A strategic merge patch that brings `live` to `wanted`; {} if there is nothing to do.

    Fields that neither `last` nor `wanted` names are left alone: others own them.
    """
    changes = _diff(live, wanted, schema_node, deletions=False)
    gone = _diff(last or {}, wanted, schema_node, deletions=True)
    return _join(gone, changes, schema_node)


def _diff(old: Object, new: Object, where: TypeNode, *, deletions: bool, retain: bool = False) -> Object:
    """A patch from `old` to `new`: only what is gone (`deletions`), or only what changed and came."""
    patch: Object = {}
    for key in sorted({**old, **new}):
        if key not in new:
            if deletions:
                patch[key] = None
        elif key not in old:
            if not deletions:
                patch[key] = new[key]
        else:
            _diff_field(patch, key, old[key], new[key], where.child(key), deletions)
    if retain and new and (patch or any(key not in new for key in old)):
        patch[_RETAIN] = sorted(new)
    return patch


def _diff_field(patch: Object, key: str, old: Any, new: Any, where: TypeNode, deletions: bool) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        below = _diff(old, new, where, deletions=deletions, retain=where.retain_keys)
        if below:
            patch[key] = below
    elif isinstance(old, list) and isinstance(new, list) and where.merges:
        _diff_list(patch, key, old, new, where, deletions)
    elif not deletions and not same(old, new):
        patch[key] = new


def _diff_list(patch: Object, key: str, old: list[Any], new: list[Any], where: TypeNode, deletions: bool) -> None:
    name = where.merge_key
    if not name:
        _diff_scalars(patch, key, old, new, deletions)
        return
    before = {repr(item[name]): item for item in old if isinstance(item, dict) and name in item}
    after = {repr(item[name]): item for item in new if isinstance(item, dict) and name in item}
    if len(before) < len(old) or len(after) < len(new):  # without its key an item cannot be told apart
        if not deletions and not same(old, new):
            patch[key] = new
        return
    found = []
    for identity, item in after.items():
        if identity in before:
            below = _diff(before[identity], item, where.item, deletions=deletions, retain=where.retain_keys)
            if below:
                found.append({**below, name: item[name]})
        elif not deletions:
            found.append(item)
    if deletions:
        found += [{name: item[name], "$patch": "delete"} for identity, item in before.items() if identity not in after]
    if found:
        patch[key] = found
    if found or (not deletions and list(before) != list(after)):
        patch[_ORDER + key] = [{name: item[name]} for item in new]


def _diff_scalars(patch: Object, key: str, old: list[Any], new: list[Any], deletions: bool) -> None:
    added = [] if deletions else [item for item in new if item not in old]
    gone = [item for item in old if item not in new] if deletions else []
    if added:
        patch[key] = added
    if gone:
        patch[_DROP + key] = gone
    if added or gone or (not deletions and old != new):
        patch[_ORDER + key] = list(new)


def _join(gone: Object, changes: Object, where: TypeNode) -> Object:
    """Both patches as one; where they meet, what is wanted wins."""
    joined = dict(gone)
    for key, value in changes.items():
        old = joined.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            joined[key] = _join(old, value, where.child(key))
        elif isinstance(old, list) and isinstance(value, list) and not key.startswith("$"):
            joined[key] = _join_list(old, value, where.child(key))
        else:
            joined[key] = value
    return joined


def _join_list(gone: list[Any], changes: list[Any], where: TypeNode) -> list[Any]:
    name = where.merge_key
    if not name:
        return [*gone, *(item for item in changes if item not in gone)]
    if not all(isinstance(item, dict) and name in item for item in (*gone, *changes)):
        return changes
    merged = {repr(item[name]): item for item in gone}
    for item in changes:
        old = merged.get(repr(item[name]))
        merged[repr(item[name])] = _join(old, item, where.item) if old is not None else item
    return ordered(list(merged.values()), changes, gone, name)
