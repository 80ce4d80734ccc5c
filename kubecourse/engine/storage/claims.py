"""The claim's half of the binder: unbound claims look for a volume, bound ones must still have theirs.

Functions in the order they are called. Next: `volumes.py`.
"""

from __future__ import annotations

from typing import Any

from ..core import quantity
from ..core.clock import stamp
from ..core.work import Object
from .index import VolumeIndex
from .matching import class_of, is_bound_to, too_small_or_other
from .words import (
    BIND_COMPLETED,
    BOUND_BY,
    PROVISIONER,
    PROVISIONER_BETA,
    SELECTED_NODE,
    notes_of,
    say,
    with_annotations,
)

__all__ = ["default_class", "sync_claim", "waits_for_its_pod"]

_DEFAULT = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")
_LOST_REFERENCE = "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!"
_LOST_VOLUME = "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
_MISBOUND = "Two claims are bound to the same volume, this one is bound incorrectly"


def sync_claim(api: Any, claim: Object, index: VolumeIndex) -> None:
    """One step for one claim."""
    if BIND_COMPLETED in notes_of(claim):
        _sync_bound(api, claim)
    elif claim["spec"].get("volumeName"):
        _sync_named(api, claim, claim["spec"]["volumeName"])
    else:
        _sync_searching(api, claim, index)


def waits_for_its_pod(api: Any, claim: Object) -> bool:
    """Does the class leave the choice to the scheduler, which has not made it yet?"""
    row = api.find("StorageClass", class_of(claim)) if class_of(claim) else None
    mode = row.get("volumeBindingMode") if row else None
    return mode == "WaitForFirstConsumer" and SELECTED_NODE not in notes_of(claim)


def _sync_searching(api: Any, claim: Object, index: VolumeIndex) -> None:
    row = api.find("StorageClass", class_of(claim)) if class_of(claim) else None
    delayed = waits_for_its_pod(api, claim)
    volume = index.best(api, claim, delayed)
    if volume is not None:
        _bind(api, volume, claim)
        return
    if claim["spec"].get("storageClassName") is None and class_of(claim) == "":
        name = default_class(api)
        if name:
            api.change(claim, spec={**claim["spec"], "storageClassName": name})
            return
    claim = _pending(api, claim)
    if delayed:
        _tell_who_is_waited_for(api, claim)
    elif class_of(claim):
        _provision(api, claim, row)
    else:
        say(
            api,
            claim,
            "Normal",
            "FailedBinding",
            "no persistent volumes available for this claim and no storage class is set",
        )


def default_class(api: Any) -> str | None:
    """The default StorageClass: the newest of those marked, then by name."""
    marked = [c for c in api.list("StorageClass") if any(notes_of(c).get(mark) == "true" for mark in _DEFAULT)]
    if not marked:
        return None
    newest = max(c["metadata"]["creationTimestamp"] for c in marked)
    return str(min(c["metadata"]["name"] for c in marked if c["metadata"]["creationTimestamp"] == newest))


def _pending(api: Any, claim: Object) -> Object:
    stored: Object = api.set_status(claim, {**(claim.get("status") or {}), "phase": "Pending"})
    return stored


def _tell_who_is_waited_for(api: Any, claim: Object) -> None:
    users = [
        p
        for p in api.claim_users(claim["metadata"]["namespace"], claim["metadata"]["name"])
        if not p["spec"].get("nodeName")
    ]
    if users:
        names = ",".join(sorted(p["metadata"]["name"] for p in users))
        say(api, claim, "Normal", "WaitForPodScheduled", f"waiting for pod {names} to be scheduled")
    else:
        say(api, claim, "Normal", "WaitForFirstConsumer", "waiting for first consumer to be created before binding")


