"""Defaults of the small groups: storage, RBAC, scheduling, policy, admission, extensions.

Upstream: pkg/apis/*/v1/defaults.go of each group.
"""

from __future__ import annotations

from typing import Any

from .quantities import one, resource_list

__all__ = ["APPLY"]

Object = dict[str, Any]
_RBAC = "rbac.authorization.k8s.io"


def _storage_class(obj: Object) -> None:
    obj.setdefault("reclaimPolicy", "Delete")
    obj.setdefault("volumeBindingMode", "Immediate")


def _priority_class(obj: Object) -> None:
    obj.setdefault("value", 0)
    obj.setdefault("preemptionPolicy", "PreemptLowerPriority")


def _role(obj: Object) -> None:
    obj.setdefault("rules", None)


def _role_binding(obj: Object) -> None:
    obj.setdefault("roleRef", {}).setdefault("apiGroup", _RBAC)
    for subject in obj.get("subjects") or ():
        if subject.get("kind") in ("User", "Group"):
            subject.setdefault("apiGroup", _RBAC)


def _with_spec(obj: Object) -> None:
    obj.setdefault("spec", {})


def _csi_driver(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    for field, value in (
        ("attachRequired", True), ("podInfoOnMount", False), ("requiresRepublish", False), ("storageCapacity", False),
        ("seLinuxMount", False), ("fsGroupPolicy", "ReadWriteOnceWithFSType"),
    ):  # fmt: skip
        spec.setdefault(field, value)
    if not spec.get("volumeLifecycleModes"):
        spec["volumeLifecycleModes"] = ["Persistent"]


def _csi_capacity(obj: Object) -> None:
    one(obj, "capacity")
    one(obj, "maximumVolumeSize")


def _runtime_class(obj: Object) -> None:
    resource_list((obj.get("overhead") or {}).get("podFixed"))


def _webhooks(obj: Object) -> None:
    for hook in obj.get("webhooks") or ():
        hook.setdefault("failurePolicy", "Fail")
        hook.setdefault("matchPolicy", "Equivalent")
        hook.setdefault("namespaceSelector", {})
        hook.setdefault("objectSelector", {})
        hook.setdefault("timeoutSeconds", 10)
        if obj["kind"] == "MutatingWebhookConfiguration":
            hook.setdefault("reinvocationPolicy", "Never")
        service = hook.setdefault("clientConfig", {}).get("service")
        if service is not None:
            service.setdefault("port", 443)
        _rules(hook.get("rules"))


def _rules(rules: list[Object] | None) -> None:
    for rule in rules or ():
        rule.setdefault("scope", "*")


def _admission_policy(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec.setdefault("failurePolicy", "Fail")
    _match(spec.get("matchConstraints"))


def _admission_binding(obj: Object) -> None:
    _match(obj.setdefault("spec", {}).get("matchResources"))


def _match(resources: Object | None) -> None:
    if resources is not None:
        resources.setdefault("matchPolicy", "Equivalent")
        resources.setdefault("namespaceSelector", {})
        resources.setdefault("objectSelector", {})
        _rules(resources.get("resourceRules"))
        _rules(resources.get("excludeResourceRules"))


def _custom_resource(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    names = spec.setdefault("names", {})
    if names.get("kind"):
        names.setdefault("singular", names["kind"].lower())
        names.setdefault("listKind", names["kind"] + "List")
    spec.setdefault("conversion", {}).setdefault("strategy", "None")


APPLY = {
    "CSIDriver": _csi_driver, "CSIStorageCapacity": _csi_capacity, "ClusterRole": _role,
    "ClusterRoleBinding": _role_binding, "CustomResourceDefinition": _custom_resource, "Lease": _with_spec,
    "MutatingAdmissionPolicy": _admission_policy, "MutatingAdmissionPolicyBinding": _admission_binding,
    "MutatingWebhookConfiguration": _webhooks, "PodDisruptionBudget": _with_spec, "PriorityClass": _priority_class,
    "Role": _role, "RoleBinding": _role_binding, "RuntimeClass": _runtime_class, "StorageClass": _storage_class,
    "ValidatingAdmissionPolicy": _admission_policy, "ValidatingAdmissionPolicyBinding": _admission_binding,
    "ValidatingWebhookConfiguration": _webhooks,
}  # fmt: skip
