"""The status of an object that was just created: nothing a person sent survives.

What Go prints of an empty status struct differs by kind: some counters are always there.
"""

from __future__ import annotations

from typing import Any

from ...core.clock import stamp
from ..admission.request import Request
from ..kinds import Kind

__all__ = ["first_status"]

_STATUS: dict[str, dict[str, Any]] = {
    "DaemonSet": {"currentNumberScheduled": 0, "numberMisscheduled": 0, "desiredNumberScheduled": 0, "numberReady": 0},
    "HorizontalPodAutoscaler": {"desiredReplicas": 0, "currentMetrics": None},
    "Ingress": {"loadBalancer": {}},
    "PersistentVolumeClaim": {"phase": "Pending"},
    "PodDisruptionBudget": {"disruptionsAllowed": 0, "currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0},
    "ReplicaSet": {"replicas": 0},
    "ReplicationController": {"replicas": 0},
    "Service": {"loadBalancer": {}},
    "StatefulSet": {"replicas": 0, "availableReplicas": 0},
    "VolumeAttachment": {"attached": False},
}
#: kinds that keep what they came with: a node registers with its status, the others begin theirs in `core.py`
_OWN = frozenset(["Node", "Pod", "Namespace", "CustomResourceDefinition"])


def first_status(kind: Kind, obj: dict[str, Any], request: Request) -> None:
    """Replace the status by the one a new object has."""
    if "status" not in kind.subresources or kind.key in _OWN:
        return
    if kind.key == "PersistentVolume":
        obj["status"] = {"phase": "Pending", "lastPhaseTransitionTime": stamp(request.api.now)}
    elif kind.key == "HorizontalPodAutoscaler" and obj.get("apiVersion") == "autoscaling/v1":
        obj["status"] = {"currentReplicas": 0, "desiredReplicas": 0}
    elif kind.key in _STATUS:
        obj["status"] = {
            field: dict(value) if type(value) is dict else value for field, value in _STATUS[kind.key].items()
        }
    elif kind.group in _WITH_EMPTY:
        obj["status"] = {}
    else:
        obj.pop("status", None)


_WITH_EMPTY = frozenset(
    ["", "apps", "batch", "policy", "autoscaling", "networking.k8s.io", "resource.k8s.io", "certificates.k8s.io",
     "flowcontrol.apiserver.k8s.io", "admissionregistration.k8s.io", "apiregistration.k8s.io", "storage.k8s.io"]
)  # fmt: skip
