"""Defaults of the core group but pods: services, volumes, quotas, namespaces.

Upstream: pkg/apis/core/v1/{defaults,conversion}.go. Next: `apps.py`.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from . import volumes
from .pods import pod, template
from .quantities import resource_list

__all__ = ["APPLY", "claim"]

Object = dict[str, Any]


def _service(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    if spec.get("selector") == {}:
        del spec["selector"]
    kind = spec.setdefault("type", "ClusterIP")
    _affinity(spec)
    for port in spec.get("ports") or ():
        port.setdefault("protocol", "TCP")
        if not port.get("targetPort") and "port" in port:
            port["targetPort"] = port["port"]
    if kind in ("NodePort", "LoadBalancer") or (kind == "ClusterIP" and spec.get("externalIPs")):
        spec.setdefault("externalTrafficPolicy", "Cluster")
    if kind in ("ClusterIP", "NodePort", "LoadBalancer"):
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if kind == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)
        for ingress in ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ():
            if ingress.get("ip"):
                ingress.setdefault("ipMode", "VIP")


def _affinity(spec: Object) -> None:
    wanted = spec.setdefault("sessionAffinity", "None")
    if wanted == "None":
        spec.pop("sessionAffinityConfig", None)
    elif wanted == "ClientIP":
        client = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
        if client.get("timeoutSeconds") is None:
            spec["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": 10800}}


def _secret(obj: Object) -> None:
    plain = obj.pop("stringData", None)
    if plain:
        data = obj.setdefault("data", {})
        for key, text in plain.items():
            data[key] = b64encode(str(text).encode("utf-8", "surrogatepass")).decode("ascii")
    obj.setdefault("type", "Opaque")


def _persistent_volume(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec.setdefault("persistentVolumeReclaimPolicy", "Retain")
    spec.setdefault("volumeMode", "Filesystem")
    resource_list(spec.get("capacity"))
    for source, body in spec.items():
        if type(body) is dict:
            volumes.volume_source(source, body)


def claim(obj: Object) -> None:
    """A PersistentVolumeClaim; also an entry of a StatefulSet's volumeClaimTemplates."""
    spec = obj.setdefault("spec", {})
    volumes.claim_spec(spec)
    status = obj.setdefault("status", {})
    status.setdefault("phase", "Pending")
    resource_list(status.get("capacity"))


def _namespace(obj: Object) -> None:
    name = obj["metadata"].get("name")
    if name:
        obj["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = name
    obj.setdefault("spec", {})
    obj.setdefault("status", {}).setdefault("phase", "Active")


def _node(obj: Object) -> None:
    obj.setdefault("spec", {})
    status = obj.setdefault("status", {})
    resource_list(status.get("capacity"))
    resource_list(status.get("allocatable"))
    if status.get("capacity") and "allocatable" not in status:
        status["allocatable"] = dict(status["capacity"])


def _limit_range(obj: Object) -> None:
    for item in obj.setdefault("spec", {}).setdefault("limits", []):
        for field in ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio"):
            resource_list(item.get(field))
        if item.get("type") == "Container":
            _limit_item(item)


def _limit_item(item: Object) -> None:
    limits = {**(item.get("max") or {}), **(item.get("default") or {})}
    requests = {**(item.get("min") or {}), **limits, **(item.get("defaultRequest") or {})}
    if limits:
        item["default"] = limits
    if requests:
        item["defaultRequest"] = requests


def _quota(obj: Object) -> None:
    resource_list(obj.setdefault("spec", {}).get("hard"))
    status = obj.setdefault("status", {})
    resource_list(status.get("hard"))
    resource_list(status.get("used"))


def _replication_controller(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    if spec.get("selector") == {}:
        del spec["selector"]
    template(spec.get("template"))
    spec.setdefault("replicas", 1)
    labels = (spec.get("template") or {}).get("metadata", {}).get("labels")
    if labels:
        if not spec.get("selector"):
            spec["selector"] = dict(labels)
        if not obj["metadata"].get("labels"):
            obj["metadata"]["labels"] = dict(labels)


def _endpoints(obj: Object) -> None:
    for subset in obj.get("subsets") or ():
        for port in subset.get("ports") or ():
            port.setdefault("protocol", "TCP")


def _pod_template(obj: Object) -> None:
    template(obj.setdefault("template", {}))


APPLY = {
    "Endpoints": _endpoints, "LimitRange": _limit_range, "Namespace": _namespace, "Node": _node,
    "PersistentVolume": _persistent_volume, "PersistentVolumeClaim": claim, "Pod": pod, "PodTemplate": _pod_template,
    "ReplicationController": _replication_controller, "ResourceQuota": _quota, "Secret": _secret, "Service": _service,
}  # fmt: skip
