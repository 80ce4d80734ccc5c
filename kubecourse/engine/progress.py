"""What letting time pass came to, and the limits that stop a simulation that would not end.

Limits count work, not seconds, so that the same run stops at the same place on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .core.clock import stamp

__all__ = ["Limits", "Progress"]

#: outcomes that mean "stopped early": the limit that was met
BUDGETS = ("steps", "writes", "objects")


@dataclass
class Limits:
    """How much one call may work: raise a field and call again to go on from where it stopped."""

    #: reconciles
    steps: int = 2_000_000
    #: changes of objects, events included
    writes: int = 400_000
    #: objects alive at once, events left out
    objects: int = 25_000

    def exceeded(self, steps: int, writes: int, storage: Any) -> str | None:
        """The name of the limit that is met, or None."""
        if steps >= self.steps:
            return "steps"
        if writes >= self.writes:
            return "writes"
        return "objects" if storage.count() >= self.objects else None


@dataclass(frozen=True)
class Progress:
    """How far time went: `outcome` is settled, reached, met, limit, interrupted, or the limit that was met."""

    outcome: str
    now: int
    steps: int

    @property
    def met(self) -> bool:
        """Did it come to what was asked for?"""
        return self.outcome in ("settled", "reached", "met")

    @property
    def stopped(self) -> str | None:
        """The limit of `cluster.limits` that stopped it, or None."""
        return self.outcome if self.outcome in BUDGETS else None

    def __bool__(self) -> bool:
        return self.met

    def __repr__(self) -> str:
        where = f"{stamp(self.now)}: {self.outcome}"
        if self.stopped:
            return f"{where} limit reached; raise cluster.limits.{self.stopped} and call again to go on"
        return where
