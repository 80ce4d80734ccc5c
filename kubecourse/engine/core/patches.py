"""JSON patch, merge patch and strategic merge: pure functions whose result shares what did not change.

Strategic merge follows `apimachinery/pkg/util/strategicpatch/patch.go` and its directives (`$patch`, `$retainKeys`,
`$setElementOrder/…`, `$deleteFromPrimitiveList/…`); which lists merge, and by which key, is told by the type tree of
`engine/api/schema.py`. Refusals are PatchError. Next: `threeway.py`, how kubectl apply makes such a patch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from .fields import same

__all__ = ["JsonPatchError", "PatchError", "TypeNode", "json_patch", "merge_patch", "ordered", "strategic", "three_way"]

Object = dict[str, Any]
_ORDER = "$setElementOrder/"
_DROP = "$deleteFromPrimitiveList/"
_RETAIN = "$retainKeys"


class PatchError(ValueError):
    """The patch cannot be read or applied; the text is the server's."""


class JsonPatchError(PatchError):
    """A JSON patch operation does not apply (the server answers 422)."""


class TypeNode(Protocol):
    """What a patch needs to know of a field's type (`SchemaNode` has it)."""

    @property
    def item(self) -> Any:
        """The type of the elements of a list or map."""

    @property
    def merges(self) -> bool:
        """Is it a list whose elements merge?"""

    @property
    def merge_key(self) -> str:
        """The field that tells elements apart, "" for a list of scalars."""

    @property
    def retain_keys(self) -> bool:
        """Does `$retainKeys` belong in a patch of it?"""

    def child(self, field: str) -> Any:
        """The type of a field."""


# -- JSON patch (RFC 6902, as evanphx/json-patch v4 reads it) -------------------------------------------


