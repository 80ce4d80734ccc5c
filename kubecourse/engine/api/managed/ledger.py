"""Who owns what of any object, read off the log when somebody asks.

Nothing is kept with the objects, and a component's write costs what it always did. People's writes leave a short note
beside their change (`Change.how`: manager, operation, version, subresource; of a creation also the fields that were
sent, before admission added its own; of an apply all entries as they were then). From the last such complete note, or
from the creation, the owners are what the changes since then make of them, in order.

Simplified: of a component's changes the log has the outcome only. So a change of status and spec at once counts as two
requests; what admission or an allocator adds in an update belongs to whoever updated; an object that the cluster began
with belongs to kube-apiserver; and everything is owned in the words of the version that is stored.
Next: `apply.py`, the verb.
"""

from __future__ import annotations

from typing import Any

from ...core.clock import stamp
from ...core.trace import Change
from ...core.work import Object
from ..errors import ApiError
from ..kinds import Kind
from .managers import UPDATE, Managers, Owned, Owner, decode, encode
from .ownership import claimed, updated
from .sets import from_v1, to_v1
from .walk import compare, root

__all__ = ["DEFAULT", "entries_of", "made_note", "managers_of", "replace_note", "update_note"]

#: the manager of people who do not say who they are: for the real server the name of the client program
DEFAULT = "kubecourse"
_MOST = 5_000
#: components whose process has another name; all others are controllers of one process
_PROCESSES = {
    "csi-provisioner": "csi-provisioner", "default-scheduler": "kube-scheduler", "kubelet": "kubelet",
    "service-lb-controller": "cloud-controller-manager", "system:bootstrap": "kubeadm",
}  # fmt: skip
_CONTROLLERS = ("horizontal-pod-autoscaler", "persistent-volume-binder")
_TOKEN = "kube-api-access-"
_ADMITTED_TOLERATIONS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")


def made_note(kind: Kind, obj: Object, manager: str) -> Object:
    """The note for a creation by a person: `obj` is as it was sent, with its defaults."""
    changed, _ = compare(root(kind), {}, obj)
    note = update_note(kind, manager, "")
    return {**note, "fields": to_v1(claimed(kind, changed, ""))}


def update_note(kind: Kind, manager: str, subresource: str) -> Object:
    """The note for an update by a person."""
    note = {"manager": manager or DEFAULT, "apiVersion": kind.api_version}
    return {**note, "subresource": subresource} if subresource else note


def replace_note(
    server: Any, kind: Kind, old: Object, value: Object, manager: str, subresource: str
) -> tuple[Object, bool]:
    """The note for an update by a person, and whether it changes owners by itself: `value` may bring managedFields.

    As for the server, an empty list or entry means to forget all owners, and what cannot be read counts for nothing.
    """
    note = update_note(kind, manager, subresource)
    meta = value.get("metadata") if isinstance(value, dict) else None
    given = meta.get("managedFields") if isinstance(meta, dict) and not subresource else None
    if given is None:
        return note, False
    try:
        wanted = {} if given in ([], [{}]) else decode(given)
    except (ApiError, AttributeError, TypeError):
        return note, False
    if wanted == managers_of(server, kind, old) or (given and not wanted and given != [{}]):
        return note, False
    return {**note, "base": encode(wanted)}, True


def entries_of(server: Any, kind: Kind, obj: Object) -> list[Object]:
    """metadata.managedFields of a stored object, as the server shows it."""
    return encode(managers_of(server, kind, obj))


def managers_of(server: Any, kind: Kind, obj: Object) -> Managers:
    """The owners of a stored object."""
    kept: dict[str, tuple[Change, Managers]] = server.derived.setdefault("managers", {})
    log, uid = server.storage.log, obj["metadata"].get("uid", "")
    known = kept.get(uid)
    pending: list[Change] = []
    managers: Managers | None = None
    change = _change_of(log, kind, obj)
    while change is not None:
        if known is not None and known[0] is change:
            managers = known[1]
            break
        pending.append(change)
        if change.old is None or "entries" in (change.how or ()):
            managers = {}
            break
        change = _change_of(log, kind, change.old)
    if managers is None:
        managers = _first(kind, (pending[-1].old if pending else None) or obj)
    for change in reversed(pending):
        managers = _after(kind, managers, change)
    if pending:
        if len(kept) > _MOST:
            kept.clear()
        kept[uid] = (pending[0], managers)
    return managers


