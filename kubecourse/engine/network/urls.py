"""What a person types as an address: `http://host[:port]/path`, or `host:port`. Pure functions. Next: `journey.py`."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

__all__ = ["Target", "target_of"]

_PORTS = {"http": 80, "https": 443, "tcp": 80}
#: a name of DNS: labels of at most 63 letters, with a dot at the end or not
_HOST = re.compile(
    r"(?=.{1,253}\.?\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?\Z"
)


class Target(NamedTuple):
    """Where a request goes. `host` is in small letters."""

    host: str
    port: int
    path: str
    scheme: str
    query: str = ""


def target_of(url: object) -> Target | None:
    """The parts of a URL; None for what is none: no host, a port out of range, a scheme that is not of the web."""
    if not isinstance(url, str):
        return None
    text = url.strip()
    try:
        parts = urlsplit(text if "://" in text else f"tcp://{text}")
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not _HOST.match(host) or port == 0:
        return None
    return Target(host, port or _PORTS[parts.scheme], parts.path or "/", parts.scheme, parts.query)
