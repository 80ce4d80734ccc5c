"""StatefulSet: pods with names, an order and claims of their own.

Promises: ordered creation and removal (OrderedReady) or all at once (Parallel); rolling updates from the highest
ordinal down to the partition, OnDelete; a pod that never gets ready blocks the update until it is deleted, as
upstream. Revisions are `statefulset_revisions.py`, one pod and its claims `statefulset_pods.py`.
Left out: rollingUpdate.maxUnavailable (its gate is off by default).
Upstream: pkg/controller/statefulset/{stateful_set,stateful_set_control}.go. Next: `daemonset.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..api.errors import ApiError
from ..core import selectors
from ..core.work import DONE, Object, Wake, Watch, name_key, split_key, wake_at
from . import pods
from .statefulset_pods import StatefulPods, first_ordinal, ordinal_of, planned
from .statefulset_revisions import REVISION, revisions, template_of, truncate

__all__ = ["StatefulSetController"]

KIND = "StatefulSet"


def _selector(owner: Object) -> selectors.Selector:
    return selectors.labels(owner["spec"].get("selector"))


def _of_pod(api: Any, pod: Object) -> Iterable[str]:
    return pods.wakes(api, pod, KIND, _selector)


def _of_claim(api: Any, claim: Object) -> Iterable[str]:
    """A claim that is gone may be the one that a new pod of the same name waits for."""
    meta = claim["metadata"]
    sets = api.list(KIND, meta["namespace"])
    return [name_key(owner) for owner in sets if f"-{owner['metadata']['name']}-" in meta["name"]]


def _gone(old: Object | None, new: Object | None) -> bool:
    return new is None


class StatefulSetController:
    """Keeps the pods of one StatefulSet."""

    name = "statefulset-controller"
    watches = (
        Watch(KIND),
        Watch("Pod", _of_pod, pods.matters, given=KIND),
        Watch("PersistentVolumeClaim", _of_claim, _gone),
    )

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """One step: at most one pod when the order counts."""
        namespace, name = split_key(key)
        owner = api.find(KIND, name, namespace)
        if owner is None:
            return DONE

        def member(pod: Object) -> bool:
            return ordinal_of(owner, pod) >= 0

        mine = [pod for pod in pods.claim(api, owner, _selector(owner), member=member) if member(pod)]
        current, update, collisions, known = revisions(api, owner)
        work = _Update(StatefulPods(api, owner, self.name), mine, current, update)
        refused = None
        if "deletionTimestamp" not in owner["metadata"]:
            try:
                work.run()
            except ApiError as error:
                refused = error
        if work.control.later and refused is None:
            return wake_at(api.now)
        self._report(api, owner, work, collisions)
        truncate(api, owner, mine, known, (current["metadata"]["name"], update["metadata"]["name"]))
        if refused is not None:
            raise refused
        return wake_at(work.next_available) if work.next_available else DONE

    @staticmethod
    def _report(api: Any, owner: Object, work: _Update, collisions: int) -> None:
        counts, names = work.count(), [work.current["metadata"]["name"], work.update["metadata"]["name"]]
        replicas = owner["spec"].get("replicas", 1)
        rolling = (owner["spec"].get("updateStrategy") or {}).get("type") == "RollingUpdate"
        if rolling and counts["updatedReplicas"] == counts["readyReplicas"] == counts["replicas"] == replicas:
            counts["currentReplicas"], names[0] = counts["updatedReplicas"], names[1]
        status: Object = {"observedGeneration": owner["metadata"]["generation"], "replicas": counts["replicas"]}
        for field in ("readyReplicas", "currentReplicas", "updatedReplicas"):
            if counts[field]:
                status[field] = counts[field]
        status |= {"currentRevision": names[0], "updateRevision": names[1], "collisionCount": collisions}
        status["availableReplicas"] = counts["availableReplicas"]
        api.set_status(owner, status)


class _Update:
    """One pass over the replicas, then over those beyond the wanted number, then over those to update."""

    def __init__(self, control: StatefulPods, mine: list[Object], current: Object, update: Object) -> None:
        self.control, self.owner, self.now = control, control.owner, control.api.now
        self.current, self.update = current, update
        self.min_ready = self.owner["spec"].get("minReadySeconds") or 0
        self.ordered = self.owner["spec"].get("podManagementPolicy") != "Parallel"
        start = first_ordinal(self.owner)
        by_ordinal = {ordinal_of(self.owner, pod): pod for pod in mine}
        wanted = range(start, start + self.owner["spec"].get("replicas", 1))
        self.replicas = [by_ordinal.get(ordinal) or self._plan(ordinal) for ordinal in wanted]
        self.condemned = [by_ordinal[ordinal] for ordinal in sorted(by_ordinal, reverse=True) if ordinal not in wanted]
        self.next_available = 0
        #: a pod deleted for the update in this pass no longer counts as current
        self.replaced = 0

    def _plan(self, ordinal: int) -> Object:
        """A pod to create: of the current revision below the partition of a rolling update, else of the new one."""
        strategy = self.owner["spec"].get("updateStrategy") or {}
        revision = self.update
        if strategy.get("type") == "RollingUpdate":
            rolling = strategy.get("rollingUpdate")
            status = self.owner.get("status") or {}
            old = status.get("currentReplicas", 0) if rolling is None else rolling.get("partition") or 0
            if ordinal < first_ordinal(self.owner) + old:
                revision = self.current
        return planned(self.owner, template_of(revision), revision["metadata"]["name"], ordinal)

    # -- what state a pod is in --------------------------------------------------------------------

    def _available(self, pod: Object) -> bool:
        since = pods.available_at(pod, self.min_ready) if "status" in pod else None
        if since is not None and since > self.now:
            self.next_available = min(since, self.next_available or since)
        return since is not None and since <= self.now

    def _unavailable(self, pod: Object) -> bool:
        return "deletionTimestamp" in pod["metadata"] or not self._available(pod)

    def _first_unavailable(self) -> Object | None:
        for pod in [*self.replicas, *reversed(self.condemned)]:
            if self._unavailable(pod):
                return pod
        return None

    def count(self) -> dict[str, int]:
        """The counts of the status."""
        fields = ("replicas", "readyReplicas", "availableReplicas", "currentReplicas", "updatedReplicas")
        counts = dict.fromkeys(fields, 0)
        for pod in [*self.replicas, *self.condemned]:
            if "status" not in pod:
                continue
            counts["replicas"] += 1
            if _running_and_ready(pod):
                counts["readyReplicas"] += 1
                counts["availableReplicas"] += self._available(pod)
            if "deletionTimestamp" not in pod["metadata"]:
                revision = (pod["metadata"].get("labels") or {}).get(REVISION)
                counts["currentReplicas"] += revision == self.current["metadata"]["name"]
                counts["updatedReplicas"] += revision == self.update["metadata"]["name"]
        counts["currentReplicas"] -= self.replaced
        return counts

    # -- the pass ----------------------------------------------------------------------------------

    def run(self) -> None:
        """Replicas first, then scale down, then update."""
        broken = self._first_unavailable()
        if self._each(self.replicas, self._replica):
            return
        for pod in self.condemned:
            self.control.keep_owners(pod)
        if self._each(self.condemned, lambda pod: self._condemn(pod, broken)):
            return
        if (self.owner["spec"].get("updateStrategy") or {}).get("type") == "RollingUpdate":
            self._roll()

    def _each(self, found: list[Object], act: Callable[[Object], bool]) -> bool:
        """Call `act` for each; must the pass end here? In order: at the first that says so; else only at a refusal."""
        if self.ordered:
            return any(act(pod) for pod in found)

        def one(index: int) -> ApiError | None:
            try:
                act(found[index])
            except ApiError as error:
                return error
            return None

        refused = pods.slow_start(len(found), one)
        if refused is not None:
            raise refused
        return False

    def _replica(self, pod: Object) -> bool:
        """Create, wait for or repair one wanted pod; must an ordered pass wait?"""
        if "status" not in pod:
            if self.control.stale(pod):
                return True
            self.control.create(pod)
            return True
        phase, leaving = pod["status"].get("phase"), "deletionTimestamp" in pod["metadata"]
        if phase in ("Failed", "Succeeded"):
            if not leaving:
                self.control.delete(pod)
            return True
        if phase == "Pending":
            self.control.missing_claims(pod)
        if self.ordered and (leaving or not _running_and_ready(pod) or not self._available(pod)):
            return True
        self.control.conform(pod)
        return False

    def _condemn(self, pod: Object, broken: Object | None) -> bool:
        """Delete a pod beyond the wanted number, unless one below it is not well."""
        if "deletionTimestamp" in pod["metadata"]:
            return True
        if self.ordered and pod is not broken and not (_running_and_ready(pod) and self._available(pod)):
            return True
        self.control.delete(pod)
        return True

    def _roll(self) -> None:
        """Delete the highest pod of another revision, when all above it are available."""
        rolling = self.owner["spec"]["updateStrategy"].get("rollingUpdate") or {}
        name = self.update["metadata"]["name"]
        for pod in reversed(self.replicas[rolling.get("partition") or 0 :]):
            stays = "status" in pod and "deletionTimestamp" not in pod["metadata"]
            if stays and (pod["metadata"].get("labels") or {}).get(REVISION) != name:
                self.control.delete(pod)
                self.replaced = 1
                return
            if self._unavailable(pod):
                return


def _running_and_ready(pod: Object) -> bool:
    return "status" in pod and pod["status"].get("phase") == "Running" and pods.ready_since(pod) is not None
