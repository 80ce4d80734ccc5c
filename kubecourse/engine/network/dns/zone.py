"""The records that CoreDNS has of a cluster: of Services, of headless ones and their pods, of ports. Pure functions.

A Service has an A; a named port an SRV; a headless Service an A for each ready endpoint, and each endpoint a name of its own
(its hostname, or its address with dashes); an ExternalName a CNAME. Next: `outside.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...core.work import Object

__all__ = ["DOMAIN", "TTL", "Record", "cluster_zone", "dashed", "is_address", "records_of", "reverse"]

DOMAIN = "cluster.local"
#: seconds, as kubeadm's Corefile says
TTL = 30


class Record(NamedTuple):
    """One line of a zone. Names have no dot at the end, those in `data` do; `ttl` in seconds."""

    name: str
    ttl: int
    type: str
    data: str

    @property
    def text(self) -> str:
        """As a zone file has it."""
        return f"{self.name}. {self.ttl} IN {self.type} {self.data}"


def is_address(host: str) -> bool:
    """Is it an IPv4 address?"""
    parts = host.split(".")
    return len(parts) == 4 and all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts)


def dashed(address: str) -> str:
    """`10-10-20-101`: the name of an endpoint without a hostname, and of a pod."""
    return address.replace(".", "-").replace(":", "-")


def reverse(address: str) -> str:
    """`101.20.10.10.in-addr.arpa`."""
    return ".".join(reversed(address.split("."))) + ".in-addr.arpa"


def cluster_zone(api: Any) -> list[Record]:
    """All records of the cluster's zone, the Services by namespace and name. A pod's own (a-b-c-d.NS.pod) are made up when asked."""
    start = Record(f"dns-version.{DOMAIN}", 28800, "TXT", '"1.1.0"')
    return [start, *(record for service in api.list("Service") for record in records_of(api, service))]


def records_of(api: Any, service: Object) -> Iterator[Record]:
    """The records of one Service."""
    meta, spec = service["metadata"], service["spec"]
    own = f"{meta['name']}.{meta['namespace']}.svc.{DOMAIN}"
    address = spec.get("clusterIP")
    if spec.get("type") == "ExternalName":
        yield Record(own, TTL, "CNAME", f"{spec['externalName'].rstrip('.')}.")
    elif address == "None":
        yield from _headless(api, service, own)
    elif address:
        yield Record(own, TTL, "A", address)
        for port in spec.get("ports") or ():
            if port.get("name"):
                yield Record(_port_name(port, own), TTL, "SRV", f"0 100 {port['port']} {own}.")
        yield Record(reverse(address), TTL, "PTR", f"{own}.")


def _port_name(port: Object, own: str) -> str:
    return f"_{port['name']}._{(port.get('protocol') or 'TCP').lower()}.{own}"


def _headless(api: Any, service: Object, own: str) -> Iterator[Record]:
    ends: dict[str, str] = {}
    ports: dict[str, list[tuple[int, str]]] = {}
    for piece in _slices(api, service):
        for endpoint in piece.get("endpoints") or ():
            # nobody has said that it is not ready
            if (endpoint.get("conditions") or {}).get("ready", True) is False:
                continue
            for address in endpoint["addresses"]:
                host = endpoint.get("hostname") or dashed(address)
                ends[address] = host
                for port in piece.get("ports") or ():
                    if port.get("name") and port.get("port"):
                        ports.setdefault(_port_name(port, own), []).append((port["port"], f"{host}.{own}."))
    ordered = sorted(
        ends.items(), key=lambda end: [int(part) for part in end[0].split(".")] if is_address(end[0]) else []
    )
    for address, _ in ordered:
        yield Record(own, TTL, "A", address)
    for address, host in ordered:
        yield Record(f"{host}.{own}", TTL, "A", address)
    for name, rows in ports.items():
        for number, host in dict.fromkeys(sorted(rows)):
            yield Record(name, TTL, "SRV", f"0 {max(1, 100 // len(dict.fromkeys(rows)))} {number} {host}")
    for address, host in ordered:
        yield Record(reverse(address), TTL, "PTR", f"{host}.{own}.")


def _slices(api: Any, service: Object) -> list[Object]:
    """By the label: somebody may have written them by hand."""
    meta = service["metadata"]
    found: list[Object] = api.list("EndpointSlice", meta["namespace"], {"kubernetes.io/service-name": meta["name"]})
    return found
