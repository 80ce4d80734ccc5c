"""Why a claim has no volume, volume by volume; and what a volume waits for.

The refusals are tried in the binder's order (`component-helpers/storage/volume/pv_helpers.go`, FindMatchingVolume): the
first that holds is shown. Next: `nodes.py`.
"""

from __future__ import annotations

from typing import Any

from kubecourse.engine.core import quantity, selectors
from kubecourse.engine.storage.backends import BACKENDS, running
from kubecourse.explain.look import Look, closest, named
from kubecourse.explain.reasons import Reason, fine, reason
from kubecourse.explain.texts import TEXTS, say

__all__ = ["claim_reasons", "refusal", "volume_reasons"]

Object = dict[str, Any]
_NONE = {"kubernetes.io/no-provisioner", ""}


def claim_reasons(look: Look, claim: Object) -> list[Reason]:
    """A PersistentVolumeClaim: bound, lost, or why it is Pending."""
    about, spec = named("PersistentVolumeClaim", claim), claim.get("spec", {})
    phase = claim.get("status", {}).get("phase", "Pending")
    if phase == "Bound":
        return [fine("pvc.bound", about, volume=spec.get("volumeName", ""))]
    if phase == "Lost":
        words = look.quote("PersistentVolumeClaim", claim, "ClaimLost")
        return [reason("pvc.lost", about, words, volume=spec.get("volumeName", ""))]
    if spec.get("volumeName"):
        return _by_name(look, claim)
    name = spec.get("storageClassName")
    found = look.find("StorageClass", name) if name else None
    if _late(found) and not _has_pod(look, claim):
        return _class(look, claim, name, found)
    rows = _table(look, claim)
    if not _late(found) and any(word == say("en", "pv.fits") for _, word in rows["en"]):
        return [fine("pvc.fits", about)]
    return [*_class(look, claim, name, found), _volumes(about, rows)]


def _has_pod(look: Look, claim: Object) -> bool:
    """Is there a pod that the volume must be near to?"""
    return bool(look.api.claim_users(claim["metadata"].get("namespace", ""), claim["metadata"]["name"]))


def _late(found: Object | None) -> bool:
    return found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"


def _by_name(look: Look, claim: Object) -> list[Reason]:
    about, name = named("PersistentVolumeClaim", claim), claim["spec"]["volumeName"]
    words = look.quote("PersistentVolumeClaim", claim, "FailedBinding", "VolumeMismatch")
    volume = look.find("PersistentVolume", name)
    if volume is None:
        return [reason("pvc.name-missing", about, words, volume=name)]
    why = refusal(claim, volume)
    if why is None:
        return [fine("pvc.fits", about, words)]
    return [reason("pvc.name-unfit", about, words, volume=name, why=why)]


def _class(look: Look, claim: Object, name: str | None, found: Object | None) -> list[Reason]:
    """What the claim's class has to do with it."""
    about = named("PersistentVolumeClaim", claim)
    events = look.events("PersistentVolumeClaim", claim)
    words = str(events[0].get("message", "")) if events else ""
    if name is None:
        return [reason("pvc.no-class", about, words)]
    if name == "":
        return [reason("pvc.class-empty", about, words)]
    if found is None:
        near = closest(name, [c["metadata"]["name"] for c in look.api.list("StorageClass")])
        hint = {lang: say(lang, "pvc.near", names=near) if near else "" for lang in TEXTS}
        return [reason("pvc.class-missing", about, words, cls=name, near=hint)]
    if events and any(event.get("reason") == "ProvisioningFailed" for event in events[:2]):
        return [reason("pvc.failed", about, look.quote("PersistentVolumeClaim", claim, "ProvisioningFailed"))]
    chosen = (claim["metadata"].get("annotations") or {}).get("volume.kubernetes.io/selected-node")
    if _late(found) and not chosen:
        return [reason("pvc.consumer", about, words, wrong=False, cls=name)]
    if found.get("provisioner", "") in _NONE:
        return [reason("pvc.by-hand", about, words, cls=name)]
    return [_provisioner(look, about, words, name, found["provisioner"])]


def _provisioner(look: Look, about: str, words: str, cls: str, driver: str) -> Reason:
    """A driver that is known is up or is not; of others there is only the question."""
    if driver not in BACKENDS:
        return reason("pvc.provisioner", about, words, cls=cls, provisioner=driver)
    if running(look.engine, driver):
        return fine("pvc.making", about, words, provisioner=driver)
    return reason("pvc.driver-down", about, words, cls=cls, provisioner=driver)


def _table(look: Look, claim: Object) -> dict[str, tuple[tuple[str, str], ...]]:
    """Each volume and the first reason it is refused for, per language."""
    volumes = look.api.list("PersistentVolume")
    found = [
        (volume["metadata"]["name"], refusal(claim, volume) or _unreachable(look, claim, volume)) for volume in volumes
    ]
    return {lang: tuple((name, why[lang] if why else say(lang, "pv.fits")) for name, why in found) for lang in TEXTS}


