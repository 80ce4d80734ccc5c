"""Services: ports, types, addresses, policies, and what of an address may change.

Rules of `ValidateService` and `ValidateServiceUpdate` in their order. Addresses and node ports that are taken or out of range
are refused by `../allocators.py`. Next: `endpoints.py`.
"""

from __future__ import annotations

from typing import Any

from ...core import names
from .addresses import cidr, family, ip, not_special, port_name_or_number, port_number
from .causes import Causes, duplicate, forbidden, invalid, invalid_all, required, unsupported
from .containers import PROTOCOLS
from .gojson import struct_json
from .meta import label_name, labels, object_meta, object_meta_update

__all__ = ["service", "service_update"]

Part = dict[str, Any]
TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
DISTRIBUTION = ("PreferClose", "PreferSameNode", "PreferSameZone")
ONLY_BALANCER = "may only be used when `type` is 'LoadBalancer'"
MOST_AFFINITY = 86400
RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
HINTS = "service.kubernetes.io/topology-aware-hints"
MODE = "service.kubernetes.io/topology-mode"
NO_CHANGE = "may not change once set"


def _addresses(spec: Part) -> list[str]:
    """`clusterIPs`, also when only `clusterIP` was written: the server keeps both."""
    found = spec.get("clusterIPs")
    if found is None:
        return [spec["clusterIP"]] if spec.get("clusterIP") else []
    return list(found)


def _headless(spec: Part) -> bool:
    return _addresses(spec) == ["None"]


def _reachable(spec: Part) -> bool:
    """From outside the cluster."""
    kind = spec.get("type", "ClusterIP")
    return kind in ("LoadBalancer", "NodePort") or (kind == "ClusterIP" and bool(spec.get("externalIPs")))


def service(causes: Causes, obj: Part) -> None:
    """A whole Service."""
    object_meta(causes, obj["metadata"], True, names.dns_label)
    found, spec = obj["metadata"].get("annotations") or {}, obj.get("spec") or {}
    if MODE in found and HINTS in found and found[MODE] != found[HINTS]:
        detail = f"must match annotations[{HINTS}] when both are specified"
        invalid(causes, f"metadata.annotations[{MODE}]", found[MODE], detail)
    ports, kind = spec.get("ports") or [], spec.get("type", "ClusterIP")
    if not ports and not _headless(spec) and kind != "ExternalName":
        required(causes, "spec.ports")
    _by_type(causes, spec, kind)
    seen: list[str] = []
    for i, port in enumerate(ports):
        _port(causes, port, f"spec.ports[{i}]", len(ports) > 1, seen)
    labels(causes, spec.get("selector"), "spec.selector")
    _affinity(causes, spec)
    _cluster_ips(causes, spec, kind)
    for i, address in enumerate(spec.get("externalIPs") or ()):
        if ip(causes, address, f"spec.externalIPs[{i}]"):
            not_special(causes, address, f"spec.externalIPs[{i}]")
    if kind not in TYPES:
        unsupported(causes, "spec.type", kind, TYPES)
    _port_pairs(causes, ports, kind)
    _balancer(causes, spec, found, kind)
    _class(causes, spec, None)
    _policies(causes, spec, kind)


def _by_type(causes: Causes, spec: Part, kind: str) -> None:
    if kind in ("LoadBalancer", "NodePort") and _headless(spec):
        invalid(causes, "spec.clusterIPs[0]", "None", f"may not be set to 'None' for {kind} services")
    if kind != "ExternalName":
        return
    for key in ("clusterIPs", "ipFamilies", "ipFamilyPolicy"):
        value = _addresses(spec) if key == "clusterIPs" else spec.get(key)
        if value:
            forbidden(causes, f"spec.{key}", "may not be set for ExternalName services")
    name = spec.get("externalName", "").removesuffix(".")
    if not name:
        required(causes, "spec.externalName")
    else:
        invalid_all(causes, "spec.externalName", name, names.dns_subdomain(name))


def _port(causes: Causes, port: Part, path: str, named: bool, seen: list[str]) -> None:
    name = port.get("name", "")
    if named and not name:
        required(causes, f"{path}.name")
    elif name:
        invalid_all(causes, f"{path}.name", name, names.dns_label(name))
        if name in seen:
            duplicate(causes, f"{path}.name", name)
        else:
            seen.append(name)
    number = port.get("port") or 0
    port_number(causes, number, f"{path}.port")
    protocol = port.get("protocol", "TCP")
    if protocol not in PROTOCOLS:
        unsupported(causes, f"{path}.protocol", protocol, PROTOCOLS)
    port_name_or_number(causes, port.get("targetPort") or number, f"{path}.targetPort")
    if port.get("appProtocol") is not None:
        label_name(causes, port["appProtocol"], f"{path}.appProtocol")


