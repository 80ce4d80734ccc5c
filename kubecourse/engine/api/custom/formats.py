"""The formats of texts in the schemas of custom kinds: date-time, uuid, ipv4 and the others that the server checks.

`fits` says yes for a format that it does not know, as the server does. Upstream: kube-openapi `pkg/validation/strfmt`.
Left out: isbn, creditcard, ssn, colours and object ids, which are taken as they are. Next: `rules.py`, the rules in CEL.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import date, datetime
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_interface
from urllib.parse import urlsplit

__all__ = ["fits"]

_UUID = r"(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?%s[0-9a-f]{3}-?%s[0-9a-f]{3}-?[0-9a-f]{12}"
_HOST = r"(?i)(?=.{1,255}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.?"
_DURATION = r"-?(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|[smhdw])((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|[smhdw]))*|[+-]?0"
_WORDS = r"\d+\s*(ns|nanos?|us|micros?|ms|millis?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?)"
_PATTERNS = {
    "uuid": _UUID % ("[0-9a-f]", "[0-9a-f]"),
    "uuid3": _UUID % ("3", "[0-9a-f]"),
    "uuid4": _UUID % ("4", "[89ab]"),
    "uuid5": _UUID % ("5", "[89ab]"),
    "hostname": _HOST,
    "mac": r"(?i)([0-9a-f]{2}[:-]){5}[0-9a-f]{2}",
    "email": r"[^@\s<>]+@[^@\s<>]+",
    "duration": f"{_DURATION}|{_WORDS}",
}
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}([.,]\d+)?([Zz]|[+-]\d{2}:?\d{2})?")


def fits(text: str, form: str) -> bool:
    """Has the text this format?"""
    if form in _PATTERNS:
        return re.fullmatch(_PATTERNS[form], text) is not None
    reader = _READERS.get(form)
    if reader is None:
        return True
    try:
        return reader(text)
    except (ValueError, AddressValueError, binascii.Error):
        return False


def _moment(text: str) -> bool:
    if _MOMENT.fullmatch(text) is None:
        return False
    return bool(datetime.fromisoformat(f"{text[:10]}T{text[11:19]}"))


def _day(text: str) -> bool:
    return len(text) == 10 and bool(date.fromisoformat(text))


def _network(text: str) -> bool:
    return "/" in text and bool(ip_interface(text))


def _address(text: str) -> bool:
    parts = urlsplit(text)
    return bool(parts.scheme or text.startswith("/")) and not re.search(r"\s", text)


def _bytes(text: str) -> bool:
    return base64.b64decode(text, validate=True) is not None


_READERS: dict[str, Callable[[str], bool]] = {
    "date-time": _moment,
    "datetime": _moment,
    "date": _day,
    "ipv4": lambda text: bool(IPv4Address(text)) or True,
    "ipv6": lambda text: bool(IPv6Address(text)) or True,
    "cidr": _network,
    "uri": _address,
    "byte": _bytes,
}
