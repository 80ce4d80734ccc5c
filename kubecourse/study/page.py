"""The start page of self-study: where one stands, what is next, what is due, the map; as text and as HTML.

Next: `../widgets/start.py`, the same with buttons.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from ..grading.feedback import inline
from .mapping import ConceptMap
from .words import tell

if TYPE_CHECKING:
    from .learner import Desk

__all__ = ["bars", "html", "lines", "text"]

_STYLE = """<style>
.kc-desk{max-width:72em;line-height:1.45}
.kc-desk h3{margin:.2em 0 .4em}.kc-desk p{margin:.35em 0}
.kc-desk table{border-collapse:collapse;margin:.4em 0}.kc-desk td{padding:.15em .9em .15em 0;text-align:left}
.kc-desk progress{width:14em;height:.9em;vertical-align:middle}
.kc-desk .kc-trouble{border-left:.3em solid #c98a11;padding:.2em .8em}
</style>"""


def bars(desk: Desk) -> list[tuple[str, int, int]]:
    """(module, exercises met, all) in the course's order."""
    found: dict[str, list[int]] = {}
    done = desk.progress.done
    for made in desk.exercises.values():
        row = found.setdefault(made.module, [0, 0])
        row[0] += made.id in done
        row[1] += 1
    order = list(dict.fromkeys(["volumes", "workloads", "networking", "batch", "project", *found]))
    return [
        (tell(f"module-{module}", desk.lang), found[module][0], found[module][1]) for module in order if module in found
    ]


def _count(desk: Desk, done: int, every: int) -> str:
    return tell("count-one" if every == 1 else "count", desk.lang, done=done, all=every)


def lines(desk: Desk) -> Iterator[str]:
    """The sentences of the page, in Markdown's small words."""
    here, lang = desk.progress, desk.lang
    mended = {entry.id for entry in desk.diary.entries if entry.kind == "incident" and entry.state == "met"}
    yield tell(
        "sum",
        lang,
        done=len(here.done & set(desk.exercises)),
        all=len(desk.exercises),
        mended=len(mended),
        incidents=len(desk.incidents),
    )
    if here.next_exercise is None:
        yield tell("next-none", lang)
    else:
        made = desk.exercises[here.next_exercise]
        yield tell("next", lang, title=made.title(lang), module=tell(f"module-{made.module}", lang))
    if here.due:
        yield tell("due-some", lang, names=", ".join(desk.concepts[each.concept].title(lang) for each in here.due))
        return
    yield tell("due-none", lang)
    if here.memories:
        first = min(here.memories.values(), key=lambda each: (each.due, each.concept))
        yield tell("due-on", lang, day=first.due.strftime("%Y-%m-%d"), name=desk.concepts[first.concept].title(lang))


def text(desk: Desk) -> str:
    """The page as text."""
    parts = [tell("page", desk.lang), "", *lines(desk), ""]
    wide = max((len(name) for name, _, _ in bars(desk)), default=0)
    for name, done, every in bars(desk):
        parts.append(f"{name:<{wide}}  [{'#' * round(20 * done / every):<20}] {_count(desk, done, every)}")
    parts += [
        "",
        ConceptMap(desk.concepts, desk.progress, desk.lang).text,
        "",
        tell("where", desk.lang, path=desk.diary.path),
    ]
    return "\n".join([*parts, *desk.diary.troubles])


def html(desk: Desk, picture: bool = True) -> str:
    """The page as HTML; the picture of the map has its text twin below it."""
    rows = "".join(
        f'<tr><td>{escape(name)}</td><td><progress max="{every}" value="{done}" aria-label="{escape(name, quote=True)}"></progress></td>'
        f"<td>{escape(_count(desk, done, every))}</td></tr>"
        for name, done, every in bars(desk)
    )
    said = "".join(f"<p>{inline(line)}</p>" for line in lines(desk))
    troubles = "".join(f'<p class="kc-trouble" role="alert">{escape(words)}</p>' for words in desk.diary.troubles)
    drawn = ConceptMap(desk.concepts, desk.progress, desk.lang).html if picture else ""
    where = f"<p><small>{escape(tell('where', desk.lang, path=desk.diary.path))}</small></p>"
    return (
        f'{_STYLE}<section class="kc-desk" lang="{desk.lang}"><h3>{escape(tell("page", desk.lang))}</h3>'
        f"{troubles}{said}<table>{rows}</table>{drawn}{where}</section>"
    )
