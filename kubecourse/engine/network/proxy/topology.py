"""Which endpoints of a port a node uses: for traffic that may go anywhere, and for traffic that must stay.

Ready ones; where there are none, those that are leaving and still serve. Hints keep traffic in a zone or on a node only if
every ready endpoint has one and one of them is for here. Upstream: pkg/proxy/topology.go. Next: `chains.py`.
"""

from __future__ import annotations

from typing import NamedTuple

from .ports import Endpoint, Port

__all__ = ["Choice", "Place", "choose", "depends_on_node"]


class Place(NamedTuple):
    """A node, as far as the choice of endpoints and its rules depend on it."""

    name: str
    zone: str
    address: str


class Choice(NamedTuple):
    """Endpoints for traffic of the whole cluster, of this node, both; and is there any at all, here or elsewhere?"""

    cluster: tuple[Endpoint, ...]
    local: tuple[Endpoint, ...]
    reachable: tuple[Endpoint, ...]
    any: bool


def depends_on_node(port: Port, endpoints: list[Endpoint]) -> bool:
    """Have nodes different chains for this port?"""
    return port.uses_local or bool(port.ranges) or any(e.zones or e.nodes for e in endpoints)


def choose(port: Port, endpoints: list[Endpoint], place: Place) -> Choice:
    """The endpoints of a port for a node."""
    cluster: tuple[Endpoint, ...] = ()
    local: tuple[Endpoint, ...] = ()
    if port.uses_cluster:
        cluster = tuple(_near([e for e in endpoints if e.ready], place)) or _leaving(endpoints)
    if not port.uses_local:
        return Choice(cluster, (), cluster, bool(cluster))
    here = [e for e in endpoints if e.node and e.node == place.name]
    local = tuple(e for e in here if e.ready) or _leaving(here)
    if not port.uses_cluster:
        # elsewhere counts too: it decides whether a packet is refused or dropped here
        return Choice((), local, local, any(e.ready or (e.serving and e.terminating) for e in endpoints))
    known = {e.text: e for e in (*cluster, *local)}
    return Choice(cluster, local, tuple(known[text] for text in sorted(known)), bool(known))


def _leaving(endpoints: list[Endpoint]) -> tuple[Endpoint, ...]:
    return tuple(e for e in endpoints if e.serving and e.terminating)


def _near(ready: list[Endpoint], place: Place) -> list[Endpoint]:
    """Those hinted for the node, else for its zone, if each of them has such a hint; else all."""
    if all(e.nodes for e in ready):
        ours = [e for e in ready if place.name in e.nodes]
        if ours:
            return ours
    if all(e.zones for e in ready):
        ours = [e for e in ready if place.zone in e.zones]
        if ours:
            return ours
    return ready
