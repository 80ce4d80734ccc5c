"""What Go forgets: values that do not survive being decoded into a struct and encoded again.

A field tagged `omitempty` is not written when it is empty, unless it is a pointer. So `labels: {}`,
`hostNetwork: false` and `minReadySeconds: 0` disappear from a stored object, while `emptyDir: {}`,
`suspend: false` and `replicas: 0` stay. The lists below say on which side a field name is
(staging/src/k8s.io/api/*/v1/types.go); a name that is not listed stays.

Next: the modules of each group, which add what is missing.
"""

from __future__ import annotations

from typing import Any

__all__ = ["tidy"]

#: maps from names to values: dropped when empty, and never looked into
_MAPS = frozenset((
    "labels", "annotations", "data", "binaryData", "stringData", "nodeSelector", "matchLabels", "limits",
    "requests", "hard", "used", "capacity", "allocatable", "parameters", "volumeAttributes", "default",
    "defaultRequest", "max", "min", "maxLimitRequestRatio", "overhead", "options", "schema", "podFixed",
    "attributes",
))  # fmt: skip
#: lists that are written even when they are empty
_LISTS = frozenset(["rules", "endpoints", "nonResourceRules", "resourceRules", "currentMetrics"])
#: text that is a pointer, or is always written
_TEXTS = frozenset((
    "storageClassName", "runtimeClassName", "ingressClassName", "volumeMode", "timeZone", "loadBalancerClass",
    "ipFamilyPolicy", "appProtocol", "managedBy", "name", "mountPath", "provisioner", "volumeAttributesClassName",
    "hostnameOverride", "topologyKey", "machineID", "systemUUID", "bootID", "kubeProxyVersion",
))  # fmt: skip
#: flags that are no pointers
_FALSE = frozenset((
    "hostNetwork", "hostPID", "hostIPC", "readOnly", "stdin", "stdinOnce", "tty", "paused",
    "publishNotReadyAddresses", "globalDefault", "unschedulable", "deprecated",
))  # fmt: skip
#: numbers that are no pointers
_ZERO = frozenset((
    "minReadySeconds", "hostPort", "nodePort", "initialDelaySeconds", "healthCheckNodePort", "generation",
    "observedGeneration", "number", "targetPort",
))  # fmt: skip


def tidy(node: dict[str, Any]) -> None:
    """Remove in place what the server would not store."""
    gone: list[str] | None = None
    for key, value in node.items():
        kind = type(value)
        if kind is str:
            if value or key in _TEXTS:
                continue
        elif kind is dict:
            if key not in _MAPS:
                tidy(value)
                continue
            if value:
                continue
        elif kind is list:
            if value:
                if type(value[0]) is dict:
                    for item in value:
                        if type(item) is dict:
                            tidy(item)
                continue
            if key in _LISTS:
                continue
        elif value is False:
            if key not in _FALSE:
                continue
        elif value is None:
            pass
        elif value != 0 or value is True or key not in _ZERO:
            continue
        if gone is None:
            gone = []
        gone.append(key)
    if gone:
        for key in gone:
            del node[key]
