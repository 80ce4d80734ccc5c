"""Admission policies, their bindings and webhook configurations: what they may say before they are ever asked.

Expressions in CEL are compiled: what cannot be read, or names what is not there, is refused when it is written. Upstream:
pkg/apis/admissionregistration/validation. Left out: types within expressions, rules of mutations (they are stored only), and
duplicates of names between match conditions. Next: `kindwarnings.py`.
"""

from __future__ import annotations

import re
from typing import Any

from ...core.names import dns_subdomain, qualified_name
from ..expressions import ExpressionError, undeclared
from .causes import Causes, duplicate, invalid, required, unsupported
from .meta import object_meta, object_meta_update

__all__ = ["binding", "binding_update", "mutating", "mutating_update", "policy", "policy_update", "webhooks", "webhooks_update"]  # fmt: skip

Part = dict[str, Any]
_FAILURE = ("Fail", "Ignore")
_MATCH = ("Equivalent", "Exact")
_OPERATIONS = ("*", "CONNECT", "CREATE", "DELETE", "UPDATE")
_REASONS = ("Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized")
_ACTIONS = ("Audit", "Deny", "Warn")
_OTHERS = {"operations": "operations", "apiGroups": "API groups", "apiVersions": "API versions"}
_WORD = re.compile(r"[A-Za-z_]\w*")
_SEEN = ("object", "oldObject", "request", "namespaceObject", "authorizer")


def policy(causes: Causes, obj: Part) -> None:
    """A ValidatingAdmissionPolicy."""
    _named(causes, obj)
    _policy(causes, obj.get("spec") or {})


def policy_update(causes: Causes, new: Part, old: Part) -> None:
    """A ValidatingAdmissionPolicy that is written again."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    if new.get("spec") != old.get("spec"):
        _policy(causes, new.get("spec") or {})


def mutating(causes: Causes, obj: Part) -> None:
    """A MutatingAdmissionPolicy."""
    _named(causes, obj)
    _common(causes, obj.get("spec") or {})


def mutating_update(causes: Causes, new: Part, old: Part) -> None:
    """A MutatingAdmissionPolicy that is written again."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _common(causes, new.get("spec") or {})


def binding(causes: Causes, obj: Part) -> None:
    """A binding of a policy."""
    _named(causes, obj)
    _binding(causes, obj.get("spec") or {}, obj.get("kind") == "ValidatingAdmissionPolicyBinding")


def binding_update(causes: Causes, new: Part, old: Part) -> None:
    """A binding that is written again."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _binding(causes, new.get("spec") or {}, new.get("kind") == "ValidatingAdmissionPolicyBinding")


def webhooks(causes: Causes, obj: Part) -> None:
    """A configuration of webhooks: it is kept, nobody is called."""
    _named(causes, obj)
    _webhooks(causes, obj)


def webhooks_update(causes: Causes, new: Part, old: Part) -> None:
    """A configuration of webhooks that is written again."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _webhooks(causes, new)


def _named(causes: Causes, obj: Part) -> None:
    object_meta(causes, obj["metadata"], False, dns_subdomain)


def _policy(causes: Causes, spec: Part) -> None:
    variables = _common(causes, spec)
    validations = spec.get("validations") or []
    if not validations and not spec.get("auditAnnotations"):
        required(causes, "spec.validations", "validations or auditAnnotations must contain at least one item")
    for number, one in enumerate(validations):
        _validation(causes, one, f"spec.validations[{number}]", variables)
    for number, one in enumerate(spec.get("auditAnnotations") or ()):
        path = f"spec.auditAnnotations[{number}]"
        if not one.get("key"):
            required(causes, f"{path}.key")
        _expression(causes, one.get("valueExpression") or "", f"{path}.valueExpression", variables, "valueExpression")


