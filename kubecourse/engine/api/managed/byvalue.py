"""Which parts of an object are always there for the server, even when they are empty.

The server compares Go structs: a struct held by value (`spec.strategy` of a Deployment) exists before anybody wrote
into it, so nobody becomes its owner; one behind a pointer (`rollingUpdate`) is made, and whoever makes it owns it too.
That is why FieldsV1 has a "." below some fields and not below others. Upstream: the `types.go` of each group.
"""

from __future__ import annotations

from ..schema import SchemaNode

__all__ = ["always_there"]

#: definition -> fields that are structs held by value; `metadata`, `spec` and `status` of a kind are so everywhere
_STRUCTS: dict[str, tuple[str, ...]] = {
    "apps.v1.DaemonSetSpec": ("template", "updateStrategy"),
    "apps.v1.DeploymentSpec": ("strategy", "template"),
    "apps.v1.ReplicaSetSpec": ("template",),
    "apps.v1.StatefulSetSpec": ("template", "updateStrategy"),
    "autoscaling.v2.HorizontalPodAutoscalerSpec": ("scaleTargetRef",),
    "batch.v1.CronJobSpec": ("jobTemplate",),
    "batch.v1.JobSpec": ("template",),
    "batch.v1.JobTemplateSpec": ("metadata", "spec"),
    "core.v1.Container": ("resources",),
    "core.v1.EphemeralContainer": ("resources",),
    "core.v1.Event": ("involvedObject", "source"),
    "core.v1.NodeDaemonEndpoints": ("kubeletEndpoint",),
    "core.v1.NodeStatus": ("daemonEndpoints", "nodeInfo"),
    "core.v1.PersistentVolumeClaimSpec": ("resources",),
    "core.v1.PersistentVolumeClaimTemplate": ("metadata", "spec"),
    "core.v1.PodTemplate": ("template",),
    "core.v1.PodTemplateSpec": ("metadata", "spec"),
    "core.v1.ServiceStatus": ("loadBalancer",),
    "discovery.v1.Endpoint": ("conditions",),
    "networking.v1.IngressStatus": ("loadBalancer",),
    "storage.v1.VolumeAttachmentSpec": ("source",),
}
_TOP = ("metadata", "spec", "status")


def always_there(where: SchemaNode, field: str, top: bool) -> bool:
    """Does `field` of the struct `where` exist for the server although nobody wrote it? `top`: `where` is the object."""
    if top and field in _TOP:
        return True
    if field in _STRUCTS.get(where.name, ()):
        return True
    # a list that is always written is there too, as null: the containers of a pod
    return field in where.required and where.child(field).type in ("list", "map")
