"""Which PersistentVolume a claim gets, and for each of the others the first reason why not.

The search is upstream's: volumes are grouped by their *set* of access modes; the sets that hold all the modes
asked for are tried with the fewest modes first; inside a set the smallest that is large enough wins, ties
by name: `index.py` keeps them in that order. Pure functions over objects. Upstream: pkg/controller/volume/persistentvolume/index.go and
component-helpers/storage/volume/pv_helpers.go. Next: `index.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from ..core import quantity, selectors
from ..core.work import Object

__all__ = ["class_of", "is_bound_to", "refusal", "suits", "too_small_or_other"]

_CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class"


def class_of(obj: Object) -> str:
    """The class of a claim or volume; an old annotation wins over the field, "" is no class."""
    annotation = (obj["metadata"].get("annotations") or {}).get(_CLASS_ANNOTATION)
    return str(annotation if annotation is not None else obj["spec"].get("storageClassName") or "")


def is_bound_to(volume: Object, claim: Object) -> bool:
    """Does the volume's claimRef mean this claim? An empty uid is a reservation by name."""
    ref = volume["spec"].get("claimRef")
    meta = claim["metadata"]
    return bool(ref) and ref.get("name") == meta["name"] and ref.get("namespace") == meta["namespace"] and (
        not ref.get("uid") or ref["uid"] == meta["uid"]
    )  # fmt: skip


def suits(volume: Object, claim: Object) -> bool:
    """Can a volume that is reserved for a claim serve it?"""
    modes = set(claim["spec"].get("accessModes") or ()) <= set(volume["spec"].get("accessModes") or ())
    return modes and _fits(volume, claim) is None and not _deleting(volume)


def refusal(volume: Object, claim: Object, node: Callable[[Object], bool] | None = None) -> str | None:
    """The first reason why the volume is not for this claim, in the order of the search; None if it would do.

    One of: modes, claimed, capacity, volumeMode, deleting, phase, selector, class, node.
    """
    spec = volume["spec"]
    if not set(claim["spec"].get("accessModes") or ()) <= set(spec.get("accessModes") or ()):
        return "modes"
    if spec.get("claimRef") and not is_bound_to(volume, claim):
        return "claimed"
    misfit = _fits(volume, claim)
    if misfit:
        return misfit
    if _deleting(volume):
        return "deleting"
    if is_bound_to(volume, claim):
        return None
    if (volume.get("status") or {}).get("phase") != "Available":
        return "phase"
    selector = claim["spec"].get("selector")
    if selector and not selectors.labels(selector).matches(volume["metadata"].get("labels") or {}):
        return "selector"
    if class_of(volume) != class_of(claim):
        return "class"
    return "node" if node is not None and not node(volume) else None


def _fits(volume: Object, claim: Object) -> str | None:
    request = ((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0")
    if quantity.value(volume["spec"]["capacity"]["storage"]) < quantity.value(request):
        return "capacity"
    if volume["spec"].get("volumeMode", "Filesystem") != claim["spec"].get("volumeMode", "Filesystem"):
        return "volumeMode"
    return None


def _deleting(volume: Object) -> bool:
    return bool(volume["metadata"].get("deletionTimestamp"))


def too_small_or_other(volume: Object, claim: Object) -> str | None:
    """Why a volume that a claim names cannot serve it, in the binder's words; None if it can."""
    misfit = _fits(volume, claim)
    if misfit == "capacity":
        return "requested PV is too small"
    if class_of(volume) != class_of(claim):
        return "storageClassName does not match"
    if misfit == "volumeMode":
        return "incompatible volumeMode"
    if not set(claim["spec"].get("accessModes") or ()) <= set(volume["spec"].get("accessModes") or ()):
        return "incompatible accessMode"
    return None