def _common(causes: Causes, spec: Part) -> tuple[str, ...]:
    """What both sorts of policies have; answers what their expressions can name."""
    failure = spec.get("failurePolicy")
    if failure is not None and failure not in _FAILURE:
        unsupported(causes, "spec.failurePolicy", failure, _FAILURE)
    about = spec.get("paramKind")
    if about is not None:
        for field in ("apiVersion", "kind"):
            if not about.get(field):
                required(causes, f"spec.paramKind.{field}")
    seen = (*_SEEN, *(("params",) if about is not None else ()))
    match = spec.get("matchConstraints")
    if match is None:
        required(causes, "spec.matchConstraints")
    else:
        if not match.get("resourceRules"):
            required(causes, "spec.matchConstraints.resourceRules")
        _resources(causes, match, "spec.matchConstraints")
    for number, one in enumerate(spec.get("matchConditions") or ()):
        path = f"spec.matchConditions[{number}]"
        _condition_name(causes, one.get("name") or "", f"{path}.name")
        _expression(causes, one.get("expression") or "", f"{path}.expression", seen)
    _variables(causes, spec.get("variables") or [], seen)
    return (*seen, "variables")


def _variables(causes: Causes, rows: list[Part], seen: tuple[str, ...]) -> None:
    names: list[str] = []
    for number, one in enumerate(rows):
        name, path = one.get("name") or "", f"spec.variables[{number}]"
        if not name:
            required(causes, f"{path}.name", "name is not specified")
        elif _WORD.fullmatch(name) is None:
            invalid(causes, f"{path}.name", name, "name is not a valid CEL identifier")
        elif name in names:
            duplicate(causes, f"{path}.name", name)
        names.append(name)
        _expression(causes, one.get("expression") or "", f"{path}.expression", (*seen, "variables"))


def _condition_name(causes: Causes, name: str, path: str) -> None:
    if not name:
        required(causes, path)
        return
    for why in qualified_name(name):
        invalid(causes, path, name, why)


def _validation(causes: Causes, one: Part, path: str, seen: tuple[str, ...]) -> None:
    expression, message = one.get("expression") or "", one.get("message")
    _expression(causes, expression, f"{path}.expression", seen)
    if one.get("messageExpression"):
        _expression(causes, one["messageExpression"], f"{path}.messageExpression", seen)
    if message and not message.strip():
        invalid(causes, f"{path}.message", message, "message must be non-empty if specified")
    elif message and "\n" in message.strip():
        invalid(causes, f"{path}.message", message, "message must not contain line breaks")
    elif "\n" in expression.strip() and not message:
        required(causes, f"{path}.message", "message must be specified if expression contains line breaks")
    if one.get("reason") and one["reason"] not in _REASONS:
        unsupported(causes, f"{path}.reason", one["reason"], _REASONS)


def _expression(causes: Causes, text: str, path: str, seen: tuple[str, ...], what: str = "expression") -> None:
    if not text.strip():
        required(causes, path, f"{what} is not specified")
        return
    try:
        why = undeclared(text, seen)
    except ExpressionError as error:
        why = str(error)
    if why:
        invalid(causes, path, text, f"compilation failed: ERROR: {why}")


def _binding(causes: Causes, spec: Part, validating: bool) -> None:
    if not spec.get("policyName"):
        required(causes, "spec.policyName")
    ref = spec.get("paramRef")
    if ref is not None:
        if ref.get("name") and ref.get("selector") is not None:
            invalid(causes, "spec.paramRef.name", ref["name"], "name and selector are mutually exclusive")
        elif not ref.get("name") and ref.get("selector") is None:
            required(causes, "spec.paramRef", "one of name or selector must be specified")
        action = ref.get("parameterNotFoundAction")
        if not action:
            required(causes, "spec.paramRef.parameterNotFoundAction")
        elif action not in ("Allow", "Deny"):
            unsupported(causes, "spec.paramRef.parameterNotFoundAction", action, ("Allow", "Deny"))
    if spec.get("matchResources") is not None:
        _resources(causes, spec["matchResources"], "spec.matchResources")
    if validating:
        _actions(causes, spec.get("validationActions") or [])


