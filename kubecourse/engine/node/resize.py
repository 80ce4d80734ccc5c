"""Other resources for a running container: taken at once, put off until there is room, or never possible.

The status goes on showing what the container has until the change is done. Kept in the record: `has` = {container: the
resources it still has}, `resize` = (when it is done, generation) and `pending` = (reason, message, generation).
Upstream: `pkg/kubelet/allocation/allocation_manager.go`, `kuberuntime_manager.go` (doPodResizeAction), `events/`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..core import quantity
from ..core.clock import stamp
from ..core.work import Object
from . import admit

if TYPE_CHECKING:
    from .worker import Worker

__all__ = ["conditions", "done", "noticed"]

#: from the start of a resize to its end, in ms
TAKES = 50
#: a resize that has to wait is tried again this often
RETRY = 10_000


def noticed(w: Worker) -> bool:
    """The spec may ask for other resources than the containers have: does it, and what comes of that?"""
    had = _shown(w.pod) | (w.r.get("has") or {})
    wanted = {c["name"]: c.get("resources") or {} for c in w.containers()}
    changed = {n: had[n] for n, resources in wanted.items() if n in had and not _same(had[n], resources)}
    if not changed:
        w.r["pending"] = w.r["has"] = w.r["resize"] = None
        return False
    w.r["has"] = changed
    generation = w.pod["metadata"].get("generation")
    refusal = _refusal(w)
    if refusal is not None:
        w.r["resize"] = (w.now + RETRY, None) if refusal[0] == "Deferred" else None
        if w.r.get("pending") != (*refusal, generation):
            w.r["pending"] = (*refusal, generation)
            _say(w, "Warning", f"Resize{refusal[0]}", f"Pod resize {refusal[0]}", refusal[1])
        return True
    w.r["pending"], w.r["resize"] = None, (w.now + TAKES, generation)
    _say(w, "Normal", "ResizeStarted", "Pod resize started")
    return True


def done(w: Worker) -> None:
    """The time of a resize has come: it is finished, or one that waits is tried again."""
    _, generation = w.r["resize"]
    w.r["resize"] = None
    if generation is None:
        noticed(w)
        w.write_status()
        return
    from . import ending

    for name, had in (w.r["has"] or {}).items():
        if _restarts(w.container(name), had):
            ending.kill(w, name, w.grace(), f"Container {name} resize requires restart", restart=True)
    w.r["has"] = None
    _say(w, "Normal", "ResizeCompleted", "Pod resize completed")
    w.write_status()


def conditions(pod: Object, record: dict[str, Any], now: int) -> list[Object]:
    """PodResizePending and PodResizeInProgress, which are there only as long as they hold."""
    rows: list[tuple[str, int, str, str]] = []
    pending, running = record.get("pending"), record.get("resize")
    if pending:
        rows.append(("PodResizePending", pending[2], pending[0], pending[1]))
    if running and running[1] is not None:
        rows.append(("PodResizeInProgress", running[1], "", ""))
    before = {c["type"]: c for c in (pod.get("status") or {}).get("conditions") or ()}
    found = []
    for kind, generation, reason, message in rows:
        old = before.get(kind)
        since = stamp(now) if old is None else old["lastTransitionTime"]
        row: Object = {"type": kind, "observedGeneration": generation, "status": "True", "lastProbeTime": None}
        row |= {"lastTransitionTime": since} | ({"reason": reason, "message": message} if reason else {})
        found.append(row)
    return found


def _shown(pod: Object) -> dict[str, Object]:
    """What the containers have, as the status says; only of those that may be resized."""
    status = pod.get("status") or {}
    sidecars = {c["name"] for c in pod["spec"].get("initContainers") or () if c.get("restartPolicy") == "Always"}
    entries = [e for e in status.get("initContainerStatuses") or () if e["name"] in sidecars]
    return {e["name"]: e.get("resources") or {} for e in (*entries, *(status.get("containerStatuses") or ()))}


def _same(one: Object, two: Object) -> bool:
    for group in ("requests", "limits"):
        a, b = one.get(group) or {}, two.get(group) or {}
        if set(a) != set(b) or any(quantity.compare(a[name], b[name]) for name in a):
            return False
    return True


def _refusal(w: Worker) -> tuple[str, str] | None:
    node = w.api.find("Node", w.node) or {}
    offered = (node.get("status") or {}).get("allocatable") or {}
    for name, amount in (("memory", quantity.value), ("cpu", quantity.milli)):
        wanted, all_ = admit.asked(w.pod, name, amount), amount(offered.get(name, 0))
        if wanted > all_:
            return "Infeasible", f"Node didn't have enough capacity: {name}, requested: {wanted}, capacity: {all_}"
    lacking = admit.lacking(node, w.pod, admit.neighbours(w.api, w.pod, w.node))
    return None if lacking is None else ("Deferred", lacking[1])


def _restarts(container: Object, had: Object) -> bool:
    """Does a resource change whose policy is RestartContainer?"""
    new = container.get("resources") or {}
    for policy in container.get("resizePolicy") or ():
        name = policy["resourceName"]
        before = [(had.get(group) or {}).get(name, 0) for group in ("requests", "limits")]
        after = [(new.get(group) or {}).get(name, 0) for group in ("requests", "limits")]
        if policy["restartPolicy"] == "RestartContainer" and any(map(quantity.compare, before, after)):
            return True
    return False


def _say(w: Worker, kind: str, reason: str, head: str, error: str = "") -> None:
    """An event with the resources of all containers as JSON, in the order of the API's fields."""
    summary: dict[str, Any] = {}
    for group in ("initContainers", "containers"):
        rows = [{"name": c["name"], "resources": _sorted(c.get("resources") or {})} for c in w.spec.get(group) or ()]
        if rows:
            summary[group] = rows
    summary["generation"] = w.pod["metadata"].get("generation", 0)
    if error:
        summary["error"] = error
    w.event(kind, reason, f"{head}: {json.dumps(summary, separators=(',', ':'))}")


def _sorted(resources: Object) -> Object:
    found = {group: dict(sorted(resources[group].items())) for group in ("limits", "requests") if resources.get(group)}
    return {group: {name: str(value) for name, value in values.items()} for group, values in found.items()}