def _affinity(causes: Causes, spec: Part) -> None:
    kind, config = spec.get("sessionAffinity", "None"), spec.get("sessionAffinityConfig")
    path = "spec.sessionAffinityConfig"
    if kind not in ("ClientIP", "None"):
        unsupported(causes, "spec.sessionAffinity", kind, ("ClientIP", "None"))
    if kind == "ClientIP" and config is not None:
        when = "when session affinity type is ClientIP"
        if config.get("clientIP") is None:
            required(causes, f"{path}.clientIP", when)
        elif config["clientIP"].get("timeoutSeconds") is None:
            required(causes, f"{path}.clientIP.timeoutSeconds", when)
        elif not 0 < config["clientIP"]["timeoutSeconds"] <= MOST_AFFINITY:
            detail = f"must be greater than 0 and less than {MOST_AFFINITY}"
            invalid(causes, f"{path}.clientIP.timeoutSeconds", config["clientIP"]["timeoutSeconds"], detail)
    elif kind == "None" and config is not None:
        forbidden(causes, path, "must not be set when session affinity is None")


def _cluster_ips(causes: Causes, spec: Part, kind: str) -> None:
    if kind == "ExternalName":
        return
    found, single, path = _addresses(spec), spec.get("clusterIP", ""), "spec.clusterIPs"
    if single and found[0] != single:
        invalid(causes, path, found, "first value must match `clusterIP`")
    elif not single and found:
        invalid(causes, path, found, "must be empty when `clusterIP` is not specified")
    _families(causes, spec)
    bad = False
    for i, address in enumerate(found):
        if i == 0 and address == "None":
            if len(found) > 1:
                bad = True
                invalid(causes, path, found, "'None' must be the first and only value")
            continue
        bad = not ip(causes, address, f"{path}[{i}]") or bad
    if len(found) > 2:
        invalid(causes, path, found, "may only hold up to 2 values")
    if not bad:
        _match_families(causes, found, spec.get("ipFamilies") or [], path)


def _families(causes: Causes, spec: Part) -> None:
    seen: list[str] = []
    for i, one in enumerate(spec.get("ipFamilies") or ()):
        if one not in ("IPv4", "IPv6"):
            unsupported(causes, f"spec.ipFamilies[{i}]", one, ("IPv4", "IPv6"))
        if one in seen:
            duplicate(causes, f"spec.ipFamilies[{i}]", one)
        seen.append(one)
    policy, known = spec.get("ipFamilyPolicy"), ("PreferDualStack", "RequireDualStack", "SingleStack")
    if policy is not None and policy not in known:
        unsupported(causes, "spec.ipFamilyPolicy", policy, known)


def _match_families(causes: Causes, found: list[str], wanted: list[str], path: str) -> None:
    if len(found) > 1 and sorted(map(family, found)) != [4, 6]:
        invalid(causes, path, found, "may specify no more than one IP for each IP family")
    if found == ["None"]:
        return
    for i, (address, one) in enumerate(zip(found, wanted, strict=False)):
        if one in ("IPv4", "IPv6") and one != f"IPv{family(address)}":
            invalid(causes, f"{path}[{i}]", address, f"expected an {one} value as indicated by `ipFamilies[{i}]`")


def _port_pairs(causes: Causes, ports: list[Part], kind: str) -> None:
    if kind == "ClusterIP":
        for i, port in enumerate(ports):
            if port.get("nodePort"):
                forbidden(causes, f"spec.ports[{i}].nodePort", "may not be used when `type` is 'ClusterIP'")
    seen: list[tuple[str, int]] = []
    for i, port in enumerate(ports):
        key = (port.get("protocol", "TCP"), port.get("nodePort") or 0)
        if key[1] and key in seen:
            duplicate(causes, f"spec.ports[{i}].nodePort", key[1])
        seen.append(key)
    seen = []
    for i, port in enumerate(ports):
        key = (port.get("protocol", "TCP"), port.get("port") or 0)
        if key in seen:
            duplicate(causes, f"spec.ports[{i}]", struct_json("ServicePort", {"protocol": key[0], "port": key[1]}))
        seen.append(key)


