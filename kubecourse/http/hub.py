"""Everybody who waits for changes: watches and followed logs.

At the end of each turn on the cluster, also of one that a notebook cell had, the hub looks once what is new and hands it
to each stream. A stream that does not read is dropped at a limit, and nobody else waits for it. Next: `watches.py`.
"""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

__all__ = ["Hub", "Stream"]


class Stream(Protocol):
    """Somebody who waits: `feed` is called inside a turn, and writes to nobody itself."""

    def feed(self) -> None:
        """Take what is new."""


class Hub:
    """The streams of one server. All but `_heard` is called in the server's own thread."""

    def __init__(self, cluster: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._cluster, self._loop = cluster, loop
        self._streams: dict[Stream, None] = {}
        self._told = self._state()
        self._asked = False
        cluster.turns.after.append(self._heard)

    def close(self) -> None:
        """Hear no more."""
        self._cluster.turns.after.remove(self._heard)
        self._streams.clear()

    def add(self, stream: Stream) -> None:
        """Feed a stream from now on."""
        self._streams[stream] = None

    def drop(self, stream: Stream) -> None:
        """Feed it no more."""
        self._streams.pop(stream, None)

    def __len__(self) -> int:
        return len(self._streams)

    def _state(self) -> tuple[int, int]:
        return self._cluster.api.server.storage.revision, int(self._cluster.now)

    def _heard(self) -> None:
        """At the end of a turn, in whatever thread had it."""
        if not self._asked and self._streams and self._state() != self._told:
            self._asked = True
            self._loop.call_soon_threadsafe(self._feed)

    def _feed(self) -> None:
        self._asked = False
        with self._cluster.turns:
            self._told = self._state()
            for stream in list(self._streams):
                stream.feed()
