"""`kubectl rollout status | history | undo | restart | pause | resume`.

Upstream: `kubectl/pkg/cmd/rollout`, `pkg/polymorphichelpers`. Next: `rollout_words.py`.
"""

from __future__ import annotations

from ..engine.api.kinds import Kind
from ..engine.api.last_applied import LAST_APPLIED
from ..engine.core.clock import stamp
from ..engine.core.work import Object
from .columns import align
from .failures import Failure, help_error
from .flags import seconds
from .resources import Found, targets
from .revisions import Revision, revisions, template_of
from .rollout_words import progress
from .session import Session, kind_name

__all__ = ["history", "pause", "restart", "resume", "status", "undo"]

#: what undo says of an object that `apply` has made: the manifest that apply remembers stays as it was
_APPLIED = (
    "resource {} was previously managed with 'kubectl apply'. Rolling back will not update the "
    "kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on future "
    "'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead."
)
_WORKLOADS = ("Deployment", "DaemonSet", "StatefulSet")


def _targets(session: Session) -> list[Found]:
    if not session.args and not session.flags("filename") and not session.flags("selector"):
        raise help_error(session.path, "required resource not specified")
    return list(targets(session, session.args))


def _named(kind: Kind, obj: Object) -> str:
    return f'{kind.resource} "{obj["metadata"]["name"]}"'


def status(session: Session) -> None:
    """Say how far a rollout is; watch it until it is done."""
    found = _targets(session)
    limit = session.flags("timeout")
    for kind, obj in found:
        if kind.key not in _WORKLOADS:
            raise Failure(f"no status viewer has been implemented for {kind.group}.{kind.name}")
        _follow(session, kind, obj, seconds(limit) if limit else 0.0)


def _follow(session: Session, kind: Kind, obj: Object, limit: float) -> None:
    meta = obj["metadata"]
    seen, ended = "", False
    failure: Exception | None = None
    revision = session.flags("revision")

    def look() -> bool:
        nonlocal seen, ended, failure
        now = session.api.find(kind.key, meta["name"], meta["namespace"])
        if now is None:
            failure = Failure("object has been deleted")
            return True
        if now["metadata"]["resourceVersion"] == seen:
            return ended
        seen = now["metadata"]["resourceVersion"]
        try:
            _revision_is(now, revision)
            text, ended = progress(kind, now)
        except Failure as error:
            failure = error
            return True
        if not session.out or session.out[-1] != text:
            session.out.append(text)
        return ended

    if not look() and session.flags("watch", True):
        session.cluster.run_until(lambda _: look(), limit or 3600)
        if not ended and failure is None:
            failure = Failure("timed out waiting for the condition")
    if failure is not None:
        raise failure


def _revision_is(obj: Object, wanted: int | None) -> None:
    if wanted and obj["kind"] == "Deployment":
        have = (obj["metadata"].get("annotations") or {}).get("deployment.kubernetes.io/revision")
        if str(wanted) != have:
            raise Failure(f"desired revision ({wanted}) is different from the running revision ({have})")


def history(session: Session) -> None:
    """The revisions that can be gone back to, or one of them in full."""
    wanted = session.flags("revision", 0)
    if wanted < 0:
        raise Failure(f"revision must be a positive integer: {wanted}")
    for kind, obj in _targets(session):
        if kind.key not in _WORKLOADS:
            raise Failure(f'no history viewer has been implemented for {{"{kind.group}" "{kind.name}"}}')
        name = kind_name(kind, obj["metadata"]["name"])
        found = revisions(session, obj)
        if wanted:
            session.say(f"{name} with revision #{wanted}")
            session.out.append(_template(_find(found, wanted), obj))
            continue
        session.say(f"{name} ")
        lines = [f"{revision.number}\t{revision.cause or '<none>'}" for revision in found]
        session.say(align("\n".join(["REVISION\tCHANGE-CAUSE", *lines, ""])) if found else "No rollout history found.")


def _find(found: list[Revision], number: int) -> Revision:
    for revision in found:
        if revision.number == number:
            return revision
    raise Failure(
        f"unable to find the specified revision {number}" if not found else "unable to find the specified revision"
    )


def _template(revision: Revision, obj: Object) -> str:
    from .describe_containers import pod_template

    return "\n".join(pod_template(template_of(obj, revision))) + "\n\n"


def undo(session: Session) -> None:
    """Go back to the revision before, or to the one that is named."""
    to = session.flags("to-revision", 0)
    if to < 0:
        raise Failure(f"revision number cannot be negative: {to}")
    for kind, obj in _targets(session):
        if kind.key not in _WORKLOADS:
            raise Failure(f'no rollbacker has been implemented for "{kind.name}.{kind.group}"')
        if LAST_APPLIED in (obj["metadata"].get("annotations") or {}):
            session.warn(_APPLIED.format(f"{kind.plural}/{obj['metadata']['name']}"))
        if obj["spec"].get("paused"):
            raise Failure(
                "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again"
            )
        what = _undo(session, kind, obj, to)
        session.done(kind, obj, what)


