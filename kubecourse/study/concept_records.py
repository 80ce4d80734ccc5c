"""The map of concepts of the course: read from `course/concepts.py`, completed with what nobody placed.

Next: `mapping.py`, which draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from ..grading.records import Say
from ..grading.registry import exercises, where
from .incident_records import incidents

__all__ = ["Concept", "concept_of", "concepts"]


@dataclass(frozen=True)
class Concept:
    """One concept. `needs`: concepts that come before it · `exercises`, `incidents`: ids of what teaches and what reviews it."""

    id: str
    module: str
    title: Say
    needs: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()


def concepts(course: str | Path | None = None) -> dict[str, Concept]:
    """All concepts by id, each after those it needs. Raises ValueError for a map that has a circle or names what is not there."""
    root = Path(course) if course else where()
    return dict(_read(root.resolve())) if root and (root / "concepts.py").exists() else {}


def concept_of(known: Mapping[str, Concept]) -> dict[str, str]:
    """Exercise or incident (`incidents.ID`) -> its concept."""
    found = {}
    for concept in known.values():
        found.update(dict.fromkeys(concept.exercises, concept.id))
        found.update({f"incidents.{id}": concept.id for id in concept.incidents})
    return found


@cache
def _read(course: Path) -> dict[str, Concept]:
    spec = spec_from_file_location("kubecourse_concepts", course / "concepts.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    written: dict[str, Concept] = {each.id: each for each in module.CONCEPTS}
    taught = exercises(course)
    found = {
        id: replace(each, exercises=tuple(one for one in each.exercises if one in taught))
        for id, each in written.items()
    }
    placed = concept_of(found)
    for id, made in taught.items():
        if id not in placed:
            home = next((each for each in found.values() if each.module == made.module), None)
            if home is not None:
                found[home.id] = replace(found[home.id], exercises=(*found[home.id].exercises, id))
    for id, broken in incidents(course).items():
        if broken.concept not in found:
            raise ValueError(f"incident {id!r}: no concept is called {broken.concept!r}")
        each = found[broken.concept]
        found[each.id] = replace(each, incidents=(*each.incidents, id))
    return _ordered(found)


def _ordered(found: dict[str, Concept]) -> dict[str, Concept]:
    """As they are written, but each after those it needs."""
    done: dict[str, Concept] = {}
    begun: set[str] = set()

    def place(id: str) -> None:
        if id in done:
            return
        if id in begun or id not in found:
            raise ValueError(f"the map of concepts has a circle, or needs what is not there: {id}")
        begun.add(id)
        for need in found[id].needs:
            place(need)
        done[id] = found[id]

    for id in found:
        place(id)
    return done
