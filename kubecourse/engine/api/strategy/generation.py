"""metadata.generation: which kinds count the changes of what is wanted, and which changes count.

Upstream: the strategies of pkg/registry. Status and most metadata never count.
"""

from __future__ import annotations

from typing import Any

from ..kinds import BUILTIN, Kind

__all__ = ["has_generation", "next_generation"]

_COUNTED = frozenset((
    "Pod", "PodTemplate", "ReplicationController", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job",
    "CronJob", "PodDisruptionBudget", "Ingress", "IngressClass", "NetworkPolicy", "EndpointSlice", "PriorityClass",
    "FlowSchema", "PriorityLevelConfiguration", "ServiceCIDR", "IPAddress", "CustomResourceDefinition",
    "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
    "ResourceSlice", "DeviceClass",
))  # fmt: skip
_GROUPS = frozenset(kind.group for kind in BUILTIN)
#: kinds without a spec: everything but metadata counts
_WHOLE = frozenset(["EndpointSlice", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"])


def has_generation(kind: Kind) -> bool:
    """Do objects of this kind have a generation? Custom kinds all do."""
    return kind.key in _COUNTED or kind.group not in _GROUPS


def next_generation(kind: Kind, obj: dict[str, Any], old: dict[str, Any]) -> None:
    """One more than before, if what is wanted has changed."""
    if not has_generation(kind) or kind.key == "PriorityClass":
        return
    if _changed(kind, obj, old):
        obj["metadata"]["generation"] = old["metadata"].get("generation", 0) + 1


def _changed(kind: Kind, obj: dict[str, Any], old: dict[str, Any]) -> bool:
    if kind.key in _WHOLE or kind.group not in _GROUPS:
        if _parts(obj) != _parts(old):
            return True
        return kind.key == "EndpointSlice" and _meta(obj, "labels") != _meta(old, "labels")
    if obj.get("spec") != old.get("spec"):
        return True
    # `kubectl rollout restart` of long ago, and revision annotations: a Deployment counts annotations too
    return kind.key == "Deployment" and _meta(obj, "annotations") != _meta(old, "annotations")


def _meta(obj: dict[str, Any], field: str) -> Any:
    return obj["metadata"].get(field) or {}


def _parts(obj: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in obj.items() if key not in ("metadata", "status")}