def _undo(session: Session, kind: Kind, obj: Object, to: int) -> str:
    target = _earlier(revisions(session, obj), obj, to)
    template = template_of(obj, target)
    labels = {
        key: value
        for key, value in (template.get("metadata", {}).get("labels") or {}).items()
        if key != "pod-template-hash"
    }
    meta = {**(template.get("metadata") or {}), **({"labels": labels} if labels else {})}
    template = {**template, "metadata": meta}
    if _bare(template) == _bare(obj["spec"]["template"]):
        return f"skipped rollback (current template already matches revision {target.number})"
    if session.dry_run == "client":
        return "rolled back"
    body: list[Object] = [{"op": "replace", "path": "/spec/template", "value": template}]
    if kind.key == "Deployment":
        body.append({"op": "replace", "path": "/metadata/annotations", "value": _notes(obj, target.keeper)})
    name, space = obj["metadata"]["name"], obj["metadata"]["namespace"]
    session.api.patch(kind.key, name, body, space, type="json", dry_run=session.dry_run == "server")
    return "rolled back"


def _bare(template: Object) -> Object:
    """Without what says nothing: an empty creationTimestamp, empty annotations."""
    meta = {key: value for key, value in (template.get("metadata") or {}).items() if value}
    return {**template, "metadata": meta}


def _notes(obj: Object, keeper: Object) -> Object:
    """The annotations of the old ReplicaSet come back with its template; what belongs to the Deployment stays."""
    skipped = {
        "kubectl.kubernetes.io/last-applied-configuration",
        "deployment.kubernetes.io/revision",
        "deprecated.deployment.rollback.to",
        "deployment.kubernetes.io/revision-history",
        "deployment.kubernetes.io/desired-replicas",
        "deployment.kubernetes.io/max-replicas",
    }
    have, old = obj["metadata"].get("annotations") or {}, keeper["metadata"].get("annotations") or {}
    kept = {key: value for key, value in have.items() if key in skipped}
    return {**kept, **{key: value for key, value in old.items() if key not in skipped}}


def _earlier(found: list[Revision], obj: Object, to: int) -> Revision:
    if to:
        for revision in found:
            if revision.number == to:
                return revision
        raise Failure(f"unable to find specified revision {to} in history")
    if len(found) < 2:
        if obj["kind"] == "Deployment":
            raise Failure(f'no rollout history found for deployment "{obj["metadata"]["name"]}"')
        raise Failure("no last revision to roll back to")
    return found[-2]


def restart(session: Session) -> None:
    """New pods of the same template: an annotation on it changes."""
    for kind, obj in _targets(session):
        if kind.key not in _WORKLOADS:
            raise Failure(f"{_named(kind, obj)} restarting is not supported")
        if obj["spec"].get("paused"):
            raise Failure(f"{_named(kind, obj)} can't restart paused deployment (run rollout resume first)")
        at = stamp(session.now)
        notes = obj["spec"]["template"].get("metadata", {}).get("annotations") or {}
        if notes.get("kubectl.kubernetes.io/restartedAt") == at:
            raise Failure(
                f"{_named(kind, obj)} if restart has already been triggered within the past second, "
                "please wait before attempting to trigger another"
            )
        body = {"spec": {"template": {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": at}}}}}
        _patch(session, kind, obj, body)
        session.done(kind, obj, "restarted")


def _patch(session: Session, kind: Kind, obj: Object, body: Object) -> None:
    if session.dry_run != "client":
        meta = obj["metadata"]
        session.api.patch(kind.key, meta["name"], body, meta["namespace"], dry_run=session.dry_run == "server")
        session.heard()


def pause(session: Session) -> None:
    """The Deployment is left alone until it is resumed."""
    for kind, obj in _targets(session):
        if kind.key != "Deployment":
            raise Failure(f"{_named(kind, obj)} pausing is not supported")
        if obj["spec"].get("paused"):
            raise Failure(f"{_named(kind, obj)} is already paused")
        _patch(session, kind, obj, {"spec": {"paused": True}})
        session.done(kind, obj, "paused")


def resume(session: Session) -> None:
    """The Deployment goes on."""
    for kind, obj in _targets(session):
        if kind.key != "Deployment":
            raise Failure(f"{_named(kind, obj)} resuming is not supported")
        if not obj["spec"].get("paused"):
            raise Failure(f"{_named(kind, obj)} is not paused")
        _patch(session, kind, obj, {"spec": {"paused": None}})
        session.done(kind, obj, "resumed")
