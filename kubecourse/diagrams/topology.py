"""Where everything runs: ingresses, services, nodes with their pods, claims.

From left to right, as a request goes: Ingress -> Service -> workers with their pods (and a tray for those without a
node) -> claims; the control plane at the right edge. Services of the cluster itself (`kubernetes`, and what kube-system
offers inwards) are left out unless their namespace is asked for. A pure function of lists. Next: `dot.py`.
"""

from __future__ import annotations

from typing import Any

from kubecourse.diagrams.cells import SYSTEM, claim_box, node_state, pod_box, selects, service_box
from kubecourse.diagrams.fit import to_slots
from kubecourse.diagrams.scene import Box, Edge, Group, Scene, identity, object_id
from kubecourse.diagrams.texts import say
from kubecourse.explain.pod_state import pod_state

__all__ = ["KINDS", "topology"]

Object = dict[str, Any]
Lists = dict[str, list[Object]]

KINDS = ("Node", "Pod", "Service", "Ingress", "PersistentVolumeClaim")
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
#: pods of a node that are drawn large, each with its own edges; in a fuller node they are small and share edges
CROWD = 12
#: pods of all workers from which cells stand in two columns, then in three
WIDER = (24, 60)


def topology(lists: Lists, lang: str, namespace: str | None = None, before: dict[str, int] | None = None) -> Scene:
    """The scene of `lists` (kind -> objects); with `namespace`, only its objects on all nodes."""
    kept = {kind: [o for o in lists.get(kind, []) if _shown(kind, o, namespace)] for kind in KINDS}
    slots = dict(before or {})
    nodes, tray = _node_groups(kept, lang, slots)
    services, routes = _services(kept, lang)
    ingresses, rules = _ingresses(kept, lang)
    claims, mounts = _claims(kept, lang)
    workers = [g.id for g in nodes if g.role == "node"]
    masters = [g.id for g in nodes if g.role == "control"]
    before_nodes = ([b.id for b in ingresses], [b.id for b in services])
    columns = (*before_nodes, [*workers, tray.id], [b.id for b in claims], masters)
    return Scene(
        view="topology", title=say(lang, "topology"), lang=lang, groups=(*nodes, tray),
        boxes=(*ingresses, *services, *claims), edges=(*rules, *routes, *mounts),
        rows=tuple(tuple(column) for column in columns if column), across=True, slots=slots,
    )  # fmt: skip


def _shown(kind: str, obj: Object, namespace: str | None) -> bool:
    meta = obj["metadata"]
    place = meta.get("namespace")
    if kind == "Node":
        return True
    if namespace is not None:
        return bool(place == namespace)
    if kind == "Service":
        spec = obj.get("spec", {})
        outward = spec.get("type") in ("NodePort", "LoadBalancer")
        return outward or not (place in SYSTEM or (place == "default" and meta["name"] == "kubernetes"))
    return kind != "PersistentVolumeClaim" or place not in SYSTEM


def _age_order(pod: Object) -> tuple[bool, str, str, str]:
    meta = pod["metadata"]
    place = meta.get("namespace", "")
    return place in SYSTEM, place, meta.get("creationTimestamp") or "", meta["name"]


def _node_groups(kept: Lists, lang: str, slots: dict[str, int]) -> tuple[list[Group], Group]:
    placed: dict[str, list[Object]] = {}
    for pod in sorted(kept["Pod"], key=_age_order):
        placed.setdefault(pod.get("spec", {}).get("nodeName") or "", []).append(pod)
    nodes = sorted(kept["Node"], key=lambda n: n["metadata"]["name"])
    roles = ["control" if CONTROL_PLANE in (n["metadata"].get("labels") or {}) else "node" for n in nodes]
    columns = _columns(sum(len(placed.get(n["metadata"]["name"], ())) for n, r in zip(nodes, roles, strict=True)
                           if r == "node"))  # fmt: skip
    groups = []
    for node, role in zip(nodes, roles, strict=True):
        wide = columns if role == "node" else 1
        groups.append(_node(node, role, placed.pop(node["metadata"]["name"], []), wide, lang, slots))
    waiting = placed.pop("", [])
    for lost in placed.values():  # pods of a node that is gone
        waiting += lost
    return groups, _tray(waiting, lang, slots)


def _columns(pods: int) -> int:
    return 1 + sum(pods > limit for limit in WIDER)


def _node(node: Object, role: str, pods: list[Object], columns: int, lang: str, slots: dict[str, int]) -> Group:
    name, status = node["metadata"]["name"], node.get("status", {})
    text, state = node_state(node)
    address = next((a["address"] for a in status.get("addresses") or () if a.get("type") == "InternalIP"), "")
    words = say(lang, "control-plane" if role == "control" else "worker")
    facts = [f"Node {name} ({words})", text, f"{say(lang, 'address')}: {address}"]
    size = status.get("allocatable") or {}
    facts += [f"{key}: {size[key]}" for key in ("cpu", "memory", "pods") if key in size]
    facts += [f"taint: {t['key']}={t.get('value', '')}:{t['effect']}" for t in node.get("spec", {}).get("taints") or ()]
    return Group(
        identity("Node", "", name), name, f"{address} {text}".strip(), role, state, "\n".join(facts), columns,
        _sections(name, pods, lang, slots),
    )  # fmt: skip


