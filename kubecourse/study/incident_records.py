"""Incidents: a cluster that worked, what broke it, what one sees first, and what counts as mended.

An incident is an exercise whose answer is the cluster itself: any repair is good that shows the behaviour. The same proof holds
for it: untouched is not mended, each repair is, and each plausible wrong one is told why not. Records lie in `course/incidents/`.
Next: `room.py`, where one is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..grading.records import Criterion, Exercise, Say, Wrong, exercise, say
from ..grading.registry import records

__all__ = ["Incident", "incident", "incidents"]

_HAT = say(es="De guardia", en="On call")


@dataclass(frozen=True)
class Incident:
    """A record and what belongs to an incident only: the concept, and the commands that show it first."""

    exercise: Exercise
    concept: str
    look: tuple[str, ...]

    @property
    def id(self) -> str:
        """Without the folder's name: `wrong-selector`."""
        return self.exercise.id.partition(".")[2]


_BESIDE: dict[str, tuple[str, tuple[str, ...]]] = {}


def incident(
    id: str, concept: str, *, title: Say, story: Say, look: Sequence[str], given: str | Sequence[str],
    breaks: Callable[[Any], Any] | None = None, repairs: Sequence[str], slips: Sequence[Wrong],
    mended: Sequence[Criterion], debrief: Say, varies: Callable[[Any], dict[str, Any]] | None = None,
    cluster: dict[str, Any] | None = None,
) -> Incident:  # fmt: skip
    """Enter an incident. `given` is applied and comes to rest, then `breaks(cluster)` does what somebody did.

    `look`: kubectl commands a reader begins with · `repairs`: kubectl lines, the first is the one told, each must mend ·
    `slips`: repairs that look right and are not. Raises ValueError for what cannot be right.
    """
    made = exercise(
        f"incidents.{id}", 1, title=title, prompt=story, hat=_HAT, kind="kubectl", given=given, prepare=breaks,
        solution=repairs[0], also_right=repairs[1:], wrong=slips, checks=mended, debrief=debrief, varies=varies, cluster=cluster,
    )  # fmt: skip
    _BESIDE[made.id] = (concept, tuple(look))
    return Incident(made, concept, tuple(look))


def incidents(course: str | Path | None = None) -> dict[str, Incident]:
    """All incidents of the course by id, in the order they are told."""
    made = [Incident(each, *_BESIDE[each.id]) for each in records("incidents", course).values()]
    return {each.id: each for each in made}
