"""URLs in CEL: `url("https://example.com:80/a?b=c").getHostname()`.

Upstream: apiserver `pkg/cel/library/urls.go`: only absolute ones. Next: `../expressions.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

__all__ = ["FUNCTIONS"]

Made = dict[str, Any]


def _split(text: Any) -> SplitResult:
    text = text["v"] if isinstance(text, dict) else text
    why = f'URL parse error during conversion from string: parse "{text}": invalid URI for request'
    if re.search(r"[\x00-\x20\x7f]", text) or not (text.startswith("/") or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text)):
        raise ValueError(why)
    try:
        parts: SplitResult = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError(why) from None
    return parts


def _url(text: str) -> Made:
    _split(text)
    return {"~": "url", "v": text}


def _is_url(text: str) -> bool:
    try:
        _split(text)
    except ValueError:
        return False
    return True


def _host(made: Made) -> str:
    """With its port, without who asks."""
    return _split(made).netloc.rpartition("@")[2]


def _hostname(made: Made) -> str:
    host = _host(made)
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def _port(made: Made) -> str:
    port = _split(made).port
    return "" if port is None else str(port)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "url": _url, "isURL": _is_url, "getScheme": lambda made: _split(made).scheme, "getHost": _host,
    "getHostname": _hostname, "getPort": _port,
    "getEscapedPath": lambda made: quote(_split(made).path, safe="/%:@!$&'()*+,;=~-._"),
    "getQuery": lambda made: parse_qs(_split(made).query, keep_blank_values=True),
}  # fmt: skip
