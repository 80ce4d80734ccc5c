"""What walks through the API share: requests as upstream's end-to-end tests send them, and a watch that is read meanwhile.

Next: `test_upstream_kinds.py` and `test_upstream.py`, the walks.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable
from http.client import HTTPException
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .conftest import Client

__all__ = ["JSON_PATCH", "MERGE", "PAUSE", "STRATEGIC", "Stream", "Walk", "pod", "soon", "template", "workload"]

MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
JSON_PATCH = "application/json-patch+json"
PAUSE = "registry.k8s.io/pause:3.10.1"


def pod(name: str, **spec: Any) -> Any:
    labels = spec.pop("labels", {"name": name})
    return {"metadata": {"name": name, "labels": labels},
            "spec": {"containers": [{"name": "pause", "image": PAUSE}], "terminationGracePeriodSeconds": 0, **spec}}  # fmt: skip


def template(labels: dict[str, str]) -> Any:
    return {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "pause", "image": PAUSE}]}}


def workload(name: str, replicas: int = 2, **spec: Any) -> Any:
    labels = {"app": name}
    return {"metadata": {"name": name, "labels": labels},
            "spec": {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template(labels), **spec}}  # fmt: skip


def soon(look: Callable[[], Any], seconds: float = 10) -> Any:
    """What `look` finds as soon as it finds something; a failed assertion after so many seconds."""
    end = monotonic() + seconds
    while not (found := look()):
        assert monotonic() < end, "it never came to be"
        sleep(0.02)
    return found


class Stream:
    """A watch, read in a thread; `events` are (type, object)."""

    def __init__(self, client: Client, path: str) -> None:
        self.events: list[tuple[str, Any]] = []
        self._connection = client.connection()
        self._connection.request("GET", path, headers={"Authorization": f"Bearer {client.token}"})
        self._answer = self._connection.getresponse()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, HTTPException, ValueError, AttributeError):
            while line := self._answer.readline():
                event = json.loads(line)
                self.events.append((event["type"], event["object"]))

    @property
    def types(self) -> list[str]:
        """The types alone."""
        return [kind for kind, _ in self.events]

    def seen(self, *types: str) -> list[str]:
        """Wait until as many events came; their types."""
        soon(lambda: len(self.events) >= len(types))
        return self.types

    def close(self) -> None:
        """Hang up."""
        sock = self._connection.sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(2)
        self._thread.join(5)
        self._answer.close()
        self._connection.close()


class Walk:
    """Somebody who walks: each request is expected to go well, unless another code is expected."""

    def __init__(self, client: Client, space: str = "e2e") -> None:
        self.client, self.space = client, space
        self._streams: list[Stream] = []
        self.post("/api/v1/namespaces", {"metadata": {"name": space}})

    def _ask(self, method: str, path: str, body: Any, code: int | None, type: str, **headers: str) -> Any:
        got, found, _ = self.client(method, self.full(path), body, type=type, **headers)
        good = got in (200, 201, 202) if code is None else got == code
        assert good, f"{method} {path}: {got} {found}"
        return found

    def full(self, path: str) -> str:
        """`v1/pods/x` in the walk's namespace; a path that begins with / is what it is."""
        if path.startswith("/"):
            return path
        version, rest = path.rsplit("//", 1) if "//" in path else ("v1", path)
        root = f"/apis/{version}" if "/" in version else f"/api/{version}"
        return f"{root}/namespaces/{self.space}/{rest}"

    def get(self, path: str, code: int | None = None, **headers: str) -> Any:
        return self._ask("GET", path, None, code, "application/json", **headers)

    def post(self, path: str, body: Any, code: int | None = None) -> Any:
        return self._ask("POST", path, body, code, "application/json")

    def put(self, path: str, body: Any, code: int | None = None) -> Any:
        return self._ask("PUT", path, body, code, "application/json")

    def patch(self, path: str, body: Any, type: str = MERGE, code: int | None = None) -> Any:
        return self._ask("PATCH", path, body, code, type)

    def delete(self, path: str, body: Any = None, code: int | None = None) -> Any:
        return self._ask("DELETE", path, body, code, "application/json")

    def changed(self, path: str, change: Callable[[Any], Any]) -> Any:
        """Read, change in place and write back, again after a conflict."""
        for _ in range(5):
            found = self.get(path)
            change(found)
            code, made, _ = self.client("PUT", self.full(path), found)
            if code != 409:
                assert code == 200, f"PUT {path}: {code} {made}"
                return made
        raise AssertionError(f"PUT {path}: a conflict each time")

    def gone(self, path: str) -> None:
        """Wait until it is not there."""
        soon(lambda: self.client("GET", self.full(path))[0] == 404)

    def watch(self, path: str) -> Stream:
        """Watch from now on."""
        made = Stream(self.client, self.full(path) + ("&" if "?" in path else "?") + "watch=1")
        self._streams.append(made)
        return made

    def close(self) -> None:
        """Hang up all watches."""
        for stream in self._streams:
            stream.close()
