"""`lab(cluster)`: the panel, one anywidget with a few synced traits and messages for what the reader does.

The page's side is `static/*.js`, joined into one plain ES module. When a cell of the notebook changes the cluster,
the panel follows after that cell. See `bench.py` for what it can do.
"""

from __future__ import annotations

import weakref
from functools import lru_cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from .assist import ASKED, answer
from .bench import Bench
from .examples import examples as course_examples
from .still import still_html
from .texts import TEXTS
from .view import View

__all__ = ["Lab", "lab"]

_STATIC = Path(__file__).resolve().parent / "static"
#: joined in this order: each uses what stands above it
_SCRIPTS = ("dom.js", "yaml.js", "assist.js", "editor.js", "picture.js", "clock.js", "details.js", "lab.js")


@lru_cache
def _script() -> str:
    return "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in _SCRIPTS)


@lru_cache
def _style() -> str:
    return (_STATIC / "lab.css").read_text(encoding="utf-8")


class Lab(anywidget.AnyWidget):
    """The panel. `manifest` is the text in the editor; `bench` what the panel does, for a program."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)

    picture = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    manifest = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    examples = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode().tag(sync=True)

    def __init__(self, cluster: Any, lang: str | None = None, examples: dict[str, str] | None = None) -> None:
        self.bench = Bench(cluster, lang)
        self._view = View(self.bench)
        self._seq = 0
        self._still: Any = None
        self._revision = (-1, -1)
        offered = course_examples(self.bench.lang) if examples is None else dict(examples)
        super().__init__(
            _esm=_script(),
            _css=_style(),
            words=TEXTS[self.bench.lang],
            lang=self.bench.lang,
            examples=offered,
            manifest=next(iter(offered.values()), "") if examples else "",
        )
        self.refresh()
        self.on_msg(self._heard)

    # -- what the page says ------------------------------------------------------------------------

    def _heard(self, _: Any, message: Any, __: Any = None) -> None:
        if not isinstance(message, dict):
            return
        if message.get("do") in ASKED:
            self.send(answer(message, self.bench.lang, self.bench.cluster))
            return
        self.bench.do(message)
        self.refresh(message.get("seq", 0), still=message.get("still", True))

    def refresh(self, answers: int = 0, still: bool = True) -> None:
        """Show the cluster as it is now; `answers` is the number of the message that asked for it."""
        self._seq += 1
        with self.hold_sync():
            self.picture = self._view.picture()
            self.state = {**self._view.state(), "seq": self._seq, "answers": answers}
        self._revision = self._fingerprint()
        if still and self._still is not None:
            self._still.update(self._still_picture(), raw=True)

    def _fingerprint(self) -> tuple[int, int]:
        cluster = self.bench.cluster
        return int(cluster.now), len(cluster.changes)

    def _after_cell(self, *_: Any) -> None:
        """A cell has run: follow what it did to the cluster."""
        if self._fingerprint() != self._revision:
            self.refresh()

    # -- how it is shown -----------------------------------------------------------------------------

    def _still_picture(self) -> dict[str, str]:
        return {"text/html": still_html(self.bench.lang, self.picture, self.state), "text/plain": self.picture["text"]}

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """The widget's view, and for a page that knows no widgets the last picture."""
        shown = super()._repr_mimebundle_(**options)
        bundle, metadata = shown if isinstance(shown, tuple) else (shown, {})
        if bundle is None:
            return shown
        still = self._still_picture()
        return {**bundle, "text/plain": still["text/plain"], "text/html": still["text/html"]}, metadata

    def _ipython_display_(self) -> None:
        """The panel, and below it the picture that is seen when the panel cannot be."""
        from IPython.display import display

        bundle, _ = super()._repr_mimebundle_()
        display({**bundle, "text/plain": ""}, raw=True)
        if self._still is None:
            self._still = display(self._still_picture(), raw=True, display_id=True)
        else:
            self._still.display(self._still_picture(), raw=True)
        _follow(self)


def _follow(panel: Lab) -> None:
    """Hear of cells that have run, as long as the panel is alive."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None or getattr(panel, "_followed", False):
        return
    panel._followed = True
    weak = weakref.ref(panel)

    def heard(*_: Any) -> None:
        living = weak()
        if living is not None:
            living._after_cell()

    shell.events.register("post_run_cell", heard)


def lab(cluster: Any, lang: str | None = None, examples: dict[str, str] | None = None) -> Lab:
    """The lab panel of a cluster. `lang`: es or en; `examples`: title -> YAML to offer instead of the course's own."""
    return Lab(cluster, lang, examples)
