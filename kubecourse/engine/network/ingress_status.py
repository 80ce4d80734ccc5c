"""What an ingress controller writes into the Ingresses of its class: the address by which they are reached.

The address is that of the Service before its pods. Nothing is written while no controller runs. Next: `external.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object, Wake, Watch, split_key
from .front import addresses, proxies
from .ingress import class_controller

__all__ = ["IngressAddresses"]


def _ingresses(api: Any, _: Object) -> list[str]:
    return [f"{i['metadata']['namespace']}/{i['metadata']['name']}" for i in api.list("Ingress")]


def _outward(old: Object | None, new: Object | None) -> bool:
    """Services that lead in from outside, and Deployments whose pods have come or gone."""
    return any(
        (obj or {}).get("kind") != "Service" or obj["spec"].get("type") in ("NodePort", "LoadBalancer")
        for obj in (old, new)
        if obj
    )


class IngressAddresses:
    """Keeps status.loadBalancer of each Ingress."""

    name = "ingress-address-controller"

    def __init__(self) -> None:
        around = (Watch(kind, _ingresses, _outward) for kind in ("IngressClass", "Service", "Deployment", "DaemonSet"))
        self.watches = (Watch("Ingress"), *around)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Bring one Ingress in line."""
        namespace, name = split_key(key)
        found = api.find("Ingress", name, namespace)
        controller = class_controller(api, found) if found else None
        pods = proxies(api).get(controller) if controller else None
        if found is None or not pods:
            return None
        rows = [{"ip": address} for address in addresses(api, pods)]
        if (found.get("status") or {}).get("loadBalancer") != ({"ingress": rows} if rows else {}):
            api.set_status(found, {"loadBalancer": {"ingress": rows} if rows else {}})
        return None
