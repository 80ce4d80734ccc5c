"""Services: families, addresses and node ports, kept across updates and dropped when the type no longer has them.

Upstream: pkg/registry/core/service/{strategy.go,storage/storage.go,storage/alloc.go}. The clusters here have one
family, IPv4, and one service range. Next: `../allocators.py`.
"""

from __future__ import annotations

from typing import Any

from .. import allocators
from ..admission.request import Request
from ..errors import Cause, invalid

__all__ = ["allocate", "create", "update"]

Object = dict[str, Any]
_FAMILY = "IPv4"


def create(request: Request) -> None:
    """Make clusterIP and clusterIPs agree, and fill in the families."""
    obj = request.obj
    assert obj is not None
    spec = obj["spec"]
    _same_addresses(spec, None)
    _families(obj, None)


def update(request: Request) -> None:
    """What was allocated stays unless the new type has no use for it or the manifest says otherwise."""
    obj, old = request.obj, request.old
    assert obj is not None and old is not None
    spec, before = obj["spec"], old["spec"]
    _keep_allocated(spec, before)
    _same_addresses(spec, before)
    _families(obj, before)
    _drop(spec, before)
    if spec.get("type") != "LoadBalancer" and (obj.get("status") or {}).get("loadBalancer"):
        # the address was the balancer's
        obj["status"] = {**obj["status"], "loadBalancer": {}}


def allocate(request: Request, service_cidr: str, dry_run: bool) -> None:
    """Addresses and ports for what is new in the spec; raises Invalid for those that cannot be had."""
    obj = request.obj
    assert obj is not None
    before = request.old["spec"] if request.old else {}
    allocators.allocate(request.api, obj, before, service_cidr, dry_run)


# -- what a type has ---------------------------------------------------------------------------------


def _has_address(spec: Object) -> bool:
    return spec.get("type", "ClusterIP") in ("ClusterIP", "NodePort", "LoadBalancer")


def _has_node_ports(spec: Object) -> bool:
    if spec.get("type") == "LoadBalancer":
        return spec.get("allocateLoadBalancerNodePorts") is not False
    return spec.get("type") == "NodePort"


def _has_health_port(spec: Object) -> bool:
    return spec.get("type") == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"


def _is_external(spec: Object) -> bool:
    return spec.get("type") in ("NodePort", "LoadBalancer") or bool(spec.get("externalIPs"))


# -- keeping -------------------------------------------------------------------------------------------


def _keep_allocated(spec: Object, before: Object) -> None:
    """A manifest that is applied again does not know what was allocated: put it back."""
    if _has_address(before) and _has_address(spec):
        if not spec.get("clusterIP") and before.get("clusterIP"):
            spec["clusterIP"] = before["clusterIP"]
        if not spec.get("clusterIPs") and spec.get("clusterIP") == before.get("clusterIP") and before.get("clusterIPs"):
            spec["clusterIPs"] = list(before["clusterIPs"])
    if _has_node_ports(before) and _has_node_ports(spec):
        _keep_node_ports(spec, before)
    if _has_health_port(before) and _has_health_port(spec) and before.get("healthCheckNodePort"):
        spec.setdefault("healthCheckNodePort", before["healthCheckNodePort"])


def _keep_node_ports(spec: Object, before: Object) -> None:
    ports = spec.get("ports") or ()
    taken = [port["nodePort"] for port in ports if port.get("nodePort")]
    known = {port.get("name", ""): port.get("nodePort") for port in before.get("ports") or ()}
    for port in ports:
        number = known.get(port.get("name", ""))
        if not port.get("nodePort") and number and number not in taken:
            port["nodePort"] = number
            taken.append(number)


def _same_addresses(spec: Object, before: Object | None) -> None:
    """Keep clusterIP the first of clusterIPs, whichever of the two a person wrote or cleared."""
    one, many = spec.get("clusterIP"), spec.get("clusterIPs")
    if before is None or not many:
        if one and not many:
            spec["clusterIPs"] = [one]
        return
    was, were = before.get("clusterIP"), before.get("clusterIPs")
    if one == was:
        return
    if many == were:
        if one:
            spec["clusterIPs"] = [one]
        else:
            spec.pop("clusterIPs", None)


def _drop(spec: Object, before: Object) -> None:
    """Forget what the new type does not have, if it was left as it was."""
    if _has_address(before) and not _has_address(spec):
        for field in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
            _drop_same(spec, before, field)
    if _has_node_ports(before) and not _has_node_ports(spec):
        old_ports = [port.get("nodePort") for port in before.get("ports") or ()]
        if [port.get("nodePort") for port in spec.get("ports") or ()] == old_ports:
            for port in spec.get("ports") or ():
                port.pop("nodePort", None)
    if _has_health_port(before) and not _has_health_port(spec):
        _drop_same(spec, before, "healthCheckNodePort")
    if before.get("type") == "LoadBalancer" and spec.get("type") != "LoadBalancer":
        _drop_same(spec, before, "allocateLoadBalancerNodePorts")
        _drop_same(spec, before, "loadBalancerClass")
    if _is_external(before) and not _is_external(spec):
        _drop_same(spec, before, "externalTrafficPolicy")


def _drop_same(spec: Object, before: Object, field: str) -> None:
    if field in spec and spec[field] == before.get(field):
        del spec[field]


# -- families --------------------------------------------------------------------------------------------


def _families(obj: Object, before: Object | None) -> None:
    spec = obj["spec"]
    if not _has_address(spec):
        return
    headless_alone = spec.get("clusterIP") == "None" and not spec.get("selector")
    if "ipFamilyPolicy" not in spec:
        if before and before.get("ipFamilyPolicy"):
            spec["ipFamilyPolicy"] = before["ipFamilyPolicy"]
        else:
            # with no selector nobody but the author of its EndpointSlices knows the families
            spec["ipFamilyPolicy"] = "RequireDualStack" if headless_alone else "SingleStack"
    families = spec.setdefault("ipFamilies", [_family(ip) for ip in _addresses(spec)] or [_FAMILY])
    if headless_alone:
        if len(families) < 2 and spec["ipFamilyPolicy"] != "SingleStack":
            families.append("IPv6" if families[0] == _FAMILY else _FAMILY)
        return
    _one_family(obj, families)


def _one_family(obj: Object, families: list[str]) -> None:
    """Refuse what asks for more than the one family of these clusters."""
    spec, causes = obj["spec"], []
    policy = spec["ipFamilyPolicy"]
    if policy == "SingleStack":
        for many, words in ((spec.get("clusterIPs"), "cluster IPs"), (families, "IP families")):
            if many and len(many) == 2:
                why = f"must be 'RequireDualStack' or 'PreferDualStack' when multiple {words} are specified"
                causes.append(_invalid("spec.ipFamilyPolicy", f'"{policy}"', why))
    if policy == "RequireDualStack":
        why = "this cluster is not configured for dual-stack services"
        causes.append(_invalid("spec.ipFamilyPolicy", f'"{policy}"', why))
    for index, family in enumerate(families):
        if family == "IPv6":
            causes.append(_invalid(f"spec.ipFamilies[{index}]", f'"{family}"', "not configured on this cluster"))
    if causes:
        raise invalid("", "Service", obj["metadata"].get("name", ""), causes)


def _addresses(spec: Object) -> list[str]:
    return [ip for ip in spec.get("clusterIPs") or () if ip != "None"]


def _family(ip: str) -> str:
    return "IPv6" if ":" in ip else _FAMILY


def _invalid(field: str, value: str, why: str) -> Cause:
    return Cause(field, "FieldValueInvalid", f"Invalid value: {value}: {why}")
