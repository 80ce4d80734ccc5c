"""When a concept is to be seen again: after 1, 3, 7, 16, 35 and 80 days, and from the beginning where it was forgotten.

A concept enters when one of its exercises or incidents is met for the first time. What is met when it is due moves it one step
on; met before, it stays where it is; not met when it is due, it goes back to the first step. Pure functions of the diary
and a moment. Next: `desk.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .diary import Entry

__all__ = ["DAYS", "Memory", "due", "memories"]

#: days until a concept is due again, step by step
DAYS = (1, 3, 7, 16, 35, 80)


@dataclass(frozen=True)
class Memory:
    """How well a concept is remembered: the step it has come to (-1: forgotten), when it was last met, when it is due."""

    concept: str
    step: int
    met: datetime
    due: datetime

    @property
    def firm(self) -> bool:
        """Has it lasted two weeks?"""
        return self.step >= 3


def memories(entries: Iterable[Entry], concept_of: Mapping[str, str]) -> dict[str, Memory]:
    """What the diary says of each concept that was ever met. `concept_of`: id of an exercise or incident -> concept."""
    found: dict[str, Memory] = {}
    for entry in entries:
        concept = concept_of.get(entry.id)
        if concept is None or entry.kind == "solution" or entry.state in ("malformed", "kept"):
            continue
        known = found.get(concept)
        if entry.state == "met":
            found[concept] = _met(concept, known, entry.at)
        elif known is not None and entry.at >= known.due:
            found[concept] = Memory(concept, -1, known.met, known.due)
    return found


def _met(concept: str, known: Memory | None, at: datetime) -> Memory:
    if known is None:
        step = 0
    elif at >= known.due:
        step = min(known.step + 1, len(DAYS) - 1)
    else:
        return known
    return Memory(concept, step, at, at + timedelta(days=DAYS[step]))


def due(found: Mapping[str, Memory], now: datetime) -> list[Memory]:
    """What is due at a moment, the longest overdue first."""
    return sorted((each for each in found.values() if each.due <= now), key=lambda each: (each.due, each.concept))
