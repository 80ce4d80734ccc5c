"""`kubectl cordon | uncordon | taint`.

Upstream: `kubectl/pkg/cmd/{drain,taint}`. Next: `cmd_drain.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.api.errors import ApiError
from ..engine.core.names import label_value, qualified_name
from ..engine.core.work import Object
from .failures import Failure, Failures, help_error
from .resources import targets
from .session import Session

__all__ = ["cordon", "nodes", "set_schedulable", "taint", "uncordon"]

_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def nodes(session: Session) -> Iterator[Object]:
    """The nodes that the arguments or the selector mean."""
    names = [arg.removeprefix("node/").removeprefix("nodes/").removeprefix("no/") for arg in session.args]
    if not names and not session.flags("selector"):
        raise help_error(session.path, f"USAGE: {session.path.removeprefix('kubectl ')} NODE [flags]")
    if names and session.flags("selector"):
        raise help_error(session.path, "cannot specify both a node name and a --selector option")
    errors: list[Exception] = []
    if session.flags("selector"):
        found = session.api.list("Node", None, session.flags("selector"))
        if not found:
            raise Failure("no resources found")
        yield from found
    for name in names:
        try:
            yield session.api.get("Node", name)
        except ApiError as error:
            errors.append(error)
    if errors:
        raise Failures(errors)


def set_schedulable(session: Session, node: Object, schedulable: bool) -> None:
    """Write `spec.unschedulable` and say so; or that it was so already."""
    name, word = node["metadata"]["name"], "uncordoned" if schedulable else "cordoned"
    if bool(node.get("spec", {}).get("unschedulable")) is not schedulable:
        session.say(f"node/{name} already {word}{session.suffix}")
        return
    if session.dry_run != "client":
        body = {"spec": {"unschedulable": None if schedulable else True}}
        session.api.patch("Node", name, body, dry_run=session.dry_run == "server")
        session.heard()
    session.say(f"node/{name} {word}{session.suffix}")


def cordon(session: Session) -> None:
    """No new pods on these nodes."""
    for node in nodes(session):
        set_schedulable(session, node, False)


def uncordon(session: Session) -> None:
    """Pods again."""
    for node in nodes(session):
        set_schedulable(session, node, True)


def _refuse(text: str) -> Failure:
    return help_error("kubectl taint", text)


def _parse(text: str) -> tuple[Object, bool]:
    """One `key=value:Effect`, `key:Effect`, `key:Effect-` or `key-`: the taint, and whether it goes."""
    gone = text.endswith("-")
    body = text[:-1] if gone else text
    left, colon, effect = body.partition(":")
    key, equals, value = left.partition("=")
    wrong = qualified_name(key)
    if wrong:
        raise _refuse(
            f"invalid taint key: {key}, {'; '.join(wrong)}"
            if not gone
            else f"invalid taint spec: {text}, {'; '.join(wrong)}"
        )
    if not colon and not gone:
        raise _refuse(f"invalid taint spec: {text}")
    if equals and label_value(value):
        raise _refuse(f"invalid taint spec: {text}, {'; '.join(label_value(value))}")
    if colon and effect not in _EFFECTS:
        raise _refuse(f"invalid taint effect: {effect}, unsupported taint effect")
    taint = {"key": key, **({"value": value} if value else {}), **({"effect": effect} if effect else {})}
    return taint, gone


def taint(session: Session) -> None:
    """Put taints on nodes, or take them off."""
    flags = session.flags
    at = next(
        (n for n, arg in enumerate(session.args) if ":" in arg or arg.endswith("-") or "=" in arg), len(session.args)
    )
    things, specs = session.args[:at], session.args[at:]
    if not things:
        raise _refuse("at least one resource name must be specified since 'all' parameter is not set")
    if not specs:
        raise _refuse("at least one taint update is required")
    parsed = [_parse(spec) for spec in specs]
    add = [one for one, gone in parsed if not gone]
    remove = [one for one, gone in parsed if gone]
    if len({(one["key"], one["effect"]) for one in add}) < len(add):
        raise _refuse("duplicated taints with the same key and effect")
    for kind, node in targets(session, things):
        if kind.key != "Node":
            raise Failure(f"invalid resource type {kind.plural}, only node(s) is supported")
        old = node.get("spec", {}).get("taints") or []
        new, what = _changed(session, node, old, add, remove, bool(flags("overwrite")))
        if session.dry_run != "client":
            node = {**node, "spec": {**(node.get("spec") or {}), "taints": new}}
            node = {**node, "metadata": {k: v for k, v in node["metadata"].items() if k != "resourceVersion"}}
            node = session.api.replace(node, dry_run=session.dry_run == "server")
        session.done(kind, node, what)


def _changed(
    session: Session, node: Object, old: list[Object], add: list[Object], remove: list[Object], overwrite: bool
) -> tuple[list[Object], str]:
    keys = {(one["key"], one["effect"]) for one in add}
    clash = [one["key"] for one in old if (one["key"], one["effect"]) in keys]
    if clash and not overwrite:
        raise Failure(
            f"node {node['metadata']['name']} already has {', '.join(clash)} taint(s) with same effect(s) and --overwrite is false"
        )
    kept = [one for one in old if (one["key"], one["effect"]) not in keys]
    missing: list[Exception] = []
    for one in remove:
        left = [
            have for have in kept if have["key"] != one["key"] or one.get("effect", have["effect"]) != have["effect"]
        ]
        if len(left) == len(kept):
            text = f"{one['key']}:{one['effect']}" if one.get("effect") else one["key"]
            missing.append(Failure(f'taint "{text}" not found'))
        kept = left
    if missing:
        raise Failures(missing)
    new = [*add, *kept]
    if clash or (add and remove):
        return new, "modified"
    return new, "tainted" if add else "untainted"
