"""A reason, and an answer made of reasons, first cause first.

A `Reason` has its sentence in both languages, the object it is about and the words of Kubernetes that prove it. `Why`
is what people get: text in a terminal, a list in a notebook. Next: `look.py`, the eyes of those who find reasons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from kubecourse.explain.texts import TEXTS, say

__all__ = ["Reason", "Why", "fine", "reason"]

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the answer. `about` is `Kind namespace/name`; `evidence` quotes Kubernetes; `wrong` is False for what
    is as it should be; `table` holds rows (name, remark) per language.
    """

    key: str
    about: str
    texts: dict[str, str]
    evidence: str = ""
    wrong: bool = True
    table: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @property
    def es(self) -> str:
        """The sentence in Spanish."""
        return self.texts["es"]

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self.texts["en"]


def reason(
    key: str,
    about: str,
    evidence: str = "",
    /,
    *,
    wrong: bool = True,
    table: dict[str, tuple[tuple[str, str], ...]] | None = None,
    **blanks: object,
) -> Reason:
    """A reason from the sentence `key`. A blank may be a dict by language."""
    texts = {}
    for lang in TEXTS:
        filled = {name: value[lang] if isinstance(value, dict) else value for name, value in blanks.items()}
        texts[lang] = say(lang, key, **filled)
    return Reason(key, about, texts, evidence.strip(), wrong, table or {})


def fine(key: str, about: str, evidence: str = "", /, **blanks: Any) -> Reason:
    """A reason that is no complaint: what the object is doing."""
    return reason(key, about, evidence, wrong=False, **blanks)


class Why:
    """The answer of `why`: `.reasons` first cause first; `.wrong` tells whether any of them is a complaint."""

    def __init__(self, about: str, reasons: list[Reason], lang: str, state: str = "") -> None:
        self.about = about
        self.reasons = reasons
        self.lang = lang
        self.state = state

    @property
    def wrong(self) -> bool:
        """Is something not as it should be?"""
        return any(r.wrong for r in self.reasons)

    @property
    def first(self) -> Reason:
        """The first cause: where to begin to mend."""
        return self.reasons[0]

    def __iter__(self) -> Iterator[Reason]:
        return iter(self.reasons)

    def __len__(self) -> int:
        return len(self.reasons)

    def _head(self) -> str:
        return f"{self.about}: {self.state}" if self.state else self.about

    def __str__(self) -> str:
        lines = [self._head()]
        for number, each in enumerate(self.reasons, 1):
            subject = f"[{each.about}] " if each.about != self.about else ""
            lines.append(f"{number}. {subject}{each.texts[self.lang]}")
            lines += [f"     {name}: {remark}" for name, remark in each.table.get(self.lang, ())]
            if each.evidence:
                lines.append(f"     {say(self.lang, 'says')}: {each.evidence}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        items = "".join(self._item(each) for each in self.reasons)
        return f'<div class="kubecourse-why"><b>{escape(self._head())}</b><ol>{items}</ol></div>'

    def _item(self, each: Reason) -> str:
        subject = f"<code>{escape(each.about)}</code> " if each.about != self.about else ""
        rows = each.table.get(self.lang, ())
        cells = "".join(
            f"<tr><td style='text-align:left'><code>{escape(a)}</code></td><td style='text-align:left'>{escape(b)}</td></tr>"
            for a, b in rows
        )
        table = f"<table>{cells}</table>" if rows else ""
        words = f"<br><small>{escape(say(self.lang, 'says'))}: <q>{escape(each.evidence)}</q></small>"
        return f"<li>{subject}{escape(each.texts[self.lang])}{table}{words if each.evidence else ''}</li>"
