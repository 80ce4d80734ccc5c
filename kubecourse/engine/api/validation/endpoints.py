"""Endpoints and EndpointSlices: addresses and ports that a Service leads to.

Rules of `ValidateEndpoints` and `pkg/apis/discovery/validation`. Next: `config.py`.
"""

from __future__ import annotations

from typing import Any

from ...core import names
from .addresses import ip, not_special, port_number
from .causes import Causes, duplicate, immutable, invalid, invalid_all, required, too_many, unsupported
from .containers import PROTOCOLS
from .meta import label_name, labels, object_meta, object_meta_update

__all__ = ["endpoint_slice", "endpoint_slice_update", "endpoints", "endpoints_update"]

Part = dict[str, Any]
ADDRESS_TYPES = ("FQDN", "IPv4", "IPv6")


def endpoints(causes: Causes, obj: Part) -> None:
    """Endpoints, the old form."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    for i, subset in enumerate(obj.get("subsets") or ()):
        path = f"subsets[{i}]"
        if not subset.get("addresses") and not subset.get("notReadyAddresses"):
            required(causes, path, "must specify `addresses` or `notReadyAddresses`")
        for key in ("addresses", "notReadyAddresses"):
            for j, address in enumerate(subset.get(key) or ()):
                _address(causes, address, f"{path}.{key}[{j}]")
        ports = subset.get("ports") or []
        for j, port in enumerate(ports):
            _port(causes, port, len(ports) > 1, f"{path}.ports[{j}]")


def _address(causes: Causes, address: Part, path: str) -> None:
    text = address.get("ip", "")
    right = ip(causes, text, f"{path}.ip")
    if address.get("hostname"):
        invalid_all(causes, f"{path}.hostname", address["hostname"], names.dns_label(address["hostname"]))
    node = address.get("nodeName")
    if node is not None:
        invalid_all(causes, f"{path}.nodeName", node, names.dns_subdomain(node))
    if right:
        not_special(causes, text, f"{path}.ip")


def _port(causes: Causes, port: Part, named: bool, path: str) -> None:
    name, protocol = port.get("name", ""), port.get("protocol", "TCP")
    if named and not name:
        required(causes, f"{path}.name")
    elif name:
        invalid_all(causes, f"{path}.name", name, names.dns_label(name))
    port_number(causes, port.get("port") or 0, f"{path}.port")
    if protocol not in PROTOCOLS:
        unsupported(causes, f"{path}.protocol", protocol, PROTOCOLS)
    if port.get("appProtocol") is not None:
        label_name(causes, port["appProtocol"], f"{path}.appProtocol")


def endpoints_update(causes: Causes, new: Part, old: Part) -> None:
    """Everything in them may change."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    endpoints(causes, new)


def endpoint_slice(causes: Causes, obj: Part) -> None:
    """An EndpointSlice."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    kind = obj.get("addressType", "")
    if not kind:
        required(causes, "addressType")
    elif kind not in ADDRESS_TYPES:
        unsupported(causes, "addressType", kind, ADDRESS_TYPES)
    found = obj.get("endpoints") or []
    if len(found) > 1000:
        too_many(causes, "endpoints", len(found), 1000)
    else:
        for i, endpoint in enumerate(found):
            _endpoint(causes, endpoint, kind, f"endpoints[{i}]")
    _slice_ports(causes, obj.get("ports") or [])


def _endpoint(causes: Causes, endpoint: Part, kind: str, path: str) -> None:
    found = endpoint.get("addresses") or []
    if not found:
        required(causes, f"{path}.addresses", "must contain at least 1 address")
    elif len(found) > 100:
        too_many(causes, f"{path}.addresses", len(found), 100)
    for i, address in enumerate(found):
        where = f"{path}.addresses[{i}]"
        if kind in ("IPv4", "IPv6"):
            if ip(causes, address, where, int(kind[-1])):
                not_special(causes, address, where)
        elif kind == "FQDN":
            _domain(causes, address, where)
    node, host = endpoint.get("nodeName"), endpoint.get("hostname")
    if node is not None:
        invalid_all(causes, f"{path}.nodeName", node, names.dns_subdomain(node))
    labels(causes, endpoint.get("deprecatedTopology"), f"{path}.deprecatedTopology")
    if host is not None:
        invalid_all(causes, f"{path}.hostname", host, names.dns_label(host))
    _hints(causes, (endpoint.get("hints") or {}).get("forZones") or [], f"{path}.hints.forZones")


def _hints(causes: Causes, zones: list[Part], path: str) -> None:
    if len(zones) > 8:
        too_many(causes, path, len(zones), 8)
        return
    seen: list[str] = []
    for i, zone in enumerate(zones):
        name = zone.get("name", "")
        if name in seen:
            duplicate(causes, f"{path}[{i}].name", name)
        seen.append(name)
        label_name(causes, name, f"{path}[{i}].name")


def _domain(causes: Causes, name: str, path: str) -> None:
    bare = name.removesuffix(".")
    if not bare:
        required(causes, path)
        return
    wrong = names.dns_subdomain(bare)
    if wrong:
        invalid_all(causes, path, bare, wrong)
    elif "." not in bare:
        invalid(causes, path, bare, "should be a domain with at least two segments separated by dots")


def _slice_ports(causes: Causes, ports: list[Part]) -> None:
    if len(ports) > 20000:
        too_many(causes, "ports", len(ports), 20000)
        return
    seen: list[str] = []
    for i, port in enumerate(ports):
        path, name, protocol = f"ports[{i}]", port.get("name", ""), port.get("protocol", "TCP")
        if name:
            invalid_all(causes, f"{path}.name", name, names.dns_label(name))
        if name in seen:
            duplicate(causes, f"{path}.name", name)
        seen.append(name)
        if port.get("port") is not None:
            port_number(causes, port["port"], f"{path}.port")
        if protocol not in PROTOCOLS:
            unsupported(causes, f"{path}.protocol", protocol, PROTOCOLS)
        if port.get("appProtocol") is not None:
            label_name(causes, port["appProtocol"], f"{path}.appProtocol")


def endpoint_slice_update(causes: Causes, new: Part, old: Part) -> None:
    """The kind of its addresses stays."""
    endpoint_slice(causes, new)
    immutable(causes, "addressType", new.get("addressType", ""), old.get("addressType", ""))
