"""Validation: every cause for which an object is refused, and the warnings it is taken with.

`validate(kind, obj, old, subresource)` looks at a decoded, defaulted object and tells all causes at once, in the order of the
server; `warnings(kind, obj, old)` what comes back with a write that is taken. Both are pure: they read and change nothing.
Kinds without rules of their own have those of metadata. A file holds the rules of one idea, `_RULES` says whose they are.

What may be refused only with a look at other objects is not here: names of classes and accounts, quotas (`../admission`),
addresses and node ports that are taken (`../allocators.py`). Next: `../admission`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ...core import names
from ..errors import Cause
from ..kinds import Kind
from . import (
    admissionpolicies,
    autoscaling,
    batch,
    cluster,
    config,
    endpoints,
    limits,
    networking,
    persistent,
    pods,
    services,
    workloads,
)  # fmt: skip
from . import claims as claim_rules
from . import status as status_rules
from .causes import Causes, at_least_zero
from .kindwarnings import WARNINGS
from .meta import object_meta, object_meta_update, path_segment

__all__ = ["validate", "warnings"]

Part = dict[str, Any]
Create = Callable[[Causes, Part], None]
Update = Callable[[Causes, Part, Part], None]


class Rules(NamedTuple):
    """What is looked at when an object of a kind is created, and when it is written again."""

    create: Create
    update: Update


def _role(namespaced: bool) -> Rules:
    return Rules(
        lambda causes, obj: cluster.role(causes, obj, namespaced),
        lambda causes, new, old: cluster.role_update(causes, new, old, namespaced),
    )


def _binding(namespaced: bool) -> Rules:
    return Rules(
        lambda causes, obj: cluster.binding(causes, obj, namespaced),
        lambda causes, new, old: cluster.binding_update(causes, new, old, namespaced),
    )


def _limit_range_update(causes: Causes, new: Part, old: Part) -> None:
    # upstream asks nothing more of an update of a LimitRange
    limits.limit_range(causes, new)


_RULES: dict[str, Rules] = {
    "Pod": Rules(pods.pod, pods.pod_update),
    "PodTemplate": Rules(pods.pod_template, pods.pod_template_update),
    "ConfigMap": Rules(config.config_map, config.config_map_update),
    "Secret": Rules(config.secret, config.secret_update),
    "ServiceAccount": Rules(config.service_account, config.service_account_update),
    "Namespace": Rules(config.namespace, config.namespace_update),
    "Node": Rules(cluster.node, cluster.node_update),
    "PersistentVolume": Rules(persistent.volume, persistent.volume_update),
    "PersistentVolumeClaim": Rules(claim_rules.claim, claim_rules.claim_update),
    "StorageClass": Rules(persistent.storage_class, persistent.storage_class_update),
    "Service": Rules(services.service, services.service_update),
    "Endpoints": Rules(endpoints.endpoints, endpoints.endpoints_update),
    "EndpointSlice": Rules(endpoints.endpoint_slice, endpoints.endpoint_slice_update),
    "Ingress": Rules(networking.ingress, networking.ingress_update),
    "IngressClass": Rules(networking.ingress_class, networking.ingress_class_update),
    "NetworkPolicy": Rules(networking.network_policy, networking.network_policy_update),
    "Deployment": Rules(workloads.deployment, workloads.deployment_update),
    "ReplicaSet": Rules(workloads.replica_set, workloads.replica_set_update),
    "StatefulSet": Rules(workloads.stateful_set, workloads.stateful_set_update),
    "DaemonSet": Rules(workloads.daemon_set, workloads.daemon_set_update),
    "ReplicationController": Rules(workloads.replication_controller, workloads.replication_controller_update),
    "ControllerRevision": Rules(workloads.controller_revision, workloads.controller_revision_update),
    "Job": Rules(batch.job, batch.job_update),
    "CronJob": Rules(batch.cron_job, batch.cron_job_update),
    "HorizontalPodAutoscaler": Rules(autoscaling.autoscaler, autoscaling.autoscaler_update),
    "PodDisruptionBudget": Rules(limits.budget, limits.budget_update),
    "ResourceQuota": Rules(limits.quota, limits.quota_update),
    "LimitRange": Rules(limits.limit_range, _limit_range_update),
    "PriorityClass": Rules(cluster.priority_class, cluster.priority_class_update),
    "RuntimeClass": Rules(cluster.runtime_class, cluster.runtime_class_update),
    "Lease": Rules(cluster.lease, cluster.lease_update),
    "Role": _role(True),
    "ClusterRole": _role(False),
    **dict.fromkeys(
        ("ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicyBinding"),
        Rules(admissionpolicies.binding, admissionpolicies.binding_update),
    ),
    **dict.fromkeys(
        ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
        Rules(admissionpolicies.webhooks, admissionpolicies.webhooks_update),
    ),
    "ValidatingAdmissionPolicy": Rules(admissionpolicies.policy, admissionpolicies.policy_update),
    "MutatingAdmissionPolicy": Rules(admissionpolicies.mutating, admissionpolicies.mutating_update),
    "RoleBinding": _binding(True),
    "ClusterRoleBinding": _binding(False),
}
#: kinds whose names may be almost anything
_LOOSE_NAMES = ("Event", "CertificateSigningRequest", "APIService", "IPAddress")


def validate(kind: Kind, obj: Part, old: Part | None = None, subresource: str = "") -> list[Cause]:
    """Every cause for which `obj` is refused; none: it is right.

    `old` is the stored object of an update. Of the subresources `status` has rules of its own for what it may hold, `scale`
    takes the object with the new number, `resize` and `ephemeralcontainers` take pods.
    """
    causes: Causes = []
    if subresource == "scale":
        at_least_zero(causes, "spec.replicas", (obj.get("spec") or {}).get("replicas"))
    elif subresource and old is not None:
        _subresource(causes, kind, obj, old, subresource)
    elif kind.key in _RULES:
        rules = _RULES[kind.key]
        if old is None:
            rules.create(causes, obj)
        else:
            rules.update(causes, obj, old)
    else:
        _generic(causes, kind, obj, old)
    return causes


def _subresource(causes: Causes, kind: Kind, obj: Part, old: Part, subresource: str) -> None:
    if kind.name == "Pod" and subresource == "resize":
        pods.resize(causes, obj, old)
    elif kind.name == "Pod" and subresource == "ephemeralcontainers":
        pods.ephemeral_update(causes, obj, old)
    else:
        object_meta_update(causes, obj["metadata"], old["metadata"])
        if subresource == "status":
            status_rules.status(causes, kind.key, obj, old)


def _generic(causes: Causes, kind: Kind, obj: Part, old: Part | None) -> None:
    if old is None:
        rule = path_segment if kind.name in _LOOSE_NAMES else names.dns_subdomain
        object_meta(causes, obj["metadata"], kind.namespaced, rule)
    else:
        object_meta_update(causes, obj["metadata"], old["metadata"])


def warnings(kind: Kind, obj: Part, old: Part | None = None) -> list[str]:
    """What the server warns of, although it takes the object."""
    rule = WARNINGS.get(kind.key)
    return rule(obj, old) if rule else []
