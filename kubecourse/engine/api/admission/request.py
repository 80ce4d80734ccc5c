"""One write, as admission sees it, and the ways to refuse it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..errors import ApiError, Cause
from ..kinds import Kind

__all__ = ["Plugin", "Request", "deny"]

Object = dict[str, Any]


@dataclass(slots=True)
class Request:
    """Who wants to do what. `obj` may be changed while mutating; `old` is stored and must not be."""

    verb: str  # CREATE | UPDATE | DELETE
    kind: Kind
    namespace: str
    name: str
    obj: Object | None
    old: Object | None
    subresource: str
    user: str
    api: Any  # the handle of who asks: find, list, now, chance, set_status, warnings
    dry_run: bool = False


class Plugin(NamedTuple):
    """An admission plugin: `mutate` may change the object, `check` may only refuse it.

    `verbs` and `kinds` say when it is asked; no kinds means all of them. Subresources are none of its business
    unless it looks at `request.subresource` itself.
    """

    name: str
    verbs: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    mutate: Callable[[Request], None] | None = None
    check: Callable[[Request], None] | None = None


def deny(request: Request, *reasons: str, causes: tuple[Cause, ...] = ()) -> ApiError:
    """The refusal `pods "web" is forbidden: …`; several reasons are listed in brackets."""
    distinct = list(dict.fromkeys(reasons))
    text = distinct[0] if len(distinct) == 1 else f"[{', '.join(distinct)}]"
    kind, name = request.kind, _name(request)
    details = {"name": name, "kind": kind.plural} | ({"group": kind.group} if kind.group else {})
    return ApiError("Forbidden", f'{kind.resource} "{name}" is forbidden: {text}', causes=causes, details=details)


def _name(request: Request) -> str:
    if request.name:
        return request.name
    metadata = (request.obj or {}).get("metadata") or {}
    # a name may not have been generated yet
    return metadata.get("name") or metadata.get("generateName") or "Unknown"
