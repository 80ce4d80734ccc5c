"""What port-forward carries: connections to ports of one pod, over SPDY streams or over numbered channels.

`Streams` is for kubectl (SPDY, each connection a pair of streams, one for data and one for what went wrong), `Channels` for
the Python client and other WebSocket clients (two channels a port, the first two bytes name the port). Neither knows a
socket: bytes in, bytes out. Upstream: staging/src/k8s.io/kubelet/pkg/cri/streaming/portforward. Next: `podports.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from .podpage import PodPage
from .spdy import Data, Opened, Reset, Session

__all__ = ["Channels", "Connect", "Refused", "Streams"]


class Refused(Exception):
    """There is no such connection; the text is for the client's eyes."""


#: (port) -> a connection. Raises Refused
Connect = Callable[[int], PodPage]


class Carrier(Protocol):
    """One way to carry connections."""

    over: bool

    def receive(self, data: bytes) -> None:
        """Take what the client sent."""


class _Pair:
    """One connection: its two streams, and what was sent before both were there."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.error, self.data = 0, 0
        self.page: PodPage | None = None
        self.early: list[tuple[bytes, bool]] = []


class Streams:
    """Connections as pairs of SPDY streams."""

    def __init__(self, send: Callable[[bytes], None], connect: Connect) -> None:
        self._session, self._connect = Session(send), connect
        self._pairs: dict[str, _Pair] = {}
        self._of: dict[int, str] = {}
        self.over = False

    def receive(self, data: bytes) -> None:
        """Take what the client sent. Raises spdy.ProtocolError."""
        for event in self._session.receive(data):
            if isinstance(event, Opened):
                self._opened(event)
            elif isinstance(event, Reset):
                self._drop(event.stream)
            else:
                self._data(event)
        self.over = self._session.over

    def _opened(self, event: Opened) -> None:
        kind, text = event.headers.get("streamtype", ""), event.headers.get("port", "")
        request = event.headers.get("requestid") or text
        port = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
        if kind not in ("error", "data") or not 0 < port < 65536:
            self._session.reset(event.stream, 1)
            return
        self._session.accept(event.stream)
        pair = self._pairs.setdefault(request, _Pair(port))
        self._of[event.stream] = request
        setattr(pair, kind, event.stream)
        if pair.error and pair.data:
            self._begin(request, pair)

    def _begin(self, request: str, pair: _Pair) -> None:
        try:
            pair.page = self._connect(pair.port)
        except Refused as error:
            self._session.write(pair.error, str(error).encode())
            self._end(request, pair)
            return
        early, pair.early = pair.early, []
        for data, last in early:
            self._given(request, pair, data, last)

    def _data(self, event: Data) -> None:
        request = self._of.get(event.stream)
        pair = self._pairs.get(request) if request is not None else None
        if request is None or pair is None or event.stream != pair.data:
            return
        if pair.page is None:
            pair.early.append((event.data, event.last))
            if sum(len(data) for data, _ in pair.early) > 1 << 20:
                self._drop(event.stream)
            return
        self._given(request, pair, event.data, event.last)

    def _given(self, request: str, pair: _Pair, data: bytes, last: bool) -> None:
        assert pair.page is not None
        if data and not pair.page.over:
            self._session.write(pair.data, pair.page.feed(data))
        if last or pair.page.over:
            self._end(request, pair)

    def _end(self, request: str, pair: _Pair) -> None:
        """The pod closed the connection, or the client did: both streams end."""
        for stream in (pair.data, pair.error):
            if stream:
                self._session.write(stream, b"", last=True)
                self._session.forget(stream)
                self._of.pop(stream, None)
        self._pairs.pop(request, None)

    def _drop(self, stream: int) -> None:
        request = self._of.get(stream)
        if request is not None:
            self._end(request, self._pairs[request])


class Channels:
    """Connections as pairs of numbered channels: 2n carries data, 2n + 1 what went wrong, for the n-th of `ports`."""

    def __init__(self, send: Callable[[bytes], None], connect: Connect, ports: Sequence[int]) -> None:
        self._send = send
        self._pages: list[PodPage | None] = []
        self.over = False
        for number, port in enumerate(ports):
            for channel in (2 * number, 2 * number + 1):
                send(bytes([channel]) + port.to_bytes(2, "little"))
            try:
                self._pages.append(connect(port))
            except Refused as error:
                self._pages.append(None)
                send(bytes([2 * number + 1]) + str(error).encode())

    def receive(self, data: bytes) -> None:
        """Take one message of the client: a channel and bytes."""
        number, part = divmod(data[0], 2) if data else (0, 1)
        page = self._pages[number] if number < len(self._pages) and not part else None
        if page is None or page.over:
            return
        answer = page.feed(data[1:]) if data[1:] else b""
        if answer:
            self._send(bytes([data[0]]) + answer)
        self.over = all(one is None or one.over for one in self._pages)
