"""All commands by their path, with their other names. Next: `run.py`."""

from __future__ import annotations

from . import rows, rows_create
from .command import Command

__all__ = ["COMMANDS", "Command", "group"]

_ALL = (*rows_create.ROWS, *rows.ROWS)

#: other names of the last word
_ALIASES = {
    "create deploy": "create deployment",
    "create svc": "create service",
    "create cm": "create configmap",
    "create ns": "create namespace",
    "create sa": "create serviceaccount",
    "create resourcequota": "create quota",
    "create pdb": "create poddisruptionbudget",
    "create pc": "create priorityclass",
    "create ing": "create ingress",
    "create cj": "create cronjob",
    "top pods": "top pod",
    "top po": "top pod",
    "top nodes": "top node",
    "top no": "top node",
    "set sa": "set serviceaccount",
    "config use": "config use-context",
}
COMMANDS = {command.path: command for command in _ALL}
COMMANDS.update({alias: COMMANDS[path] for alias, path in _ALIASES.items()})


def group(path: str) -> list[Command]:
    """The commands directly under `path` (nothing: the top), each once."""
    depth = len(path.split()) + 1
    prefix = f"{path} " if path else ""
    tops = [command for command in _ALL if command.path.startswith(prefix) and len(command.path.split()) == depth]
    if not path:
        tops.insert(1, Command("set", "cmd_create:group", "", "Set specific features on objects"))
        tops.sort(key=lambda command: command.path)
    return tops
