"""A scene as DOT: one HTML table a group, its boxes as cells of fixed size; never a learner's text as DOT.

Promises: stable order (invisible chains keep each row as `Scene.rows` says), one font, every element with a tooltip
and a link `#Kind/namespace/name`, everything escaped, Latin-1 only. Next: `render.py`, which runs Graphviz.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape

from kubecourse.diagrams.fit import abbreviate, latin
from kubecourse.diagrams.palette import MARKS, PALETTES, role_of
from kubecourse.diagrams.scene import Box, Edge, Group, Leg, Scene
from kubecourse.diagrams.texts import say

__all__ = ["CELL", "to_dot"]

#: width of a cell in points; five columns of them fit a notebook of 1000 px
CELL = 128
#: least width of a box of its own
_NARROW = 92
_TALL, _SMALL = 30, 17
#: the end of a line, with a little air above the line
_AIR = '<FONT POINT-SIZE="10.5"> </FONT>'
_LEAD = f"{_AIR}<BR/>"

_EDGES = {
    "route": 'color="{service-line}",penwidth=1.2',
    "blocked": 'color="{weak}",style=dashed,arrowhead=empty',
    "mounts": 'color="{storage-line}",arrowhead=none,penwidth=1.1',
    "binds": 'color="{storage-line}",penwidth=1.2',
    "asks": 'color="{weak}",style=dashed',
    "owns": 'color="{owner-line}",penwidth=1.1',
}


@lru_cache(maxsize=8192)
def _text(text: str) -> str:
    return escape(latin(text), quote=True)


def _tip(text: str) -> str:
    return _text(text).replace("\n", "&#10;")


def _quoted(text: str) -> str:
    return '"' + latin(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _link(ident: str, tooltip: str, row: str = "") -> str:
    """Link, tooltip and an id of its own. The frame of an owner's pods leads to the owner."""
    target = ident.removeprefix("Pods-of-")
    own = f"{ident}:{row}" if row else ident
    return f'HREF="#{_text(target)}" TITLE="{_tip(tooltip or ident)}" ID="{_text(own)}"'


def to_dot(scene: Scene, theme: str = "light") -> str:
    """DOT text of `scene` in the colours of `theme` (`light` or `dark`)."""
    colours = PALETTES[theme]
    ports: dict[str, tuple[str, str]] = {}
    body = []
    for group in scene.groups:
        ports[group.id] = (group.id, "")
        for index, box in enumerate(group.boxes):
            ports[box.id] = (group.id, f"p{index}")
        body.append(_node(group.id, _group(group, scene, colours)))
    for box in scene.boxes:
        ports[box.id] = (box.id, "")
        body.append(_node(box.id, _box(box, colours)))
    body += _ranks(scene)
    body += [_edge(edge, ports, scene, colours) for edge in scene.edges if edge.target in ports]
    body += [_leg(leg, ports, scene, colours) for leg in scene.legs if leg.source in ports and leg.target in ports]
    head = (
        f'graph [bgcolor="transparent",pad=0.08,nodesep={0.3 if scene.legs else 0.14},ranksep={1.15 if scene.legs else 0.52},'
        f"outputorder=edgeslast,"
        f'rankdir={"LR" if scene.across else "TB"},tooltip=" ",fontname="Helvetica"]\n'
        f'node [shape=plain,fontname="Helvetica",fontsize=9,fontcolor="{colours["text"]}",tooltip=" "]\n'
        'edge [arrowsize=0.55,fontname="Helvetica",fontsize=8]\n'
    )
    return "digraph cluster {\n" + head + "\n".join(body) + "\n}\n"


def _node(ident: str, label: str) -> str:
    return f"{_quoted(ident)} [label=<{label}>]"


def _ranks(scene: Scene) -> list[str]:
    """Rows abreast, in order, and each row below the one before."""
    lines = []
    for row in scene.rows:
        names = [_quoted(ident) for ident in row]
        chain = f" {' -> '.join(names)} [style=invis,weight=4]" if len(names) > 1 else ""
        lines.append(f"{{rank=same {'; '.join(names)}{chain}}}")
    for above, below in zip(scene.rows, scene.rows[1:], strict=False):
        lines.append(f"{_quoted(above[len(above) // 2])} -> {_quoted(below[len(below) // 2])} [style=invis,weight=2]")
    return lines


