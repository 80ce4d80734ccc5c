"""A connection to a port of a pod, byte for byte: HTTP as the pod's server speaks it.

What is asked is read by h11; what the simulated program answers is sent with the headers that such a server sends. A port
behind which nobody speaks HTTP takes what it is given and says nothing. Next: `forward.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

import h11

__all__ = ["PodPage"]

#: what a request's body may have at most; it is read and not kept
_MOST_BODY = 64 * 1024 * 1024
_TYPES = {
    "css": "text/css", "gif": "image/gif", "htm": "text/html", "html": "text/html", "ico": "image/x-icon",
    "jpg": "image/jpeg", "js": "application/javascript", "json": "application/json", "md": "text/markdown",
    "png": "image/png", "svg": "image/svg+xml", "txt": "text/plain", "xml": "text/xml", "yaml": "text/yaml",
}  # fmt: skip
#: servers of files, which take no other method
_FILES = ("nginx", "httpd", "nginx-unprivileged", "nginx-slim")

#: (path) -> (status, body), (0, "") where nobody speaks HTTP, or why there is no connection
Ask = Callable[[str], tuple[int, str] | str]


class PodPage:
    """One connection. `product`: the name of the server, "nginx/1.27"; `now`: the time in seconds since 1970."""

    def __init__(self, ask: Ask, product: str, now: Callable[[], float]) -> None:
        self._ask, self._product, self._now = ask, product, now
        self._reader = h11.Connection(h11.SERVER, max_incomplete_event_size=64 * 1024)
        self._asked: Any = None
        self._size = 0
        #: the server has closed the connection
        self.over = False

    def feed(self, data: bytes) -> bytes:
        """What the pod sends for what it is sent; no bytes: the client sends no more."""
        sent = bytearray()
        try:
            self._reader.receive_data(data)
            while not self.over:
                event = self._reader.next_event()
                if event is h11.NEED_DATA:
                    if self._reader.they_are_waiting_for_100_continue:
                        go_on = h11.InformationalResponse(status_code=100, headers=[])
                        sent += self._reader.send(go_on) or b""
                        continue
                    break
                if isinstance(event, h11.ConnectionClosed) or event is h11.PAUSED:
                    self.over = True
                    break
                sent += self._event(event)
        except h11.RemoteProtocolError as error:
            sent += self._refusal(error.error_status_hint or 400)
        return bytes(sent)

    def _event(self, event: Any) -> bytes:
        if isinstance(event, h11.Request):
            self._asked, self._size = event, 0
        elif isinstance(event, h11.Data):
            self._size += len(event.data)
            if self._size > _MOST_BODY:
                return self._refusal(413)
        elif isinstance(event, h11.EndOfMessage):
            return self._answer()
        return b""

    def _answer(self) -> bytes:
        method = self._asked.method.decode("ascii", "replace")
        path = self._asked.target.decode("ascii", "replace")
        if path.startswith(("http://", "https://")):
            path = "/" + path.split("/", 3)[3] if path.count("/") > 2 else "/"
        found = self._ask(path)
        if isinstance(found, str) or not found[0]:
            self.over = True
            return b""
        status, body = found
        if method not in ("GET", "HEAD") and self._product.partition("/")[0] in _FILES:
            status, body = 405, "<html><head><title>405 Not Allowed</title></head></html>\n"
        sent = self._said(status, body.encode("utf-8", "surrogateescape"), _type(path, body), method != "HEAD")
        if self._reader.our_state is h11.MUST_CLOSE:
            self.over = True
        else:
            self._reader.start_next_cycle()
        return sent

    def _said(self, status: int, body: bytes, kind: str, whole: bool) -> bytes:
        try:
            reason = HTTPStatus(status).phrase
        except ValueError:
            reason = ""
        status = status if 200 <= status <= 999 else 502
        headers = [("Server", self._product), ("Date", formatdate(self._now(), usegmt=True)), ("Content-Type", kind),
                   ("Content-Length", str(len(body)))]  # fmt: skip
        sent = self._reader.send(h11.Response(status_code=status, headers=headers, reason=reason.encode())) or b""
        if whole:
            sent += self._reader.send(h11.Data(data=body)) or b""
        return sent + (self._reader.send(h11.EndOfMessage()) or b"")

    def _refusal(self, status: int) -> bytes:
        self.over = True
        if self._reader.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return b""
        phrase = HTTPStatus(status).phrase
        body = f"<html><head><title>{status} {phrase}</title></head></html>\n".encode()
        headers = [("Server", self._product), ("Content-Type", "text/html"), ("Content-Length", str(len(body))),
                   ("Connection", "close")]  # fmt: skip
        answer = h11.Response(status_code=status, headers=headers, reason=phrase.encode())
        events: list[Any] = [answer, h11.Data(data=body), h11.EndOfMessage()]
        return b"".join(self._reader.send(event) or b"" for event in events)


def _type(path: str, body: str) -> str:
    """The media type: by the end of the path, or else by how the body begins."""
    end = path.partition("?")[0].rpartition("/")[2].rpartition(".")
    if end[1] and end[2].lower() in _TYPES:
        return _TYPES[end[2].lower()]
    start = body[:64].lstrip().lower()
    if start.startswith("<"):
        return "text/html"
    return "application/json" if start.startswith(("{", "[")) else "text/plain; charset=utf-8"
