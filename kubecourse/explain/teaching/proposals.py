"""What fills the blanks of an explanation: the value quoted, corrections of it, and what lies near in the cluster.

A correction is proposed only where it differs from what was written. Next: `points.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ...engine.core.fields import parts
from ..fields import words
from . import nearest as near_words
from .nearest import nearest
from .told import Told

__all__ = ["Blanks", "about_object", "blanks", "given", "where", "whole"]

_QUOTED = re.compile(
    r'^(?:Invalid|Duplicate|Unsupported) value: ("(?:[^"\\]|\\.)*"|\[[^\]]*\]|-?[\d.]+|\{.*?\}(?=: )|null|true|false)', re.S
)  # fmt: skip
_MISSING = re.compile(r'^Not found: "([^"]*)"')
_ALLOWED = re.compile(r"supported values: (.*)$", re.S)
_FIXES: dict[str, Callable[[str], str]] = {
    "subdomain": near_words.subdomain,
    "label": near_words.label,
    "port_name": near_words.port_name,
    "label_value": near_words.label_value,
    "env_name": near_words.env_name,
    "config_key": near_words.config_key,
}
_RESOURCES = (
    "cpu", "memory", "ephemeral-storage", "storage", "pods", "services", "configmaps", "secrets", "requests.cpu",
    "requests.memory", "limits.cpu", "limits.memory", "requests.storage", "persistentvolumeclaims",
    "services.nodeports", "services.loadbalancers", "count/deployments.apps",
)  # fmt: skip
_RESOURCE_WORDS = {"ram": "memory", "memoria": "memory", "mem": "memory", "disk": "ephemeral-storage", "vcpu": "cpu"}


class Blanks(dict[str, str]):
    """What is not known is left empty."""

    def __missing__(self, key: str) -> str:
        return ""


def given(message: str) -> str:
    """The value that a message quotes, without its quotes; "" if it quotes none."""
    found = _QUOTED.match(message) or _MISSING.match(message)
    return found.group(1).strip('"') if found else ""


def blanks(kind: str, field: str, message: str, match: re.Match[str], fix: str, lang: str) -> Blanks:
    """The blanks of a rule for one field."""
    value = given(message)
    last = next((str(s) for s in reversed(parts(field)) if not isinstance(s, int)), field)
    found = Blanks({key: text for key, text in match.groupdict().items() if text})
    shown = value if len(value) <= 80 else value[:77] + "…"
    found |= {"field": field, "last": last, "value": shown, "length": str(len(value))}
    allowed = [word.strip('" ') for word in _words(message, match)]
    found["allowed"] = ", ".join(word or '""' for word in allowed)
    if fix == "allowed":
        found["propose"] = _meant(nearest(_type_of(value), [word for word in allowed if word]), lang)
    elif fix == "resource":
        found["resource"] = _meant(_RESOURCE_WORDS.get(value.lower()) or nearest(value, _RESOURCES), lang)
    elif fix in _FIXES and value:
        made = _FIXES[fix](value)
        found["propose"] = _for_example(made, lang) if made and made != value else ""
    found["about"] = _about(lang, kind, field)
    return found


def _words(message: str, match: re.Match[str]) -> list[str]:
    found = _ALLOWED.search(message)
    if found:
        return found.group(1).split(", ")
    return [match.groupdict().get("one") or "", match.groupdict().get("two") or ""]


def _type_of(value: str) -> str:
    """`{"Type":"BlueGreen",…}` is about its type."""
    found = re.match(r'\{"Type":"([^"]*)"', value)
    return found.group(1) if found else value


def _meant(word: str, lang: str) -> str:
    if not word:
        return ""
    return f" ¿Querías decir {word}?" if lang == "es" else f" Did you mean {word}?"


def _for_example(word: str, lang: str) -> str:
    return f" Por ejemplo: {word}" if lang == "es" else f" For example: {word}"


def _about(lang: str, kind: str, field: str) -> str:
    """What the field is, where the course has words for it."""
    told = words(kind, parts(field), lang) if kind and field else ""
    return f" {told}" if told else ""


def about_object(field: str, message: str, value: Any, lang: str) -> dict[str, str]:
    """What the document itself adds: labels that differ, volumes that are there."""
    found: dict[str, str] = {}
    if not isinstance(value, dict):
        return found
    if "does not match template" in message:
        found["differs"] = _differs(value, lang)
    if message.startswith("Not found") and field.endswith("].name"):
        found["near_volume"] = _meant(nearest(given(message), _volumes(value)), lang)
    return found


def _map(value: Any, *path: str) -> dict[str, Any]:
    """The map at a path; an empty one where a learner's text has something else."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _differs(value: dict[str, Any], lang: str) -> str:
    wanted = _map(value, "spec", "selector", "matchLabels")
    labels = _map(value, "spec", "template", "metadata", "labels")
    for key, want in wanted.items():
        have = labels.get(key)
        if have == want:
            continue
        near = nearest(str(key), [str(k) for k in labels]) if have is None else key
        has = f"{near}={labels.get(near)}" if near else ""
        if lang == "es":
            return f" Pide {key}={want} y la plantilla {f'lleva {has}' if has else 'no lleva ninguna etiqueta así'}."
        return f" It asks for {key}={want} and the template has {has or 'no such label'}."
    return ""


