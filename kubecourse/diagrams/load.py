"""A load over time: answered requests upwards, failed ones downwards, outages, and which pod answered when.

Written as SVG here, since Graphviz draws no charts: it needs none, and has the palette and the three forms of every
other picture. Nothing is told by colour alone: what failed stands below the line and has its reason in words.
Next: `load_text.py`, the text twin and the words.
"""

from __future__ import annotations

from html import escape

from kubecourse.diagrams.diagram import Diagram
from kubecourse.diagrams.fit import abbreviate
from kubecourse.diagrams.load_text import Pile, clock, piles, title, to_text
from kubecourse.diagrams.palette import PALETTES
from kubecourse.diagrams.scene import Scene
from kubecourse.engine.load.results import Load, Summary, summed
from kubecourse.engine.load.words import reason_text, say
from kubecourse.explain.language import language

__all__ = ["LoadPlot", "plot"]

#: columns of time and the width of one; the label before them and the note after them; heights, all in pixels
_BINS, _WIDE, _LABEL, _NOTE = 120, 4, 170, 130
_UP, _DOWN, _ROW, _TOP = 90, 44, 17, 42
#: pods that have a row of their own
_MOST = 12
_SPAN = _BINS * _WIDE


def plot(load: Load, lang: str | None = None, theme: str = "light") -> LoadPlot:
    """The picture of a load so far. Raises ValueError for an unknown theme or a load that is gone."""
    return LoadPlot(load, language(lang), theme)


class LoadPlot(Diagram):
    """The chart of one load; what it shows is read when it is made."""

    def __init__(self, load: Load, lang: str, theme: str) -> None:
        ticks = load.results
        self.summary: Summary = summed(ticks, lang)
        self.piles: list[Pile] = piles(ticks, _BINS)
        self.begin = ticks[0].time if ticks else int(load.begun)
        self.end = ticks[-1].time + 1000 if ticks else self.begin + 1000
        super().__init__(Scene(view="load", title=title(load, self.begin, self.end, lang), lang=lang), theme)

    @property
    def text(self) -> str:
        """The text twin."""
        return to_text(self.scene.title, self.piles, self.summary, self.scene.lang)

    @property
    def dot(self) -> str:
        """The text twin as the label of one node, for whoever wants DOT."""
        words = self.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\l")
        return f'digraph load {{\nload [shape=plain,fontname="Courier",label="{words}"]\n}}\n'

    @property
    def svg(self) -> str:
        """The SVG."""
        return _Paper(self).svg()


