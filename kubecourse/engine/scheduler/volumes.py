"""Where a pod's volumes let it go: VolumeRestrictions, VolumeBinding, VolumeZone.

Claims that are bound keep the pod where the volume can be reached; claims of a class with
WaitForFirstConsumer are decided together with the node: `Plan.write` writes the volume's claimRef, or
the selected node on the claim, and the pod is bound when all its claims are. Upstream:
`framework/plugins/{volumerestrictions,volumebinding,volumezone}`. Left out: attach limits (NodeVolumeLimits)
and storage capacity of CSI drivers. Next: `case.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..core import quantity, selectors
from ..core.work import Object
from .placement import matches_terms
from .snapshot import NodeState, Snapshot
from .verdict import Blocked, Refusal

__all__ = ["SELECTED_NODE", "Plan", "Volumes", "all_bound", "is_asked", "volumes_of"]

SELECTED_NODE = "volume.kubernetes.io/selected-node"
_BIND_COMPLETED = "pv.kubernetes.io/bind-completed"
_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"
_CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class"

_EXCLUSIVE = "PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod"
_IN_USE = Refusal("VolumeRestrictions", (f"node(s) unavailable due to {_EXCLUSIVE}",), True)
_NONE_TO_BIND = "node(s) didn't find available persistent volumes to bind"
_WRONG_NODE = "node(s) didn't match PersistentVolume's node affinity"
_LOST = Refusal("VolumeBinding", ("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",))
_ZONE = Refusal("VolumeZone", ("node(s) had no available volume zone",))
_ZONE_LABELS = (
    "topology.kubernetes.io/zone",
    "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
)


class Plan(NamedTuple):
    """What has to be written so that the claims get bound: volumes to claims, and claims to provision."""

    static: tuple[tuple[Object, Object], ...]
    provision: tuple[Object, ...]

    def write(self, api: Any, node: str) -> None:
        """Ask the persistent volume controller (or a provisioner) for the rest."""
        for volume, claim in self.static:
            spec = volume["spec"]
            if not spec.get("claimRef"):
                notes = {**(volume["metadata"].get("annotations") or {}), _BY_CONTROLLER: "yes"}
                api.change(
                    volume,
                    metadata={**volume["metadata"], "annotations": notes},
                    spec={**spec, "claimRef": _reference(claim)},
                )
        for claim in self.provision:
            notes = {**(claim["metadata"].get("annotations") or {}), SELECTED_NODE: node}
            api.change(claim, metadata={**claim["metadata"], "annotations": notes})


def _reference(claim: Object) -> Object:
    meta = claim["metadata"]
    return {
        "kind": "PersistentVolumeClaim",
        "namespace": meta["namespace"],
        "name": meta["name"],
        "uid": meta["uid"],
        "apiVersion": "v1",
        "resourceVersion": meta["resourceVersion"],
    }


def _is_bound(claim: Object) -> bool:
    return bool(claim["spec"].get("volumeName")) and _BIND_COMPLETED in (claim["metadata"].get("annotations") or {})


def _claim_names(pod: Object) -> list[tuple[str, bool]]:
    """(claim, is it made for this pod) of every volume that is one."""
    found = []
    for volume in pod["spec"].get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            found.append((volume["persistentVolumeClaim"]["claimName"], False))
        elif "ephemeral" in volume:
            found.append((f"{pod['metadata']['name']}-{volume['name']}", True))
    return found


def volumes_of(snapshot: Snapshot, pod: Object) -> Volumes | None:
    """What the pod's claims ask; None without claims. Raises `Blocked` where no node is worth asking."""
    names = _claim_names(pod)
    if not names:
        return None
    claims = [_claim(snapshot.api, pod, name, ephemeral) for name, ephemeral in names]
    bound, delayed = [], []
    for claim in claims:
        if _is_bound(claim):
            bound.append(claim)
        elif _waits(snapshot.api, claim) and not claim["spec"].get("volumeName"):
            delayed.append(claim)
        else:
            raise Blocked("VolumeBinding", "pod has unbound immediate PersistentVolumeClaims")
    return Volumes(snapshot, pod, claims, bound, delayed)


