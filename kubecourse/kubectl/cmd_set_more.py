"""`kubectl set selector | subject`: whom a Service means, and whom a binding gives its rights to.

Upstream: `kubectl/pkg/cmd/set/{set_selector,set_subject}.go`. Next: `cmd_logs.py`.
"""

from __future__ import annotations

from ..engine.core import selectors
from ..engine.core.work import Object
from .create_policies import subjects_of
from .failures import Failure, help_error
from .resources import Found, targets
from .session import Session

__all__ = ["selector", "subject"]

_BINDINGS = ("RoleBinding", "ClusterRoleBinding")


def selector(session: Session) -> None:
    """Replace the selector of Services: the last word is `key=value,…`."""
    if len(session.args) < 2:
        raise help_error(
            "kubectl set selector", "one or more resources must be specified as <resource> <name> or <resource>/<name>"
        )
    *things, text = session.args
    try:
        selectors.labels(text)
    except ValueError as error:
        raise Failure(str(error)) from None
    wanted = dict(part.partition("=")[::2] for part in text.split(","))
    for kind, obj in targets(session, things):
        if kind.key != "Service":
            raise Failure(
                f"setting a selector is only supported for Services; to change it delete and create the {kind.singular}"
            )
        _put(session, Found(kind, obj), {**obj, "spec": {**obj["spec"], "selector": wanted}}, "selector updated")


def subject(session: Session) -> None:
    """Add subjects to bindings; those that are there already stay as they are."""
    if not session.args and not session.flags("filename"):
        raise help_error(
            "kubectl set subject", "one or more resources must be specified as <resource> <name> or <resource>/<name>"
        )
    if not any(session.flags(name) for name in ("user", "group", "serviceaccount")):
        raise help_error("kubectl set subject", "you must specify at least one value of user, group or serviceaccount")
    added = subjects_of(session)
    for kind, obj in targets(session, session.args):
        if kind.key not in _BINDINGS:
            raise Failure(f"setting subjects is only supported for RoleBinding/ClusterRoleBinding, not {kind.name}")
        have = list(obj.get("subjects") or ())
        new = [*have, *(one for one in added if one not in have)]
        if new == have:
            session.say(f"{kind.singular}.{kind.group}/{obj['metadata']['name']} subjects unchanged")
            continue
        _put(session, Found(kind, obj), {**obj, "subjects": new}, "subjects updated")


def _put(session: Session, found: Found, new: Object, done: str) -> None:
    kind, _ = found
    if session.dry_run != "client" and not session.flags("local"):
        new = session.api.replace(new, dry_run=session.dry_run == "server")
        session.heard()
    session.done(kind, new, done)
