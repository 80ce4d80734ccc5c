"""The feedback as HTML: it follows the page's theme, says its state in words and marks, and needs no script.

Where a page removes the style, what is left still reads from top to bottom. Everything quoted is escaped.
"""

from __future__ import annotations

import re
from html import escape

from .records import Say, Values
from .score import Outcome, Result, head, problem_lines, short
from .words import tell

__all__ = ["html", "inline"]

_CODE = re.compile(r"`([^`]+)`")
_STRONG = re.compile(r"\*\*([^*\s](?:[^*]*[^*\s])?)\*\*")
_STRESS = re.compile(r"(?<![*\w])\*([^*\s](?:[^*]*[^*\s])?)\*(?![*\w])")
_MARK = {"met": "✓", "not-yet": "✗", "malformed": "!", "kept": "○"}

# JupyterLab's variables where there are some, else colours that follow the system's theme
_STYLE = """<style>
.kc-score{--kc-good:#17683a;--kc-bad:#9c1f16;--kc-wait:#7d5200;--kc-line:#b9c4d3;--kc-soft:#f1f4f8;--kc-ink:#1b2733;
 --kc-paper:#fff;color:var(--jp-content-font-color1,var(--kc-ink));background:var(--jp-layout-color0,var(--kc-paper));font:14px/1.5 var(--jp-content-font-family,system-ui,sans-serif);
 border:1px solid var(--jp-border-color1,var(--kc-line));border-left-width:5px;border-radius:6px;padding:.6em 1em;
 max-width:60em;margin:.2em 0}
.kc-score.kc-met{border-left-color:var(--kc-good)}.kc-score.kc-not-yet,.kc-score.kc-kept{border-left-color:var(--kc-wait)}
.kc-score.kc-malformed{border-left-color:var(--kc-bad)}
.kc-score p{margin:.25em 0}.kc-score ul{list-style:none;margin:.4em 0;padding:0}.kc-score li{margin:.45em 0 .45em 1.6em}
.kc-score li>b:first-child{display:inline-block;width:1.4em;margin-left:-1.6em}
.kc-score .kc-yes{color:var(--kc-good)}.kc-score .kc-no{color:var(--kc-bad)}
.kc-score small{opacity:.85}.kc-score code,.kc-score pre{font:12.5px/1.45 var(--jp-code-font-family,ui-monospace,monospace);
 color:inherit;background:var(--jp-layout-color2,var(--kc-soft));border-radius:3px;padding:.1em .35em;white-space:pre-wrap;
 overflow-wrap:anywhere}
.kc-score pre{padding:.4em .6em;margin:.3em 0}.kc-score summary{cursor:pointer;display:list-item}.kc-score details{margin:.15em 0}
@media (prefers-color-scheme:dark){.kc-score{--kc-good:#8fdca9;--kc-bad:#ffaaa2;--kc-wait:#f3cd7d;--kc-line:#46546a;
 --kc-soft:#27313f;--kc-ink:#e8edf4;--kc-paper:#111}}
[data-jp-theme-light=true] .kc-score{--kc-good:#17683a;--kc-bad:#9c1f16;--kc-wait:#7d5200}
[data-jp-theme-light=false] .kc-score{--kc-good:#8fdca9;--kc-bad:#ffaaa2;--kc-wait:#f3cd7d}
</style>"""


def html(outcome: Outcome, lang: str | None = None) -> str:
    """The whole feedback on one answer."""
    title, state = head(outcome, lang)
    if outcome.state == "kept":
        from .freetext import page

        body = page(outcome, lang)
    else:
        body = _problem(outcome, lang) if outcome.problem is not None else _results(outcome, lang)
    return (
        f'{_STYLE}<div class="kc-score kc-{outcome.state}" role="status" lang="{_lang(lang)}">'
        f"<p><b>{_MARK[outcome.state]} {escape(title)}</b></p><p>{escape(state)}</p>{body}</div>"
    )


def inline(text: str) -> str:
    """A record's sentence as HTML: escaped, with Markdown's `code`, **strong** and *stress*; code has no stress in it."""
    parts = _CODE.split(escape(text))
    for number, part in enumerate(parts):
        if number % 2:
            parts[number] = f"<code>{part}</code>"
        else:
            parts[number] = _STRESS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", part))
    return "".join(parts)


def _lang(lang: str | None) -> str:
    from ..explain.language import language

    return language(lang)


def _problem(outcome: Outcome, lang: str | None) -> str:
    sentence, place, quoted, advice = problem_lines(outcome, lang)
    parts = [f"<p>{escape(sentence)}</p>"]
    if place:
        parts.append(f"<p><b>{escape(place)}</b></p>")
    if quoted:
        parts.append(f"<pre>{escape(quoted)}</pre>")
    if advice:
        parts.append(f"<p>{inline(advice).replace(chr(10), '<br>')}</p>")
    return "".join(parts)


def _results(outcome: Outcome, lang: str | None) -> str:
    whole = sum(result.criterion.weight for result in outcome.results)
    return f"<ul>{''.join(_result(each, outcome, whole, lang) for each in outcome.results)}</ul>"


def _result(result: Result, outcome: Outcome, whole: float, lang: str | None) -> str:
    each, values = result.criterion, outcome.values
    mark, css, word = ("✓", "kc-yes", "met") if result.met else ("✗", "kc-no", "not-yet")
    worth = round(outcome.points * each.weight / whole, 2)
    earned = tell("points", lang, weight=short(worth if result.met else 0), all=short(worth))
    line = (
        f'<b class="{css}">{mark}</b>{inline(each.title(lang, values))} '
        f"<small>({escape(tell(word, lang))}, {escape(earned)})</small>"
    )
    if result.met:
        return f"<li>{line}</li>"
    line += f"<p>{inline(result.message(lang, values))}</p>"
    if result.evidence:
        line += f"<p>{escape(tell('cluster-says', lang))}: <code>{escape(result.evidence)}</code></p>"
    return f"<li>{line}{_hints(each.hints, values, lang)}</li>"


def _hints(hints: tuple[Say, ...], values: Values, lang: str | None, number: int = 1) -> str:
    """Each hint is inside the one before: nobody reads the third by accident."""
    if not hints:
        return ""
    rest = _hints(hints[1:], values, lang, number + 1)
    title = escape(tell("hint", lang, number=number))
    return f"<details><summary>{title}</summary><p>{inline(hints[0](lang, values))}</p>{rest}</details>"
