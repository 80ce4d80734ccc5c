"""The kube-proxies of a cluster: they follow Services and EndpointSlices, and make anew only what a change touches.

Chains that are the same on every node are made once and shared by all of them. Costs nothing until it is asked.
Next: `walk.py`.
"""

from __future__ import annotations

from typing import Any

from ...core.trace import Change
from ...core.work import Object, name_key
from .chains import Config, Group, make
from .ports import Endpoint, Port, endpoints_of, ports_of
from .tables import Tables
from .topology import Place, choose, depends_on_node

__all__ = ["Proxy", "live", "place_of"]

_NAME = "kubernetes.io/service-name"
#: with more endpoints than this, comments are saved
LARGE = 1000
#: tables of so many nodes are kept while nothing changes
_KEPT = 8
#: where the pods of the course's company live
PODS = "10.10.20.0/24"
_ANYWHERE = Place("", "", "")


class _Known:
    """A Service: its ports with their endpoints, and the groups that were made of them."""

    __slots__ = ("groups", "ports")

    def __init__(self, ports: list[tuple[Port, list[Endpoint]]]) -> None:
        self.ports = ports
        #: (number of the port, its place or `_ANYWHERE` for all, large) -> its group
        self.groups: dict[tuple[int, Place, bool], Group] = {}


class Proxy:
    """Rules of every node, from the objects it was given."""

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()
        self._last: Change | None = None
        self._clear()

    def _clear(self) -> None:
        self._services: dict[str, Object] = {}
        self._slices: dict[str, dict[str, Object]] = {}
        self._known: dict[str, _Known] = {}
        self._made: dict[Place, Tables] = {}
        self._count = 0

    # -- what it is given ----------------------------------------------------------------------------

    def put(self, kind: str, old: Object | None, new: Object | None) -> None:
        """A Service or EndpointSlice came, changed or went."""
        if kind == "Service":
            key = name_key(_spaced(new or old or {}))
            if new is None:
                self._services.pop(key, None)
            else:
                self._services[key] = new
            self._forget(key)
            return
        for obj, there in ((old, False), (new, True)):
            owner = ((obj or {}).get("metadata") or {}).get("labels", {}).get(_NAME) if obj else None
            if obj and owner:
                meta = _spaced(obj)["metadata"]
                pieces = self._slices.setdefault(f"{meta['namespace']}/{owner}", {})
                if there:
                    pieces[meta["name"]] = obj
                else:
                    pieces.pop(meta["name"], None)
                self._forget(f"{meta['namespace']}/{owner}")

    def _forget(self, key: str) -> None:
        self._made.clear()
        known = self._known.pop(key, None)
        if known:
            self._count -= sum(len(endpoints) for _, endpoints in known.ports)

    def follow(self, api: Any) -> None:
        """Take in what happened in a live cluster since the last time."""
        news = api.changes_after(self._last)
        if news is None:
            self._clear()
            for kind in ("Service", "EndpointSlice"):
                for obj in api.list(kind):
                    self.put(kind, None, obj)
            self._last = api.last_change()
            return
        for change in news:
            if change.kind in ("Service", "EndpointSlice"):
                self.put(change.kind, change.old, change.new)
        self._last = news[-1] if news else self._last

    # -- what it answers -----------------------------------------------------------------------------

    def tables(self, place: Place) -> Tables:
        """The tables of a node; the same ones again while nothing has changed."""
        found = self._made.get(place)
        if found is None:
            if len(self._made) >= _KEPT:
                del self._made[next(iter(self._made))]
            found = self._made[place] = self._tables(place)
        return found

    def _tables(self, place: Place) -> Tables:
        for key in sorted(self._services.keys() - self._known.keys()):
            known = _Known([(p, endpoints_of(p, self._pieces(key))) for p in ports_of(self._services[key])])
            self._known[key] = known
            self._count += sum(len(endpoints) for _, endpoints in known.ports)
        large = self._count > LARGE
        all_known = [self._known[key] for key in sorted(self._known)]
        groups = [self._group(known, number, place, large) for known in all_known for number in range(len(known.ports))]

        def simple() -> list[str]:
            return [line for known in all_known for line in _simple(known, place)]

        return Tables(place, self.config, groups, simple, self._made.values())

    def _pieces(self, key: str) -> list[Object]:
        pieces = self._slices.get(key, {})
        return [pieces[name] for name in sorted(pieces)]

    def _group(self, known: _Known, number: int, place: Place, large: bool) -> Group:
        group = known.groups.get((number, _ANYWHERE, large))
        if group is not None:
            return group
        port, endpoints = known.ports[number]
        here = place if depends_on_node(port, endpoints) else _ANYWHERE
        group = known.groups.get((number, here, large))
        if group is None:
            group = make(port, choose(port, endpoints, here), here, self.config, large)
            known.groups[(number, here, large)] = group
        return group


def live(api: Any) -> Proxy:
    """The kube-proxies of the cluster that `api` belongs to, up to date."""
    proxy = api.derived.get("kube-proxy")
    if proxy is None:
        proxy = api.derived["kube-proxy"] = Proxy(Config(cluster_cidr=_pods(api)))
    proxy.follow(api)
    found: Proxy = proxy
    return found


def _pods(api: Any) -> str:
    """Where the pods of the cluster live: around the ranges of its nodes, if they have any."""
    second = {(n["spec"].get("podCIDR") or "").partition(".")[2].partition(".")[0] for n in api.list("Node")} - {""}
    if not second:
        return PODS
    return f"10.{next(iter(second))}.0.0/16" if len(second) == 1 else "10.128.0.0/9"


def place_of(node: Object) -> Place:
    """A node as rules see it."""
    labels = node["metadata"].get("labels") or {}
    addresses = (node.get("status") or {}).get("addresses") or ()
    inner = next((row["address"] for row in addresses if row["type"] == "InternalIP"), "")
    return Place(node["metadata"]["name"], labels.get("topology.kubernetes.io/zone", ""), inner)


def _spaced(obj: Object) -> Object:
    meta = obj["metadata"]
    return obj if meta.get("namespace") else {**obj, "metadata": {**meta, "namespace": "default"}}


def _simple(known: _Known, place: Place) -> list[str]:
    lines = []
    for port, endpoints in known.ports:
        choice = choose(port, endpoints, place)
        inside = choice.local if port.internal_local else choice.cluster
        outside = choice.local if port.external_local else choice.cluster
        ways = [(f"{port.address}:{port.port}", inside)]
        ways += [(f"{ip}:{port.port}", outside) for ip in (*port.external, *port.balancers)]
        if port.node_port:
            ways.append((f"{place.address}:{port.node_port}", outside))
        for way, ends in ways:
            lines.append(f"{way} → {' | '.join(e.text for e in ends) or '-'}")
    return lines
