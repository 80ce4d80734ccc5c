"""The log of a container: as a whole, its end, or as it grows.

A line has no instant of its own in the engine; `timestamps` gives the time at which it was read. Next: `podstreams.py`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from ..engine.api.errors import ApiError, bad_request
from ..engine.core.clock import stamp
from ..engine.core.work import Object
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
    """A followed log: see `Stream` in `hub.py`. It ends when its container has ended. `fresh`: only what is written from now on."""

    def __init__(self, cluster: Any, request: Request, fresh: bool = False) -> None:
        self._cluster, self._request = cluster, request
        self._whole = self._read()
        self._waiting = [] if fresh else [text(cluster, request)]
        self._more = asyncio.Event()
        self._more.set()
        self.timeout = 0
        status = self._status()
        self._restarts = status.get("restartCount", 0) if status else 0
        self.over = not self._runs()

    def _read(self) -> str:
        kept = {key: value for key, value in self._request.query.items() if key in ("container", "previous")}
        return text(self._cluster, Request("GET", self._request.door, self._request.target, kept))

    def _status(self) -> Object | None:
        """The status of the container that is followed; None where there is none (any more)."""
        target = self._request.target
        pod = self._cluster.api.find("Pod", target.name, target.namespace)
        status = (pod.get("status") or {}) if pod else {}
        name = self._request.query.get("container") or (pod["spec"]["containers"][0]["name"] if pod else "")
        for group in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
            for one in status.get(group) or ():
                if one["name"] == name:
                    found: Object = one
                    return found
        return None

    def _runs(self) -> bool:
        status = self._status()
        return bool(status and "running" in (status.get("state") or {}) and status["restartCount"] == self._restarts)

    def code(self) -> int:
        """The exit code of the container, once it has ended; 0 where nobody knows."""
        status = self._status() or {}
        ended = (status.get("state") or {}).get("terminated") or (status.get("lastState") or {}).get("terminated") or {}
        return int(ended.get("exitCode", 0))

    def feed(self) -> None:
        """Take what was written since."""
        if self.over:
            return
        try:
            whole = self._read()
        except ApiError:
            whole, self.over = self._whole, True
        if whole != self._whole:
            self._waiting.append(_newer(self._whole, whole))
        self._whole = whole
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
        sent, self._waiting = "".join(self._waiting).encode("utf-8", "surrogateescape"), []
        return sent


def _newer(before: str, now: str) -> str:
    """What `now` has after `before`, also where the beginning was cut off meanwhile, or the container began anew."""
    if now.startswith(before):
        return now[len(before) :]
    end = before[-200:]
    at = now.rfind(end) if end else -1
    return now[at + len(end) :] if at >= 0 else now
