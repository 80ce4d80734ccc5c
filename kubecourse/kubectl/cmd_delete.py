"""`kubectl delete`: delete, then wait until it is gone.

Upstream: `kubectl/pkg/cmd/delete/delete.go`. Next: `cmd_change.py`.
"""

from __future__ import annotations

from typing import NamedTuple

from ..engine.api.errors import ApiError
from ..engine.api.kinds import Kind
from .failures import Failure, Failures, sourced
from .manifests import manifests
from .resources import Wanted, need, requested, select
from .session import Session, kind_name, title

__all__ = ["delete"]

_FORCED = (
    "Immediate deletion does not wait for confirmation that the running resource has been terminated. "
    "The resource may continue to run on the cluster indefinitely."
)
_CASCADES = {
    "background": "Background",
    "true": "Background",
    "orphan": "Orphan",
    "false": "Orphan",
    "foreground": "Foreground",
}


class _Target(NamedTuple):
    kind: Kind
    name: str
    namespace: str
    source: str


def delete(session: Session) -> None:
    """Delete what is named, selected or in files."""
    flags = session.flags
    if flags("raw"):
        from .raw import raw

        raw(session, "DELETE")
        return
    grace = _grace(session)
    cascade = flags("cascade", "background")
    if cascade not in _CASCADES:
        raise Failure(f'invalid cascade value ({cascade}). Must be "background", "foreground", or "orphan"')
    errors: list[Exception] = []
    targets = _targets(session, errors)
    gone: list[_Target] = []
    for target in targets:
        try:
            _one(session, target, grace, _CASCADES[cascade])
            gone.append(target)
        except ApiError as error:
            if error.reason == "NotFound" and (flags("ignore-not-found") or flags("all") or flags("selector")):
                continue
            errors.append(sourced(error, "deleting", target.source) if target.source else error)
    if not targets and not errors:
        session.say("No resources found")
    elif flags("wait", True) and not session.dry_run and grace != 0:
        _wait(session, gone)
    if errors:
        raise Failures(errors)


def _grace(session: Session) -> int | None:
    flags = session.flags
    grace: int | None = flags("grace-period")
    if flags("now"):
        if grace is not None:
            raise Failure("--now and --grace-period cannot be specified together")
        return 1
    if grace is not None and grace < 0:
        grace = None
    if flags("force"):
        if grace is not None and grace > 0:
            raise Failure("--force and --grace-period greater than 0 cannot be specified together")
        session.warn(_FORCED)
        return 0
    if grace == 0:
        return 1
    return grace


def _targets(session: Session, errors: list[Exception]) -> list[_Target]:
    flags = session.flags
    if flags("filename"):
        return [_Target(one.kind, one.name, one.namespace, one.source) for one in list(manifests(session, errors))]
    wanted = requested(session, session.args)
    need(session, wanted)
    if flags("all") and any(want.name for want in wanted):
        raise Failure(
            "name cannot be provided when a selector is specified"
            if flags("selector")
            else "setting 'all' parameter but found a non empty selector. "
        )
    if flags("selector") and any(want.name for want in wanted):
        raise Failure("name cannot be provided when a selector is specified")
    found = [target for want in wanted for target in _named(session, want)]
    if not found and flags("ignore-not-found"):
        raise _quiet()
    return found


def _quiet() -> Failure:
    return Failure("", 0, bare=True)


def _named(session: Session, want: Wanted) -> list[_Target]:
    kind = want.kind
    if want.name is not None:
        if session.flags("ignore-not-found") and session.api.find(kind.key, want.name, session.space(kind)) is None:
            return []
        return [_Target(kind, want.name, session.space(kind), "")]
    objects = select(session, kind)
    return [_Target(kind, obj["metadata"]["name"], obj["metadata"].get("namespace", ""), "") for obj in objects]


def _one(session: Session, target: _Target, grace: int | None, cascade: str) -> None:
    kind, name, space, _ = target
    dry = session.dry_run
    if dry == "client":
        session.api.get(kind.key, name, space)
    else:
        seconds = None if kind.key != "Pod" and grace == 1 and session.flags("grace-period") is None else grace
        session.api.delete(kind.key, name, space, propagation=cascade, grace=seconds, dry_run=dry == "server")
        session.heard()
    if session.flags("output") == "name":
        session.say(kind_name(kind, name))
        return
    what = "force deleted" if grace == 0 else "deleted"
    where = f" from {space} namespace" if space else ""
    session.say(f'{title(kind)} "{name}" {what}{session.suffix}{where}')


def _wait(session: Session, gone: list[_Target]) -> None:
    """Wait until the objects that were deleted are no more; a new one of the same name does not count."""
    api = session.api
    left = {t: (api.find(t.kind.key, t.name, t.namespace) or {}).get("metadata", {}).get("uid") for t in gone}

    def all_gone() -> bool:
        for target, uid in left.items():
            obj = api.find(target.kind.key, target.name, target.namespace)
            if obj is not None and obj["metadata"]["uid"] == uid:
                return False
        return True

    if not session.wait_until(all_gone, session.timeout(3600)):
        first = next(t for t in gone if api.find(t.kind.key, t.name, t.namespace))
        raise Failure(f"timed out waiting for the condition on {first.kind.plural}/{first.name}")
