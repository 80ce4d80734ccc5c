"""The clock of a served cluster: how virtual time follows what clients do.

`auto`: time jumps until the cluster has settled, after each write and before a read of what has not settled.
`real`: virtual time goes as fast as the wall clock. `60x`: so many times as fast. The engine knows no wall clock: it is
driven from here, in slices, so that requests are answered in between. Next: `hub.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from time import monotonic
from typing import Any

__all__ = ["Pace", "speed"]

#: seconds of work before others have a turn
_SLICE = 0.02
#: how far `auto` lets time pass to find rest, ms
_REST = 3_600_000
#: the clock looks at least so often, seconds
_LONGEST = 0.5


class _Slice:
    """What the engine's loop asks between two steps: is it enough?"""

    def __init__(self, seconds: float = _SLICE) -> None:
        self._end = monotonic() + seconds

    @property
    def asked(self) -> bool:
        return monotonic() >= self._end


class Pace:
    """Drives one cluster. `mode` is auto, real or a speed such as 60x; raises ValueError for anything else."""

    def __init__(self, cluster: Any, mode: str = "auto") -> None:
        self._cluster, self.mode = cluster, mode
        self.speed = speed(mode)
        self._begun = (monotonic(), int(cluster.now))
        self._woken = asyncio.Event()
        self._resting = asyncio.Lock()

    def target(self) -> int:
        """Where virtual time should be now, ms."""
        wall, virtual = self._begun
        return virtual + int((monotonic() - wall) * 1000 * self.speed)

    def wake(self) -> None:
        """Something was written: look at once what is due."""
        self._woken.set()

    async def before(self) -> None:
        """Called before a request is answered."""
        if self.mode == "auto":
            await self.rest()
        else:
            self._catch_up()

    async def after(self) -> None:
        """Called after a write."""
        if self.mode == "auto":
            await self.rest()
        else:
            self._catch_up()
            self.wake()

    async def rest(self) -> None:
        """Let time jump until the cluster has settled, in slices."""
        cluster = self._cluster
        if not cluster.busy:
            return
        async with self._resting:
            end = int(cluster.now) + _REST
            while cluster.pass_time(end, settle=True, stop=_Slice()).outcome == "interrupted":
                await asyncio.sleep(0)

    async def advance(self, by: int) -> None:
        """Let exactly `by` ms pass; a clock that follows the wall goes on from there."""
        end = int(self._cluster.now) + by
        async with self._resting:
            while self._cluster.pass_time(end, stop=_Slice()).outcome == "interrupted":
                await asyncio.sleep(0)
        self._begun = (monotonic(), int(self._cluster.now))
        self.wake()

    async def run(self) -> None:
        """Follow the wall clock for ever; returns at once where time only jumps."""
        while self.mode != "auto":
            behind = self._catch_up()
            self._woken.clear()
            if behind:
                await asyncio.sleep(0)
                continue
            due = self._cluster.next_due()
            wait = _LONGEST if due is None else (due - self.target()) / 1000 / self.speed
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), min(max(wait, 0.001), _LONGEST))

    def _catch_up(self) -> bool:
        """One slice; True: virtual time is still behind."""
        cluster, end = self._cluster, self.target()
        now = int(cluster.now)
        if now > end:  # a cell let time jump: the wall clock goes on from there
            self._begun = (monotonic(), now)
            end = now
        return bool(cluster.pass_time(end, stop=_Slice()).outcome == "interrupted")


def speed(mode: str) -> float:
    """How many times as fast as the wall a clock goes. Raises ValueError for one that is none."""
    if mode in ("auto", "real"):
        return 1.0
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)x", mode)
    if not found or not float(found[1]):
        raise ValueError(f'clock {mode!r}: it must be "auto", "real" or a speed such as "60x"')
    return float(found[1])
