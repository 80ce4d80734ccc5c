"""Deployment: pods of one template, changed for pods of another without stopping the service.

Promises: rolling updates within maxSurge and maxUnavailable, Recreate, proportional scaling, revisions and
their history, pause and resume, the progress deadline (which only reports), conditions and events.
Left out: the rollback annotation of extensions/v1beta1 (`kubectl rollout undo` patches the template).
This file decides which of the ways a reconcile goes; each way is a file of its own:
`deployment_status.py`, `deployment_replicasets.py` (which is the new one), `deployment_scale.py`,
`deployment_rollout.py`.
Upstream: pkg/controller/deployment/deployment_controller.go (syncDeployment).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core import selectors
from ..core.work import DONE, Object, Wake, Watch, name_key, split_key
from . import pods
from .deployment_replicasets import Rollout, is_scaling, sync_revision
from .deployment_rollout import recreate, roll
from .deployment_scale import cleanup, scale
from .deployment_status import DEADLINE, PAUSED, condition, has_deadline, report, set_condition, wake

__all__ = ["DeploymentController"]

KIND = "Deployment"


def _selector(deployment: Object) -> selectors.Selector:
    return selectors.labels(deployment["spec"].get("selector"))


def _of_replicaset(api: Any, replicaset: Object) -> Iterable[str]:
    return pods.wakes(api, replicaset, KIND, _selector)


def _of_pod(api: Any, pod: Object) -> Iterable[str]:
    """A pod that is gone may be the one a Recreate waits for."""
    key = pods.controller_key(pod, "ReplicaSet")
    if key is None:
        return ()
    namespace, name = split_key(key)
    replicaset = api.find("ReplicaSet", name, namespace)
    owner = replicaset and pods.controller_key(replicaset, KIND)
    if not owner:
        return ()
    deployment = api.find(KIND, split_key(owner)[1], namespace)
    return (owner,) if deployment and deployment["spec"]["strategy"]["type"] == "Recreate" else ()


def _gone(old: Object | None, new: Object | None) -> bool:
    return new is None


class DeploymentController:
    """Keeps the ReplicaSets of one Deployment."""

    name = "deployment-controller"
    watches = (Watch(KIND), Watch("ReplicaSet", _of_replicaset), Watch("Pod", _of_pod, _gone, given=KIND))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """One step of the roll-out: at most one ReplicaSet grows, or the old ones shrink."""
        namespace, name = split_key(key)
        deployment = api.find(KIND, name, namespace)
        if deployment is None:
            return DONE
        rollout = Rollout(api, deployment, _replicasets(api, deployment))
        if "deletionTimestamp" in deployment["metadata"]:
            sync_revision(rollout, create=False)
            report(rollout, progress=False)
            return DONE
        _pause(rollout)
        self._step(rollout)
        return wake(rollout)

    @staticmethod
    def _step(rollout: Rollout) -> None:
        spec = rollout.deployment["spec"]
        if spec.get("paused") or is_scaling(rollout):
            sync_revision(rollout, create=False)
            scale(rollout)
            if spec.get("paused"):
                cleanup(rollout)
            report(rollout, progress=False)
        elif spec["strategy"]["type"] == "Recreate":
            recreate(rollout)
        else:
            roll(rollout)


def _replicasets(api: Any, deployment: Object) -> list[Object]:
    """The ReplicaSets of the deployment, oldest first; orphans that match are adopted, strangers released."""
    meta, selector = deployment["metadata"], _selector(deployment)
    deleting = "deletionTimestamp" in meta
    mine = []
    for replicaset in api.owned(meta["uid"], "ReplicaSet"):
        reference = pods.controller_of(replicaset)
        if reference is None or reference["uid"] != meta["uid"]:
            continue
        if selector.matches(replicaset["metadata"].get("labels")):
            mine.append(replicaset)
        elif not deleting:
            pods.released(api, replicaset, meta["uid"])
    if not deleting and pods.recheck(api, deployment):
        mine.extend(_adopt(api, deployment, selector))
        api.memory.pop(f"orphan {name_key(deployment)}", None)
    return mine


def _adopt(api: Any, deployment: Object, selector: selectors.Selector) -> list[Object]:
    found = []
    for replicaset in api.list("ReplicaSet", deployment["metadata"]["namespace"]):
        meta = replicaset["metadata"]
        free = pods.controller_of(replicaset) is None and "deletionTimestamp" not in meta
        if free and selector.matches(meta.get("labels")):
            found.append(pods.adopted(api, replicaset, deployment))
    return found


def _pause(rollout: Rollout) -> None:
    """Say in the Progressing condition that the roll-out was paused or resumed, unless it is known to be stuck."""
    if not has_deadline(rollout.deployment):
        return
    paused = bool(rollout.deployment["spec"].get("paused"))
    known = condition(rollout.deployment.get("status") or {}, "Progressing")
    reason = known["reason"] if known else ""
    if reason == DEADLINE or paused == (reason == PAUSED):
        return
    words = (PAUSED, "Deployment is paused") if paused else ("DeploymentResumed", "Deployment is resumed")
    status = set_condition(rollout.deployment.get("status") or {}, "Progressing", "Unknown", *words, rollout.api.now)
    rollout.deployment = rollout.api.set_status(rollout.deployment, status)