def _balancer(causes: Causes, spec: Part, found: dict[str, str], kind: str) -> None:
    ranges, path = spec.get("loadBalancerSourceRanges") or [], "spec.LoadBalancerSourceRanges"
    texts = [(f"{path}[{i}]", text) for i, text in enumerate(ranges)]
    if not ranges and RANGES in found:
        path = f"metadata.annotations[{RANGES}]"
        texts = [(path, text) for text in found[RANGES].split(",") if found[RANGES].strip()]
    if (ranges or RANGES in found) and kind != "LoadBalancer":
        forbidden(causes, path, ONLY_BALANCER)
    for where, text in texts:
        cidr(causes, text.strip(), where)
    if spec.get("allocateLoadBalancerNodePorts") is not None and kind != "LoadBalancer":
        forbidden(causes, "spec.allocateLoadBalancerNodePorts", ONLY_BALANCER)


def _class(causes: Causes, spec: Part, was: Part | None) -> None:
    kind, found = spec.get("type", "ClusterIP"), spec.get("loadBalancerClass")
    if was is not None and kind == was.get("type") == "LoadBalancer" and found != was.get("loadBalancerClass"):
        invalid(causes, "spec.loadBalancerClass", found, NO_CHANGE)
    if found is None:
        return
    if kind == "LoadBalancer":
        label_name(causes, found, "spec.loadBalancerClass")
    else:
        forbidden(causes, "spec.loadBalancerClass", ONLY_BALANCER)


def _needs_check(spec: Part) -> bool:
    return spec.get("type") == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"


def _policies(causes: Causes, spec: Part, kind: str) -> None:
    external = spec.get("externalTrafficPolicy", "")
    if not _reachable(spec):
        if external:
            detail = "may only be set for externally-accessible services"
            invalid(causes, "spec.externalTrafficPolicy", external, detail)
    elif external and external not in ("Cluster", "Local"):
        unsupported(causes, "spec.externalTrafficPolicy", external, ("Cluster", "Local"))
    check = spec.get("healthCheckNodePort") or 0
    if check and not _needs_check(spec):
        detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        invalid(causes, "spec.healthCheckNodePort", check, detail)
    elif check:
        port_number(causes, check, "spec.healthCheckNodePort")
    internal = spec.get("internalTrafficPolicy")
    if internal is not None and internal not in ("Cluster", "Local"):
        unsupported(causes, "spec.internalTrafficPolicy", internal, ("Cluster", "Local"))
    distribution = spec.get("trafficDistribution")
    if distribution is not None and distribution not in DISTRIBUTION:
        unsupported(causes, "spec.trafficDistribution", distribution, DISTRIBUTION)


def service_update(causes: Causes, new: Part, old: Part) -> None:
    """An address stays, unless the Service is or was a mere name."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    now, was = new.get("spec") or {}, old.get("spec") or {}
    if "ExternalName" not in (now.get("type"), was.get("type")):
        if not (_headless(now) and _headless(was)):
            _address_update(causes, now, was)
        if not _headless(now) and not _headless(was):
            _family_update(causes, now, was)
    _class(causes, now, was)
    if _needs_check(was) and _needs_check(now) and now.get("healthCheckNodePort") != was.get("healthCheckNodePort"):
        forbidden(causes, "spec.healthCheckNodePort", "field is immutable")
    service(causes, new)


def _address_update(causes: Causes, now: Part, was: Part) -> None:
    new, old = _addresses(now), _addresses(was)
    policy = now.get("ipFamilyPolicy")
    if len(new) == len(old):
        for i, address in enumerate(old):
            if address != new[i]:
                invalid(causes, f"spec.clusterIPs[{i}]", new, NO_CHANGE)
        return
    if not new:
        invalid(causes, "spec.clusterIPs[0]", None, "primary clusterIP can not be unset")
    elif old and new[0] != old[0]:
        invalid(causes, "spec.clusterIPs[0]", new, NO_CHANGE)
    if len(new) == 1 < len(old) and policy != "SingleStack":
        detail = "must be set to 'SingleStack' when releasing the secondary clusterIP"
        invalid(causes, "spec.ipFamilyPolicy", policy, detail)


def _family_update(causes: Causes, now: Part, was: Part) -> None:
    new, old = now.get("ipFamilies") or [], was.get("ipFamilies") or []
    field = "spec.ipFamilies[0]"
    if len(new) == len(old):
        for before, after in zip(old, new, strict=True):
            if before != after:
                invalid(causes, field, new, NO_CHANGE)
    elif new and old and new[0] != old[0]:
        invalid(causes, field, _addresses(now), NO_CHANGE)
    policy = now.get("ipFamilyPolicy")
    if len(new) == 1 < len(old) and policy != "SingleStack":
        detail = "must be set to 'SingleStack' when releasing the secondary ipFamily"
        invalid(causes, "spec.ipFamilyPolicy", policy, detail)
