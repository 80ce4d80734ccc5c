"""How many requests a second, second by second: constant, a wave, a spike, or a list of stretches.

Promises: a plan is plain data; `requests_in(plan, second)` is a whole number, the same on every machine (no floating
point), and the numbers of all seconds add up to the area under the curve. `rate` is the highest rate; a wave and a
spike rest at a tenth of it. What cannot be sent is refused with a sentence in the reader's language. Next: `paths.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from ..core import quantity
from ..core.clock import duration as milliseconds
from ..core.work import Object
from .words import say

__all__ = ["PROFILES", "BadLoad", "length", "planned", "rate_in", "requests_in"]

PROFILES = ("constant", "wave", "spike")
#: requests a second, seconds, and requests altogether: more would be no lesson any more
_FASTEST, _LONGEST, _MOST = 10_000, 86_400, 20_000_000
_CONNECTIONS = 1000
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
#: a wave has so many crests in its length; a spike takes one part of so many, in the middle
_CRESTS, _PARTS = 2, 5


class BadLoad(ValueError):
    """A load that cannot be sent; `lang` chooses the language of the sentence."""

    def __init__(self, key: str, *args: object) -> None:
        super().__init__(key, *args)
        self.lang = "en"

    def __str__(self) -> str:
        return say(self.lang, self.args[0], *self.args[1:])


def planned(
    url: str,
    rate: float,
    profile: str | Sequence[Sequence[Any]],
    source: str,
    cost: str | float | None,
    name: str,
    length: str | float,
    connections: int = 0,
) -> Object:
    """The plan of a load as plain data: rates in thousandths a second, times in seconds. Raises BadLoad."""
    if not isinstance(url, str) or not _host(url):
        raise BadLoad("bad-url", url)
    if not isinstance(source, str) or not source:
        raise BadLoad("bad-source", source)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadLoad("bad-name", name)
    plan: Object = {"url": url, "source": source, "name": name, "cost": _cost(cost), "connections": _held(connections)}
    if isinstance(profile, str):
        if profile not in PROFILES:
            raise BadLoad("bad-profile", profile, ", ".join(PROFILES))
        seconds = _seconds(length)
        plan |= {"profile": profile, "stretches": [[seconds, _rate(rate)]]}
    else:
        plan |= {"profile": "stretches", "stretches": _stretches(profile)}
    if sum(seconds for seconds, _ in plan["stretches"]) > _LONGEST:
        raise BadLoad("too-long", _LONGEST // 3600)
    if sum(seconds * rate for seconds, rate in plan["stretches"]) > _MOST * 1000:
        raise BadLoad("too-many", _MOST)
    return plan


def _stretches(profile: Any) -> list[list[int]]:
    if not isinstance(profile, (list, tuple)) or not profile:
        raise BadLoad("bad-profile", profile, ", ".join(PROFILES))
    rows = []
    for row in profile:
        if not isinstance(row, (list, tuple)) or len(row) != 2:
            raise BadLoad("bad-stretch", row)
        rows.append([_seconds(row[0]), _rate(row[1])])
    return rows


def _seconds(value: Any) -> int:
    try:
        found = milliseconds(value) // 1000
    except ValueError:
        raise BadLoad("bad-time", value) from None
    if found < 1:
        raise BadLoad("bad-time", value)
    return found


def _rate(value: Any) -> int:
    """Thousandths of a request a second."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _FASTEST:
        raise BadLoad("bad-rate", value, _FASTEST)
    return round(value * 1000)


def _held(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _CONNECTIONS:
        raise BadLoad("bad-connections", value, _CONNECTIONS)
    return value


def _host(url: str) -> str:
    """The host of http://host[:port]/path or host:port; empty for what is neither."""
    try:
        parts = urlsplit(url if "://" in url else f"tcp://{url}")
        return (parts.hostname or "") if parts.port != 0 else ""
    except ValueError:
        return ""


def _cost(value: Any) -> int | None:
    """Thousandths of a CPU second that one request takes; None: as the image's table says."""
    if value is None:
        return None
    try:
        found = quantity.milli(value)
    except (ValueError, TypeError):
        raise BadLoad("bad-cost", value) from None
    if not 0 <= found <= 60_000:
        raise BadLoad("bad-cost", value)
    return found


def length(plan: Object) -> int:
    """How long the load lasts, in seconds."""
    return sum(int(seconds) for seconds, _ in plan["stretches"])


def rate_in(plan: Object, second: int) -> int:
    """Thousandths of a request a second, in this second from the beginning on."""
    for seconds, rate in plan["stretches"]:
        if second < seconds:
            return _shaped(plan["profile"], second, seconds, rate)
        second -= seconds
    return 0


def _shaped(profile: str, second: int, seconds: int, rate: int) -> int:
    low = rate // 10
    if profile == "wave":
        return low + (rate - low) * _hill(second * _CRESTS * 360 // seconds % 360) // 1_000_000
    if profile == "spike":
        return rate if seconds * 2 // _PARTS <= second < seconds * 3 // _PARTS else low
    return rate


def _hill(degrees: int) -> int:
    """Millionths: 0 at 0 and 360 degrees, 1 at 180; Bhaskara's sine squared, in whole numbers."""
    half = degrees // 2
    sine = 4 * half * (180 - half) * 1_000_000 // (40_500 - half * (180 - half))
    return sine * sine // 1_000_000


def requests_in(plan: Object, second: int, owed: int) -> tuple[int, int]:
    """(requests to send in this second, thousandths of one left over for the next). `owed`: left over before."""
    return divmod(rate_in(plan, second) + owed, 1000)
