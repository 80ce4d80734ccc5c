"""The report as one HTML file: no script, nothing loaded, light or dark as the reader's system is. All that was written by others is escaped.

Next: `cells.py`, the same as a notebook.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ...explain.language import language
from ..feedback import inline
from ..stage import values_for
from .alike import Pair
from .figures import STATES, Figures, Item
from .marks import Marks
from .words import tell

__all__ = ["page", "sections"]

_STYLE = """
:root{color-scheme:light dark;--ink:#1b2733;--soft:#536172;--paper:#fff;--line:#d4dbe4;--bar:#2f6fb3;--band:#f2f5f9;--bad:#a32a1d}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf4;--soft:#a9b6c6;--paper:#12171d;--line:#3a4655;--bar:#7db4ee;--band:#1c242d;--bad:#ffa79d}}
body{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;max-width:72em;margin:0 auto;padding:1.5em}
h1{font-size:1.6em;line-height:1.25}h2{font-size:1.2em;margin:2em 0 .3em}p.says{color:var(--soft);margin:.2em 0 .8em;max-width:48em}
.wide{overflow-x:auto}table{border-collapse:collapse;min-width:60%}th,td{text-align:left;padding:.35em .8em;border-bottom:1px solid var(--line);vertical-align:top}
th{background:var(--band);font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.bad{color:var(--bad);font-weight:600}code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}small{color:var(--soft)}
svg{max-width:100%;height:auto}svg text{fill:var(--ink);font:12px system-ui,sans-serif}svg rect{fill:var(--bar)}svg line{stroke:var(--line)}
@media print{body{max-width:none}}
"""


def page(marks: Marks, found: Figures, pairs: list[Pair], lang: str | None = None) -> str:
    """The whole file."""
    title = escape(tell("title", lang, assignment=marks.assignment))
    parts = [f"<h1>{title}</h1>", f"<p>{facts(marks, found, lang)}</p>"]
    for head, says, body in sections(marks, found, pairs, lang):
        parts.append(f'<section><h2>{escape(head)}</h2><p class="says">{escape(says)}</p>{body}</section>')
    return (
        f'<!doctype html>\n<html lang="{language(lang)}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body><main>\n{chr(10).join(parts)}\n</main></body></html>\n"
    )


def facts(marks: Marks, found: Figures, lang: str | None) -> str:
    """The class in one line."""
    if not marks.students:
        return escape(tell("nobody", lang))
    told = {"students": len(marks.students), "mean": _n(found.mean, lang), "most": _n(marks.most, lang)}
    more = {"median": _n(found.median, lang), "full": found.full, "open": found.open}
    return escape(tell("facts", lang, **told, **more))


def sections(marks: Marks, found: Figures, pairs: list[Pair], lang: str | None) -> list[tuple[str, str, str]]:
    """(heading, what it means, HTML) of each part."""
    made = [
        ("distribution", _bars(found.tenths, marks.most, lang)),
        ("questions", _questions(found.items, lang)),
        ("criteria", _criteria(found.items, lang)),
        ("mistakes", _mistakes(found.items, lang)),
        ("stuck", _stuck(found, marks, lang)),
        ("alike", _alike(pairs, lang)),
    ]
    return [(tell(key, lang), tell(f"{key}-says", lang), body) for key, body in made]


def _bars(tenths: tuple[int, ...], most: float, lang: str | None) -> str:
    high, parts, rows = max(1, *tenths), [], []
    for number, count in enumerate(tenths):
        x, height = 40 + number * 60, round(150 * count / high, 1)
        label = f"{_n(most * number / 10, lang)}–{_n(most * (number + 1) / 10, lang)}"
        rows.append([f"<td>{escape(label)}</td>", f'<td class="n">{count}</td>'])
        parts.append(f'<rect x="{x}" y="{175 - height}" width="48" height="{height}" rx="2"/>')
        parts.append(f'<text x="{x + 24}" y="{168 - height}" text-anchor="middle">{count}</text>')
        parts.append(f'<text x="{x - 6}" y="193" text-anchor="middle">{_n(most * number / 10, lang)}</text>')
    parts.append(f'<text x="634" y="193" text-anchor="middle">{_n(most, lang)}</text>')
    axis = f'<line x1="34" y1="175.5" x2="640" y2="175.5"/><text x="640" y="213" text-anchor="end">{escape(tell("of-points", lang))}</text>'
    told = ", ".join(str(count) for count in tenths)
    label = escape(f"{tell('distribution-says', lang)} {told}")
    picture = f'<svg viewBox="0 0 660 220" width="660" role="img" aria-label="{label}">{"".join(parts)}{axis}</svg>'
    # the same in words, for whom no picture is shown: a notebook that is not trusted yet shows none
    twin = _table([tell("points", lang), tell("students", lang)], rows, 1)
    return f"{picture}<details><summary>{escape(tell('students', lang))}</summary>{twin}</details>"


def _questions(items: tuple[Item, ...], lang: str | None) -> str:
    head = [tell("question", lang), tell("points", lang), tell("difficulty", lang), tell("discrimination", lang)]
    rows = []
    for item in items:
        low = item.discrimination is not None and item.discrimination < 0.2
        rows.append([
            f"<td>{_question(item, lang)}</td>", _number(item.question.most, lang), _number(item.difficulty, lang),
            _number(item.discrimination, lang, " bad" if low else ""), *(_number(item.states[state], lang) for state in STATES),
        ])  # fmt: skip
    return _table([*head, *(tell(state, lang) for state in STATES)], rows, 1)


def _criteria(items: tuple[Item, ...], lang: str | None) -> str:
    found = []
    for item in items:
        for check in item.question.exercise.checks if item.question.exercise else ():
            seen, of = item.seen[check.id]
            if of:
                words = inline(check.title(lang, values_for(item.question.exercise))) if item.question.exercise else ""
                row = [f"<td>{_question(item, lang)}</td>", f"<td>{words}</td>", f'<td class="n">{seen} / {of}</td>']
                found.append((seen / of, item.question.name, check.id, row))
    found.sort(key=lambda each: each[:3])
    head = [tell("question", lang), tell("behaviour", lang), tell("seen-in", lang)]
    return _table(head, [row for *_, row in found], 2)


def _mistakes(items: tuple[Item, ...], lang: str | None) -> str:
    found = []
    for item in items:
        made = item.question.exercise
        for number, times in item.mistakes.items() if made else ():
            words = inline(made.wrongs[number].name(lang, values_for(made))) if made else ""
            row = [f"<td>{_question(item, lang)}</td>", f"<td>{words}</td>", f'<td class="n">{times}</td>']
            found.append((-times, item.question.name, number, row))
    found.sort(key=lambda each: each[:3])
    head = [tell("question", lang), tell("mistake", lang), tell("times", lang)]
    return _table(head, [row for *_, row in found], 2) if found else f"<p>{escape(tell('none-met', lang))}</p>"


def _stuck(found: Figures, marks: Marks, lang: str | None) -> str:
    rows = []
    for student, begin in found.stuck:
        words = escape(begin.title(lang)) if begin else ""
        name = (
            escape(student.id)
            if student.name == student.id
            else f"{escape(student.name)} <small>{escape(student.id)}</small>"
        )
        points = f'<td class="n">{_n(student.total, lang)} / {_n(marks.most, lang)}</td>'
        rows.append([f"<td>{name}</td>", points, f"<td>{words}</td>"])
    head = [tell("student", lang), tell("points", lang), tell("begin-with", lang)]
    return _table(head, rows, 1, 2) if rows else f"<p>{escape(tell('nobody-stuck', lang))}</p>"


def _alike(pairs: list[Pair], lang: str | None) -> str:
    rows = []
    for pair in pairs:
        both = f"<td>{escape(pair.first)}<br>{escape(pair.second)}</td>"
        variant = escape(tell("same" if pair.same_variant else "different", lang))
        mark = "" if pair.same_variant else ' class="bad"'
        shared = f'<td class="n">{pair.share:.0%}</td>'
        rows.append([both, f"<td><code>{escape(pair.exercise)}</code></td>", shared, f"<td{mark}>{variant}</td>"])
    head = [tell("both", lang), tell("question", lang), tell("shared", lang), tell("variant", lang)]
    return _table(head, rows, 2, 3) if rows else f"<p>{escape(tell('nobody-alike', lang))}</p>"


def _question(item: Item, lang: str | None) -> str:
    title = inline(item.question.title(lang))
    return f"{title}<br><small><code>{escape(item.question.name)}</code></small>" if item.question.exercise else title


def _table(head: list[str], rows: Iterable[list[str]], numbers_from: int, numbers_to: int = 99) -> str:
    tops = [
        f'<th scope="col"{" class=n" if numbers_from <= place < numbers_to else ""}>{escape(word)}</th>'
        for place, word in enumerate(head)
    ]
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{"".join(tops)}</tr></thead><tbody>\n{body}\n</tbody></table></div>'


def _number(value: float | None, lang: str | None, more: str = "") -> str:
    return f'<td class="n{more}">{"–" if value is None else _n(value, lang)}</td>'


def _n(value: float, lang: str | None) -> str:
    """At most two decimals, with the language's comma or point."""
    told = f"{round(value, 2) + 0.0:g}" if abs(value) < 1e6 else str(round(value))
    told = told.replace("-", "−")
    return told.replace(".", ",") if language(lang) == "es" else told
