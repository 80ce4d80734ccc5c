"""No answer leaves before what it speaks of is in the cluster's file.

Where a cluster is kept in a file (`cluster.keep`, `kubecourse serve --data`) each answer waits here. Whoever comes while a commit
is being written shares the next one, so that many clients cost one transaction. Next: `app.py`.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..engine.api.errors import ApiError

__all__ = ["Durable"]


class Durable:
    """Waits for the keeper of a cluster, if it has one. Made and used in the server's thread."""

    def __init__(self, cluster: Any) -> None:
        self._cluster = cluster
        self._thread = threading.get_ident()
        self._pool = ThreadPoolExecutor(1, "kubecourse-keeper")
        self._writing = asyncio.Lock()
        self._next: asyncio.Task[None] | None = None
        self._keeper()

    def _keeper(self) -> Any:
        keeper = getattr(self._cluster, "keeper", None)
        if keeper is not None:
            keeper.held = self._thread
        return keeper

    async def wait(self) -> None:
        """Return once all that was done is in the file. Raises ApiError InternalError where it cannot be written."""
        keeper = self._keeper()
        if keeper is None or not keeper.waiting:
            return
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._commit(keeper))
        try:
            await asyncio.shield(self._next)
        except OSError as error:
            raise ApiError("InternalError", f"Internal error occurred: it is done, but not kept: {error}") from None

    async def _commit(self, keeper: Any) -> None:
        async with self._writing:
            self._next = None  # from here on, whoever comes needs another
            await asyncio.get_running_loop().run_in_executor(self._pool, keeper.commit)
        keeper.tidy()

    def close(self) -> None:
        """From now on each turn is committed at its end."""
        keeper = self._keeper()
        if keeper is not None:
            keeper.held = 0
            keeper.commit()
        self._pool.shutdown()
