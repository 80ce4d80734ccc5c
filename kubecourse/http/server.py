"""A served cluster: its thread, its socket, its kubeconfig.

    with cluster.serve() as served:
        !kubectl --kubeconfig {served.kubeconfig} get pods

The server has a thread of its own with an event loop of its own; it and the notebook's cells take turns on the cluster
(`engine/turns.py`). It listens on loopback; anywhere else only when that is asked for twice. Next: `podstreams.py`.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tornado import httpserver, web
from tornado.iostream import IOStream

from . import certificates
from .access import Access, kubeconfig, write_private
from .app import Handler, House
from .durable import Durable
from .guard import Guard, Limits
from .hub import Hub
from .pace import Pace, speed
from .podports import PodPorts
from .podstreams import PodStream

__all__ = ["Server"]

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: how soon a thread that waits gets the interpreter while a cell computes: 30 ms -> 5 ms for an answer, measured
_SWITCH = 0.0005


class Server:
    """The Kubernetes API of a cluster on the network. Starts at once; `stop()` or leaving its `with` ends it.

    port 0: any free one · clock: "auto", "real" or "60x" · host: loopback, unless `anywhere` allows another ·
    token: the administrator's, drawn if none is given. Raises ValueError, and OSError for a port that is taken.
    """

    def __init__(self, cluster: Any, port: int = 0, clock: str = "auto", *, host: str = "127.0.0.1", token: str | None = None,
                 anywhere: bool = False, limits: Limits | None = None) -> None:  # fmt: skip
        if host not in _LOOPBACK and not anywhere:
            raise ValueError(
                f"host {host!r} is not loopback: say anywhere=True as well if everybody on the network may connect"
            )
        speed(clock)
        self._cluster, self._limits = cluster, limits or Limits()
        self.folder = Path(tempfile.mkdtemp(prefix="kubecourse-"))
        try:
            self._issued = certificates.issue(tuple(dict.fromkeys((host, "127.0.0.1", "::1", "localhost"))))
            self._tls = certificates.context(self._issued, self.folder)
            self._socket = _bound(host, port)
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        self.port: int = self._socket.getsockname()[1]
        self.host, self.clock = host, clock
        self._access = Access(cluster, token)
        self._guard = Guard((host, "127.0.0.1", "::1", "localhost"))
        self.url = f"https://{'[' + host + ']' if ':' in host else host}:{self.port}"
        self._config = self.folder / "kubeconfig"
        write_private(self._config, kubeconfig(self.url, self._issued.authority, self.token))
        (self.folder / "ca.pem").write_bytes(self._issued.authority)
        self._begin()

    @property
    def token(self) -> str:
        """The administrator's bearer token."""
        return self._access.token

    @property
    def kubeconfig(self) -> str:
        """The path of a kubeconfig that only its owner can read."""
        return str(self._config)

    @property
    def authority(self) -> str:
        """The path of the certificate to trust."""
        return str(self.folder / "ca.pem")

    def _begin(self) -> None:
        self._ready = threading.Event()
        self._error: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._switch = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH)
        self._thread = threading.Thread(target=self._live, name=f"kubecourse-{self.port}", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._error is not None:
            self.stop()
            raise self._error

    def _live(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._error = error
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        pace = Pace(self._cluster, self.clock)
        #: everybody who waits for changes
        self.hub = hub = Hub(self._cluster, self._loop)
        durable = Durable(self._cluster)
        house = House(self._cluster, self._access, self._guard, pace, hub, self._limits, durable)
        app = web.Application(
            [(r"/api/v1/namespaces/[^/]+/pods/[^/]+/(?:exec|attach)", PodStream, {"house": house}),
             (r"/api/v1/namespaces/[^/]+/pods/[^/]+/portforward", PodPorts, {"house": house}),
             (r".*", Handler, {"house": house})],
            log_function=lambda _: None, websocket_max_message_size=self._limits.body,
        )  # fmt: skip
        server = _Bounded(
            app, ssl_options=self._tls, max_body_size=self._limits.body, max_buffer_size=4 * self._limits.body,
            max_header_size=self._limits.headers, body_timeout=self._limits.patience, idle_connection_timeout=300,
        )  # fmt: skip
        server.most = self._limits.connections
        server.add_socket(self._socket)
        running = asyncio.create_task(pace.run())
        self._ready.set()
        try:
            await self._over.wait()
        finally:
            running.cancel()
            hub.close()
            server.stop()
            await asyncio.wait([asyncio.create_task(server.close_all_connections())], timeout=2)
            durable.close()

    def stop(self) -> None:
        """End it: connections are closed, the kubeconfig is removed. A second call does nothing."""
        if self._loop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join(10)
        self._socket.close()
        sys.setswitchinterval(self._switch)
        shutil.rmtree(self.folder, ignore_errors=True)

    def wait(self) -> None:
        """Stay until it is stopped or somebody presses Ctrl-C."""
        while self._thread.is_alive():
            self._thread.join(0.5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = "serving" if self._thread.is_alive() else "stopped"
        return f"<{state} {self.url}, clock {self.clock}: export KUBECONFIG={self.kubeconfig}>"


class _Bounded(httpserver.HTTPServer):
    """So many connections at once: whoever comes after them is not let in, and the others are not hurt."""

    most = 0

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """Tornado's place to begin with a connection."""
        if len(self._connections) >= self.most:
            stream.close()
            return
        super().handle_stream(stream, address)


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises OSError for a port that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.create_server((host, port), family=family, backlog=512)
    made.setblocking(False)
    return made
