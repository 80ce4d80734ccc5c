"""The eyes of those who find reasons: objects and events of a cluster, each object explained only once.

Reads through `cluster.api` and `cluster.events`; changes nothing. Next: the finders, one file a room: `pods.py`,
`scheduling.py`, `workloads.py`, `batch.py`, `network.py`, `storage.py`, `nodes.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubecourse.explain.reasons import Reason

__all__ = ["Look", "closest", "named"]

Object = dict[str, Any]


def named(kind: str, obj: Object) -> str:
    """`Pod default/web-1`, `Node worker-1`: how a reason calls an object."""
    meta = obj["metadata"]
    return f"{kind} {meta['namespace']}/{meta['name']}" if meta.get("namespace") else f"{kind} {meta['name']}"


def closest(word: str, words: list[str]) -> str | None:
    """The one of `words` that looks most like `word`, if it looks like a typo."""
    from difflib import get_close_matches

    found = get_close_matches(word, words, n=1, cutoff=0.6)
    return found[0] if found else None


class Look:
    """One question's view of a cluster. `explain(kind, obj)` gives the reasons of another object, once."""

    def __init__(self, cluster: Any, finders: dict[str, Callable[[Look, Object], list[Reason]]]) -> None:
        self.cluster = cluster
        self.api = cluster.api
        self.now = int(cluster.now)
        self._finders = finders
        self._asked: set[str] = set()

    @property
    def engine(self) -> Any:
        """The handle that the engine's own rules are asked with."""
        handle = getattr(self.cluster, "_handle", None)
        return handle("explain") if handle else self.api

    def find(self, kind: str, name: str, namespace: str = "") -> Object | None:
        """The object, or None."""
        found: Object | None = self.api.find(kind, name, namespace)
        return found

    def events(self, kind: str, obj: Object) -> list[Object]:
        """Its events, newest first."""
        meta = obj["metadata"]
        about = [
            event for event in self.cluster.events(meta.get("namespace") or None, f"{kind}/{meta['name']}")
            if event["involvedObject"].get("kind") == kind and event["involvedObject"].get("name") == meta["name"]
            and event["involvedObject"].get("uid", meta.get("uid")) in (meta.get("uid"), meta["name"])
        ]  # fmt: skip
        return about[::-1]

    def event(self, kind: str, obj: Object, *reasons: str) -> Object | None:
        """Its newest event with one of these reasons."""
        return next((event for event in self.events(kind, obj) if event.get("reason") in reasons), None)

    def quote(self, kind: str, obj: Object, *reasons: str) -> str:
        """The message of that event, or nothing."""
        event = self.event(kind, obj, *reasons)
        return str(event.get("message", "")) if event else ""

    def explain(self, kind: str, obj: Object) -> list[Reason]:
        """The reasons of an object; none if this question has asked for it before."""
        about = named(kind, obj)
        if about in self._asked or kind not in self._finders:
            return []
        self._asked.add(about)
        return self._finders[kind](self, obj)
