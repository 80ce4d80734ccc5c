"""What the rules of a node do with a request, and which endpoint it draws.

Next: `policy.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.names import fnv32a
from ..core.work import Object
from .lookups import pod_called
from .proxy import Packet, Walked, live, place_of, walk

__all__ = ["CLIENT", "through_rules"]

#: the address of a client machine of the company
CLIENT = "192.168.0.200"


def through_rules(api: Any, source: str, service: Object, row: Object, node: Object, way: tuple[str, int]) -> Walked:
    """Send a request that came to `way` (address, port) through the tables of `node`."""
    place = place_of(node)
    pod = pod_called(api, source)
    address = ((pod or {}).get("status") or {}).get("podIP") or CLIENT
    protocol = (row.get("protocol") or "TCP").lower()
    packet = Packet(address, way[0], way[1], protocol, to_node=way[0] == place.address)
    return walk(live(api).tables(place), packet, _Draw(api, service, address))


class _Draw:
    """One draw for each choice among equal endpoints; a client of a Service with affinity always draws the same."""

    def __init__(self, api: Any, service: Object, source: str) -> None:
        self.api, self.source, self.service = api, source, service
        self.left = -1

    def __call__(self, ways: int) -> bool:
        if self.left < 0:
            uid = self.service["metadata"]["uid"]
            if self.service["spec"].get("sessionAffinity") == "ClientIP":
                self.left = fnv32a(f"{uid}/{self.source}".encode()) % ways
            else:
                self.left = self.api.chance.below(ways, f"proxy/{uid}")
        self.left -= 1
        return self.left < 0
