"""A bar for time that takes long to pass: shown in a notebook after a second, gone when it is over.

The engine knows no clock on the wall and no notebook: `Cluster.watcher` is called now and then with (begin, now, until), in
ms of virtual time, and with None at the end. `install` puts this bar there. What it shows is never kept.
"""

from __future__ import annotations

import time
from html import escape
from typing import Any

from kubecourse.engine.core.clock import stamp

__all__ = ["Bar", "install"]

#: seconds on the wall before it is shown, and between two pictures of it
_PATIENCE, _EVERY = 1.0, 0.2
_WIDTH = 40


class Bar:
    """One bar at a time, for the pass that goes on."""

    def __init__(self, clock: Any = time.monotonic) -> None:
        self._clock = clock
        self._begun: float | None = None
        self._shown = 0.0
        self._handle: Any = None

    def __call__(self, begin: int | None, now: int = 0, until: int = 0) -> None:
        """Draw it if it is time; `begin` None: the pass is over."""
        if begin is None:
            self._end()
            return
        wall = self._clock()
        if self._begun is None:
            self._begun = self._shown = wall
        if wall - self._begun < _PATIENCE or wall - self._shown < _EVERY:
            return
        self._shown = wall
        self._draw(min(1.0, (now - begin) / max(until - begin, 1)), now)

    def _draw(self, part: float, now: int) -> None:
        from IPython.display import display

        full = round(part * _WIDTH)
        words = f"{stamp(now)} {round(part * 100)} %"
        picture = {
            "text/plain": f"[{'#' * full}{'-' * (_WIDTH - full)}] {words}",
            "text/html": f'<progress max="100" value="{part * 100:.1f}" style="width:20em" aria-label="{escape(words)}"></progress>'
            f" <code>{escape(words)}</code>",
        }
        if self._handle is None:
            self._handle = display(picture, raw=True, display_id=True)
        else:
            self._handle.update(picture, raw=True)

    def _end(self) -> None:
        if self._handle is not None:
            self._handle.update({"text/plain": "", "text/html": ""}, raw=True)
        self._begun, self._handle = None, None


def install() -> None:
    """From now on all clusters of this kernel show it."""
    from kubecourse.face import Cluster

    Cluster.watcher = staticmethod(Bar())
