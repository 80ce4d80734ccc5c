"""The verbs of REST on objects: what a method and a path ask of the door.

`answer(request)` is the whole of it: find the target, read the query and the body, call the door, give the result the
form that the client wants. It knows nothing of sockets, so that it is tested without any. Streams (watch, logs, exec)
are in their own rooms. Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers. Next: `watches.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..engine.api import decode
from ..engine.api.authorization import ADMINISTRATOR
from ..engine.api.errors import ApiError, Cause, bad_request, invalid
from ..engine.api.kinds import BUILTIN, SPOKES
from ..engine.core.fields import plain
from ..engine.core.work import Object
from ..engine.door import Door
from . import bodies
from .accept import Form, page_shown, shown
from .answer import Answer, compact
from .options import deletion, typed
from .owners import reviewed, with_owners
from .query import boolean, number
from .target import Target, lost

__all__ = ["PATCHES", "Request", "answer"]

PATCHES = {
    "application/json-patch+json": "json",
    "application/merge-patch+json": "merge",
    "application/strategic-merge-patch+json": "strategic",
    "application/apply-patch+yaml": "apply",
}
#: kinds of which a DELETE answers with the object as it was
_RETURNED = (
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Pod",
    "PodTemplate",
    "ResourceQuota",
    "ServiceAccount",
    "Service",
)
#: what a body on a part of a Pod or a ServiceAccount is
_ORDERS = {
    "eviction": ("policy/v1", "Eviction"),
    "binding": ("v1", "Binding"),
    "token": ("authentication.k8s.io/v1", "TokenRequest"),
}
_NOT_ALLOWED = "the server does not allow this method on the requested resource"


@dataclass
class Request:
    """What came in, without its socket."""

    method: str
    door: Door
    target: Target
    query: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    type: str = ""
    form: Form = field(default_factory=Form)
    agent: str = ""
    #: the administrator's own, which no ServiceAccount has
    token: str = ""

    @property
    def dry_run(self) -> bool:
        """Is nothing to be kept? Raises ApiError for another word than All."""
        value = self.query.get("dryRun", "")
        if value not in ("", "All"):
            raise bad_request(f'Invalid value: ["{value}"]: dryRun')
        return value == "All"

    @property
    def checked(self) -> str:
        """Field validation; a server that is not asked warns."""
        value = self.query.get("fieldValidation", "") or "Warn"
        if value not in ("Ignore", "Warn", "Strict"):
            raise bad_request(f'Unsupported value: "{value}": supported values: "", "Ignore", "Strict", "Warn"')
        return value

    @property
    def manager(self) -> str:
        """Who owns what is written: as asked for, or the first word of the user agent."""
        return self.query.get("fieldManager") or self.agent.partition("/")[0][:128] or "unknown"


def answer(request: Request) -> Answer:
    """Do it. Raises ApiError."""
    act = _VERBS.get(request.method)
    if act is None:
        raise ApiError("MethodNotAllowed", _NOT_ALLOWED)
    request.door.warnings = []
    made = act(request)
    made.warnings = [*made.warnings, *request.door.warnings]
    return made


# -- reads ---------------------------------------------------------------------------------------------------------


def _get(request: Request) -> Answer:
    kind, space, name, sub = request.target[:4]
    include = request.query.get("includeObject", "Metadata")
    if name:
        if sub and sub not in kind.subresources:
            raise lost()
        found = request.door.get(kind.key, name, space, subresource=sub or None)
        return shown(request.form, kind, _whole(request, found), request.door.now, include)
    if not kind.stored:
        raise ApiError("MethodNotAllowed", _NOT_ALLOWED)
    query = request.query
    page = request.door.page(
        kind.key, space or None, query.get("labelSelector") or None, query.get("fieldSelector") or None,
        limit=number(query, "limit"), token=query.get("continue", ""), version=query.get("resourceVersion", ""),
        match=query.get("resourceVersionMatch", ""),
    )  # fmt: skip
    return page_shown(request.form, kind, page, request.door.now, bare=not _taught(kind), include=include)


def _whole(request: Request, obj: Object) -> Object:
    """One object as it is answered: with who owns its fields, unless nobody would see them."""
    return obj if request.form.kind == "Table" else with_owners(request.door, request.target.kind, obj)


def _taught(kind: Any) -> bool:
    """Is this a kind that the cluster was taught? Items of its lists say what they are."""
    return kind not in BUILTIN and kind not in SPOKES.values()


# -- writes --------------------------------------------------------------------------------------------------------


def _object(request: Request) -> Object:
    """The body as an object of the target's kind; what it leaves out, the path says. Raises ApiError."""
    kind = request.target.kind
    value, twice = bodies.read(request.body, request.type, kind.api_version, kind.name)
    value.setdefault("apiVersion", kind.api_version)
    value.setdefault("kind", kind.name)
    if twice:
        _, _, warned = decode.to_object(plain(value), request.door.server.registry, request.checked, duplicates=twice)
        request.door.warnings = list(warned)
    if (value["apiVersion"], value["kind"]) != (kind.api_version, kind.name) and request.target.subresource != "scale":
        group = kind.api_version
        found = f"{value['apiVersion']}, Kind={value['kind']}"
        if value["kind"] != kind.name:
            raise bad_request(f"{kind.name} in version \"{kind.version}\" cannot be handled as a {kind.name}: converting ({found}) to ({group}, Kind={kind.name}): unknown conversion")  # fmt: skip
        raise bad_request(f"the API version in the data ({value['apiVersion']}) does not match the expected API version ({group})")  # fmt: skip
    return value


