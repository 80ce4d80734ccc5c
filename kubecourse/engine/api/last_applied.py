"""The annotation in which `kubectl apply` keeps the manifest that it applied last.

Client-side apply compares with it; server-side apply keeps it up to date where it is there.
Next: `client_apply.py` and `managed/apply.py`, its two users.
"""

from __future__ import annotations

from json import dumps
from typing import Any

from ..core.work import Object

__all__ = ["LAST_APPLIED", "go_json", "with_last_applied"]

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

#: Go's encoder writes these so that JSON is safe inside HTML
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def go_json(value: Any) -> str:
    """Compact JSON as Go's encoding/json writes it: sorted keys, `<`, `>` and `&` escaped."""
    return dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).translate(_ESCAPES)


def with_last_applied(obj: Object) -> Object:
    """`obj` with the annotation that remembers it; what is no map of annotations is left for the server to refuse."""
    meta = obj.get("metadata") or {}
    if not isinstance(meta, dict) or not isinstance(meta.get("annotations") or {}, dict):
        return obj
    notes = {key: value for key, value in (meta.get("annotations") or {}).items() if key != LAST_APPLIED}
    bare = {**obj, "metadata": {**meta, "annotations": notes}}
    return {**bare, "metadata": {**bare["metadata"], "annotations": {**notes, LAST_APPLIED: go_json(bare) + "\n"}}}
