"""`teach(error, text, lang)`: each thing that a refusal says, explained where it is in the reader's text.

The order is Kubernetes' own; equal sentences are said once. Tables: `rules_*.py`; the decoder's messages:
`decoding.py`; texts that are no YAML: `yamlfaults.py`. Next: `../mistakes.py`, which shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ...engine.api import decode
from ...engine.api.errors import ApiError
from ...engine.core import fields
from ...engine.core.fields import parts
from . import (
    proposals,
    rules_flags,
    rules_kubectl,
    rules_more,
    rules_network,
    rules_others,
    rules_pods,
    rules_values,
    rules_whole,
)
from .decoding import decoding
from .rule import Compiled, Rule
from .told import Fault, Told, cut, of, read
from .yamlfaults import fault

__all__ = ["Point", "teach"]

_FIELD = re.compile(r'field "([^"]+)"')
_KEYED = re.compile(r"\[([^\]'\"\d][^\]]*)\]")
_DECODER = re.compile(
    r"(strict decoding error: |json: cannot unmarshal |quantities must match |illegal base64 )(?!.*\1).*$", re.S
)


@dataclass(frozen=True, slots=True)
class Point:
    """`says`: what it means and what to do. `field` and `line` (from 1, in the whole text): "" and None if unknown."""

    says: str
    field: str = ""
    line: int | None = None
    document: int | None = None


class _Page:
    """The reader's text, read once: which document an error is about, and where its fields are."""

    def __init__(self, text: str, number: int | None, told: Told) -> None:
        self.text = text
        self.document: decode.Document | None = None
        try:
            found = decode.documents(text) if text else []
        except ApiError:
            found = []
        if number is not None and 0 < number <= len(found):
            self.document = found[number - 1]
        elif found:
            fitting = [one for one in found if self._is(one.value, told)]
            named = [one for one in fitting if self._has(one.value, told)]
            self.document = (named or fitting or found)[0]

    @staticmethod
    def _is(value: Any, told: Told) -> bool:
        if not isinstance(value, dict):
            return False
        name = (value.get("metadata") or {}).get("name") if isinstance(value.get("metadata"), dict) else None
        return (not told.kind or value.get("kind") == told.kind) and (not told.name or name == told.name)

    @staticmethod
    def _has(value: Any, told: Told) -> bool:
        """Does a document have the field that the decoder names?"""
        match = _FIELD.search(told.message)
        return match is not None and fields.get(value, parts(match.group(1))) is not None

    @property
    def value(self) -> Any:
        return self.document.value if self.document else None

    def line(self, path: str, quoted: str = "") -> int | None:
        """The line of a field; in a map the line of the key or value that is `quoted`."""
        if self.document is None or not path:
            return None
        # a key of a map is printed as `requests[cpu]`, one of a list's places as `ports[0]`
        steps = parts(_KEYED.sub(r"['\1']", path))
        inside = fields.get(self.document.value, steps)
        if quoted and isinstance(inside, dict):
            key = next((k for k, v in inside.items() if quoted in (k, v)), None)
            steps = steps if key is None else (*steps, key)
        return self.document.line_of(steps)


def teach(error: Any, text: str = "", lang: str = "en", cluster: Any = None) -> list[Point]:
    """What an error means: an `ApiError`, or the words that kubectl printed. Empty where nothing special is known.

    `text`: the manifest it is about. `cluster`: to look for the names that were probably meant.
    """
    if isinstance(error, str) and len(pieces := cut(error)) > 1:
        points = [point for piece in pieces for point in teach(piece, text, lang, cluster)]
        return list(dict.fromkeys(points))
    told = read(error) if isinstance(error, str) else of(error)
    number = getattr(error, "document", None)
    if told.message and (read_fault := _unreadable(error, told, text)):
        line, es, en = read_fault
        return [Point(es if lang == "es" else en, "", line, number)] if es else []
    page = _Page(text, number, told)
    points = [*_explained(told, page, lang, cluster)]
    seen: dict[str, Point] = {}
    for point in points:
        seen.setdefault(point.says, point)
    return list(seen.values())


def _unreadable(error: Any, told: Told, text: str) -> tuple[int | None, str, str] | None:
    if "error converting YAML to JSON" not in told.message and not str(getattr(error, "hint", "") or "").startswith(
        "yaml."
    ):
        return None
    line = getattr(error, "line", None)
    if line is None and text:
        try:  # kubectl counts from the beginning of the document, we from that of the text
            decode.documents(text)
        except ApiError as again:
            line = again.line
    if line is None and (named := re.search(r"yaml: line (\d+)", told.message)):
        line = int(named.group(1))
    found = fault(text, line, told.message)
    return found if found[1] else None


def _explained(told: Told, page: _Page, lang: str, cluster: Any) -> Iterator[Point]:
    number = page.document.index if page.document else None
    said = _unread_patch(told)
    if told.faults and not said:
        for each in told.faults:
            says = _of_fault(each, told, page.value, lang)
            if says:
                yield Point(says, each.field, page.line(each.field, proposals.given(each.message)), number)
        return
    found = decoding(said or told.message, page.value)
    for path, spanish, english in found:
        yield Point(spanish if lang == "es" else english, path, page.line(path), number)
    if not found:
        yield from _whole(told, lang, cluster, page, number)


def _unread_patch(told: Told) -> str:
    """What the decoder said of a change to an object that exists: it comes as a fault of the `patch`; "" for others."""
    if not told.faults or told.faults[0].field != "patch":
        return ""
    found = _DECODER.search(told.message)
    return found.group(0) if found else ""


def _whole(told: Told, lang: str, cluster: Any, page: _Page, number: int | None) -> Iterator[Point]:
    """Admission, names, kubectl's own words: about the request as a whole, several at once too."""
    for compiled in _tables()[0]:
        match = compiled.match("", told.message)
        if match is None:
            continue
        pattern = compiled.rule.says
        for each in re.finditer(pattern, told.message, re.S):
            blanks = proposals.whole(each, told, lang, cluster)
            sentence = compiled.rule.es if lang == "es" else compiled.rule.en
            field = proposals.where(each)
            yield Point(sentence.format_map(blanks), field, page.line(field), number)
        return


@lru_cache(maxsize=1)
def _tables() -> tuple[list[Compiled], list[Compiled]]:
    rows: tuple[Rule, ...] = (*rules_pods.RULES, *rules_network.RULES, *rules_others.RULES, *rules_more.RULES)
    rows += (*rules_values.RULES, *rules_more.LAST)
    whole = (*rules_whole.RULES, *rules_kubectl.RULES, *rules_flags.RULES)
    return [Compiled(rule) for rule in whole], [Compiled(rule) for rule in rows]


def _of_fault(each: Fault, told: Told, value: Any, lang: str) -> str:
    for compiled in _tables()[1]:
        match = compiled.match(each.field, each.message, told.kind)
        if match is None:
            continue
        blanks = proposals.blanks(told.kind, each.field, each.message, match, compiled.rule.fix, lang)
        blanks.update(proposals.about_object(each.field, each.message, value, lang))
        return (compiled.rule.es if lang == "es" else compiled.rule.en).format_map(blanks)
    return ""