def _provision(api: Any, claim: Object, row: Object | None) -> None:
    """Hand the claim to its provisioner: an annotation, and the news that it is waited for."""
    if row is None:
        say(api, claim, "Warning", "ProvisioningFailed", f'storageclass.storage.k8s.io "{class_of(claim)}" not found')
        return
    provisioner = row["provisioner"]
    if provisioner.startswith("kubernetes.io/"):
        if provisioner != "kubernetes.io/no-provisioner":
            say(api, claim, "Warning", "ProvisioningFailed", f"no volume plugin matched name: {provisioner}")
        return
    claim = with_annotations(api, claim, {PROVISIONER_BETA: provisioner, PROVISIONER: provisioner})
    say(
        api, claim, "Normal", "ExternalProvisioning",
        f"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the system "
        "administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    )  # fmt: skip


def _sync_named(api: Any, claim: Object, name: str) -> None:
    """The claim asks for one volume by name."""
    volume = api.find("PersistentVolume", name)
    if volume is None:
        _pending(api, claim)
        return
    if volume["spec"].get("claimRef") is None:
        why = too_small_or_other(volume, claim)
        if why:
            say(api, claim, "Warning", "VolumeMismatch", f'Cannot bind to requested volume "{name}": {why}')
            _pending(api, claim)
            return
    elif not is_bound_to(volume, claim):
        say(api, claim, "Warning", "FailedBinding", f'volume "{name}" already bound to a different claim.')
        _pending(api, claim)
        return
    _bind(api, volume, claim)


def _bind(api: Any, volume: Object, claim: Object) -> None:
    """Tie the pair: volume, its phase, claim, its status; each only where it is not so already."""
    volume = _bind_volume(api, volume, claim)
    status = {**(volume.get("status") or {})}
    if status.get("phase") != "Bound":
        status |= {"phase": "Bound", "lastPhaseTransitionTime": stamp(api.now)}
        status.pop("message", None)
        volume = api.set_status(volume, status)
    claim = _bind_claim(api, volume, claim)
    _bound_status(api, volume, claim)


def _bind_volume(api: Any, volume: Object, claim: Object) -> Object:
    meta = claim["metadata"]
    ref = volume["spec"].get("claimRef")
    if ref and ref.get("uid") == meta["uid"] and ref.get("name") == meta["name"]:
        return volume
    wanted = {"kind": "PersistentVolumeClaim", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"],
              "apiVersion": "v1", "resourceVersion": meta["resourceVersion"]}  # fmt: skip
    if ref is None:
        # ours to undo; a reservation written by a person stays theirs
        extra = {**notes_of(volume), BOUND_BY: "yes"}
        meta_of_volume = {**volume["metadata"], "annotations": extra}
    else:
        meta_of_volume = volume["metadata"]
    bound: Object = api.change(volume, spec={**volume["spec"], "claimRef": wanted}, metadata=meta_of_volume)
    return bound


def _bind_claim(api: Any, volume: Object, claim: Object) -> Object:
    extra = {**notes_of(claim)}
    spec = claim["spec"]
    if spec.get("volumeName") != volume["metadata"]["name"]:
        spec = {**spec, "volumeName": volume["metadata"]["name"]}
        extra[BOUND_BY] = "yes"
    extra[BIND_COMPLETED] = "yes"
    if spec is claim["spec"] and extra == notes_of(claim):
        return claim
    bound: Object = api.change(claim, spec=spec, metadata={**claim["metadata"], "annotations": extra})
    return bound


def _bound_status(api: Any, volume: Object, claim: Object) -> None:
    status = {**(claim.get("status") or {})}
    capacity = volume["spec"]["capacity"]
    if status.get("phase") != "Bound":
        status["capacity"] = capacity
    status |= {"phase": "Bound", "accessModes": volume["spec"].get("accessModes", [])}
    if "capacity" not in status or quantity.compare(status["capacity"]["storage"], capacity["storage"]) < 0:
        status["capacity"] = capacity
    api.set_status(claim, status)


def _sync_bound(api: Any, claim: Object) -> None:
    name = claim["spec"].get("volumeName")
    if not name:
        _lost(api, claim, "ClaimLost", _LOST_REFERENCE)
        return
    volume = api.find("PersistentVolume", name)
    if volume is None:
        _lost(api, claim, "ClaimLost", _LOST_VOLUME)
    elif volume["spec"].get("claimRef") is None or is_bound_to(volume, claim):
        _bind(api, volume, claim)
    else:
        _lost(api, claim, "ClaimMisbound", _MISBOUND)


def _lost(api: Any, claim: Object, reason: str, message: str) -> None:
    if (claim.get("status") or {}).get("phase") != "Lost":
        api.set_status(claim, {"phase": "Lost"})
        say(api, claim, "Warning", reason, message)
