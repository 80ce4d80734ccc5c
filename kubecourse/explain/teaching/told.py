"""A refusal taken apart: reason, object, causes, however it was told (by the server or printed by kubectl).

`read(message)` understands the server's messages and everything kubectl prints around them; `of(error)` takes an
`ApiError` as it is. Next: `points.py`, which explains each cause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ...engine.api.kinds import BUILTIN

__all__ = ["Fault", "Told", "cut", "of", "read"]

_BRACKETS = re.compile(r"^\[(.*)\]$", re.S)
#: what stands between a field and its words
_HEADS = (
    "Required value", "Invalid value", "Unsupported value", "Forbidden", "Duplicate value", "Too long",
    "Too many", "Too few", "Not found", "Internal error",
)  # fmt: skip
_FAULT = re.compile(
    r"(?:^|, (?=[\w<]))([\w.<>~-]*(?:\[[^\]]*\](?:\.?[\w.-]+)?)*): ((?:" + "|".join(_HEADS) + r")\b)", re.S
)
_INVALID_KUBECTL = re.compile(r'^The (\S+) "([^"]*)" is invalid: ?', re.M)
_INVALID_SERVER = re.compile(r'(\w+)(?:\.[\w.-]+)? "([^"]*)" is invalid: ')
_REASON = re.compile(r"rror from server \((\w+)\): ")
_BEGIN = re.compile(r'^(?=Error from server|The \S+ "[^"]*" is invalid|error: )', re.M)
_HANDLED = re.compile(r'(\w+) in version "[^"]+" cannot be handled as')
_NAMED = re.compile(r'([\w.-]+) "([^"]+)" (?:already exists|is forbidden|not found)')
_SUFFIX = re.compile(r"; if you choose to ignore these errors, turn validation off with --validate=false\s*$")


@dataclass(frozen=True, slots=True)
class Fault:
    """One field and what is said of it; `field` is "" when the whole request is meant."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal. `kind` and `name` of the object, "" where unknown; `faults` in the order of Kubernetes."""

    reason: str
    message: str
    kind: str
    name: str
    faults: tuple[Fault, ...]


def cut(message: str) -> list[str]:
    """What kubectl printed, an error a piece: it goes on after the first, document by document."""
    return [part for part in _BEGIN.split(message) if part.strip()]


def of(error: Any) -> Told:
    """An `ApiError`, or any exception with a message."""
    message = str(getattr(error, "message", None) or error)
    details = getattr(error, "details", None) or {}
    reason = str(getattr(error, "reason", "") or "")
    causes = tuple(getattr(error, "causes", ()) or ())
    if not causes or reason != "Invalid":
        found = read(message)
        return Told(reason or found.reason, found.message, found.kind, found.name, found.faults)
    faults = tuple(dict.fromkeys(Fault(cause.field, cause.message) for cause in causes))
    return Told(reason, message, str(details.get("kind") or ""), str(details.get("name") or ""), faults)


def read(message: str) -> Told:
    """A message of the server, or what kubectl printed about it (several lines too)."""
    text = "\n".join(line for line in message.strip().splitlines() if not line.startswith("Warning: "))
    text = _SUFFIX.sub("", text)
    reason = found.group(1) if (found := _REASON.search(text)) else ""
    by_kubectl = _INVALID_KUBECTL.search(text)
    by_server = None if by_kubectl else _INVALID_SERVER.search(text)
    invalid = by_kubectl or by_server
    if invalid:
        rest = text[invalid.end() :].strip()
        return Told("Invalid", text, invalid.group(1), invalid.group(2), _faults(rest, bool(by_kubectl)))
    kind, name = "", ""
    if handled := _HANDLED.search(text):
        kind = handled.group(1)
    elif named := _NAMED.search(text):
        kind, name = _singular(named.group(1)), named.group(2)
    return Told(reason, text[found.end() :] if found else text, kind, name, ())


def _singular(resource: str) -> str:
    """`deployments.apps` -> `Deployment`; "" for what is not built in."""
    return next((row.name for row in BUILTIN if resource in (row.plural, row.resource)), "")


def _faults(text: str, kubectl: bool) -> tuple[Fault, ...]:
    if kubectl and text.startswith("* "):
        rows = [row for row in re.split(r"(?:^|\n)\* ", text) if row]
        return tuple(_fault(row) for row in rows)
    inside = _BRACKETS.match(text)
    text = inside.group(1) if inside else text
    starts = [match.start() + (2 if match.group(0).startswith(", ") else 0) for match in _FAULT.finditer(text)]
    if not starts or starts[0] != 0:
        return (_fault(text),)
    return tuple(_fault(text[a:b].removesuffix(", ")) for a, b in zip(starts, [*starts[1:], len(text)], strict=True))


def _fault(text: str) -> Fault:
    match = _FAULT.match(text)
    if match is None:
        field, colon, rest = text.partition(": ")
        return Fault(field, rest) if colon and " " not in field else Fault("", text)
    return Fault(match.group(1), text[match.start(2) :])
