"""`kubectl create -f`, and what the commands without a subcommand say.

`send` creates an object that a `create …` command made. Upstream: `kubectl/pkg/cmd/create/create.go`. Next: `create_workloads.py`.
"""

from __future__ import annotations

from ..engine.api.client_apply import with_last_applied
from ..engine.api.errors import ApiError
from ..engine.api.kinds import Kind
from ..engine.core.work import Object
from .failures import Failure, Failures, help_error, sourced
from .manifests import manifests
from .session import Session

__all__ = ["from_files", "group", "one_name", "send"]


def from_files(session: Session) -> None:
    """Create every document; go on after an error."""
    if session.flags("raw"):
        from .raw import raw

        raw(session, "POST")
        return
    if not session.flags("filename"):
        if session.args:
            raise help_error("kubectl create", f"Unexpected args: [{' '.join(session.args)}]")
        raise Failure("must specify one of -f and -k")
    errors: list[Exception] = []
    seen = 0
    for one in list(manifests(session, errors)):
        seen += 1
        obj = one.obj
        if one.kind.namespaced:
            obj = {**obj, "metadata": {**(obj.get("metadata") or {}), "namespace": one.namespace}}
        if session.flags("save-config"):
            obj = with_last_applied(obj)
        try:
            if session.dry_run != "client":
                obj = session.api.create(obj, one.namespace or None, dry_run=session.dry_run == "server")
                session.heard()
            session.done(one.kind, obj, "created")
        except ApiError as error:
            errors.append(sourced(error, "creating", one.source))
    if not seen and not errors:
        raise Failure("no objects passed to create")
    if errors:
        raise Failures(errors)


def group(session: Session) -> None:
    """A command that only has subcommands prints its help."""
    from .cmd_discover import group_help

    session.out.append(group_help(session.path.removeprefix("kubectl ")))


def one_name(session: Session, what: str = "NAME") -> str:
    """The one name of `create KIND NAME`."""
    if not session.args:
        raise help_error(session.path, f"exactly one {what} is required, got 0")
    if len(session.args) > 1:
        raise help_error(session.path, f"exactly one {what} is required, got {len(session.args)}")
    return session.args[0]


def send(session: Session, kind_name: str, obj: Object, what: str = "created") -> None:
    """Create what a `create …` command made, or only show it in a dry run."""
    kind = session.registry.key(kind_name)
    assert kind is not None
    if session.flags("save-config"):
        obj = with_last_applied(_placed(session, kind, obj))
    if session.dry_run == "client":
        shown = _placed(session, kind, obj) if session.chosen else obj
        session.done(kind, shown, what)
        return
    try:
        made = session.api.create(obj, session.space(kind) or None, dry_run=session.dry_run == "server")
    except ApiError as error:
        raise Failure(f"failed to create {_words(kind)}: {error.message}") from None
    session.heard()
    session.done(kind, made, what)


def _placed(session: Session, kind: Kind, obj: Object) -> Object:
    if not kind.namespaced:
        return obj
    return {**obj, "metadata": {**obj["metadata"], "namespace": session.namespace}}


#: what the error calls them
_CALLED = {"Service": "{type} service", "ConfigMap": "configmap", "Secret": "secret", "ResourceQuota": "quota"}


def _words(kind: Kind) -> str:
    return _CALLED.get(kind.key, kind.singular)
