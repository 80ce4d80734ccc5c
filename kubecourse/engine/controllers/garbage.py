"""Garbage collector: what has lost its owner goes, in the order the person asked for.

Promises: ownerReferences by uid (an owner that is not there, or is another one of the same name, is no owner);
propagation Background (dependents after the owner), Foreground (before it: finalizer `foregroundDeletion`, which waits
for dependents with blockOwnerDeletion) and Orphan (finalizer `orphan`: the references are taken off); owners in another
namespace are told by an event. Keys are `Kind|namespace/name`. A change that concerns nobody wakes nothing.
Upstream: pkg/controller/garbagecollector/{garbagecollector,graph_builder}.go. Next: `namespace.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..api.errors import ApiError
from ..api.kinds import BUILTIN
from ..core.work import DONE, Object, Wake, Watch, name_key, split_key

__all__ = ["GarbageCollector"]

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
#: kinds that nobody owns and that own nothing, and change often
_NEVER = ("Event", "Event.events.k8s.io", "Lease")
#: uids of absent owners that are remembered
_REMEMBERED = 500


class GarbageCollector:
    """Looks at one object at a time: has it owners, are its dependents gone?"""

    name = "garbage-collector-controller"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        kinds = [kind.key for kind in BUILTIN if kind.stored and kind.key not in _NEVER]
        taught = Watch("*", _keys, _matters, but=frozenset(kind.key for kind in BUILTIN))
        self.watches = (*(Watch(kind, _keys, _matters) for kind in kinds), taught)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Delete the object, free its dependents, let it go, or leave it alone."""
        kind, _, rest = key.partition("|")
        namespace, name = split_key(rest)
        obj = api.find(kind, name, namespace)
        if obj is None:
            return DONE
        finalizers = obj["metadata"].get("finalizers") or ()
        if "deletionTimestamp" in obj["metadata"]:
            if ORPHAN in finalizers:
                _orphan(api, obj)
            elif FOREGROUND in finalizers:
                _wait_for_dependents(api, obj)
            return DONE
        if obj["metadata"].get("ownerReferences"):
            _collect(api, obj)
        return DONE


# -- being woken -------------------------------------------------------------------------------------


def _matters(old: Object | None, new: Object | None) -> bool:
    if new is None:
        return True
    meta = new["metadata"]
    if old is None:
        return "ownerReferences" in meta
    was = old["metadata"]
    return was is not meta and (
        was.get("ownerReferences") != meta.get("ownerReferences")
        or was.get("finalizers") != meta.get("finalizers")
        or was.get("deletionTimestamp") != meta.get("deletionTimestamp")
    )


def _keys(api: Any, obj: Object) -> Iterator[str]:
    """The object, if there is something to do for it; its dependents, if it goes; its owner, if that waits for it."""
    meta = obj["metadata"]
    now = api.find(api.key_of(obj), meta["name"], meta.get("namespace", ""))
    alive = now is not None and now["metadata"]["uid"] == meta["uid"]
    going = "deletionTimestamp" in meta
    if alive and (going or _lacks_owner(api, obj)):
        yield _key(api, obj)
    if not alive or (going and FOREGROUND in (meta.get("finalizers") or ())):
        for dependent in api.owned(meta["uid"]):
            yield _key(api, dependent)
    for reference in meta.get("ownerReferences") or ():
        owner = _owner(api, obj, reference)
        if owner is not None and _waits(owner):
            yield _key(api, owner)


def _key(api: Any, obj: Object) -> str:
    return f"{api.key_of(obj)}|{name_key(obj)}"


def _owner(api: Any, obj: Object, reference: Object) -> Object | None:
    """The object a reference means: the same uid, in the namespace of the dependent or in none."""
    for namespace in (obj["metadata"].get("namespace", ""), ""):
        found: Object | None = api.find(api.key_of(reference), reference["name"], namespace)
        if found is not None and found["metadata"]["uid"] == reference["uid"]:
            return found
    return None


def _waits(owner: Object) -> bool:
    """Is the owner being deleted in the foreground?"""
    meta = owner["metadata"]
    return "deletionTimestamp" in meta and FOREGROUND in (meta.get("finalizers") or ())


