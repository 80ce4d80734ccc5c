"""Exercises as records: what is asked, what is right, what is wrong and which check catches it.

A record is data and small functions that look at what a cluster does; it never looks at how an answer is spelled.
What cannot be right in any language is refused here, when the record is read. Next: `registry.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..explain.language import LANGUAGES, language

__all__ = ["KINDS", "Criterion", "Exercise", "Say", "Wrong", "criterion", "exercise", "fill", "say", "spoken", "wrong"]

#: what an answer is: a manifest, kubectl command lines, letters of options, a number, a text that a person reads,
#: Python code (run in a box, and only where it is switched on: `python_cells.py`)
KINDS = ("manifest", "kubectl", "choice", "number", "text", "python")
_ID = re.compile(r"[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9-]*")
_PART_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_BLANK = re.compile(r"\{([a-z_][a-z0-9_]*)\}")

#: numbers, names and sizes that differ from student to student
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Say:
    """One sentence in both languages. `str()` speaks the learner's."""

    es: str
    en: str

    def __call__(self, lang: str | None = None, values: Values | None = None) -> str:
        """The sentence in `lang`, its {name} blanks filled from `values`."""
        return fill(getattr(self, language(lang)), values)

    def __str__(self) -> str:
        return self()


def say(*, es: str, en: str) -> Say:
    """A sentence in Spanish and English; both are needed."""
    for lang, words in (("es", es), ("en", en)):
        if not isinstance(words, str) or not words.strip():
            raise ValueError(f"say() needs words in {lang!r}: {es or en!r}")
    return Say(es, en)


def fill(text: str, values: Values | None) -> str:
    """`text` with {name} replaced where `values` has that name; all other braces stay, as YAML and JSON have them."""
    if not values:
        return text
    return _BLANK.sub(lambda found: str(values.get(found[1], found[0])), text)


def spoken(words: str | Say, lang: str | None = None, values: Values | None = None) -> str:
    """A text that may or may not depend on the language."""
    return words(lang, values) if isinstance(words, Say) else fill(str(words), values)


@dataclass(frozen=True)
class Criterion:
    """One behaviour that is asked for. `behaves(case)` returns None or True if it is there, else words on what was seen."""

    id: str
    weight: float
    title: Say
    behaves: Callable[[Any], Any]
    hints: tuple[Say, ...]
    #: of a row of a rubric: what a person gives points for, and what is not enough
    looks_for: Say | None = None
    falls_short: Say | None = None


@dataclass(frozen=True)
class Wrong:
    """A wrong answer, the check that must catch it ("malformed": refused before any check) and what it must say."""

    name: Say
    answer: str | Say
    caught_by: str
    says: Say | str


@dataclass(frozen=True)
class Exercise:
    """One exercise; made by `exercise(…)`."""

    id: str
    points: float
    title: Say
    prompt: Say
    hat: Say
    kind: str
    solution: str | Say
    checks: tuple[Criterion, ...]
    starter: str | Say = ""
    given: tuple[str, ...] = ()
    prepare: Callable[[Any], Any] | None = None
    also_right: tuple[str | Say, ...] = ()
    wrongs: tuple[Wrong, ...] = ()
    debrief: Say | None = None
    varies: Callable[[Any], dict[str, Any]] | None = None
    options: tuple[Say, ...] = ()
    #: of Python code: the expressions whose values are looked at
    asks: tuple[str, ...] = ()
    #: how the cluster is made: arguments of `Cluster` (platform, nodes, …)
    cluster: dict[str, Any] = field(default_factory=dict)

    @property
    def magic(self) -> str:
        """First line of the answer's cell."""
        return f"%%{self.kind if self.kind in ('manifest', 'kubectl') else 'answer'} {self.id}"

    @property
    def slug(self) -> str:
        """The id as cells may have it."""
        return self.id.replace(".", "-")

    @property
    def module(self) -> str:
        """The part of the course it belongs to."""
        return self.id.partition(".")[0]


def criterion(id: str, weight: float, title: Say, *, behaves: Callable[[Any], Any], hints: Sequence[Say]) -> Criterion:
    """A behaviour that is asked for, worth `weight` parts of the points, with hints from vague to nearly the answer."""
    if not _PART_ID.fullmatch(id) or id == "malformed":
        raise ValueError(f"criterion {id!r}: an id has lower-case letters, digits and dashes")
    if weight <= 0:
        raise ValueError(f"criterion {id!r}: its weight must be more than 0")
    if not hints:
        raise ValueError(f"criterion {id!r}: it needs at least one hint")
    return Criterion(id, float(weight), title, behaves, tuple(hints))


def wrong(name: Say, answer: str | Say, *, caught_by: str, says: Say | str) -> Wrong:
    """A wrong answer that the exercise must recognise, and the words with which it does."""
    return Wrong(name, answer, caught_by, says)


def exercise(
    id: str, points: float, *, title: Say, prompt: Say, checks: Sequence[Criterion], solution: str | Say,
    hat: Say, kind: str = "manifest", starter: str | Say = "", given: str | Sequence[str] = (),
    prepare: Callable[[Any], Any] | None = None, also_right: Sequence[str | Say] = (), wrong: Sequence[Wrong] = (),
    debrief: Say | None = None, varies: Callable[[Any], dict[str, Any]] | None = None, options: Sequence[Say] = (),
    cluster: dict[str, Any] | None = None, asks: Sequence[str] = (),
) -> Exercise:  # fmt: skip
    """Make an exercise and, while the course is being read, enter it there. Raises ValueError for what cannot be right."""
    from .registry import enter

    made = Exercise(
        id=id, points=float(points), title=title, prompt=prompt, hat=hat, kind=kind, solution=solution,
        checks=tuple(checks), starter=starter, given=(given,) if isinstance(given, str) else tuple(given),
        prepare=prepare, also_right=tuple(also_right), wrongs=tuple(wrong), debrief=debrief, varies=varies,
        options=tuple(options), cluster=dict(cluster or {}), asks=tuple(asks),
    )  # fmt: skip
    for complaint in _complaints(made):
        raise ValueError(f"exercise {id!r}: {complaint}")
    enter(made)
    return made


def _complaints(made: Exercise) -> list[str]:
    known = [each.id for each in made.checks]
    found = []
    if not _ID.fullmatch(made.id):
        found.append("an id is MODULE.NAME in lower case, with dashes")
    if made.points <= 0:
        found.append("it must be worth something")
    if made.kind not in KINDS:
        found.append(f"kind {made.kind!r} is none of {', '.join(KINDS)}")
    if not known:
        found.append("it has no check")
    if len({*known}) < len(known):
        found.append("two checks have one id")
    if (made.kind == "choice") != bool(made.options):
        found.append("options belong to a choice, and a choice has options")
    if (made.kind == "python") != bool(made.asks):
        found.append("asks belong to Python code, and Python code is asked something")
    for ask in made.asks:
        try:
            compile(ask, "ask", "eval")
        except (SyntaxError, ValueError):
            found.append(f"{ask!r} is no Python expression")
    if any((each.looks_for is not None) != (made.kind == "text") for each in made.checks):
        found.append("a text is read with rubric(…), and everything else checked with criterion(…)")
    for each in made.wrongs:
        if each.caught_by not in (*known, "malformed"):
            found.append(f"no check is called {each.caught_by!r}")
    for lang in LANGUAGES:
        if not spoken(made.solution, lang).strip():
            found.append(f"it has no solution in {lang!r}")
    return found
