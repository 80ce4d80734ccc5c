"""`start()`: the start page of self-study with its buttons: the next step, reviews that are due, the incident room, practice.

What is opened becomes the notebook's `cluster`, and `room` (an incident) or `task` (a variant): the work itself is done in cells.
All buttons and lists are the browser's own, so keyboard and screen reader work as everywhere (`static/chooser.js`). Where no widgets can be had
the page stays as HTML and text. The page itself is `study/page.py`.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from ..explain.language import language
from ..grading.feedback import inline
from ..study.learner import Desk, desk
from ..study.page import html, text
from ..study.practice import Task
from ..study.room import Opened
from ..study.words import tell

__all__ = ["Chooser", "Start", "start"]

_WIDE = {"width": "max-content", "max_width": "100%"}


_STATIC = Path(__file__).resolve().parent / "static"
_CSS = """.kc-chooser{display:flex;flex-wrap:wrap;gap:.5em;align-items:center;margin:2px}
.kc-chooser select{max-width:34em;font:inherit;padding:.25em;color:var(--jp-ui-font-color1,inherit);
 background:var(--jp-layout-color1,Canvas);border:1px solid var(--jp-border-color1,GrayText)}
.kc-chooser button{width:auto;padding:0 1em}
.kc-chooser :focus-visible{outline:2px solid var(--jp-brand-color1,Highlight);outline-offset:1px}"""


class Chooser(anywidget.AnyWidget):
    """A list of `choices` (label, value) and a button that opens the one that is chosen; `work(value)` is what it does."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode(_CSS).tag(sync=True)

    label = traitlets.Unicode().tag(sync=True)
    button = traitlets.Unicode().tag(sync=True)
    choices = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)

    def __init__(self, label: str, button: str, work: Callable[[str], None]) -> None:
        script = "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in ("dom.js", "chooser.js"))
        super().__init__(_esm=script, label=label, button=button)
        self._work = work
        self.on_msg(lambda _, content, __: self.choose(str(content.get("open") or self.value)))

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Another list; the choice stays if it is still there."""
        values = [value for _, value in choices]
        if self.value not in values:
            self.value = values[0] if values else ""
        self.choices = [[label, value] for label, value in choices]

    def choose(self, value: str = "") -> None:
        """What the button does; a value that is not in the list does nothing."""
        chosen = value or self.value
        if chosen in [one[1] for one in self.choices]:
            self.value = chosen
            self._work(chosen)


class Start:
    """The page and its buttons. `namespace`: where `cluster`, `room` and `task` are put; the notebook's own without it."""

    def __init__(
        self, at: Desk | None = None, lang: str | None = None, namespace: MutableMapping[str, Any] | None = None
    ) -> None:
        self.desk = at or desk(lang)
        self.lang = language(lang or self.desk.lang)
        self.desk.lang = self.lang
        self._namespace = namespace
        self.opened: Opened | Task | None = None
        self.page = ipywidgets.HTML()
        self.steps = ipywidgets.HBox(layout={"flex_flow": "row wrap"})
        self.work = ipywidgets.HTML()
        self.result = ipywidgets.HTML()
        self.incident = self._chooser("pick-incident", "button-incident", lambda id: self._open(self.desk.incident(id)))
        self.practice = self._chooser("pick-practice", "button-practice", lambda id: self._open(self.desk.practice(id)))
        self.check = self._button("button-check", self._check, "primary")
        self.hint = self._button("button-hint", lambda: self._tell("hint"))
        self.debrief = self._button("button-debrief", lambda: self._tell("debrief"))
        self.actions = ipywidgets.HBox([self.check, self.hint, self.debrief], layout={"display": "none"})
        parts = [self.page, self.steps, self.incident, self.practice, self.work, self.actions, self.result]
        self.box = ipywidgets.VBox(parts)
        self.refresh()

    def refresh(self) -> None:
        """Show what the diary says now."""
        self.page.value = html(self.desk)
        mended = {entry.id for entry in self.desk.diary.entries if entry.kind == "incident" and entry.state == "met"}
        self.incident.offer([(self._incident_label(id, f"incidents.{id}" in mended), id) for id in self.desk.incidents])
        varied = [made for made in self.desk.exercises.values() if made.varies is not None and made.module != "project"]
        self.practice.offer([(made.title(self.lang), made.id) for made in varied])
        self.steps.children = tuple(self._steps())

    def _incident_label(self, id: str, mended: bool) -> str:
        title = self.desk.incidents[id].exercise.title(self.lang)
        return f"{title} ({tell('mended-mark', self.lang)})" if mended else title

    def _steps(self) -> list[ipywidgets.Button]:
        here = self.desk.progress
        made = [
            self._said(tell("button-review", self.lang, name=self.desk.concepts[each.concept].title(self.lang)),
                       lambda concept=each.concept: self._open(self.desk.review(concept)))
            for each in here.due[:4]
        ]  # fmt: skip
        if here.next_exercise is not None:
            following = self.desk.exercises[here.next_exercise]
            words = tell("button-next", self.lang, name=following.title(self.lang))
            made.append(
                self._said(words, lambda: self._open(Task(following, "", self.lang, self.desk._practised)), "primary")
            )
        return made

    # -- what buttons do ---------------------------------------------------------------------------

    def _open(self, opened: Opened | Task | None) -> None:
        if opened is None:
            return
        self.opened = opened
        room = isinstance(opened, Opened)
        where = self._names()
        where["cluster"] = opened.cluster
        where["room" if room else "task"] = opened
        told = inline(tell("cluster-is" if room else "task-is", self.lang))
        self.work.value = f"{opened._repr_html_()}<p><b>{told}</b></p>"
        self.result.value = ""
        self.actions.layout.display = "flex"
        for button in (self.hint, self.debrief):
            button.layout.display = "flex" if room else "none"

    def _check(self) -> None:
        if self.opened is None:
            return
        named = self._names().get("cluster")
        if (
            isinstance(self.opened, Opened)
            and named is not None
            and named is not self.opened.cluster
            and hasattr(named, "fork")
        ):
            self.opened.cluster = named  # rewound or opened anew in a cell: what is called `cluster` counts
        self.result.value = self.opened.check()._repr_html_()
        self.refresh()

    def _tell(self, what: str) -> None:
        if isinstance(self.opened, Opened):
            said = self.opened.hint() if what == "hint" else self.opened.debrief()
            self.result.value = f'<div role="status" style="white-space:pre-wrap;line-height:1.45">{inline(said)}</div>'

    def _names(self) -> MutableMapping[str, Any]:
        if self._namespace is None:
            from IPython.core.getipython import get_ipython

            shell = get_ipython()  # type: ignore[no-untyped-call]
            self._namespace = shell.user_ns if shell is not None else {}
        return self._namespace

    # -- making ------------------------------------------------------------------------------------

    def _button(self, key: str, work: Any, style: str = "") -> ipywidgets.Button:
        return self._said(tell(key, self.lang), work, style)

    def _said(self, words: str, work: Any, style: str = "") -> ipywidgets.Button:
        button = ipywidgets.Button(description=words, tooltip=words, button_style=style, layout=dict(_WIDE))
        button.on_click(lambda _: work())
        return button

    def _chooser(self, label: str, button: str, work: Callable[[str], None]) -> Chooser:
        return Chooser(tell(label, self.lang), tell(button, self.lang), work)

    def __repr__(self) -> str:
        return text(self.desk)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """The widgets' view, and for a page that knows no widgets the page itself."""
        shown = self.box._repr_mimebundle_(**options)
        bundle, metadata = shown if isinstance(shown, tuple) else (shown, {})
        return {**(bundle or {}), "text/plain": text(self.desk), "text/html": html(self.desk)}, metadata


def start(lang: str | None = None) -> Start:
    """The start page of self-study in this notebook. `lang`: es or en."""
    return Start(lang=lang)
