"""How a refusal looks in a cell: Kubernetes' words, the marked line, what to try. Never a traceback, never stderr.

`Refusal` shows all of it; `Advice` only what to try, below what kubectl has printed.

Next: `commands.py`.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from ..explain.mistakes import HINTS, Mistake, numbered

__all__ = ["Advice", "Refusal"]

_BOX = "border-left:4px solid var(--jp-error-color1,#b3261e);padding:4px 12px;margin:2px 0"
_LINE = "background:var(--jp-rendermime-error-background,#fde6e4);font-weight:600"


class Refusal:
    """A mistake together with the text it is in, ready to be displayed."""

    def __init__(self, mistake: Mistake, text: str) -> None:
        self.mistake = mistake
        self.text = text

    def __repr__(self) -> str:
        return self.mistake.marked(self.text)

    def _repr_html_(self) -> str:
        found = self.mistake
        where = f"<b>✕ {escape(found.where)}</b><br>" if found.where else ""
        hint = _advice(found) if found.hint else ""
        message = f'<code style="white-space:pre-wrap">{escape(found.message)}</code>'
        return (
            f'<div class="kubecourse-refusal" role="alert" style="{_BOX}">{where}{message}{self._excerpt()}{hint}</div>'
        )

    def _excerpt(self) -> str:
        rows = []
        for number, words, wrong in self.mistake.excerpt(self.text):
            mark, style = ("▶", f' style="{_LINE}"') if wrong else (" ", "")
            rows.append(f"<span{style}>{mark}{number:>4} │ {escape(words)}</span>" if number else "     ⋮")
        body = "\n".join(rows)
        return f'<pre style="margin:4px 0;line-height:1.4">{body}</pre>' if rows else ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}


def _words(text: str) -> str:
    """A sentence as HTML; what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _advice(found: Mistake) -> str:
    """What to try: a sentence, or a list of several with their lines."""
    title = f"<b>{escape(HINTS[found.lang]['try'])}:</b>"
    if len(found.points) < 2:
        return f"<div>{title} {_words(found.hint)}</div>"
    items = []
    for point in found.points:
        where = f"<b>{escape(HINTS[found.lang]['line'].format(point.line))}:</b> " if point.line else ""
        items.append(f"<li>{where}{_words(point.says)}</li>")
    return f'<div>{title}<ol style="margin:2px 0 0 1.6em;padding:0">{"".join(items)}</ol></div>'


class Advice:
    """What an error of kubectl means, below kubectl's own words, ready to be displayed."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake

    def __repr__(self) -> str:
        found = self.mistake
        gap = "\n" if len(found.points) > 1 else " "
        return f"{HINTS[found.lang]['try']}:{gap}{numbered(found.points, found.lang)}"

    def _repr_html_(self) -> str:
        return f'<div class="kubecourse-advice" role="note" style="{_BOX}">{_advice(self.mistake)}</div>'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}
