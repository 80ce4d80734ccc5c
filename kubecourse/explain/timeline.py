"""`timeline(cluster)`: what happened, one sentence an event, in the order of time. A door of its own beside `why`."""

from __future__ import annotations

from typing import Any

from kubecourse.explain.language import language
from kubecourse.explain.texts import say

__all__ = ["timeline"]

Object = dict[str, Any]


def timeline(cluster: Any, namespace: str | None = None, lang: str | None = None) -> list[str]:
    """The events of the cluster (or of one namespace) as sentences, oldest first.

    An event that was repeated stands where it was last seen, with its count.
    """
    spoken = language(lang)
    events = enumerate(cluster.events(namespace))
    return [_sentence(event, spoken) for _, event in sorted(events, key=lambda e: (_time(e[1]), e[0]))]


def _time(event: Object) -> str:
    return str(event.get("lastTimestamp") or event.get("eventTime") or event.get("firstTimestamp") or "")


def _sentence(event: Object, lang: str) -> str:
    about = event.get("involvedObject") or {}
    name = f"{about.get('namespace')}/{about.get('name')}" if about.get("namespace") else about.get("name", "")
    count = event.get("count") or 1
    times = say(lang, "event.times", count=count) if count > 1 else ""
    return say(
        lang, "event", time=_time(event)[:19].replace("T", " "), about=f"{about.get('kind')} {name}",
        reason=event.get("reason", ""), message=str(event.get("message", "")).strip(), times=times,
    )  # fmt: skip
