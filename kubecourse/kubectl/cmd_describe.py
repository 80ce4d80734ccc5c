"""`kubectl describe`: an object in words, with its events.

A name that does not exist stands for all that begin with it. Upstream: `kubectl/pkg/cmd/describe`. Next: `describe_words.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ..engine.api.errors import ApiError
from ..engine.api.kinds import Kind
from ..engine.core.work import Object
from .columns import align
from .failures import Failure, Failures
from .manifests import manifests
from .resources import Found, Wanted, read, requested, select
from .session import Session

__all__ = ["describe"]

_BY_KIND = {
    "Pod": "describe_pod:pod",
    "Deployment": "describe_workloads:deployment",
    "ReplicaSet": "describe_workloads:replica_set",
    "ReplicationController": "describe_workloads:controller",
    "StatefulSet": "describe_workloads:stateful_set",
    "DaemonSet": "describe_workloads:daemon_set",
    "Job": "describe_workloads:job",
    "CronJob": "describe_workloads:cron_job",
    "Service": "describe_services:service",
    "Ingress": "describe_services:ingress",
    "IngressClass": "describe_services:ingress_class",
    "NetworkPolicy": "describe_services:network_policy",
    "Endpoints": "describe_services:endpoints",
    "EndpointSlice": "describe_services:slice_of",
    "PersistentVolume": "describe_storage:volume",
    "PersistentVolumeClaim": "describe_storage:claim",
    "StorageClass": "describe_storage:storage",
    "ConfigMap": "describe_config:config_map",
    "Secret": "describe_config:secret",
    "Namespace": "describe_config:namespace",
    "ResourceQuota": "describe_config:quota",
    "LimitRange": "describe_config:limits",
    "ServiceAccount": "describe_config:service_account",
    "PodDisruptionBudget": "describe_policies:budget",
    "HorizontalPodAutoscaler": "describe_policies:autoscaler",
    "Role": "describe_policies:role",
    "ClusterRole": "describe_policies:role",
    "RoleBinding": "describe_policies:binding",
    "ClusterRoleBinding": "describe_policies:binding",
    "PriorityClass": "describe_policies:priority_class",
    "Node": "describe_nodes:node",
}


def describe(session: Session) -> None:
    """Describe what is named; what is not found comes last."""
    errors: list[Exception] = []
    if session.flags("filename"):
        wanted = [Wanted(one.kind, one.name) for one in manifests(session, errors)]
    else:
        wanted = requested(session, session.args)
        if not wanted:
            raise Failure(
                'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of '
                "supported resources."
            )
    found: list[Found] = []
    for want in wanted:
        try:
            found += _found(session, want)
        except ApiError as error:
            errors.append(error)
    session.out.append("\n\n".join(_text(session, one.kind, one.obj) for one in found))
    if not found and not errors:
        everywhere = session.flags("all-namespaces") or not all(want.kind.namespaced for want in wanted)
        session.note("No resources found" if everywhere else f"No resources found in {session.namespace} namespace.")
    if errors:
        raise Failures(errors)


def _found(session: Session, want: Wanted) -> list[Found]:
    kind, name = want
    if name is None:
        return [Found(kind, obj) for obj in select(session, kind)]
    try:
        return [Found(kind, read(session, kind, name))]
    except ApiError as error:
        if error.reason != "NotFound":
            raise
        alike = [Found(kind, obj) for obj in select(session, kind) if obj["metadata"]["name"].startswith(name)]
        if not alike:
            raise
        return alike


def _text(session: Session, kind: Kind, obj: Object) -> str:
    module, _, name = _BY_KIND.get(kind.key, "describe_policies:custom").partition(":")
    words: Callable[[Session, Object], list[str]] = getattr(import_module(f".{module}", __package__), name)
    return align("\n".join(words(session, obj))) + "\n"
