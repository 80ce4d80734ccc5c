"""`kubectl events`, and the events at the end of `kubectl describe`.

Upstream: `kubectl/pkg/cmd/events`, `pkg/describe`. Next: `cmd_describe.py`.
"""

from __future__ import annotations

from ..engine.api.tables_words import age
from ..engine.core.work import Object
from .columns import table
from .failures import Failure
from .output import formatted, listed
from .resources import lookup
from .session import Session

__all__ = ["about", "events", "since"]


def _last(event: Object) -> str:
    series = event.get("series") or {}
    found = (
        series.get("lastObservedTime")
        or event.get("lastTimestamp")
        or event.get("eventTime")
        or event.get("firstTimestamp")
    )
    return str(found or event["metadata"].get("creationTimestamp") or "")


def since(event: Object, now: int) -> str:
    """`5s`, or `5s (x3 over 2m)` for what came again."""
    first = age(event.get("eventTime") or event.get("firstTimestamp"), now)
    series, count = event.get("series"), event.get("count") or 1
    if series:
        return f"{age(series.get('lastObservedTime'), now)} (x{series.get('count', 0)} over {first})"
    if count > 1:
        return f"{age(event.get('lastTimestamp'), now)} (x{count} over {first})"
    return first


def about(session: Session, obj: Object) -> list[Object]:
    """The events of an object, oldest first."""
    meta = obj["metadata"]
    uid, kind = meta.get("uid"), obj.get("kind")
    table = session.api.server.storage.tables.get("Event", {})
    found = []
    for event in table.values():
        target = event.get("involvedObject") or {}
        if target.get("name") != meta["name"] or target.get("kind") != kind:
            continue
        if target.get("uid") == uid or (kind == "Node" and target.get("uid") == meta["name"]) or not target.get("uid"):
            found.append(event)
    return sorted(found, key=_last)


def events(session: Session) -> None:
    """The events of a namespace or of one object, oldest first."""
    flags = session.flags
    types = [word.lower() for word in flags("types") or ()]
    for word in types:
        if word not in ("normal", "warning"):
            raise Failure("valid --types are Normal or Warning")
    everywhere = bool(flags("all-namespaces"))
    found = session.api.list("Event", None if everywhere else session.namespace)
    if flags("for"):
        found = _for(session, flags("for"), found)
    if types:
        found = [event for event in found if event.get("type", "").lower() in types]
    found = sorted(found, key=_last)
    if not found and not flags("output"):
        session.note("No events found." if everywhere else f"No events found in {session.namespace} namespace.")
        return
    if flags("output"):
        session.out.append(formatted(session, flags("output"), None, {**listed(found), "kind": "EventList"}))
        return
    rows = (
        []
        if flags("no-headers")
        else [[*(["NAMESPACE"] if everywhere else []), "LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]]
    )
    for event in found:
        target = event["involvedObject"]
        space = [event["metadata"].get("namespace", "")] if everywhere else []
        rows.append(
            [
                *space,
                since(event, session.now),
                event.get("type", ""),
                event.get("reason", ""),
                f"{target.get('kind', '')}/{target.get('name', '')}",
                (event.get("message") or "").strip(),
            ]
        )
    session.out.append(table(rows))


def _for(session: Session, text: str, found: list[Object]) -> list[Object]:
    word, slash, name = text.partition("/")
    if not slash or not name:
        raise Failure(f"--for must be in resource/name form, not {text}")
    kind = lookup(session, word)
    return [
        event
        for event in found
        if event["involvedObject"].get("kind") == kind.name and event["involvedObject"].get("name") == name
    ]
