"""The cluster's own words on what went wrong: one line of its events, as proof beside a check that is not met."""

from __future__ import annotations

from typing import Any

__all__ = ["last_word"]

_SYSTEM = ("kube-system", "kube-public", "kube-node-lease")


def last_word(cluster: Any) -> str:
    """The latest warning outside the system's namespaces, or else the latest event; "" if there was none.

    In the form `09:01:12 kubelet Warning BackOff Pod/web: message`.
    """
    try:
        events = [event for event in cluster.events() if event["metadata"].get("namespace") not in _SYSTEM]
    except Exception:
        return ""  # evidence is a courtesy: a check must not depend on it
    warnings = [event for event in events if event.get("type") == "Warning"]
    found = warnings or [event for event in events if (event.get("involvedObject") or {}).get("kind") != "Node"]
    return _line(max(enumerate(found), key=lambda entry: (_time(entry[1]), entry[0]))[1]) if found else ""


def _time(event: dict[str, Any]) -> str:
    return str(event.get("lastTimestamp") or event.get("eventTime") or event.get("firstTimestamp") or "")


def _line(event: dict[str, Any]) -> str:
    about = event.get("involvedObject") or {}
    who = (event.get("source") or {}).get("component") or event.get("reportingComponent") or ""
    words = [_time(event)[11:19], who, event.get("type", ""), event.get("reason", ""),
             f"{about.get('kind')}/{about.get('name')}:", " ".join(str(event.get("message", "")).split())]  # fmt: skip
    return " ".join(word for word in words if word)
