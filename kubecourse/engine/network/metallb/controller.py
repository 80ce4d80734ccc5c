"""MetalLB, once somebody has installed it: its controller gives addresses, its speakers tell the network who has them.

The controller works while the Deployment `controller` of metallb-system has a ready pod; a speaker on each node where the
DaemonSet `speaker` has one. Layer 2 only: one node announces an address, the first by a hash that all of them agree on.
Upstream: metallb internal/allocator, controller/service.go, speaker/layer2_controller.go. Next: `../journey.py`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ...core import selectors
from ...core.work import Object, Wake, Watch, split_key
from .pools import NAMESPACE, Pool, advertised, is_inside, pools

__all__ = ["POOL_NOTE", "MetalLB", "announcer", "installed"]

POOL_NOTE = "metallb.io/ip-allocated-from-pool"
_OTHER = "metallb.universe.tf"
_EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"


def installed(api: Any) -> bool:
    """Does its controller run?"""
    found = api.find("Deployment", "controller", NAMESPACE)
    return found is not None and bool((found.get("status") or {}).get("readyReplicas"))


def _ours(old: Object | None, new: Object | None) -> bool:
    return ((new or old or {}).get("metadata") or {}).get("namespace") == NAMESPACE


def _balanced(old: Object | None, new: Object | None) -> bool:
    return any(((obj or {}).get("spec") or {}).get("type") == "LoadBalancer" for obj in (old, new))


def _services(api: Any, _: Object) -> list[str]:
    return [f"{s['metadata']['namespace']}/{s['metadata']['name']}" for s in api.list("Service")
            if s["spec"].get("type") == "LoadBalancer"]  # fmt: skip


class MetalLB:
    """Gives each Service of type LoadBalancer an address of its pools, and takes it back."""

    name = "metallb-controller"

    def __init__(self) -> None:
        kinds = ("IPAddressPool", "L2Advertisement", "Deployment", "DaemonSet")
        self.watches = (Watch("Service", None, _balanced), *(Watch(kind, _services, _ours) for kind in kinds))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Bring the address of one Service in line with the pools."""
        namespace, name = split_key(key)
        service = api.find("Service", name, namespace)
        if service is None or not installed(api):
            return None
        given = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
        mine = POOL_NOTE in (service["metadata"].get("annotations") or {})
        if service["spec"].get("type") != "LoadBalancer" or service["spec"].get("loadBalancerClass"):
            if mine:
                _release(api, service)
            return None
        if given and not mine:
            return None  # somebody else's
        if not given or not _still_right(api, service, given[0].get("ip", "")):
            service = _give(api, service)
        _announce(api, service)
        return None


def _note(service: Object, word: str) -> str:
    notes = service["metadata"].get("annotations") or {}
    return str(notes.get(f"metallb.io/{word}") or notes.get(f"{_OTHER}/{word}") or "")


def _wanted(service: Object) -> str:
    """The address that the Service asks for."""
    return _note(service, "loadBalancerIPs") or str(service["spec"].get("loadBalancerIP") or "")


def _still_right(api: Any, service: Object, address: str) -> bool:
    wanted = _wanted(service)
    return (not wanted or wanted == address) and (not pools(api) or any(address in pool for pool in pools(api)))


def _give(api: Any, service: Object) -> Object:
    meta = service["metadata"]
    try:
        pool, address = _allocate(api, service)
    except ValueError as error:
        message = f'Failed to allocate IP for "{meta["namespace"]}/{meta["name"]}": {error}'
        told = api.memory.get(f"failed/{meta['uid']}")
        if told != message:  # it tries again at each change, and says it once
            api.event(service, "Warning", "AllocationFailed", message, component="metallb-controller")
            api.memory[f"failed/{meta['uid']}"] = message
        return service
    api.memory.pop(f"failed/{meta['uid']}", None)
    api.event(service, "Normal", "IPAllocated", f"Assigned IP {json.dumps([address])}", component="metallb-controller")
    stored = api.change(
        service, metadata={**meta, "annotations": {**(meta.get("annotations") or {}), POOL_NOTE: pool.name}}
    )
    status = {**(stored.get("status") or {}), "loadBalancer": {"ingress": [{"ip": address, "ipMode": "VIP"}]}}
    done: Object = api.set_status(stored, status)
    return done


def _release(api: Any, service: Object) -> None:
    meta = service["metadata"]
    notes = {key: value for key, value in (meta.get("annotations") or {}).items() if key != POOL_NOTE}
    stored = api.change(service, metadata={**meta, "annotations": notes})
    api.set_status(stored, {**(stored.get("status") or {}), "loadBalancer": {}})
    api.memory.pop(f"node/{meta['uid']}", None)