def json_patch(obj: Any, ops: Sequence[Mapping[str, Any]]) -> Any:
    """Apply the operations in order. Raises JsonPatchError at the first that does not apply."""
    if not isinstance(ops, list):
        raise PatchError("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    for op in ops:
        if not isinstance(op, Mapping):
            raise PatchError("json: cannot unmarshal value into Go value of type jsonpatch.Operation")
        obj = _operate(obj, op)
    return obj


def _operate(obj: Any, op: Mapping[str, Any]) -> Any:
    verb, path = op.get("op"), op.get("path")
    if not isinstance(path, str):
        raise JsonPatchError(f"{verb} operation has invalid path: missing value")
    steps = _pointer(path)
    if verb in ("add", "replace", "test") and "value" not in op:
        raise JsonPatchError(f"error in {verb} for path: '{path}': missing value")
    if verb == "add":
        return _edit(obj, steps, path, "add", op["value"])
    if verb == "replace":
        return _edit(obj, steps, path, "replace", op["value"]) if steps else op["value"]
    if verb == "remove":
        return _edit(obj, steps, path, "remove", None)
    if verb == "test":
        if not same(_look(obj, steps, path, "test", lenient=True), op["value"]):
            raise JsonPatchError(f"testing value {path} failed: test failed")
        return obj
    if verb in ("move", "copy"):
        start = op.get("from")
        if not isinstance(start, str):
            raise JsonPatchError(f"{verb} operation has invalid from: missing value")
        value = _look(obj, _pointer(start), start, verb)
        rest = _edit(obj, _pointer(start), start, "remove", None) if verb == "move" else obj
        return _edit(rest, steps, path, "add", value)
    raise JsonPatchError(f"Unexpected kind: {verb}")


def _pointer(path: str) -> list[str]:
    if path == "":
        return []
    if path[0] != "/":
        raise JsonPatchError(f"path '{path}' is not a JSON pointer: missing value")
    return [step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/")]


def _index(here: list[Any], step: str, path: str, verb: str) -> int:
    if step == "-" and verb == "add":
        return len(here)
    if not step.isdecimal() or int(step) > len(here) - (verb != "add"):
        raise JsonPatchError(
            f'{verb} operation does not apply: doc is missing path: "{path}": invalid index referenced'
        )
    return int(step)


def _look(obj: Any, steps: list[str], path: str, verb: str, lenient: bool = False) -> Any:
    here = obj
    for at, step in enumerate(steps):
        if isinstance(here, list):
            here = here[_index(here, step, path, verb)]
        elif isinstance(here, dict) and (step in here or (lenient and at == len(steps) - 1)):
            here = here.get(step)  # a test of null holds for a field that is not there
        else:
            raise JsonPatchError(f'{verb} operation does not apply: doc is missing path: "{path}": missing value')
    return here


def _edit(here: Any, steps: list[str], path: str, verb: str, value: Any) -> Any:
    if not steps:
        if verb == "remove":
            raise JsonPatchError(f'remove operation does not apply: doc is missing path: "{path}": missing value')
        return value
    step, last = steps[0], len(steps) == 1
    if isinstance(here, list):
        index = _index(here, step, path, verb if last else "look")
        if not last:
            return [*here[:index], _edit(here[index], steps[1:], path, verb, value), *here[index + 1 :]]
        return [*here[:index], *([] if verb == "remove" else [value]), *here[index + (verb != "add") :]]
    if not isinstance(here, dict) or (step not in here and (not last or verb == "remove")):
        raise JsonPatchError(f'{verb} operation does not apply: doc is missing path: "{path}": missing value')
    if not last:
        return {**here, step: _edit(here[step], steps[1:], path, verb, value)}
    # as the library does, replacing what is not there adds it
    return {k: v for k, v in here.items() if k != step} if verb == "remove" else {**here, step: value}


# -- merge patch (RFC 7396) -----------------------------------------------------------------------------


def merge_patch(obj: Any, patch: Any) -> Any:
    """Null removes, maps merge, all else replaces."""
    if not isinstance(patch, dict):
        return patch
    new = dict(obj) if isinstance(obj, dict) else {}
    for key, value in patch.items():
        if value is None:
            new.pop(key, None)
        else:
            new[key] = merge_patch(new.get(key), value)
    return new


# -- strategic merge ------------------------------------------------------------------------------------


def strategic(obj: Object, patch: Object, schema_node: TypeNode) -> Object:
    """Apply a strategic merge patch. Raises PatchError."""
    if not isinstance(patch, dict):
        raise PatchError("cannot restore map from " + type(patch).__name__)
    return _merge_map(obj, patch, schema_node)


def _merge_map(old: Object, patch: Object, where: TypeNode) -> Object:
    directive = patch.get("$patch")
    if directive == "replace":
        return _without(patch)  # type: ignore[no-any-return]
    if directive == "delete":
        return {}
    if directive not in (None, "merge"):
        raise PatchError(f"unknown patch type '{directive}' in map")
    new = _retain(old, patch)
    done = set()
    for word, wanted in patch.items():
        if word.startswith(_ORDER):
            key = word[len(_ORDER) :]
            done.add(key)
            _order_list(new, patch, key, wanted, where.child(key))
    for key, value in patch.items():
        if key in done or key in ("$patch", _RETAIN) or key.startswith(_ORDER):
            continue
        if key.startswith(_DROP):
            _drop(new, key[len(_DROP) :], value)
        elif value is None:
            new.pop(key, None)
        else:
            new[key] = _merge(new.get(key), value, where.child(key))
    return new


def _retain(old: Object, patch: Object) -> Object:
    kept = patch.get(_RETAIN)
    if kept is None:
        return dict(old)
    if not isinstance(kept, list):
        raise PatchError("invalid retainKeys directive")
    if any(key not in kept for key, value in patch.items() if value is not None and not key.startswith("$")):
        raise PatchError("patch content doesn't match the retainKeys list")
    return {key: value for key, value in old.items() if key in kept}


def _drop(new: Object, key: str, gone: Any) -> None:
    if not isinstance(gone, list):
        raise PatchError(f"invalid {_DROP}{key} directive")
    if isinstance(new.get(key), list):
        new[key] = [item for item in new[key] if item not in gone]


def _merge(old: Any, value: Any, where: TypeNode) -> Any:
    if isinstance(value, dict) and isinstance(old, dict):
        return _merge_map(old, value, where)
    if isinstance(value, list) and isinstance(old, list) and where.merges:
        return _merge_list(old, value, where)
    return _without(value)


def _without(value: Any) -> Any:
    """A patch value that meets nothing to merge with: its directives and nulls go."""
    if isinstance(value, dict):
        return {k: _without(v) for k, v in value.items() if v is not None and not _is_directive(k)}
    if isinstance(value, list):
        return [_without(item) for item in value if not (isinstance(item, dict) and "$patch" in item)]
    return value


def _is_directive(key: str) -> bool:
    return key in ("$patch", _RETAIN) or key.startswith((_ORDER, _DROP))


def _key_of(item: Any, key: str) -> Any:
    if not key:
        return item
    if not isinstance(item, dict) or key not in item:
        raise PatchError(f"map: {item} does not contain declared merge key: {key}")
    return item[key]


def _merge_list(old: list[Any], patch: list[Any], where: TypeNode) -> list[Any]:
    key = where.merge_key
    if not key:
        merged = [*old, *(item for item in patch if item not in old)]
        return ordered(merged, patch, old, "")
    kept, patch, replaced = _special(old, patch, key)
    if replaced:
        return [_without(item) for item in patch]
    at = {_hashable(_key_of(item, key)): index for index, item in enumerate(kept)}
    merged = list(kept)
    for item in patch:
        index = at.get(_hashable(_key_of(item, key)))
        if index is None:
            at[_hashable(item[key])] = len(merged)
            merged.append(_without(item))
        else:
            merged[index] = _merge_map(merged[index], item, where.item)
    return ordered(merged, patch, kept, key)


def _special(old: list[Any], patch: list[Any], key: str) -> tuple[list[Any], list[Any], bool]:
    """Take the items that are directives out of `patch`: (what is left of old, the patch, replace all?)."""
    rest, replaced = [], False
    for item in patch:
        directive = item.get("$patch") if isinstance(item, dict) else None
        if directive is None or directive == "merge":
            rest.append({k: v for k, v in item.items() if k != "$patch"} if directive else item)
        elif directive == "delete":
            gone = _key_of(item, key)
            old = [one for one in old if _key_of(one, key) != gone]
        elif directive == "replace":
            replaced = True
        else:
            raise PatchError(f"unknown patch type '{directive}' in map")
    return old, rest, replaced


def _hashable(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, bool)) else repr(value)


def _order_list(new: Object, patch: Object, key: str, order: Any, where: TypeNode) -> None:
    """`$setElementOrder/key`: merge the list, then put it in that order."""
    if not isinstance(order, list):
        raise PatchError(f"invalid {_ORDER}{key} directive")
    old, change = new.get(key), patch.get(key)
    if key in patch and change is None:
        new.pop(key, None)
        return
    if f"{_DROP}{key}" in patch:
        _drop(new, key, patch[f"{_DROP}{key}"])
    if old is None and change is None:
        return
    merged = _merge(new.get(key), change, where) if change is not None else new[key]
    if isinstance(merged, list):
        new[key] = ordered(merged, order, old if isinstance(old, list) else [], where.merge_key)


def ordered(merged: list[Any], order: list[Any], server: list[Any], key: str) -> list[Any]:
    """`merged` with what is in `order` in that order, and the rest where the `server` has it relative to those."""
    rank = {_hashable(_key_of(item, key)): index for index, item in reversed(list(enumerate(order)))}
    place = {_hashable(_key_of(item, key)): index for index, item in reversed(list(enumerate(server)))}
    names = [_hashable(_key_of(item, key)) for item in merged]
    right = sorted((i for i in range(len(merged)) if names[i] in rank), key=lambda i: rank[names[i]])
    left = sorted((i for i in range(len(merged)) if names[i] not in rank), key=lambda i: place.get(names[i], i))
    result: list[Any] = []
    while left and right:
        ours, theirs = place.get(names[left[0]]), place.get(names[right[0]])
        first = left if ours is not None and theirs is not None and ours < theirs else right
        result.append(merged[first.pop(0)])
    return result + [merged[i] for i in left + right]


def three_way(last: Object | None, wanted: Object, live: Object, schema_node: TypeNode) -> Object:
    """The strategic patch that kubectl apply sends: see `threeway.py`."""
    from .threeway import three_way as made

    return made(last, wanted, live, schema_node)