def _sections(
    where: str, pods: list[Object], lang: str, slots: dict[str, int]
) -> tuple[tuple[str, tuple[Box | None, ...]], ...]:
    spaces: dict[str, list[Object]] = {}
    for pod in pods:
        spaces.setdefault(pod["metadata"].get("namespace", ""), []).append(pod)
    sections = []
    crowded = len(pods) > CROWD
    for space, members in spaces.items():
        boxes = {f"{where}|{b.id}": b for b in (pod_box(p, lang, small=crowded or None) for p in members)}
        order = to_slots(boxes, slots)
        slots.update({key: index for index, key in enumerate(order) if key})
        sections.append((space, tuple(boxes[key] if key else None for key in order)))
    return tuple(sections)


def _tray(pods: list[Object], lang: str, slots: dict[str, int]) -> Group:
    note = "" if pods else say(lang, "nobody")
    return Group(
        identity("Unscheduled", "", "tray"), say(lang, "unscheduled"), note, "tray",
        "pending" if pods else "plain", say(lang, "unscheduled"), _columns(2 * len(pods)),
        _sections("", pods, lang, slots),
    )  # fmt: skip


def _services(kept: Lists, lang: str) -> tuple[list[Box], list[Edge]]:
    by_space: dict[str, list[Object]] = {}
    for pod in kept["Pod"]:
        by_space.setdefault(pod["metadata"].get("namespace", ""), []).append(pod)
    crowds = _crowds(kept["Pod"])
    boxes, edges = [], []
    for service in kept["Service"]:
        selector = service.get("spec", {}).get("selector")
        chosen = [p for p in by_space.get(service["metadata"].get("namespace", ""), ()) if selects(selector, p)]
        chosen = [p for p in chosen if pod_state(p).state not in ("succeeded", "failed")]
        box = service_box(service, chosen, lang)
        boxes.append(box)
        edges += _routes(box.id, chosen, crowds)
    return boxes, edges


def _crowds(pods: list[Object]) -> set[str]:
    """The nodes with so many pods that edges end at the node."""
    counts: dict[str, int] = {}
    for pod in pods:
        name = pod.get("spec", {}).get("nodeName") or ""
        counts[name] = counts.get(name, 0) + 1
    return {name for name, count in counts.items() if count > CROWD}


def _routes(source: str, chosen: list[Object], crowds: set[str]) -> list[Edge]:
    found: dict[tuple[str, str], None] = {}
    for pod in chosen:
        node = pod.get("spec", {}).get("nodeName")
        if node:
            kind = "route" if pod_state(pod).state == "ready" else "blocked"
            target = identity("Node", "", node) if node in crowds else object_id(pod, "Pod")
            found[target, kind] = None
    return [Edge(source, target, kind) for target, kind in found]


def _ingresses(kept: Lists, lang: str) -> tuple[list[Box], list[Edge]]:
    known = {object_id(service, "Service") for service in kept["Service"]}
    boxes, edges = [], []
    for ingress in kept["Ingress"]:
        meta, spec = ingress["metadata"], ingress.get("spec", {})
        place, ident = meta.get("namespace", ""), object_id(ingress, "Ingress")
        ports, broken = [], False
        for index, (where, backend) in enumerate(_rules(spec)):
            name = backend.get("name", "")
            port = backend.get("port") or {}
            target = identity("Service", place, name)
            missing = target not in known
            broken = broken or missing
            text = f"{where}\n-> {name}:{port.get('number', port.get('name', ''))}"
            ports.append((f"r{index}", f"{text} ({say(lang, 'no-service')})" if missing else text))
            if not missing:
                edges.append(Edge(ident, target, "route", port=f"r{index}"))
        lines = (f"class {spec['ingressClassName']}",) if spec.get("ingressClassName") else ()
        state = "crash" if broken else "ingress"
        facts = [f"Ingress {place}/{meta['name']}", *lines, *(text.replace("\n", " ") for _, text in ports)]
        boxes.append(Box(ident, meta["name"], lines, state, "\n".join(facts), ports=tuple(ports)))
    return boxes, edges


def _rules(spec: Object) -> list[tuple[str, Object]]:
    """(host and path, backend service) of each path, the default backend last."""
    found = []
    for rule in spec.get("rules") or ():
        for path in (rule.get("http") or {}).get("paths") or ():
            where = f"{rule.get('host') or '*'}{path.get('path') or ''}"
            found.append((where, (path.get("backend") or {}).get("service") or {}))
    if spec.get("defaultBackend"):
        found.append(("*", spec["defaultBackend"].get("service") or {}))
    return found


def _claims(kept: Lists, lang: str) -> tuple[list[Box], list[Edge]]:
    boxes = [claim_box(claim, lang) for claim in kept["PersistentVolumeClaim"]]
    known = {box.id for box in boxes}
    edges = []
    for pod in kept["Pod"]:
        for volume in pod.get("spec", {}).get("volumes") or ():
            name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
            target = identity("PersistentVolumeClaim", pod["metadata"].get("namespace", ""), name or "")
            if name and target in known:
                edges.append(Edge(object_id(pod, "Pod"), target, "mounts"))
    return boxes, edges
