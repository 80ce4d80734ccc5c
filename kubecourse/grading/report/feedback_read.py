"""What the checks said of each answer, read out of the graded notebooks: whoever graded them, the feedback is the same.

So a report needs nothing to be graded again. Next: `figures.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from ..feedback import inline
from ..records import Exercise, spoken
from ..registry import exercises
from ..run.notebook import Broken, read
from ..scoring import answers_in
from ..stage import values_for

__all__ = ["Answer", "read_answers"]

_ITEM = re.compile(r'<b class="kc-(yes|no)">')
_STATE = re.compile(r'class="kc-score kc-(met|not-yet|malformed)"')
_TAG = re.compile(r"<[^>]*>")


@dataclass
class Answer:
    """One student's answer to one exercise. `state`: met, not-yet, malformed or absent."""

    student: str
    exercise: str
    text: str
    state: str
    #: criterion -> whether it was met; empty for an answer that could not be used
    met: dict[str, bool] = field(default_factory=dict)
    #: numbers of the record's wrong answers whose words the feedback has
    mistakes: list[int] = field(default_factory=list)


def read_answers(autograded: Path, assignment: str, students: list[str]) -> Iterator[Answer]:
    """All answers of these students, by student, in the notebook's order; notebooks that are not there are left out."""
    by_cell = {f"{made.slug}-check": made for made in exercises().values()}
    for student in students:
        for path in sorted((autograded / student / assignment).glob("*.ipynb")):
            yield from _of_notebook(path, student, by_cell)


def _of_notebook(path: Path, student: str, by_cell: dict[str, Exercise]) -> Iterator[Answer]:
    import json

    try:
        data = path.read_bytes()
        shown = json.loads(data)["cells"]
        nb = read(data)
    except (OSError, ValueError, KeyError, Broken):
        return
    given = answers_in(nb["cells"])
    lang = (nb["metadata"].get("kubecourse") or {}).get("lang")
    for cell in shown:
        own = (cell.get("metadata") or {}).get("nbgrader") or {}
        made = by_cell.get(own.get("grade_id", ""))
        if made is not None:
            own_text = given[made.id].text if made.id in given else ""
            if all(line.startswith("#") for line in own_text.splitlines()):
                own_text = ""  # several answers, none of which counts, are kept as comments
            yield _answer(made, student, own_text, _html(cell), made.id in given, lang)


def _html(cell: dict[str, object]) -> str:
    for output in cell.get("outputs") or []:  # type: ignore[attr-defined]
        text = (output.get("data") or {}).get("text/html")
        if text:
            return "".join(text)
    return ""


def _answer(made: Exercise, student: str, text: str, html: str, there: bool, lang: str | None) -> Answer:
    found = _STATE.search(html)
    state = found[1] if found and there else ("absent" if not there else "malformed")
    items = _ITEM.findall(html)
    met = {each.id: said == "yes" for each, said in zip(made.checks, items, strict=False)}
    return Answer(student, made.id, text, state, met, _mistakes(made, state, met, html, lang))


def _mistakes(made: Exercise, state: str, met: dict[str, bool], html: str, lang: str | None) -> list[int]:
    """The check that catches the record's wrong answer caught this one, and said the words it has for that mistake."""
    if state in ("met", "absent") or not html:
        return []
    said, values, found = _plain(html), values_for(made), []
    for number, wrong in enumerate(made.wrongs):
        caught = state == "malformed" if wrong.caught_by == "malformed" else met.get(wrong.caught_by) is False
        words = _plain(inline(spoken(wrong.says, lang, values)))
        if caught and words and words in said:
            found.append(number)
    return found


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html.partition("</style>")[2] or html)).split())
