"""One at a time: a cell and a client of the web API never work on the cluster at once.

`Turns` is a lock that a thread may take again while it has it, with two habits: a long run *pauses* between two steps when
somebody waits, so that clients are answered while a notebook cell lets time pass; and whoever listens in `after` is told
when a turn of another thread has ended. Two long runs take short slices in turn, and whoever asks for little goes before both.
`taking_turns` puts it around every public method of a class.
Next: `cluster.py` and `door.py`, which are guarded so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from types import FunctionType, TracebackType
from typing import Any, TypeVar

__all__ = ["Turns", "taking_turns"]

C = TypeVar("C")

#: seconds after which a pause ends even if nobody said that it may
_LONGEST = 0.25
#: steps that a long run works before another long run has its turn again
_SLICE = 64


class Turns:
    """A context manager: entered, the cluster is this thread's alone."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._free = threading.Condition(self._lock)
        self._count = threading.Lock()
        self._depth = 0
        #: how many threads wait for their turn, and how many of them in the middle of a long run
        self.waiting = self._paused = 0
        self._left = 0
        #: called without arguments at the end of each turn, by the thread whose turn it was
        self.after: list[Callable[[], None]] = []

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            with self._count:
                self.waiting += 1
            try:
                self._lock.acquire()
            finally:
                with self._count:
                    self.waiting -= 1
        self._depth += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        try:
            if not self._depth and (self.after or self._paused):
                self._free.notify_all()
                for tell in list(self.after):
                    tell()
        finally:
            self._lock.release()

    def pause(self) -> None:
        """Let those who wait have their turn, and take up again after one of them.

        What was looked at before may be otherwise after it: others have worked on the cluster, and time may have passed.
        """
        if not self.waiting:
            return
        if self.waiting == self._paused and self._left:
            self._left -= 1
            return
        depth, self._depth = self._depth, 0
        for tell in self.after:
            tell()
        self._counted(1)
        try:
            self._free.notify_all()
            self._free.wait(_LONGEST)
        finally:
            self._counted(-1)
            self._depth, self._left = depth, _SLICE

    def _counted(self, by: int) -> None:
        """A thread whose run pauses waits as well: a run that another thread has begun meanwhile pauses for it."""
        with self._count:
            self.waiting += by
            self._paused += by


def taking_turns(turns: Callable[[Any], Turns]) -> Callable[[type[C]], type[C]]:
    """A class decorator: each public method waits for its turn. `turns` finds the Turns of an instance."""

    def decorate(cls: type[C]) -> type[C]:
        for name, member in list(vars(cls).items()):
            if isinstance(member, FunctionType) and not name.startswith("_"):
                setattr(cls, name, _guard(member, turns))
        return cls

    return decorate


def _guard(method: Callable[..., Any], turns: Callable[[Any], Turns]) -> Callable[..., Any]:
    @wraps(method)
    def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
        with turns(self):
            return method(self, *args, **kwargs)

    return guarded
