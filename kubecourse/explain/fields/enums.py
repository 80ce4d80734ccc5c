"""The values that a field may have, where they are few: for completion, in the order in which they are usual.

Definition -> field -> values, as the API server accepts them.
"""

from __future__ import annotations

__all__ = ["BOOLEAN", "VALUES"]

_PROTOCOL = ("TCP", "UDP", "SCTP")
_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
_SELECTS = ("In", "NotIn", "Exists", "DoesNotExist")
_PULL = ("IfNotPresent", "Always", "Never")
_VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection")
_BOOL = ("true", "false")

VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "PodSpec": {
        "restartPolicy": ("Always", "OnFailure", "Never"),
        "dnsPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
        "preemptionPolicy": ("PreemptLowerPriority", "Never"),
    },
    "Container": {
        "imagePullPolicy": _PULL,
        "terminationMessagePolicy": ("File", "FallbackToLogsOnError"),
    },
    "PodOS": {"name": ("linux", "windows")},
    "ContainerPort": {"protocol": _PROTOCOL},
    "ServicePort": {"protocol": _PROTOCOL},
    "NetworkPolicyPort": {"protocol": _PROTOCOL},
    "EndpointPort": {"protocol": _PROTOCOL},
    "HTTPGetAction": {"scheme": ("HTTP", "HTTPS")},
    "VolumeMount": {
        "mountPropagation": ("None", "HostToContainer", "Bidirectional"),
        "recursiveReadOnly": ("Disabled", "IfPossible", "Enabled"),
    },
    "SeccompProfile": {"type": ("RuntimeDefault", "Unconfined", "Localhost")},
    "AppArmorProfile": {"type": ("RuntimeDefault", "Unconfined", "Localhost")},
    "PodSecurityContext": {
        "fsGroupChangePolicy": ("Always", "OnRootMismatch"),
        "supplementalGroupsPolicy": ("Merge", "Strict"),
    },
    "Toleration": {
        "operator": ("Equal", "Exists"),
        "effect": ("NoSchedule", "PreferNoSchedule", "NoExecute"),
    },
    "Taint": {"effect": ("NoSchedule", "PreferNoSchedule", "NoExecute")},
    "TopologySpreadConstraint": {
        "whenUnsatisfiable": ("DoNotSchedule", "ScheduleAnyway"),
        "topologyKey": ("kubernetes.io/hostname", "topology.kubernetes.io/zone"),
        "nodeAffinityPolicy": ("Honor", "Ignore"),
        "nodeTaintsPolicy": ("Honor", "Ignore"),
    },
    "PodAffinityTerm": {"topologyKey": ("kubernetes.io/hostname", "topology.kubernetes.io/zone")},
    "NodeSelectorRequirement": {"operator": (*_SELECTS, "Gt", "Lt")},
    "LabelSelectorRequirement": {"operator": _SELECTS},
    "ScopedResourceSelectorRequirement": {
        "operator": _SELECTS,
        "scopeName": (
            "BestEffort",
            "CrossNamespacePodAffinity",
            "NotBestEffort",
            "NotTerminating",
            "PriorityClass",
            "Terminating",
            "VolumeAttributesClass",
        ),
    },
    "EmptyDirVolumeSource": {"medium": ("Memory",)},
    "HostPathVolumeSource": {
        "type": (
            "Directory",
            "DirectoryOrCreate",
            "File",
            "FileOrCreate",
            "Socket",
            "CharDevice",
            "BlockDevice",
        )
    },
    "ImageVolumeSource": {"pullPolicy": _PULL},
    "PersistentVolumeClaimSpec": {"accessModes": _MODES, "volumeMode": ("Filesystem", "Block")},
    "PersistentVolumeSpec": {
        "accessModes": _MODES,
        "volumeMode": ("Filesystem", "Block"),
        "persistentVolumeReclaimPolicy": ("Retain", "Delete", "Recycle"),
    },
    "StorageClass": {
        "reclaimPolicy": ("Delete", "Retain"),
        "volumeBindingMode": ("Immediate", "WaitForFirstConsumer"),
    },
    "Secret": {
        "type": (
            "Opaque",
            "kubernetes.io/tls",
            "kubernetes.io/dockerconfigjson",
            "kubernetes.io/basic-auth",
            "kubernetes.io/ssh-auth",
            "kubernetes.io/service-account-token",
        )
    },
    "DeploymentStrategy": {"type": ("RollingUpdate", "Recreate")},
    "StatefulSetSpec": {"podManagementPolicy": ("OrderedReady", "Parallel")},
    "StatefulSetUpdateStrategy": {"type": ("RollingUpdate", "OnDelete")},
    "StatefulSetPersistentVolumeClaimRetentionPolicy": {
        "whenDeleted": ("Retain", "Delete"),
        "whenScaled": ("Retain", "Delete"),
    },
    "DaemonSetUpdateStrategy": {"type": ("RollingUpdate", "OnDelete")},
    "JobSpec": {
        "completionMode": ("NonIndexed", "Indexed"),
        "podReplacementPolicy": ("TerminatingOrFailed", "Failed"),
    },
    "PodFailurePolicyRule": {"action": ("FailJob", "Ignore", "Count", "FailIndex")},
    "PodFailurePolicyOnExitCodesRequirement": {"operator": ("In", "NotIn")},
    "CronJobSpec": {"concurrencyPolicy": ("Allow", "Forbid", "Replace")},
    "ServiceSpec": {
        "type": ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
        "sessionAffinity": ("None", "ClientIP"),
        "externalTrafficPolicy": ("Cluster", "Local"),
        "internalTrafficPolicy": ("Cluster", "Local"),
        "ipFamilies": ("IPv4", "IPv6"),
        "ipFamilyPolicy": ("SingleStack", "PreferDualStack", "RequireDualStack"),
        "trafficDistribution": ("PreferSameZone", "PreferSameNode", "PreferClose"),
    },
    "HTTPIngressPath": {"pathType": ("Prefix", "Exact", "ImplementationSpecific")},
    "NetworkPolicySpec": {"policyTypes": ("Ingress", "Egress")},
    "EndpointSlice": {"addressType": ("IPv4", "IPv6", "FQDN")},
    "MetricSpec": {"type": ("Resource", "ContainerResource", "Pods", "Object", "External")},
    "MetricTarget": {"type": ("Utilization", "AverageValue", "Value")},
    "ResourceMetricSource": {"name": ("cpu", "memory")},
    "HPAScalingRules": {"selectPolicy": ("Max", "Min", "Disabled")},
    "HPAScalingPolicy": {"type": ("Pods", "Percent")},
    "PodDisruptionBudgetSpec": {"unhealthyPodEvictionPolicy": ("IfHealthyBudget", "AlwaysAllow")},
    "LimitRangeItem": {"type": ("Container", "Pod", "PersistentVolumeClaim")},
    "PriorityClass": {"preemptionPolicy": ("PreemptLowerPriority", "Never")},
    "PolicyRule": {"verbs": _VERBS},
    "RoleRef": {"kind": ("Role", "ClusterRole"), "apiGroup": ("rbac.authorization.k8s.io",)},
    "Subject": {"kind": ("User", "Group", "ServiceAccount")},
}

#: what any yes-or-no field may be
BOOLEAN = _BOOL