def _change_of(log: list[Change], kind: Kind, obj: Object) -> Change | None:
    """The change that made the object what it is: revisions count the lines of the log."""
    if not log:
        return None
    at = int(obj["metadata"].get("resourceVersion") or 0) - log[0].revision
    change = log[at] if 0 <= at < len(log) else None
    return change if change is not None and change.kind == kind.key and change.new is not None else None


def _first(kind: Kind, obj: Object) -> Managers:
    """The owners of an object that was there before the log began."""
    changed, _ = compare(root(kind), {}, obj)
    owner = Owner("kube-apiserver", UPDATE, kind.api_version)
    time = obj["metadata"].get("creationTimestamp") or ""
    return {owner: Owned(claimed(kind, changed, ""), kind.api_version, time)}


def _after(kind: Kind, managers: Managers, change: Change) -> Managers:
    """The owners after one change."""
    how, time, new = change.how, stamp(change.time), change.new
    assert new is not None
    if how is None:
        return _component(kind, managers, change, time, new)
    if "entries" in how:
        return decode(how["entries"])
    if "base" in how:
        managers = decode(how["base"])
    if change.old is not None and not managers:
        return managers  # nobody is counted any more, until somebody applies
    owner = Owner(how["manager"], UPDATE, how["apiVersion"], how.get("subresource", ""))
    made = from_v1(how["fields"]) if "fields" in how else None
    return updated(kind, root(kind), managers, change.old or {}, new, owner, time, made)


def _component(kind: Kind, managers: Managers, change: Change, time: str, new: Object) -> Managers:
    """A component's write: its process owns what changed; status and the rest are two requests."""
    old, where, who = change.old, root(kind), change.who
    process = _PROCESSES.get(who) or (
        "kube-controller-manager" if who.endswith("-controller") or who in _CONTROLLERS else ""
    )
    if old is None:
        owner = Owner(process or DEFAULT, UPDATE, kind.api_version)
        return updated(kind, where, managers, {}, _as_sent(kind, new), owner, time)
    if not process or not managers or _unowned(kind, old, new):
        return managers
    between = old
    if "status" in kind.subresources and old.get("status") != new.get("status"):
        between = {**{key: value for key, value in old.items() if key != "status"}}
        if "status" in new:
            between["status"] = new["status"]
        owner = Owner(process, UPDATE, kind.api_version, "status")
        managers = updated(kind, where, managers, old, between, owner, time)
    owner = Owner(process, UPDATE, kind.api_version, _side(kind, who, between, new))
    return updated(kind, where, managers, between, new, owner, time)


def _side(kind: Kind, who: str, old: Object, new: Object) -> str:
    """The subresource through which a controller changes what is not status."""
    if who == "horizontal-pod-autoscaler" and "scale" in kind.subresources:
        return "scale"
    # the revision of a Deployment is written together with its status
    return "status" if who == "deployment-controller" and old["spec"] == new["spec"] else ""


def _unowned(kind: Kind, old: Object, new: Object) -> bool:
    """Deletions and bindings make nobody an owner: they do not go through the same door."""
    if old["metadata"].get("deletionTimestamp") != new["metadata"].get("deletionTimestamp"):
        return True
    return kind.key == "Pod" and old["spec"].get("nodeName") != new["spec"].get("nodeName")


def _as_sent(kind: Kind, obj: Object) -> Object:
    """A pod as its controller sent it: without what admission puts into every pod."""
    if kind.key != "Pod":
        return obj
    spec = {key: value for key, value in obj["spec"].items() if key not in ("priority", "preemptionPolicy")}
    if spec.get("serviceAccountName") == "default":
        spec.pop("serviceAccountName"), spec.pop("serviceAccount", None)
    tolerations = spec.get("tolerations") or []
    if all(one.get("key") in _ADMITTED_TOLERATIONS for one in tolerations):
        spec.pop("tolerations", None)
    _keep(spec, "volumes", lambda one: not one["name"].startswith(_TOKEN))
    for field in ("containers", "initContainers"):
        if field in spec:
            spec[field] = [_keep(dict(one), "volumeMounts", lambda one: not one["name"].startswith(_TOKEN))
                           for one in spec[field]]  # fmt: skip
    return {**obj, "spec": spec}


def _keep(holder: Object, field: str, wanted: Any) -> Object:
    """`holder` with the items of a list that are wanted; a list that becomes empty goes."""
    kept = [one for one in holder.get(field) or () if wanted(one)]
    if kept:
        holder[field] = kept
    else:
        holder.pop(field, None)
    return holder