def _named(request: Request, value: Object) -> None:
    """The name in the body is that of the path. Raises ApiError."""
    meta = value.setdefault("metadata", {})
    if isinstance(meta, dict):
        given = meta.setdefault("name", request.target.name)
        if given != request.target.name:
            raise bad_request(
                f"the name of the object ({given}) does not match the name on the URL ({request.target.name})"
            )


def _post(request: Request) -> Answer:
    kind, space, name, sub = request.target[:4]
    door = request.door
    if name:
        return _order(request, sub)
    value = _object(request)
    kept = list(door.warnings)
    if kind.namespaced and not space and kind.stored:
        raise ApiError("MethodNotAllowed", _NOT_ALLOWED)
    made = door.create(
        value, space or None, dry_run=request.dry_run, field_validation=request.checked, manager=request.manager
    )
    door.warnings = list(dict.fromkeys([*kept, *door.warnings]))
    if kind.key == "TokenReview" and request.token:
        made = reviewed(made, request.token, ADMINISTRATOR.name, ADMINISTRATOR.groups)
    result = shown(request.form, kind, _whole(request, made), door.now)
    result.code = 201
    return result


def _order(request: Request, sub: str) -> Answer:
    """POST on a part of an object: eviction, binding, token."""
    kind, space, name = request.target[:3]
    value, _ = bodies.read(request.body, request.type, *_ORDERS.get(sub, ()))
    if (kind.key, sub) == ("Pod", "eviction"):
        options = typed("Eviction", value).get("deleteOptions") or {}
        first = options.get("preconditions") or {}
        dry = request.dry_run or bool(options.get("dryRun"))
        request.door.evict(name, space, options.get("gracePeriodSeconds"), uid=first.get("uid"),
                           resource_version=first.get("resourceVersion"), dry_run=dry)  # fmt: skip
        return Answer(201, _success(201))
    if (kind.key, sub) == ("Pod", "binding"):
        target = typed("Binding", value).get("target") or {}
        if target.get("kind", "Node") not in ("", "Node") or not target.get("name"):
            raise _no_target(name, target)
        request.door.bind(space, name, target["name"], dry_run=request.dry_run)
        return Answer(201, _success(201))
    if (kind.key, sub) == ("ServiceAccount", "token"):
        spec = typed("TokenRequest", value).get("spec") or {}
        made = request.door.token(
            name,
            space,
            audiences=spec.get("audiences") or (),
            seconds=spec.get("expirationSeconds"),
            bound=spec.get("boundObjectRef"),
        )
        result = shown(request.form, kind, made, request.door.now)
        result.code = 201
        return result
    if sub:
        raise lost()
    raise ApiError("MethodNotAllowed", _NOT_ALLOWED)


