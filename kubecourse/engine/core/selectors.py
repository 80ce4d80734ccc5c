"""Label and field selectors: compiled once, asked often.

`labels` reads the three ways a selector is written (text, a map of equalities, a LabelSelector) into
one `Selector`; `fields` reads `metadata.name=x,spec.nodeName!=y`. Refusals are ValueError in the
words of `apimachinery/pkg/labels/selector.go` and `pkg/fields/selector.go`. Next: `names.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from . import fields as paths
from .names import label_value, qualified_name

__all__ = ["EVERYTHING", "NOTHING", "FieldSelector", "Requirement", "Selector", "fields", "labels"]


class Requirement(NamedTuple):
    """One condition: `operator` is one of =, ==, !=, in, notin, exists, !, gt, lt; `values` are sorted."""

    key: str
    operator: str
    values: tuple[str, ...]

    def matches(self, have: Mapping[str, str]) -> bool:
        """Is it met by these labels?"""
        operator = self.operator
        if operator in ("=", "==", "in"):
            return have.get(self.key) in self.values
        if operator in ("!=", "notin"):
            return self.key not in have or have[self.key] not in self.values
        if operator == "exists":
            return self.key in have
        if operator == "!":
            return self.key not in have
        return _more(have.get(self.key), operator, self.values[0])

    def __str__(self) -> str:
        if self.operator == "exists":
            return self.key
        if self.operator == "!":
            return f"!{self.key}"
        if self.operator in ("in", "notin"):
            return f"{self.key} {self.operator} ({','.join(self.values)})"
        return f"{self.key}{ {'gt': '>', 'lt': '<'}.get(self.operator, self.operator) }{self.values[0]}"


def _more(have: str | None, operator: str, limit: str) -> bool:
    if have is None or not _INTEGER.fullmatch(have):
        return False
    return int(have) > int(limit) if operator == "gt" else int(have) < int(limit)


class Selector:
    """A compiled label selector. `equalities`: the pairs that an index can answer; `rest`: what remains."""

    __slots__ = ("equalities", "nothing", "requirements", "rest")

    def __init__(self, requirements: tuple[Requirement, ...] = (), *, nothing: bool = False) -> None:
        self.requirements = tuple(sorted(requirements, key=lambda r: r.key))
        self.nothing = nothing
        single = [r for r in self.requirements if r.operator in ("=", "==", "in") and len(r.values) == 1]
        self.equalities = tuple((r.key, r.values[0]) for r in single)
        self.rest = tuple(r for r in self.requirements if r not in single)

    def matches(self, have: Mapping[str, str] | None) -> bool:
        """Does an object with these labels (None: without labels) match?"""
        if self.nothing:
            return False
        have = have or {}
        for key, value in self.equalities:
            if have.get(key) != value:
                return False
        return all(requirement.matches(have) for requirement in self.rest)

    @property
    def empty(self) -> bool:
        """Does it select everything because it asks nothing?"""
        return not self.requirements and not self.nothing

    def __str__(self) -> str:
        return ",".join(map(str, self.requirements))

    def __repr__(self) -> str:
        return f"Selector({'<nothing>' if self.nothing else str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Selector) and (self.requirements, self.nothing) == (other.requirements, other.nothing)

    def __hash__(self) -> int:
        return hash((self.requirements, self.nothing))


EVERYTHING = Selector()
NOTHING = Selector(nothing=True)

_INTEGER = re.compile(r"[+-]?[0-9]+")
_TOKEN = re.compile(r"[ \t\r\n]*(==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+|\Z)")
_SYMBOLS = {"==", "!=", "=", "!", "(", ")", ",", "<", ">", ""}
_OPERATORS = {"=": "=", "==": "==", "!=": "!=", "in": "in", "notin": "notin", ">": "gt", "<": "lt"}
_EXPRESSIONS = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "!"}


def labels(selector: str | Mapping[str, Any] | Selector | None) -> Selector:
    """Compile a label selector.

    Text (`a=b,c in (d,e),!f,g`), a map of equalities, or a LabelSelector: `{}` selects all, None nothing.
    Raises ValueError in Kubernetes' words.
    """
    if isinstance(selector, Selector):
        return selector
    if selector is None:
        return NOTHING
    if isinstance(selector, str):
        return _from_text(selector)
    wanted, expressions = selector.get("matchLabels"), selector.get("matchExpressions")
    if isinstance(wanted, Mapping) or isinstance(expressions, list):
        return _from_parts(
            tuple((wanted or {}).items()),
            tuple((e.get("key", ""), e.get("operator", ""), tuple(e.get("values") or ())) for e in expressions or ()),
        )
    return _from_parts(tuple((k, v) for k, v in selector.items() if v is not None), ())


@lru_cache(maxsize=4096)
def _from_parts(
    wanted: tuple[tuple[str, str], ...], expressions: tuple[tuple[str, str, tuple[str, ...]], ...]
) -> Selector:
    found = [_requirement(key, "=", (value,)) for key, value in wanted]
    for key, operator, values in expressions:
        if operator not in _EXPRESSIONS:
            raise ValueError(f'"{operator}" is not a valid label selector operator')
        found.append(_requirement(key, _EXPRESSIONS[operator], values))
    return Selector(tuple(found)) if found else EVERYTHING


def _requirement(key: str, operator: str, values: tuple[str, ...]) -> Requirement:
    problems = _key_problems(key)
    if operator in ("in", "notin") and not values:
        problems.append("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty")
    if operator in ("exists", "!") and values:
        shown = "[" + ",".join(f'"{v}"' for v in values) + "]"
        problems.append(f"values: Invalid value: {shown}: values set must be empty for exists and does not exist")
    if operator in ("gt", "lt") and not _INTEGER.fullmatch(values[0]):
        problems.append(
            f"values[0]: Invalid value: \"{values[0]}\": for 'Gt', 'Lt' operators, the value must be an integer"
        )
    for index, value in enumerate(values):
        if errors := label_value(value):
            problems.append(f'values[{index}][{key}]: Invalid value: "{value}": {"; ".join(errors)}')
    if problems:
        raise ValueError(problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]")
    return Requirement(key, operator, tuple(sorted(dict.fromkeys(values))))


def _key_problems(key: str) -> list[str]:
    errors = qualified_name(key)
    # the path of a selector that stands in no object prints as Go's nil
    return [f'<nil>: Invalid value: "{key}": {"; ".join(errors)}'] if errors else []


@lru_cache(maxsize=4096)
def _from_text(text: str) -> Selector:
    return Selector(tuple(_Reader(text).all()))


class _Reader:
    """The grammar of selector text; one token of look-ahead."""

    def __init__(self, text: str) -> None:
        self.tokens = [m.group(1) for m in _TOKEN.finditer(text)]
        while len(self.tokens) > 1 and self.tokens[-2:] == ["", ""]:
            self.tokens.pop()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def wrong(self, token: str, expected: str, comma: str = ",") -> NoReturn:
        raise ValueError(f"found '{token}'{comma} expected: {expected}")

    def all(self) -> list[Requirement]:
        found: list[Requirement] = []
        while self.peek():
            if self.peek() in _SYMBOLS and self.peek() != "!":
                self.wrong(self.peek(), "!, identifier, or 'end of string'")
            try:
                found.append(self.one())
            except ValueError as error:
                raise ValueError(f"unable to parse requirement: {error}") from None
            token = self.take()
            if token == "":
                break
            if token != ",":
                self.wrong(token, "',' or 'end of string'")
            if self.peek() in _SYMBOLS and self.peek() != "!":
                self.wrong(self.peek(), "identifier after ','")
        return found

    def one(self) -> Requirement:
        key, operator = self.take(), ""
        if key == "!":
            key, operator = self.take(), "!"
        if key in _SYMBOLS:
            self.wrong(key, "identifier")
        if problems := _key_problems(key):
            raise ValueError(problems[0])
        if operator == "!" or self.peek() in ("", ","):
            return _requirement(key, operator or "exists", ())
        word = self.take()
        if word not in _OPERATORS:
            self.wrong(word, "in, notin, =, ==, !=, gt, lt")
        operator = _OPERATORS[word]
        return _requirement(key, operator, self.several() if operator in ("in", "notin") else self.single())

    def single(self) -> tuple[str, ...]:
        if self.peek() in ("", ","):
            return ("",)
        token = self.take()
        if token in _SYMBOLS:
            self.wrong(token, "identifier")
        return (token,)

    def several(self) -> tuple[str, ...]:
        token = self.take()
        if token != "(":
            self.wrong(token, "'('", comma="")
        if self.peek() == ")":
            self.take()
            return ()
        if self.peek() in _SYMBOLS and self.peek() != ",":
            self.wrong(self.peek(), "',', ')' or identifier")
        values: list[str] = []
        expect_value = True
        while (token := self.take()) != ")":
            if token == ",":
                if expect_value:
                    values.append("")
                expect_value = True
            elif token in _SYMBOLS or not expect_value:
                self.wrong(token, "',', or identifier" if expect_value else "',' or ')'")
            else:
                values.append(token)
                expect_value = False
        return (*values, "") if expect_value else tuple(values)


class FieldSelector(NamedTuple):
    """A compiled field selector: terms are (path, "=" or "!=", value)."""

    terms: tuple[tuple[str, str, str], ...]

    def matches(self, obj: Mapping[str, Any], getter: Callable[[Any, str], Any] = paths.get) -> bool:
        """Does `obj` match? `getter(obj, path)` gives a field; what is missing compares as empty text."""
        return all((_text(getter(obj, path)) == value) == (sign == "=") for path, sign, value in self.terms)

    @property
    def empty(self) -> bool:
        """Does it ask nothing?"""
        return not self.terms

    def __str__(self) -> str:
        return ",".join(path + sign + _ESCAPE.sub(r"\\\g<0>", value) for path, sign, value in self.terms)


_ESCAPE = re.compile(r"[\\,=]")
_TERM = re.compile(r"(?:[^,\\]|\\.)+", re.S)
_SIGN = re.compile(r"!=|==|=")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


@lru_cache(maxsize=4096)
def fields(text: str) -> FieldSelector:
    """Compile `metadata.name=x,spec.nodeName!=y`; a backslash escapes `,`, `=` and itself."""
    terms = []
    for term in _TERM.findall(text):
        sign = _SIGN.search(term)
        if sign is None:
            raise ValueError(f"invalid selector: '{text}'; can't understand '{term}'")
        value = re.sub(r"\\([\\,=])", r"\1", term[sign.end() :])
        terms.append((term[: sign.start()], "!=" if sign.group() == "!=" else "=", value))
    return FieldSelector(tuple(terms))
