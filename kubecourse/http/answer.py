"""What a request comes to: an answer with a code and a body, or a stream that goes on.

Objects are written as JSON once and kept, since they never change: a list is the join of its items, and a thousand
watchers get the same bytes. Next: `accept.py`, which gives an answer the form that a client asks for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..engine.api.errors import ApiError
from ..engine.core.work import Object

__all__ = ["Answer", "compact", "encoded", "failed", "list_body"]

JSON = "application/json"
_MOST = 20_000
_known: dict[tuple[int, bool], tuple[Object, bytes]] = {}


@dataclass
class Answer:
    """Code, body and headers; `warnings` become Warning headers."""

    code: int = 200
    body: bytes = b""
    type: str = JSON
    warnings: Sequence[str] = ()
    headers: dict[str, str] = field(default_factory=dict)


def compact(value: Any) -> bytes:
    """JSON without spaces, in UTF-8; what is no Unicode (half a surrogate pair) is written as an escape."""
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def encoded(obj: Object, bare: bool = False) -> bytes:
    """An object that will not change, as JSON. `bare`: without kind and apiVersion, as items of built-in lists are."""
    key = (id(obj), bare)
    known = _known.get(key)
    if known is None:
        if len(_known) >= _MOST:
            _known.clear()
        shown = {name: value for name, value in obj.items() if name not in ("kind", "apiVersion")} if bare else obj
        # the object is kept beside its text: an identity means nothing once its owner is gone
        known = _known[key] = (obj, compact(shown))
    return known[1]


def list_body(page: Object, bare: bool) -> bytes:
    """A List whose items are written once each."""
    head = compact({name: value for name, value in page.items() if name != "items"})
    items = b",".join([encoded(item, bare) for item in page["items"]])
    return head[:-1] + b',"items":[' + items + b"]}\n"


def failed(error: ApiError) -> Answer:
    """The Status of a refusal."""
    status = error.status
    if not error.message:
        return Answer(404, b"404 page not found\n", "text/plain; charset=utf-8")
    answer = Answer(error.code, compact(status) + b"\n")
    retry = (error.details or {}).get("retryAfterSeconds")
    if error.code == 429 or retry:
        answer.headers["Retry-After"] = str(retry or 10)
    return answer