def _lacks_owner(api: Any, obj: Object) -> bool:
    for reference in obj["metadata"].get("ownerReferences") or ():
        owner = _owner(api, obj, reference)
        if owner is None or _waits(owner):
            return True
    return False


# -- what is done --------------------------------------------------------------------------------------


def _collect(api: Any, obj: Object) -> None:
    """Delete an object without owners; with some left, take the other references off."""
    solid: list[Object] = []
    gone: list[Object] = []
    waiting: list[Object] = []
    for reference in obj["metadata"]["ownerReferences"]:
        owner = _owner(api, obj, reference)
        (gone if owner is None else waiting if _waits(owner) else solid).append(reference)
    for reference in gone:
        _report_foreign(api, obj, reference)
    if solid:
        if gone or waiting:
            _set_references(api, obj, solid)
    elif waiting and api.owned(obj["metadata"]["uid"]):
        _unblock_circle(api, obj)
        _delete(api, obj, "Foreground")
    elif gone or waiting:
        _delete(api, obj, _own_policy(obj))


def _own_policy(obj: Object) -> str:
    finalizers = obj["metadata"].get("finalizers") or ()
    return "Orphan" if ORPHAN in finalizers else "Foreground" if FOREGROUND in finalizers else "Background"


def _unblock_circle(api: Any, obj: Object) -> None:
    """A dependent that itself waits for its dependents would wait for ever: let its owner go on."""
    if any(_waits(dependent) for dependent in api.owned(obj["metadata"]["uid"])):
        references = [{**reference, "blockOwnerDeletion": False} for reference in obj["metadata"]["ownerReferences"]]
        _set_references(api, obj, references)


def _delete(api: Any, obj: Object, policy: str) -> None:
    meta = obj["metadata"]
    try:
        api.delete(api.key_of(obj), meta["name"], meta.get("namespace", ""), propagation=policy, uid=meta["uid"])
    except ApiError as error:
        if error.reason not in ("NotFound", "Conflict"):
            raise


def _set_references(api: Any, obj: Object, references: list[Object]) -> None:
    meta = {**obj["metadata"]}
    meta.pop("ownerReferences", None)
    if references:
        meta["ownerReferences"] = references
    api.change(obj, metadata=meta)


def _orphan(api: Any, obj: Object) -> None:
    """Take the references to the object off its dependents, and then let it go."""
    uid = obj["metadata"]["uid"]
    for dependent in api.owned(uid):
        references = dependent["metadata"]["ownerReferences"]
        _set_references(api, dependent, [reference for reference in references if reference["uid"] != uid])
    _remove_finalizer(api, obj, ORPHAN)


def _wait_for_dependents(api: Any, obj: Object) -> None:
    """Let the object go when no dependent is left that must go first."""
    uid = obj["metadata"]["uid"]
    for dependent in api.owned(uid):
        for reference in dependent["metadata"]["ownerReferences"]:
            if reference["uid"] == uid and reference.get("blockOwnerDeletion"):
                return
    _remove_finalizer(api, obj, FOREGROUND)


def _remove_finalizer(api: Any, obj: Object, finalizer: str) -> None:
    meta = {**obj["metadata"]}
    left = [name for name in meta.pop("finalizers") if name != finalizer]
    if left:
        meta["finalizers"] = left
    api.change(obj, metadata=meta)


def _report_foreign(api: Any, obj: Object, reference: Object) -> None:
    """Tell a person whose owner lives in another namespace. Each absent uid is looked for once."""
    namespace, absent = obj["metadata"].get("namespace"), api.memory.get("absent") or ()
    if not namespace or reference["uid"] in absent:
        return
    api.memory["absent"] = (*absent[-_REMEMBERED:], reference["uid"])
    others = api.server.storage.tables.get(api.key_of(reference), {}).values()
    if any(other["metadata"]["uid"] == reference["uid"] for other in others):
        fields = ", ".join(f"{field}: {reference.get(field, '')}" for field in ("apiVersion", "kind", "name", "uid"))
        text = f'ownerRef [{fields}] does not exist in namespace "{namespace}"'
        api.event(obj, "Warning", "OwnerRefInvalidNamespace", text)
