"""Which ReplicaSet of a Deployment is the new one, and what the annotations of all of them say.

Promises: the new ReplicaSet is the oldest whose template is the deployment's; it is made when there is none
and gets the highest revision; a change of size is written together with the annotations and told as an event.
Upstream: pkg/controller/deployment/sync.go, pkg/controller/deployment/util/deployment_util.go.
Next: `deployment_scale.py`.
"""

from __future__ import annotations

from typing import Any

from ..api.errors import ApiError
from ..core.names import template_hash
from ..core.work import Object
from . import pods
from .deployment_status import condition, has_deadline, max_surge, set_condition

__all__ = [
    "Rollout", "desired_before", "grow_to", "is_scaling", "max_before", "old_active", "oldest_first", "revision_of",
    "set_replicas", "size", "sync_revision",
]  # fmt: skip

HASH = "pod-template-hash"
PREFIX = "deployment.kubernetes.io/"
REVISION, HISTORY = PREFIX + "revision", PREFIX + "revision-history"
DESIRED, MAXIMUM = PREFIX + "desired-replicas", PREFIX + "max-replicas"
#: annotations of the deployment that are not copied to its ReplicaSets
OWN = (
    "kubectl.kubernetes.io/last-applied-configuration", "deprecated.deployment.rollback.to",
    REVISION, HISTORY, DESIRED, MAXIMUM,
)  # fmt: skip
#: longest revision-history annotation, in characters
LONGEST_HISTORY = 2000


class Rollout:
    """What one reconcile works on: the deployment and its ReplicaSets as they are stored by now."""

    def __init__(self, api: Any, deployment: Object, replicasets: list[Object]) -> None:
        self.api = api
        self.deployment = deployment
        self.new = _find_new(deployment, replicasets)
        self.old = [r for r in replicasets if r is not self.new]

    @property
    def all(self) -> list[Object]:
        """Old ones and the new one."""
        return [*self.old, self.new] if self.new else list(self.old)

    @property
    def replicas(self) -> int:
        """spec.replicas of the deployment."""
        return int(self.deployment["spec"].get("replicas", 1))

    def event(self, type: str, reason: str, message: str) -> None:
        """Tell something about the deployment."""
        self.api.event(self.deployment, type, reason, message, component="deployment-controller")

    def put(self, replicaset: Object) -> None:
        """Take the stored object in the place of an earlier state of it."""
        uid = replicaset["metadata"]["uid"]
        if self.new and self.new["metadata"]["uid"] == uid:
            self.new = replicaset
        self.old = [replicaset if r["metadata"]["uid"] == uid else r for r in self.old]


def size(replicasets: list[Object]) -> int:
    """Pods asked for in all."""
    return sum(r["spec"].get("replicas", 1) for r in replicasets)


def oldest_first(replicasets: list[Object]) -> list[Object]:
    """By creation, then name."""
    return sorted(replicasets, key=lambda r: (r["metadata"]["creationTimestamp"], r["metadata"]["name"]))


def old_active(rollout: Rollout) -> list[Object]:
    """Old ReplicaSets that ask for pods, oldest first."""
    return oldest_first([r for r in rollout.old if r["spec"].get("replicas", 1) > 0])


def is_scaling(rollout: Rollout) -> bool:
    """Has spec.replicas changed since the ReplicaSets were sized?"""
    sync_revision(rollout, create=False)
    for replicaset in rollout.all:
        if replicaset["spec"].get("replicas", 1) > 0:
            desired = desired_before(replicaset)
            if desired is not None and desired != rollout.replicas:
                return True
    return False


def _number(replicaset: Object, annotation: str) -> int | None:
    try:
        return int((replicaset["metadata"].get("annotations") or {})[annotation])
    except (KeyError, ValueError):
        return None


# -- the new one -----------------------------------------------------------------------------------


