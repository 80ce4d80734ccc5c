"""What a picture shows, before anything is drawn: groups, boxes and edges, all plain data.

A scene is a pure function of lists of objects; `dot.py` draws it and `text.py` tells it, so both say the same. Every
id is `Kind/namespace/name` (namespace empty for cluster-wide kinds). `rows` fixes the order of what stands abreast, so
that nothing jumps between two ticks. Next: `topology.py`, `ownership.py`, `storage.py`, which make scenes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Box", "Edge", "Group", "Leg", "Scene", "identity", "object_id"]

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Box:
    """One object: a cell of a group, or a box of its own. `state` names a colour role of `palette.py`."""

    id: str
    label: str
    lines: tuple[str, ...] = ()
    state: str = "plain"
    tooltip: str = ""
    #: drawn on one line, for what matters less (system pods)
    small: bool = False
    #: rows an edge can start from: (port, text), as the rules of an Ingress
    ports: tuple[tuple[str, str], ...] = ()
    #: what stands above the label instead of the kind in the id
    kind: str = ""
    #: a journey comes by here
    lit: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A frame with boxes in fixed slots: a node with its pods, a ReplicaSet with its pods, the unscheduled ones."""

    id: str
    label: str
    note: str = ""
    role: str = "node"
    state: str = "plain"
    tooltip: str = ""
    columns: int = 2
    #: (caption, slots); a free slot is None
    sections: tuple[tuple[str, tuple[Box | None, ...]], ...] = ()
    lit: bool = False

    @property
    def boxes(self) -> list[Box]:
        """The boxes in the order of their slots."""
        return [box for _, slots in self.sections for box in slots if box is not None]


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` (or its row `port`) to `target`; `kind` is route, blocked, mounts, binds or owns."""

    source: str
    target: str
    kind: str
    tooltip: str = ""
    port: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of a journey that belongs to its hop `number`; `kind` is leg, asks-leg (there
    and back), reply-leg (only back) or failed-leg.
    """

    number: int
    source: str
    target: str
    kind: str
    tooltip: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture. `rows`: ids that stand abreast, row after row (columns when `across`)."""

    view: str
    title: str
    lang: str
    groups: tuple[Group, ...] = ()
    boxes: tuple[Box, ...] = ()
    edges: tuple[Edge, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    across: bool = False
    #: id -> slot, to be given to the next scene so that objects keep their places
    slots: dict[str, int] = field(default_factory=dict)
    #: a journey over the picture: all other edges step back
    legs: tuple[Leg, ...] = ()


def identity(kind: str, namespace: str, name: str) -> str:
    """`Pod/default/web-1`, `Node//worker-1`."""
    return f"{kind}/{namespace}/{name}"


def object_id(obj: Object, kind: str) -> str:
    """The id of an object in a scene and in the links of the picture."""
    meta = obj["metadata"]
    return identity(kind, meta.get("namespace", ""), meta["name"])
