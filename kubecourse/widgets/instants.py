"""An instant as a person types it: `09:30`, `+2w`, `thursday 23:00`, `jueves 23:00`, or RFC 3339.

Days of the week mean the next one, from now on; times are those of the cluster (UTC). Next: `bench.py`.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from ..engine.core.clock import duration, moment

__all__ = ["instant"]

_DAY = 86_400_000
#: 1 January 1970 was a Thursday: days since then, modulo seven
_WEEK = {
    "thu": 0, "fri": 1, "sat": 2, "sun": 3, "mon": 4, "tue": 5, "wed": 6,
    "jue": 0, "vie": 1, "sab": 2, "dom": 3, "lun": 4, "mar": 5, "mie": 6,
}  # fmt: skip
_NAMES = "monday tuesday wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes sabado domingo".split()
_LEAD = re.compile(r"^(?:(?:the|next|on|el|la|proximo|siguiente)\s+)+")
_CLOCK = r"(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d{1,3})?))?"


def instant(text: str, now: int) -> int:
    """Ms since 1970; raises ValueError for what is no instant."""
    text = text.strip()
    if text.startswith("+"):
        return now + duration(text[1:])
    plain = _LEAD.sub("", normalize("NFKD", text).encode("ascii", "ignore").decode().lower())
    found = re.fullmatch(rf"(?:([a-z]+)\s+)?{_CLOCK}", plain)
    if found is None:
        return moment(text)
    hours, minutes, seconds = int(found[2]), int(found[3]), float(found[4] or 0)
    if hours > 23 or minutes > 59 or seconds >= 60:
        raise ValueError(f"{text!r} is not a time of day")
    time = round((hours * 3600 + minutes * 60 + seconds) * 1000)
    day = now - now % _DAY
    if found[1] is None:
        return day + time
    name = found[1]
    if name not in _NAMES and name not in _WEEK:
        raise ValueError(f"{name!r} is not a day of the week")
    ahead = (_WEEK[name[:3]] - day // _DAY) % 7
    target = day + ahead * _DAY + time
    return target if target > now else target + 7 * _DAY
