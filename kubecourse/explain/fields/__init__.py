"""What each field means, in the course's own words, in Spanish and English: found by kind and path.

The tables are kept by definition (`PodSpec`, `Container`), so that what several kinds share is said once. A field that
the course has no words for gets none. Tables: `kinds.py`, `pods.py`, …; allowed values: `enums.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ...engine.api.kinds import Kind
from ...engine.api.schema import ANY, SchemaNode, node
from ..language import language

__all__ = ["at", "field_words", "kind_words", "values", "words"]

Path = Iterable[str | int]


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, tuple[str, str]]]:
    from . import cluster, containers, network, pods, storage, workloads

    found: dict[str, dict[str, tuple[str, str]]] = {}
    for room in (pods, containers, storage, workloads, network, cluster):
        found |= room.WORDS
    return found


def _names(definition: str) -> list[str]:
    """Where the words of a definition may stand: its own name first, then what it is like."""
    names = [definition]
    if definition == "EphemeralContainer":
        names.append("Container")
    if definition.endswith("Condition"):
        names.append("Condition")
    if definition.endswith("VolumeSource"):
        names += [definition.replace("PersistentVolumeSource", "VolumeSource"), "VolumeSource"]
    if definition.endswith("MetricStatus"):
        names += [definition.replace("MetricStatus", "MetricSource"), "MetricStatus"]
    return names


def _inside(where: SchemaNode) -> SchemaNode:
    while where.type in ("list", "map") and where.item is not None:
        where = where.item
    return where


def at(kind: Kind | str, path: Path, api_version: str = "") -> tuple[SchemaNode, str, SchemaNode]:
    """The object that holds the last field of a path, that field's name, and its type.

    Numbers in the path are places of lists. `ANY` and "" where the path leaves what is known (also below the keys of a
    map, which are the reader's own).
    """
    holder, name, here = ANY, "", node(kind, api_version)
    for step in path:
        if isinstance(step, int):
            continue
        while here.type == "list" and here.item is not None:
            here = here.item
        if here.type == "map" or step not in here.fields:
            return ANY, "", ANY
        holder, name, here = here, step, here.fields[step]
    return holder, name, here


def words(kind: Kind | str, path: Path, lang: str | None = None, api_version: str = "") -> str:
    """What a field means, or "" where the course has no words for it. `path`: ("spec", "containers", 0, "image")."""
    steps = tuple(path)
    if not any(isinstance(step, str) for step in steps):
        return kind_words(kind.name if isinstance(kind, Kind) else kind, lang)
    holder, name, _ = at(kind, steps, api_version)
    return field_words(holder, name, lang)


def field_words(holder: SchemaNode, name: str, lang: str | None = None) -> str:
    """What a field of `holder` means, or ""."""
    table = _table()
    names = _names(holder.go_name) if holder is not ANY else []
    if "apiVersion" in holder.fields and "metadata" in holder.fields:
        names.append("")
    for each in names:
        found = table.get(each, {}).get(name)
        if found:
            return found[0] if language(lang) == "es" else found[1]
    return ""


def kind_words(kind: str, lang: str | None = None) -> str:
    """What a kind is, or ""."""
    from .kinds import KINDS

    found = KINDS.get(kind)
    return "" if found is None else found[0] if language(lang) == "es" else found[1]


def values(kind: Kind | str, path: Path, api_version: str = "") -> tuple[str, ...]:
    """The values that a field may have, where they are few; empty where anything goes."""
    from .enums import BOOLEAN, VALUES

    holder, name, here = at(kind, path, api_version)
    if _inside(here).type == "bool":
        return BOOLEAN
    return next((found for each in _names(holder.go_name) if (found := VALUES.get(each, {}).get(name))), ())
