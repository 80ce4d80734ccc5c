"""Resource names and amounts: cpu, memory, quota and limit names.

Rules of `pkg/apis/core/validation/validation.go` and `pkg/apis/core/helper/helpers.go`. Next: `podspec.py`, which uses them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ...core import names, quantity
from .causes import Causes, duplicate, forbidden, invalid, invalid_all, not_found, required, unsupported

__all__ = [
    "amount", "container_name", "is_quota_resource", "limit_name", "overcommits", "positive", "quota_name",
    "requirements", "text",
]  # fmt: skip

NameRule = Callable[[Causes, str, str], None]
NANO = 1_000_000_000
COMPUTE = ("cpu", "memory", "ephemeral-storage")
COUNTED = (
    "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
    "services.nodeports", "services.loadbalancers",
)  # fmt: skip
QUOTA = frozenset([*COMPUTE, *(f"{side}.{name}" for side in ("requests", "limits") for name in COMPUTE), *COUNTED,
                   "requests.storage"])  # fmt: skip
STANDARD = QUOTA | {"storage"}
POD_LEVEL = ("cpu", "memory")


def _huge(name: str) -> bool:
    return name.startswith("hugepages-")


def is_quota_resource(name: str) -> bool:
    """A name without a domain that a quota may limit."""
    return name in QUOTA or name.startswith(("hugepages-", "requests.hugepages-"))


def _native(name: str) -> bool:
    return "/" not in name or "kubernetes.io/" in name


@lru_cache(maxsize=512)
def _extended(name: str) -> bool:
    return not _native(name) and not name.startswith("requests.") and not names.qualified_name(f"requests.{name}")


def overcommits(name: str) -> bool:
    """May requests differ from limits?"""
    return _native(name) and not _huge(name)


def resource_name(causes: Causes, name: str, path: str) -> None:
    """Any resource."""
    wrong = names.qualified_name(name)
    if wrong:
        invalid_all(causes, path, name, wrong)
    elif "/" not in name and name not in STANDARD and not name.startswith(("hugepages-", "requests.hugepages-")):
        invalid(causes, path, name, "must be a standard resource type or fully qualified")


def container_name(causes: Causes, name: str, path: str) -> None:
    """A resource of a container."""
    if name in COMPUTE:
        return
    resource_name(causes, name, path)
    if "/" not in name:
        if not _huge(name):
            invalid(causes, path, name, "must be a standard resource for containers")
    elif not _native(name) and not _extended(name):
        invalid(causes, path, name, "doesn't follow extended resource name standard")


def pod_name(causes: Causes, name: str, path: str) -> None:
    """A resource at the level of a pod."""
    before = len(causes)
    resource_name(causes, name, path)
    if len(causes) == before and name not in POD_LEVEL and not _huge(name):
        unsupported(causes, path, name, POD_LEVEL)


def quota_name(causes: Causes, name: str, path: str) -> None:
    """A resource in a ResourceQuota."""
    if name in QUOTA:
        return
    resource_name(causes, name, path)
    if "/" not in name and not is_quota_resource(name):
        invalid(causes, path, name, "must be a standard resource for quota")


def limit_name(causes: Causes, kind: str, name: str, path: str) -> None:
    """A resource in a LimitRange for `kind`."""
    (container_name if kind in ("Pod", "Container") else resource_name)(causes, name, path)


def text(value: Any) -> str:
    """A quantity as the server prints it."""
    return quantity.canonical(value)


def positive(causes: Causes, value: Any, path: str) -> None:
    """More than zero."""
    if quantity.parse(value).nano <= 0:
        invalid(causes, path, text(value), "must be greater than zero")


def amount(causes: Causes, name: str, value: Any, path: str) -> None:
    """Not negative, and whole for what is counted (`ValidateResourceQuantityValue`)."""
    nano = quantity.parse(value).nano
    if nano < 0:
        invalid(causes, path, text(value), "must be greater than or equal to 0")
    if nano % NANO and (name in COUNTED or _extended(name)):
        invalid(causes, path, text(value), "must be an integer")


def requirements(causes: Causes, found: Mapping[str, Any], path: str, claims: Sequence[str] = (),
                 rule: NameRule = container_name) -> None:  # fmt: skip
    """`resources` of a container or pod: names, amounts, requests within limits."""
    limits, requests = found.get("limits") or {}, found.get("requests") or {}
    for name in sorted(limits):
        where = f"{path}.limits[{name}]"
        rule(causes, name, where)
        amount(causes, name, limits[name], where)
        _whole_pages(causes, name, limits[name], where)
    for name in sorted(requests):
        where = f"{path}.requests[{name}]"
        rule(causes, name, where)
        amount(causes, name, requests[name], where)
        _within(causes, name, requests[name], limits.get(name), path)
        _whole_pages(causes, name, requests[name], where)
    used = {*limits, *requests}
    if any(map(_huge, used)) and "cpu" not in used and "memory" not in used:
        forbidden(causes, path, "HugePages require cpu or memory")
    if found.get("claims"):
        _claims(causes, found["claims"], claims, f"{path}.claims")


def _within(causes: Causes, name: str, asked: Any, limit: Any, path: str) -> None:
    if limit is None:
        if not overcommits(name):
            required(causes, f"{path}.limits", "Limit must be set for non overcommitable resources")
        return
    order = quantity.compare(asked, limit)
    if order != 0 and not overcommits(name):
        invalid(causes, f"{path}.requests", text(asked), f"must be equal to {name} limit of {text(limit)}")
    elif order > 0:
        invalid(causes, f"{path}.requests", text(asked), f"must be less than or equal to {name} limit of {text(limit)}")


def _whole_pages(causes: Causes, name: str, value: Any, path: str) -> None:
    if not _huge(name):
        return
    try:
        page = quantity.parse(name.removeprefix("hugepages-")).nano
    except quantity.QuantityError:
        page = 0
    if page <= 0 or quantity.parse(value).nano % page:
        invalid(causes, path, text(value), f"{text(value)} is not positive integer multiple of {name}")


def _claims(causes: Causes, found: Sequence[Mapping[str, Any]], known: Sequence[str], path: str) -> None:
    seen: list[str] = []
    for i, claim in enumerate(found):
        name, request = claim.get("name", ""), claim.get("request", "")
        where = f"{path}[{i}]"
        if not name:
            required(causes, where)
            continue
        key = f"{name}/{request}" if request else name
        if request and name not in seen:
            invalid_all(causes, f"{where}.request", request, names.dns_label(request))
        if name in seen or key in seen or (not request and any(old.startswith(f"{name}/") for old in seen)):
            duplicate(causes, where, name if name in seen or not request else key)
        if name not in seen:
            seen.append(key)
        if name not in known:
            detail = "must be one of the names in pod.spec.resourceClaims"
            detail += f": {', '.join(sorted(known))}" if known else " which is empty"
            not_found(causes, where, name, detail)
