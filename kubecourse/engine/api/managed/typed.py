"""Is a manifest for apply well typed? What is wrong is refused in the words of the server.

Apply reads its manifest with the published types, not with Go's structs, so its errors differ from those of create:
`.spec.replica: field not declared in schema`. Keys of list items must be there, and no two items may share them.
Upstream: structured-merge-diff `typed/validate.go`, `typed/helpers.go`; kube `managedfields/internal/structuredmerge.go`.
"""

from __future__ import annotations

from typing import Any

from ..errors import ApiError
from ..kinds import Kind
from ..schema import ANY, SchemaNode
from .sets import Path, spelled
from .walk import _DEFAULTS, element, root

__all__ = ["check"]

_STRINGS = ("string", "bytes", "time", "micro-time")


def check(kind: Kind, obj: dict[str, Any]) -> None:
    """Refuse a manifest that the types do not allow. Raises ApiError (500, without a reason, as the server does)."""
    found: list[str] = []
    _check(root(kind), obj, (), found)
    if not found:
        return
    meta = obj.get("metadata") or {}
    about = f"{meta.get('namespace') or ''}/{meta.get('name') or ''}; {kind.group}/{kind.version}, Kind={kind.name}"
    if not kind.group:
        about = f"{meta.get('namespace') or ''}/{meta.get('name') or ''}; /{kind.version}, Kind={kind.name}"
    text = found[0] if len(found) == 1 else "errors:\n" + "\n".join(f"  {line}" for line in found)
    hint = "field.unknown" if "not declared in schema" in text else "field.type"
    raise ApiError("", f"failed to create typed patch object ({about}): {text}", code=500, hint=hint)


def _check(where: SchemaNode, value: Any, path: Path, found: list[str]) -> None:
    if value is None:
        return
    if where.type in ("object", "map"):
        _map(where, value, path, found)
    elif where.type == "list":
        _list(where, value, path, found)
    elif wanted := _wrong(where.type, value):
        found.append(f"{spelled(path)}: expected {wanted}, got {_go(value)}")


def _map(where: SchemaNode, value: Any, path: Path, found: list[str]) -> None:
    if not isinstance(value, dict):
        found.append(f"{spelled(path)}: expected map, got {_go(value)}")
        return
    for key in sorted(value):
        here = (*path, f"f:{key}")
        if where.type == "object" and key not in where.fields:
            found.append(f"{spelled(here)}: field not declared in schema")
        else:
            _check(where.child(key), value[key], here, found)


def _list(where: SchemaNode, value: Any, path: Path, found: list[str]) -> None:
    if not isinstance(value, list):
        found.append(f"{spelled(path)}: expected list, got {_go(value)}")
        return
    seen: set[str] = set()
    for index, item in enumerate(value):
        if where.list_type not in ("map", "set"):
            _check(where.item or ANY, item, (*path, f"i:{index}"), found)
            continue
        wrong = _no_key(where, item)
        if wrong:
            found.append(f"{spelled(path)}: element {index}: {wrong}")
            continue
        step = element(where, item)
        if step in seen:
            found.append(f"{spelled(path)}: duplicate entries for key {spelled((step,))}")
            continue
        seen.add(step)
        _check(where.item or ANY, item, (*path, step), found)


def _no_key(where: SchemaNode, item: Any) -> str:
    if where.list_type == "set":
        if isinstance(item, dict):
            return "associative list without keys has an element that's a map type"
        if isinstance(item, list):
            return "not supported: associative list with lists as elements"
        return "associative list without keys has an element that's an explicit null" if item is None else ""
    if item is None:
        return "associative list with keys may not have a null element"
    if not isinstance(item, dict):
        return "associative list with keys may not have non-map elements"
    missing = [key for key in where.keys if item.get(key) is None and key not in _DEFAULTS]
    if not missing or len(missing) < len(where.keys):
        return ""
    why = "has an element that omits key field"
    return f'associative list with keys {why} "{missing[0]}" (and doesn\'t have default value)'


def _wrong(kind: str, value: Any) -> str:
    """What a scalar should have been, or nothing."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind in _STRINGS:
        return "" if isinstance(value, str) else "string"
    if kind in ("int32", "int64", "number"):
        return "" if number else "numeric (int or float)"
    if kind == "bool":
        return "" if isinstance(value, bool) else "boolean"
    return "scalar" if kind != "any" and isinstance(value, (dict, list)) else ""


def _go(value: Any) -> str:
    if isinstance(value, str):
        text = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, dict):
        text = "map[string]interface {}{" + ", ".join(f'"{k}":{_inner(v)}' for k, v in sorted(value.items())) + "}"
    elif isinstance(value, list):
        text = "[]interface {}{" + ", ".join(map(_inner, value)) + "}"
    else:
        text = str(value)
    return f"&value.valueUnstructured{{Value:{text}}}"


def _inner(value: Any) -> str:
    return _go(value)[len("&value.valueUnstructured{Value:") : -1]
