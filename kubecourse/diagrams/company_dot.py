"""The company as DOT (one HTML table: what stands on its network, then the machines in rows of three) and as text.

Next: `render.py`.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from kubecourse.diagrams.fit import abbreviate, latin, text_width
from kubecourse.diagrams.palette import MARKS, PALETTES, role_of
from kubecourse.diagrams.scene import Scene
from kubecourse.diagrams.texts import say

__all__ = ["Card", "Line", "Picture", "to_dot", "to_text"]

#: width of a machine, machines abreast, height of a line, size of its letters
_WIDE, _ABREAST, _HIGH, _SIZE = 240, 3, 12, 7.6
_NETWORK = "192.168.0.0/16"
_INNER = "10.10.0.0/16"


class Line(NamedTuple):
    """A line of a card: its text, a state for its colour and mark, the object it stands for, how deep it stands."""

    text: str
    state: str
    id: str = ""
    deep: int = 0


class Card(NamedTuple):
    """A machine: what its netfilter does and what runs on it."""

    id: str
    title: str
    note: str
    state: str
    netfilter: list[Line]
    pods: list[Line]

    @property
    def all(self) -> list[Line]:
        """All its lines."""
        return [*self.netfilter, *self.pods]


class Picture(NamedTuple):
    """All that is drawn."""

    address: str
    balancer: list[Line]
    names: list[Line]
    client: tuple[str, str]
    cards: list[Card]


def to_dot(picture: Picture, scene: Scene, theme: str) -> str:
    """DOT text of the picture."""
    colours, lang = PALETTES[theme], scene.lang
    name, address = picture.client
    top = [
        _card(
            f"{picture.address}  {say(lang, 'balancer')}",
            "",
            "service",
            [(say(lang, "by-hand"), picture.balancer)],
            colours,
        ),
        _card(say(lang, "company-dns"), "", "ingress", [("", picture.names)], colours),
        _card(
            f"{address}  {name}",
            "",
            "owner",
            [("", [Line(f"http://{host.text.partition(':')[0]}", "") for host in picture.names])],
            colours,
        ),
    ]
    rows = [_row(top), _bar(f"{say(lang, 'network')}  {_NETWORK}", colours)]
    cards = [
        _card(
            card.title,
            card.note,
            card.state,
            [("netfilter (kube-proxy)", card.netfilter), ("kubelet, containerd", card.pods)],
            colours,
            card.id,
        )
        for card in picture.cards
    ]
    for at in range(0, len(cards), _ABREAST):
        rows.append(_row(cards[at : at + _ABREAST]))
    rows.append(_bar(f"{say(lang, 'inner-network')}  {_INNER}", colours))
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="6" CELLPADDING="0">{"".join(rows)}</TABLE>'
    return (
        'digraph company {\ngraph [bgcolor="transparent",pad=0.06,tooltip=" ",fontname="Helvetica"]\n'
        f'node [shape=plain,fontname="Helvetica",fontsize=9,fontcolor="{colours["text"]}",tooltip=" "]\n'
        f"company [label=<{table}>]\n}}\n"
    )


def _row(cells: list[str]) -> str:
    padded = [*cells, *["<TD></TD>"] * (_ABREAST - len(cells))]
    return f"<TR>{''.join(padded)}</TR>"


def _bar(text: str, colours: dict[str, str]) -> str:
    font = f'<FONT POINT-SIZE="8" COLOR="{colours["muted"]}">{escape(latin(text))}</FONT>'
    return f'<TR><TD COLSPAN="{_ABREAST}" BGCOLOR="{colours["head"]}" BORDER="1" COLOR="{colours["panel-line"]}" HEIGHT="14">{font}</TD></TR>'


def _card(
    title: str, note: str, state: str, parts: list[tuple[str, list[Line]]], colours: dict[str, str], ident: str = ""
) -> str:
    role = role_of(state)
    line, ink = colours[f"{role}-line"], colours[f"{role}-text"]
    link = _link(ident, title) if ident else ""
    rows = [
        f'<TR><TD WIDTH="{_WIDE}" ALIGN="LEFT" BALIGN="LEFT" BGCOLOR="{colours["head"]}" {link}><B>{_text(title, 8.8)}</B>'
        + (f'  <FONT POINT-SIZE="7.5" COLOR="{ink}">{escape(latin(note))}</FONT>' if note else "")
        + "</TD></TR>"
    ]
    for heading, lines in parts:
        if heading:
            rows.append(
                f'<TR><TD ALIGN="LEFT"><FONT POINT-SIZE="7" COLOR="{colours["muted"]}">{escape(latin(heading))}</FONT></TD></TR>'
            )
        rows += [_line(row, colours) for row in lines]
    return (
        f'<TD VALIGN="TOP"><TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="{line}" '
        f'BGCOLOR="{colours["panel"]}">{"".join(rows)}</TABLE></TD>'
    )


def _line(row: Line, colours: dict[str, str]) -> str:
    indent = "    " * row.deep + "  "
    mark = MARKS.get(row.state, "") if row.id else ""
    ink = colours[f"{role_of(row.state)}-text"] if row.state else colours["text"]
    shown = f"{indent}{mark + ' ' if mark else ''}{row.text}"
    size = _SIZE if text_width(shown, _SIZE) <= _WIDE - 8 else _SIZE - 1
    shown = abbreviate(shown, _WIDE - 8, size, keep=14)
    link = _link(row.id, row.text) if row.id else ""
    return (
        f'<TR><TD FIXEDSIZE="TRUE" WIDTH="{_WIDE}" HEIGHT="{_HIGH}" ALIGN="LEFT" BALIGN="LEFT" {link}>'
        f'<FONT POINT-SIZE="{size:g}" COLOR="{ink}">{escape(latin(shown))}</FONT></TD></TR>'
    )


def _text(text: str, size: float) -> str:
    return f'<FONT POINT-SIZE="{size:g}">{escape(latin(text))}</FONT>'


def _link(ident: str, tip: str) -> str:
    safe = escape(latin(ident), quote=True)
    return f'HREF="#{safe}" TITLE="{escape(latin(f"{ident}: {tip}"), quote=True)}" ID="{safe}"'


def to_text(picture: Picture, scene: Scene) -> str:
    """The text twin, as the notes write it."""
    lang = scene.lang
    lines = [
        scene.title,
        f"{say(lang, 'network')} {_NETWORK}",
        f"  {picture.address} {say(lang, 'balancer')} ({say(lang, 'by-hand')})",
    ]
    lines += [f"    {row.text}" for row in picture.balancer]
    lines += [
        f"  {say(lang, 'company-dns')}",
        *(f"    {row.text}" for row in picture.names),
        f"  {picture.client[1]} {picture.client[0]}",
    ]
    for card in picture.cards:
        name = card.id.rpartition("/")[2]
        lines += [f"Node {name}: {card.title}, {card.note}", "  netfilter"]
        lines += [f"    {row.text}" for row in card.netfilter]
        lines += [f"  {'  ' * row.deep}{row.text}" + (f" ({row.state})" if row.id else "") for row in card.pods]
    return "\n".join([*lines, f"{say(lang, 'inner-network')} {_INNER}"]) + "\n"
