"""ResourceQuotas, LimitRanges and PodDisruptionBudgets: numbers that bound other numbers.

Rules of `ValidateResourceQuota`, `ValidateLimitRange`, `pkg/apis/policy/validation`.
Next: `autoscaling.py`.
"""

from __future__ import annotations

from typing import Any

from ...core import names, quantity
from .causes import Causes, duplicate, forbidden, immutable, invalid, invalid_all, required, unsupported
from .gojson import struct_json
from .meta import object_meta, object_meta_update
from .quantities import amount, is_quota_resource, limit_name, overcommits, quota_name, text
from .selector import label_selector
from .workloads import int_or_percent, not_over_100

__all__ = ["budget", "budget_update", "limit_range", "quota", "quota_update"]

Part = dict[str, Any]
SCOPES = ("Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity",
          "VolumeAttributesClass")  # fmt: skip
ONLY_EXISTS = (*SCOPES[:4], "CrossNamespacePodAffinity")
MUST_EXIST = (
    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating,"
    " ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"
)
POD_COMPUTE = ("pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory",
               "ephemeral-storage", "requests.ephemeral-storage", "limits.ephemeral-storage")  # fmt: skip
CLAIMS = ("persistentvolumeclaims", "requests.storage")
PAIRS = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
LIMIT_TYPES = ("Pod", "Container", "PersistentVolumeClaim")


def quota(causes: Causes, obj: Part) -> None:
    """A new ResourceQuota."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    _quota_spec(causes, obj.get("spec") or {})
    for side in ("hard", "used"):
        _amounts(causes, (obj.get("status") or {}).get(side) or {}, f"status.{side}")


def _amounts(causes: Causes, found: Part, path: str) -> None:
    for name in sorted(found):
        quota_name(causes, name, f"{path}[{name}]")
        amount(causes, name, found[name], f"{path}[{name}]")


def _fits(scope: str, name: str) -> bool:
    """Does this scope make sense for that resource?"""
    if scope == "BestEffort":
        return name == "pods"
    if scope == "VolumeAttributesClass":
        return name in CLAIMS
    return name in POD_COMPUTE or name.startswith(("hugepages-", "requests.hugepages-"))


def _quota_spec(causes: Causes, spec: Part) -> None:
    hard, scopes = spec.get("hard") or {}, spec.get("scopes") or []
    _amounts(causes, hard, "spec.hard")
    for scope in scopes:
        if scope not in SCOPES:
            invalid(causes, "spec.scopes", scopes, "unsupported scope")
        for name in sorted(hard):
            if is_quota_resource(name) and not _fits(scope, name):
                invalid(causes, "spec.scopes", scopes, "unsupported scope applied to resource")
    _conflicts(causes, scopes, scopes, "spec.scopes")
    selector = spec.get("scopeSelector")
    if selector is not None:
        _scope_selector(causes, spec, selector, hard)


def _conflicts(causes: Causes, found: list[str], shown: list[str], path: str) -> None:
    for one, other in PAIRS:
        if one in found and other in found:
            invalid(causes, path, shown or None, "conflicting scopes")


def _scope_selector(causes: Causes, spec: Part, selector: Part, hard: Part) -> None:
    path, found = "spec.scopeSelector.matchExpressions", []
    for expression in selector.get("matchExpressions") or ():
        scope, operator = expression.get("scopeName", ""), expression.get("operator", "")
        values = expression.get("values") or []
        if scope not in SCOPES:
            invalid(causes, f"{path}.scopeName", scope, "unsupported scope")
        for name in sorted(hard):
            if is_quota_resource(name) and not _fits(scope, name):
                shown = struct_json("ScopeSelector", selector)
                invalid(causes, path, shown, "unsupported scope applied to resource")
        if scope in ONLY_EXISTS and operator != "Exists":
            invalid(causes, f"{path}.operator", operator, MUST_EXIST)
        if operator in ("In", "NotIn"):
            if not values:
                detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
                required(causes, f"{path}.values", detail)
        elif operator in ("Exists", "DoesNotExist"):
            if values:
                detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
                invalid(causes, f"{path}.values", values, detail)
        else:
            invalid(causes, f"{path}.operator", operator, "not a valid selector operator")
        found.append(scope)
    _conflicts(causes, found, spec.get("scopes") or [], path)


def quota_update(causes: Causes, new: Part, old: Part) -> None:
    """The scopes stay."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    now, was = new.get("spec") or {}, old.get("spec") or {}
    _quota_spec(causes, now)
    scopes = now.get("scopes") or []
    if sorted(set(scopes)) != sorted(set(was.get("scopes") or [])):
        immutable(causes, "spec.scopes", scopes or None, was.get("scopes") or True)


