"""Who asks for storage and who gives it: pods -> claims -> volumes, and the classes they name.

Every volume is shown, also those that nobody has taken, for the question is often why a claim does not get one. A pure
function of lists. Next: `dot.py`.
"""

from __future__ import annotations

from typing import Any

from kubecourse.diagrams.cells import SYSTEM, claim_box, pod_box, volume_box
from kubecourse.diagrams.scene import Box, Edge, Scene, identity, object_id
from kubecourse.diagrams.texts import say

__all__ = ["KINDS", "storage"]

Object = dict[str, Any]
Lists = dict[str, list[Object]]

KINDS = ("Pod", "PersistentVolumeClaim", "PersistentVolume", "StorageClass")
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
    volume_boxes = [_with_class(volume_box(volume, lang), volume, lang) for volume in volumes]
    class_boxes = [_class_box(c, lang) for c in classes]
    columns = (users, claim_boxes, volume_boxes, class_boxes)
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


def _with_class(box: Box, volume: Object, lang: str) -> Box:
    name = volume.get("spec", {}).get("storageClassName")
    line = f"class {name}" if name else say(lang, "no-class")
    return Box(box.id, box.label, (*box.lines, line), box.state, f"{box.tooltip}\n{line}")


def _class_box(found: Object, lang: str) -> Box:
    meta = found["metadata"]
    lines = [str(found.get("provisioner", "")), str(found.get("volumeBindingMode", "Immediate"))]
    lines.append(str(found.get("reclaimPolicy", "Delete")))
    if (meta.get("annotations") or {}).get(_DEFAULT) == "true":
        lines.append(f"({say(lang, 'default-class')})")
    return Box(object_id(found, "StorageClass"), meta["name"], tuple(lines), "service",
               "\n".join([f"StorageClass {meta['name']}", *lines]))  # fmt: skip
