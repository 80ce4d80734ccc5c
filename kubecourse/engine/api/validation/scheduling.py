"""Where a pod may go: affinity, tolerations, spreading, gates; and the taints of nodes.

Rules of `validateAffinity`, `ValidateTolerations`, `validateTopologySpreadConstraints` and `validateNodeTaints`.
Next: `podspec.py`.
"""

from __future__ import annotations

from typing import Any

from ...core import names
from .causes import Causes, duplicate, forbidden, invalid, invalid_all, required, unsupported
from .gojson import struct_json
from .meta import label_name
from .selector import EXISTS, IN, label_selector

__all__ = ["affinity", "gates", "node_selector", "spread", "taints", "tolerations"]

Part = dict[str, Any]
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
POSITIVE = "must be greater than zero"
NO_SELECTOR = "must not be specified when labelSelector is not set"
BAD_OPERATOR = "not a valid selector operator"


def node_selector(causes: Causes, selector: Part, path: str) -> None:
    """At least one term."""
    terms = selector.get("nodeSelectorTerms") or []
    if not terms:
        required(causes, f"{path}.nodeSelectorTerms", "must have at least one node selector term")
    for i, term in enumerate(terms):
        _term(causes, term, f"{path}.nodeSelectorTerms[{i}]", strict=True)


def _term(causes: Causes, term: Part, path: str, strict: bool) -> None:
    for i, expression in enumerate(term.get("matchExpressions") or ()):
        _node_requirement(causes, expression, f"{path}.matchExpressions[{i}]", strict)
    for i, expression in enumerate(term.get("matchFields") or ()):
        _node_field(causes, expression, f"{path}.matchFields[{i}]")


