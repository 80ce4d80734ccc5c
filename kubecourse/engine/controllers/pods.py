"""What every workload controller asks of pods: whose they are, what state they are in, how one is made.

Pure functions over stored objects, and the two ways of asking the api that all controllers share: which pods
are mine (adopting and releasing), and create so many of them. Upstream: pkg/controller/controller_utils.go,
pkg/controller/controller_ref_manager.go, pkg/api/v1/pod. Next: `replicaset.py`, the simplest of the users.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..api.errors import ApiError
from ..core.clock import moment
from ..core.selectors import Selector
from ..core.work import Object, name_key

__all__ = [
    "active", "adopted", "available_at", "claim", "controller_key", "controller_of", "controller_ref", "from_template",
    "matters", "ready_since", "recheck", "released", "scaled", "seconds", "slow_start", "terminating", "wakes",
]  # fmt: skip

#: label maps that are absent
_NONE: dict[str, str] = {}
_moments: dict[str, int] = {}


def seconds(text: str) -> int:
    """Milliseconds since 1970 of a stored timestamp; remembered, since pods share few of them."""
    time = _moments.get(text)
    if time is None:
        if len(_moments) > 50_000:
            _moments.clear()
        time = _moments[text] = moment(text)
    return time


def active(pod: Object) -> bool:
    """Neither finished nor on its way out (IsPodActive)."""
    return "deletionTimestamp" not in pod["metadata"] and pod["status"].get("phase") not in ("Succeeded", "Failed")


def terminating(pod: Object) -> bool:
    """Marked for deletion and not finished yet (IsPodTerminating)."""
    return "deletionTimestamp" in pod["metadata"] and pod["status"].get("phase") not in ("Succeeded", "Failed")


def ready_since(pod: Object) -> str | None:
    """When the Ready condition became True, as stored; None when the pod is not ready."""
    for condition in pod["status"].get("conditions") or ():
        if condition["type"] == "Ready":
            return condition.get("lastTransitionTime") or "" if condition["status"] == "True" else None
    return None


def available_at(pod: Object, min_ready: int) -> int | None:
    """The time (ms) from which the pod counts as available; 0 is always, None while it is not ready.

    `min_ready` is spec.minReadySeconds.
    """
    since = ready_since(pod)
    if since is None:
        return None
    return seconds(since) + min_ready * 1000 if min_ready and since else 0


def controller_of(obj: Object) -> Object | None:
    """The ownerReference with controller: true, or None."""
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            found: Object = reference
            return found
    return None


def controller_key(obj: Object, kind: str) -> str | None:
    """`namespace/name` of the controller of `obj` if that is a `kind`, else None."""
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return f"{obj['metadata']['namespace']}/{reference['name']}" if reference["kind"] == kind else None
    return None


def controller_ref(owner: Object) -> Object:
    """The ownerReference by which `owner` controls something."""
    meta = owner["metadata"]
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": meta["name"],
        "uid": meta["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


# -- being woken ----------------------------------------------------------------------------------


def matters(old: Object | None, new: Object | None) -> bool:
    """Can this change of a pod concern the controller of pods? Bindings, addresses and container details cannot."""
    if old is None or new is None:
        return True
    was, now = old["metadata"], new["metadata"]
    if was is not now and (
        was.get("deletionTimestamp") != now.get("deletionTimestamp")
        or was.get("labels") != now.get("labels")
        or was.get("ownerReferences") != now.get("ownerReferences")
    ):
        return True
    before, after = old["status"], new["status"]
    if before is after:
        return False
    return before.get("phase") != after.get("phase") or ready_since(old) != ready_since(new)


def recheck(api: Any, owner: Object, known: bool = False) -> bool:
    """Must orphans be looked for? When the owner is new or changed, or when an orphan woke it (`wakes`).

    `known`: its controller remembers that it saw the owner as it is; else its status tells.
    """
    meta = owner["metadata"]
    if not known and owner.get("status", _NONE).get("observedGeneration") != meta.get("generation"):
        return True
    return f"orphan {name_key(owner)}" in api.memory


def wakes(api: Any, obj: Object, kind: str, selector_of: Callable[[Object], Selector]) -> Iterable[str]:
    """Keys that a change of `obj` wakes: its controller's, or those of every `kind` that could adopt it."""
    references = obj["metadata"].get("ownerReferences")
    if references and any(reference.get("controller") for reference in references):
        key = controller_key(obj, kind)
        return (key,) if key else ()
    labels = obj["metadata"].get("labels")
    if not labels:
        return ()
    owners = api.list(kind, obj["metadata"]["namespace"])
    keys = [name_key(owner) for owner in owners if selector_of(owner).matches(labels)]
    for key in keys:
        api.memory[f"orphan {key}"] = True
    return keys


