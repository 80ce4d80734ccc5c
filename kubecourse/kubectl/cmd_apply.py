"""`kubectl apply`: client-side, with the last applied manifest in an annotation; or server-side.

Upstream: `kubectl/pkg/cmd/apply/apply.go`. Next: `cmd_create.py`.
"""

from __future__ import annotations

from typing import Any

from ..engine.api import client_apply
from ..engine.api.errors import ApiError
from .failures import Failure, Failures, go_quote, sourced
from .manifests import Manifest, manifests
from .server_side import check_flags, server_side
from .session import Session

__all__ = ["apply", "planned"]

_UNMARKED = (
    "resource {} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply."
    " kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl"
    " apply. The missing annotation will be patched automatically."
)


def apply(session: Session) -> None:
    """Apply every document; go on after an error."""
    if not session.flags("filename"):
        if session.flags("kustomize"):
            raise Failure("kustomize is not part of this kubectl; give the manifests with -f")
        raise Failure("must specify one of -f and -k")
    if session.args:
        raise Failure(f"Unexpected args: [{' '.join(session.args)}]\nSee 'kubectl apply -h' for help and examples")
    check_flags(session)
    errors: list[Exception] = []
    seen = 0
    for one in list(manifests(session, errors)):
        seen += 1
        try:
            _one(session, one)
        except (ApiError, Failure) as error:
            errors.append(error)
    if not seen and not errors:
        raise Failure("no objects passed to apply")
    if errors:
        raise Failures(errors)


def planned(session: Session, one: Manifest, mark: bool = True) -> client_apply.Plan:
    """What will be done to one object. Raises Failure for an object without a name."""
    group = f"{one.kind.group}/{one.kind.version}"
    head = (
        f'error when retrieving current configuration of:\nResource: "{group}, Resource={one.kind.plural}", '
        f'GroupVersionKind: "{group}, Kind={one.kind.name}"\nName: "{one.name}", Namespace: "{one.namespace}"\n'
        f'from server for: "{one.source}": '
    )
    if not one.name:
        raise Failure(f"{head}resource name may not be empty")
    try:
        session.demand("get", one.kind.key, one.namespace if one.kind.namespaced else "", one.name, "")
    except ApiError as error:
        raise ApiError(error.reason, head + error.message, details=error.details) from None
    return client_apply.plan(session.api, one.obj, one.namespace, mark=mark)


def _one(session: Session, one: Manifest) -> None:
    if session.flags("server-side"):
        server_side(session, one)
        return
    todo = planned(session, one)
    if todo.unmarked:
        session.warn(_UNMARKED.format(f"{one.kind.plural}/{one.name}"))
    if session.dry_run == "client":
        session.done(one.kind, todo.live or todo.wanted, todo.outcome)
        return
    try:
        todo = todo._replace(patch=_in_order(todo.patch))  # as Go writes a map; a refusal quotes the patch
        obj, what = client_apply.carry_out(session.api, todo, dry_run=session.dry_run == "server")
    except ApiError as error:
        if todo.live is None:
            raise sourced(error, "creating", one.source) from None
        raise _patching(error, todo, one) from None
    session.heard()
    session.done(one.kind, obj, what)


def _in_order(value: Any) -> Any:
    """The same with the keys of its maps in order."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(item) for item in value] if isinstance(value, list) else value


def _patching(error: ApiError, todo: client_apply.Plan, one: Manifest) -> ApiError:
    group = f"{one.kind.group}/{one.kind.version}"
    text = (
        f"error when applying patch:\n{client_apply.go_json(todo.patch)}\nto:\n"
        f'Resource: "{group}, Resource={one.kind.plural}", GroupVersionKind: "{group}, Kind={one.kind.name}"\n'
        f'Name: "{one.name}", Namespace: "{one.namespace}"\nfor: {go_quote(one.source)}: '
        f"error when patching {go_quote(one.source)}: {error.message}"
    )
    return ApiError(error.reason, text, code=error.code, causes=error.causes, details=error.details, hint=error.hint)