def _bare(template: Object) -> Object:
    """A template without the label that only ReplicaSets have."""
    meta = {field: value for field, value in (template.get("metadata") or {}).items() if value is not None}
    labels = meta.get("labels") or {}
    if HASH in labels:
        meta["labels"] = {label: value for label, value in labels.items() if label != HASH}
    return meta


def _same_template(a: Object, b: Object) -> bool:
    return bool(a["spec"] == b["spec"]) and _bare(a) == _bare(b)


def _find_new(deployment: Object, replicasets: list[Object]) -> Object | None:
    template = deployment["spec"]["template"]
    for replicaset in oldest_first(replicasets):
        if _same_template(replicaset["spec"]["template"], template):
            return replicaset
    return None


def sync_revision(rollout: Rollout, *, create: bool) -> None:
    """See that the new ReplicaSet has the highest revision and the deployment's annotations; make it if `create`."""
    revision = max(map(revision_of, rollout.old), default=0) + 1
    if rollout.new is not None:
        _sync_existing(rollout, rollout.new, revision)
    elif create:
        _create(rollout, revision)


def _sync_existing(rollout: Rollout, new: Object, revision: int) -> None:
    deployment = rollout.deployment
    annotations = _annotated(deployment, new["metadata"].get("annotations") or {}, revision)
    top: Object = {"metadata": {**new["metadata"], "annotations": annotations}}
    min_ready = deployment["spec"].get("minReadySeconds") or 0
    if (new["spec"].get("minReadySeconds") or 0) != min_ready:
        top["spec"] = {**new["spec"], "minReadySeconds": min_ready}
        if not min_ready:
            del top["spec"]["minReadySeconds"]
    stored = rollout.api.change(new, **top)
    if stored is not new:
        rollout.put(stored)
        return
    status = deployment.get("status") or {}
    if has_deadline(deployment) and condition(status, "Progressing") is None:
        text = f'Found new replica set "{new["metadata"]["name"]}"'
        status = set_condition(status, "Progressing", "True", "FoundNewReplicaSet", text, rollout.api.now)
    _set_revision(rollout, annotations.get(REVISION, ""), status)


def _annotated(deployment: Object, before: dict[str, str], revision: int) -> dict[str, str]:
    """The annotations of the new ReplicaSet: the deployment's, and a revision that only grows."""
    after = {**before, **{k: v for k, v in (deployment["metadata"].get("annotations") or {}).items() if k not in OWN}}
    known = before.get(REVISION)
    try:
        number = int(known or "0")
    except ValueError:
        return after
    if number < revision:
        after[REVISION] = str(revision)
        if known is not None:
            after[HISTORY] = _history(before.get(HISTORY, ""), known)
    return after


def _history(before: str, revision: str) -> str:
    if not before:
        return revision
    kept = before.split(",")
    while kept and len(",".join([*kept, revision])) > LONGEST_HISTORY:
        kept = kept[1:]
    return ",".join([*kept, revision])


def _set_revision(rollout: Rollout, revision: str, status: Object) -> None:
    """The deployment carries the revision of its new ReplicaSet."""
    meta = rollout.deployment["metadata"]
    annotations = {**(meta.get("annotations") or {}), REVISION: revision}
    rollout.deployment = rollout.api.change(
        rollout.deployment, metadata={**meta, "annotations": annotations}, status=status
    )


def _create(rollout: Rollout, revision: int) -> None:
    api, deployment = rollout.api, rollout.deployment
    wanted = _new_replicaset(rollout, revision)
    name, count = wanted["metadata"]["name"], wanted["spec"]["replicas"]
    status = deployment.get("status") or {}
    try:
        rollout.new = api.create(wanted)
    except ApiError as error:
        _refused(rollout, name, error, status)
        raise
    if count:
        rollout.event("Normal", "ScalingReplicaSet", f"Scaled up replica set {name} from 0 to {count}")
    if has_deadline(deployment):
        text = f'Created new replica set "{name}"'
        status = set_condition(status, "Progressing", "True", "NewReplicaSetCreated", text, api.now)
    _set_revision(rollout, str(revision), status)


