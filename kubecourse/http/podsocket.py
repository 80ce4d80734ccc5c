"""A long conversation with one pod: who may have it, and with which pod.

What `podstreams.py` (exec, attach) and `podports.py` (port-forward) have in common: the guard, the sender's rights, the pod that is
meant, and a refusal as an ordinary answer before anything is upgraded. Next: those two.
"""

from __future__ import annotations

import logging
from typing import Any

from tornado import websocket

from ..engine.api.errors import ApiError, bad_request
from ..engine.core.work import Object
from .app import House, failure
from .query import arguments
from .target import Target, target

__all__ = ["PodSocket"]

_LOG = logging.getLogger("kubecourse.http")


class PodSocket(websocket.WebSocketHandler):
    """One session with a pod."""

    #: WebSocket subprotocols, the newest first
    protocols: tuple[str, ...] = ()

    def initialize(self, house: House) -> None:
        """Tornado's way of handing something in."""
        self.house = house

    def set_default_headers(self) -> None:
        """Say nothing of the server's make."""
        self.clear_header("Server")

    def check_origin(self, origin: str) -> bool:
        """Web pages were refused before: see `guard.py`."""
        return True

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """The newest that both know."""
        return next((one for one in self.protocols if one in subprotocols), None)

    async def prepare(self) -> None:  # type: ignore[override]
        """Guard, find the sender and what they want; a refusal is an ordinary answer."""
        try:
            self.house.guard.check(self.request.headers)
            door = self.house.access.door(self.request.headers, self.request.path)
            await self.house.pace.before()
            self.where: Target = target(self.house.cluster.registry, self.request.path)
            demand = getattr(door, "demand", None)
            if demand is not None:
                demand("create", "Pod", self.where.namespace, self.where.name, self.where.subresource)
            self.pod: Object = door.get("Pod", self.where.name, self.where.namespace)
            if not self.pod["spec"].get("nodeName"):
                raise bad_request(f"pod {self.where.name} does not have a host assigned")
            if self.request.method not in ("GET", "POST"):
                raise ApiError("MethodNotAllowed", "the server does not allow this method on the requested resource")
            self.asked(arguments(self.request.query_arguments))
        except Exception as error:
            self.refuse(error)

    def asked(self, query: dict[str, str]) -> None:
        """Look at what is wanted. Raises ApiError."""

    def upgrades(self) -> str:
        """What the connection is to become, in small letters."""
        return self.request.headers.get("Upgrade", "").lower()

    def refuse(self, error: Exception) -> None:
        """Answer with a Status, where nothing was upgraded yet."""
        made = failure(error)
        self.set_status(made.code)
        self.set_header("Content-Type", made.type)
        self.finish(made.body)

    def log_exception(self, *args: Any) -> None:
        """What nobody foresaw is one line in the server's log."""
        _LOG.error("a stream failed: %s", args[1] if len(args) > 1 else "")
