"""Who asks for storage and who gives it: pods -> claims -> volumes, the classes they name, and the storage behind them.

Every volume is shown, also those that nobody has taken, for the question is often why a claim does not get one. A pure
function of lists. Next: `dot.py`.
"""

from __future__ import annotations

from typing import Any

from kubecourse.diagrams.cells import SYSTEM, claim_box, pod_box, short_modes, volume_box
from kubecourse.diagrams.scene import Box, Edge, Scene, identity, object_id
from kubecourse.diagrams.texts import say

__all__ = ["KINDS", "storage"]

Object = dict[str, Any]
Lists = dict[str, list[Object]]

KINDS = ("Pod", "PersistentVolumeClaim", "PersistentVolume", "StorageClass", "VolumeAttachment")
_DEFAULT = "storageclass.kubernetes.io/is-default-class"


def storage(lists: Lists, lang: str, namespace: str | None = None, before: dict[str, int] | None = None) -> Scene:
    """The scene of `lists` (kind -> objects); pods and claims of one namespace if asked."""
    claims = [c for c in lists.get("PersistentVolumeClaim", []) if _shown(c, namespace)]
    known = {object_id(claim, "PersistentVolumeClaim") for claim in claims}
    volumes = lists.get("PersistentVolume", [])
    classes = lists.get("StorageClass", [])
    users, edges = _users(lists.get("Pod", []), known, lang)
    have = {v["metadata"]["name"] for v in volumes}
    named = {c["metadata"]["name"] for c in classes}
    for claim in claims:
        edges += _claim_edges(claim, have, named)
    for volume in volumes:
        name = volume.get("spec", {}).get("storageClassName")
        if name in named:
            target = identity("StorageClass", "", name)
            edges.append(Edge(object_id(volume, "PersistentVolume"), target, "asks"))
    claim_boxes = [claim_box(claim, lang) for claim in claims]
    machines = _machines(lists.get("VolumeAttachment", []))
    volume_boxes = [_with_class(volume_box(volume, lang), volume, machines, lang) for volume in volumes]
    class_boxes = [_class_box(c, lang) for c in classes]
    backends = sorted(lists.get("Backend", []), key=lambda backend: _first(classes, backend["driver"]))
    backend_boxes = [_backend_box(backend, have, lang) for backend in backends]
    ids = {backend["driver"]: box.id for backend, box in zip(backends, backend_boxes, strict=True)}
    edges += [
        Edge(object_id(c, "StorageClass"), ids[c["provisioner"]], "asks")
        for c in classes
        if c.get("provisioner") in ids
    ]
    columns = (users, claim_boxes, volume_boxes, class_boxes, backend_boxes)
    return Scene(
        view="storage", title=say(lang, "storage"), lang=lang, boxes=tuple(b for column in columns for b in column),
        edges=tuple(edges), rows=tuple(tuple(b.id for b in column) for column in columns if column), across=True,
        slots=dict(before or {}),
    )  # fmt: skip


def _shown(obj: Object, namespace: str | None) -> bool:
    place = obj["metadata"].get("namespace", "")
    return place not in SYSTEM if namespace is None else place == namespace


def _users(pods: list[Object], known: set[str], lang: str) -> tuple[list[Box], list[Edge]]:
    boxes, edges = [], []
    for pod in pods:
        space = pod["metadata"].get("namespace", "")
        wanted = [
            identity("PersistentVolumeClaim", space, volume["persistentVolumeClaim"].get("claimName", ""))
            for volume in pod.get("spec", {}).get("volumes") or () if volume.get("persistentVolumeClaim")
        ]  # fmt: skip
        found = [ident for ident in wanted if ident in known]
        if found:
            boxes.append(pod_box(pod, lang, small=False))
            edges += [Edge(boxes[-1].id, ident, "mounts") for ident in found]
    return boxes, edges


def _claim_edges(claim: Object, volumes: set[str], classes: set[str]) -> list[Edge]:
    source, spec = object_id(claim, "PersistentVolumeClaim"), claim.get("spec", {})
    if spec.get("volumeName") in volumes:
        return [Edge(source, identity("PersistentVolume", "", spec["volumeName"]), "binds")]
    if spec.get("storageClassName") in classes:
        return [Edge(source, identity("StorageClass", "", spec["storageClassName"]), "asks")]
    return []


def _first(classes: list[Object], driver: str) -> int:
    """The first class of a driver: backends stand in the order of their classes."""
    return next((i for i, found in enumerate(classes) if found.get("provisioner") == driver), len(classes))


def _machines(attachments: list[Object]) -> dict[str, list[str]]:
    """Volume -> the machines that it is attached to, or that wait for it (with a question mark)."""
    found: dict[str, list[str]] = {}
    for row in attachments:
        spec = row.get("spec", {})
        mark = "" if (row.get("status") or {}).get("attached") else " ?"
        found.setdefault(spec["source"].get("persistentVolumeName", ""), []).append(f"{spec.get('nodeName', '')}{mark}")
    return found


def _with_class(box: Box, volume: Object, machines: dict[str, list[str]], lang: str) -> Box:
    name = volume.get("spec", {}).get("storageClassName")
    lines = [f"class {name}" if name else say(lang, "no-class")]
    on = machines.get(volume["metadata"]["name"])
    lines += [say(lang, "attached", ", ".join(on))] if on else []
    return Box(box.id, box.label, (*box.lines, *lines), box.state, "\n".join([box.tooltip, *lines]))


def _backend_box(backend: Object, registered: set[str], lang: str) -> Box:
    """The storage itself: how full, what it can do, who is served and what is not yet in the cluster."""
    state = "ready" if backend["running"] and backend["open"] else "crash"
    lines = [backend["title"], say(lang, "given", backend["used"], backend["capacity"])]
    lines.append(" ".join(filter(None, (short_modes(backend["modes"]), f"{backend['speed']} MB/s", *backend["zones"]))))
    if not backend["enforced"]:
        lines.append(say(lang, "not-enforced"))
    if not backend["running"]:
        lines.append(say(lang, "driver-down"))
    if not backend["open"]:
        lines.append(say(lang, "denied"))
    facts = [f"{name} {size} {claim}" for name, size, claim in backend["volumes"]]
    lines += [
        f"{name} {size}: {say(lang, 'not-registered')}"
        for name, size, _ in backend["volumes"]
        if name not in registered
    ][:3]
    return Box(identity("Backend", "", backend["part"]), backend["part"], tuple(lines), state,
               "\n".join([backend["part"], *lines, *facts]))  # fmt: skip


def _class_box(found: Object, lang: str) -> Box:
    meta = found["metadata"]
    lines = [str(found.get("provisioner", "")), str(found.get("volumeBindingMode", "Immediate"))]
    lines.append(str(found.get("reclaimPolicy", "Delete")))
    if (meta.get("annotations") or {}).get(_DEFAULT) == "true":
        lines.append(f"({say(lang, 'default-class')})")
    return Box(object_id(found, "StorageClass"), meta["name"], tuple(lines), "service",
               "\n".join([f"StorageClass {meta['name']}", *lines]))  # fmt: skip
