"""What a journey looks up: pods by address, Services by the address of a balancer, nodes that answer.

Pure functions. Next: `choice.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object

__all__ = [
    "alive",
    "any_node",
    "balanced",
    "dns_serves",
    "pod_at",
    "pod_called",
    "port_row",
    "ready_endpoints",
    "routes_port",
]


def pod_called(api: Any, source: str) -> Object | None:
    """The pod that a request starts from (`name` or `namespace/name`), or None."""
    namespace, _, name = source.rpartition("/")
    found: Object | None = api.find("Pod", name, namespace or "default")
    return found


def port_row(service: Object, port: int | str) -> Object | None:
    """A Service's port by number or name."""
    return next((r for r in service["spec"].get("ports") or () if port in (r["port"], r.get("name"))), None)


def routes_port(service: Object, target: int | str | None) -> Object | None:
    """The port of a Service that an OpenShift Route means: by the port of the pods or by name; the first one without."""
    rows = service["spec"].get("ports") or ()
    if target is None:
        return next(iter(rows), None)
    return next((r for r in rows if target in (r.get("targetPort", r["port"]), r.get("name"))), None)


def ready_endpoints(api: Any, service: Object, row: Object) -> list[tuple[str, int]]:
    """(address, port) of the ready endpoints of one port of a service, in a fixed order."""
    found = []
    for piece in api.list("EndpointSlice", service["metadata"]["namespace"]):
        if (piece["metadata"].get("labels") or {}).get("kubernetes.io/service-name") != service["metadata"]["name"]:
            continue
        for port in piece.get("ports") or ():
            if port.get("name", "") == row.get("name", "") and port.get("port"):
                found += [
                    (e["addresses"][0], port["port"])
                    for e in piece.get("endpoints") or ()
                    if e["conditions"].get("ready", True)
                ]
    return sorted(found)


def balanced(api: Any, address: str) -> Object | None:
    """The Service whose balancer has the address."""
    for service in api.list("Service"):
        for row in ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ():
            if row.get("ip") == address:
                found: Object = service
                return found
    return None


def pod_at(api: Any, address: str) -> Object | None:
    """The pod that has the address and still lives."""
    for pod in api.list("Pod"):
        status = pod.get("status") or {}
        if status.get("podIP") == address and status.get("phase") not in ("Succeeded", "Failed"):
            found: Object = pod
            return found
    return None


def alive(node: Object) -> bool:
    """Is the node Ready?"""
    return any(c["type"] == "Ready" and c["status"] == "True" for c in node["status"].get("conditions") or ())


def any_node(api: Any) -> str:
    """The balancer's health checks know which machines answer; it takes the workers first."""
    answering = [n for n in api.list("Node") if alive(n)]
    workers = [n for n in answering if not n["spec"].get("taints")]
    return str((workers or answering)[0]["metadata"]["name"]) if answering else ""


def dns_serves(api: Any) -> bool:
    """Is anybody ready behind the Service of the cluster's DNS? True where the platform has no such Service."""
    service = api.find("Service", "kube-dns", "kube-system")
    row = port_row(service, 53) if service else None
    return service is None or row is None or bool(ready_endpoints(api, service, row))


def inner(address: str) -> bool:
    """Is it an address that only the cluster knows: of a pod, or of a Service?"""
    first, second, *_ = address.split(".")
    return first == "10" and second.isdigit() and (second == "10" or int(second) >= 128)
