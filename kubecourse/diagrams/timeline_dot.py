"""A timeline as DOT (one HTML table, one row a strip) and as text: each run with its begin, its end and how it ended.

The width is that of a notebook whatever the span; a cell that is wide enough carries the mark of its state, since colour
is never alone. Next: `render.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from itertools import groupby
from typing import NamedTuple

from kubecourse.diagrams.fit import abbreviate, latin
from kubecourse.diagrams.palette import MARKS, PALETTES, role_of
from kubecourse.diagrams.scene import Scene
from kubecourse.diagrams.texts import say

__all__ = ["BINS", "Strip", "to_dot", "to_text"]

#: columns of time, and the width of one in points
BINS, _WIDE = 128, 4
_LABEL, _NOTE, _HIGH = 150, 120, 15
#: runs that the text tells of one row at most
_MANY = 12
#: distances between marks on the axis, minutes
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 5760, 10_080)


class Strip(NamedTuple):
    """A row: whose it is, the state of each column, a note, how deep it stands, and its runs (begin, end, state)."""

    id: str
    bins: list[str]
    note: str
    deep: int
    runs: list[tuple[int, int | None, str]]


def to_dot(strips: list[Strip], begin: int, end: int, scene: Scene, theme: str) -> str:
    """DOT text of the strips."""
    colours = PALETTES[theme]
    rows = [_axis(begin, end, colours)]
    for strip in strips:
        rows.append(_row(strip, colours))
    if not strips:
        rows.append(f'<TR><TD COLSPAN="3" ALIGN="LEFT">{_font(say(scene.lang, "nothing"), colours["muted"])}</TD></TR>')
    rows.append(_legend(colours, scene.lang))
    table = (
        f'<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="2" CELLPADDING="1" STYLE="ROUNDED" '
        f'COLOR="{colours["panel-line"]}" BGCOLOR="{colours["panel"]}">{"".join(rows)}</TABLE>'
    )
    return (
        'digraph timeline {\ngraph [bgcolor="transparent",pad=0.08,tooltip=" ",fontname="Helvetica"]\n'
        f'node [shape=plain,fontname="Helvetica",fontsize=9,fontcolor="{colours["text"]}",tooltip=" "]\n'
        f"time [label=<{table}>]\n}}\n"
    )


def _font(text: str, colour: str, size: float = 8) -> str:
    return f'<FONT POINT-SIZE="{size:g}" COLOR="{colour}">{escape(latin(text))}</FONT>'


def _strip(cells: str) -> str:
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>{cells}</TR></TABLE>'


def _fixed(wide: int, inside: str = "", more: str = "", high: int = _HIGH) -> str:
    return f'<TD FIXEDSIZE="TRUE" WIDTH="{wide}" HEIGHT="{high}" {more}>{inside}</TD>'


def _axis(begin: int, end: int, colours: dict[str, str]) -> str:
    """Times at round distances, at most eight of them."""
    minutes = (end - begin) / 60_000
    step = next((step for step in _STEPS if minutes / step <= 8), _STEPS[-1]) * 60_000
    cells, at = "", 0
    mark = -(-begin // step) * step
    while mark < end:
        column = (mark - begin) * BINS // max(end - begin, 1)
        form = "%Y-%m-%d" if step >= 86_400_000 else "%m-%d %H:%M" if minutes > 1440 else "%H:%M"
        text = datetime.fromtimestamp(mark // 1000, UTC).strftime(form)
        room = min(14, BINS - column)
        if room < 9:
            break
        if column > at:
            cells += _fixed((column - at) * _WIDE)
        cells += _fixed(room * _WIDE, _font("|" + text, colours["muted"], 7.5), 'ALIGN="LEFT" BALIGN="LEFT"')
        at = column + room
        mark += step
        while (mark - begin) * BINS // max(end - begin, 1) < at:
            mark += step
    if at < BINS:
        cells += _fixed((BINS - at) * _WIDE)
    return f"<TR>{_fixed(_LABEL)}<TD>{_strip(cells)}</TD>{_fixed(_NOTE)}</TR>"


def _row(strip: Strip, colours: dict[str, str]) -> str:
    kind, _, name = strip.id.split("/", 2)
    indent = "  " * strip.deep
    tip = escape(latin(f"{kind} {name}: {strip.note}"), quote=True)
    link = f'HREF="#{escape(latin(strip.id), quote=True)}" TITLE="{tip}" ID="{escape(latin(strip.id), quote=True)}"'
    label = abbreviate(f"{indent}{kind if strip.deep == 0 else '-'} {name}", _LABEL - 10, 8.5, keep=8)
    cells = ""
    for state, group in groupby(strip.bins):
        wide = len(list(group)) * _WIDE
        if not state:
            cells += _fixed(wide, "", f'BGCOLOR="{colours["plain-fill"]}"')
            continue
        role = role_of(state)
        mark = _font(MARKS.get(state, ""), colours[f"{role}-text"], 8) if wide >= 8 else ""
        cells += _fixed(
            wide,
            mark,
            f'BGCOLOR="{colours[f"{role}-line" if wide < 8 else f"{role}-fill"]}" BORDER="{int(wide >= 8)}" COLOR="{colours[f"{role}-line"]}"',
        )
    ink = colours["text"] if strip.deep == 0 else colours["muted"]
    return (
        f'<TR><TD FIXEDSIZE="TRUE" WIDTH="{_LABEL}" HEIGHT="{_HIGH}" ALIGN="LEFT" BALIGN="LEFT" {link}>{_font(label, ink, 8.5)}</TD>'
        f"<TD>{_strip(cells)}</TD>"
        f'<TD FIXEDSIZE="TRUE" WIDTH="{_NOTE}" HEIGHT="{_HIGH}" ALIGN="LEFT" BALIGN="LEFT">{_font(abbreviate(strip.note, _NOTE - 8, 8, keep=0), colours["muted"])}</TD></TR>'
    )


def _legend(colours: dict[str, str], lang: str) -> str:
    cells = ""
    for state in ("running", "succeeded", "failed", "pending", "terminating"):
        role = role_of(state)
        words = f"{MARKS[state]} {say(lang, state)}"
        cells += _fixed(
            84, _font(words, colours[f"{role}-text"], 7.5), f'BGCOLOR="{colours[f"{role}-fill"]}" ALIGN="CENTER"'
        )
        cells += _fixed(6)
    return f'<TR>{_fixed(_LABEL)}<TD ALIGN="LEFT">{_strip(cells)}</TD>{_fixed(_NOTE)}</TR>'


def to_text(strips: list[Strip], begin: int, end: int, scene: Scene) -> str:
    """The text twin: the newest runs of each row."""
    lines = [scene.title]
    for strip in strips:
        kind, space, name = strip.id.split("/", 2)
        indent = "  " * strip.deep
        lines.append(f"{indent}{kind} {space}/{name}: {strip.note}")
        if kind == "CronJob":
            left_out = len(strip.runs) - _MANY
            if left_out > 0:
                lines.append(f"  {say(scene.lang, 'earlier', left_out)}")
            lines += [f"  {_told(run, scene.lang)}" for run in strip.runs[-_MANY:]]
        else:
            lines.append(f"{indent}  {_told(strip.runs[0], scene.lang)}")
    if not strips:
        lines.append(say(scene.lang, "nothing"))
    return "\n".join(lines) + "\n"


def _told(run: tuple[int, int | None, str], lang: str) -> str:
    def clock(ms: int) -> str:
        return f"{datetime.fromtimestamp(ms // 1000, UTC):%Y-%m-%d %H:%M:%S}"

    begin, end, state = run
    return f"{clock(begin)} - {clock(end) if end is not None else '...'} {say(lang, state)}"
