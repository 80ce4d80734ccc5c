"""Words that several tables and `kubectl describe` share: ages, selectors, access modes, addresses.

Upstream: `apimachinery/pkg/util/duration`, `apimachinery/pkg/labels`, `pkg/apis/core/helper`. Next: `tables_core.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..core.clock import moment
from ..core.work import Object

__all__ = [
    "NONE",
    "UNKNOWN",
    "UNSET",
    "access_modes",
    "age",
    "containers_and_images",
    "few",
    "human_duration",
    "label_selector",
    "labels_line",
    "load_balancer",
    "storage_class",
]

NONE, UNSET, UNKNOWN = "<none>", "<unset>", "<unknown>"

_MODES = (("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP"))
_moments: dict[str, int] = {}


def human_duration(ms: int) -> str:
    """`5s`, `2m30s`, `3h`, `5d4h`: as short as a person wants it."""
    seconds = ms // 1000 if ms >= 0 else -(-ms // 1000)
    if seconds < -1:
        return "<invalid>"
    if seconds < 0:
        return "0s"
    if seconds < 120:
        return f"{seconds}s"
    minutes, hours = seconds // 60, seconds // 3600
    if minutes < 10:
        return _two(minutes, "m", seconds % 60, "s")
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    return _days(hours)


def _days(hours: int) -> str:
    days = hours // 24
    if hours < 24 * 8:
        return _two(days, "d", hours % 24, "h")
    if hours < 24 * 365 * 2:
        return f"{days}d"
    if hours < 24 * 365 * 8:
        return _two(days // 365, "y", days % 365, "d")
    return f"{days // 365}y"


def _two(big: int, unit: str, small: int, small_unit: str) -> str:
    return f"{big}{unit}{small}{small_unit}" if small else f"{big}{unit}"


def at(text: str) -> int:
    """`moment` with a memory: a table asks for the same instants again and again."""
    found = _moments.get(text)
    if found is None:
        if len(_moments) > 20_000:
            _moments.clear()
        found = _moments[text] = moment(text)
    return found


def age(since: str | None, now: int) -> str:
    """How long ago an RFC 3339 instant was, or `<unknown>`."""
    return human_duration(now - at(since)) if since else UNKNOWN


def labels_line(labels: Mapping[str, str] | None) -> str:
    """`a=b,c=d` sorted by key, or `<none>`."""
    return ",".join([f"{key}={labels[key]}" for key in sorted(labels)]) if labels else NONE


_OPERATORS = {"In": "in", "NotIn": "notin"}


def label_selector(selector: Mapping[str, Any] | None) -> str:
    """A LabelSelector on one line, `<none>` for one that is missing or selects everything."""
    if not selector:
        return NONE
    terms = [(key, f"{key}={value}") for key, value in (selector.get("matchLabels") or {}).items()]
    for term in selector.get("matchExpressions") or ():
        key, operator = term["key"], term["operator"]
        if operator in _OPERATORS:
            terms.append((key, f"{key} {_OPERATORS[operator]} ({','.join(sorted(term.get('values') or ()))})"))
        else:
            terms.append((key, key if operator == "Exists" else f"!{key}"))
    return ",".join(text for _, text in sorted(terms, key=lambda term: term[0])) or NONE


def access_modes(modes: Iterable[str] | None) -> str:
    """`RWO,ROX`: short names in a fixed order."""
    wanted = tuple(modes or ())
    return ",".join([short for name, short in _MODES if name in wanted])


def storage_class(obj: Object) -> str:
    """The class of a claim or volume: the old annotation goes before the field."""
    notes = obj["metadata"].get("annotations") or {}
    return str(notes.get("volume.beta.kubernetes.io/storage-class") or obj["spec"].get("storageClassName") or "")


def containers_and_images(containers: Iterable[Object]) -> list[str]:
    """The two cells of wide workload tables."""
    some = list(containers)
    return [",".join([c["name"] for c in some]), ",".join([c.get("image", "") for c in some])]


def few(items: list[str], total: int, limit: int, joint: str = ",") -> str:
    """The first `limit`, and how many more."""
    text = joint.join(items[:limit])
    return f"{text} + {total - limit} more..." if total > limit else text


def load_balancer(status: Mapping[str, Any] | None, wide: bool = True) -> str:
    """The addresses a load balancer gave, sorted; a narrow table cuts what is long."""
    found = {entry.get("ip") or entry.get("hostname", "") for entry in (status or {}).get("ingress") or ()}
    text = ",".join(sorted(found))
    return f"{text[:13]}..." if not wide and len(text) > 16 else text