def _claim(api: Any, pod: Object, name: str, ephemeral: bool) -> Object:
    namespace = pod["metadata"]["namespace"]
    claim: Object | None = api.find("PersistentVolumeClaim", name, namespace)
    if claim is None:
        if ephemeral:
            why = f'waiting for ephemeral volume controller to create the persistentvolumeclaim "{name}"'
            raise Blocked("VolumeBinding", why)
        raise Blocked("VolumeBinding", f'persistentvolumeclaim "{name}" not found')
    if (claim.get("status") or {}).get("phase") == "Lost":
        volume = claim["spec"].get("volumeName", "")
        raise Blocked(
            "VolumeBinding", f'persistentvolumeclaim "{name}" bound to non-existent persistentvolume "{volume}"'
        )
    if claim["metadata"].get("deletionTimestamp"):
        raise Blocked("VolumeBinding", f'persistentvolumeclaim "{name}" is being deleted')
    return claim


def _class_of(claim: Object) -> str:
    notes = claim["metadata"].get("annotations") or {}
    return str(notes.get(_CLASS_ANNOTATION) or claim["spec"].get("storageClassName") or "")


def _waits(api: Any, claim: Object) -> bool:
    name = _class_of(claim)
    found = api.find("StorageClass", name) if name else None
    return found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"


def all_bound(api: Any, pod: Object) -> bool:
    """Are all claims of a pod bound, so that it can go to its node?"""
    namespace = pod["metadata"]["namespace"]
    claims = [api.find("PersistentVolumeClaim", name, namespace) for name, _ in _claim_names(pod)]
    return all(claim is not None and _is_bound(claim) for claim in claims)


def is_asked(api: Any, pod: Object, node: str) -> bool:
    """Is each claim of an assumed pod bound, or still asked for on its node (or of a volume)?"""
    namespace = pod["metadata"]["namespace"]
    for name, _ in _claim_names(pod):
        claim = api.find("PersistentVolumeClaim", name, namespace)
        if claim is None:
            return False
        if _is_bound(claim) or (claim["metadata"].get("annotations") or {}).get(SELECTED_NODE) == node:
            continue
        references = (volume["spec"].get("claimRef") for volume in api.list("PersistentVolume"))
        if not any(reference and _same_claim(reference, claim) for reference in references):
            return False
    return True


class Volumes:
    """The claims of one pod over a snapshot."""

    def __init__(
        self, snapshot: Snapshot, pod: Object, claims: list[Object], bound: list[Object], delayed: list[Object]
    ) -> None:
        self.api, self.pod, self.bound, self.delayed = snapshot.api, pod, bound, delayed
        self._volumes = [(c, self.api.find("PersistentVolume", c["spec"]["volumeName"])) for c in bound]
        once = [c for c in claims if "ReadWriteOncePod" in (c["spec"].get("accessModes") or ())]
        self._exclusive = {c["metadata"]["name"] for c in once}

    def refuses(self, node: NodeState) -> Refusal | None:
        """VolumeRestrictions, VolumeBinding, VolumeZone."""
        if self._exclusive and self._in_use():
            return _IN_USE
        reasons: list[str] = []
        for _, volume in self._volumes:
            if volume is None:
                return _LOST
            if not _reaches(volume, node):
                reasons = [_WRONG_NODE]
        if self.delayed and self.plan(node) is None:
            reasons.insert(0, _NONE_TO_BIND)
        if reasons:
            return Refusal("VolumeBinding", tuple(reasons))
        return self._zone(node)

    def _in_use(self) -> bool:
        namespace, uid = self.pod["metadata"]["namespace"], self.pod["metadata"]["uid"]
        for name in sorted(self._exclusive):
            for other in self.api.claim_users(namespace, name):
                ended = (other.get("status") or {}).get("phase") in ("Succeeded", "Failed")
                if other["metadata"]["uid"] != uid and other["spec"].get("nodeName") and not ended:
                    return True
        return False

    def _zone(self, node: NodeState) -> Refusal | None:
        if not any(label in node.labels for label in _ZONE_LABELS):
            return None
        for _, volume in self._volumes:
            for key, value in ((volume or {}).get("metadata", {}).get("labels") or {}).items():
                if key in _ZONE_LABELS and node.labels.get(key) not in value.split("__"):
                    return _ZONE
        return None

    def plan(self, node: NodeState) -> Plan | None:
        """How the delayed claims would be bound on this node; None if they cannot be."""
        static: list[tuple[Object, Object]] = []
        provision: list[Object] = []
        taken: list[str] = []
        by_size = sorted(self.delayed, key=lambda c: _size(c["spec"]["resources"]["requests"]))
        for claim in by_size:
            selected = (claim["metadata"].get("annotations") or {}).get(SELECTED_NODE)
            if selected and selected != node.name:
                return None
            volume = None if selected else _find(self.api, claim, node, taken)
            if volume is not None:
                taken.append(volume["metadata"]["name"])
                static.append((volume, claim))
            elif _provisions(self.api, claim, node):
                provision.append(claim)
            else:
                return None
        return Plan(tuple(static), tuple(provision))


