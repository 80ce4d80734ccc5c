"""Who made whom: Deployment -> ReplicaSets -> Pods, StatefulSet and DaemonSet -> Pods, CronJob -> Jobs -> Pods.

Three columns: what people write, what controllers make of it, the pods. An edge follows the controller's
ownerReference. Namespaces of the cluster itself are left out unless asked for. A pure function of lists.
Next: `storage.py`.
"""

from __future__ import annotations

from typing import Any

from kubecourse.diagrams.cells import SYSTEM, pod_box
from kubecourse.diagrams.fit import to_slots
from kubecourse.diagrams.scene import Box, Edge, Group, Scene, identity, object_id
from kubecourse.diagrams.texts import say

__all__ = ["KINDS", "ownership"]

Object = dict[str, Any]
Lists = dict[str, list[Object]]

KINDS = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "CronJob", "Job", "Pod")
_REVISION = "deployment.kubernetes.io/revision"


def ownership(lists: Lists, lang: str, namespace: str | None = None, before: dict[str, int] | None = None) -> Scene:
    """The scene of `lists` (kind -> objects), of one namespace if asked."""
    kept = {kind: [o for o in lists.get(kind, []) if _shown(o, namespace)] for kind in KINDS}
    slots = dict(before or {})
    makers = {_uid(o): object_id(o, kind) for kind in KINDS for o in kept[kind]}
    pods: dict[str, list[Object]] = {}
    for pod in kept["Pod"]:
        pods.setdefault(makers.get(_controller(pod), ""), []).append(pod)
    roots: list[tuple[str, str, Box]] = []
    middles: list[tuple[str, str, Box]] = []
    frames, edges = [], []
    for kind in KINDS[:-1]:
        for obj in kept[kind]:
            box = _maker_box(obj, kind, lang)
            above = makers.get(_controller(obj))
            (roots if above is None else middles).append((above or box.id, _order(obj), box))
            if above is not None:
                edges.append(Edge(above, box.id, "owns"))
            if pods.get(box.id):
                frames.append((box.id, _frame(box.id, box.label, pods[box.id], lang, slots)))
                edges.append(Edge(box.id, frames[-1][1].id, "owns"))
    alone = [_frame("", say(lang, "alone"), pods[""], lang, slots)] if pods.get("") else []
    return _scene(roots, middles, frames, alone, edges, lang, slots)


def _scene(
    roots: list[tuple[str, str, Box]],
    middles: list[tuple[str, str, Box]],
    frames: list[tuple[str, Group]],
    alone: list[Group],
    edges: list[Edge],
    lang: str,
    slots: dict[str, int],
) -> Scene:
    """Columns in an order in which no two edges cross: by the root, then by age."""
    roots.sort(key=lambda r: r[0])
    middles.sort(key=lambda m: m[:2])
    place = {box.id: (top, order) for top, order, box in (*roots, *middles)}
    groups = [group for _, group in sorted(frames, key=lambda f: place[f[0]])] + alone
    columns = [[b.id for *_, b in roots], [b.id for *_, b in middles], [g.id for g in groups]]
    return Scene(
        view="ownership", title=say(lang, "ownership"), lang=lang, groups=tuple(groups),
        boxes=tuple(b for *_, b in (*roots, *middles)), edges=tuple(edges),
        rows=tuple(tuple(column) for column in columns if column), across=True, slots=slots,
    )  # fmt: skip


def _shown(obj: Object, namespace: str | None) -> bool:
    place = obj["metadata"].get("namespace", "")
    return place not in SYSTEM if namespace is None else place == namespace


def _uid(obj: Object) -> str:
    return str(obj["metadata"].get("uid", ""))


def _controller(obj: Object) -> str:
    """The uid of the object's controller, or "-"."""
    for ref in obj["metadata"].get("ownerReferences") or ():
        if ref.get("controller"):
            return str(ref["uid"])
    return "-"


def _order(obj: Object) -> str:
    """By creation, then name; the older revision first."""
    meta = obj["metadata"]
    revision = (meta.get("annotations") or {}).get(_REVISION, "")
    return f"{revision:>8} {meta.get('creationTimestamp') or ''} {meta['name']}"


def _count(obj: Object, kind: str) -> tuple[int, int]:
    """(ready, wanted) of a workload."""
    spec, status = obj.get("spec", {}), obj.get("status", {})
    if kind == "DaemonSet":
        return status.get("numberReady", 0), status.get("desiredNumberScheduled", 0)
    return status.get("readyReplicas", 0), spec.get("replicas", 1)


def _maker_box(obj: Object, kind: str, lang: str) -> Box:
    meta, spec, status = obj["metadata"], obj.get("spec", {}), obj.get("status", {})
    state = "owner"
    if kind == "CronJob":
        lines = [str(spec.get("schedule", ""))] + (["suspend: true"] if spec.get("suspend") else [])
    elif kind == "Job":
        ended = next((c["type"] for c in status.get("conditions") or () if c.get("status") == "True"
                      and c["type"] in ("Complete", "Failed", "Suspended")), "")  # fmt: skip
        lines = [f"{ended or 'Running'} {status.get('succeeded', 0)}/{spec.get('completions', 1)}"]
        state = {"Complete": "succeeded", "Failed": "failed"}.get(ended, "owner")
    else:
        ready, wanted = _count(obj, kind)
        revision = (meta.get("annotations") or {}).get(_REVISION)
        lines = [f"READY {ready}/{wanted}"] + ([f"revision {revision}"] if revision and kind == "ReplicaSet" else [])
        state = "plain" if not wanted else "owner" if ready >= wanted else "not-ready"
    tip = "\n".join([f"{kind} {meta.get('namespace', '')}/{meta['name']}", *lines])
    return Box(object_id(obj, kind), meta["name"], tuple(lines), state, tip)


def _frame(maker: str, label: str, pods: list[Object], lang: str, slots: dict[str, int]) -> Group:
    """The pods of one owner, in the slots they had before."""
    ordered = sorted(pods, key=lambda p: (p["metadata"].get("creationTimestamp") or "", p["metadata"]["name"]))
    boxes = {f"{maker}|{b.id}": b for b in (pod_box(pod, lang, small=len(pods) > 8) for pod in ordered)}
    order = to_slots(boxes, slots)
    slots.update({key: index for index, key in enumerate(order) if key})
    kind, namespace, name = maker.split("/", 2) if maker else ("", "", "pods")
    ident = identity(f"Pods-of-{kind}", namespace, name) if maker else identity("Alone", "", "pods")
    note = f"{say(lang, 'pods')}: {len(pods)}"
    sections = (("", tuple(boxes[key] if key else None for key in order)),)
    return Group(ident, label, note, "pods", "plain", label, min(3, 1 + (len(pods) - 1) // 6), sections)
