"""exec and attach in a container, over WebSocket as today's kubectl speaks it.

Subprotocol v5.channel.k8s.io (or v4): the first byte of each message names its channel: 0 in, 1 out, 2 errors, 3 the Status at
the end, 4 the size of the terminal, 255 the end of one. A shell without a script is a session (`terminal.py`); what reads its
standard input gets it once it has ended; all else runs at once. attach follows what the container writes, and is the keyboard of
a container that has one. Next: `podports.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import Any

from tornado.websocket import WebSocketClosedError

from ..engine.api.errors import ApiError, bad_request
from ..engine.node import images
from ..engine.node.threads import READERS
from .answer import compact
from .app import failure
from .podlogs import Log
from .podsocket import PodSocket
from .query import boolean
from .rest import Request
from .terminal import Terminal, is_shell, screen

__all__ = ["PodStream"]

_CHUNK = 32 * 1024
_MOST_INPUT = 16 * 1024 * 1024
#: seconds after which a silent stream is looked at
_TICK = 15.0
_WORD = re.compile(r"[A-Za-z0-9_-]+")


class PodStream(PodSocket):
    """One session."""

    protocols = ("v5.channel.k8s.io", "v4.channel.k8s.io")

    def asked(self, query: dict[str, str]) -> None:
        """Read what is wanted: a command, a container, which streams. Raises ApiError BadRequest."""
        if self.upgrades() != "websocket":
            raise bad_request("you must specify at least 1 of stdin, stdout, stderr: use a WebSocket")
        self._argv = [
            word.decode("utf-8", "surrogateescape") for word in self.request.query_arguments.get("command", [])
        ]
        if self.where.subresource == "exec" and not self._argv:
            raise bad_request("you must specify at least one command for the container")
        chosen = (self.pod["metadata"].get("annotations") or {}).get("kubectl.kubernetes.io/default-container")
        self._container = query.get("container") or chosen or self.pod["spec"]["containers"][0]["name"]
        self._stdin, self._tty = boolean(query, "stdin"), boolean(query, "tty")
        self._input = bytearray()
        self._terminal: Terminal | None = None
        self._done = False

    async def open(self, *_: str, **__: str) -> None:
        """The session has begun: without input it is over at once."""
        if self.where.subresource == "attach":
            await self._attach()
        elif self._stdin and is_shell(self._argv):
            await self._session(self._argv[0])
        elif not (self._stdin and self._reads()):
            await self._run()

    def _reads(self) -> bool:
        """Does the command look at its standard input?"""
        words = _WORD.findall(" ".join(self._argv))
        return any(word in READERS or word == "read" for word in words)

    async def on_message(self, message: str | bytes) -> None:  # type: ignore[override]
        """Input, until it ends."""
        data = message.encode() if isinstance(message, str) else message
        if self._done or not data:
            return
        if data[0] == 0 and self._terminal is not None:
            await self._typed(self._terminal.feed, data[1:])
        elif data[0] == 0 and self._stdin:
            self._input += data[1:]
            if len(self._input) > _MOST_INPUT:
                self._done = True
                self.close(1009, "too much input")
        elif data[0] == 255 and data[1:2] == b"\x00":
            if self._terminal is not None:
                await self._typed(self._terminal.end)
            elif self.where.subresource == "exec":
                await self._run()

    def on_close(self) -> None:
        """A client that leaves has sent all it had: an older one cannot say so in another way."""
        if not self._done and self._input and self.where.subresource == "exec":
            self._done = True
            with contextlib.suppress(ApiError):
                self._executed()
        self._done = True

    # -- commands --------------------------------------------------------------------------------------

    def _executed(self) -> Any:
        where, given = self.where, self._input.decode("utf-8", "surrogateescape") if self._stdin else None
        return self.house.cluster.exec(where.name, self._argv, where.namespace, self._container, stdin=given)

    async def _run(self) -> None:
        self._done = True
        try:
            found = self._executed()
            await self.house.durable.wait()
        except Exception as error:
            await self._finish(_refused(error))
            return
        await self._say(1, screen(found.stdout, self._tty))
        await self._say(1 if self._tty else 2, screen(found.stderr, self._tty))
        await self._finish(_ended(found.code))

    async def _say(self, channel: int, data: bytes) -> None:
        for at in range(0, len(data), _CHUNK):
            await self.write_message(bytes([channel]) + data[at : at + _CHUNK], binary=True)

    async def _finish(self, status: dict[str, Any]) -> None:
        self._done = True
        with contextlib.suppress(WebSocketClosedError):
            await self.write_message(b"\x03" + compact(status), binary=True)
        self.close(1000)
        await self.house.pace.after()

    # -- a shell ---------------------------------------------------------------------------------------

    async def _session(self, shell: str) -> None:
        where, cluster = self.where, self.house.cluster

        def run(line: str, variables: dict[str, str]) -> Any:
            argv = [shell, "-c", line]
            return cluster.exec(where.name, argv, where.namespace, self._container, session=variables)

        root = not (self.pod["spec"].get("securityContext") or {}).get("runAsUser")
        try:  # is there such a program, and a container to run it in?
            cluster.exec(where.name, [shell, "-c", ":"], where.namespace, self._container)
        except ApiError as error:
            await self._finish(_refused(error))
            return
        self._terminal = Terminal(run, shell, self.pod["metadata"]["name"], self._tty, root)
        await self._typed(self._terminal.begin)

    async def _typed(self, work: Any, *given: Any) -> None:
        terminal = self._terminal
        assert terminal is not None
        try:
            shown = work(*given)
            await self.house.durable.wait()
        except Exception as error:  # the container has gone from below the shell
            await self._finish(_refused(error))
            return
        for channel, data in shown:
            await self._say(channel, data)
        if terminal.over:
            if self.where.subresource == "attach":
                where = self.where
                with contextlib.suppress(ApiError):
                    self.house.cluster.kill(where.name, self._container, terminal.code, where.namespace)
            await self._finish(_ended(terminal.code))
        elif shown:
            await self.house.pace.after()

    # -- attach ----------------------------------------------------------------------------------------

    async def _attach(self) -> None:
        given = self.pod["spec"]
        listed = [*given["containers"], *(given.get("ephemeralContainers") or ())]
        spec = next((one for one in listed if one["name"] == self._container), None)
        command = [*((spec or {}).get("command") or ()), *((spec or {}).get("args") or ())]
        image = images.lookup(spec["image"]) if spec and not command else None
        command = list(image.command) if image is not None else command
        if self._stdin and spec is not None and spec.get("stdin") and is_shell(command):
            await self._session(command[0])
            return
        self._following = asyncio.get_running_loop().create_task(self._follow())

    async def _follow(self) -> None:
        """What the container writes until it ends. Where time only jumps, also what it has written before."""
        house, hub = self.house, self.house.hub
        request = Request("GET", house.cluster.api, self.where, {"container": self._container})
        try:
            with house.cluster.turns:
                log = Log(house.cluster, request, fresh=house.pace.mode != "auto")
        except ApiError as error:
            await self._finish(_refused(error))
            return
        hub.add(log)
        try:
            while not self._done:
                sent = await log.next(_TICK)
                if sent:
                    await self._say(1, sent.replace(b"\n", b"\r\n") if self._tty else sent)
                elif log.over:
                    break
            if not self._done:
                await self._finish(_ended(log.code()))
        except WebSocketClosedError:
            self._done = True
        finally:
            hub.drop(log)


def _refused(error: Exception) -> dict[str, Any]:
    """The Status of what could not be done."""
    if isinstance(error, ApiError):
        return error.status
    failure(error)
    return ApiError("InternalError", f"Internal error occurred: {type(error).__name__}").status


def _ended(code: int) -> dict[str, Any]:
    """The Status of a command that ended."""
    status: dict[str, Any] = {"metadata": {}, "status": "Success"}
    if not code:
        return status
    causes = [{"reason": "ExitCode", "message": str(code)}]
    text = f"command terminated with non-zero exit code: exit status {code}"
    return {**status, "status": "Failure", "reason": "NonZeroExitCode", "message": text, "details": {"causes": causes}}
