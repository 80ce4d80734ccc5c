"""`watch=true`: changes as a stream of JSON lines, for as long as the client stays.

`Watch` stands between the engine's watcher and a connection: it is fed by the hub, keeps what is to be sent, and ends at
its time, on an error, or when its reader is too slow. Next: `app.py`, which writes what `Watch` keeps.
"""

from __future__ import annotations

import asyncio
from typing import Any

from ..engine.api.errors import ApiError
from ..engine.core.work import Object
from .accept import Form, partial, table
from .answer import compact, encoded
from .query import boolean, number
from .rest import Request

__all__ = ["Watch"]


class Watch:
    """One watch. Raises ApiError when it is asked for in a way that makes no sense."""

    def __init__(self, request: Request, backlog: int) -> None:
        query, target = request.query, request.target
        fields = query.get("fieldSelector") or None
        if target.name:
            fields = ",".join(part for part in (f"metadata.name={target.name}", fields) if part)
        initial = boolean(query, "sendInitialEvents") if query.get("sendInitialEvents") else None
        self._watcher = request.door.observe(
            target.kind.key, target.namespace or None, query.get("labelSelector") or None, fields,
            version=query.get("resourceVersion", ""), bookmarks=boolean(query, "allowWatchBookmarks"),
            initial=initial, match=query.get("resourceVersionMatch", ""),
        )  # fmt: skip
        self._door, self._kind, self._form = request.door, target.kind, request.form
        self._include = query.get("includeObject", "Metadata")
        self._heads = True
        self._backlog = backlog
        self._waiting: list[bytes] = []
        self._size = 0
        self._more = asyncio.Event()
        #: seconds after which it ends by itself, 0 for never
        self.timeout = number(query, "timeoutSeconds")
        #: it ends once what is kept was sent
        self.over = False

    def feed(self) -> None:
        """Take what is new; see `Hub`."""
        if self.over:
            return
        try:
            events = self._watcher.take()
        except ApiError as error:
            events = [{"type": "ERROR", "object": error.status}]
        for event in events:
            line = self._line(event)
            self._waiting.append(line)
            self._size += len(line)
            self.over = self.over or event["type"] == "ERROR"
        self.over = self.over or self._size > self._backlog
        if self._waiting or self.over:
            self._more.set()

    async def next(self, seconds: float | None) -> bytes:
        """What is to be sent; empty when `seconds` are over. Called by one reader only."""
        if not self._waiting and not self.over:
            try:
                await asyncio.wait_for(self._more.wait(), seconds)
            except TimeoutError:
                return b""
        self._more.clear()
        sent, self._waiting, self._size = b"".join(self._waiting), [], 0
        return sent

    def _line(self, event: Object) -> bytes:
        kind, obj = str(event["type"]), event["object"]
        if kind == "ERROR":
            return compact(event) + b"\n"
        body: bytes = encoded(obj) if self._form.kind == "" else compact(self._formed(kind, obj, self._form))
        return b'{"type":"' + kind.encode() + b'","object":' + body + b"}\n"

    def _formed(self, kind: str, obj: Object, form: Form) -> Any:
        if form.kind != "Table":
            return partial(obj, form)
        meta = obj.get("metadata") or {}
        rows = [] if kind == "BOOKMARK" else [obj]
        # the columns are said once
        made = table(self._kind, rows, meta, self._door.now, self._include, form, heads=self._heads)
        self._heads = self._heads and kind == "BOOKMARK"
        return made
