"""Functions of lists and texts in CEL: sums, order, patterns, `format`, and the formats that names have.

Upstream: apiserver `pkg/cel/library/{lists,regex,format}.go`, cel-go `ext/strings.go`. Next: `quantities.py`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from ...core import names
from ..custom import formats, patterns

__all__ = ["FUNCTIONS"]

_VERB = re.compile(r"%(?:%|(?:\.(\d+))?([sdfebxXo]))")


def _sorted(items: list[Any]) -> bool:
    return all(not b < a for a, b in pairwise(items))


def _sum(items: list[Any]) -> Any:
    return sum(items[1:], items[0]) if items else 0


def _least(*items: Any) -> Any:
    return _extreme("min", min, items)


def _most(*items: Any) -> Any:
    return _extreme("max", max, items)


def _extreme(name: str, pick: Callable[[Any], Any], items: tuple[Any, ...]) -> Any:
    items = tuple(items[0]) if len(items) == 1 else items
    if not items:
        raise ValueError(f"{name} called on empty list")
    return pick(items)


def _index(where: Any, what: Any, start: int = 0) -> int:
    """The first place in a list, or in a text from `start` on; -1 for none."""
    if isinstance(where, str):
        return where.find(what, start)
    return next((number for number, one in enumerate(where) if one == what), -1)


def _last_index(where: Any, what: Any, end: int | None = None) -> int:
    if isinstance(where, str):
        return where.rfind(what, 0, None if end is None else end + len(what))
    return next((number for number in range(len(where) - 1, -1, -1) if where[number] == what), -1)


def _find(text: str, pattern: str) -> str:
    found = patterns.compiled(pattern).search(text)
    return found[0] if found else ""


def _find_all(text: str, pattern: str, most: int = -1) -> list[str]:
    found = [one[0] for one in patterns.compiled(pattern).finditer(text)]
    return found if most < 0 else found[:most]


def _format(text: str, values: list[Any]) -> str:
    """`"%s has %d".format(["a", 1])`."""
    left = list(values)

    def written(match: re.Match[str]) -> str:
        if match[2] is None:
            return "%"
        if not left:
            raise ValueError(f"index {len(values)} out of range")
        return _written(left.pop(0), match[2], match[1])

    return _VERB.sub(written, text)


def _written(value: Any, verb: str, digits: str | None) -> str:
    if verb == "s":
        return _plain(value)
    if verb in "fe":
        return f"{value:.{digits or 6}{verb}}"
    if verb in "xX" and isinstance(value, str | bytes):
        made = (value.encode() if isinstance(value, str) else value).hex()
        return made.upper() if verb == "X" else made
    return format(value, verb)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"[{', '.join(_plain(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_plain(key)}: {_plain(value[key])}' for key in sorted(value, key=str))}}}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# -- format.dns1123Label().validate(text) ----------------------------------------------------------------


def _prefix(rule: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """A rule for the beginning of a name: it may end in a hyphen."""
    return lambda text: rule(f"{text[:-1]}a" if text.endswith("-") else text)


def _reads(what: str, reader: Callable[[str], Any]) -> Callable[[str], list[str]]:
    def check(text: str) -> list[str]:
        try:
            reader(text)
        except ValueError:
            return [f"invalid {what}"]
        return []

    return check


_NAMED: dict[str, Callable[[str], list[str]]] = {
    "dns1123Label": names.dns_label,
    "dns1123LabelPrefix": _prefix(names.dns_label),
    "dns1123Subdomain": names.dns_subdomain,
    "dns1123SubdomainPrefix": _prefix(names.dns_subdomain),
    "dns1035Label": names.dns_1035_label,
    "dns1035LabelPrefix": _prefix(names.dns_1035_label),
    "qualifiedName": names.qualified_name,
    "labelValue": names.label_value,
    "uri": lambda text: [] if formats.fits(text, "uri") else ["invalid URI"],
    "uuid": lambda text: [] if formats.fits(text, "uuid") else ["does not match the UUID format"],
    "byte": _reads("base64", lambda text: base64.b64decode(text, validate=True)),
    "date": _reads("date", date.fromisoformat),
    "datetime": _reads("datetime", datetime.fromisoformat),
}


def _named(name: str) -> Callable[..., Any]:
    return lambda _space: {"~": "format", "v": name}


def _validate(form: Any, text: str) -> Any:
    """What is wrong with a text, as an optional list of messages."""
    from cel import OptionalValue

    wrong = _NAMED[form["v"]](text)
    return OptionalValue.of(wrong) if wrong else OptionalValue.none()


def _by_name(_space: Any, name: str) -> Any:
    from cel import OptionalValue

    return OptionalValue.of({"~": "format", "v": name}) if name in _NAMED else OptionalValue.none()


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "isSorted": _sorted, "sum": _sum, "min": _least, "max": _most, "indexOf": _index, "lastIndexOf": _last_index,
    "find": _find, "findAll": _find_all, "format": _format, "named": _by_name, "validate": _validate,
    **{name: _named(name) for name in _NAMED},
}  # fmt: skip
