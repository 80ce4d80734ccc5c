"""Numbers that a learner has measured, as a picture: `bars` side by side, `steps` over the cluster's time.

Written as SVG here, with the palette of every other picture. Nothing is told by colour alone: each bar has its number
beside it, each row its name and its highest value, and `.text` says all of it. Next: `load.py`, the chart of a load.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from kubecourse.diagrams.diagram import Diagram
from kubecourse.diagrams.fit import abbreviate
from kubecourse.diagrams.load_text import clock
from kubecourse.diagrams.palette import PALETTES
from kubecourse.diagrams.scene import Scene
from kubecourse.explain.language import language

__all__ = ["Chart", "bars", "steps"]

#: pixels: the names on the left, the widest bar, what stands after it; one row of bars, one row of steps
_LABEL, _SPAN, _NOTE = 230, 380, 110
_BAR, _STEP, _TOP = 26, 62, 36
#: characters of the widest bar in the text twin
_WIDE = 40
#: a step row has these colours in turn
_ROLES = ("service", "good", "storage", "owner")


def bars(
    title: str, values: Mapping[str, float], unit: str = "", lang: str | None = None, theme: str = "light"
) -> Chart:
    """One bar for each name, as long as its number, in the order given.

    Raises ValueError for a number below 0, for what is no number, and for an unknown theme.
    """
    found = {str(name): _number(name, value) for name, value in values.items()}
    return Chart("bars", title, unit, language(lang), theme, bars=found)


def steps(
    title: str, rows: Mapping[str, Sequence[tuple[int, float]]], lang: str | None = None, theme: str = "light"
) -> Chart:
    """One row for each name: pairs of (time, number), the time in ms since 1970 as `int(cluster.now)` gives it.

    Each row has its own height: its highest number. A number holds until the next one. Raises ValueError for times
    that go back, for a number below 0, and for an unknown theme.
    """
    found = {str(name): [(int(time), _number(name, value)) for time, value in row] for name, row in rows.items()}
    for name, row in found.items():
        if any(one[0] > other[0] for one, other in pairwise(row)):
            raise ValueError(f"{name}: its times go back")
    return Chart("steps", title, "", language(lang), theme, rows=found)


def _number(name: object, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise ValueError(f"{name}: {value!r} is not a number from 0 on")
    return float(value)


class Chart(Diagram):
    """A picture of numbers; `.svg`, `.text` and `.dot` say the same."""

    def __init__(
        self, view: str, title: str, unit: str, lang: str, theme: str,
        bars: Mapping[str, float] | None = None, rows: Mapping[str, Sequence[tuple[int, float]]] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(Scene(view=view, title=title, lang=lang), theme)
        self.unit, self.bars, self.rows = unit, dict(bars or {}), dict(rows or {})

    @property
    def text(self) -> str:
        """The text twin."""
        wide = max(map(len, [*self.bars, *self.rows]), default=0)
        most = max(self.bars.values(), default=0) or 1
        lines = [self.scene.title]
        for name, value in self.bars.items():
            lines.append(f"  {name:<{wide}}  {'#' * round(_WIDE * value / most):<{_WIDE}}  {self._said(value)}")
        for name, row in self.rows.items():
            changes = [point for at, point in enumerate(row) if not at or row[at - 1][1] != point[1]]
            told = ", ".join(f"{clock(time)} {value:.4g}" for time, value in changes)
            lines.append(f"  {name:<{wide}}  {told}")
        return "\n".join(lines) + "\n"

    @property
    def dot(self) -> str:
        """The text twin as the label of one node, for whoever wants DOT."""
        words = self.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\l")
        return f'digraph {self.scene.view} {{\nnumbers [shape=plain,fontname="Courier",label="{words}"]\n}}\n'

    @property
    def svg(self) -> str:
        """The SVG."""
        parts = [*self._bars(), *self._steps()]
        wide = _LABEL + _SPAN + _NOTE
        high = _TOP + _BAR * len(self.bars) + _STEP * len(self.rows) + (24 if self.rows else 8)
        colours = PALETTES[self.theme]
        title, label = abbreviate(self.scene.title, wide - 20, 13, keep=8), escape(self.scene.title, quote=True)
        return (
            f'<svg role="img" aria-label="{label}" class="kubecourse-diagram" width="{wide}" height="{high}" '
            f'viewBox="0 0 {wide} {high}" xmlns="http://www.w3.org/2000/svg">'
            f'<rect x="0.5" y="0.5" width="{wide - 1}" height="{high - 1}" rx="6" fill="{colours["panel"]}" '
            f'stroke="{colours["panel-line"]}"/>{self._words(10, 20, title, "text", 13)}{"".join(parts)}</svg>'
        )

    def _said(self, value: float) -> str:
        return f"{value:.4g} {self.unit}".strip()

    def _words(self, x: float, y: float, words: str, role: str, size: float = 11, end: str = "start") -> str:
        return (
            f'<text x="{x:g}" y="{y:g}" fill="{PALETTES[self.theme][role]}" font-size="{size:g}" text-anchor="{end}" '
            f'font-family="Helvetica,Arial,sans-serif">{escape(words)}</text>'
        )

    def _style(self, role: str) -> str:
        colours = PALETTES[self.theme]
        return f'fill="{colours[f"{role}-fill"]}" stroke="{colours[f"{role}-line"]}"'

    def _bars(self) -> list[str]:
        most = max(self.bars.values(), default=0) or 1
        parts = []
        for at, (name, value) in enumerate(self.bars.items()):
            y, wide = _TOP + _BAR * at, max(_SPAN * value / most, 2)
            parts.append(self._words(10, y + 14, abbreviate(name, _LABEL - 20, 11, keep=8), "text"))
            parts.append(
                f'<rect x="{_LABEL}" y="{y}" width="{wide:.4g}" height="{_BAR - 8}" {self._style("service")}/>'
            )
            parts.append(self._words(_LABEL + wide + 8, y + 14, self._said(value), "muted"))
        return parts

    def _steps(self) -> list[str]:
        every = [time for row in self.rows.values() for time, _ in row]
        if not every:
            return []
        begin, end = min(every), max(max(every), min(every) + 1)
        parts = []
        for at, (name, row) in enumerate(self.rows.items()):
            base = _TOP + _BAR * len(self.bars) + _STEP * (at + 1) - 14
            parts += self._row(name, row, base, begin, end, _ROLES[at % len(_ROLES)])
        low = _TOP + _BAR * len(self.bars) + _STEP * len(self.rows) + 8
        for part in range(5):
            x = _LABEL + _SPAN * part / 4
            parts.append(self._words(x, low, clock(begin + (end - begin) * part // 4), "muted", 10, "middle"))
        return parts

    def _row(
        self, name: str, row: Sequence[tuple[int, float]], base: int, begin: int, end: int, role: str
    ) -> list[str]:
        """One closed shape of steps, its name before it and its highest number after it."""
        most = max((value for _, value in row), default=0) or 1
        path = [f"M{_LABEL} {base}"]
        for number, (time, value) in enumerate(row):
            until = row[number + 1][0] if number + 1 < len(row) else end
            level = base - (_STEP - 22) * value / most
            start, stop = (_LABEL + _SPAN * (each - begin) / (end - begin) for each in (time, until))
            path.append(f"L{start:.5g} {level:.5g}L{stop:.5g} {level:.5g}")
        path.append(f"L{_LABEL + _SPAN} {base}Z")
        highest = max((value for _, value in row), default=0)
        return [
            f'<path d="{"".join(path)}" {self._style(role)}><title>{escape(name)}</title></path>',
            self._words(10, base - 12, abbreviate(name, _LABEL - 20, 11, keep=8), "text"),
            self._words(_LABEL + _SPAN + 8, base - (_STEP - 22) + 8, f"max {highest:.4g}", "muted"),
        ]
