"""From the bench to the page: plain data that the page draws, and nothing else.

`picture` is the diagram (its SVG as HTML, its text twin); `state` all the rest. Pods keep their places from one
picture to the next. Next: `still.py`, the page without a kernel.
"""

from __future__ import annotations

import json
from typing import Any

from ..engine.core.clock import moment, stamp
from .bench import Bench

__all__ = ["View"]

#: events and instants that the page gets at most: the newest; a slider has no room for more
MANY_EVENTS, MANY_INSTANTS = 300, 2000
#: a page stays quick with texts up to this size
MANY_CHARACTERS = 200_000


class View:
    """What a page shows of a bench."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._before: Any = None

    def picture(self) -> dict[str, Any]:
        """The diagram of what is looked at."""
        bench = self.bench
        drawn = bench.shown.diagram(bench.view, lang=bench.lang, namespace=bench.namespace, before=self._before)
        self._before = drawn
        return {"html": drawn.html, "text": drawn.text, "drawn": drawn.svg is not None}

    def state(self) -> dict[str, Any]:
        """All but the picture."""
        bench, cluster = self.bench, self.bench.shown
        instants = _thinned([int(t) for t in bench.cluster.instants()])
        return {
            "now": int(cluster.now),
            "present": int(bench.cluster.now),
            "past": bench.past is not None,
            "outcome": bench.outcome,
            "note": bench.note,
            "tone": bench.tone,
            "mistake": self._mistake(),
            "instants": instants,
            "events": self._events(cluster.events())[::-1][:MANY_EVENTS],
            "details": self._details(cluster),
            "view": bench.view,
            "namespace": bench.namespace or "",
            "namespaces": [obj["metadata"]["name"] for obj in cluster.list("Namespace")],
        }

    def _mistake(self) -> dict[str, Any] | None:
        found = self.bench.mistake
        if found is None:
            return None
        points = [{"says": point.says, "line": point.line} for point in found.points]
        return {
            "message": found.message, "line": found.line, "document": found.document,
            "hint": found.hint, "points": points,
        }  # fmt: skip

    def _events(self, events: list[Any]) -> list[dict[str, Any]]:
        return [_event(event) for event in events]

    def _details(self, cluster: Any) -> dict[str, Any] | None:
        if self.bench.selected is None:
            return None
        kind, namespace, name = self.bench.selected
        found = cluster.api.find(kind, name, namespace)
        about = {"kind": kind, "namespace": namespace, "name": name, "id": f"{kind}/{namespace}/{name}"}
        why = cluster.why(kind, name, namespace or "default", self.bench.lang)
        events = [
            event
            for event in cluster.events(of=f"{kind}/{name}")
            if not namespace or event["involvedObject"].get("namespace") == namespace
        ]
        details = {**about, "gone": found is None, "why": why._repr_html_(), "events": self._events(events)[::-1]}
        if found is None:
            return {**details, "yaml": "", "logs": None, "containers": []}
        return {**details, "yaml": _yaml(cluster, kind, namespace, name), **self._pod(cluster, kind, found)}

    def _pod(self, cluster: Any, kind: str, found: Any) -> dict[str, Any]:
        if kind != "Pod":
            return {"logs": None, "containers": []}
        meta = found["metadata"]
        containers = [one["name"] for one in found["spec"].get("containers") or ()]
        try:
            logs = "\n".join(
                (f"== {name} ==\n" if len(containers) > 1 else "")
                + cluster.logs(meta["name"], name, namespace=meta["namespace"])
                for name in containers
            )
        except Exception as error:  # a container that never ran has none: kubectl's words
            logs = str(getattr(error, "message", error))
        return {"logs": logs[-MANY_CHARACTERS:], "containers": containers}


def _yaml(cluster: Any, kind: str, namespace: str, name: str) -> str:
    """As `kubectl get -o yaml` prints it."""
    words = ["get", f"{kind.lower()}/{name}", "-o", "yaml", *(["-n", namespace] if namespace else [])]
    text = str(cluster.kubectl(words))
    return text[:MANY_CHARACTERS] if text else json.dumps({"kind": kind, "name": name})


def _event(event: Any) -> dict[str, Any]:
    about = event["involvedObject"]
    when = event.get("lastTimestamp") or event.get("eventTime") or event["metadata"]["creationTimestamp"]
    return {
        "time": moment(when),
        "type": event.get("type") or "Normal",
        "kind": about["kind"],
        "name": about["name"],
        "id": f"{about['kind']}/{about.get('namespace') or ''}/{about['name']}",
        "reason": event.get("reason") or "",
        "message": event.get("message") or "",
        "count": event.get("count") or 1,
    }


def _thinned(instants: list[int]) -> list[int]:
    """At most MANY_INSTANTS of them, the last one kept."""
    if len(instants) <= MANY_INSTANTS:
        return instants
    stride = -(-len(instants) // MANY_INSTANTS)
    kept = instants[::stride]
    return kept if kept[-1] == instants[-1] else [*kept, instants[-1]]


def clock_text(ms: int) -> str:
    """`2026-01-05 09:00:00` for a reader."""
    return stamp(ms).replace("T", " ").replace("Z", "")
