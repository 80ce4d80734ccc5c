"""What the diary says of the whole course: the state of each concept, the next step, what is due. Pure functions.

Next: `mapping.py` and `page.py`, which show it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .concept_records import Concept, concept_of
from .diary import Entry
from .review import Memory, due, memories

__all__ = ["STATES", "Progress", "progress"]

#: of a concept, from nothing to firm: not reachable yet, can be begun, begun, met, due again, firm
STATES = ("later", "open", "begun", "met", "due", "firm")


@dataclass(frozen=True)
class Progress:
    """Where somebody stands. `done`: exercises met · `states`: concept -> one of STATES · `due`: longest overdue first."""

    done: frozenset[str]
    tried: frozenset[str]
    states: Mapping[str, str]
    memories: Mapping[str, Memory]
    due: Sequence[Memory]
    next_exercise: str | None

    def of(self, concept: Concept) -> tuple[int, int]:
        """(exercises met, all) of a concept."""
        return sum(id in self.done for id in concept.exercises), len(concept.exercises)


def progress(known: Mapping[str, Concept], entries: Sequence[Entry], now: datetime) -> Progress:
    """Where somebody with this diary stands at a moment."""
    own = [entry for entry in entries if entry.kind == "exercise"]
    done = frozenset(entry.id for entry in own if entry.state in ("met", "kept"))
    tried = frozenset(entry.id for entry in own)
    remembered = memories(entries, concept_of(known))
    waiting = due(remembered, now)
    late = {each.concept for each in waiting}
    states: dict[str, str] = {}
    for concept in known.values():
        states[concept.id] = _state(concept, done, tried, remembered.get(concept.id), late, states)
    return Progress(done, tried, states, remembered, waiting, _next(known, done, states))


def _state(
    concept: Concept,
    done: frozenset[str],
    tried: frozenset[str],
    memory: Memory | None,
    late: set[str],
    before: Mapping[str, str],
) -> str:
    if concept.id in late:
        return "due"
    whole = all(id in done for id in concept.exercises) and (bool(concept.exercises) or memory is not None)
    if whole:
        return "firm" if memory is not None and memory.firm else "met"
    if memory is not None or any(id in tried for id in concept.exercises):
        return "begun"
    return "open" if all(before[need] in ("met", "due", "firm", "begun") for need in concept.needs) else "later"


def _next(known: Mapping[str, Concept], done: frozenset[str], states: Mapping[str, str]) -> str | None:
    """The first exercise that is not met: of a concept that was begun, else of one that can be."""
    for wanted in (("begun", "due"), ("open",), STATES):
        for concept in known.values():
            if states[concept.id] in wanted:
                for id in concept.exercises:
                    if id not in done:
                        return id
    return None
