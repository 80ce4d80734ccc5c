"""What is turned away before it is looked at: foreign hosts and web pages, and too much of anything.

The server answers on loopback, where every page in the same browser could try to reach it: so the Host header must be
the server's own, and a request that a web page sends is refused: its Origin is not the server itself, as that of some
WebSocket clients is. Next: `app.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..engine.api.errors import ApiError

__all__ = ["Guard", "Limits"]


@dataclass(frozen=True)
class Limits:
    """How much of each a server takes."""

    #: bytes of a body, as the API server itself has it
    body: int = 3 * 1024 * 1024
    #: bytes of all headers
    headers: int = 64 * 1024
    #: connections at once
    connections: int = 2048
    #: watches at once
    watches: int = 4096
    #: bytes that a slow reader may leave waiting
    backlog: int = 16 * 1024 * 1024
    #: seconds in which a body must be there
    patience: float = 30.0


class Guard:
    """Checks of a request's headers for a server that is known under `names` (without port)."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = frozenset(name.lower() for name in names)

    def check(self, headers: Mapping[str, str]) -> None:
        """Raises ApiError Forbidden."""
        host = urlsplit(f"//{headers.get('Host', '')}").hostname or ""
        if host.lower() not in self._names:
            raise ApiError("Forbidden", f'the host "{host}" is not this server')
        origin = headers.get("Origin")
        if origin and origin.lower() != f"https://{headers.get('Host', '')}".lower():
            raise ApiError("Forbidden", "requests of web pages are not answered")
