"""Namespace: when it is deleted, all that is in it goes first, and then itself.

Promises: five seconds of grace, pods before everything else, the five conditions in Kubernetes' words, the finalizer
`kubernetes` taken off when nothing is left. While something is left it is looked at again, and that holds up settling
only for as long as pods have to end by themselves.
Upstream: pkg/controller/namespace/{namespace_controller.go,deletion/*.go}. Next: `serviceaccount.py`.
"""

from __future__ import annotations

from typing import Any

from ..api.errors import ApiError
from ..api.kinds import BUILTIN, Kind
from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, Watch, wake_at

__all__ = ["NamespaceController"]

#: ms between the deletion (or a change) of a namespace and the first look
GRACE = 5000
#: ms between looks for what does not go by itself: after these the namespace waits in the background
PATIENCE = 600_000

_BUILTIN = [kind for kind in BUILTIN if kind.stored and kind.namespaced and kind.name != "Event"]
_FIXED = (
    ("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
    ("NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions", "All legacy kube types successfully parsed"),
    ("NamespaceDeletionContentFailure", "ContentDeleted",
     "All content successfully deleted, may be waiting on finalization"),
)  # fmt: skip


def _content(api: Any) -> list[Kind]:
    """What can be in a namespace, kinds that the cluster was taught as well."""
    taught = [kind for kind in api.server.registry.taught() if kind.namespaced and not kind.hub]
    return [*_BUILTIN, *taught]


class NamespaceController:
    """Empties one namespace."""

    name = "namespace-controller"
    watches = (Watch("Namespace"),)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Delete what is there, say what is left, finish when nothing is."""
        namespace = api.find("Namespace", key)
        if namespace is None or "deletionTimestamp" not in namespace["metadata"]:
            api.memory.pop(key, None)
            return DONE
        begun, due = api.memory.get(key) or (api.now, api.now + GRACE)
        if api.now >= due:
            due = api.now + _again(_empty(api, key))
            namespace = _report(api, namespace)
            if _finished(api, namespace):
                api.memory.pop(key, None)
                return DONE
        api.memory[key] = (begun, due)
        return wake_at(due, background=api.now - begun > PATIENCE)


def _empty(api: Any, namespace: str) -> int:
    """Delete pods; when they are gone, all the rest. Answers how many seconds of grace pods have at most."""
    pods = api.list("Pod", namespace)
    for pod in pods:
        _delete(api, "Pod", pod)
    if pods:
        return max(int(pod["spec"].get("terminationGracePeriodSeconds", 30)) for pod in pods)
    for kind in _content(api):
        for obj in api.list(kind.key, namespace):
            _delete(api, kind.key, obj)
    for event in api.list("Event", namespace):
        _delete(api, "Event", event)
    return 0


def _delete(api: Any, kind: str, obj: Object) -> None:
    meta = obj["metadata"]
    if "deletionTimestamp" in meta:
        return
    try:
        api.delete(kind, meta["name"], meta["namespace"], propagation="Background")
    except ApiError as error:
        if error.reason not in ("NotFound", "Conflict"):
            raise


def _again(estimate: int) -> int:
    """Ms until the next look: half of what pods may take, but a change of the namespace itself looks sooner."""
    return min(estimate * 500 + 1000, GRACE)


def _left(api: Any, namespace: str) -> list[tuple[Kind, list[Object]]]:
    """What is still there; while pods are, only they are looked at."""
    pods = api.list("Pod", namespace)
    if pods:
        return [(next(kind for kind in _BUILTIN if kind.key == "Pod"), pods)]
    found = [(kind, api.list(kind.key, namespace)) for kind in _content(api)]
    return [(kind, objects) for kind, objects in found if objects]


def _report(api: Any, namespace: Object) -> Object:
    """Write the conditions: what remains, and whose finalizers hold it."""
    left = _left(api, namespace["metadata"]["name"])
    remain = sorted(f"{kind.plural}.{kind.group} has {len(objects)} resource instances" for kind, objects in left)
    counts: dict[str, int] = {}
    for _, objects in left:
        for obj in objects:
            for finalizer in obj["metadata"].get("finalizers") or ():
                counts[finalizer] = counts.get(finalizer, 0) + 1
    held = [f"{name} in {count} resource instances" for name, count in sorted(counts.items())]
    rows = [(type, "False", reason, message) for type, reason, message in _FIXED]
    rows.append(_row("NamespaceContentRemaining", remain, "SomeResourcesRemain", "Some resources are remaining: ",
                     "ContentRemoved", "All content successfully removed"))  # fmt: skip
    rows.append(_row("NamespaceFinalizersRemaining", held, "SomeFinalizersRemain",
                     "Some content in the namespace has finalizers remaining: ",
                     "ContentHasNoFinalizers", "All content-preserving finalizers finished"))  # fmt: skip
    stored: Object = api.set_status(namespace, _with_conditions(namespace, rows, api.now))
    return stored


def _row(type: str, texts: list[str], some: str, prefix: str, none: str, message: str) -> tuple[str, str, str, str]:
    return (type, "True", some, prefix + ", ".join(texts)) if texts else (type, "False", none, message)


def _with_conditions(namespace: Object, rows: list[tuple[str, str, str, str]], now: int) -> Object:
    """The status with these conditions; a time changes only with the status of its condition."""
    status: Object = namespace.get("status") or {}
    known = {condition["type"]: condition for condition in status.get("conditions") or ()}
    conditions = []
    for type, value, reason, message in rows:
        old = known.get(type)
        time = old["lastTransitionTime"] if old and old["status"] == value else stamp(now)
        conditions.append({"type": type, "status": value, "lastTransitionTime": time, "reason": reason,
                           "message": message})  # fmt: skip
    return {**status, "conditions": conditions}


def _finished(api: Any, namespace: Object) -> bool:
    """Take the finalizer off when the namespace is empty; the server then removes it."""
    name = namespace["metadata"]["name"]
    if _left(api, name):
        return False
    finalizers = [entry for entry in namespace["spec"].get("finalizers") or () if entry != "kubernetes"]
    api.change(namespace, spec={**namespace["spec"], "finalizers": finalizers})
    return True
