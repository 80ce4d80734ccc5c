"""Watching a kind: what changed since a version, as the events that a client would get.

`Watcher.take()` gives the events since the last call, each a plain dict {"type": ..., "object": ...} as a watch sends
them, one a line. Nobody is called back: whoever serves a stream asks again when time has passed. A change that lets an
object into the selectors is ADDED, one that takes it out DELETED. BOOKMARK has nothing but a resourceVersion. A version
that is too old is answered by one ERROR event with the 410 Status, and nothing after it.
Upstream: staging/src/k8s.io/apiserver/pkg/storage/cacher/{cacher,cache_watcher,watch_cache}.go. Next: `handle.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object, name_key
from . import fieldlabels
from .conversion import from_hub
from .errors import ApiError, Cause, invalid
from .kinds import Kind
from .paging import label_selector
from .versions import compacted, parsed, too_large

__all__ = ["Watcher"]

#: a watch that hears nothing is told the version about once a minute
_BOOKMARK_EVERY = 60_000
_INITIAL_END = "k8s.io/initial-events-end"
Event = dict[str, Any]


class Watcher:
    """One watch on a kind. Raises ApiError when it is asked for in a way that makes no sense."""

    def __init__(self, api: Any, kind: Kind, namespace: str | None = None, labels: Any = None, fields: str | None = None, *,
                 version: str = "", bookmarks: bool = False, initial: bool | None = None, match: str = "") -> None:  # fmt: skip
        _check(initial, match)
        self._api, self._kind, self._bookmarks = api, kind, bookmarks
        self._key = kind.hub or kind.key
        self._prefix = f"{namespace}/" if namespace and kind.namespaced else ""
        self._wanted = label_selector(labels)
        self._chosen = fieldlabels.compiled(kind, fields) if fields else None
        self._told = api.now
        self._first: list[Event] = []
        self._done = False
        self._begin(parsed(version), initial)

    def _begin(self, at: int, initial: bool | None) -> None:
        storage = self._api.server.storage
        self._last = storage.revision
        if at > storage.revision:
            raise too_large(at, storage.revision)
        if at and initial is None:
            oldest = compacted(self._api.server)
            if at < oldest and self._lost(at, oldest):
                error = ApiError("Expired", f"too old resource version: {at} ({oldest})", code=410)
                self._first, self._done = [{"type": "ERROR", "object": error.status}], True
            self._last = at
        elif initial is not False:
            found = storage.all(self._key)
            self._first = [self._event("ADDED", obj) for obj in found if self._in(name_key(obj)) and self._meant(obj)]
            if initial and self._bookmarks:
                self._first.append(self._bookmark({_INITIAL_END: "true"}))

    def _lost(self, at: int, oldest: int) -> bool:
        """Has something of this kind happened that is known no more? A watch of a kind that rests goes on."""
        log = self._api.server.storage.log
        begin, end = (max(version + 1 - log[0].revision, 0) for version in (at, oldest))
        return any(change.kind == self._key for change in log[begin:end]) or at < log[0].revision

    def take(self) -> list[Event]:
        """What happened since the last call, oldest first."""
        events, self._first = self._first, []
        if self._done and not events:
            return []
        events += self._changes()
        if events:
            self._told = self._api.now
        elif self._bookmarks and self._api.now - self._told >= _BOOKMARK_EVERY:
            self._told = self._api.now
            events.append(self._bookmark({}))
        return events

    def _changes(self) -> list[Event]:
        storage, events = self._api.server.storage, []
        if self._done or not storage.log:
            return []
        begin = max(self._last + 1 - storage.log[0].revision, 0)
        for change in storage.log[begin:]:
            if change.kind == self._key and self._in(change.key):
                event = self._seen(change)
                if event is not None:
                    events.append(event)
        self._last = storage.revision
        return events

    def _seen(self, change: Any) -> Event | None:
        """The change as it looks through the selectors."""
        old, new = change.old, change.new
        before = old is not None and self._meant(old)
        after = new is not None and self._meant(new)
        if after:
            return self._event("MODIFIED" if before else "ADDED", new)
        if not before:
            return None
        # the last that was seen of it, at the version at which it went
        meta = {**old["metadata"], "resourceVersion": str(change.revision)}
        return self._event("DELETED", {**old, "metadata": meta})

    def _in(self, key: str) -> bool:
        return key.startswith(self._prefix)

    def _meant(self, obj: Object) -> bool:
        if self._wanted is not None and not self._wanted.matches(obj["metadata"].get("labels") or {}):
            return False
        if self._chosen is None:
            return True
        return self._chosen.matches(from_hub(self._kind, obj) if self._kind.hub else obj, fieldlabels.value)

    def _event(self, type: str, obj: Object) -> Event:
        if self._kind.hub:
            obj = from_hub(self._kind, obj)
        return {"type": type, "object": self._api.shown([obj])[0]}

    def _bookmark(self, annotations: dict[str, str]) -> Event:
        meta: Object = {"resourceVersion": str(self._api.server.storage.revision), "creationTimestamp": None}
        if annotations:
            meta["annotations"] = annotations
        obj = {"kind": self._kind.name, "apiVersion": self._kind.api_version, "metadata": meta}
        return {"type": "BOOKMARK", "object": obj}


def _check(initial: bool | None, match: str) -> None:
    field, causes = "resourceVersionMatch", []
    if match and initial is None:
        text = "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
        causes.append(Cause(field, "FieldValueForbidden", f"Forbidden: {text}"))
    if match and match != "NotOlderThan":
        text = f'Unsupported value: "{match}": supported values: "NotOlderThan"'
        causes.append(Cause(field, "FieldValueNotSupported", text))
    if initial is not None and not match:
        text = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
        causes.append(Cause(field, "FieldValueForbidden", f"Forbidden: {text}"))
    if causes:
        raise invalid("meta.k8s.io", "ListOptions", "", causes)
