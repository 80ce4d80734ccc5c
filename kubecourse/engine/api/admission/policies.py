"""ValidatingAdmissionPolicy: rules in CEL that a cluster's administrators write, bound to what they are for.

A policy without a binding does nothing. Expressions see object, oldObject, request, params, namespaceObject and variables.
Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating. Left out: the authorizer, audit annotations,
and mutating policies, which are stored only. Next: `quota.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ...core import selectors
from ...core.fields import plain
from ..errors import CODES, ApiError, Cause
from ..expressions import ExpressionError, evaluate
from .request import Object, Plugin, Request, deny

__all__ = ["PLUGIN"]

_POLICY, _BINDING = "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"
_VARIABLE = re.compile(r"\bvariables\.([A-Za-z_]\w*)")
_REASONS = ("Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge")


def _check(request: Request) -> None:
    bindings = request.api.list(_BINDING)
    if not bindings or request.kind.group == "admissionregistration.k8s.io":
        return
    for binding in bindings:
        policy = request.api.find(_POLICY, binding["spec"].get("policyName", ""))
        if policy is not None and _meant(request, policy["spec"].get("matchConstraints") or {}, True) and (
            _meant(request, binding["spec"].get("matchResources") or {}, False)
        ):  # fmt: skip
            _enforce(request, policy, binding)


def _enforce(request: Request, policy: Object, binding: Object) -> None:
    """Ask one policy, as one binding says; a refusal is raised, a warning noted."""
    names = f"ValidatingAdmissionPolicy '{policy['metadata']['name']}' with binding '{binding['metadata']['name']}'"
    actions = binding["spec"].get("validationActions") or ["Deny"]
    for reason, text in _findings(request, policy["spec"], binding["spec"]):
        if "Warn" in actions:
            request.api.warnings = [*request.api.warnings, f"Validation failed for {names}: {text}"]
        if "Deny" in actions:
            raise _refusal(request, f"{names} denied request: {text}", reason)


def _refusal(request: Request, text: str, reason: str) -> ApiError:
    error = deny(request, text, causes=(Cause("", "", text),))
    error.reason, error.code = reason, CODES[reason]
    return error


def _findings(request: Request, policy: Object, binding: Object) -> Iterator[tuple[str, str]]:
    """(reason, message) of each validation that does not hold."""
    fails = policy.get("failurePolicy", "Fail") == "Fail"
    for params in _params(request, policy, binding):
        variables = _seen(request, params)
        try:
            if not all(evaluate(one["expression"], variables) is True for one in policy.get("matchConditions") or ()):
                continue
        except ExpressionError as error:
            if fails:
                yield "Invalid", str(error)
            continue
        named = _Named(policy.get("variables") or (), variables)
        for one in policy.get("validations") or ():
            yield from _asked(one, named, fails)


class _Named:
    """What expressions see: the `variables` of a policy are worked out when an expression first names them, as upstream."""

    def __init__(self, rows: Sequence[Object], seen: Object) -> None:
        self._rows = {one["name"]: one["expression"] for one in rows}
        self._seen = seen
        self._known: Object = {}

    def evaluate(self, expression: str) -> Any:
        """The value of an expression. Raises ExpressionError."""
        for name in _VARIABLE.findall(expression):
            if name in self._rows and name not in self._known:
                self._known[name] = self._value(name)
        return evaluate(expression, {**self._seen, "variables": self._known})

    def _value(self, name: str) -> Any:
        """The value of a variable. One that names itself finds nothing, and so ends."""
        expression = self._rows.pop(name)
        try:
            return self.evaluate(expression)
        finally:
            self._rows[name] = expression


def _asked(one: Object, named: _Named, fails: bool) -> Iterator[tuple[str, str]]:
    expression = one["expression"]
    try:
        if named.evaluate(expression) is True:
            return
    except ExpressionError as error:
        if fails:
            yield "Invalid", f"expression '{expression}' resulted in error: {error}"
        return
    text = one.get("message") or f"failed expression: {expression.strip()}"
    if one.get("messageExpression"):
        try:
            told = named.evaluate(one["messageExpression"])
            text = told.strip() if isinstance(told, str) and told.strip() else text
        except ExpressionError:
            pass  # as upstream: then the message says it
    reason = one.get("reason") or "Invalid"
    yield reason if reason in _REASONS else "Invalid", text


def _seen(request: Request, params: Any) -> Object:
    """What an expression can name."""
    kind = request.kind
    namespace = request.api.find("Namespace", request.namespace) if request.namespace else None
    row = {"group": kind.group, "version": kind.version}
    asked = {
        "kind": {**row, "kind": kind.name}, "resource": {**row, "resource": kind.plural}, "subResource": request.subresource,
        "name": request.name, "namespace": request.namespace, "operation": request.verb, "dryRun": request.dry_run,
        "userInfo": {"username": request.user, "groups": list(getattr(getattr(request.api, "identity", None), "groups", ()))},
    }  # fmt: skip
    return {"object": plain(request.obj), "oldObject": plain(request.old), "request": asked, "params": plain(params),
            "namespaceObject": plain(namespace)}  # fmt: skip


def _params(request: Request, policy: Object, binding: Object) -> Iterator[Any]:
    """The parameter objects of a binding, one after the other; None for a policy without any."""
    wanted, ref = policy.get("paramKind"), binding.get("paramRef")
    if not wanted or not ref:
        yield None
        return
    kind = request.api.server.registry.gvk(wanted.get("apiVersion", ""), wanted.get("kind", ""))
    space = (ref.get("namespace") or request.namespace) if kind and kind.namespaced else ""
    found = request.api.list(kind.key, space or None) if kind else []
    if ref.get("name"):
        found = [obj for obj in found if obj["metadata"]["name"] == ref["name"]]
    elif ref.get("selector") is not None:
        chosen = selectors.labels(ref["selector"])
        found = [obj for obj in found if chosen.matches(obj["metadata"].get("labels") or {})]
    if not found and ref.get("parameterNotFoundAction", "Deny") == "Deny":
        raise _refusal(request, "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction", "Invalid")  # fmt: skip
    yield from found


# -- what a policy is for ------------------------------------------------------------------------------------------


def _meant(request: Request, match: Object, rules_needed: bool) -> bool:
    """Does this part of a policy or binding speak of the request?"""
    rules = match.get("resourceRules")
    if rules is None:
        if rules_needed:
            return False
    elif rules and not any(_rule(request, rule) for rule in rules):
        return False
    if any(_rule(request, rule) for rule in match.get("excludeResourceRules") or ()):
        return False
    return _selected(request, match)


def _rule(request: Request, rule: Object) -> bool:
    kind = request.kind
    name = f"{kind.plural}/{request.subresource}" if request.subresource else kind.plural
    resources = rule.get("resources") or ()
    wild = {"*/*", name} | ({f"{kind.plural}/*", f"*/{request.subresource}"} if request.subresource else {"*"})
    scope = rule.get("scope") or "*"
    return (
        _any(rule.get("apiGroups"), kind.group)
        and _any(rule.get("apiVersions"), kind.version)
        and _any(rule.get("operations"), request.verb)
        and any(one in wild for one in resources)
        and scope in ("*", "Namespaced" if kind.namespaced else "Cluster")
        and (not rule.get("resourceNames") or request.name in rule["resourceNames"])
    )


def _any(words: Any, wanted: str) -> bool:
    return bool(words) and ("*" in words or wanted in words)


def _selected(request: Request, match: Object) -> bool:
    of_objects, of_spaces = match.get("objectSelector"), match.get("namespaceSelector")
    if of_objects:
        chosen = selectors.labels(of_objects)
        both = [obj for obj in (request.obj, request.old) if obj is not None]
        if not any(chosen.matches((obj.get("metadata") or {}).get("labels") or {}) for obj in both):
            return False
    if of_spaces and (request.namespace or request.kind.key == "Namespace"):
        name = request.namespace or request.name
        space = request.api.find("Namespace", name) or request.obj or {}
        return selectors.labels(of_spaces).matches((space.get("metadata") or {}).get("labels") or {})
    return True


PLUGIN = Plugin("ValidatingAdmissionPolicy", ("CREATE", "UPDATE", "DELETE"), check=_check)
