"""Load balancers: where the platform brings one, a Service of type LoadBalancer gets an address from it.

A cloud configures its own balancer; on premises nobody does, and the address stays pending until somebody
installs one. Upstream: staging/src/k8s.io/cloud-provider/controllers/service. Next: `dns.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object, Wake, Watch, split_key, wake_at

__all__ = ["POOL", "LoadBalancers"]

#: the ConfigMap in kube-system by which a platform says that it has a balancer: first address of its pool
POOL = "cloud-load-balancer"
_COMPONENT = "service-controller"
#: how long the cloud takes, ms
_MAKING = 5000


class LoadBalancers:
    """Gives addresses from the platform's pool, and takes them back."""

    name = "service-lb-controller"

    def __init__(self) -> None:
        self.watches = (Watch("Service"),)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Bring the address of one service in line with its type."""
        pool = api.find("ConfigMap", POOL, "kube-system")
        namespace, name = split_key(key)
        service = api.find("Service", name, namespace)
        if pool is None or service is None:
            api.memory.pop(key, None)
            return None
        wanted = service["spec"].get("type") == "LoadBalancer" and not service["spec"].get("loadBalancerClass")
        given = (service.get("status") or {}).get("loadBalancer") or {}
        if not wanted:
            if given:
                api.set_status(service, {**service["status"], "loadBalancer": {}})
            return None
        return None if given else _give(api, key, service, pool["data"]["first"])


def _give(api: Any, key: str, service: Object, first: str) -> Wake | None:
    begun = api.memory.get(key)
    if begun is None:
        api.event(service, "Normal", "EnsuringLoadBalancer", "Ensuring load balancer", component=_COMPONENT)
        api.memory[key] = begun = api.now
    if api.now < begun + _MAKING:
        return wake_at(begun + _MAKING)
    address = _free(api, first)
    ingress = [{"ip": address, "ipMode": "VIP"}]
    api.set_status(service, {**(service.get("status") or {}), "loadBalancer": {"ingress": ingress}})
    api.event(service, "Normal", "EnsuredLoadBalancer", "Ensured load balancer", component=_COMPONENT)
    api.memory.pop(key, None)
    return None


def _free(api: Any, first: str) -> str:
    used = {
        row.get("ip")
        for service in api.list("Service")
        for row in ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
    }
    prefix, _, last = first.rpartition(".")
    number = int(last)
    while f"{prefix}.{number}" in used:
        number += 1
    return f"{prefix}.{number}"
