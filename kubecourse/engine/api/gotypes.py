"""How Go names the type of a field, for type errors: `int32`, `[]v1.Container`, `v1.DNSPolicy`.

The published schemas say only "string" where the Go type has a name; those names are listed here (public
identifiers of `k8s.io/api`). A field that is missing prints as plain `string`. Next: `typecheck.py`.
"""

from __future__ import annotations

from .schema import ANY, SchemaNode

__all__ = ["go_type"]

#: `Struct.field`, or `.field` wherever it stands
_STRINGS = {
    ".accessModes": "v1.PersistentVolumeAccessMode", "Capabilities.add": "v1.Capability",
    "Capabilities.drop": "v1.Capability", ".imagePullPolicy": "v1.PullPolicy",
    "PodSpec.restartPolicy": "v1.RestartPolicy",
    "Container.restartPolicy": "v1.ContainerRestartPolicy", ".dnsPolicy": "v1.DNSPolicy", ".protocol": "v1.Protocol",
    "ServiceSpec.type": "v1.ServiceType", ".sessionAffinity": "v1.ServiceAffinity", ".ipFamilies": "v1.IPFamily",
    ".externalTrafficPolicy": "v1.ServiceExternalTrafficPolicy", ".ipFamilyPolicy": "v1.IPFamilyPolicy",
    ".internalTrafficPolicy": "v1.ServiceInternalTrafficPolicy", ".volumeMode": "v1.PersistentVolumeMode",
    ".persistentVolumeReclaimPolicy": "v1.PersistentVolumeReclaimPolicy",
    ".reclaimPolicy": "v1.PersistentVolumeReclaimPolicy", ".volumeBindingMode": "v1.VolumeBindingMode",
    "Secret.type": "v1.SecretType", "Toleration.operator": "v1.TolerationOperator", ".effect": "v1.TaintEffect",
    "NodeSelectorRequirement.operator": "v1.NodeSelectorOperator", ".preemptionPolicy": "v1.PreemptionPolicy",
    "LabelSelectorRequirement.operator": "v1.LabelSelectorOperator", ".medium": "v1.StorageMedium",
    ".whenUnsatisfiable": "v1.UnsatisfiableConstraintAction", "DeploymentStrategy.type": "v1.DeploymentStrategyType",
    "DaemonSetUpdateStrategy.type": "v1.DaemonSetUpdateStrategyType", ".completionMode": "v1.CompletionMode",
    "StatefulSetUpdateStrategy.type": "v1.StatefulSetUpdateStrategyType", ".scheme": "v1.URIScheme",
    ".podManagementPolicy": "v1.PodManagementPolicyType", ".concurrencyPolicy": "v1.ConcurrencyPolicy",
    ".pathType": "v1.PathType", ".policyTypes": "v1.PolicyType", ".scopes": "v1.ResourceQuotaScope",
    ".terminationMessagePolicy": "v1.TerminationMessagePolicy", "HostPathVolumeSource.type": "v1.HostPathType",
    ".mountPropagation": "v1.MountPropagationMode", "LimitRangeItem.type": "v1.LimitType", ".uid": "types.UID",
    "NamespaceSpec.finalizers": "v1.FinalizerName", ".unhealthyPodEvictionPolicy": "v1.UnhealthyPodEvictionPolicyType",
    "PodFailurePolicyRule.action": "v1.PodFailurePolicyAction", ".podReplacementPolicy": "v1.PodReplacementPolicy",
    "ScopedResourceSelectorRequirement.operator": "v1.ScopeSelectorOperator", "ContainerPort.protocol": "v1.Protocol",
    "MetricSpec.type": "v2.MetricSourceType", "MetricTarget.type": "v2.MetricTargetType",
    ".nodeAffinityPolicy": "v1.NodeInclusionPolicy",
    "StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted": "v1.PersistentVolumeClaimRetentionPolicyType",
    "StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled": "v1.PersistentVolumeClaimRetentionPolicyType",
    ".nodeTaintsPolicy": "v1.NodeInclusionPolicy", "PodOS.name": "v1.OSName", ".addressType": "v1.AddressType",
    "SeccompProfile.type": "v1.SeccompProfileType", "PodStatus.phase": "v1.PodPhase",
}  # fmt: skip
#: maps of quantities have a name of their own
_RESOURCES = {"limits", "requests", "hard", "used", "capacity", "allocatable", "max", "min", "default",
              "defaultRequest", "maxLimitRequestRatio", "overhead", "allocatedResources"}  # fmt: skip
_SCALARS = {"int32": "int32", "int64": "int64", "bool": "bool", "number": "float64", "bytes": "[]uint8",
            "quantity": "resource.Quantity", "int-or-string": "intstr.IntOrString", "time": "v1.Time",
            "micro-time": "v1.MicroTime", "any": "runtime.RawExtension"}  # fmt: skip


def go_type(where: SchemaNode, struct: str, field: str) -> str:
    """The Go type of `where`, which is (in) the field called `field` of `struct`."""
    if where.type == "object":
        return ".".join(where.name.split(".")[-2:])
    if where.type == "list":
        return f"[]{go_type(where.item or ANY, struct, field)}"
    if where.type == "map":
        item = where.item or ANY
        if item.type == "quantity" and field in _RESOURCES:
            return "v1.ResourceList"
        return f"map[string]{go_type(item, struct, field)}"
    if where.type == "string":
        return _STRINGS.get(f"{struct}.{field}") or _STRINGS.get(f".{field}", "string")
    return _SCALARS[where.type]
