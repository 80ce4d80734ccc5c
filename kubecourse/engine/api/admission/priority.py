"""Priority: the number behind a priorityClassName.

Upstream: plugin/pkg/admission/priority/admission.go.
"""

from __future__ import annotations

from typing import Any

from .request import Plugin, Request, deny

__all__ = ["PLUGIN"]

Object = dict[str, Any]
#: classes that are there even before anybody has created them
_SYSTEM = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}
_PREEMPT = "PreemptLowerPriority"
_MUST_NOT = "must not be provided in pod spec; priority admission controller computed"


def _mutate(request: Request) -> None:
    pod = request.obj
    if pod is None or request.kind.key != "Pod" or request.subresource:
        return
    spec = pod["spec"]
    if request.verb == "UPDATE":
        _keep(spec, request.old["spec"] if request.old else {})
        return
    name, priority, policy = _class_of(request, spec.get("priorityClassName", ""))
    if name:
        spec["priorityClassName"] = name
    given = spec.get("priority")
    if given is not None and given != priority:
        why = f"the integer value of priority ({given}) {_MUST_NOT} {priority} from the given PriorityClass name"
        raise deny(request, why)
    spec["priority"] = priority
    given = spec.get("preemptionPolicy")
    if given is not None and given != policy:
        why = f"the string value of PreemptionPolicy ({given}) {_MUST_NOT} {policy} from the given PriorityClass name"
        raise deny(request, why)
    spec["preemptionPolicy"] = policy


def _keep(spec: Object, before: Object) -> None:
    """A manifest that is applied again does not say what was computed."""
    for field in ("priority", "preemptionPolicy"):
        if spec.get(field) is None and field in before:
            spec[field] = before[field]


def _class_of(request: Request, name: str) -> tuple[str, int, str]:
    """(class name, priority, preemption policy) of a pod."""
    if not name:
        found = _default(request)
        if found is None:
            return "", 0, _PREEMPT
        name = found["metadata"]["name"]
    else:
        found = request.api.find("PriorityClass", name)
        if found is None and name in _SYSTEM:
            return name, _SYSTEM[name], _PREEMPT
        if found is None:
            raise deny(request, f"no PriorityClass with name {name} was found")
    return name, found.get("value", 0), found.get("preemptionPolicy", _PREEMPT)


def _default(request: Request) -> Object | None:
    """The class with globalDefault; of several, the one with the lowest value."""
    defaults = [c for c in request.api.list("PriorityClass") if c.get("globalDefault")]
    return min(defaults, key=lambda c: int(c.get("value", 0)), default=None)


def _check(request: Request) -> None:
    obj = request.obj
    if obj is None or request.kind.key != "PriorityClass" or not obj.get("globalDefault"):
        return
    other = _default(request)
    if other is not None and other["metadata"]["name"] != obj["metadata"].get("name"):
        name = other["metadata"]["name"]
        raise deny(request, f"PriorityClass {name} is already marked as default. Only one default can exist")


PLUGIN = Plugin("Priority", ("CREATE", "UPDATE"), ("Pod", "PriorityClass"), _mutate, _check)
