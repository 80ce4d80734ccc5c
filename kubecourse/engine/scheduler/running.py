"""Totals that are kept, not worked out anew, while the pods of one template are placed one after the other.

Where no score compares nodes but the spread over single nodes, a placement changes one node's total; the rest
only when the most or the least crowded node changes. The same numbers as `Case.totals`, much sooner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .case import Case

__all__ = ["Running"]


class Running:
    """The totals of a case for the nodes `indexes`."""

    __slots__ = ("_case", "_costs", "_indexes", "_range", "_totals")

    def __init__(self, case: Case, indexes: Sequence[int]) -> None:
        self._case, self._indexes = case, list(indexes)
        self._costs = case.spread.raw(indexes) if case.spread is not None and case.spread.soft else None
        self._range = (0, 0)
        self._totals: list[int] = []
        self._all()

    def holds(self, indexes: Sequence[int]) -> bool:
        """Are these the nodes it was made for?"""
        return self._indexes == indexes

    def totals(self, dirty: Sequence[int]) -> list[int]:
        """The totals now; `dirty` are the nodes where something has changed since."""
        costs, spread = self._costs, self._case.spread
        places = [(place, index) for index in dict.fromkeys(dirty) if (place := self._place(index)) is not None]
        if costs is not None and spread is not None:
            for place, index in places:
                costs[place] = spread.raw((index,), len(costs))[0]
            if (max(costs), min(costs)) != self._range:
                self._all()
                return self._totals
        for place, index in places:
            self._totals[place] = self._case.own_score(index) + self._shared(place)
        return self._totals

    def _place(self, index: int) -> int | None:
        indexes = self._indexes
        if index < len(indexes) and indexes[index] == index:
            return index
        return indexes.index(index) if index in indexes else None

    def _shared(self, place: int) -> int:
        if self._costs is None:
            return 0
        most, least = self._range
        return 2 * (100 * (most + least - self._costs[place]) // most if most else 100)

    def _all(self) -> None:
        own = self._case.own_score
        if self._costs is None:
            self._totals = [own(index) for index in self._indexes]
            return
        most, least = self._range = (max(self._costs), min(self._costs))
        share = {
            cost: 2 * (100 * (most + least - cost) // most if most else 100) for cost in dict.fromkeys(self._costs)
        }
        self._totals = [own(i) + share[cost] for i, cost in zip(self._indexes, self._costs, strict=True)]
