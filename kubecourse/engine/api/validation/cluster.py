"""Kinds of the whole cluster and small ones: nodes, priority and runtime classes, leases, roles and bindings.

Rules of `ValidateNode`, `pkg/apis/{scheduling,node,coordination,rbac}/validation`. Next: `limits.py`.
"""

from __future__ import annotations

from typing import Any

from ...core import names
from .addresses import cidr, family
from .causes import (
    Causes,
    at_least_zero,
    duplicate,
    forbidden,
    immutable,
    invalid,
    invalid_all,
    required,
    unsupported,
)  # fmt: skip
from .gojson import struct_json
from .meta import labels, object_meta, object_meta_update, path_segment
from .quantities import amount, requirements
from .scheduling import taints, tolerations

__all__ = [
    "binding", "binding_update", "lease", "lease_update", "node", "node_update", "priority_class",
    "priority_class_update", "role", "role_update", "runtime_class", "runtime_class_update",
]  # fmt: skip

Part = dict[str, Any]
RBAC = "rbac.authorization.k8s.io"
SYSTEM_CLASSES = {"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000}
HIGHEST = 1_000_000_000
PREEMPTION = ("PreemptLowerPriority", "Never")


def node(causes: Causes, obj: Part) -> None:
    """Taints, amounts and address ranges of a node."""
    object_meta(causes, obj["metadata"], False, names.dns_subdomain)
    spec = obj.get("spec") or {}
    # upstream names the taints as if they stood in metadata
    taints(causes, spec.get("taints") or [], "metadata.taints")
    _node_amounts(causes, obj)
    ranges = spec.get("podCIDRs") or []
    for i, text in enumerate(ranges):
        cidr(causes, text, f"spec.podCIDRs[{i}]")
    if len(ranges) > 1:
        if sorted(family(text.partition("/")[0]) for text in ranges) != [4, 6]:
            invalid(causes, "spec.podCIDRs", ranges, "may specify no more than one CIDR for each IP family")
        for i, text in enumerate(ranges):
            if text in ranges[:i]:
                duplicate(causes, f"spec.podCIDRs[{i}]", text)


def _node_amounts(causes: Causes, obj: Part) -> None:
    for side in ("capacity", "allocatable"):
        found = (obj.get("status") or {}).get(side) or {}
        for name in sorted(found):
            amount(causes, name, found[name], f"status.{side}.{name}")


def node_update(causes: Causes, new: Part, old: Part) -> None:
    """A node keeps its range and its name at the provider."""
    node(causes, new)
    object_meta_update(causes, new["metadata"], old["metadata"])
    _node_amounts(causes, new)
    addresses = (new.get("status") or {}).get("addresses") or []
    for i, address in enumerate(addresses):
        if address in addresses[:i]:
            duplicate(causes, f"status.addresses[{i}]", struct_json("NodeAddress", address))
    now, was = new.get("spec") or {}, old.get("spec") or {}
    if was.get("podCIDRs") and was["podCIDRs"] != now.get("podCIDRs"):
        forbidden(causes, "spec.podCIDRs", 'node updates may not change podCIDR except from "" to valid')
    if was.get("providerID") and was["providerID"] != now.get("providerID"):
        forbidden(causes, "spec.providerID", 'node updates may not change providerID except from "" to valid')
    taints(causes, now.get("taints") or [], "metadata.taints")


def priority_class(causes: Causes, obj: Part) -> None:
    """Names that begin with `system-` and the highest numbers are the system's own."""
    meta = obj["metadata"]
    object_meta(causes, meta, False, names.dns_subdomain)
    name, value = meta.get("name", ""), obj.get("value") or 0
    if name.startswith("system-"):
        known = SYSTEM_CLASSES.get(name)
        problem = f"{name} is not a known system priority class" if known is None else ""
        if known is not None and value != known:
            problem = f"value of {name} PriorityClass must be {known}"
        elif known is not None and obj.get("globalDefault"):
            problem = f"globalDefault of {name} PriorityClass must be false"
        if problem:
            detail = "priority class names with 'system-' prefix are reserved for system use only. error: "
            forbidden(causes, "metadata.name", detail + problem)
    elif value > HIGHEST:
        forbidden(causes, "value", f"maximum allowed value of a user defined priority is {HIGHEST}")
    policy = obj.get("preemptionPolicy")
    if policy is not None and policy not in PREEMPTION:
        unsupported(causes, "preemptionPolicy", policy, PREEMPTION)


def priority_class_update(causes: Causes, new: Part, old: Part) -> None:
    """The number stays: pods have it already."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    if (new.get("value") or 0) != (old.get("value") or 0):
        forbidden(causes, "value", "may not be changed in an update.")
    now, was = new.get("preemptionPolicy"), old.get("preemptionPolicy")
    immutable(causes, "preemptionPolicy", now, was)


def runtime_class(causes: Causes, obj: Part) -> None:
    """The handler is a label."""
    object_meta(causes, obj["metadata"], False, names.dns_subdomain)
    invalid_all(causes, "handler", obj.get("handler", ""), names.dns_label(obj.get("handler", "")))
    overhead = (obj.get("overhead") or {}).get("podFixed")
    if overhead:
        requirements(causes, {"limits": overhead}, "overhead.podFixed")
    where = obj.get("scheduling") or {}
    labels(causes, where.get("nodeSelector"), "scheduling.nodeSelector")
    tolerations(causes, where.get("tolerations") or [], "scheduling.tolerations")


def runtime_class_update(causes: Causes, new: Part, old: Part) -> None:
    """The handler stays."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    immutable(causes, "handler", new.get("handler", ""), old.get("handler", ""))


def lease(causes: Causes, obj: Part) -> None:
    """Who leads, for how long."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    spec = obj.get("spec") or {}
    seconds, times = spec.get("leaseDurationSeconds"), spec.get("leaseTransitions")
    if seconds is not None and seconds <= 0:
        invalid(causes, "spec.leaseDurationSeconds", seconds, "must be greater than 0")
    at_least_zero(causes, "spec.leaseTransitions", times)


def lease_update(causes: Causes, new: Part, old: Part) -> None:
    """Everything in it may change."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    lease(causes, new)


def role(causes: Causes, obj: Part, namespaced: bool) -> None:
    """A Role or ClusterRole."""
    object_meta(causes, obj["metadata"], namespaced, path_segment)
    for i, rule in enumerate(obj.get("rules") or ()):
        _policy_rule(causes, rule, namespaced, f"rules[{i}]")


def _policy_rule(causes: Causes, rule: Part, namespaced: bool, path: str) -> None:
    if not rule.get("verbs"):
        required(causes, f"{path}.verbs", "verbs must contain at least one value")
    urls = rule.get("nonResourceURLs")
    if urls:
        if namespaced:
            invalid(causes, f"{path}.nonResourceURLs", urls, "namespaced rules cannot apply to non-resource URLs")
        if rule.get("apiGroups") or rule.get("resources") or rule.get("resourceNames"):
            detail = "rules cannot apply to both regular resources and non-resource URLs"
            invalid(causes, f"{path}.nonResourceURLs", urls, detail)
        return
    if not rule.get("apiGroups"):
        required(causes, f"{path}.apiGroups", "resource rules must supply at least one api group")
    if not rule.get("resources"):
        required(causes, f"{path}.resources", "resource rules must supply at least one resource")


def role_update(causes: Causes, new: Part, old: Part, namespaced: bool) -> None:
    """Everything in it may change."""
    role(causes, new, namespaced)
    object_meta_update(causes, new["metadata"], old["metadata"])


def binding(causes: Causes, obj: Part, namespaced: bool) -> None:
    """A RoleBinding or ClusterRoleBinding."""
    object_meta(causes, obj["metadata"], namespaced, path_segment)
    ref = obj.get("roleRef") or {}
    kinds = ("Role", "ClusterRole") if namespaced else ("ClusterRole",)
    if ref.get("apiGroup", RBAC) != RBAC:
        unsupported(causes, "roleRef.apiGroup", ref["apiGroup"], (RBAC,))
    if ref.get("kind", "") not in kinds:
        unsupported(causes, "roleRef.kind", ref.get("kind", ""), kinds)
    name = ref.get("name", "")
    if not name:
        required(causes, "roleRef.name")
    else:
        invalid_all(causes, "roleRef.name", name, path_segment(name))
    for i, subject in enumerate(obj.get("subjects") or ()):
        _subject(causes, subject, namespaced, f"subjects[{i}]")


def _subject(causes: Causes, subject: Part, namespaced: bool, path: str) -> None:
    name, kind = subject.get("name", ""), subject.get("kind", "")
    group = subject.get("apiGroup", "" if kind == "ServiceAccount" else RBAC)
    if not name:
        required(causes, f"{path}.name")
    if kind == "ServiceAccount":
        if name:
            invalid_all(causes, f"{path}.name", name, names.dns_subdomain(name))
        if group:
            unsupported(causes, f"{path}.apiGroup", group, ("",))
        if not subject.get("namespace"):
            required(causes, f"{path}.namespace")
    elif kind in ("User", "Group"):
        if not name:
            invalid(causes, f"{path}.name", name, f"{kind.lower()} name cannot be empty")
        if group != RBAC:
            unsupported(causes, f"{path}.apiGroup", group, (RBAC,))
    else:
        unsupported(causes, f"{path}.kind", kind, ("ServiceAccount", "User", "Group"))


def binding_update(causes: Causes, new: Part, old: Part, namespaced: bool) -> None:
    """What is bound to stays."""
    binding(causes, new, namespaced)
    object_meta_update(causes, new["metadata"], old["metadata"])
    if new.get("roleRef") != old.get("roleRef"):
        invalid(causes, "roleRef", struct_json("RoleRef", new.get("roleRef") or {}), "cannot change roleRef")