def _unreachable(look: Look, claim: Object, volume: Object) -> dict[str, str] | None:
    """Does the volume's nodeAffinity leave out the pod's node, or all there are?"""
    required = (volume.get("spec", {}).get("nodeAffinity") or {}).get("required")
    if not required:
        return None
    chosen = (claim["metadata"].get("annotations") or {}).get("volume.kubernetes.io/selected-node")
    nodes = look.api.list("Node")
    near = [node["metadata"]["name"] for node in nodes if _reaches(required, node)]
    if chosen and chosen not in near:
        return {lang: say(lang, "pv.node", node=chosen) for lang in TEXTS}
    return None if near else {lang: say(lang, "pv.nowhere") for lang in TEXTS}


def _reaches(required: Object, node: Object) -> bool:
    labels = {**(node["metadata"].get("labels") or {}), "metadata.name": node["metadata"]["name"]}
    for term in required.get("nodeSelectorTerms") or ():
        rows = [*(term.get("matchExpressions") or ()), *(term.get("matchFields") or ())]
        if rows and all(_holds(row, labels) for row in rows):
            return True
    return False


def _holds(row: Object, labels: dict[str, str]) -> bool:
    there, values = labels.get(row["key"]), row.get("values") or []
    if row["operator"] in ("Gt", "Lt"):
        if there is None or not there.lstrip("-").isdigit():
            return False
        return int(there) > int(values[0]) if row["operator"] == "Gt" else int(there) < int(values[0])
    held = {"In": there in values, "NotIn": there not in values, "Exists": there is not None}
    return held.get(row["operator"], there is None)


def _volumes(about: str, rows: dict[str, tuple[tuple[str, str], ...]]) -> Reason:
    if not rows["en"]:
        return reason("pvc.none", about)
    return reason("pvc.table", about, table=rows, count=len(rows["en"]))


def refusal(claim: Object, volume: Object) -> dict[str, str] | None:
    """Why `volume` does not serve `claim`, per language; None if it does."""
    found = _refusal(claim, volume)
    return None if found is None else {lang: say(lang, found[0], **found[1]) for lang in TEXTS}


def _owner(volume: Object) -> str:
    ref = volume.get("spec", {}).get("claimRef") or {}
    return f"{ref.get('namespace', '')}/{ref.get('name', '')}" if ref else ""


def _mine(claim: Object, volume: Object) -> bool:
    """Is the volume free, or kept for this claim?"""
    ref = volume.get("spec", {}).get("claimRef")
    if not ref:
        return True
    meta = claim["metadata"]
    same = ref.get("name") == meta["name"] and ref.get("namespace") == meta.get("namespace")
    return same and ref.get("uid") in (None, "", meta.get("uid"))


def _refusal(claim: Object, volume: Object) -> tuple[str, dict[str, Any]] | None:
    want, have = claim.get("spec", {}), volume.get("spec", {})
    phase = volume.get("status", {}).get("phase", "Available")
    if not _mine(claim, volume):
        key = "pv.released" if phase == "Released" else "pv.taken"
        return key, {"claim": _owner(volume)}
    asked = ((want.get("resources") or {}).get("requests") or {}).get("storage", "0")
    size = (have.get("capacity") or {}).get("storage", "0")
    if quantity.compare(size, asked) < 0:
        return "pv.small", {"have": size, "asked": asked}
    modes = have.get("volumeMode", "Filesystem"), want.get("volumeMode", "Filesystem")
    if modes[0] != modes[1]:
        return "pv.volume-mode", {"have": modes[0], "asked": modes[1]}
    if volume["metadata"].get("deletionTimestamp"):
        return "pv.deleting", {}
    if phase not in ("Available", "Pending"):
        return "pv.phase", {"phase": phase}
    if want.get("selector") and not selectors.labels(want["selector"]).matches(volume["metadata"].get("labels") or {}):
        return "pv.labels", {}
    return _class_or_modes(want, have)


def _class_or_modes(want: Object, have: Object) -> tuple[str, dict[str, Any]] | None:
    asked, given = want.get("storageClassName") or "", have.get("storageClassName") or ""
    if asked != given:
        return "pv.class", {"have": given or '""', "asked": asked or '""'}
    missing = [mode for mode in want.get("accessModes") or () if mode not in (have.get("accessModes") or ())]
    if missing:
        return "pv.modes", {"have": ", ".join(have.get("accessModes") or ()), "asked": ", ".join(want["accessModes"])}
    return None


def volume_reasons(look: Look, volume: Object) -> list[Reason]:
    """A PersistentVolume: free, bound, released, failed."""
    about, phase = named("PersistentVolume", volume), volume.get("status", {}).get("phase", "Pending")
    policy = volume.get("spec", {}).get("persistentVolumeReclaimPolicy", "Retain")
    if phase == "Released":
        return [reason("pv.is-released", about, claim=_owner(volume), policy=policy)]
    if phase == "Failed":
        return [reason("pv.failed", about, volume.get("status", {}).get("message", ""))]
    if phase == "Bound":
        return [fine("pv.bound", about, claim=_owner(volume))]
    return [fine("pv.available", about)]