def _volumes(value: dict[str, Any]) -> list[str]:
    """Names of the volumes of the pod (template) of a document."""
    spec, names = _map(value, "spec"), []
    pods = [spec, _map(spec, "template", "spec"), _map(spec, "jobTemplate", "spec", "template", "spec")]
    for one in [one for pod in pods for one in _list(pod, "volumes")]:
        names.append(_map(one).get("name"))
    names += [_map(one, "metadata").get("name") for one in _list(spec, "volumeClaimTemplates")]
    return [name for name in names if isinstance(name, str) and name]


def _list(value: dict[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []


# -- the request as a whole --------------------------------------------------------------------------------------

_ES = {"maximum": "máximo", "minimum": "mínimo"}


def whole(match: re.Match[str], told: Told, lang: str, cluster: Any) -> Blanks:
    """The blanks of a sentence about the whole request; `cluster` knows which names there are."""
    found = Blanks({key: text.strip() for key, text in match.groupdict().items() if text})
    if lang == "es" and found.get("which") in _ES:
        found["which"] = _ES[found["which"]]
    found.setdefault("verb", "create" if "create" in told.message else "apply")
    found["near"] = _near(found, told.message, lang, cluster)
    return found


def _near(found: Blanks, message: str, lang: str, cluster: Any) -> str:
    word = found.get("word")
    if word:
        if "unknown command" in message:
            return ""
        registry = getattr(cluster, "registry", None)
        rows = list(registry) if registry is not None else _builtin()
        meant = nearest(word, [row.plural for row in rows]) or nearest(word, [row.name for row in rows])
        return _meant(meant, lang)
    name = found.get("name")
    if not name or cluster is None:
        return ""
    kinds = found.get("kinds") or (
        "namespaces" if "namespaces" in message else "priorityclasses" if "PriorityClass" in message
        else "serviceaccounts" if "serviceaccount" in message else ""
    )  # fmt: skip
    kind = cluster.registry.find(kinds) if kinds else None
    if kind is None:
        return ""
    objects = [one["metadata"] for one in cluster.list(kind.key)]
    elsewhere = sorted({one["namespace"] for one in objects if one["name"] == name and one.get("namespace")})
    if elsewhere and "serviceaccount" not in message:
        return (
            f" Hay uno así en el namespace {elsewhere[0]}: añade -n {elsewhere[0]}"
            if lang == "es"
            else f" There is one in the namespace {elsewhere[0]}: add -n {elsewhere[0]}"
        )
    return _meant(nearest(name, sorted({one["name"] for one in objects})), lang)


def _builtin() -> list[Any]:
    from ...engine.api.kinds import BUILTIN

    return list(BUILTIN)


def where(match: re.Match[str]) -> str:
    """The field of the text that a sentence about the whole request is about; "" if none."""
    text = match.group(0)
    if "serviceaccount" in text:
        return "spec.serviceAccountName"
    if "PriorityClass" in text or "priority" in text:
        return "spec"
    if text.startswith(("exceeded quota", "failed quota", "maximum", "minimum")):
        return "spec"
    return "metadata.namespace" if text.startswith("namespace") else "metadata.name" if "already exists" in text else ""
