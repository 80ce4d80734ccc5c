"""`kubectl diff -f -`: what an apply would change.

Upstream: `kubectl/pkg/cmd/diff`. Next: `cmd_describe.py`.
"""

from __future__ import annotations

from difflib import unified_diff

from ..engine.api import client_apply
from ..engine.core.clock import stamp_micro
from ..engine.core.work import Object
from .cmd_apply import planned
from .failures import Exit, Failure, Failures
from .manifests import Manifest, manifests
from .session import Session
from .yamltext import yaml_text

__all__ = ["diff"]

_TMP = "/tmp"


def diff(session: Session) -> None:
    """Print the differences; exit code 1 when there are any."""
    if not session.flags("filename"):
        raise Failure("must specify one of -f and -k", 2)
    errors: list[Exception] = []
    different = False
    for one in list(manifests(session, errors)):
        different |= _one(session, one)
    if errors:
        raise Failures(errors)
    if different:
        raise Exit(1)


def _one(session: Session, one: Manifest) -> bool:
    todo = planned(session, one, mark=False)
    after, _ = client_apply.carry_out(session.api, todo, dry_run=True)
    before, now = _text(todo.live), _text(after)
    if before == now:
        return False
    group = f"{one.kind.group}." if one.kind.group else ""
    name = f"{group}{one.kind.version}.{one.kind.name}.{one.namespace}.{one.name}"
    live, merged, at = f"{_TMP}/LIVE/{name}", f"{_TMP}/MERGED/{name}", stamp_micro(session.now)
    session.say(f"diff -u -N {live} {merged}")
    lines = unified_diff(before, now, live, merged, at, at)
    session.out += [line if line.endswith("\n") else f"{line}\n" for line in lines]
    return True


def _text(obj: Object | None) -> list[str]:
    """The YAML that is compared: without what changes with every write, and secrets covered."""
    if obj is None:
        return []
    meta = {key: value for key, value in obj["metadata"].items() if key not in ("managedFields",)}
    if obj["kind"] == "Secret" and obj.get("data"):
        obj = {**obj, "data": dict.fromkeys(obj["data"], "***")}
    return yaml_text({**obj, "metadata": meta}).splitlines(keepends=True)
