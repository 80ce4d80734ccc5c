"""`steps(journey)`: the way of a request to walk along, forward and back, hop by hop.

The whole picture goes to the page once; the page (`static/steps.js`) lights what has been walked, so it goes on working
when the kernel is gone. Below it stand the sentences, the current one marked. `step` is the number of hops that are shown:
a program may set it, and sees where the reader is.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ..explain.language import language
from .texts import TEXTS

__all__ = ["Steps", "steps"]

_STATIC = Path(__file__).resolve().parent / "static"


@lru_cache
def _read(*names: str) -> str:
    return "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in names)


class Steps(anywidget.AnyWidget):
    """The walk. `drawn` is the Diagram it goes over."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)

    html = traitlets.Unicode().tag(sync=True)
    head = traitlets.Unicode().tag(sync=True)
    end = traitlets.Unicode().tag(sync=True)
    good = traitlets.Bool().tag(sync=True)
    hops = traitlets.List(traitlets.Unicode()).tag(sync=True)
    #: for each hop the objects that it comes by
    places = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, journey: Any, lang: str | None = None) -> None:
        spoken = language(lang)
        self.drawn = journey.diagram(spoken)
        places: list[list[str]] = [[] for _ in self.drawn.hops]
        for leg in self.drawn.scene.legs:
            places[leg.number - 1] = [leg.source, leg.target]
        super().__init__(
            _esm=_read("dom.js", "steps.js"), _css=_read("steps.css"), html=_picture(self.drawn), head=self.drawn.head,
            end=self.drawn.end, good=bool(journey), hops=self.drawn.hops, places=places, words=TEXTS[spoken],
        )  # fmt: skip

    @traitlets.validate("step")
    def _within(self, proposal: Any) -> int:
        return max(0, min(int(proposal["value"]), len(self.hops)))

    def forward(self) -> int:
        """One hop on; the number of hops walked."""
        self.step = self.step + 1
        return int(self.step)

    def back(self) -> int:
        """One hop back."""
        self.step = self.step - 1
        return int(self.step)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """The widget's view, and for a page that knows no widgets the picture with its text twin."""
        shown = super()._repr_mimebundle_(**options)
        bundle, metadata = shown if isinstance(shown, tuple) else (shown, {})
        if bundle is None:
            return shown
        return {**bundle, "text/plain": self.drawn.text, "text/html": self.drawn.html}, metadata


def _picture(drawn: Any) -> str:
    """The picture alone; without Graphviz the sentences of the list must do."""
    html: str = drawn.html
    return html.partition("<details")[0] + "</div>" if drawn.svg is not None else f"<pre>{escape(drawn.text)}</pre>"


def steps(journey: Any, lang: str | None = None) -> Steps:
    """Walk along a journey (what `cluster.request` gave). `lang`: es or en."""
    return Steps(journey, lang)
