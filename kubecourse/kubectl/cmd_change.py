"""`kubectl scale | patch | replace | edit | kustomize`: change what is there.

Upstream: `kubectl/pkg/cmd/{scale,patch,replace,edit}`. Next: `cmd_rollout.py`.
"""

from __future__ import annotations

import json

from ..engine.api.errors import ApiError
from ..engine.core.work import Object
from .failures import Exit, Failure, Failures, help_error, sourced
from .flags import required
from .interactive import instead
from .manifests import Manifest, manifests, text_of
from .resources import targets
from .session import Session, kind_name, title
from .yamltext import yaml_text

__all__ = ["edit", "kustomize", "patch", "replace", "scale"]

#: kubectl 1.37 sends the update of `--current-replicas` in a form that a 1.36 server refuses
_UNREAD = (
    "the body of the request was in an unknown format - accepted media types include: application/json, "
    "application/yaml, application/vnd.kubernetes.protobuf"
)


def scale(session: Session) -> None:
    """Set `spec.replicas` through the scale subresource."""
    flags = session.flags
    required(flags, "replicas")
    count = flags("replicas")
    if count < 0:
        raise Failure("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    for kind, obj in targets(session, session.args):
        meta, space = obj["metadata"], session.space(kind)
        if "scale" not in kind.subresources:
            raise ApiError("NotFound", "the server could not find the requested resource")
        wanted = flags("current-replicas", -1)
        if wanted >= 0:
            have = obj["spec"].get("replicas", 1)
            if have != wanted:
                raise Failure(f"Expected replicas to be {wanted}, was {have}")
            raise ApiError("UnsupportedMediaType", _UNREAD)
        if session.dry_run != "client":
            body = {"spec": {"replicas": count}}
            session.api.patch(
                kind.key,
                meta["name"],
                body,
                meta.get("namespace") or space,
                type="merge",
                subresource="scale",
                dry_run=session.dry_run == "server",
            )
            session.heard()
            obj = session.api.find(kind.key, meta["name"], meta.get("namespace", "")) or obj
        session.done(kind, obj, "scaled")


def patch(session: Session) -> None:
    """Send a strategic, merge or JSON patch."""
    flags = session.flags
    form = flags("type") or "strategic"
    if form not in ("json", "merge", "strategic"):
        raise Failure(f"--type must be one of [json merge strategic], not {json.dumps(form)}")
    text = flags("patch") or (text_of(session, flags("patch-file")) if flags("patch-file") else "")
    if not text:
        raise help_error("kubectl patch", "must specify --patch or --patch-file containing the contents of the patch")
    body = _body(text)
    for kind, obj in targets(session, session.args):
        meta = obj["metadata"]
        if session.dry_run == "client":
            session.done(kind, obj, "patched")
            continue
        try:
            new = session.api.patch(
                kind.key,
                meta["name"],
                body,
                meta.get("namespace", ""),
                type=form,
                subresource=flags("subresource"),
                dry_run=session.dry_run == "server",
            )
        except ApiError as error:
            if error.reason != "UnsupportedMediaType":
                raise
            what = f"application/{form}-merge-patch+json is not supported by {kind.api_version}, Kind={kind.name}"
            raise Failure(f"{what}: {error.message}") from None
        session.heard()
        same = new["metadata"].get("resourceVersion") == meta.get("resourceVersion") and not session.dry_run
        session.done(kind, new, "patched (no change)" if same else "patched")


def _body(text: str) -> object:
    """A patch may be JSON or YAML."""
    try:
        return json.loads(text)
    except ValueError:
        import yaml

        try:
            return yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise Failure(f"unable to parse {json.dumps(text)}: {error}") from None


def replace(session: Session) -> None:
    """PUT every document; with --force delete it first."""
    flags = session.flags
    if flags("raw"):
        from .raw import raw

        raw(session, "PUT")
        return
    if not flags("filename"):
        raise help_error("kubectl replace", "must specify --filename to replace")
    errors: list[Exception] = []
    if flags("force") and session.dry_run:
        raise Failure("--dry-run can not be used when --force is set")
    todo = list(manifests(session, errors))
    if flags("force"):
        _cleared(session, todo)
    for one in todo:
        obj: Object = one.obj
        if one.kind.namespaced:
            obj = {**obj, "metadata": {**(obj.get("metadata") or {}), "namespace": one.namespace}}
        try:
            if session.dry_run == "client":
                session.api.get(one.kind.key, one.name, one.namespace)
            elif flags("force"):
                obj = session.api.create(obj, one.namespace or None)
            else:
                obj = session.api.replace(
                    _versioned(session, one, obj), one.namespace or None, dry_run=session.dry_run == "server"
                )
                session.heard()
            session.done(one.kind, obj, "replaced")
        except ApiError as error:
            errors.append(sourced(error, "replacing", one.source))
    if errors:
        raise Failures(errors)


def _versioned(session: Session, one: Manifest, obj: Object) -> Object:
    """The object for the version that is there now, where it names none: kubectl overwrites."""
    meta = obj.get("metadata") or {}
    live = None if meta.get("resourceVersion") else session.api.find(one.kind.key, one.name, one.namespace)
    if live is None:
        return obj
    return {**obj, "metadata": {**meta, "resourceVersion": live["metadata"]["resourceVersion"]}}


def _cleared(session: Session, todo: list[Manifest]) -> None:
    """Delete all that is to be made anew, then wait until nothing of it is left."""
    there = [one for one in todo if session.api.find(one.kind.key, one.name, one.namespace) is not None]
    for one in there:
        session.api.delete(one.kind.key, one.name, one.namespace, grace=0)
        where = f" from {one.namespace} namespace" if one.namespace else ""
        name_alone = session.flags("output") == "name"
        session.say(kind_name(one.kind, one.name) if name_alone else f'{title(one.kind)} "{one.name}" deleted{where}')
    session.wait_until(lambda: not any(session.api.find(one.kind.key, one.name, one.namespace) for one in there), 600)


def edit(session: Session) -> None:
    """There is no editor in a cell: show the object and say how to change it."""
    for kind, obj in targets(session, session.args):
        session.out.append(yaml_text(obj))
        instead(session, "edit", target=f"{kind.plural}/{obj['metadata']['name']}")
    raise Exit(1)


def kustomize(session: Session) -> None:
    """Kustomize is not simulated."""
    instead(session, "kustomize")
    raise Exit(1)
