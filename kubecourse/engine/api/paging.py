"""A list in pages: limit and continue, and the rules of resourceVersion and resourceVersionMatch.

`page` returns the List as the server sends it, a plain dict: `kind`, `apiVersion`, `items` (whole objects, each with its
own kind and apiVersion; JSON lists of built-in kinds leave those two out), and `metadata` with `resourceVersion`, and
`continue` and `remainingItemCount` when there is more. All pages of one list show the same instant. Refusals are
ApiErrors; a 410 of an outdated token has a token of another kind in its `metadata`, to go on with what there is now.
Upstream: staging/src/k8s.io/apiserver/pkg/storage/{continue.go,etcd3/store.go,etcd3/errors.go}. Next: `watching.py`.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from json import dumps, loads
from typing import Any

from ..core import selectors
from ..core.work import Object
from . import fieldlabels
from .conversion import from_hub
from .errors import ApiError, Cause, bad_request, invalid
from .kinds import Kind
from .versions import compacted, parsed, snapshot, too_large

__all__ = ["MATCHES", "label_selector", "page"]

MATCHES = ("Exact", "NotOlderThan")
_OLD_LIST = "The resourceVersion for the provided list is too old."
_OLD_TOKEN = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
    "deleted between the time the first chunk was returned and now may show up in the list."
)


def page(api: Any, kind: Kind, namespace: str | None, labels: Any, fields: str | None, limit: int, token: str,
         version: str, match: str) -> Object:  # fmt: skip
    """One page of a list. `limit` 0 is all; `token` is the `continue` of the page before."""
    _check(token, version, match)
    wanted = label_selector(labels)
    chosen = fieldlabels.compiled(kind, fields) if fields else None
    at, start = _where(api.server, kind, version, match, token, limit)
    state = snapshot(api.server, api.server.kind(kind.hub) if kind.hub else kind, at)
    prefix = f"{namespace}/" if namespace and kind.namespaced else ""
    keys = [key for key in sorted(state) if key.startswith(prefix) and key >= start]
    items: list[Object] = []
    last = -1
    for number, key in enumerate(keys):
        obj = state[key]
        if wanted is not None and not wanted.matches(obj["metadata"].get("labels") or {}):
            continue
        if chosen is not None and not chosen.matches(from_hub(kind, obj) if kind.hub else obj, fieldlabels.value):
            continue
        items.append(obj)
        last = number
        if limit and len(items) == limit:
            break
    if kind.hub:
        items = [from_hub(kind, obj) for obj in items]
    at = at or api.server.storage.revision
    meta: Object = {"resourceVersion": str(at)}
    left = len(keys) - last - 1
    if limit and len(items) == limit and left:
        meta["continue"] = _token(at, keys[last] + "\0")
        if wanted is None and chosen is None:
            meta["remainingItemCount"] = left
    return {"kind": f"{kind.name}List", "apiVersion": kind.api_version, "metadata": meta, "items": api.shown(items)}


def label_selector(labels: Any) -> selectors.Selector | None:
    """The selector that is meant; None for none. Raises ApiError BadRequest."""
    try:
        return selectors.labels(labels) if labels else None
    except ValueError as error:
        raise bad_request(str(error)) from None


def _check(token: str, version: str, match: str) -> None:
    if not match:
        return
    causes = []
    if not version:
        causes.append(_forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided"))
    if token:
        causes.append(_forbidden("resourceVersionMatch is forbidden when continue is provided"))
    if match not in MATCHES:
        text = f'Unsupported value: "{match}": supported values: "Exact", "NotOlderThan", ""'
        causes.append(Cause("resourceVersionMatch", "FieldValueNotSupported", text))
    if match == "Exact" and version == "0":
        causes.append(_forbidden('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'))
    if causes:
        raise invalid("meta.k8s.io", "ListOptions", "", causes)


def _forbidden(text: str) -> Cause:
    return Cause("resourceVersionMatch", "FieldValueForbidden", f"Forbidden: {text}")


def _where(server: Any, kind: Kind, version: str, match: str, token: str, limit: int) -> tuple[int, str]:
    """(version to list at, 0 for now; key to begin with)."""
    current = server.storage.revision
    if token:
        at, start = _read(token)
        if version not in ("", "0"):
            raise bad_request("specifying resource version is not allowed when using continue")
        if at < 0:
            return 0, start
        if at < compacted(server):
            raise ApiError("Expired", _OLD_TOKEN, code=410, metadata={"continue": _token(-1, start)})
        return at, start
    at = parsed(version)
    if at > current:
        raise too_large(at, current)
    # with a limit, a bare version means exactly this one: so it was before there was a word for it
    if at and (match == "Exact" or (not match and limit)):
        if at < compacted(server):
            raise ApiError("Expired", _OLD_LIST, code=410)
        return at, ""
    return 0, ""


def _token(version: int, start: str) -> str:
    """Opaque to everybody else: the version, and the key that comes next."""
    text = dumps({"v": "meta.k8s.io/v1", "rv": version, "start": start}, separators=(",", ":"), ensure_ascii=False)
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _read(token: str) -> tuple[int, str]:
    begin = "invalid continue token: continue key is not valid"
    try:
        body = loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        version, start = body["rv"], body["start"]
        known = body["v"] == "meta.k8s.io/v1" and isinstance(version, int) and isinstance(start, str)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise bad_request(f"{begin}: illegal base64 data or JSON") from None
    if not known:
        raise bad_request(f"{begin}: server does not recognize this encoded version")
    if version == 0:
        raise bad_request(f"{begin}: incorrect encoded start resourceVersion (version meta.k8s.io/v1)")
    return version, start
