"""One pod of a StatefulSet: its name, its identity, its claims, and the events told about it.

Promises: `set-N` with hostname, subdomain, labels and the volumes of its claims; a claim is made before its pod;
ownerReferences of claims follow persistentVolumeClaimRetentionPolicy.
Upstream: pkg/controller/statefulset/{stateful_set_utils,stateful_pod_control}.go. Next: `statefulset.py`.
"""

from __future__ import annotations

from typing import Any

from ..api.errors import ApiError
from ..core.work import Object
from . import pods
from .statefulset_revisions import REVISION

__all__ = ["StatefulPods", "first_ordinal", "ordinal_of", "planned"]

POD_NAME, POD_INDEX = "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"


def first_ordinal(owner: Object) -> int:
    """spec.ordinals.start."""
    return int((owner["spec"].get("ordinals") or {}).get("start") or 0)


def ordinal_of(owner: Object, pod: Object) -> int:
    """N of `set-N`, or -1 for a name that is not the set's."""
    parent, _, digits = pod["metadata"]["name"].rpartition("-")
    return int(digits) if parent == owner["metadata"]["name"] and digits.isdigit() and digits.isascii() else -1


def _wanted(owner: Object, ordinal: int) -> bool:
    return 0 <= ordinal - first_ordinal(owner) < int(owner["spec"].get("replicas", 1))


def claim_names(owner: Object, ordinal: int) -> list[tuple[Object, str]]:
    """(template, name of the claim) for each volumeClaimTemplate."""
    name = owner["metadata"]["name"]
    templates = owner["spec"].get("volumeClaimTemplates") or ()
    return [(template, f"{template['metadata']['name']}-{name}-{ordinal}") for template in templates]


def planned(owner: Object, template: Object, revision: str, ordinal: int) -> Object:
    """The pod with this ordinal as it will be created."""
    name = f"{owner['metadata']['name']}-{ordinal}"
    labels = (template.get("metadata") or {}).get("labels") or {}
    labels = {**labels, POD_NAME: name, POD_INDEX: str(ordinal), REVISION: revision}
    pod = pods.from_template(template, owner, pods.controller_ref(owner), name=name, labels=labels)
    spec = {**template["spec"], "hostname": name}
    if owner["spec"].get("serviceName"):
        spec["subdomain"] = owner["spec"]["serviceName"]
    else:
        spec.pop("subdomain", None)
    volumes = _volumes(owner, template["spec"], ordinal)
    if volumes:
        spec["volumes"] = volumes
    return {**pod, "spec": spec}


def _volumes(owner: Object, spec: Object, ordinal: int) -> list[Object]:
    names = claim_names(owner, ordinal)
    mounted: list[Object] = [
        {"name": template["metadata"]["name"], "persistentVolumeClaim": {"claimName": name}} for template, name in names
    ]
    taken = {volume["name"] for volume in mounted}
    return mounted + [volume for volume in spec.get("volumes") or () if volume["name"] not in taken]


