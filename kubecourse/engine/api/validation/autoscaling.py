"""HorizontalPodAutoscalers.

Rules of `pkg/apis/autoscaling/validation`; what is said after `maxReplicas` follows the recordings of 1.36. Next: `kindwarnings.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core import names, quantity
from .causes import Causes, forbidden, invalid, invalid_all, required, unsupported
from .meta import object_meta, object_meta_update, path_segment
from .selector import label_selector

__all__ = ["autoscaler", "autoscaler_update"]

Part = dict[str, Any]
SOURCES = {"Object": "object", "Pods": "pods", "Resource": "resource", "ContainerResource": "containerResource",
           "External": "external"}  # fmt: skip
TYPES = ("ContainerResource", "External", "Object", "Pods", "Resource")
SELECT = ("Disabled", "Max", "Min")
WINDOW = 3600
PERIOD = 1800


def autoscaler(causes: Causes, obj: Part) -> None:
    """A new one."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    _spec(causes, obj.get("spec") or {}, 1)


def autoscaler_update(causes: Causes, new: Part, old: Part) -> None:
    """One that was zero may stay zero."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    lowest = 0 if (old.get("spec") or {}).get("minReplicas") == 0 else 1
    _spec(causes, new.get("spec") or {}, lowest)


def _spec(causes: Causes, spec: Part, lowest: int) -> None:
    least, most = spec.get("minReplicas"), spec.get("maxReplicas") or 0
    if least is not None and least < lowest:
        invalid(causes, "spec.minReplicas", least, f"must be greater than or equal to {lowest}")
    if most < 1:
        if most == 0:
            required(causes, "spec.maxReplicas", "must be set and greater than 0")
        else:
            invalid(causes, "spec.maxReplicas", most, "must be greater than 0")
    if least is not None and most < least:
        invalid(causes, "spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")
    _target(causes, spec.get("scaleTargetRef") or {}, "spec.scaleTargetRef", grouped=True)
    metrics = spec.get("metrics") or []
    for i, metric in enumerate(metrics):
        _metric(causes, metric, f"spec.metrics[{i}]")
    if least == 0 and not any(metric.get("type") in ("Object", "External") for metric in metrics):
        detail = "must specify at least one Object or External metric to support scaling to zero replicas"
        forbidden(causes, "spec.metrics", detail)
    for key in ("scaleUp", "scaleDown"):
        rules = (spec.get("behavior") or {}).get(key)
        if rules is not None:
            _rules(causes, rules, f"spec.behavior.{key}")


def _target(causes: Causes, ref: Part, path: str, grouped: bool = False) -> None:
    for key in ("kind", "name"):
        value = ref.get(key, "")
        if not value:
            required(causes, f"{path}.{key}")
        else:
            invalid_all(causes, f"{path}.{key}", value, path_segment(value))
    if not grouped:
        return
    version = ref.get("apiVersion", "")
    if version.count("/") > 1:
        invalid(causes, f"{path}.apiVersion", version, f"unexpected GroupVersion string: {version}")
    elif "/" not in version and (version != "v1" or ref.get("kind") != "ReplicationController"):
        invalid(causes, f"{path}.apiVersion", version, "apiVersion must specify API group")


def _rules(causes: Causes, rules: Part, path: str) -> None:
    window, select, policies = rules.get("stabilizationWindowSeconds"), rules.get("selectPolicy"), rules.get("policies")
    if window is not None and window < 0:
        invalid(causes, f"{path}.stabilizationWindowSeconds", window, "must be greater than or equal to zero")
    if window is not None and window > WINDOW:
        invalid(causes, f"{path}.stabilizationWindowSeconds", window, f"must be less than or equal to {WINDOW}")
    if select is not None and select not in SELECT:
        unsupported(causes, f"{path}.selectPolicy", select, SELECT)
    tolerance = rules.get("tolerance")
    if tolerance is not None and quantity.parse(tolerance).nano < 0:
        invalid(causes, f"{path}.tolerance", quantity.canonical(tolerance), "must be greater than or equal to 0")
    for i, policy in enumerate(policies or ()):
        where, kind = f"{path}.policies[{i}]", policy.get("type", "")
        if kind not in ("Pods", "Percent"):
            unsupported(causes, f"{where}.type", kind, ("Percent", "Pods"))
        for key in ("value", "periodSeconds"):
            if (policy.get(key) or 0) <= 0:
                invalid(causes, f"{where}.{key}", policy.get(key) or 0, "must be greater than zero")
        if (policy.get("periodSeconds") or 0) > PERIOD:
            detail = f"must be less than or equal to {PERIOD}"
            invalid(causes, f"{where}.periodSeconds", policy["periodSeconds"], detail)


def _metric(causes: Causes, metric: Part, path: str) -> None:
    kind = metric.get("type", "")
    if not kind:
        required(causes, f"{path}.type", "must specify a metric source type")
    if kind not in TYPES:
        unsupported(causes, f"{path}.type", kind, TYPES)
    present = [
        key for key in ("object", "external", "pods", "resource", "containerResource") if metric.get(key) is not None
    ]
    if present:
        _CHECKS[present[0]](causes, metric[present[0]], f"{path}.{present[0]}")
    expected = SOURCES.get(kind, "")
    if not expected:
        unsupported(causes, f"{path}.type", kind, TYPES)
    elif expected not in present:
        required(causes, f"{path}.{expected}", "must populate information for the given metric source")
    if len(present) != 1:
        for key in present:
            if key != expected:
                forbidden(causes, f"{path}.{key}", "must populate the given metric source only")


def _identifier(causes: Causes, metric: Part, path: str) -> None:
    name = metric.get("name", "")
    if not name:
        required(causes, f"{path}.name", "must specify a metric name")
    else:
        invalid_all(causes, f"{path}.name", name, path_segment(name))
    label_selector(causes, metric.get("selector"), f"{path}.selector")


def _amounts(causes: Causes, target: Part, path: str) -> None:
    kind = target.get("type", "")
    if not kind:
        required(causes, f"{path}.type", "must specify a metric target type")
    if kind not in ("Utilization", "Value", "AverageValue"):
        invalid(causes, f"{path}.type", kind, "must be either Utilization, Value, or AverageValue")
    for key in ("value", "averageValue"):
        found = target.get(key)
        if found is not None and quantity.parse(found).nano <= 0:
            invalid(causes, f"{path}.{key}", quantity.canonical(found), "must be positive")
    share = target.get("averageUtilization")
    if share is not None and share < 1:
        invalid(causes, f"{path}.averageUtilization", share, "must be greater than 0")


def _object(causes: Causes, source: Part, path: str) -> None:
    target = source.get("target") or {}
    _target(causes, source.get("describedObject") or {}, f"{path}.describedObject")
    _identifier(causes, source.get("metric") or {}, f"{path}.metric")
    _amounts(causes, target, f"{path}.target")
    if target.get("value") is None and target.get("averageValue") is None:
        required(causes, f"{path}.target.averageValue", "must set either a target value or averageValue")


def _external(causes: Causes, source: Part, path: str) -> None:
    target = source.get("target") or {}
    _identifier(causes, source.get("metric") or {}, f"{path}.metric")
    _amounts(causes, target, f"{path}.target")
    value, average = target.get("value"), target.get("averageValue")
    if value is None and average is None:
        detail = "must set either a target value for metric or a per-pod target"
        required(causes, f"{path}.target.averageValue", detail)
    if value is not None and average is not None:
        detail = "may not set both a target value for metric and a per-pod target"
        forbidden(causes, f"{path}.target.value", detail)


def _pods(causes: Causes, source: Part, path: str) -> None:
    _identifier(causes, source.get("metric") or {}, f"{path}.metric")
    _amounts(causes, source.get("target") or {}, f"{path}.target")
    if (source.get("target") or {}).get("averageValue") is None:
        required(causes, f"{path}.target.averageValue", "must specify a positive target averageValue")


def _resource(causes: Causes, source: Part, path: str) -> None:
    target = source.get("target") or {}
    if not source.get("name"):
        required(causes, f"{path}.name", "must specify a resource name")
    _amounts(causes, target, f"{path}.target")
    share, average = target.get("averageUtilization"), target.get("averageValue")
    if share is None and average is None:
        detail = "must set either a target raw value or a target utilization"
        required(causes, f"{path}.target.averageUtilization", detail)
    if share is not None and average is not None:
        detail = "may not set both a target raw value and a target utilization"
        forbidden(causes, f"{path}.target.averageValue", detail)


def _container(causes: Causes, source: Part, path: str) -> None:
    if not source.get("container"):
        required(causes, f"{path}.container", "must specify a container")
    _resource(causes, source, path)


_CHECKS: dict[str, Callable[[Causes, Part, str], None]] = {
    "object": _object, "external": _external, "pods": _pods, "resource": _resource, "containerResource": _container,
}  # fmt: skip
