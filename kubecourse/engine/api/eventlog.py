"""Events: what components tell people, kept for an hour and counted when they repeat.

A repeated event (same source, object, type, reason and message) raises the count of the one there is.
Upstream: staging/src/k8s.io/client-go/tools/{record,events}. Left out: the spam filter and series.
"""

from __future__ import annotations

from typing import Any

from ..core.clock import moment, stamp
from ..core.work import Object

__all__ = ["record"]

#: events of a cluster expire after an hour (kube-apiserver --event-ttl)
TTL = 3_600_000
#: events that differ only in their text are combined from the tenth text within ten minutes on
_ALIKE, _MOST_TEXTS = 600_000, 10
#: what is remembered of events that are gone, before it is tidied up
_SLACK = 1000


def record(api: Any, about: Object, type: str, reason: str, message: str, component: str, host: str | None) -> None:
    """Store an event about `about`, or count it once more."""
    meta = about["metadata"]
    namespace = meta.get("namespace") or "default"
    storage, now = api.server.storage, api.now
    _expire(api, now)
    memory = api.server.events
    if len(memory) > _SLACK + 4 * len(storage.tables.get("Event", ())):
        _forget(memory, storage, now)
    alike = f"{component}|{host}|{meta.get('uid')}|{about.get('fieldPath')}|{type}|{reason}"
    same, message = _combined(memory, alike, message, now)
    known = memory.get(same)
    old = storage.find("Event", known) if known else None
    if old is not None:
        new = {**old, "count": old["count"] + 1, "lastTimestamp": stamp(now), "message": message}
        storage.put("Event", new, now, api.user, api.server.because)
        table = storage.tables["Event"]
        table[known] = table.pop(known)
        return
    reference = {"kind": about["kind"]}
    for field, value in (
        ("namespace", meta.get("namespace")),
        ("name", meta["name"]),
        ("uid", meta.get("uid")),
        ("apiVersion", about["apiVersion"]),
        ("resourceVersion", meta.get("resourceVersion")),
        ("fieldPath", about.get("fieldPath")),
    ):
        if value:
            reference[field] = value
    when = stamp(now)
    api.server.event_count += 1
    name = f"{meta['name']}.{(now << 20) + api.server.event_count:x}"
    source = {"component": component}
    if host:
        source["host"] = host
    event = {
        "kind": "Event",
        "apiVersion": "v1",
        "metadata": {"name": name, "namespace": namespace, "uid": api.chance.uid(), "creationTimestamp": when},
        "involvedObject": reference,
        "reason": reason,
        "message": message,
        "source": source,
        "firstTimestamp": when,
        "lastTimestamp": when,
        "count": 1,
        "type": type,
        "eventTime": None,
        "reportingComponent": component,
        "reportingInstance": host or "",
    }
    storage.put("Event", event, now, api.user, api.server.because)
    memory[same] = f"{namespace}/{name}"


def _combined(memory: dict[str, Any], alike: str, message: str, now: int) -> tuple[str, str]:
    """What makes an event the same as an earlier one, and its text: the tenth different text within ten minutes and
    all after it are one event.
    """
    since, texts = memory.get(f"like {alike}", (now, ()))
    if now - since > _ALIKE:
        texts = ()
    if message not in texts:
        texts = (*texts, message)[-_MOST_TEXTS:]
    memory[f"like {alike}"] = (now, texts)
    if len(texts) < _MOST_TEXTS:
        return f"{alike}|{message}", message
    return alike, f"(combined from similar events): {message}"


def _forget(memory: dict[str, Any], storage: Any, now: int) -> None:
    """Drop what can count no event any more: of events that are gone, and texts of more than ten minutes ago."""
    for same, known in [*memory.items()]:
        gone = storage.find("Event", known) is None if isinstance(known, str) else now - known[0] > _ALIKE
        if gone:
            del memory[same]


def _expire(api: Any, now: int) -> None:
    """Drop the events whose hour is over; the table is in the order of their last occurrence."""
    table = api.server.storage.tables.get("Event")
    while table:
        key, oldest = next(iter(table.items()))
        # events that people wrote need not say when they happened
        if now - moment(oldest.get("lastTimestamp") or oldest["metadata"]["creationTimestamp"]) <= TTL:
            return
        api.server.storage.remove("Event", key, now, "kube-apiserver", 0)
