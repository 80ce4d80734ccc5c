"""The web application: from a socket to a room that answers, and back.

Each request is guarded, its sender found, the clock brought up to date; then one of the rooms answers: health, version,
discovery, OpenAPI, control, logs, watches, or the verbs on objects. No request gives a traceback: what nobody foresaw is a
500 Status, and a line in the server's log. Next: `server.py`, which runs it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from tornado import iostream, web

from ..engine.api.about import VERSION
from ..engine.api.errors import ApiError
from ..engine.door import Door
from ..engine.load.served import measured
from . import openapi, openapi2, podlogs
from .accept import Form, wanted
from .access import Access
from .answer import Answer, compact, failed
from .bodies import read
from .control import control
from .discovery import discovery
from .durable import Durable
from .guard import Guard, Limits
from .hub import Hub
from .metrics import TYPE, Counters
from .pace import Pace
from .podlogs import Log
from .proxy import PROXIED, proxied
from .query import arguments, boolean
from .rest import Request, answer
from .target import Target, lost, target
from .watches import Watch

__all__ = ["Handler", "House", "failure"]

_LOG = logging.getLogger("kubecourse.http")
_HEALTH = ("healthz", "livez", "readyz")
#: seconds after which a silent stream is looked at
_TICK = 15.0


@dataclass
class House:
    """What all handlers of one server share."""

    cluster: Any
    access: Access
    guard: Guard
    pace: Pace
    hub: Hub
    limits: Limits
    durable: Durable
    counters: Counters = field(default_factory=Counters)


def failure(error: Exception) -> Answer:
    """The answer to whatever was raised."""
    if isinstance(error, ApiError):
        return failed(error)
    _LOG.exception("a request failed")
    return failed(ApiError("InternalError", f"Internal error occurred: {type(error).__name__}"))


class Handler(web.RequestHandler):
    """Every path but those of containers."""

    house: House
    #: what objects were asked for, and whether as a watch
    _asked: tuple[Target, bool] | None = None

    def initialize(self, house: House) -> None:
        """Tornado's way of handing something in."""
        self.house = house

    def set_default_headers(self) -> None:
        """Say nothing of the server's make."""
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-cache, private")

    async def _handle(self, *_: Any) -> None:
        try:
            made = await self._answer()
            await self.house.durable.wait()
        except (iostream.StreamClosedError, web.Finish):
            self._auto_finish = False  # nobody listens any more
            return
        except asyncio.CancelledError:
            if not self._headers_written:
                raise
            self._auto_finish = False  # the server ends, and with it the stream
            return
        except Exception as error:
            if self._headers_written:  # the stream has begun: all that is left is to end it
                _LOG.exception("a stream failed")
                return
            made = failure(error)
        if self._asked is not None:
            self.house.counters.count(str(self.request.method), *self._asked, 200 if made is None else made.code)
        if made is not None:
            self._send(made)

    get = post = put = patch = delete = head = options = _handle

    def _send(self, made: Answer) -> None:
        self.set_status(made.code)
        self.set_header("Content-Type", made.type)
        for name, value in made.headers.items():
            self.set_header(name, value)
        for warning in dict.fromkeys(made.warnings):
            text = warning.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
            self.add_header("Warning", f'299 - "{text}"'.encode("utf-8", "replace"))
        self.finish(made.body)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """What Tornado itself refuses, as a Status."""
        reasons = {400: "BadRequest", 404: "NotFound", 405: "MethodNotAllowed"}
        reason = reasons.get(status_code, "InternalError")
        self.set_header("Content-Type", "application/json")
        self.finish(compact(ApiError(reason, self._reason or reason, code=status_code).status))

    async def _answer(self) -> Answer | None:
        house, headers, path = self.house, self.request.headers, self.request.path
        house.guard.check(headers)
        door = house.access.door(headers, path)
        words = [word for word in path.split("/") if word]
        method = "GET" if self.request.method == "HEAD" else str(self.request.method)
        if words[:1] and words[0] in _HEALTH:
            return self._health(words)
        if words == ["metrics"]:
            if door is not house.cluster.api:
                raise ApiError("Forbidden", "the server's metrics are its administrator's")
            with house.cluster.turns:
                return Answer(body=house.counters.text(house.cluster, len(house.hub)).encode(), type=TYPE)
        if words == ["version"]:
            return Answer(body=compact(VERSION))
        if words[:2] == ["kubecourse", "v1"]:
            if door is not house.cluster.api:
                raise ApiError("Forbidden", "the cluster's clock and machines are its administrator's")
            body = read(self.request.body, headers.get("Content-Type", ""))[0]
            return Answer(body=compact(await control(house.cluster, house.pace, method, words[2:], body)))
        if not words or words == ["openapi"]:
            paths = [
                "/api",
                "/api/v1",
                "/apis",
                "/healthz",
                "/livez",
                "/openapi/v2",
                "/openapi/v3",
                "/readyz",
                "/version",
            ]
            return Answer(body=compact({"paths": paths}))
        if words[0] == "openapi":
            return self._openapi(words)
        if words[0] not in ("api", "apis"):
            raise lost()
        return await self._resource(door, method, path, words)

    def _health(self, words: list[str]) -> Answer:
        verbose = boolean(self._query(), "verbose") if self._query().get("verbose") else "verbose" in self.request.query
        text = f"[+]ping ok\n[+]etcd ok\n{words[0]} check passed\n" if verbose else "ok"
        return Answer(body=text.encode(), type="text/plain; charset=utf-8")

    def _openapi(self, words: list[str]) -> Answer:
        with self.house.cluster.turns:
            if words == ["openapi", "v2"]:
                return openapi2.described(self.house.cluster, self.request.headers.get("Accept", ""))
            if words == ["openapi", "v3"]:
                return Answer(body=compact(openapi.index(self.house.cluster)))
            if words[1:2] == ["v3"]:
                return Answer(body=compact(openapi.document(self.house.cluster, "/".join(words[2:]))))
        raise lost()

    def _query(self) -> dict[str, str]:
        return arguments(self.request.query_arguments)

    async def _resource(self, door: Door, method: str, path: str, words: list[str]) -> Answer | None:
        house, headers = self.house, self.request.headers
        header = headers.get("Accept", "")
        if method == "GET":
            await house.pace.before()
            with house.cluster.turns:
                found = discovery(house.cluster, words, _aggregated(header)) or measured(house.cluster, door, words)
            if found is not None:
                version = _aggregated(header) if words in (["api"], ["apis"]) else ""
                kind = f"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList"
                return Answer(body=compact(found), type=kind if version else "application/json")
        where = target(house.cluster.registry, path)
        self._asked = (where, method == "GET" and (where.watch or self._query().get("watch") in ("1", "true")))
        form = Form() if where.subresource in ("log", "proxy") else wanted(header, where.kind.stored)
        query, agent = self._query(), headers.get("User-Agent", "")
        request = Request(method, door, where, query, self.request.body, headers.get("Content-Type", ""), form, agent,
                          house.access.token)  # fmt: skip
        if method == "GET" and where.subresource == "log":
            return await self._followed(request)
        if where.subresource == "proxy" and where.kind.key in PROXIED:
            with house.cluster.turns:
                return proxied(house.cluster, request)
        watched = where.watch or (query.get("watch") and boolean(query, "watch"))
        if method == "GET" and watched:
            await self._watch(request)
            return None
        with house.cluster.turns:
            made = answer(request)
        if method != "GET":
            await house.pace.after()
        return made

    async def _followed(self, request: Request) -> Answer | None:
        with self.house.cluster.turns:
            if not boolean(request.query, "follow"):
                body = podlogs.text(self.house.cluster, request).encode("utf-8", "surrogateescape")
                return Answer(body=body, type="text/plain")
            log = Log(self.house.cluster, request)
        await self._stream(log, "text/plain")
        return None

    async def _watch(self, request: Request) -> None:
        if len(self.house.hub) >= self.house.limits.watches:
            raise ApiError("TooManyRequests", "Too many requests, please try again later.")
        with self.house.cluster.turns:
            watch = Watch(request, self.house.limits.backlog)
            watch.feed()
        await self._stream(watch, "application/json")

    async def _stream(self, stream: Any, kind: str) -> None:
        """Send what a stream has, until it is over, its time has come, or nobody reads any more."""
        hub, begun = self.house.hub, monotonic()
        self.set_header("Content-Type", kind)
        hub.add(stream)
        try:
            await self.flush()
            while True:
                left = _TICK if not stream.timeout else min(stream.timeout - (monotonic() - begun), _TICK)
                sent = await stream.next(max(left, 0.001))
                if sent:
                    await self.house.durable.wait()
                    self.write(sent)
                    await self._read_in_time()
                elif stream.over or left <= 0.001 or self.request.connection.stream.closed():  # type: ignore[union-attr]
                    break
        finally:
            hub.drop(stream)
        self.finish()

    async def _read_in_time(self) -> None:
        """Wait until the client has taken what was written; one that does not read for too long is left."""
        try:
            await asyncio.wait_for(self.flush(), self.house.limits.patience)
        except TimeoutError:
            self.request.connection.stream.close()  # type: ignore[union-attr]
            raise iostream.StreamClosedError from None

    def on_connection_close(self) -> None:
        """Nobody reads any more; the stream sees it when it writes or at its next tick."""


def _aggregated(header: str) -> str:
    """The version of aggregated discovery that a client prefers, or nothing."""
    for part in header.split(","):
        if "as=APIGroupDiscoveryList" in part and "g=apidiscovery.k8s.io" in part:
            return "v2" if "v=v2;" in f"{part.strip()};" else "v2beta1"
        if part.strip().startswith("application/json"):
            return ""
    return ""
