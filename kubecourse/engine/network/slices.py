"""EndpointSlices: the pods of each service, at most 100 a slice, moved as little as possible.

Leaves out: topology hints beyond trafficDistribution, dual stack. Upstream:
pkg/controller/endpointslice and staging/src/k8s.io/endpointslice/reconciler.go. Next: `endpoints.py`.
"""

from __future__ import annotations

from typing import Any

from ..core import selectors
from ..core.work import Object, Wake, Watch, split_key
from .backends import Backend, Ports, backends, matters, services_of

__all__ = ["HEADLESS", "TRIGGER", "EndpointSlices", "service_labels"]

HEADLESS = "service.kubernetes.io/headless"
TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time"
_MANAGED = {"endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io"}
_MOST = 100


class EndpointSlices:
    """Keeps the slices of each service with a selector."""

    name = "endpoint-slice-controller"

    def __init__(self) -> None:
        self.watches = (
            Watch("Service"),
            Watch("Pod", services_of, matters, given="Service"),
            Watch("EndpointSlice", _service_of_slice),
        )

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Bring the slices of one service in line with its pods."""
        namespace, name = split_key(key)
        service = api.find("Service", name, namespace)
        if service is None or not service["spec"].get("selector") or service["spec"].get("type") == "ExternalName":
            return None
        if service["metadata"].get("deletionTimestamp"):
            return None
        present = [
            s
            for s in api.owned(service["metadata"]["uid"], "EndpointSlice")
            if not s["metadata"].get("deletionTimestamp")
        ]
        groups: dict[Ports, list[Backend]] = {}
        for backend in backends(api, service):
            groups.setdefault(backend.ports, []).append(backend)
        _write(
            api,
            service,
            _trigger(api, service),
            present,
            {ports: [_endpoint(api, service, b) for b in group] for ports, group in groups.items()},
        )
        return None


def _trigger(api: Any, service: Object) -> str | None:
    """When did what is now written begin: the oldest news of the service or its pods since the last look; None if none.

    A pod's time is the last turn of its condition Ready, in whole seconds: a pod that goes brings no news.
    Upstream: staging/src/k8s.io/endpointslice/util/trigger_time_tracker.go.
    """
    meta = service["metadata"]
    before: dict[str, str] = api.memory.get(meta["uid"], {})
    now = {"": meta["creationTimestamp"]}
    for pod in api.pods_matching(meta["namespace"], selectors.labels(service["spec"]["selector"])):
        for row in (pod.get("status") or {}).get("conditions") or ():
            if row["type"] == "Ready":
                now[pod["metadata"]["name"]] = row["lastTransitionTime"]
    api.memory[meta["uid"]] = now
    return min((time for name, time in now.items() if time > before.get(name, "")), default=None)


def _service_of_slice(api: Any, piece: Object) -> list[str]:
    name = (piece["metadata"].get("labels") or {}).get("kubernetes.io/service-name")
    return [f"{piece['metadata']['namespace']}/{name}"] if name else []


def _endpoint(api: Any, service: Object, backend: Backend) -> Object:
    meta, spec = backend.pod["metadata"], backend.pod["spec"]
    published = bool(service["spec"].get("publishNotReadyAddresses"))
    endpoint: Object = {
        "addresses": [backend.address],
        "conditions": {
            "ready": published or (backend.ready and not backend.terminating),
            "serving": backend.ready,
            "terminating": backend.terminating,
        },
        "targetRef": {"kind": "Pod", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"]},
    }
    if spec.get("nodeName"):
        endpoint["nodeName"] = spec["nodeName"]
        zone = _zone(api, spec["nodeName"])
        if zone:
            endpoint["zone"] = zone
    if spec.get("hostname") and spec.get("subdomain") == service["metadata"]["name"]:
        endpoint["hostname"] = spec["hostname"]
    return endpoint


def _zone(api: Any, node: str) -> str | None:
    found = api.find("Node", node)
    return (found["metadata"].get("labels") or {}).get("topology.kubernetes.io/zone") if found else None


def _write(
    api: Any, service: Object, trigger: str | None, present: list[Object], wanted: dict[Ports, list[Object]]
) -> None:
    if not wanted:
        # a service without pods has one slice that says so
        _placeholder(api, service, trigger, present)
        return
    left = list(present)
    for ports, endpoints in wanted.items():
        rows = _port_rows(ports)
        mine = [s for s in left if s.get("ports") == rows] or [s for s in left if not s.get("endpoints")][:1]
        left = [s for s in left if s not in mine]
        _fill(api, service, trigger, mine, rows, endpoints)
    for piece in left:
        api.delete("EndpointSlice", piece["metadata"]["name"], piece["metadata"]["namespace"])


def _placeholder(api: Any, service: Object, trigger: str | None, present: list[Object]) -> None:
    for piece in present[1:]:
        api.delete("EndpointSlice", piece["metadata"]["name"], piece["metadata"]["namespace"])
    if present:
        _update(api, service, trigger, present[0], None, None)
    else:
        api.create(_new_slice(api, service, trigger, None, None))


def _port_rows(ports: Ports) -> list[Object]:
    rows = []
    for name, protocol, number, application in ports:
        row: Object = {"name": name, "port": number, "protocol": protocol}
        if application:
            row["appProtocol"] = application
        rows.append(row)
    return rows


def _fill(
    api: Any, service: Object, trigger: str | None, pieces: list[Object], rows: list[Object], endpoints: list[Object]
) -> None:
    """Endpoints stay in the slice where they are; new ones go where there is room, the fullest first."""
    waiting = {e["targetRef"]["uid"]: e for e in endpoints}
    kept: list[list[Object]] = []
    for piece in pieces:
        uids = [(e.get("targetRef") or {}).get("uid") for e in piece.get("endpoints") or ()]
        kept.append([waiting.pop(uid) for uid in uids if uid in waiting])
    fresh = list(waiting.values())
    for index in sorted(range(len(kept)), key=lambda i: (-len(kept[i]), i)):
        room = _MOST - len(kept[index])
        kept[index] += fresh[:room]
        fresh = fresh[room:]
    for piece, content in zip(pieces, kept, strict=True):
        if content:
            _update(api, service, trigger, piece, content, rows)
        else:
            api.delete("EndpointSlice", piece["metadata"]["name"], piece["metadata"]["namespace"])
    for start in range(0, len(fresh), _MOST):
        api.create(_new_slice(api, service, trigger, fresh[start : start + _MOST], rows))


def service_labels(service: Object) -> dict[str, str]:
    """Labels that a service hands on to its endpoints."""
    kept = {k: v for k, v in (service["metadata"].get("labels") or {}).items() if k != HEADLESS}
    return {**kept, HEADLESS: ""} if service["spec"].get("clusterIP") == "None" else kept


def _labels(service: Object) -> dict[str, str]:
    return {**service_labels(service), **_MANAGED, "kubernetes.io/service-name": service["metadata"]["name"]}


def _update(
    api: Any,
    service: Object,
    trigger: str | None,
    piece: Object,
    endpoints: list[Object] | None,
    rows: list[Object] | None,
) -> None:
    labels = _labels(service)
    same = (piece.get("endpoints") or None) == endpoints and (piece.get("ports") or None) == rows
    if same and piece["metadata"].get("labels") == labels:
        return
    meta = {**piece["metadata"], "labels": labels, "generation": piece["metadata"].get("generation", 0) + 1}
    notes = {k: v for k, v in (meta.pop("annotations", None) or {}).items() if k != TRIGGER}
    if trigger:
        notes[TRIGGER] = trigger
    if notes:
        meta["annotations"] = notes
    api.change(piece, metadata=meta, endpoints=endpoints, ports=rows)


def _new_slice(
    api: Any, service: Object, trigger: str | None, endpoints: list[Object] | None, rows: list[Object] | None
) -> Object:
    meta = service["metadata"]
    owner = {
        "apiVersion": "v1",
        "kind": "Service",
        "name": meta["name"],
        "uid": meta["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }
    families = service["spec"].get("ipFamilies") or ["IPv4"]
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "generateName": f"{meta['name']}-",
            "namespace": meta["namespace"],
            "labels": _labels(service),
            **({"annotations": {TRIGGER: trigger}} if trigger else {}),
            "ownerReferences": [owner],
        },
        "addressType": families[0],
        "endpoints": endpoints,
        "ports": rows,
    }
