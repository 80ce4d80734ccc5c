"""`--raw PATH`: ask the API server by its path, as get, create, replace and delete do.

Promises the paths of objects, lists and the subresources that can be written, discovery of `/api`, `/apis` and each
group, `/version` and the health checks, as compact JSON. Upstream: `kubectl/pkg/rawhttp`. Next: `cmd_get.py`.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from ..engine.api.about import VERSION
from ..engine.api.errors import ApiError
from ..engine.api.kinds import Kind
from ..engine.core.work import Object
from ..engine.load.served import measured
from .failures import Failure, help_error
from .manifests import text_of
from .session import Session

__all__ = ["raw"]

_LOST = "the server could not find the requested resource"
_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]


class _Target(NamedTuple):
    kind: Kind
    namespace: str
    name: str
    subresource: str
    query: dict[str, str]


def raw(session: Session, verb: str) -> None:
    """GET, POST, PUT or DELETE what `--raw` names; bodies come from `-f`."""
    path, files = session.flags("raw"), session.flags("filename") or []
    if verb in ("POST", "PUT"):
        if len(files) != 1:
            raise help_error(session.path, "--raw can only use a single local file or stdin")
        if session.flags("output"):
            raise help_error(session.path, "--raw and --output are mutually exclusive")
    if session.args:
        raise help_error(session.path, "arguments may not be passed when --raw is specified")
    if not path.startswith("/"):
        raise Failure(f"--raw must be a valid URL path: {path}")
    answer = _answer(session, verb, path, files)
    session.out.append(answer if isinstance(answer, str) else _line(answer))


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _answer(session: Session, verb: str, path: str, files: list[str]) -> Any:
    parts = urlsplit(path)
    words = [word for word in parts.path.split("/") if word]
    if verb == "GET":
        told = _measured(session, words) or _discovery(session, words)
        if told is not None:
            return told
    target = _target(session, words, dict(parse_qsl(parts.query)))
    if verb == "GET":
        return _get(session, target)
    if verb == "DELETE":
        session.api.delete(target.kind.key, target.name, target.namespace)
        return _success(200)
    body = _body(text_of(session, files[0]))
    return (
        _post(session, target, body)
        if verb == "POST"
        else session.api.replace(body, target.namespace or None, subresource=target.subresource or None)
    )


def _measured(session: Session, words: list[str]) -> Object | None:
    served = getattr(session.cluster, "metrics_served", None)
    return measured(session.cluster, session.api, words) if served is not None else None


def _body(text: str) -> Object:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ApiError("BadRequest", f"the body of the request could not be read: {error}") from None
    if not isinstance(value, dict):
        raise ApiError("BadRequest", "the body of the request is not an object")
    return value


def _success(code: int) -> Object:
    body: Object = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}
    return {**body, "code": code} if code == 201 else body


def _post(session: Session, target: _Target, body: Object) -> Object:
    kind, name = target.kind, target.name
    if target.subresource == "eviction" and kind.key == "Pod":
        grace = (body.get("deleteOptions") or {}).get("gracePeriodSeconds")
        session.api.evict(name, target.namespace, grace)
        return _success(201)
    if target.subresource == "binding" and kind.key == "Pod":
        session.api.bind(target.namespace, name, (body.get("target") or {}).get("name", ""))
        return _success(201)
    if name:
        raise ApiError("MethodNotAllowed", "the server does not allow this method on the requested resource")
    given = {"apiVersion": kind.api_version, "kind": kind.name, **body}
    return session.api.create(given, target.namespace or None)


def _get(session: Session, target: _Target) -> Any:
    kind, space, name, sub, query = target
    if sub == "log" and kind.key == "Pod":
        return session.cluster.logs(name, query.get("container"), query.get("previous") == "true", space)
    if name:
        return session.api.get(kind.key, name, space, subresource=sub or None)
    found = session.api.list(
        kind.key, space or None, query.get("labelSelector") or None, query.get("fieldSelector") or None
    )
    meta = {"resourceVersion": str(session.api.server.storage.revision)}
    items = [{key: value for key, value in one.items() if key not in ("apiVersion", "kind")} for one in found]
    return {"kind": f"{kind.name}List", "apiVersion": kind.api_version, "metadata": meta, "items": items}


def _target(session: Session, words: list[str], query: dict[str, str]) -> _Target:
    """`apis/GROUP/VERSION/namespaces/SPACE/PLURAL/NAME/SUBRESOURCE`. Raises NotFound."""
    lost = ApiError("NotFound", _LOST)
    skip = 2 if words[:1] == ["api"] else 3
    if words[:1] not in (["api"], ["apis"]) or len(words) <= skip:
        raise lost
    version, rest = "/".join(words[1:skip]), words[skip:]
    space = ""
    if rest[0] == "namespaces" and len(rest) > 2 and rest[2] not in ("status", "finalize"):
        space, rest = rest[1], rest[2:]
    kinds = [kind for kind in session.registry if kind.api_version == version and kind.plural == rest[0]]
    if not kinds or len(rest) > 3:
        raise lost
    name, sub = [*rest[1:], "", ""][:2]
    if sub and sub not in kinds[0].subresources:
        raise lost
    return _Target(kinds[0], space, name, sub, query)


def _discovery(session: Session, words: list[str]) -> Any:
    """What the server tells of itself; None for the path of an object."""
    kinds = list(session.registry)
    groups = sorted({kind.group for kind in kinds if kind.group})
    if words in (["healthz"], ["livez"], ["readyz"]):
        return "ok"
    if words == ["version"]:
        return VERSION
    if words == ["api"]:
        return {"kind": "APIVersions", "versions": ["v1"]}
    if words == ["apis"]:
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group(kinds, group) for group in groups]}
    if words[:1] == ["apis"] and len(words) == 2 and words[1] in groups:
        return {"kind": "APIGroup", "apiVersion": "v1", **_group(kinds, words[1])}
    version = "/".join(words[1:])
    if words[:1] in (["api"], ["apis"]) and any(kind.api_version == version for kind in kinds):
        return _resources(kinds, version)
    return None


def _group(kinds: list[Kind], group: str) -> Object:
    versions = list(dict.fromkeys(kind.version for kind in kinds if kind.group == group))
    rows = [{"groupVersion": f"{group}/{version}", "version": version} for version in versions]
    return {"name": group, "versions": rows, "preferredVersion": rows[0]}


def _resources(kinds: list[Kind], version: str) -> Object:
    rows: list[Object] = []
    for kind in kinds:
        if kind.api_version != version:
            continue
        row: Object = {
            "name": kind.plural,
            "singularName": kind.singular,
            "namespaced": kind.namespaced,
            "kind": kind.name,
        }
        row["verbs"] = _VERBS if kind.stored else ["create"]
        if kind.short:
            row["shortNames"] = list(kind.short)
        rows.append(row)
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": rows}
