"""Lines that many descriptions share: labels, annotations, tolerations, events, owners.

A description is a list of lines whose cells end with tabs; `cmd_describe` aligns them.
Upstream: `kubectl/pkg/describe/describe.go`. Next: `describe_containers.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from ..engine.api.client_apply import LAST_APPLIED
from ..engine.core.clock import moment
from ..engine.core.work import Object
from .session import Session

__all__ = [
    "annotation_lines",
    "boolean",
    "conditions_of",
    "events",
    "head",
    "labels",
    "owner",
    "spread",
    "time",
    "tolerations",
]

_LONGEST = 140


def labels(title: str, values: Mapping[str, str] | None) -> list[str]:
    """`Labels:` with one pair a line, or `<none>`."""
    pairs = [f"{key}={values[key]}" for key in sorted(values)] if values else ["<none>"]
    return [f"{title}:\t{pairs[0]}", *(f"\t{pair}" for pair in pairs[1:])]


def _short(text: str, limit: int) -> str:
    return f"{text[:limit]}..." if len(text) > limit else text


def annotation_lines(title: str, values: Mapping[str, str] | None) -> list[str]:
    """`Annotations:` without the last applied manifest; long ones on lines of their own."""
    keys = sorted(key for key in values or () if key != LAST_APPLIED)
    if not values or not keys:
        return [f"{title}:\t<none>"]
    lines: list[str] = []
    for key in keys:
        value = values[key].removesuffix("\n")
        first = f"{title}:\t" if not lines else "\t"
        if len(value) + len(key) + 2 > _LONGEST or "\n" in value:
            lines.append(f"{first}{key}:")
            lines += [f"\t  {_short(line, _LONGEST - 2)}" for line in value.split("\n")]
        else:
            lines.append(f"{first}{key}: {value}")
    return lines


def head(obj: Object, *, space: bool = True) -> list[str]:
    """Name, namespace, labels and annotations."""
    meta = obj["metadata"]
    lines = [f"Name:\t{meta['name']}"]
    if space:
        lines.append(f"Namespace:\t{meta.get('namespace', '')}")
    return [*lines, *labels("Labels", meta.get("labels")), *annotation_lines("Annotations", meta.get("annotations"))]


def time(text: str | None) -> str:
    """`Mon, 05 Jan 2026 09:00:00 +0000`."""
    if not text:
        return ""
    return datetime.fromtimestamp(moment(text) / 1000, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def boolean(value: Any) -> str:
    """True or False, as Kubernetes writes them in conditions."""
    return "True" if value else "False"


def owner(obj: Object) -> str:
    """`ReplicaSet/web-1`, or nothing."""
    for ref in obj["metadata"].get("ownerReferences") or ():
        if ref.get("controller"):
            return f"{ref['kind']}/{ref['name']}"
    return ""


def tolerations(title: str, found: Iterable[Object] | None) -> list[str]:
    """One toleration a line, by key."""
    texts = [_toleration(one) for one in sorted(found or (), key=lambda one: one.get("key", ""))] or ["<none>"]
    return [f"{title}:\t{texts[0]}", *(f"\t{text}" for text in texts[1:])]


def _toleration(one: Object) -> str:
    text = str(one.get("key", ""))
    if one.get("value"):
        text += f"={one['value']}"
    if one.get("effect"):
        text += f":{one['effect']}"
    if one.get("operator") == "Exists" and not one.get("value"):
        text += " op=Exists" if text else "op=Exists"
    if one.get("tolerationSeconds") is not None:
        text += f" for {one['tolerationSeconds']}s"
    return text


def spread(title: str, found: Iterable[Object] | None) -> list[str]:
    """Topology spread constraints, by key; nothing when there are none."""
    from ..engine.api.tables_words import label_selector

    texts = []
    for one in sorted(found or (), key=lambda one: one["topologyKey"]):
        text = f"{one['topologyKey']}:{one['whenUnsatisfiable']} when max skew {one['maxSkew']} is exceeded"
        if one.get("labelSelector"):
            text += f" for selector {label_selector(one['labelSelector'])}"
        texts.append(text)
    return [f"{title}:\t{texts[0]}", *(f"\t{text}" for text in texts[1:])] if texts else []


def conditions_of(status: Object, *fields: str) -> list[str]:
    """The table of conditions with these fields as columns."""
    heads = [field[0].upper() + field[1:] for field in fields]
    lines = ["Conditions:", "  " + "\t".join(heads), "  " + "\t".join("-" * len(word) for word in heads)]
    for condition in status["conditions"]:
        cells = [str(condition.get(field) or "") for field in fields]
        lines.append(f"  {cells[0]} \t" + "\t".join(cells[1:]))
    return lines


def events(session: Session, obj: Object) -> list[str]:
    """The events of an object."""
    from .cmd_events import about, since

    if not session.flags("show-events", True):
        return []
    found = about(session, obj)
    if not found:
        return ["Events:\t<none>"]
    lines = ["Events:", "  Type\tReason\tAge\tFrom\tMessage", "  ----\t------\t----\t----\t-------"]
    for event in found:
        source = (event.get("source") or {}).get("component") or event.get("reportingComponent", "")
        path = (event.get("involvedObject") or {}).get("fieldPath")
        text = (event.get("message") or "").strip()
        text = f"{path}: {text}" if path else text
        lines.append(
            f"  {event.get('type', '')}\t{event.get('reason', '')}\t{since(event, session.now)}\t{source}\t{text}"
        )
    return lines
