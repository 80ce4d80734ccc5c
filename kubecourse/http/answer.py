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
#: bytes of a generation
_MOST = 12 * 1024 * 1024


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
    return _texts.get(obj, bare)


class _Texts:
    """The texts that were asked for lately, up to a number of bytes: two generations, of which the older is dropped."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._new: dict[tuple[int, bool], tuple[Object, bytes]] = {}
        self._old: dict[tuple[int, bool], tuple[Object, bytes]] = {}

    def get(self, obj: Object, bare: bool) -> bytes:
        """The text of an object, written if it is not known."""
        key = (id(obj), bare)
        known = self._new.get(key)
        if known is not None:
            return known[1]
        # the object is kept beside its text: an identity means nothing once its owner is gone
        known = self._old.get(key) or (obj, _written(obj, bare))
        if self._size > self._most:
            self._old, self._new, self._size = self._new, {}, 0
        self._new[key] = known
        self._size += len(known[1])
        return known[1]


def _written(obj: Object, bare: bool) -> bytes:
    return compact({name: value for name, value in obj.items() if name not in ("kind", "apiVersion")} if bare else obj)


_texts = _Texts(_MOST)


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