def limit_range(causes: Causes, obj: Part) -> None:
    """Smallest, largest and default amounts."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    seen: list[str] = []
    for i, limit in enumerate((obj.get("spec") or {}).get("limits") or ()):
        path, kind = f"spec.limits[{i}]", limit.get("type", "")
        wrong = names.qualified_name(kind)
        invalid_all(causes, f"{path}.type", kind, wrong)
        if not wrong and "/" not in kind and kind not in LIMIT_TYPES:
            invalid(causes, f"{path}.type", kind, "must be a standard limit type or fully qualified")
        if kind in seen:
            duplicate(causes, f"{path}.type", kind)
        seen.append(kind)
        _limit(causes, limit, kind, path)


def _limit(causes: Causes, limit: Part, kind: str, path: str) -> None:
    sides: dict[str, Part] = {side: limit.get(side) or {} for side in
                              ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")}  # fmt: skip
    for side, found in sides.items():
        if side == "maxLimitRequestRatio" and kind == "PersistentVolumeClaim":
            if "storage" not in sides["min"] and "storage" not in sides["max"]:
                detail = "either minimum or maximum storage value is required, but neither was provided"
                required(causes, f"{path}.limits", detail)
        if kind == "Pod" and side in ("default", "defaultRequest"):
            if found:
                forbidden(causes, f"{path}.{side}", "may not be specified when `type` is 'Pod'")
            sides[side] = {}
            continue
        for name in sorted(found):
            limit_name(causes, kind, name, f"{path}.{side}[{name}]")
    for name in sorted({name for found in sides.values() for name in found}):
        _limit_order(causes, name, {side: found[name] for side, found in sides.items() if name in found}, path)


#: field that is named, the smaller and the larger side, which of both is shown, and what is said
_ORDERS = (
    ("min", "min", "max", "min", "min value {} is greater than max value {}"),
    ("defaultRequest", "min", "defaultRequest", "defaultRequest", "min value {} is greater than default request value {}"),
    ("defaultRequest", "defaultRequest", "max", "defaultRequest", "default request value {} is greater than max value {}"),
    ("defaultRequest", "defaultRequest", "default", "defaultRequest",
     "default request value {} is greater than default limit value {}"),
    ("default", "min", "default", "min", "min value {} is greater than default value {}"),
    ("default", "default", "max", "max", "default value {} is greater than max value {}"),
)  # fmt: skip


def _limit_order(causes: Causes, name: str, have: dict[str, Any], path: str) -> None:
    for field, small, large, shown, words in _ORDERS:
        if small in have and large in have and quantity.compare(have[small], have[large]) > 0:
            detail = words.format(text(have[small]), text(have[large]))
            invalid(causes, f"{path}.{field}[{name}]", text(have[shown]), detail)
    ratio = have.get("maxLimitRequestRatio")
    where = f"{path}.maxLimitRequestRatio[{name}]"
    if ratio is not None and quantity.compare(ratio, 1) < 0:
        invalid(causes, where, text(ratio), f"ratio {text(ratio)} is less than 1")
    if ratio is not None and "min" in have and "max" in have:
        most = quantity.milli(have["max"]) / (quantity.milli(have["min"]) or 1)
        if quantity.milli(ratio) / 1000 > most:
            invalid(causes, where, text(ratio), f"ratio {text(ratio)} is greater than max/min = {most:f}")
    if not overcommits(name) and "default" in have and "defaultRequest" in have:
        if quantity.compare(have["default"], have["defaultRequest"]) != 0:
            default, request = text(have["default"]), text(have["defaultRequest"])
            detail = f"default value {default} must equal to defaultRequest value {request} in {name}"
            invalid(causes, f"{path}.defaultRequest[{name}]", request, detail)


def budget(causes: Causes, obj: Part) -> None:
    """How many pods may be missing: one way of saying it."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    _budget_spec(causes, obj.get("spec") or {})


def _budget_spec(causes: Causes, spec: Part) -> None:
    least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
    if least is not None and most is not None:
        shown = struct_json("PodDisruptionBudgetSpec", spec)
        invalid(causes, "spec", shown, "minAvailable and maxUnavailable cannot be both set")
    for key, value in (("minAvailable", least), ("maxUnavailable", most)):
        if value is not None:
            int_or_percent(causes, value, f"spec.{key}")
            not_over_100(causes, value, f"spec.{key}")
    label_selector(causes, spec.get("selector"), "spec.selector")
    policy, known = spec.get("unhealthyPodEvictionPolicy"), ("AlwaysAllow", "IfHealthyBudget")
    if policy is not None and policy not in known:
        unsupported(causes, "spec.unhealthyPodEvictionPolicy", policy, known)


def budget_update(causes: Causes, new: Part, old: Part) -> None:
    """Everything in it may change."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _budget_spec(causes, new.get("spec") or {})
