"""Where a pod may go: each node with the filter that refuses it, or with its scores, drawn as bars and told as text.

The scheduler itself is asked (`cluster.scheduling`); nothing is changed by asking. A node that won, or would win, is marked
in words as well as in colour. Next: `render.py`.
"""

from __future__ import annotations

from html import escape
from typing import Any

from kubecourse.diagrams.diagram import Diagram
from kubecourse.diagrams.fit import abbreviate, latin
from kubecourse.diagrams.palette import PALETTES
from kubecourse.diagrams.scene import Scene
from kubecourse.diagrams.texts import say

__all__ = ["SchedulingDiagram", "scheduling"]

Object = dict[str, Any]
#: points of the widest bar
_WIDE = 260
_MOST = 60


def scheduling(cluster: Any, pod: str, lang: str, theme: str) -> SchedulingDiagram:
    """The picture for a pod ("name" or "namespace/name"). Raises ApiError NotFound."""
    namespace, _, name = pod.rpartition("/")
    rows = cluster.scheduling(name, namespace or "default")
    found = cluster.api.get("Pod", name, namespace or "default")
    scene = Scene("scheduling", say(lang, "scheduling", name), lang)
    return SchedulingDiagram(scene, theme, rows, found["spec"].get("nodeName") or "")


class SchedulingDiagram(Diagram):
    """One row a node; the same three forms as every picture."""

    def __init__(self, scene: Scene, theme: str, rows: list[Object], home: str) -> None:
        super().__init__(scene, theme)
        # those that can take the pod first, best first
        self.rows = sorted(rows, key=lambda row: -row.get("total", -1))
        self.home = home

    @property
    def dot(self) -> str:  # type: ignore[override]
        """The DOT text."""
        colours = PALETTES[self.theme]
        most = max((row.get("total", 0) for row in self.rows), default=0) or 1
        body = [_title(self.scene.title, colours), *(self._row(row, most, colours) for row in self.rows[:_MOST])]
        if len(self.rows) > _MOST:
            body.append(_cell(say(self.scene.lang, "and-more", len(self.rows) - _MOST), colours["muted"], span=3))
        table = (
            f'<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="4" CELLPADDING="2" STYLE="ROUNDED" '
            f'COLOR="{colours["panel-line"]}" BGCOLOR="{colours["panel"]}">{"".join(body)}</TABLE>'
        )
        return (
            'digraph scheduling {\ngraph [bgcolor="transparent",pad=0.08,tooltip=" ",fontname="Helvetica"]\n'
            f'node [shape=plain,fontname="Helvetica",fontsize=10,fontcolor="{colours["text"]}",tooltip=" "]\n'
            f"nodes [label=<{table}>]\n}}\n"
        )

    @property
    def text(self) -> str:  # type: ignore[override]
        """The text twin."""
        lines = [self.scene.title]
        for row in self.rows:
            if "total" in row:
                parts = ", ".join(f"{plugin} {score}" for plugin, score in row["scores"].items())
                lines.append(f"  {row['node']}: {row['total']} ({parts}){self._mark(row)}")
            else:
                lines.append(
                    f"  {row['node']}: {say(self.scene.lang, 'refused')}, {row['plugin']}: {'; '.join(row['reasons'])}"
                )
        return "\n".join(lines)

    def _mark(self, row: Object) -> str:
        """What is said of the node that has the pod, or would get it."""
        if row["node"] == self.home:
            return f" <- {say(self.scene.lang, 'it-is-here')}"
        best = not self.home and "total" in row and row is self.rows[0]
        return f" <- {say(self.scene.lang, 'it-would-go')}" if best else ""

    def _row(self, row: Object, most: int, colours: dict[str, str]) -> str:
        name = f'<TD ALIGN="LEFT"><B>{escape(latin(row["node"]))}</B></TD>'
        if "total" not in row:
            words = abbreviate(f"x {row['plugin']}: {'; '.join(row['reasons'])}", 380, 10)
            fill, line, text = (colours[f"bad-{part}"] for part in ("fill", "line", "text"))
            box = f'<TD ALIGN="LEFT" BORDER="1" COLOR="{line}" BGCOLOR="{fill}" COLSPAN="2"><FONT COLOR="{text}">{escape(latin(words))}</FONT></TD>'
            return f"<TR>{name}{box}</TR>"
        role = "good" if self._mark(row) else "busy"
        width = max(round(_WIDE * row["total"] / most), 4)
        bar = (
            f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD WIDTH="{width}" HEIGHT="14" BGCOLOR="{colours[f"{role}-line"]}"></TD>'
            f'<TD WIDTH="{_WIDE - width + 1}"></TD></TR></TABLE>'
        )
        said = f"<B>{row['total']}</B>{escape(latin(self._mark(row).replace('<-', '')))}"
        parts = " + ".join(f"{plugin} {score}" for plugin, score in row["scores"].items())
        under = f'<BR ALIGN="LEFT"/><FONT POINT-SIZE="8" COLOR="{colours["muted"]}">{escape(parts)}</FONT><BR ALIGN="LEFT"/>'
        return f'<TR>{name}<TD ALIGN="LEFT">{bar}</TD><TD ALIGN="LEFT" BALIGN="LEFT">{said}{under}</TD></TR>'


def _title(text: str, colours: dict[str, str]) -> str:
    return f'<TR><TD ALIGN="LEFT" COLSPAN="3"><B>{escape(latin(text))}</B></TD></TR>'


def _cell(text: str, colour: str, span: int) -> str:
    return f'<TR><TD ALIGN="LEFT" COLSPAN="{span}"><FONT COLOR="{colour}">{escape(latin(text))}</FONT></TD></TR>'