class _Paper:
    """Where everything goes."""

    def __init__(self, chart: LoadPlot) -> None:
        self.chart, self.lang, self.colours = chart, chart.scene.lang, PALETTES[chart.theme]
        self.high = _TOP
        self.parts: list[str] = []

    def svg(self) -> str:
        """All of it."""
        self._text(10, 18, self.chart.scene.title, "text", 13, most=720)
        self._axis()
        self._curves()
        self._outages()
        self._pods()
        wide, high = _LABEL + _SPAN + _NOTE, self.high + 10
        label = escape(self.chart.scene.title, quote=True)
        panel = f'fill="{self.colours["panel"]}" stroke="{self.colours["panel-line"]}"'
        return (
            f'<svg role="img" aria-label="{label}" class="kubecourse-diagram" width="{wide}" height="{high}" '
            f'viewBox="0 0 {wide} {high}" xmlns="http://www.w3.org/2000/svg">'
            f'<rect x="0.5" y="0.5" width="{wide - 1}" height="{high - 1}" rx="6" {panel}/>{"".join(self.parts)}</svg>'
        )

    def _text(
        self, x: float, y: float, words: str, role: str, size: float = 11, end: str = "start", most: int = 0
    ) -> None:
        shown = abbreviate(words, most, size, keep=8) if most else words
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" fill="{self.colours[role]}" font-size="{size:g}" text-anchor="{end}" '
            f'font-family="Helvetica,Arial,sans-serif">{escape(shown)}</text>'
        )

    def _axis(self) -> None:
        """Five times, the first and the last among them."""
        for part in range(5):
            x = _LABEL + _SPAN * part / 4
            time = self.chart.begin + (self.chart.end - self.chart.begin) * part // 4
            self._line(x, _TOP, x, _TOP + _UP + _DOWN, "panel-line")
            self._text(x, _TOP - 6, clock(time), "muted", 10, "middle")

    def _line(self, x: float, y: float, to_x: float, to_y: float, role: str, wide: float = 1) -> None:
        self.parts.append(
            f'<line x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}" stroke="{self.colours[role]}" stroke-width="{wide:g}"/>'
        )

    def _curves(self) -> None:
        piles_, base = self.chart.piles, _TOP + _UP
        most = max([pile.rate for pile in piles_], default=0) or 1
        self._steps([pile.ok / pile.seconds / most for pile in piles_], base, -_UP, "good", say(self.lang, "answered"))
        lost = [(pile.sent - pile.ok) / pile.seconds / most for pile in piles_]
        self._steps([min(share, 1) for share in lost], base, _DOWN, "bad", say(self.lang, "failed"))
        self._line(_LABEL, base, _LABEL + _SPAN, base, "edge")
        summary = self.chart.summary
        self._text(10, _TOP + 12, say(self.lang, "a-second", f"{most:.4g}"), "muted")
        self._text(10, base - 6, f"{say(self.lang, 'answered')}: {summary.ok}", "good-text")
        self._text(
            10, base + 14, f"{say(self.lang, 'failed')}: {summary.failed}", "bad-text" if summary.failed else "muted"
        )
        for number, (reason, count) in enumerate(list(summary.reasons.items())[:3]):
            words = f"{reason_text(self.lang, reason)}: {count}"
            self._text(_LABEL + _SPAN + 8, base + 14 + 13 * number, words, "bad-text", 10.5, most=_NOTE - 10)
        self.high = base + _DOWN + 4

    def _steps(self, shares: list[float], base: int, high: int, role: str, words: str) -> None:
        """One closed shape of steps from the base line."""
        path = [f"M{_LABEL} {base}"]
        for number, share in enumerate(shares):
            level = base + high * share
            at = _LABEL + _edge(number + 1, len(shares))
            path.append(f"V{level:.4g}H{at:g}")
        path.append(f"V{base}Z")
        if any(shares):
            style = f'fill="{self.colours[f"{role}-fill"]}" stroke="{self.colours[f"{role}-line"]}"'
            self.parts.append(f'<path d="{"".join(path)}" {style}><title>{escape(words)}</title></path>')

    def _outages(self) -> None:
        """A bar below the chart for each outage, the longest ones in words."""
        outages = sorted(self.chart.summary.outages, key=lambda outage: -outage.seconds)
        for number, outage in enumerate(outages[:4]):
            x, to_x = self._x(outage.begin), self._x(outage.end)
            self._line(x, self.high, max(to_x, x + 2), self.high, "bad-line", 4)
            if number < 3:
                words = say(
                    self.lang, "outage", seconds=outage.seconds, begin=clock(outage.begin), end=clock(outage.end)
                )
                self._text(10, self.high + 17 + 14 * number, words, "bad-text")
        if outages:
            self.high += 14 * min(len(outages), 3) + 10

    def _x(self, time: int) -> float:
        whole = self.chart.end - self.chart.begin
        return _LABEL + _SPAN * (time - self.chart.begin) / whole

    def _pods(self) -> None:
        """A row for each pod, those that answered most, in the order in which they first answered."""
        counts = self.chart.summary.pods
        most = sorted(counts, key=lambda pod: (-counts[pod], pod))[:_MOST]
        for pod in sorted(most, key=lambda pod: (self._first(pod), pod)):
            self._pod(pod, counts[pod])
        rest = [count for pod, count in counts.items() if pod not in most]
        if rest:
            self.high += _ROW
            self._text(10, self.high - 4, say(self.lang, "more-pods", len(rest), sum(rest)), "muted", 10.5)

    def _first(self, pod: str) -> int:
        return next(number for number, pile in enumerate(self.chart.piles) if pile.pods.get(pod))

    def _pod(self, pod: str, count: int) -> None:
        self.high += _ROW
        y = self.high - _ROW + 5
        self._text(10, self.high - 3, pod.partition("/")[2], "text", 10.5, most=_LABEL - 16)
        self._text(_LABEL + _SPAN + 8, self.high - 3, str(count), "muted", 10.5)
        piles_ = self.chart.piles
        style = f'fill="{self.colours["service-fill"]}" stroke="{self.colours["service-line"]}"'
        begin = None
        for number in range(len(piles_) + 1):
            on = number < len(piles_) and bool(piles_[number].pods.get(pod))
            if on and begin is None:
                begin = number
            elif not on and begin is not None:
                x, to_x = (_LABEL + _edge(place, len(piles_)) for place in (begin, number))
                self.parts.append(f'<rect x="{x:g}" y="{y}" width="{to_x - x:g}" height="{_ROW - 6}" {style}>'
                                  f"<title>{escape(say(self.lang, 'pod', pod=pod, count=count))}</title></rect>")  # fmt: skip
                begin = None


def _edge(number: int, whole: int) -> float:
    return round(_SPAN * number / max(whole, 1), 1)