def _actions(causes: Causes, actions: list[str]) -> None:
    if not actions:
        required(causes, "spec.validationActions")
    for number, one in enumerate(actions):
        if one not in _ACTIONS:
            unsupported(causes, f"spec.validationActions[{number}]", one, _ACTIONS)
        if one in actions[:number]:
            duplicate(causes, f"spec.validationActions[{number}]", one)
    if "Deny" in actions and "Warn" in actions:
        why = (
            "must not contain both Deny and Warn (repeating the same validation failure information in the API response and "
            "headers serves no purpose)"
        )
        invalid(causes, "spec.validationActions", actions, why)


def _resources(causes: Causes, match: Part, path: str) -> None:
    if match.get("matchPolicy") and match["matchPolicy"] not in _MATCH:
        unsupported(causes, f"{path}.matchPolicy", match["matchPolicy"], _MATCH)
    for field in ("resourceRules", "excludeResourceRules"):
        for number, rule in enumerate(match.get(field) or ()):
            _rule(causes, rule, f"{path}.{field}[{number}]")


def _rule(causes: Causes, rule: Part, path: str) -> None:
    for field in ("operations", "apiGroups", "apiVersions", "resources"):
        words = rule.get(field) or []
        if not words:
            required(causes, f"{path}.{field}")
        if "*" in words and len(words) > 1 and field in _OTHERS:
            invalid(causes, f"{path}.{field}", words, f"if '*' is present, must not specify other {_OTHERS[field]}")
    for number, one in enumerate(rule.get("operations") or ()):
        if one not in _OPERATIONS:
            unsupported(causes, f"{path}.operations[{number}]", one, _OPERATIONS)
    scope = rule.get("scope")
    if scope and scope not in ("*", "Cluster", "Namespaced"):
        unsupported(causes, f"{path}.scope", scope, ("*", "Cluster", "Namespaced"))


def _webhooks(causes: Causes, obj: Part) -> None:
    names: list[str] = []
    for number, hook in enumerate(obj.get("webhooks") or ()):
        path, name = f"webhooks[{number}]", hook.get("name") or ""
        for why in qualified_name(name) if name else ["name part must be non-empty"]:
            invalid(causes, f"{path}.name", name, why)
        if name and name in names:
            duplicate(causes, f"{path}.name", name)
        names.append(name)
        for at, rule in enumerate(hook.get("rules") or ()):
            _rule(causes, rule, f"{path}.rules[{at}]")
        _hook(causes, hook, path)


def _hook(causes: Causes, hook: Part, path: str) -> None:
    if hook.get("failurePolicy") and hook["failurePolicy"] not in _FAILURE:
        unsupported(causes, f"{path}.failurePolicy", hook["failurePolicy"], _FAILURE)
    if hook.get("matchPolicy") and hook["matchPolicy"] not in _MATCH:
        unsupported(causes, f"{path}.matchPolicy", hook["matchPolicy"], _MATCH)
    effects = hook.get("sideEffects")
    if not effects:
        required(causes, f"{path}.sideEffects", "must specify one of None, NoneOnDryRun")
    elif effects not in ("None", "NoneOnDryRun"):
        unsupported(causes, f"{path}.sideEffects", effects, ("None", "NoneOnDryRun"))
    seconds = hook.get("timeoutSeconds")
    if seconds is not None and not 1 <= seconds <= 30:
        invalid(causes, f"{path}.timeoutSeconds", seconds, "the timeout value must be between 1 and 30 seconds")
    client = hook.get("clientConfig") or {}
    if (client.get("url") is None) == (client.get("service") is None):
        required(causes, f"{path}.clientConfig", "exactly one of url or service is required")
    versions = hook.get("admissionReviewVersions") or []
    if not versions:
        required(causes, f"{path}.admissionReviewVersions", "must specify one of v1, v1beta1")
    elif not any(one in ("v1", "v1beta1") for one in versions):
        text = "must include at least one of v1, v1beta1"
        invalid(causes, f"{path}.admissionReviewVersions", versions, text)
    for number, one in enumerate(hook.get("matchConditions") or ()):
        _condition_name(causes, one.get("name") or "", f"{path}.matchConditions[{number}].name")
        _expression(causes, one.get("expression") or "", f"{path}.matchConditions[{number}].expression", _SEEN)