class StatefulPods:
    """Writes about the pods and claims of one set, with their events; used for one reconcile."""

    def __init__(self, api: Any, owner: Object, component: str) -> None:
        self.api = api
        self.owner = owner
        self.component = component
        self.namespace = owner["metadata"]["namespace"]
        #: claims were made in this reconcile: their pod follows when others have seen them
        self.later = False

    # -- pods --------------------------------------------------------------------------------------

    def create(self, pod: Object) -> None:
        """The claims, then the pod: the binder looks at a new claim before its pod is there, as a real one is quick to."""
        name = pod["metadata"]["name"]
        ordinal = ordinal_of(self.owner, pod)
        try:
            if self._claims(name, ordinal):
                self.later = True
                return
            made = self.api.create(pod)
        except ApiError as error:
            if error.reason != "AlreadyExists":
                self._tell("create", name, error)
            raise
        self.keep_owners(made)
        self._tell("create", name)

    def delete(self, pod: Object) -> None:
        """Delete, with its usual grace period."""
        name = pod["metadata"]["name"]
        try:
            self.api.delete("Pod", name, self.namespace)
        except ApiError as error:
            self._tell("delete", name, error)
            raise
        self._tell("delete", name)

    def conform(self, pod: Object) -> None:
        """Give a pod its identity labels back, and its claims the owners that the retention policy asks for."""
        meta = pod["metadata"]
        labels = {**(meta.get("labels") or {}), POD_NAME: meta["name"]}
        if labels != meta.get("labels"):
            labels[POD_INDEX] = str(ordinal_of(self.owner, pod))
            self.api.change(pod, metadata={**meta, "labels": labels})
            self._tell("update", meta["name"])
        if self.keep_owners(pod):
            self._tell("update", meta["name"])

    def _tell(self, verb: str, name: str, error: ApiError | None = None) -> None:
        title, owner = verb.capitalize(), self.owner["metadata"]["name"]
        if error is None:
            words = ("Normal", f"Successful{title}", f"{title} Pod {name} in StatefulSet {owner} successful")
        else:
            words = ("Warning", f"Failed{title}", f"{title} Pod {name} in StatefulSet {owner} failed error: {error}")
        self.api.event(self.owner, *words, component=self.component)

    # -- claims ------------------------------------------------------------------------------------

    def missing_claims(self, pod: Object) -> None:
        """Make the claims that a pending pod waits for."""
        self._claims(pod["metadata"]["name"], ordinal_of(self.owner, pod))
        self.keep_owners(pod)

    def stale(self, pod: Object) -> bool:
        """Does a claim still belong to an earlier pod of this name, with which it will go?"""
        if self._policy("whenScaled") != "Delete":
            return False
        name = pod["metadata"]["name"]
        for _, claim_name in claim_names(self.owner, ordinal_of(self.owner, pod)):
            claim = self.api.find("PersistentVolumeClaim", claim_name, self.namespace)
            for reference in (claim["metadata"].get("ownerReferences") or ()) if claim else ():
                if (reference["kind"], reference["name"]) == ("Pod", name):
                    return True
        return False

    def _claims(self, pod: str, ordinal: int) -> bool:
        """Make the claims that are missing; were there any?"""
        made = False
        for template, name in claim_names(self.owner, ordinal):
            claim = self.api.find("PersistentVolumeClaim", name, self.namespace)
            if claim is None:
                self._create_claim(template, name, pod)
                made = True
            elif "deletionTimestamp" in claim["metadata"]:
                raise ApiError("InternalError", f"pvc {name} is being deleted")
        return made

    def _create_claim(self, template: Object, name: str, pod: str) -> None:
        about = template["metadata"]
        labels = {**(about.get("labels") or {}), **(self.owner["spec"]["selector"].get("matchLabels") or {})}
        metadata: Object = {"name": name, "namespace": self.namespace}
        if labels:
            metadata["labels"] = labels
        for field in ("annotations", "finalizers"):
            if about.get(field):
                metadata[field] = about[field]
        wanted = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": template["spec"]}
        owner = self.owner["metadata"]["name"]
        try:
            self.api.create(wanted)
        except ApiError as error:
            text = f"Create Claim {name} for Pod {pod} in StatefulSet {owner} failed error: {error}"
            self.api.event(self.owner, "Warning", "FailedCreate", text, component=self.component)
            raise ApiError("InternalError", f"failed to create PVC {name}: {error}") from error
        text = f"Create Claim {name} Pod {pod} in StatefulSet {owner} success"
        self.api.event(self.owner, "Normal", "SuccessfulCreate", text, component=self.component)

    def _policy(self, when: str) -> str:
        policy = self.owner["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
        return str(policy.get(when) or "Retain")

    def keep_owners(self, pod: Object) -> bool:
        """Let the claims of a pod go with the set, with the pod, or with nobody; was something changed?"""
        changed = False
        ordinal = ordinal_of(self.owner, pod)
        for _, name in claim_names(self.owner, ordinal):
            claim = self.api.find("PersistentVolumeClaim", name, self.namespace)
            if claim is None or "deletionTimestamp" in claim["metadata"]:
                continue
            references = self._references(claim, pod, ordinal)
            if references != (claim["metadata"].get("ownerReferences") or []):
                meta = {**claim["metadata"], "ownerReferences": references}
                if not references:
                    del meta["ownerReferences"]
                self.api.change(claim, metadata=meta)
                changed = True
        return changed

    def _references(self, claim: Object, pod: Object, ordinal: int) -> list[Object]:
        ours = (("StatefulSet", self.owner["metadata"]["name"]), ("Pod", pod["metadata"]["name"]))
        before = claim["metadata"].get("ownerReferences") or []
        kept = [reference for reference in before if (reference["kind"], reference["name"]) not in ours]
        if any(reference.get("controller") for reference in kept):
            return kept
        if not _wanted(self.owner, ordinal) and self._policy("whenScaled") == "Delete":
            return [*kept, pods.controller_ref(pod)]
        if self._policy("whenDeleted") == "Delete" and (
            self._policy("whenScaled") == "Retain" or _wanted(self.owner, ordinal)
        ):
            return [*kept, pods.controller_ref(self.owner)]
        return kept
