"""port-forward: a client's local port carries bytes to a port of a pod, so that a browser shows its page.

As kubectl speaks it today (SPDY tunnelled through a WebSocket), as it spoke it before (SPDY after an upgrade), and as the Python
client speaks it (channels of a WebSocket). Upstream: KEP 4006. Next: `server.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from tornado import iostream
from tornado.websocket import WebSocketClosedError

from ..engine.api.errors import ApiError, bad_request
from .forward import Channels, Refused, Streams
from .podpage import PodPage
from .podsocket import PodSocket
from .spdy import ProtocolError

__all__ = ["PodPorts"]

_TUNNELS = ("SPDY/3.1+portforward.k8s.io", "v2.portforward.k8s.io")
_STREAMS = "portforward.k8s.io"


class PodPorts(PodSocket):
    """One port-forward."""

    protocols = (*_TUNNELS, "v5.channel.k8s.io", "v4.channel.k8s.io")

    def asked(self, query: dict[str, str]) -> None:
        """Read the ports that a client of channels names. Raises ApiError BadRequest."""
        self._ports = self._numbers()
        if self.upgrades() not in ("websocket", "spdy/3.1"):
            raise bad_request("unable to upgrade: missing upgrade headers in request")
        offered = [one.strip() for one in self.request.headers.get("Sec-WebSocket-Protocol", "").split(",")]
        if self.upgrades() == "websocket" and not self._ports and not any(one in _TUNNELS for one in offered):
            raise bad_request('query parameter "port" is required')

    def _numbers(self) -> list[int]:
        found: list[int] = []
        for value in self.request.query_arguments.get("ports", []) + self.request.query_arguments.get("port", []):
            for text in value.decode("latin-1").split(","):
                if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536) or len(found) >= 64:
                    raise bad_request(f'unable to parse "{text}" as a port')
                found.append(int(text))
        return found

    # -- the two ways to be upgraded -------------------------------------------------------------------

    async def open(self, *_: str, **__: str) -> None:
        """A WebSocket: SPDY in it, or channels."""
        self._waiting: list[bytes] = []
        tunnel = self.selected_subprotocol in _TUNNELS
        self._carrier: Any = (
            Streams(self._waiting.append, self._connect)
            if tunnel
            else Channels(self._waiting.append, self._connect, self._ports)
        )
        self._tunnel = tunnel
        await self._flush()

    async def on_message(self, message: str | bytes) -> None:  # type: ignore[override]
        """Bytes of the client; the next ones are read when these are answered."""
        data = message.encode() if isinstance(message, str) else message
        await self.house.pace.before()
        try:
            self._carrier.receive(data)
        except ProtocolError as error:
            self.close(1002, str(error)[:100])
            return
        await self._flush()
        if self._carrier.over:
            self.close(1000)

    async def _flush(self) -> None:
        sent, self._waiting[:] = list(self._waiting), []
        with contextlib.suppress(WebSocketClosedError):
            for message in [b"".join(sent)] if self._tunnel and sent else sent:
                await self.write_message(message, binary=True)

    async def post(self, *_: str, **__: str) -> None:
        """SPDY on the connection itself."""
        if self.upgrades() != "spdy/3.1":
            self.refuse(bad_request("unable to upgrade: unable to upgrade: missing upgrade headers in request"))
            return
        offered = [
            one.strip()
            for value in self.request.headers.get_list("X-Stream-Protocol-Version")
            for one in value.split(",")
        ]
        if _STREAMS not in offered:
            self.refuse(
                bad_request(f"unable to negotiate protocol: client supports {offered}, server accepts [{_STREAMS}]")
            )
            return
        stream = self.detach()
        head = f"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: {_STREAMS}\r\n\r\n"
        waiting: list[bytes] = [head.encode()]
        carrier = Streams(waiting.append, self._connect)
        with contextlib.suppress(iostream.StreamClosedError, ProtocolError, asyncio.CancelledError):
            while not carrier.over:
                if waiting:
                    sent, waiting[:] = b"".join(waiting), []
                    await stream.write(sent)
                data = await stream.read_bytes(65536, partial=True)
                await self.house.pace.before()
                carrier.receive(data)
        stream.close()

    # -- the pod ---------------------------------------------------------------------------------------

    def _connect(self, port: int) -> PodPage:
        """A connection to a port of the pod. Raises Refused."""
        cluster, name, space = self.house.cluster, self.where.name, self.where.namespace

        def ask(path: str) -> tuple[int, str] | str:
            try:
                found: tuple[int, str] | str = cluster.ask(name, port, path, space)
            except ApiError:  # the pod is gone
                return "connection refused"
            return found

        first = ask("/")
        if isinstance(first, str):
            uid = self.pod["metadata"]["uid"]
            raise Refused(
                f"error forwarding port {port} to pod {uid}, uid : failed to execute portforward in network namespace "
                f'"/var/run/netns/cni-{uid}": failed to connect to localhost:{port} inside namespace "{uid}", '
                f"IPv4: dial tcp4 127.0.0.1:{port}: connect: {first} IPv6 dial tcp6: address localhost: no suitable address"
            )
        return PodPage(ask, _product(self.pod, port), lambda: int(cluster.now) / 1000)


def _product(pod: Any, port: int) -> str:
    """What the server of a port calls itself: the image's name, and its tag where that is a version."""
    containers = pod["spec"]["containers"]
    serving = [one for one in containers if any(p.get("containerPort") == port for p in one.get("ports") or ())]
    name, _, tag = (serving or containers)[0]["image"].partition("@")[0].rpartition("/")[2].partition(":")
    number = tag.partition("-")[0]
    return f"{name}/{number}" if number[:1].isdigit() else str(name)