def _no_target(name: str, target: Object) -> ApiError:
    """A Binding that names no node; source: ValidatePodBinding upstream."""
    causes = []
    if (kind := target.get("kind", "")) not in ("", "Node"):
        causes.append(
            Cause(
                "target.kind",
                "FieldValueNotSupported",
                f'Unsupported value: "{kind}": supported values: "Node", "<empty>"',
            )
        )
    if not target.get("name"):
        causes.append(Cause("target.name", "FieldValueRequired", "Required value"))
    return invalid("", "Binding", name, causes)


def _put(request: Request) -> Answer:
    kind, space, name, sub = request.target[:4]
    if not name:
        raise ApiError("MethodNotAllowed", _NOT_ALLOWED)
    value = _object(request)
    _named(request, value)
    if sub == "scale":
        made = request.door.replace_scale(kind.key, value, space, dry_run=request.dry_run, manager=request.manager)
    else:
        made = request.door.replace(
            value, space or None, subresource=sub or None, dry_run=request.dry_run, field_validation=request.checked,
            manager=request.manager,
        )  # fmt: skip
    return shown(request.form, kind, _whole(request, made), request.door.now)


def _patch(request: Request) -> Answer:
    kind, space, name, sub = request.target[:4]
    how = PATCHES.get(bodies.media(request.type))
    if not name:
        raise ApiError("MethodNotAllowed", _NOT_ALLOWED)
    if how is None:
        known = ", ".join(PATCHES)
        text = f"the body of the request was in an unknown format - accepted media types include: {known}"
        raise ApiError("UnsupportedMediaType", text)
    if how == "apply":
        return _apply(request)
    made = request.door.patch(
        kind.key, name, bodies.patch_body(request.body, request.type), space, type=how, subresource=sub or None,
        dry_run=request.dry_run, field_validation=request.checked, manager=request.manager,
    )  # fmt: skip
    if sub == "scale":  # the patch means the object behind it, the answer is the Scale
        made = request.door.get(kind.key, name, space, subresource="scale")
    return shown(request.form, kind, _whole(request, made), request.door.now)


def _apply(request: Request) -> Answer:
    """Server-side apply."""
    kind, space, name, sub = request.target[:4]
    value = _object(request)
    _named(request, value)
    new = request.door.find(kind.key, name, space) is None
    made = request.door.apply(
        value, manager=request.query.get("fieldManager", ""), force=boolean(request.query, "force"),
        dry_run=request.dry_run, namespace=space, subresource=sub or None, field_validation=request.checked,
    )  # fmt: skip
    result = shown(request.form, kind, _whole(request, made), request.door.now)
    result.code = 201 if new else 200
    return result


def _delete(request: Request) -> Answer:
    kind, space, name, sub = request.target[:4]
    options, _ = bodies.read(request.body, request.type, "v1", "DeleteOptions")
    how = deletion(options, request.query, request.dry_run)
    if sub:
        raise lost()
    if not name:
        query = request.query
        how.pop("uid", None)
        how.pop("resource_version", None)
        gone = request.door.delete_collection(
            kind.key, space or None, query.get("labelSelector") or None, query.get("fieldSelector") or None, **how
        )
        page = {"kind": f"{kind.name}List", "apiVersion": kind.api_version, "items": gone,
                "metadata": {"resourceVersion": str(request.door.server.storage.revision)}}  # fmt: skip
        return page_shown(request.form, kind, page, request.door.now, bare=True)
    found = request.door.delete(kind.key, name, space, **how)
    if kind.key in _RETURNED or found["metadata"].get("finalizers") or found["metadata"].get("deletionTimestamp"):
        return shown(request.form, kind, found, request.door.now)
    details: Object = {"name": name, "kind": kind.plural, "uid": found["metadata"]["uid"]}
    if kind.group:
        details["group"] = kind.group
    return Answer(body=_success(0, details))


def _success(code: int, details: Object | None = None) -> bytes:
    body: Object = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}
    if details:
        body["details"] = details
    if code:
        body["code"] = code
    return compact(body) + b"\n"


_VERBS: dict[str, Callable[[Request], Answer]] = {
    "GET": _get, "POST": _post, "PUT": _put, "PATCH": _patch, "DELETE": _delete,
}  # fmt: skip
