"""Defaults of NetworkPolicies, Ingresses and EndpointSlices.

Upstream: pkg/apis/{networking,discovery}/v1/defaults.go. Next: `autoscaling.py`.
"""

from __future__ import annotations

from typing import Any

__all__ = ["APPLY"]

Object = dict[str, Any]


def _network_policy(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec.setdefault("podSelector", {})
    for direction in ("ingress", "egress"):
        for rule in spec.get(direction) or ():
            for port in rule.get("ports") or ():
                port.setdefault("protocol", "TCP")
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]


def _ingress(obj: Object) -> None:
    obj.setdefault("spec", {})


def _ingress_class(obj: Object) -> None:
    parameters = obj.setdefault("spec", {}).get("parameters")
    if parameters:
        parameters.setdefault("scope", "Cluster")


def _endpoint_slice(obj: Object) -> None:
    for port in obj.get("ports") or ():
        port.setdefault("name", "")
        port.setdefault("protocol", "TCP")
    # both lists are always written, as null when there are none
    obj["endpoints"], obj["ports"] = obj.get("endpoints") or None, obj.get("ports") or None
    for endpoint in obj["endpoints"] or ():
        endpoint.setdefault("conditions", {})


APPLY = {
    "EndpointSlice": _endpoint_slice, "Ingress": _ingress, "IngressClass": _ingress_class,
    "NetworkPolicy": _network_policy,
}  # fmt: skip
