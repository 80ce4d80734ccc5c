"""The form of a row in the tables of explanations. Next: `rules_values.py`, the first of the tables."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

__all__ = ["Compiled", "Rule"]


class Rule(NamedTuple):
    """`field` and `says`: patterns searched in a fault's path and message. `es` and `en`: what it means and what to do.

    Blanks: {field}, {last} (its last name), {value}, {allowed}, {length}, {propose}, {about} and the named groups of
    `says`. `fix`: which function of `proposals.py` makes {propose}. A brace that is meant is written twice.
    `kind`: only for objects of this kind.
    """

    field: str
    says: str
    es: str
    en: str
    fix: str = ""
    kind: str = ""


class Compiled:
    """A row with its patterns, made when it is first tried."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return re.compile(self.rule.field), re.compile(self.rule.says, re.S)

    def match(self, field: str, message: str, kind: str = "") -> re.Match[str] | None:
        """The match in the message when both patterns fit."""
        if self.rule.kind and self.rule.kind != kind:
            return None
        where, says = self._patterns
        return says.search(message) if where.search(field) else None
