"""The pools of MetalLB: which addresses they have, for whom, and which of them is free. Pure functions.

Next: `controller.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, NamedTuple

from ...api.errors import ApiError
from ...core import selectors
from ...core.work import Object

__all__ = ["NAMESPACE", "Pool", "advertised", "parse", "pools"]

NAMESPACE = "metallb-system"


class Pool(NamedTuple):
    """`ranges`: (first, last) as numbers; what a pool asks of Services stands in `allocation`."""

    name: str
    ranges: tuple[tuple[int, int], ...]
    auto: bool
    avoid_buggy: bool
    allocation: Object
    labels: dict[str, str]

    def __contains__(self, address: object) -> bool:
        try:
            number = int(IPv4Address(str(address)))
        except ValueError:
            return False
        return any(first <= number <= last for first, last in self.ranges)

    def addresses(self) -> Iterator[str]:
        """All that it may give, in order."""
        for first, last in self.ranges:
            for number in range(first, last + 1):
                # some routers take x.x.x.0 and x.x.x.255 for broadcasts
                if not (self.avoid_buggy and number % 256 in (0, 255)):
                    yield str(IPv4Address(number))

    @property
    def priority(self) -> int:
        """The lower the earlier; 0 is the last."""
        return int(self.allocation.get("priority") or 0) or 1 << 31

    def takes(self, api: Any, service: Object) -> bool:
        """Is the pool for this Service?"""
        wanted, meta = self.allocation, service["metadata"]
        spaces, by_label = wanted.get("namespaces") or [], wanted.get("namespaceSelectors") or []
        if spaces or by_label:
            space = api.find("Namespace", meta["namespace"])
            labels = (space or {"metadata": {}})["metadata"].get("labels") or {}
            if meta["namespace"] not in spaces and not any(selectors.labels(one).matches(labels) for one in by_label):
                return False
        chosen = wanted.get("serviceSelectors") or []
        return not chosen or any(selectors.labels(one).matches(meta.get("labels") or {}) for one in chosen)


def parse(text: str) -> tuple[int, int]:
    """First and last address of `a.b.c.d-e.f.g.h` or of a CIDR. Raises ValueError in MetalLB's words."""
    if "-" in text:
        parts = [part.strip() for part in text.split("-")]
        try:
            first, last = (int(IPv4Address(part)) for part in parts)  # more or fewer than two are an error too
        except ValueError:
            raise ValueError(f'invalid IP range "{text}"') from None
        if first > last:
            raise ValueError(f'invalid IP range "{text}": start IP "{parts[0]}" is after the end IP "{parts[1]}"')
        return first, last
    try:
        network = ip_network(text, strict=False)
        if "/" not in text or network.version != 4:
            raise ValueError
    except ValueError:
        raise ValueError(f'invalid CIDR "{text}"') from None
    return int(network[0]), int(network[-1])


def pools(api: Any) -> list[Pool]:
    """The pools that are there; none where MetalLB's kinds are not installed."""
    found = []
    for obj in _listed(api, "IPAddressPool"):
        spec = obj.get("spec") or {}
        ranges = []
        for text in spec.get("addresses") or ():
            try:
                ranges.append(parse(text))
            except ValueError:
                continue
        found.append(Pool(obj["metadata"]["name"], tuple(ranges), spec.get("autoAssign", True) is not False,
                          bool(spec.get("avoidBuggyIPs")), spec.get("serviceAllocation") or {},
                          obj["metadata"].get("labels") or {}))  # fmt: skip
    return sorted(found, key=lambda pool: (pool.priority, pool.name))


def _listed(api: Any, kind: str) -> list[Object]:
    try:
        found: list[Object] = api.list(kind, NAMESPACE)
    except ApiError:
        return []
    return found


def advertised(api: Any, pool: str) -> list[Object] | None:
    """The node selectors of the L2Advertisements for a pool ([] in a list: any node); None: nobody says where it is."""
    known = next((p for p in pools(api) if p.name == pool), None)
    found: list[Object] = []
    covered = False
    for obj in _listed(api, "L2Advertisement"):
        spec = obj.get("spec") or {}
        names, by_label = spec.get("ipAddressPools") or [], spec.get("ipAddressPoolSelectors") or []
        labels = known.labels if known else {}
        if (names or by_label) and pool not in names and not any(selectors.labels(s).matches(labels) for s in by_label):
            continue
        covered = True
        found += spec.get("nodeSelectors") or [{}]
    return found if covered else None


def is_inside(address: str) -> bool:
    """Is it an IPv4 address?"""
    try:
        return ip_address(address).version == 4
    except ValueError:
        return False
