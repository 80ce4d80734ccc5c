"""The picture of the notes: the company's network with its balancer, its DNS and MenchuPC, and below it every machine.

Each machine shows what its netfilter does (the rules that kube-proxy writes there, in the short form), what runs on it with
which address, what CoreDNS knows, and what an ingress controller was told. Everything comes from the live cluster.
Next: `company_dot.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from kubecourse.diagrams.cells import SYSTEM, node_state
from kubecourse.diagrams.company_dot import Card, Line, Picture, to_dot, to_text
from kubecourse.diagrams.diagram import Diagram
from kubecourse.diagrams.scene import Box, Scene, identity
from kubecourse.diagrams.texts import say
from kubecourse.engine.network import ingress
from kubecourse.engine.network.outside import outside
from kubecourse.engine.network.proxy import live, place_of
from kubecourse.explain.pod_state import pod_state

__all__ = ["Company", "company"]

CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
#: lines of one kind that a machine shows; the rest is a number
_MOST = 9
Object = dict[str, Any]


class Company(Diagram):
    """A picture of the company; the same three forms as every other."""

    def __init__(self, scene: Scene, theme: str, picture: Picture) -> None:
        super().__init__(scene, theme)
        self.picture = picture

    @property
    def dot(self) -> str:  # type: ignore[override]
        """The DOT text."""
        return to_dot(self.picture, self.scene, self.theme)

    @property
    def text(self) -> str:  # type: ignore[override]
        """The text twin."""
        return to_text(self.picture, self.scene)


class _Facts(NamedTuple):
    names: list[Line]
    routes: dict[str, list[Line]]
    system: set[str]


def company(cluster: Any, lang: str, theme: str, namespace: str | None) -> Company:
    """The picture of `cluster` now; pods of one namespace if asked, always with those of the system."""
    api = cluster._handle("diagram")
    world = outside(api)
    nodes = sorted(api.list("Node"), key=lambda n: n["metadata"]["name"])
    nodes.sort(key=lambda n: CONTROL_PLANE not in (n["metadata"].get("labels") or {}))
    facts = _facts(api, lang)
    cards = [_card(api, node, facts, namespace, lang) for node in nodes]
    addresses = [place_of(node).address for node in nodes]
    balancer = [
        Line(f"{world.address}:{port}  >  {address}:{node_port}", "")
        for port, node_port in world.balancer[:1]
        for address in addresses[:6]
    ]
    names = [Line(f"{name}: {address}", "") for name, address in world.names]
    picture = Picture(world.address, balancer, names, world.client, cards)
    boxes = tuple(
        Box(card.id, card.title, tuple(line.text for line in card.all), "plain", card.title) for card in cards
    )
    return Company(Scene(view="company", title=say(lang, "company"), lang=lang, boxes=boxes), theme, picture)


def _facts(api: Any, lang: str) -> _Facts:
    services = [s for s in api.list("Service") if s["metadata"]["namespace"] not in SYSTEM]
    names = [
        Line(f"{s['metadata']['name']}: {s['spec']['clusterIP']}", "service")
        for s in services
        if s["spec"].get("clusterIP") not in (None, "", "None") and s["metadata"]["name"] != "kubernetes"
    ]
    routes: dict[str, list[Line]] = {}
    for found in api.list("Ingress"):
        controller = ingress.class_controller(api, found) or ""
        for rule in found["spec"].get("rules") or ():
            for path in (rule.get("http") or {}).get("paths") or ():
                service = path["backend"].get("service") or {}
                port = service.get("port") or {}
                text = f"{rule.get('host') or '*'}{path.get('path') or '/'}  >  {service.get('name', '?')}:{port.get('number') or port.get('name')}"
                routes.setdefault(controller, []).append(Line(text, "ingress"))
    system = {s["spec"].get("clusterIP", "") for s in api.list("Service") if s["metadata"]["namespace"] in SYSTEM}
    system |= {s["spec"]["clusterIP"] for s in services if s["metadata"]["name"] == "kubernetes"}
    return _Facts(names, routes, system)


def _card(api: Any, node: Object, facts: _Facts, namespace: str | None, lang: str) -> Card:
    name, place = node["metadata"]["name"], place_of(node)
    text, state = node_state(node)
    role = "control-plane" if CONTROL_PLANE in (node["metadata"].get("labels") or {}) else "worker"
    rules = [line for line in live(api).tables(place).simple.splitlines() if line.partition(":")[0] not in facts.system]
    netfilter = [Line(line.replace(" → ", "  >  "), "") for line in rules]
    pods = []
    for pod in sorted(
        api.pods_on(name), key=lambda p: (p["metadata"]["namespace"] not in SYSTEM, p["metadata"]["name"])
    ):
        if namespace is not None and pod["metadata"]["namespace"] not in (*SYSTEM, namespace):
            continue
        pods += _pod(pod, facts)
    return Card(
        identity("Node", "", name), f"{place.address}  {name}", f"{say(lang, role)} · {text}", state,
        _cut(netfilter), pods,
    )  # fmt: skip


def _pod(pod: Object, facts: _Facts) -> list[Line]:
    meta, seen = pod["metadata"], pod_state(pod)
    if seen.state in ("succeeded", "failed"):
        return []
    labels = meta.get("labels") or {}
    system = meta["namespace"] in SYSTEM
    word = labels.get("component") or labels.get("k8s-app") or meta["name"]
    word = "core-dns" if word == "kube-dns" else word.removeprefix("kube-") if system and word != "kube-proxy" else word
    ports = [str(p["containerPort"]) for c in pod["spec"]["containers"] for p in c.get("ports") or ()]
    address = (pod.get("status") or {}).get("podIP") or "-"
    tail = "" if system else f" : {', '.join(ports)}" if ports else ""
    lines = [Line(f"{address}  {word}{tail}", seen.state, identity("Pod", meta["namespace"], meta["name"]))]
    if labels.get("k8s-app") == "kube-dns":
        lines += [line._replace(deep=1) for line in _cut(facts.names)]
    controller = ingress.controller_of(pod)
    if controller is not None:
        lines += [line._replace(deep=1) for line in _cut(facts.routes.get(controller, []))]
    return lines


def _cut(lines: list[Line]) -> list[Line]:
    if len(lines) <= _MOST:
        return lines
    return [*lines[: _MOST - 1], Line(f"+{len(lines) - _MOST + 1}", "")]
