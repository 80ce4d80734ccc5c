"""SPDY/3.1 as Kubernetes' clients still speak it: streams in one connection, without sockets.

`Session` turns bytes into events and orders into bytes. Clients send it over WebSocket (subprotocol SPDY/3.1+portforward.k8s.io,
kubectl 1.31 and later) or over a connection that was upgraded to it (older ones). Flow control is not used by either side.
Upstream: SPDY protocol draft 3.1; staging/src/k8s.io/apimachinery/pkg/util/httpstream/spdy. Next: `forward.py`.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

__all__ = ["DICTIONARY", "Data", "Opened", "ProtocolError", "Reset", "Session"]

#: the words that both sides begin their header compression with, each with its length in front, as the protocol has it
_WORDS = """options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow
 authorization cache-control connection content-base content-encoding content-language content-length content-location
 content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range
 if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer
 retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status
 200|OK version HTTP/1.1 url public set-cookie keep-alive origin"""
_TAIL = (
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
    "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden"
    "404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable"
    "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
    "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,public"
    "privatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0."
)
DICTIONARY = (
    b"".join(struct.pack(">I", len(word)) + word.replace("|", " ").encode() for word in _WORDS.split()) + _TAIL.encode()
)

_SYN_STREAM, _SYN_REPLY, _RST_STREAM, _PING, _GOAWAY = 1, 2, 3, 6, 7
_FIN = 1
#: a frame, and the headers of a stream once unpacked, may have so many bytes
_LARGEST, _MOST_HEADERS = 1 << 20, 64 * 1024
_MOST_STREAMS = 2_000
_CHUNK = 32 * 1024


class ProtocolError(Exception):
    """What came is not SPDY: the connection cannot be used any more."""


class Opened(NamedTuple):
    """The other side opened a stream."""

    stream: int
    headers: dict[str, str]


class Data(NamedTuple):
    """Bytes on a stream; `last`: the other side sends no more on it."""

    stream: int
    data: bytes
    last: bool


class Reset(NamedTuple):
    """The other side gave a stream up."""

    stream: int


Event = Opened | Data | Reset


class Session:
    """One connection, the server's end: `send` writes bytes to the other side."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._waiting = bytearray()
        self._inflate = zlib.decompressobj(zdict=DICTIONARY)
        self._deflate = zlib.compressobj(level=6, zdict=DICTIONARY)
        self._open: dict[int, None] = {}
        #: the other side said goodbye
        self.over = False

    def receive(self, data: bytes) -> Iterator[Event]:
        """What the bytes say. Raises ProtocolError."""
        self._waiting += data
        while len(self._waiting) >= 8:
            first, second = struct.unpack(">II", self._waiting[:8])
            length = second & 0xFFFFFF
            if length > _LARGEST:
                raise ProtocolError(f"a frame of {length} bytes")
            if len(self._waiting) < 8 + length:
                return
            body = bytes(self._waiting[8 : 8 + length])
            del self._waiting[: 8 + length]
            yield from self._frame(first, second >> 24, body)

    def _frame(self, first: int, flags: int, body: bytes) -> Iterator[Event]:
        if not first >> 31:
            if first in self._open:
                yield Data(first, body, bool(flags & _FIN))
            return
        kind = first & 0xFFFF
        try:
            if kind == _SYN_STREAM:
                yield from self._opened(flags, body)
            elif kind == _PING:
                self._control(_PING, 0, body[:4])
            elif kind == _GOAWAY:
                self.over = True
            elif kind == _RST_STREAM:
                number = struct.unpack(">I", body[:4])[0] & 0x7FFFFFFF
                self._open.pop(number, None)
                yield Reset(number)
        except struct.error:
            raise ProtocolError("a frame is too short") from None

    def _opened(self, flags: int, body: bytes) -> Iterator[Event]:
        number = struct.unpack(">I", body[:4])[0] & 0x7FFFFFFF
        headers = self._headers(body[10:])
        if number in self._open or number % 2 == 0:
            raise ProtocolError(f"stream {number} cannot be opened")
        if len(self._open) >= _MOST_STREAMS:
            self.reset(number, 3)
            return
        self._open[number] = None
        yield Opened(number, headers)
        if flags & _FIN:
            yield Data(number, b"", True)

    def _headers(self, packed: bytes) -> dict[str, str]:
        try:
            text = self._inflate.decompress(packed, _MOST_HEADERS)
        except zlib.error as error:
            raise ProtocolError(f"headers: {error}") from None
        if self._inflate.unconsumed_tail:
            raise ProtocolError("too many headers")
        count, at = struct.unpack(">I", text[:4])[0], 4
        found: dict[str, str] = {}
        for _ in range(min(count, 1000)):
            pair = []
            for _ in range(2):
                size = struct.unpack(">I", text[at : at + 4])[0]
                pair.append(text[at + 4 : at + 4 + size].decode("latin-1"))
                at += 4 + size
            found[pair[0].lower()] = pair[1]
        return found

    # -- orders --------------------------------------------------------------------------------------

    def accept(self, stream: int) -> None:
        """Say that a stream is open."""
        block = self._deflate.compress(struct.pack(">I", 0)) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        self._control(_SYN_REPLY, 0, struct.pack(">I", stream) + block)

    def write(self, stream: int, data: bytes, last: bool = False) -> None:
        """Send bytes on a stream; `last`: no more will come."""
        if stream not in self._open:
            return
        for at in range(0, len(data), _CHUNK):
            part = data[at : at + _CHUNK]
            self._send(struct.pack(">II", stream, len(part)) + part)
        if last:
            self._send(struct.pack(">II", stream, _FIN << 24))

    def reset(self, stream: int, status: int = 5) -> None:
        """Give a stream up (5: cancelled)."""
        self._open.pop(stream, None)
        self._control(_RST_STREAM, 0, struct.pack(">II", stream, status))

    def forget(self, stream: int) -> None:
        """Both sides are done with a stream."""
        self._open.pop(stream, None)

    def _control(self, kind: int, flags: int, body: bytes) -> None:
        self._send(struct.pack(">HHI", 0x8003, kind, flags << 24 | len(body)) + body)