def _edge(edge: Edge, ports: dict[str, tuple[str, str]], scene: Scene, colours: dict[str, str]) -> str:
    def end(ident: str, port: str, side: str) -> str:
        owner, cell = ports[ident]
        cell = port or cell
        return f'{_quoted(owner)}:"{cell}":{side}' if cell else f"{_quoted(owner)}:{side}"

    down = ("e", "w") if scene.across else ("s", "n")
    look = _EDGES[edge.kind] if not scene.legs else 'color="{weak}",penwidth=0.5,arrowhead=none'
    for role in ("service-line", "storage-line", "owner-line", "weak"):
        look = look.replace(f"{{{role}}}", colours[role])
    tip = edge.tooltip or f"{edge.source} {say(scene.lang, edge.kind)} {edge.target}"
    start, finish = end(edge.source, edge.port, down[0]), end(edge.target, "", down[1])
    return f"{start} -> {finish} [{look},id={_quoted(f'{edge.source}>{edge.target}')},tooltip={_quoted(tip)}]"


def _leg(leg: Leg, ports: dict[str, tuple[str, str]], scene: Scene, colours: dict[str, str]) -> str:
    """A stretch of a journey, with its number; it must not move what stands there."""

    def end(ident: str) -> str:
        owner, cell = ports[ident]
        cell = cell or ("head" if ident.startswith("Node/") else "")
        return f'{_quoted(owner)}:"{cell}"' if cell else _quoted(owner)

    colour = colours["path-bad" if leg.kind == "failed-leg" else "path-line"]
    look = {"asks-leg": ",style=dashed,dir=both", "reply-leg": ",style=dotted"}.get(leg.kind, "")
    return (
        f'{end(leg.source)} -> {end(leg.target)} [constraint=false,color="{colour}",penwidth=2.4,arrowsize=0.8{look},'
        f'label=<<B> {leg.number} </B>>,fontsize=11,fontcolor="{colour}",id="hop-{leg.number}",'
        f"tooltip={_quoted(leg.tooltip)}]"
    )


def _font(text: str, colour: str, size: float = 8.5) -> str:
    return f'<FONT POINT-SIZE="{size:g}" COLOR="{colour}">{_text(text)}</FONT>'


def _cell(box: Box, port: str, colours: dict[str, str], wide: float) -> str:
    role = role_of(box.state)
    fill, line, ink = (colours[f"{role}-{part}"] for part in ("fill", "line", "text"))
    line = colours["path-line"] if box.lit else line
    room = wide - 12
    status = box.lines[0] if box.lines else ""
    if box.small:
        mark = MARKS.get(box.state, "")
        name = abbreviate(box.label, room - 14, 8)
        inside = f"{_font(mark, ink)} {_font(name, colours['text'])}"
    else:
        name = abbreviate(box.label, room, 9)
        inside = f"{_text(name)}{_LEAD}{_font(abbreviate(status, room, 8, keep=4), ink)}{_AIR}"
    return (
        f'<TD PORT="{port}" BORDER="{2 if box.lit else 1}" STYLE="ROUNDED" COLOR="{line}" BGCOLOR="{fill}" FIXEDSIZE="TRUE" '
        f'WIDTH="{wide:g}" HEIGHT="{_SMALL if box.small else _TALL}" ALIGN="LEFT" BALIGN="LEFT" '
        f"{_link(box.id, box.tooltip)}>{inside}</TD>"
    )


def _blank(wide: float, small: bool) -> str:
    return f'<TD FIXEDSIZE="TRUE" WIDTH="{wide:g}" HEIGHT="{_SMALL if small else _TALL}"></TD>'