def _size(amounts: Object) -> int:
    return quantity.value(amounts.get("storage", 0))


def _reaches(volume: Object, node: NodeState) -> bool:
    required = (volume["spec"].get("nodeAffinity") or {}).get("required")
    return required is None or matches_terms(required.get("nodeSelectorTerms") or [], node.labels, node.name)


def _find(api: Any, claim: Object, node: NodeState, taken: list[str]) -> Object | None:
    """The smallest volume that fits the claim and can be reached from the node."""
    best: tuple[int, str, Object] | None = None
    for volume in api.list("PersistentVolume"):
        reference = volume["spec"].get("claimRef")
        if reference and _same_claim(reference, claim):
            return volume if _reaches(volume, node) else None
        if not _free(volume, claim, taken) or not _reaches(volume, node):
            continue
        entry = (_size(volume["spec"].get("capacity") or {}), volume["metadata"]["name"], volume)
        if best is None or entry[:2] < best[:2]:
            best = entry
    return best[2] if best else None


def _same_claim(reference: Object, claim: Object) -> bool:
    meta = claim["metadata"]
    same = reference.get("name") == meta["name"] and reference.get("namespace") == meta["namespace"]
    return same and reference.get("uid") in (None, "", meta["uid"])


def _free(volume: Object, claim: Object, taken: list[str]) -> bool:
    spec, wanted = volume["spec"], claim["spec"]
    if spec.get("claimRef") or volume["metadata"]["name"] in taken or volume["metadata"].get("deletionTimestamp"):
        return False
    if (volume.get("status") or {}).get("phase") != "Available":
        return False
    if (spec.get("storageClassName") or "") != _class_of(claim):
        return False
    if (spec.get("volumeMode") or "Filesystem") != (wanted.get("volumeMode") or "Filesystem"):
        return False
    if not set(wanted.get("accessModes") or ()) <= set(spec.get("accessModes") or ()):
        return False
    if _size(spec.get("capacity") or {}) < _size(wanted["resources"]["requests"]):
        return False
    selector = wanted.get("selector")
    labels = volume["metadata"].get("labels") or {}
    return selector is None or selectors.labels({"matchLabels": {}, **selector}).matches(labels)


def _provisions(api: Any, claim: Object, node: NodeState) -> bool:
    found = api.find("StorageClass", _class_of(claim))
    if found is None or found.get("provisioner") in (None, "", "kubernetes.io/no-provisioner"):
        return False
    terms = found.get("allowedTopologies") or ()
    if not terms:
        return True
    return any(
        all(node.labels.get(e["key"]) in e["values"] for e in term.get("matchLabelExpressions") or ()) for term in terms
    )
