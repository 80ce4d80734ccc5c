"""`diagram(cluster)`: a picture of a live cluster, drawn when somebody looks at it.

`.svg`, `.dot` and `.text` say the same. In a notebook the picture is shown with the text twin beside it; where no
Graphviz can be had, the text twin, the DOT and one line on how to get it.
"""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import Any

from kubecourse.diagrams.dot import to_dot
from kubecourse.diagrams.palette import PALETTES
from kubecourse.diagrams.render import dressed, page_svg, run_dot
from kubecourse.diagrams.scene import Scene
from kubecourse.diagrams.text import to_text
from kubecourse.diagrams.texts import say
from kubecourse.engine.core.clock import duration
from kubecourse.explain.language import language

__all__ = ["VIEWS", "Diagram", "diagram"]

VIEWS = ("topology", "ownership", "storage", "timeline", "company", "journey", "scheduling")


class Diagram:
    """A scene and its three forms, each made when it is first read."""

    def __init__(self, scene: Scene, theme: str = "light") -> None:
        if theme not in PALETTES:
            raise ValueError(f"{theme!r} is not a theme: {', '.join(PALETTES)}")
        self.scene = scene
        self.theme = theme

    @cached_property
    def dot(self) -> str:
        """The DOT text."""
        return to_dot(self.scene, self.theme)

    @cached_property
    def text(self) -> str:
        """The text twin."""
        return to_text(self.scene)

    @cached_property
    def svg(self) -> str | None:
        """The SVG, or None where no Graphviz can be had."""
        raw = run_dot(self.dot)
        return None if raw is None else dressed(raw, self.scene.title)

    @cached_property
    def html(self) -> str:
        """The picture for an HTML page: it follows the page's theme; the text twin can be unfolded below it."""
        words = f"<pre>{escape(self.text)}</pre>"
        if self.svg is None:
            hint = f"<p>{escape(say(self.scene.lang, 'no-dot'))}</p>"
            return f"{words}{hint}<details><summary>DOT</summary><pre>{escape(self.dot)}</pre></details>"
        summary = escape(say(self.scene.lang, "as-text"))
        twin = f'<details style="font-size:85%"><summary>{summary}</summary>{words}</details>'
        picture = page_svg(self.svg, self.theme)
        return f'<div class="kubecourse-picture"><style>{_style()}</style>{picture}{twin}</div>'

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Diagram {self.scene.view}: {len(self.scene.groups)} groups, {len(self.scene.boxes)} boxes>"

    def _repr_svg_(self) -> str | None:
        return self.svg

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        if self.svg is None:
            plain = f"{self.text}\n{say(self.scene.lang, 'no-dot')}\n\n{self.dot}"
            return {"text/plain": plain, "text/html": self.html, "text/vnd.graphviz": self.dot}
        return {"text/plain": self.text, "text/html": self.html, "image/svg+xml": self.svg}


def _style() -> str:
    """The CSS variables of both themes, chosen as JupyterLab (and VS Code) mark their pages."""

    def block(selector: str, theme: str) -> str:
        return f"{selector}{{{';'.join(f'--kc-{role}:{colour}' for role, colour in PALETTES[theme].items())}}}"

    picture = ".kubecourse-picture"
    return (
        block(f'[data-jp-theme-light="true"] {picture},.vscode-light {picture}', "light")
        + block(f'[data-jp-theme-light="false"] {picture},.vscode-dark {picture}', "dark")
        + f"{picture} a:hover{{text-decoration:none}}{picture} a[data-object]{{cursor:pointer}}{picture} a[data-object]:hover>path{{stroke-width:2}}"
    )


def diagram(
    cluster: Any,
    view: str = "topology",
    lang: str | None = None,
    theme: str = "light",
    namespace: str | None = None,
    before: Diagram | None = None,
    span: str | float | None = None,
    journey: Any = None,
    step: int | None = None,
    pod: str | None = None,
) -> Diagram:
    """A picture of `cluster` now: `view` is one of VIEWS; `span` is how far back a timeline looks ("1h", "4w").

    The view scheduling asks about `pod` ("name" or "namespace/name"). The view journey draws `journey` (what `cluster.request` gave), its first `step` hops, or all of them.

    With `before`, the picture shown a tick ago, pods keep their places. Raises ValueError for an unknown view or theme.
    """
    spoken = language(lang)
    if view not in VIEWS:
        raise ValueError(say(spoken, "view-unknown", view, ", ".join(VIEWS)))
    if view == "timeline":
        from kubecourse.diagrams.timeline import timeline

        return timeline(cluster, spoken, theme, namespace, None if span is None else duration(span))
    if view == "company":
        from kubecourse.diagrams.company import company

        return company(cluster, spoken, theme, namespace)
    if view == "journey":
        from kubecourse.diagrams.journey import journey as drawn

        if journey is None:
            raise ValueError(say(spoken, "journey-missing"))
        return drawn(cluster, journey, spoken, theme, step)
    if view == "scheduling":
        from kubecourse.diagrams.scheduling import scheduling

        if not pod:
            raise ValueError(say(spoken, "scheduling-pod"))
        return scheduling(cluster, pod if "/" in pod else f"{namespace or 'default'}/{pod}", spoken, theme)
    kinds, make = _maker(view)
    lists = {kind: cluster.api.list(kind) for kind in kinds}
    if view == "storage":
        lists["Backend"] = [backend.facts() for backend in getattr(cluster, "backends", {}).values()]
    slots = before.scene.slots if before is not None and before.scene.view == view else None
    return Diagram(make(lists, spoken, namespace, slots), theme)


def _maker(view: str) -> tuple[tuple[str, ...], Any]:
    """(kinds to read, function) of a view; imported when first asked for."""
    if view == "topology":
        from kubecourse.diagrams.topology import KINDS, topology

        return KINDS, topology
    if view == "ownership":
        from kubecourse.diagrams.ownership import KINDS as OWNERS
        from kubecourse.diagrams.ownership import ownership

        return OWNERS, ownership
    from kubecourse.diagrams.storage import KINDS as STORES
    from kubecourse.diagrams.storage import storage

    return STORES, storage