def _node_requirement(causes: Causes, expression: Part, path: str, strict: bool) -> None:
    operator, values = expression.get("operator", ""), expression.get("values") or []
    if operator in IN:
        if not values:
            required(causes, f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in EXISTS:
        if values:
            forbidden(causes, f"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    elif operator in ("Gt", "Lt"):
        if len(values) != 1:
            required(causes, f"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
    else:
        invalid(causes, f"{path}.operator", operator, BAD_OPERATOR)
    label_name(causes, expression.get("key", ""), f"{path}.key")
    # a preference that can never hold does no harm
    for i, value in enumerate(values if strict else ()):
        invalid_all(causes, f"{path}.values[{i}]", value, names.label_value(value))


def _node_field(causes: Causes, expression: Part, path: str) -> None:
    operator, values = expression.get("operator", ""), expression.get("values") or []
    if operator not in IN:
        invalid(causes, f"{path}.operator", operator, BAD_OPERATOR)
    elif len(values) != 1:
        detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        required(causes, f"{path}.values", detail)
    key = expression.get("key", "")
    if key != "metadata.name":
        invalid(causes, f"{path}.key", key, "not a valid field selector key")
        return
    for i, value in enumerate(values):
        invalid_all(causes, f"{path}.values[{i}]", value, names.dns_subdomain(value))


def affinity(causes: Causes, found: Part, path: str) -> None:
    """Towards nodes, towards pods, away from pods."""
    node = found.get("nodeAffinity")
    if node is not None:
        where = f"{path}.nodeAffinity"
        if node.get(REQUIRED) is not None:
            node_selector(causes, node[REQUIRED], f"{where}.{REQUIRED}")
        for i, term in enumerate(node.get(PREFERRED) or ()):
            _weight(causes, term, f"{where}.{PREFERRED}[{i}]")
            _term(causes, term.get("preference") or {}, f"{where}.{PREFERRED}[{i}].preference", strict=False)
    for key in ("podAffinity", "podAntiAffinity"):
        pods = found.get(key) or {}
        for i, term in enumerate(pods.get(REQUIRED) or ()):
            _pod_term(causes, term, f"{path}.{key}.{REQUIRED}[{i}]")
        for i, term in enumerate(pods.get(PREFERRED) or ()):
            _weight(causes, term, f"{path}.{key}.{PREFERRED}[{i}]")
            _pod_term(causes, term.get("podAffinityTerm") or {}, f"{path}.{key}.{PREFERRED}[{i}].podAffinityTerm")


def _weight(causes: Causes, term: Part, path: str) -> None:
    weight = term.get("weight") or 0
    if not 1 <= weight <= 100:
        invalid(causes, f"{path}.weight", weight, "must be in the range 1-100")


def _pod_term(causes: Causes, term: Part, path: str) -> None:
    label_selector(causes, term.get("labelSelector"), f"{path}.labelSelector")
    label_selector(causes, term.get("namespaceSelector"), f"{path}.namespaceSelector")
    for name in term.get("namespaces") or ():
        invalid_all(causes, f"{path}.namespace", name, names.dns_label(name))
    _label_keys(causes, term, path)
    key = term.get("topologyKey", "")
    if not key:
        required(causes, f"{path}.topologyKey", "can not be empty")
    label_name(causes, key, f"{path}.topologyKey")


def _label_keys(causes: Causes, term: Part, path: str) -> None:
    match, mismatch = term.get("matchLabelKeys") or [], term.get("mismatchLabelKeys") or []
    if not match and not mismatch:
        return
    selector = term.get("labelSelector")
    for field, keys in (("matchLabelKeys", match), ("mismatchLabelKeys", mismatch)):
        if keys and selector is None:
            forbidden(causes, f"{path}.{field}", NO_SELECTOR)
        elif keys:
            for i, key in enumerate(keys):
                label_name(causes, key, f"{path}.{field}[{i}]")
    seen = list((selector or {}).get("matchLabels") or ())
    for expression in (selector or {}).get("matchExpressions") or ():
        key = expression.get("key", "")
        if key in match and key in seen:
            invalid(causes, f"{path}[{match.index(key)}]", key, "exists in both matchLabelKeys and labelSelector")
        seen.append(key)
    for i, key in enumerate(match):
        if key in mismatch:
            detail = "exists in both matchLabelKeys and mismatchLabelKeys"
            invalid(causes, f"{path}.matchLabelKeys[{i}]", key, detail)


def effect(causes: Causes, value: str, path: str, may_be_empty: bool) -> None:
    """What a taint does to a pod."""
    if not value and not may_be_empty:
        required(causes, path)
    elif value not in EFFECTS:
        unsupported(causes, path, value, EFFECTS)


def tolerations(causes: Causes, found: list[Part], path: str) -> None:
    """Each names a taint, or all of them."""
    for i, toleration in enumerate(found):
        where = f"{path}[{i}]"
        key, operator = toleration.get("key", ""), toleration.get("operator", "")
        value, action = toleration.get("value", ""), toleration.get("effect", "")
        if key:
            label_name(causes, key, f"{where}.key")
        elif operator != "Exists":
            detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
            invalid(causes, f"{where}.operator", operator, detail)
        if toleration.get("tolerationSeconds") is not None and action != "NoExecute":
            invalid(causes, f"{where}.effect", action, "effect must be 'NoExecute' when `tolerationSeconds` is set")
        if operator in ("", "Equal"):
            wrong = names.label_value(value)
            if wrong:
                invalid(causes, f"{where}.operator", value, ";".join(wrong))
        elif operator == "Exists":
            if value:
                invalid(causes, f"{where}.operator", value, "value must be empty when `operator` is 'Exists'")
        else:
            unsupported(causes, f"{where}.operator", operator, ("Equal", "Exists"))
        if action:
            effect(causes, action, f"{where}.effect", may_be_empty=True)


def spread(causes: Causes, constraints: list[Part], path: str) -> None:
    """topologySpreadConstraints."""
    for i, constraint in enumerate(constraints):
        where = f"{path}[{i}]"
        skew, key = constraint.get("maxSkew") or 0, constraint.get("topologyKey", "")
        action = constraint.get("whenUnsatisfiable", "")
        if skew <= 0:
            invalid(causes, f"{where}.maxSkew", skew, POSITIVE)
        if not key:
            required(causes, f"{where}.topologyKey", "can not be empty")
        if action not in ("DoNotSchedule", "ScheduleAnyway"):
            unsupported(causes, f"{where}.whenUnsatisfiable", action, ("DoNotSchedule", "ScheduleAnyway"))
        for other in constraints[i + 1 :]:
            if other.get("topologyKey", "") == key and other.get("whenUnsatisfiable", "") == action:
                duplicate(causes, f"{where}.{{topologyKey, whenUnsatisfiable}}", f"{{{key}, {action}}}")
                break
        _spread_options(causes, constraint, action, where)


def _spread_options(causes: Causes, constraint: Part, action: str, path: str) -> None:
    domains = constraint.get("minDomains")
    if domains is not None:
        if domains <= 0:
            invalid(causes, f"{path}.minDomains", domains, POSITIVE)
        if action != "DoNotSchedule":
            detail = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
            invalid(causes, f"{path}.minDomains", domains, detail)
    for field in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
        policy = constraint.get(field)
        if policy is not None and policy not in ("Honor", "Ignore"):
            unsupported(causes, f"{path}.{field}", policy, ("Honor", "Ignore"))
    selector, keys = constraint.get("labelSelector"), constraint.get("matchLabelKeys") or []
    if keys:
        if selector is None:
            forbidden(causes, f"{path}.matchLabelKeys", NO_SELECTOR)
        known = [*((selector or {}).get("matchLabels") or ())]
        known += [expression.get("key") for expression in (selector or {}).get("matchExpressions") or ()]
        for i, key in enumerate(keys):
            label_name(causes, key, f"{path}.matchLabelKeys[{i}]")
            if key in known:
                invalid(causes, f"{path}.matchLabelKeys[{i}]", key, "exists in both matchLabelKeys and labelSelector")
    label_selector(causes, selector, f"{path}.labelSelector")


def gates(causes: Causes, found: list[Part], path: str) -> None:
    """schedulingGates: qualified names, each once."""
    seen: list[str] = []
    for i, gate in enumerate(found):
        name = gate.get("name", "")
        label_name(causes, name, f"{path}[{i}]")
        if name in seen:
            duplicate(causes, f"{path}[{i}]", name)
        seen.append(name)


def taints(causes: Causes, found: list[Part], path: str) -> None:
    """Taints of a node: each key once for an effect."""
    seen: list[tuple[str, str]] = []
    for i, taint in enumerate(found):
        where, key, action = f"{path}[{i}]", taint.get("key", ""), taint.get("effect", "")
        label_name(causes, key, f"{where}.key")
        wrong = names.label_value(taint.get("value", ""))
        if wrong:
            invalid(causes, f"{where}.value", taint["value"], ";".join(wrong))
        effect(causes, action, f"{where}.effect", may_be_empty=False)
        if (key, action) in seen:
            duplicate(causes, where, struct_json("Taint", taint), "taints must be unique by key and effect pair")
            continue
        seen.append((key, action))
