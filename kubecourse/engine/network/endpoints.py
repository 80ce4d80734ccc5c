"""Endpoints, the older way to say which pods a service has: one object a service, at most 1,000 addresses.

Upstream: pkg/controller/endpoint. Next: `balancer.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.clock import stamp
from ..core.work import Object, Wake, Watch, split_key
from .backends import Backend, Ports, backends, matters, services_of
from .slices import TRIGGER, service_labels

__all__ = ["Endpoints"]

_MANAGED = {"endpoints.kubernetes.io/managed-by": "endpoint-controller"}
_MOST = 1000
_OVER = "endpoints.kubernetes.io/over-capacity"


class Endpoints:
    """Keeps the Endpoints object of each service with a selector, and removes it with the service."""

    name = "endpoint-controller"

    def __init__(self) -> None:
        self.watches = (Watch("Service"), Watch("Pod", services_of, matters, given="Service"))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Bring the Endpoints of one service in line with its pods."""
        namespace, name = split_key(key)
        service = api.find("Service", name, namespace)
        present = api.find("Endpoints", name, namespace)
        if service is None:
            if present and _ours(present):
                api.delete("Endpoints", name, namespace)
            return None
        if not service["spec"].get("selector") or service["spec"].get("type") == "ExternalName":
            return None
        subsets, over = _subsets(service, backends(api, service))
        labels = {**service_labels(service), **_MANAGED}
        if present is None:
            api.create(_new(api, service, labels, subsets, over))
        elif present.get("subsets") != subsets or present["metadata"].get("labels") != labels:
            meta = {**present["metadata"], "labels": labels, "annotations": _notes(api, over)}
            api.change(present, metadata=meta, subsets=subsets)
        return None


def _ours(endpoints: Object) -> bool:
    return (endpoints["metadata"].get("labels") or {}).get(
        "endpoints.kubernetes.io/managed-by"
    ) == "endpoint-controller"


def _notes(api: Any, over: bool) -> dict[str, str]:
    return {TRIGGER: stamp(api.now)} | ({_OVER: "truncated"} if over else {})


def _new(api: Any, service: Object, labels: dict[str, str], subsets: list[Object] | None, over: bool) -> Object:
    meta = {"name": service["metadata"]["name"], "namespace": service["metadata"]["namespace"], "labels": labels}
    obj = {"apiVersion": "v1", "kind": "Endpoints", "metadata": {**meta, "annotations": _notes(api, over)}}
    return {**obj, "subsets": subsets} if subsets else obj


def _subsets(service: Object, found: list[Backend]) -> tuple[list[Object] | None, bool]:
    """Addresses grouped by their ports, ready and not; None when there is no pod at all."""
    published = bool(service["spec"].get("publishNotReadyAddresses"))
    # a pod on its way out is no address here, unless such are published
    kept = [b for b in found if published or not b.terminating]
    over = len(kept) > _MOST
    groups: dict[Ports, dict[str, list[Object]]] = {}
    for backend in kept[:_MOST]:
        if not backend.ports and service["spec"].get("clusterIP") != "None":
            continue
        group = groups.setdefault(backend.ports, {"addresses": [], "notReadyAddresses": []})
        group["addresses" if backend.ready or published else "notReadyAddresses"].append(_address(service, backend))
    return [_subset(ports, group) for ports, group in sorted(groups.items(), key=str)] or None, over


def _subset(ports: Ports, group: dict[str, list[Object]]) -> Object:
    subset: Object = {field: sorted(rows, key=_by_ip) for field, rows in group.items() if rows}
    rows = [_port(*port) for port in ports]
    return {**subset, "ports": rows} if rows else subset


def _by_ip(row: Object) -> tuple[int, ...]:
    return tuple(int(part) for part in row["ip"].split(".")) if "." in row["ip"] else (0,)


def _port(name: str, protocol: str, number: int, application: str | None) -> Object:
    row: Object = {"port": number, "protocol": protocol}
    if name:
        row["name"] = name
    return {**row, "appProtocol": application} if application else row


def _address(service: Object, backend: Backend) -> Object:
    meta, spec = backend.pod["metadata"], backend.pod["spec"]
    row: Object = {"ip": backend.address}
    if spec.get("hostname") and spec.get("subdomain") == service["metadata"]["name"]:
        row["hostname"] = spec["hostname"]
    if spec.get("nodeName"):
        row["nodeName"] = spec["nodeName"]
    row["targetRef"] = {"kind": "Pod", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"]}
    return row
