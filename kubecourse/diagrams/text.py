"""A scene told in plain text: the same facts as the picture, for screen readers, terminals and tests.

One line an object, what belongs to it indented below; what it is connected with on the same line. Next: `diagram.py`.
"""

from __future__ import annotations

from kubecourse.diagrams.scene import Box, Edge, Group, Scene
from kubecourse.diagrams.texts import say

__all__ = ["to_text"]

Links = dict[str, list[Edge]]
#: frame of pods -> its pods: an edge to the frame is told as one to each of them
Members = dict[str, list[str]]


def to_text(scene: Scene) -> str:
    """The text twin of `scene`."""
    links: dict[str, list[Edge]] = {}
    for edge in scene.edges:
        links.setdefault(edge.source, []).append(edge)
    boxes = {box.id: box for box in scene.boxes}
    groups = {group.id: group for group in scene.groups}
    members = {group.id: [box.id for box in group.boxes] for group in scene.groups if group.role == "pods"}
    lines = [scene.title]
    for ident in (ident for row in scene.rows for ident in row):
        if ident in groups:
            lines += _group(groups[ident], links, members, scene.lang)
        elif ident in boxes:
            lines += _box(boxes[ident], links, members, scene.lang, "")
    if len(lines) == 1:
        lines.append(say(scene.lang, "nothing"))
    return "\n".join(lines) + "\n"


def _name(ident: str) -> str:
    kind, namespace, name = ident.split("/", 2)
    return f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"


def _box(box: Box, links: Links, members: Members, lang: str, indent: str) -> list[str]:
    facts = ", ".join(box.lines)
    lines = [f"{indent}{_name(box.id)}" + (f": {facts}" if facts else "")]
    lines += [f"{indent}  {text}" for text in (t.replace("\n", " ") for _, t in box.ports)]
    told: dict[str, list[str]] = {}
    for edge in links.get(box.id, ()):
        if not edge.port:
            ends = members.get(edge.target, [edge.target])
            told.setdefault(edge.kind, []).extend(_name(end) for end in ends)
    lines += [f"{indent}  {say(lang, kind)} {', '.join(names)}" for kind, names in told.items()]
    return lines


def _group(group: Group, links: Links, members: Members, lang: str) -> list[str]:
    known = group.id.startswith("Node/")
    role = f" ({say(lang, 'control-plane' if group.role == 'control' else 'worker')})" if known and group.role in (
        "node", "control") else ""  # fmt: skip
    head = f"{_name(group.id)}{role}" if known else group.label
    lines = [head + (f": {group.note}" if group.note else "")]
    for box in group.boxes:
        lines += _box(box, links, members, lang, "  ")
    if not group.boxes and group.role != "tray":
        lines.append(f"  {say(lang, 'no-pods')}")
    return lines
