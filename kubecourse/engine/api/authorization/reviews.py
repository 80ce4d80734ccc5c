"""Kinds that are questions: they are created, answered in their status, and never stored.

SelfSubjectAccessReview, SubjectAccessReview, LocalSubjectAccessReview, SelfSubjectRulesReview, SelfSubjectReview,
TokenReview; and Binding, which is an order. Upstream: pkg/registry/{authorization,authentication}/*/rest.go,
pkg/apis/authorization/validation. Next: `tokens.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core.work import Object
from ..errors import ApiError, Cause, bad_request, invalid
from ..kinds import Kind
from . import tokens
from .rbac import MASTERS, Ask, User, decide, rules_of

__all__ = ["answer", "identity", "info"]

_ONE = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
_EVERYTHING = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}


def identity(api: Any) -> User:
    """Who holds this handle: people say so themselves, components are their name."""
    known = getattr(api, "identity", None)
    return known if isinstance(known, User) else User(api.user, ("system:authenticated",))


def answer(api: Any, kind: Kind, obj: Object, namespace: str) -> Object:
    """What the server answers to this POST. Raises ApiError for a question that makes no sense."""
    function = _ANSWERS.get(kind.key)
    if function is None:
        raise ApiError("MethodNotAllowed", "the server does not allow this method on the requested resource")
    status = function(api, kind, obj.get("spec") or {}, obj, namespace)
    if kind.key == "Binding":
        return status
    meta = {"namespace": namespace} if kind.namespaced else {}
    answered = {"kind": kind.name, "apiVersion": kind.api_version, "metadata": {**(obj.get("metadata") or {}), **meta}}
    if kind.key != "SelfSubjectReview":
        answered["spec"] = obj.get("spec") or {}
    return {**answered, "status": status}


def info(user: User) -> Object:
    """A UserInfo."""
    shown: Object = {"username": user.name}
    if user.uid:
        shown["uid"] = user.uid
    shown["groups"] = list(user.groups)
    if user.extra:
        shown["extra"] = {key: list(values) for key, values in user.extra}
    return shown


# -- may somebody do this? -----------------------------------------------------------------------------------------


def _self_access(api: Any, kind: Kind, spec: Object, obj: Object, namespace: str) -> Object:
    return _access(api, kind, spec, identity(api))


def _subject_access(api: Any, kind: Kind, spec: Object, obj: Object, namespace: str) -> Object:
    user, groups = spec.get("user", ""), tuple(spec.get("groups") or ())
    if not user and not groups:
        text = 'Invalid value: "": at least one of user or group must be specified'
        raise invalid(kind.group, kind.name, "", [*_shape(spec), Cause("spec.user", "FieldValueInvalid", text)])
    if kind.key == "LocalSubjectAccessReview":
        asked = (spec.get("resourceAttributes") or {}).get("namespace", "")
        if asked != namespace:
            raise bad_request(f"namespace on resource attributes ({asked}) does not match the request ({namespace})")
    return _access(api, kind, spec, User(user, groups))


def _shape(spec: Object) -> list[Cause]:
    both = spec.get("resourceAttributes") is not None, spec.get("nonResourceAttributes") is not None
    if both == (True, True):
        text = "Invalid value: cannot be specified in combination with resourceAttributes"
        return [Cause("spec.nonResourceAttributes", "FieldValueInvalid", text)]
    if both == (False, False):
        return [Cause("spec.resourceAttributes", "FieldValueInvalid", f"Invalid value: null: {_ONE}")]
    return []


def _access(api: Any, kind: Kind, spec: Object, user: User) -> Object:
    causes = _shape(spec)
    if causes:
        raise invalid(kind.group, kind.name, "", causes)
    about = spec.get("resourceAttributes")
    if about is None:
        path = spec["nonResourceAttributes"]
        ask = Ask(path.get("verb", ""), path=path.get("path", ""))
    else:
        fields = ("verb", "group", "resource", "subresource", "namespace", "name")
        ask = Ask(*(about.get(field, "") for field in fields))
    allowed, reason = decide(api.server.storage, user, ask)
    status: Object = {"allowed": allowed}
    return {**status, "reason": reason} if reason else status


def _self_rules(api: Any, kind: Kind, spec: Object, obj: Object, namespace: str) -> Object:
    space = spec.get("namespace", "")
    if not space:
        raise bad_request("no namespace on request")
    user = identity(api)
    rules, errors = rules_of(api.server.storage, user, space)
    if MASTERS in user.groups:
        rules = [_EVERYTHING, {"verbs": ["*"], "nonResourceURLs": ["*"]}, *rules]
    of_resources = ("verbs", "apiGroups", "resources", "resourceNames")
    status: Object = {
        "resourceRules": [{f: rule[f] for f in of_resources if rule.get(f)} for rule in rules if rule.get("resources")],
        "nonResourceRules": [
            {f: rule[f] for f in ("verbs", "nonResourceURLs")} for rule in rules if rule.get("nonResourceURLs")
        ],
        "incomplete": False,
    }
    return {**status, "evaluationError": ", ".join(errors)} if errors else status


# -- who is this? --------------------------------------------------------------------------------------------------


def _self(api: Any, kind: Kind, spec: Object, obj: Object, namespace: str) -> Object:
    return {"userInfo": info(identity(api))}


def _token(api: Any, kind: Kind, spec: Object, obj: Object, namespace: str) -> Object:
    text = spec.get("token", "")
    if not text:
        raise bad_request("token is required for TokenReview in authentication")
    wanted = tuple(spec.get("audiences") or ())
    try:
        user, audiences = tokens.read(api.server, text, wanted)
    except ValueError as error:
        return {"user": {}, "error": str(error)}
    return {"authenticated": True, "user": info(user), "audiences": list(audiences)}


def _bind(api: Any, kind: Kind, spec: Object, obj: Object, namespace: str) -> Object:
    target = obj.get("target") or {}
    if not target.get("name"):
        cause = Cause("target.name", "FieldValueRequired", "Required value")
        raise invalid("", "Binding", obj["metadata"].get("name", ""), [cause])
    api.bind(namespace, obj["metadata"].get("name", ""), target["name"])
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


_Answer = Callable[[Any, Kind, Object, Object, str], Object]
_ANSWERS: dict[str, _Answer] = {
    "SelfSubjectAccessReview": _self_access, "SubjectAccessReview": _subject_access,
    "LocalSubjectAccessReview": _subject_access, "SelfSubjectRulesReview": _self_rules,
    "SelfSubjectReview": _self, "TokenReview": _token, "Binding": _bind,
}  # fmt: skip
