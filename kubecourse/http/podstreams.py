"""exec and attach in a container, over WebSocket as today's kubectl speaks it.

Subprotocol v5.channel.k8s.io (or v4): the first byte of each message names its channel: 0 in, 1 out, 2 errors, 3 the
Status at the end, 4 the size of the terminal, 255 the end of one. A command runs in virtual time once its input has
ended, so an interactive session says what to use instead. Next: `server.py`.
"""

from __future__ import annotations

from typing import Any

from tornado import websocket

from ..engine.api.errors import ApiError
from .answer import compact
from .app import House, failure
from .query import boolean
from .target import target

__all__ = ["PodStream"]

_PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
_CHUNK = 32 * 1024
_MOST_INPUT = 64 * 1024 * 1024
_NO_INPUT = "a command's standard input is not served yet: write with sh -c 'echo ... > file' instead"
_LATER = "port-forward is not served yet: cluster.request(url, source=pod) sends a request"


class PodStream(websocket.WebSocketHandler):
    """One session."""

    def initialize(self, house: House) -> None:
        """Tornado's way of handing something in."""
        self.house = house
        self._input = bytearray()
        self._done = False

    def check_origin(self, origin: str) -> bool:
        """Web pages are refused: see `guard.py`."""
        return False

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """The newest that both know."""
        return next((one for one in _PROTOCOLS if one in subprotocols), None)

    async def prepare(self) -> None:  # type: ignore[override]
        """Guard, find the sender and what they want; a refusal is an ordinary answer."""
        try:
            self.house.guard.check(self.request.headers)
            door = self.house.access.door(self.request.headers, self.request.path)
            await self.house.pace.before()
            where = target(self.house.cluster.registry, self.request.path)
            demand = getattr(door, "demand", None)
            if demand is not None:
                demand("create", "Pod", where.namespace, where.name, where.subresource)
            self._pod = door.get("Pod", where.name, where.namespace)
            if where.subresource == "portforward":
                raise ApiError("MethodNotAllowed", _LATER)
            if self.request.headers.get("Upgrade", "").lower() != "websocket":
                raise ApiError("BadRequest", "you must specify at least 1 of stdin, stdout, stderr: use a WebSocket")
            self._where = where
            self._argv = [word.decode("utf-8", "replace") for word in self.request.query_arguments.get("command", [])]
            query = {name: self.get_query_argument(name) for name in self.request.query_arguments}
            self._container = query.get("container") or self._pod["spec"]["containers"][0]["name"]
            self._listens = boolean(query, "stdin") and where.subresource == "exec"
        except Exception as error:
            made = failure(error)
            self.set_status(made.code)
            self.set_header("Content-Type", made.type)
            self.finish(made.body)

    async def open(self, *_: str, **__: str) -> None:
        """The session has begun: without input it is over at once."""
        if not self._listens:
            await self._run()

    async def on_message(self, message: str | bytes) -> None:  # type: ignore[override]
        """Input, until it ends."""
        data = message.encode() if isinstance(message, str) else message
        if self._done or not data:
            return
        if data[0] == 0:
            self._input += data[1:]
            if len(self._input) > _MOST_INPUT:
                self.close(1009, "too much input")
        elif data[0] == 255 and data[1:2] == b"\x00":
            await self._run()

    async def _run(self) -> None:
        self._done = True
        house = self.house
        try:
            if self._where.subresource == "attach":
                text = house.cluster.logs(self._where.name, self._container, False, self._where.namespace)
                out, err, code = text, "", 0
            else:
                if self._input:
                    raise ApiError("InternalError", _NO_INPUT)
                found = house.cluster.exec(self._where.name, self._argv, self._where.namespace, self._container)
                out, err, code = found.stdout, found.stderr, found.code
            status = _ended(code)
            await house.durable.wait()
        except ApiError as error:
            out, err, status = "", "", error.status
        for channel, text in ((1, out), (2, err)):
            data = text.encode("utf-8", "surrogateescape")
            for at in range(0, len(data), _CHUNK):
                await self.write_message(bytes([channel]) + data[at : at + _CHUNK], binary=True)
        await self.write_message(b"\x03" + compact(status), binary=True)
        self.close(1000)
        await house.pace.after()


def _ended(code: int) -> dict[str, Any]:
    """The Status of a command that ended."""
    status: dict[str, Any] = {"metadata": {}, "status": "Success"}
    if not code:
        return status
    causes = [{"reason": "ExitCode", "message": str(code)}]
    text = f"command terminated with non-zero exit code: exit status {code}"
    return {**status, "status": "Failure", "reason": "NonZeroExitCode", "message": text, "details": {"causes": causes}}
