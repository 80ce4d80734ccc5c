"""The way of one request over the topology, stretch by stretch: numbered, lit, and red where it ends badly.

Whoever sends and whatever stands outside of the cluster (the company's DNS, its balancer) get boxes of their own on the left;
the rest is the topology as it was when the request was made, without what the request has nothing to do with. `step` shows
the first hops only. The text twin tells the same stretches. Next: `../widgets/steps.py`, which goes forward and back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kubecourse.diagrams.cells import SYSTEM
from kubecourse.diagrams.diagram import Diagram
from kubecourse.diagrams.scene import Box, Group, Leg, Scene, identity
from kubecourse.diagrams.texts import say
from kubecourse.diagrams.topology import KINDS, topology
from kubecourse.engine.network.journey_words import sentence

__all__ = ["JourneyDiagram", "journey"]

Object = dict[str, Any]

#: workers and Services beyond this number are drawn only if the request comes by
_MOST_NODES, _MOST_SERVICES = 6, 10
_DNS_INSIDE = identity("Service", "kube-system", "kube-dns")
_ASKING = ("resolves-outside", "resolves-inside", "nxdomain-outside", "nxdomain-inside", "dns-denied")


class JourneyDiagram(Diagram):
    """A picture of a journey; `.hops` are its sentences, `.step` how many of them are shown."""

    def __init__(self, scene: Scene, theme: str, head: str, hops: list[str], step: int, end: str) -> None:
        super().__init__(scene, theme)
        self.head, self.hops, self.step, self.end = head, hops, step, end

    @property
    def text(self) -> str:  # type: ignore[override]
        """The text twin: the stretches with their numbers, what happens at each, and the end."""
        lang, lines = self.scene.lang, [self.scene.title]
        legs = {leg.number: leg for leg in self.scene.legs}
        for number, words in enumerate(self.hops[: self.step], 1):
            leg = legs.get(number)
            lines.append(f"  {number}. {words}")
            if leg is not None:
                arrow = "<->" if leg.kind == "asks-leg" else "-x->" if leg.kind == "failed-leg" else "->"
                lines.append(f"     {_called(leg.source)} {arrow} {_called(leg.target)}")
        left = len(self.hops) - self.step
        lines.append(f"  ... {say(lang, 'to-come')}: {left}" if left else f"  => {self.end}")
        return "\n".join(lines) + "\n"


def journey(cluster: Any, found: Any, lang: str, theme: str, step: int | None) -> JourneyDiagram:
    """The picture of a Journey over `cluster`, as it is now. Raises ValueError for a step that the journey does not have."""
    steps = len(found.hops)
    if step is not None and not (isinstance(step, int) and 0 <= step <= steps):
        raise ValueError(say(lang, "journey-no-step", step, steps))
    shown = steps if step is None else step
    head = f"{found.source} -> {found.url}"
    title = say(lang, "journey", head) if step is None else say(lang, "journey-step", head, shown, steps)
    lists = {kind: cluster.api.list(kind) for kind in KINDS}
    start = _start(found, lists)
    every = _legs(found, start, lang)
    places = {start, *(end for leg in every for end in (leg.source, leg.target))}
    lit = {start, *(end for leg in every if leg.number <= shown for end in (leg.source, leg.target))}
    lit |= _rules(found, shown)
    base = topology(_near(lists, places, found), lang, None)
    scene = _with(base, places, lit, found, lists, lang)
    legs = tuple(leg for leg in every if leg.number <= shown)
    scene = replace(scene, view="journey", title=title, legs=legs)
    words = [sentence(hop.did, hop.facts, lang) for hop in found.hops]
    good = found.failure is None and found.code < 400
    end = f"{say(lang, 'answered' if good else 'failed-with')}: {found.verdict}"
    return JourneyDiagram(scene, theme, head, words, shown, end)


# -- the way ---------------------------------------------------------------------------------------


def _start(found: Any, lists: dict[str, list[Object]]) -> str:
    space, _, name = found.source.rpartition("/")
    space = space or "default"
    inside = any(p["metadata"]["name"] == name and p["metadata"]["namespace"] == space for p in lists["Pod"])
    return identity("Pod", space, name) if inside or "/" in found.source else identity("Machine", "", found.source)


def _place(hop: Any) -> str:
    """The id of where a hop happens."""
    kind, _, name = hop.at.partition("/")
    if hop.at == "DNS/cluster":
        return _DNS_INSIDE
    return hop.at if kind in ("Pod", "Service") else identity(kind, "", name)


def _legs(found: Any, start: str, lang: str) -> list[Leg]:
    """A stretch for each hop that is somewhere else than the one before."""
    here: str = start
    legs: list[Leg] = []
    for number, hop in enumerate(found.hops, 1):
        there, words = _place(hop), sentence(hop.did, hop.facts, lang)
        last = number == len(found.hops) and found.failure is not None
        if there == here:
            continue
        back = hop.did == "answers" and any(there in (leg.source, leg.target) for leg in legs)
        kind = "failed-leg" if last else "asks-leg" if hop.did in _ASKING else "reply-leg" if back else "leg"
        legs.append(Leg(number, here, there, kind, f"{number}. {words}"))
        if hop.did not in _ASKING:  # a name that was asked for: on we go from where we were
            here = there
    return legs


def _rules(found: Any, shown: int) -> set[str]:
    """The Ingresses that a reverse proxy on the way has applied."""
    rows = [hop for hop in found.hops[:shown] if hop.did == "proxy-rule"]
    return {identity("Ingress", hop.facts.get("namespace", "default"), hop.facts["ingress"]) for hop in rows}


# -- what is drawn -----------------------------------------------------------------------------------


def _near(lists: dict[str, list[Object]], places: set[str], found: Any) -> dict[str, list[Object]]:
    """The topology without what the request has nothing to do with."""
    by_pod = {identity("Pod", p["metadata"]["namespace"], p["metadata"]["name"]): p for p in lists["Pod"]}
    on_the_way = {by_pod[place]["spec"].get("nodeName", "") for place in places if place in by_pod}
    on_the_way |= {place.rpartition("/")[2] for place in places if place.startswith("Node/")}
    workers = [n for n in lists["Node"] if not n["spec"].get("taints")]
    many = len(workers) > _MOST_NODES
    nodes = [n for n in lists["Node"]
             if n["metadata"]["name"] in on_the_way or (not many and not n["spec"].get("taints"))]  # fmt: skip
    names = {n["metadata"]["name"] for n in nodes} | {""}
    pods = [pod for place, pod in by_pod.items()
            if place in places or (pod["metadata"]["namespace"] not in SYSTEM and pod["spec"].get("nodeName", "") in names)]  # fmt: skip
    services = lists["Service"]
    if len(services) > _MOST_SERVICES:
        services = [
            s for s in services if identity("Service", s["metadata"]["namespace"], s["metadata"]["name"]) in places
        ]
    rules = _rules(found, len(found.hops))
    ingresses = [i for i in lists["Ingress"]
                 if identity("Ingress", i["metadata"]["namespace"], i["metadata"]["name"]) in rules]  # fmt: skip
    return {"Node": nodes, "Pod": pods, "Service": services, "Ingress": ingresses, "PersistentVolumeClaim": []}


def _with(base: Scene, places: set[str], lit: set[str], found: Any, lists: dict[str, list[Object]], lang: str) -> Scene:
    """The topology with what stands outside, and all that the request has come by lit."""
    drawn = {box.id for box in base.boxes} | {g.id for g in base.groups} | {b.id for g in base.groups for b in g.boxes}
    missing = sorted(places - drawn)
    added = {place: _outside(place, found, lists, lang) for place in missing}
    west = [place for place in missing if place.split("/")[0] in ("Machine", "DNS")]
    inner = [place for place in missing if place.split("/")[0] == "Service"]
    middle = [place for place in missing if place not in west and place not in inner]
    first, *rest = base.rows if base.rows else ((),)
    rows = [west, middle]
    placed = False
    for row in (first, *rest):
        if inner and not placed and any(ident.startswith(("Service/", "Node/", "Unscheduled/")) for ident in row):
            rows.append([*row, *inner] if row[0].startswith("Service/") else inner)
            placed = True
            if row[0].startswith("Service/"):
                continue
        rows.append(list(row))
    # a tray without pods says nothing about a request
    empty = {group.id for group in base.groups if group.role == "tray" and not group.boxes}
    return replace(
        base,
        groups=tuple(_lit_group(group, lit) for group in base.groups if group.id not in empty),
        boxes=tuple(replace(box, lit=box.id in lit) for box in (*base.boxes, *added.values())),
        rows=tuple(tuple(i for i in row if i not in empty) for row in rows if any(i not in empty for i in row)),
    )


def _lit_group(group: Group, lit: set[str]) -> Group:
    sections = tuple(
        (caption, tuple(replace(box, lit=box.id in lit) if box else None for box in slots))
        for caption, slots in group.sections
    )
    return replace(group, lit=group.id in lit, sections=sections)


def _outside(place: str, found: Any, lists: dict[str, list[Object]], lang: str) -> Box:
    """The box of what the topology does not know."""
    kind, name = place.split("/")[0], place.rpartition("/")[2]
    if kind == "Machine":
        address = found.address
        return Box(place, name, (address,) if address else (), kind=say(lang, "machine"))
    if kind == "DNS":
        return Box(place, say(lang, "company-dns"), kind="DNS")
    if kind == "Balancer":
        return Box(place, name, kind=say(lang, "balancer"))
    if place == _DNS_INSIDE:
        service = next((s for s in lists["Service"] if s["metadata"]["name"] == "kube-dns"), None)
        lines = (f"ClusterIP {service['spec']['clusterIP']}",) if service else ()
        return Box(place, "kube-dns", lines, "service")
    if kind == "Service":
        known = next(
            (
                s
                for s in lists["Service"]
                if identity("Service", s["metadata"]["namespace"], s["metadata"]["name"]) == place
            ),
            None,
        )
        lines = (f"{known['spec'].get('type', 'ClusterIP')} {known['spec'].get('clusterIP', '')}",) if known else ()
        return Box(place, name, lines or (say(lang, "gone-since"),), "service")
    if kind in ("Pod", "Node"):
        return Box(place, name, (say(lang, "gone-since"),), "unknown")
    return Box(place, name, kind=say(lang, "unknown-address"), state="failed")


def _called(ident: str) -> str:
    """`Pod default/web-1`, `Machine MenchuPC`."""
    kind, space, name = ident.split("/", 2)
    return f"{kind} {space}/{name}" if space else f"{kind} {name}"
