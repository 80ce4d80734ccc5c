"""The path of a request: which kind, where, which object, which part of it.

`/api/v1/namespaces/NAMESPACE/pods/NAME/log`, `/apis/GROUP/VERSION/RESOURCE`, and the old form with `/watch/` in front.
Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go. Next: `rest.py`.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote

from ..engine.api.errors import ApiError
from ..engine.api.kinds import SPOKES, Kind, Registry

__all__ = ["NOWHERE", "Target", "lost", "target"]

NOWHERE = "the server could not find the requested resource"
#: parts of a Namespace, which look like resources in it
_OF_NAMESPACES = ("status", "finalize")


class Target(NamedTuple):
    """What a path means. `name` is empty for a collection; `rest` is what follows a proxy subresource."""

    kind: Kind
    namespace: str
    name: str
    subresource: str
    rest: str
    watch: bool


def lost() -> ApiError:
    """404 for a path that is none."""
    return ApiError("NotFound", NOWHERE, details={})


def target(registry: Registry, path: str) -> Target:
    """Read `path`, which begins with /api/ or /apis/. Raises ApiError NotFound."""
    words = [unquote(word) for word in path.split("/") if word]
    skip = 2 if words[0] == "api" else 3
    version, words = "/".join(words[1:skip]), words[skip:]
    watch = bool(words) and words[0] == "watch"
    words = words[1:] if watch else words
    if not words:
        raise lost()
    space = ""
    if words[0] == "namespaces" and len(words) > 2 and words[2] not in _OF_NAMESPACES:
        space, words = words[1], words[2:]
    kind = _kind(registry, version, words[0])
    if kind is None or (space and not kind.namespaced):
        raise lost()
    name, sub = [*words[1:3], "", ""][:2]
    return Target(kind, space, name, sub, "/".join(words[3:]), watch)


def _kind(registry: Registry, version: str, plural: str) -> Kind | None:
    kinds: tuple[Kind, ...] = (*registry, *registry.taught(), *SPOKES.values())
    for kind in kinds:
        if kind.plural == plural and kind.api_version == version:
            return kind
    return None
