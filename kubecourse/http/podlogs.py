"""The log of a container: as a whole, its end, or as it grows.

A line has no instant of its own in the engine; `timestamps` gives the time at which it was read. Next: `podstreams.py`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from ..engine.api.errors import ApiError, bad_request
from ..engine.core.clock import stamp
from .query import boolean, number
from .rest import Request

__all__ = ["Log", "text"]


def text(cluster: Any, request: Request) -> str:
    """What there is of a log, as the query wants it. Raises ApiError."""
    query, target = request.query, request.target
    demand = getattr(request.door, "demand", None)
    if demand is not None:
        demand("get", "Pod", target.namespace, target.name, "log")
    container = query.get("container") or _only(request)
    written: str = cluster.logs(target.name, container, boolean(query, "previous"), target.namespace)
    lines = written.splitlines(keepends=True)
    if "tailLines" in query:
        lines = lines[max(len(lines) - number(query, "tailLines"), 0) :] if number(query, "tailLines") else []
    if boolean(query, "timestamps"):
        mark = stamp(int(cluster.now))[:-1] + ".000000000Z"
        lines = [f"{mark} {line}" for line in lines]
    found = "".join(lines)
    if query.get("limitBytes"):
        found = found.encode()[: number(query, "limitBytes")].decode("utf-8", "ignore")
    return found


def _only(request: Request) -> str | None:
    """The container of a pod that has one; which of several must be said. Raises ApiError BadRequest."""
    pod = request.door.get("Pod", request.target.name, request.target.namespace)
    names = [one["name"] for one in pod["spec"]["containers"]]
    if len(names) > 1 and "kubectl.kubernetes.io/default-container" not in (pod["metadata"].get("annotations") or {}):
        listed = "[" + " ".join(names) + "]"
        raise bad_request(f"a container name must be specified for pod {request.target.name}, choose one of: {listed}")
    return names[0] if names else None


class Log:
    """A followed log: see `Stream` in `hub.py`. It ends when its container has ended."""

    def __init__(self, cluster: Any, request: Request) -> None:
        self._cluster, self._request = cluster, request
        self._sent = len(text(cluster, Request("GET", request.door, request.target, self._whole())))
        self._waiting = [text(cluster, request)]
        self._more = asyncio.Event()
        self._more.set()
        self.timeout = 0
        self.over = not self._runs()

    def _whole(self) -> dict[str, str]:
        return {key: value for key, value in self._request.query.items() if key in ("container", "previous")}

    def _runs(self) -> bool:
        target = self._request.target
        pod = self._cluster.api.find("Pod", target.name, target.namespace)
        if pod is None:
            return False
        phase = (pod.get("status") or {}).get("phase")
        return phase not in ("Succeeded", "Failed")

    def feed(self) -> None:
        """Take what was written since."""
        try:
            whole = text(self._cluster, Request("GET", self._request.door, self._request.target, self._whole()))
        except ApiError:
            whole, self.over = "", True
        if len(whole) > self._sent:
            self._waiting.append(whole[self._sent :])
        self._sent = len(whole)
        self.over = self.over or not self._runs()
        if self._waiting or self.over:
            self._more.set()

    async def next(self, seconds: float | None) -> bytes:
        """What is to be sent; empty when `seconds` are over."""
        if not self._waiting and not self.over:
            try:
                await asyncio.wait_for(self._more.wait(), seconds)
            except TimeoutError:
                return b""
        self._more.clear()
        sent, self._waiting = "".join(self._waiting).encode(), []
        return sent
