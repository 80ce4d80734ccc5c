"""What an object counts for in a ResourceQuota, and which quotas count it.

`usage` and `matches` are pure; `recount` adds up a whole namespace, as the quota controller does.
Upstream: pkg/quota/v1/evaluator/core/{pods,services,persistent_volume_claims}.go.
Next: `quota.py`, which refuses what would be too much.
"""

from __future__ import annotations

from typing import Any

from ...core.clock import moment
from ...core.quantity import Quantity, add, compare, parse
from ..kinds import Kind

__all__ = ["covers", "gone_by", "matches", "missing", "recount", "usage"]

Object = dict[str, Any]
Amounts = dict[str, Quantity]

_ONE = parse("1")
_ZERO = parse("0")
#: kinds that may be counted by their plain name as well
_PLAIN = frozenset((
    "configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets",
    "services",
))  # fmt: skip
_STANDARD = ("cpu", "memory", "ephemeral-storage")
_CLASS = ".storageclass.storage.k8s.io/"
#: what every container must say when a quota counts it
_MUST_SAY = ("cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory")


def usage(kind: Kind, obj: Object, now: int) -> Amounts:
    """What `obj` adds to each resource a quota can name. `now` (ms) decides whether a deleted pod still counts."""
    total: Amounts = {f"count/{kind.resource}": _ONE}
    if kind.group or (kind.key == "Pod" and not _alive(obj, now)):
        return total
    if kind.plural in _PLAIN:
        total[kind.plural] = _ONE
    if kind.key == "Pod":
        _pod(total, obj)
    elif kind.key == "Service":
        _service(total, obj["spec"])
    elif kind.key == "PersistentVolumeClaim":
        _claim(total, obj)
    return total


