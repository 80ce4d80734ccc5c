"""`kubectl label` and `kubectl annotate`.

Upstream: `kubectl/pkg/cmd/{label,annotate}`. Next: `cmd_nodes.py`.
"""

from __future__ import annotations

from ..engine.api.kinds import Kind
from ..engine.core.names import label_value, qualified_name
from ..engine.core.work import Object
from .failures import Failure, go_quote, help_error
from .resources import targets
from .session import Session, kind_name

__all__ = ["annotate", "label"]


def _split(session: Session) -> tuple[list[str], list[str]]:
    """Arguments that mean objects, and `key=value` or `key-`."""
    at = next((n for n, arg in enumerate(session.args) if "=" in arg or arg.endswith("-")), len(session.args))
    return session.args[:at], session.args[at:]


def label(session: Session) -> None:
    """Set and remove labels."""
    things, pairs = _split(session)
    new, gone = _labels(pairs)
    if not pairs and not session.flags("list"):
        raise help_error("kubectl label", "at least one label update is required")
    for kind, obj in targets(session, things):
        if session.flags("list"):
            _list(session, kind, obj, "labels")
            continue
        have: dict[str, str] = dict(obj["metadata"].get("labels") or {})
        wrong = [
            f"'{key}' already has a value ({have[key]}), and --overwrite is false"
            for key in sorted(new)
            if have.get(key, new[key]) != new[key]
        ]
        if wrong and not session.flags("overwrite"):
            raise Failure(wrong[0] if len(wrong) == 1 else f"[{', '.join(wrong)}]")
        for key in gone:
            if key not in have:
                session.say(f"label {go_quote(key)} not found.")
        after = {**{key: value for key, value in have.items() if key not in gone}, **new}
        _write(session, kind, obj, "labels", have, new, [key for key in gone if key in have])
        what = "not labeled" if after == have else "unlabeled" if not new else "labeled"
        _done(session, kind, obj, what)


def annotate(session: Session) -> None:
    """Set and remove annotations."""
    things, pairs = _split(session)
    new, gone = _annotations(pairs)
    if not pairs and not session.flags("list"):
        raise help_error("kubectl annotate", "at least one annotation update is required")
    for kind, obj in targets(session, things):
        if session.flags("list"):
            _list(session, kind, obj, "annotations")
            continue
        have: dict[str, str] = dict(obj["metadata"].get("annotations") or {})
        wrong = [
            f"'{key}' already has a value ({have[key]})" for key in sorted(new) if have.get(key, new[key]) != new[key]
        ]
        if wrong and not session.flags("overwrite"):
            raise Failure(f"--overwrite is false but found the following declared annotation(s): {'; '.join(wrong)}")
        _write(session, kind, obj, "annotations", have, new, [key for key in gone if key in have])
        _done(session, kind, obj, "annotated")


def _labels(pairs: list[str]) -> tuple[dict[str, str], list[str]]:
    new, gone = {}, []
    for pair in pairs:
        if "=" in pair:
            parts = pair.split("=")
            if len(parts) != 2:
                raise Failure(f"invalid label spec: {pair}")
            wrong = label_value(parts[1])
            if wrong:
                raise Failure(f"invalid label value: {go_quote(pair)}: {';'.join(wrong)}")
            new[parts[0]] = parts[1]
        elif pair.endswith("-"):
            gone.append(pair[:-1])
        else:
            raise Failure(f"unknown label spec: {pair}")
    if any(key in new for key in gone):
        raise Failure("can not both modify and remove a label in the same command")
    return new, gone


def _annotations(pairs: list[str]) -> tuple[dict[str, str], list[str]]:
    new, gone = {}, []
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if equals:
            wrong = qualified_name(key.lower())
            if wrong or not key:
                raise Failure(f"invalid annotation format: {pair}")
            new[key] = value
        elif pair.endswith("-"):
            gone.append(pair[:-1])
        else:
            raise Failure(f"invalid annotation format: {pair}")
    if any(key in new for key in gone):
        raise Failure(
            "can not both modify and remove the following annotation(s) in the same command: "
            + ", ".join(key for key in gone if key in new)
        )
    return new, gone


def _write(
    session: Session, kind: Kind, obj: Object, field: str, have: dict[str, str], new: dict[str, str], gone: list[str]
) -> None:
    change: dict[str, str | None] = {**new, **dict.fromkeys(gone)}
    if not change or session.dry_run == "client" or all(have.get(key) == value for key, value in change.items()):
        return
    meta = obj["metadata"]
    body = {"metadata": {field: change}}
    session.api.patch(
        kind.key, meta["name"], body, meta.get("namespace", ""), type="merge", dry_run=session.dry_run == "server"
    )
    session.heard()


def _done(session: Session, kind: Kind, obj: Object, what: str) -> None:
    meta = obj["metadata"]
    session.done(kind, session.api.find(kind.key, meta["name"], meta.get("namespace", "")) or obj, what)


def _list(session: Session, kind: Kind, obj: Object, field: str) -> None:
    if field == "annotations" or len(session.args) > 2:
        session.say(f"Listing {field} for {kind_name(kind, obj['metadata']['name'])}:")
    for key, value in sorted((obj["metadata"].get(field) or {}).items()):
        session.say(f"{key}={value}")
