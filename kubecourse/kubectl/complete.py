"""The next word: commands, flags, kinds, names and namespaces, for the notebook's Tab key."""

from __future__ import annotations

from typing import Any

from .commands import COMMANDS, Command, group
from .session import preferred

__all__ = ["complete"]

_KINDS_AFTER = {
    "get",
    "describe",
    "delete",
    "edit",
    "label",
    "annotate",
    "scale",
    "expose",
    "wait",
    "explain",
    "patch",
    "autoscale",
    "rollout status",
    "rollout history",
    "rollout undo",
    "rollout restart",
    "rollout pause",
    "rollout resume",
    "set image",
    "set env",
    "set resources",
    "set serviceaccount",
}
_ONE_KIND = {
    "logs": "Pod",
    "exec": "Pod",
    "attach": "Pod",
    "port-forward": "Pod",
    "cordon": "Node",
    "uncordon": "Node",
    "drain": "Node",
    "top pod": "Pod",
    "top node": "Node",
}
_VALUES = {
    "output": "json yaml name wide jsonpath= custom-columns= go-template=",
    "dry-run": "none server client",
    "cascade": "background orphan foreground",
    "type": "",
    "for": "condition= delete jsonpath= create",
}


def complete(cluster: Any, text: str, cursor: int | None = None) -> list[str]:
    """Words that may stand where the word at `cursor` stands, sorted; `text` may begin with `kubectl`."""
    before = text[: len(text) if cursor is None else cursor]
    words = before.split()
    last = "" if not before or before[-1].isspace() else words.pop()
    if words[:1] and words[0].lstrip("%!") in ("kubectl", "k"):
        words = words[1:]
    path, rest = _path(words)
    found = _candidates(cluster, path, rest, last)
    return sorted({word for word in found if word.startswith(last) and word != last})


def _path(words: list[str]) -> tuple[str, list[str]]:
    path = ""
    for number, word in enumerate(words):
        longer = f"{path} {word}".strip()
        if longer in COMMANDS or longer == "set":
            path = COMMANDS[longer].path if longer in COMMANDS else longer
        elif not word.startswith("-"):
            return path, words[number:]
    return path, []


def _candidates(cluster: Any, path: str, rest: list[str], last: str) -> list[str]:
    command = COMMANDS.get(path, Command(path, ""))
    previous = rest[-1] if rest else ""
    if last.startswith("--") and "=" in last:
        flag, _, _ = last.partition("=")
        return [f"{flag}={value}" for value in _flag_values(cluster, command, flag)]
    if last.startswith("-"):
        return [f"--{row.name}" for row in command.rows]
    values = _flag_values(cluster, command, previous) if previous.startswith("-") else []
    if values:
        return values
    below = [one.path.split()[-1] for one in group(path)]
    if below and not rest:
        return below
    return _objects(cluster, path, [word for word in rest if not word.startswith("-")], _space(cluster, rest), last)


def _flag_values(cluster: Any, command: Command, flag: str) -> list[str]:
    for row in command.rows:
        if flag in (f"--{row.name}", f"-{row.short}"):
            if row.name == "namespace":
                return [obj["metadata"]["name"] for obj in cluster.api.list("Namespace")]
            return _VALUES.get(row.name, "").split()
    return []


def _space(cluster: Any, words: list[str]) -> str:
    for number, word in enumerate(words):
        if word in ("-n", "--namespace") and number + 1 < len(words):
            return words[number + 1]
        if word.startswith("--namespace="):
            return word.partition("=")[2]
    return preferred(cluster)


def _objects(cluster: Any, path: str, args: list[str], space: str, last: str) -> list[str]:
    if path in _ONE_KIND:
        return _names(cluster, _ONE_KIND[path], space)
    if path not in _KINDS_AFTER:
        return []
    if "/" in last:
        word = last.partition("/")[0]
        return [f"{word}/{name}" for name in _names(cluster, word, space)]
    if not args:
        return [word for kind in cluster.registry for word in (kind.plural, *kind.short)]
    return _names(cluster, args[0].split(",")[0], space) if path != "explain" else []


def _names(cluster: Any, word: str, space: str) -> list[str]:
    kind = cluster.registry.find(word)
    if kind is None or not kind.stored:
        return []
    return [obj["metadata"]["name"] for obj in cluster.api.list(kind.key, space if kind.namespaced else None)]
