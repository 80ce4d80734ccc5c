"""What kube-proxy knows of one port of a Service, and of the endpoints behind it.

Services without a cluster address (headless, ExternalName) have no ports here. Endpoints are ordered by their text, as in
upstream. Upstream: pkg/proxy/{servicechangetracker,serviceport,endpointslicecache}.go. Next: `topology.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, ip_network
from typing import NamedTuple

from ...core.work import Object

__all__ = ["Endpoint", "Port", "endpoints_of", "ports_of"]

#: a Service that another proxy looks after
_OTHER = "service.kubernetes.io/service-proxy-name"


class Port(NamedTuple):
    """One port of a Service."""

    #: `namespace/name`, with `:port` if the port has a name
    name: str
    port_name: str
    protocol: str
    address: str
    port: int
    node_port: int
    external: tuple[str, ...]
    balancers: tuple[str, ...]
    ranges: tuple[str, ...]
    #: only endpoints of the same node take traffic from inside, from outside
    internal_local: bool
    external_local: bool
    #: seconds for which a client stays with its endpoint; 0: not at all
    affinity: int
    health: int

    @property
    def reachable(self) -> bool:
        """Can it be reached from outside of the cluster?"""
        return bool(self.node_port or self.external or self.balancers)

    @property
    def uses_cluster(self) -> bool:
        """Are endpoints of all nodes used? Also under `Local`, for traffic that begins on the node itself."""
        return not self.internal_local or self.reachable

    @property
    def uses_local(self) -> bool:
        """Are the endpoints of the node used on their own?"""
        return self.internal_local or (self.external_local and self.reachable)


class Endpoint(NamedTuple):
    """One address behind a port."""

    text: str
    address: str
    ready: bool
    serving: bool
    terminating: bool
    node: str
    zones: tuple[str, ...]
    nodes: tuple[str, ...]


def ports_of(service: Object) -> list[Port]:
    """The ports of a Service that need rules."""
    meta, spec = service["metadata"], service["spec"]
    # the first one may be of the other family: its rules are ip6tables'
    address = next((ip for ip in spec.get("clusterIPs") or [spec.get("clusterIP")] if ip and ":" not in ip), "")
    if not address or address == "None" or spec.get("type") == "ExternalName" or _OTHER in (meta.get("labels") or {}):
        return []
    balancer = spec.get("type") == "LoadBalancer"
    ingress = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or () if balancer else ()
    timeout = ((spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}).get("timeoutSeconds") or 10_800
    outside = spec.get("type") in ("NodePort", "LoadBalancer") or spec.get("externalIPs")
    found = []
    for row in spec.get("ports") or ():
        suffix = f":{row['name']}" if row.get("name") else ""
        found.append(
            Port(
                name=f"{meta.get('namespace') or 'default'}/{meta['name']}{suffix}",
                port_name=row.get("name") or "",
                protocol=(row.get("protocol") or "TCP").lower(),
                address=address,
                port=int(row["port"]),
                node_port=int(row.get("nodePort") or 0),
                external=_of_our_family(spec.get("externalIPs") or ()),
                balancers=_of_our_family(
                    i["ip"] for i in ingress if i.get("ip") and (i.get("ipMode") or "VIP") == "VIP"
                ),
                ranges=tuple(_ranges(spec.get("loadBalancerSourceRanges") or ())) if balancer else (),
                internal_local=spec.get("internalTrafficPolicy") == "Local",
                external_local=bool(outside) and spec.get("externalTrafficPolicy") == "Local",
                affinity=int(timeout) if spec.get("sessionAffinity") == "ClientIP" else 0,
                health=int(spec.get("healthCheckNodePort") or 0),
            )
        )
    return found


def _of_our_family(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(address for address in addresses if ":" not in address)


def _ranges(given: Iterable[str]) -> list[str]:
    """Networks as iptables knows them: without blanks around, without bits behind the mask."""
    networks = [ip_network(text.strip(), strict=False) for text in given]
    return [str(network) for network in networks if isinstance(network, IPv4Network)]


def endpoints_of(port: Port, slices: Iterable[Object]) -> list[Endpoint]:
    """The endpoints of a port in all slices of its Service, each once."""
    found: dict[str, Endpoint] = {}
    for piece in slices:
        if piece.get("addressType", "IPv4") != "IPv4":
            continue
        for row in piece.get("ports") or ():
            same = (row.get("name") or "") == port.port_name and (row.get("protocol") or "TCP").lower() == port.protocol
            if same and row.get("port"):
                for endpoint in piece.get("endpoints") or ():
                    one = _endpoint(endpoint, int(row["port"]))
                    if one is not None:
                        found[one.text] = one
    return [found[text] for text in sorted(found)]


def _endpoint(row: Object, port: int) -> Endpoint | None:
    if not row.get("addresses"):
        return None
    conditions, hints = row.get("conditions") or {}, row.get("hints") or {}
    ready = conditions.get("ready") is not False
    serving = conditions.get("serving")
    address = str(row["addresses"][0])
    return Endpoint(
        text=f"{address}:{port}",
        address=address,
        ready=ready,
        serving=ready if serving is None else bool(serving),
        terminating=bool(conditions.get("terminating")),
        node=row.get("nodeName") or "",
        zones=tuple(zone["name"] for zone in hints.get("forZones") or ()),
        nodes=tuple(node["name"] for node in hints.get("forNodes") or ()),
    )
