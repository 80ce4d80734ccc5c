"""Pods, namespaces, volumes and claims on their way into storage.

Upstream: pkg/registry/core/{pod,namespace,persistentvolume,persistentvolumeclaim}/strategy.go,
pkg/apis/core/v1/helper/qos/qos.go.
"""

from __future__ import annotations

from typing import Any

from ...core import quantity
from ...core.clock import stamp
from ..admission.request import Request

__all__ = ["create_claim", "create_namespace", "create_pod", "qos_class", "update_claim", "update_namespace"]

Object = dict[str, Any]
_GATED = "Scheduling is blocked due to non-empty scheduling gates"


def create_pod(request: Request) -> None:
    """Pending, with its quality of service; a pod with scheduling gates says that it waits for them."""
    obj = request.obj
    assert obj is not None
    spec = obj["spec"]
    status: Object = {"phase": "Pending", "qosClass": qos_class(spec)}
    if spec.get("schedulingGates"):
        status["conditions"] = [_gated(request.api.now)]
    obj["status"] = status
    _label_keys(spec, obj["metadata"].get("labels") or {})


def _gated(now: int) -> Object:
    return {
        "type": "PodScheduled", "status": "False", "lastProbeTime": None, "lastTransitionTime": stamp(now),
        "reason": "SchedulingGated", "message": _GATED,
    }  # fmt: skip


def _label_keys(spec: Object, labels: dict[str, str]) -> None:
    """matchLabelKeys: the value of the pod's own label becomes part of the selector."""
    affinity = spec.get("affinity") or {}
    for name in ("podAffinity", "podAntiAffinity"):
        rules = affinity.get(name) or {}
        for term in rules.get("requiredDuringSchedulingIgnoredDuringExecution") or ():
            _merge_keys(term, labels)
        for weighted in rules.get("preferredDuringSchedulingIgnoredDuringExecution") or ():
            _merge_keys(weighted.get("podAffinityTerm") or {}, labels)
    for constraint in spec.get("topologySpreadConstraints") or ():
        _merge_keys(constraint, labels)


def _merge_keys(term: Object, labels: dict[str, str]) -> None:
    selector = term.get("labelSelector")
    if selector is None:
        return
    for field, operator in (("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")):
        for key in term.get(field) or ():
            if key in labels:
                expression = {"key": key, "operator": operator, "values": [labels[key]]}
                if expression not in selector.get("matchExpressions", ()):
                    selector["matchExpressions"] = [*(selector.get("matchExpressions") or ()), expression]


def qos_class(spec: Object) -> str:
    """Guaranteed, Burstable or BestEffort; only cpu and memory count."""
    own = spec.get("resources")
    if own and (own.get("requests") or own.get("limits")):
        parts = [own]
    else:
        parts = [c.get("resources") or {} for f in ("containers", "initContainers") for c in spec.get(f) or ()]
    guaranteed, anything = True, False
    for part in parts:
        requests, limits = _amounts(part.get("requests")), _amounts(part.get("limits"))
        anything = anything or bool(requests) or bool(limits)
        if len(limits) != 2 or (requests and requests != limits):
            guaranteed = False
    if not anything:
        return "BestEffort"
    return "Guaranteed" if guaranteed else "Burstable"


def _amounts(resources: dict[str, str] | None) -> dict[str, int]:
    found = {}
    for name in ("cpu", "memory"):
        text = (resources or {}).get(name)
        amount = quantity.milli(text) if text is not None else 0
        if amount > 0:
            found[name] = amount
    return found


def create_namespace(request: Request) -> None:
    """Active, and not to go before the namespace controller has emptied it."""
    obj = request.obj
    assert obj is not None
    obj["status"] = {"phase": "Active"}
    finalizers = obj["spec"].get("finalizers") or []
    obj["spec"]["finalizers"] = finalizers if "kubernetes" in finalizers else [*finalizers, "kubernetes"]
    name = obj["metadata"].get("name")
    if name:
        obj["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = name


def update_namespace(request: Request) -> None:
    """Finalizers of the spec are the `finalize` subresource's."""
    obj, old = request.obj, request.old
    assert obj is not None and old is not None
    if request.subresource != "finalize":
        obj["spec"] = {**obj.get("spec", {}), **{k: v for k, v in old["spec"].items() if k == "finalizers"}}


def create_claim(request: Request) -> None:
    """A claim begins Pending; `dataSource` and `dataSourceRef` say the same."""
    obj = request.obj
    assert obj is not None
    spec = obj["spec"]
    if spec.get("dataSource") and not spec.get("dataSourceRef"):
        spec["dataSourceRef"] = dict(spec["dataSource"])
    elif spec.get("dataSourceRef") and not spec.get("dataSource") and not spec["dataSourceRef"].get("namespace"):
        if spec["dataSourceRef"].get("kind") in ("PersistentVolumeClaim", "VolumeSnapshot"):
            spec["dataSource"] = dict(spec["dataSourceRef"])


def update_claim(request: Request) -> None:
    """The same two fields agree after an update as well."""
    create_claim(request)