# -- whose pods ------------------------------------------------------------------------------------


def claim(
    api: Any, owner: Object, selector: Selector, *, labels: dict[str, str] | None = None, all_orphans: bool = False,
    member: Callable[[Object], bool] | None = None, known: bool = False,
) -> list[Object]:  # fmt: skip
    """The pods of `owner`, in the order they came: releases what no longer matches, adopts orphans that do.

    `labels`: the template's, which match (most pods have just these); `member` narrows what may be adopted; `known`:
    see `recheck`.
    """
    meta = owner["metadata"]
    deleting = "deletionTimestamp" in meta
    pods = []
    for pod in api.owned(meta["uid"], "Pod"):
        about = pod["metadata"]
        first = about["ownerReferences"][0]
        if (first["uid"] != meta["uid"] or not first.get("controller")) and not _controls(meta["uid"], pod):
            continue
        have = about.get("labels", _NONE)
        if have is labels or have == labels or selector.matches(have):
            pods.append(pod)
        elif not deleting:
            released(api, pod, meta["uid"])
    if not deleting and (all_orphans or recheck(api, owner, known)):
        pods.extend(_adopt(api, owner, selector, member))
        api.memory.pop(f"orphan {name_key(owner)}", None)
    return pods


def _controls(uid: str, pod: Object) -> bool:
    reference = controller_of(pod)
    return reference is not None and reference["uid"] == uid


def _adopt(api: Any, owner: Object, selector: Selector, member: Callable[[Object], bool] | None) -> list[Object]:
    found = []
    for pod in api.pods_matching(owner["metadata"]["namespace"], selector):
        if "deletionTimestamp" in pod["metadata"] or controller_of(pod) or (member and not member(pod)):
            continue
        found.append(adopted(api, pod, owner))
    return found


def adopted(api: Any, obj: Object, owner: Object) -> Object:
    """Make `owner` the controller of `obj`."""
    meta = obj["metadata"]
    references = [*(meta.get("ownerReferences") or ()), controller_ref(owner)]
    changed: Object = api.change(obj, metadata={**meta, "ownerReferences": references})
    return changed


def released(api: Any, obj: Object, uid: str) -> None:
    """Take the reference to `uid` off `obj`: nobody's from now on."""
    meta = {**obj["metadata"]}
    references = [reference for reference in meta.pop("ownerReferences") if reference["uid"] != uid]
    if references:
        meta["ownerReferences"] = references
    api.change(obj, metadata=meta)


# -- making them -----------------------------------------------------------------------------------


def from_template(template: Object, owner: Object, reference: Object, **meta: Any) -> Object:
    """A pod of `owner` as its template says. The spec is the template's own object: it is shared, never copied."""
    about = template.get("metadata") or {}
    metadata: Object = {"generateName": f"{owner['metadata']['name']}-", "namespace": owner["metadata"]["namespace"]}
    for field in ("labels", "annotations", "finalizers"):
        if about.get(field):
            metadata[field] = about[field]
    metadata["ownerReferences"] = [reference]
    metadata.update(meta)
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}


def slow_start(count: int, act: Callable[[int], ApiError | None]) -> ApiError | None:
    """Call `act(0)` … in batches of 1, 2, 4, …; stop after a batch with a refusal, and answer the first one.

    A batch is always finished, as its calls run side by side upstream (slowStartBatch).
    """
    done, size = 0, 1
    while done < count:
        size = min(size, count - done)
        refused = [error for error in map(act, range(done, done + size)) if error is not None]
        if refused:
            return refused[0]
        done, size = done + size, size * 2
    return None


def scaled(value: int | str | None, total: int, *, up: bool) -> int:
    """An int-or-percent of `total`, a percentage rounded up or down."""
    if value is None:
        return 0
    if isinstance(value, int):
        return value
    share = int(value.rstrip("%")) * total
    return -(-share // 100) if up else share // 100