def _alive(pod: Object, now: int) -> bool:
    """A pod that has ended, or should have by now, uses nothing but its place among the objects."""
    if (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed"):
        return False
    gone = gone_by(pod)
    return gone is None or now <= gone


def gone_by(pod: Object) -> int | None:
    """When (ms) a quota stops waiting for a deleted pod: its node may be lost, and its owner wants another one."""
    meta = pod["metadata"]
    if "deletionTimestamp" not in meta:
        return None
    return moment(meta["deletionTimestamp"]) + 1000 * int(meta.get("deletionGracePeriodSeconds") or 0)


def _pod(total: Amounts, pod: Object) -> None:
    spec = pod["spec"]
    requests, limits = _together(spec, "requests"), _together(spec, "limits")
    for name, amount in requests.items():
        if name in _STANDARD or name.startswith("hugepages-"):
            total[name] = total[f"requests.{name}"] = amount
        elif "/" in name:
            total[f"requests.{name}"] = amount
    for name, amount in limits.items():
        if name in _STANDARD:
            total[f"limits.{name}"] = amount


def _together(spec: Object, field: str) -> Amounts:
    """Containers side by side, or the most demanding init container; plus the overhead of the runtime."""
    init = spec.get("initContainers") or ()
    running = [*(spec.get("containers") or ()), *(c for c in init if c.get("restartPolicy") == "Always")]
    total: Amounts = {}
    for container in running:
        for name, value in ((container.get("resources") or {}).get(field) or {}).items():
            total[name] = add(total.get(name, _ZERO), value)
    sidecars: Amounts = {}
    for container in init:
        amounts = (container.get("resources") or {}).get(field) or {}
        for name, value in amounts.items():
            needed = add(sidecars.get(name, _ZERO), value)
            if container.get("restartPolicy") == "Always":
                sidecars[name] = needed
            if name not in total or compare(needed, total[name]) > 0:
                total[name] = needed
    for name, value in ((spec.get("resources") or {}).get(field) or {}).items():
        total[name] = parse(value)
    for name, value in (spec.get("overhead") or {}).items():
        if field == "requests" or name in total:
            total[name] = add(total.get(name, _ZERO), value)
    return total


def _service(total: Amounts, spec: Object) -> None:
    ports = spec.get("ports") or ()
    if spec.get("type") == "NodePort":
        total["services.nodeports"] = parse(len(ports))
    elif spec.get("type") == "LoadBalancer":
        total["services.loadbalancers"] = _ONE
        if spec.get("allocateLoadBalancerNodePorts") is False:
            ports = [port for port in ports if port.get("nodePort")]
        total["services.nodeports"] = parse(len(ports))


def _claim(total: Amounts, claim: Object) -> None:
    name = claim["spec"].get("storageClassName")
    if name:
        total[f"{name}{_CLASS}persistentvolumeclaims"] = _ONE
    asked = ((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage")
    if asked is None:
        return
    given = ((claim.get("status") or {}).get("allocatedResources") or {}).get("storage")
    amount = parse(given if given is not None and compare(given, asked) > 0 else asked)
    total["requests.storage"] = amount
    if name:
        total[f"{name}{_CLASS}requests.storage"] = amount


# -- which quota counts what -----------------------------------------------------------------------------


def covers(kind: Kind, resource: str) -> bool:
    """Can an object of this kind add to `resource` of a quota?"""
    if resource == f"count/{kind.resource}":
        return True
    if kind.group:
        return False
    if kind.key == "Pod":
        return resource == "pods" or resource in _STANDARD or resource.startswith("hugepages-") or (
            resource.startswith(("requests.", "limits.")) and resource != "requests.storage"
        )  # fmt: skip
    if kind.key == "Service":
        return resource in ("services", "services.nodeports", "services.loadbalancers")
    if kind.key == "PersistentVolumeClaim":
        return resource in ("persistentvolumeclaims", "requests.storage") or _CLASS in resource
    return kind.plural in _PLAIN and resource == kind.plural


def matches(quota: Object, kind: Kind, obj: Object) -> bool:
    """Do the scopes of the quota let it see this object? Scopes speak of pods (and of a claim's attributes class)."""
    spec = quota["spec"]
    rules = [{"scopeName": scope, "operator": "Exists"} for scope in spec.get("scopes") or ()]
    rules += (spec.get("scopeSelector") or {}).get("matchExpressions") or ()
    if not rules:
        return True
    if kind.key == "Pod":
        return all(_in_scope(rule, obj) for rule in rules)
    if kind.key == "PersistentVolumeClaim":
        return all(rule["scopeName"] == "VolumeAttributesClass" and _named(rule, _attributes(obj)) for rule in rules)
    return False


def _attributes(claim: Object) -> str:
    return str(claim["spec"].get("volumeAttributesClassName") or "")


def _in_scope(rule: Object, pod: Object) -> bool:
    scope, spec = rule["scopeName"], pod["spec"]
    best_effort = (pod.get("status") or {}).get("qosClass") == "BestEffort"
    ends = spec.get("activeDeadlineSeconds") is not None
    answers = {
        "Terminating": ends,
        "NotTerminating": not ends,
        "BestEffort": best_effort,
        "NotBestEffort": not best_effort,
        "CrossNamespacePodAffinity": _looks_elsewhere(spec),
    }
    if scope == "PriorityClass":
        return _named(rule, spec.get("priorityClassName") or "")
    return answers.get(scope, False)


def _named(rule: Object, name: str) -> bool:
    operator, values = rule.get("operator", "Exists"), rule.get("values") or ()
    return {"In": name in values, "NotIn": name not in values, "Exists": bool(name), "DoesNotExist": not name}[operator]


def _looks_elsewhere(spec: Object) -> bool:
    affinity = spec.get("affinity") or {}
    for name in ("podAffinity", "podAntiAffinity"):
        rules = affinity.get(name) or {}
        terms = list(rules.get("requiredDuringSchedulingIgnoredDuringExecution") or ())
        preferred = rules.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
        terms += [weighted.get("podAffinityTerm") or {} for weighted in preferred]
        if any(term.get("namespaces") or term.get("namespaceSelector") is not None for term in terms):
            return True
    return False


def missing(kind: Kind, obj: Object, hard: dict[str, Any]) -> str:
    """What a quota needs to hear from the containers of a pod and does not; "" if nothing."""
    if kind.key != "Pod" or (obj["spec"].get("resources") or {}):
        return ""
    spec = obj["spec"]
    containers = [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]
    silent = []
    for resource in _MUST_SAY:
        if resource in hard:
            names = sorted({c["name"] for c in containers if not _says(c.get("resources") or {}, resource)})
            if names:
                silent.append(f"{resource} for: {','.join(names)}")
    return f"must specify {'; '.join(silent)}" if silent else ""


def _says(resources: Object, resource: str) -> bool:
    field, _, name = resource.rpartition(".")
    return name in (resources.get(field or "requests") or {})


# -- all of a namespace ------------------------------------------------------------------------------------


def recount(api: Any, quota: Object) -> dict[str, str]:
    """status.used of a quota from what is there now: every resource of spec.hard, 0 where nothing counts."""
    hard = quota["spec"].get("hard") or {}
    namespace = quota["metadata"]["namespace"]
    total: Amounts = {}
    registry = api.server.registry
    for kind in (*registry, *(one for one in registry.taught() if not one.hub)):
        if not kind.namespaced or not kind.stored:
            continue
        wanted = [resource for resource in hard if covers(kind, resource)]
        if not wanted:
            continue
        for obj in api.list(kind.key, namespace):
            if matches(quota, kind, obj):
                amounts = usage(kind, obj, api.now)
                for resource in wanted:
                    if resource in amounts:
                        total[resource] = add(total.get(resource, _ZERO), amounts[resource])
    return {resource: str(total.get(resource, _ZERO)) for resource in sorted(hard)}
