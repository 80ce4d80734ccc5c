"""Defaults: what the server fills in before anybody looks at an object.

`apply(kind, obj)` changes a private tree in place, is idempotent, and knows no other object. It also
brings the object into the form in which it is stored: empty values that are not kept (`tidy.py`),
canonical quantities. One module a group; each has a table `APPLY` of kind -> function.

Next: `../admission`, which looks at other objects too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..kinds import BUILTIN, Kind
from . import apps, autoscaling, batch, core, networking, others
from .tidy import tidy

__all__ = ["apply"]

_APPLY: dict[str, Callable[[dict[str, Any]], None]] = {
    **core.APPLY, **apps.APPLY, **batch.APPLY, **networking.APPLY, **autoscaling.APPLY, **others.APPLY,
}  # fmt: skip
_GROUPS = frozenset(kind.group for kind in BUILTIN)


def apply(kind: Kind, obj: dict[str, Any]) -> None:
    """Default `obj` in place. Custom kinds are left as they are: their schema has defaults of its own."""
    if obj.get("metadata") is None:
        obj["metadata"] = {}
    if kind.group not in _GROUPS:
        return
    tidy(obj)
    function = _APPLY.get(kind.name)
    if function is not None:
        function(obj)
