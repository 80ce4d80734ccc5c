"""Every instant can be revisited: checkpoints, and the journal of what people did.

Between two things a person does, the cluster is a pure function of its state. So an earlier instant
is the nearest checkpoint before it, the journal from there, and time: exact to the byte. A
checkpoint is shallow (objects never change), so one is kept for each entry while there are few, and
every other one later on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

__all__ = ["Entry", "History"]

#: checkpoints kept; beyond it every other one is dropped
MANY = 64


class Entry(NamedTuple):
    """Something a person did: after `steps` steps of the runner, at `time`, `verb(*args)`."""

    steps: int
    time: int
    verb: str
    args: list[Any]


class History:
    """The journal and the checkpoints of one cluster."""

    def __init__(self) -> None:
        self.journal: list[Entry] = []
        #: (length of the journal, steps, time, state)
        self._checkpoints: list[tuple[int, int, int, Any]] = []

    def record(self, steps: int, time: int, verb: str, args: list[Any]) -> None:
        """Write down what a person does, before it is done."""
        self.journal.append(Entry(steps, time, verb, args))

    def checkpoint(self, steps: int, time: int, dump: Callable[[], Any]) -> None:
        """Keep the state as it is now, unless nothing has happened since the last one."""
        last = self._checkpoints[-1] if self._checkpoints else None
        if last is not None and last[0] == len(self.journal) and last[1] == steps and last[2] == time:
            return
        if len(self._checkpoints) >= MANY:
            self._checkpoints = [self._checkpoints[0], *self._checkpoints[1:-1:2], self._checkpoints[-1]]
        self._checkpoints.append((len(self.journal), steps, time, dump()))

    def before(self, time: int) -> tuple[int, Any]:
        """(length of the journal, state) of the last checkpoint not after `time`."""
        for length, _, at, state in reversed(self._checkpoints):
            if at <= time:
                return length, state
        raise ValueError("that is before the cluster began")

    def since(self, length: int, time: int) -> list[Entry]:
        """Journal entries from `length` on, up to and including `time`."""
        return [entry for entry in self.journal[length:] if entry.time <= time]

    def cut(self, time: int) -> None:
        """Forget what was done, and the checkpoints taken, after `time`."""
        self.journal = [entry for entry in self.journal if entry.time <= time]
        count = len(self.journal)
        self._checkpoints = [c for c in self._checkpoints if c[2] <= time and c[0] <= count]

    def undo(self, length: int) -> None:
        """Forget the journal from `length` on, as if it had not been tried."""
        del self.journal[length:]
        self._checkpoints = [c for c in self._checkpoints if c[0] <= length]

    def copy(self) -> History:
        """A history of its own for a fork."""
        twin = History()
        twin.journal, twin._checkpoints = list(self.journal), list(self._checkpoints)
        return twin