def _new_replicaset(rollout: Rollout, revision: int) -> Object:
    deployment = rollout.deployment
    spec, meta = deployment["spec"], deployment["metadata"]
    template = spec["template"]
    code = template_hash(template, (deployment.get("status") or {}).get("collisionCount"))
    labels = {**((template.get("metadata") or {}).get("labels") or {}), HASH: code}
    selector = {**spec["selector"], "matchLabels": {**(spec["selector"].get("matchLabels") or {}), HASH: code}}
    count = grow_to(rollout, 0)
    annotations = _annotated(deployment, {}, revision)
    annotations.update(_sizes(rollout))
    wanted: Object = {"replicas": count}
    if spec.get("minReadySeconds"):
        wanted["minReadySeconds"] = spec["minReadySeconds"]
    wanted["selector"] = selector
    wanted["template"] = {"metadata": {**(template.get("metadata") or {}), "labels": labels}, "spec": template["spec"]}
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": f"{meta['name']}-{code}",
            "namespace": meta["namespace"],
            "labels": labels,
            "annotations": annotations,
            "ownerReferences": [pods.controller_ref(deployment)],
        },
        "spec": wanted,
    }


def _refused(rollout: Rollout, name: str, error: ApiError, status: Object) -> None:
    """Report why the new ReplicaSet could not be made. A taken name is a hash collision: another hash next time."""
    if error.reason == "AlreadyExists":
        status = {**status, "collisionCount": (status.get("collisionCount") or 0) + 1}
        rollout.deployment = rollout.api.set_status(rollout.deployment, status)
        return
    if any(cause.reason == "NamespaceTerminating" for cause in error.causes):
        return
    text = f'Failed to create new replica set "{name}": {error}'
    if has_deadline(rollout.deployment):
        status = set_condition(status, "Progressing", "False", "ReplicaSetCreateError", text, rollout.api.now)
        rollout.deployment = rollout.api.set_status(rollout.deployment, status)
    rollout.event("Warning", "ReplicaSetCreateError", text)


# -- sizes -----------------------------------------------------------------------------------------


def grow_to(rollout: Rollout, current: int) -> int:
    """The size the new ReplicaSet may have now, when it has `current` (NewRSNewReplicas)."""
    if rollout.deployment["spec"]["strategy"]["type"] == "Recreate":
        return rollout.replicas
    room = rollout.replicas + max_surge(rollout.deployment) - size(rollout.all)
    return current + min(room, rollout.replicas - current) if room > 0 else current


def _sizes(rollout: Rollout) -> dict[str, str]:
    return {DESIRED: str(rollout.replicas), MAXIMUM: str(rollout.replicas + max_surge(rollout.deployment))}


def set_replicas(rollout: Rollout, replicaset: Object, count: int) -> bool:
    """Write a size and the annotations that go with it; is the size another than before? Tells it as an event."""
    before = replicaset["spec"].get("replicas", 1)
    annotations = {**(replicaset["metadata"].get("annotations") or {}), **_sizes(rollout)}
    metadata = {**replicaset["metadata"], "annotations": annotations}
    stored = rollout.api.change(replicaset, metadata=metadata, spec={**replicaset["spec"], "replicas": count})
    rollout.put(stored)
    if before == count:
        return False
    way = "up" if before < count else "down"
    name = replicaset["metadata"]["name"]
    rollout.event("Normal", "ScalingReplicaSet", f"Scaled {way} replica set {name} from {before} to {count}")
    return True


def revision_of(replicaset: Object) -> int:
    """The revision annotation as a number, 0 without one."""
    return _number(replicaset, REVISION) or 0


def max_before(replicaset: Object) -> int:
    """Size including surge for which the ReplicaSet was made last, or 0."""
    return _number(replicaset, MAXIMUM) or 0


def desired_before(replicaset: Object) -> int | None:
    """spec.replicas of the deployment for which the ReplicaSet was sized last."""
    return _number(replicaset, DESIRED)