def _grid(slots: tuple[Box | None, ...], columns: int, start: int, colours: dict[str, str]) -> tuple[list[str], int]:
    small = any(box.small for box in slots if box)
    padded = [*slots, *[None] * (-len(slots) % columns)]
    cells = []
    for box in padded:
        cells.append(_cell(box, f"p{start}", colours, CELL) if box else _blank(CELL, small))
        start += box is not None
    rows = ["<TR>" + "".join(cells[at : at + columns]) + "</TR>" for at in range(0, len(cells), columns)]
    return rows, start


def _group(group: Group, scene: Scene, colours: dict[str, str]) -> str:
    kind = {"control": "control", "tray": "tray"}.get(group.role, "panel")
    head = colours.get(f"{kind}-head", colours["tray"] if kind == "tray" else colours["head"])
    ink = colours[f"{role_of(group.state)}-text"] if group.state != "plain" else colours["muted"]
    span = f'COLSPAN="{group.columns}"'
    frame = colours["bad-line"] if group.state == "crash" else colours[f"{kind}-line"]
    frame = colours["path-line"] if group.lit else frame
    style = "ROUNDED,DASHED" if group.role == "tray" else "ROUNDED"
    wide = group.columns * CELL + (group.columns - 1) * 3
    rows = [
        f'<TR><TD {span} PORT="head" WIDTH="{wide}" BGCOLOR="{head}" STYLE="ROUNDED" ALIGN="LEFT" BALIGN="LEFT" '
        f"{_link(group.id, group.tooltip)}><B>{_text(abbreviate(group.label, wide - 8, 10))}</B>"
        f"{_LEAD if group.note else ''}{_font(group.note, ink) + _AIR if group.note else ''}</TD></TR>"
    ]
    captions = len(group.sections) > 1 or any(caption != "default" for caption, _ in group.sections)
    start = 0
    for caption, slots in group.sections:
        if captions and caption:
            rows.append(f'<TR><TD {span} ALIGN="LEFT">{_font(caption, colours["muted"], 7.5)}</TD></TR>')
        cells, start = _grid(slots, group.columns, start, colours)
        rows += cells
    if not group.boxes and group.role != "tray":
        rows.append(f'<TR><TD {span} ALIGN="LEFT">{_font(say(scene.lang, "no-pods"), colours["muted"])}</TD></TR>')
    return (
        f'<TABLE BORDER="{2 if group.lit else 1}" CELLBORDER="0" CELLSPACING="3" CELLPADDING="2" STYLE="{style}" '
        f'COLOR="{frame}" BGCOLOR="{colours[kind]}">{"".join(rows)}</TABLE>'
    )


def _lines(text: str, room: float, colour: str) -> str:
    return _LEAD.join(_font(abbreviate(part, room, 8.5, keep=8), colour) for part in text.split("\n")) + _AIR


def _box(box: Box, colours: dict[str, str]) -> str:
    role = role_of(box.state)
    fill, line, ink = (colours[f"{role}-{part}"] for part in ("fill", "line", "text"))
    line = colours["path-line"] if box.lit else line
    kind = box.kind or box.id.split("/", 1)[0]
    room = CELL
    rows = [_font(kind, ink, 7), f"<B>{_text(abbreviate(box.label, room, 9))}</B>"]
    rows += [_font(abbreviate(text, room, 8.5), colours["muted"]) for text in box.lines]
    link = _link(box.id, box.tooltip)
    top = f'<TR><TD WIDTH="{_NARROW}" ALIGN="LEFT" BALIGN="LEFT" {link}>{_LEAD.join(rows)}{_AIR}</TD></TR>'
    rules = [
        f'<TR><TD PORT="{port}" ALIGN="LEFT" BALIGN="LEFT" BORDER="1" SIDES="T" COLOR="{line}" '
        f"{_link(box.id, text, port)}>"
        f"{_lines(text, room, ink)}</TD></TR>"
        for port, text in box.ports
    ]
    return (
        f'<TABLE BORDER="{2 if box.lit else 1}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" STYLE="ROUNDED" COLOR="{line}" '
        f'BGCOLOR="{fill}">{top}{"".join(rules)}</TABLE>'
    )