def _allocate(api: Any, service: Object) -> tuple[Pool, str]:
    """(pool, address). Raises ValueError in MetalLB's words."""
    known, wanted, name = pools(api), _wanted(service), _note(service, "address-pool")
    if wanted:
        if not is_inside(wanted):
            raise ValueError(f'invalid spec.loadBalancerIP "{wanted}"')
        pool = next((p for p in known if wanted in p), None)
        if pool is None or not pool.takes(api, service):
            raise ValueError(f'["{wanted}"] is not allowed in config')
        if name and pool.name != name:
            raise ValueError(f'requested loadBalancer IP(s) ["{wanted}"] does not match requested address pool {name}')
        _check_shared(api, service, wanted)
        return pool, wanted
    if name:
        pool = next((p for p in known if p.name == name), None)
        if pool is None:
            raise ValueError(f'unknown pool "{name}"')
        address = _free(api, service, pool)
        if address is None:
            raise ValueError(f'no available IPs in pool "{name}" for ipv4 IPFamily')
        return pool, address
    for pool in known:
        if pool.auto and pool.takes(api, service):
            address = _free(api, service, pool)
            if address is not None:
                return pool, address
    raise ValueError("no available IPs")


def _holders(api: Any, service: Object) -> dict[str, list[Object]]:
    """address -> the other Services that have it."""
    found: dict[str, list[Object]] = {}
    for other in api.list("Service"):
        if other["metadata"]["uid"] == service["metadata"]["uid"]:
            continue
        for row in ((other.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ():
            found.setdefault(row.get("ip", ""), []).append(other)
    return found


def _free(api: Any, service: Object, pool: Pool) -> str | None:
    held = _holders(api, service)
    return next((address for address in pool.addresses() if address not in held), None)


def _check_shared(api: Any, service: Object, address: str) -> None:
    """An address is shared by Services that say so with the same key, and have other ports."""
    others = _holders(api, service).get(address, [])
    key, ports = _note(service, "allow-shared-ip"), {(p["port"], p.get("protocol")) for p in service["spec"]["ports"]}
    for other in others:
        meta = other["metadata"]
        name = f'"{service["metadata"]["namespace"]}/{service["metadata"]["name"]}"'
        if not key or _note(other, "allow-shared-ip") != key:
            raise ValueError(
                f"can't change sharing key for {name}, address also in use by {meta['namespace']}/{meta['name']}"
            )
        if ports & {(p["port"], p.get("protocol")) for p in other["spec"]["ports"]}:
            raise ValueError(f"port is already in use on {address} by {meta['namespace']}/{meta['name']}")


# -- speakers --------------------------------------------------------------------------------------


def announcer(api: Any, service: Object) -> str | None:
    """The node that answers for the address of a Service; None: none does."""
    pool = (service["metadata"].get("annotations") or {}).get(POOL_NOTE)
    given = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    chosen = advertised(api, pool) if pool else None
    if not given or chosen is None:
        return None
    address = given[0].get("ip", "")
    names = [name for name in _speaking(api) if _may(api, name, chosen)]
    if service["spec"].get("externalTrafficPolicy") == "Local":
        local = _nodes_behind(api, service)
        names = [name for name in names if name in local]
    return min(names, key=lambda name: hashlib.sha256(f"{name}#{address}".encode()).digest(), default=None)


def _speaking(api: Any) -> list[str]:
    """The nodes with a ready speaker that are Ready."""
    found = []
    for pod in api.list("Pod", NAMESPACE):
        labels = pod["metadata"].get("labels") or {}
        ready = any(
            c["type"] == "Ready" and c["status"] == "True" for c in (pod.get("status") or {}).get("conditions") or ()
        )
        if (labels.get("component") == "speaker" or labels.get("app") == "speaker") and ready:
            found.append(pod["spec"]["nodeName"])
    return [name for name in dict.fromkeys(found) if _ready(api.find("Node", name))]


def _ready(node: Object | None) -> bool:
    return node is not None and any(
        c["type"] == "Ready" and c["status"] == "True" for c in node["status"].get("conditions") or ()
    )


def _may(api: Any, name: str, chosen: list[Object]) -> bool:
    node = api.find("Node", name)
    labels = (node or {"metadata": {}})["metadata"].get("labels") or {}
    return _EXCLUDED not in labels and any(selectors.labels(one).matches(labels) for one in chosen)


def _nodes_behind(api: Any, service: Object) -> set[str]:
    meta = service["metadata"]
    pieces = api.list("EndpointSlice", meta["namespace"], {"kubernetes.io/service-name": meta["name"]})
    return {
        e.get("nodeName", "") for piece in pieces for e in piece.get("endpoints") or () if e["conditions"].get("ready")
    }


def _announce(api: Any, service: Object) -> None:
    uid = service["metadata"]["uid"]
    node = announcer(api, service)
    if node is not None and api.memory.get(f"node/{uid}") != node:
        message = f'announcing from node "{node}" with protocol "layer2"'
        api.event(service, "Normal", "nodeAssigned", message, component="metallb-speaker")
    if node is None:
        api.memory.pop(f"node/{uid}", None)
    else:
        api.memory[f"node/{uid}"] = node
