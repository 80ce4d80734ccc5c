"""Who stands before the programs: the pods of reverse proxies, and the addresses by which they are reached. Pure functions.

Next: `ingress_status.py`, `gateway/`, `external.py`, which write such addresses down.
"""

from __future__ import annotations

from typing import Any

from ..core import selectors
from ..core.work import Object
from .ingress import controller_of

__all__ = ["addresses", "given", "proxies"]


def proxies(api: Any) -> dict[str, list[Object]]:
    """Controller of an IngressClass -> its pods that are ready."""
    found: dict[str, list[Object]] = {}
    for pod in api.list("Pod"):
        name = controller_of(pod)
        if name and any(
            c["type"] == "Ready" and c["status"] == "True" for c in (pod.get("status") or {}).get("conditions") or ()
        ):
            found.setdefault(name, []).append(pod)
    return found


def addresses(api: Any, pods: list[Object]) -> list[str]:
    """The addresses of the Services that lead to these pods: the balancer's, else the workers', else its own."""
    found: list[str] = []
    labels, space = pods[0]["metadata"].get("labels") or {}, pods[0]["metadata"]["namespace"]
    for service in api.list("Service", space):
        spec = service["spec"]
        if not spec.get("selector") or not selectors.labels(spec["selector"]).matches(labels):
            continue
        if spec.get("type") == "LoadBalancer":
            found += given(service)
        elif spec.get("type") == "NodePort":
            found += [a["address"] for n in api.list("Node") if not n["spec"].get("taints")
                      for a in n["status"].get("addresses") or () if a["type"] == "InternalIP"]  # fmt: skip
        elif spec.get("clusterIP") not in (None, "None"):
            found.append(spec["clusterIP"])
    return list(dict.fromkeys(found))[:16]


def given(service: Object) -> list[str]:
    """The addresses that a balancer has given."""
    return [
        row["ip"]
        for row in ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
        if "ip" in row
    ]
