"""ReplicaSet: as many pods as asked for, no more and no fewer.

Promises: adoption and release by labels, creation in growing batches (500 a round), the order in which pods
are given up, status with terminatingReplicas, the ReplicaFailure condition, events. A pod that is ready but
not long enough (minReadySeconds) wakes the key when its time has come.
Left out: expectations, since here a controller sees its own writes at once.
Upstream: pkg/controller/replicaset/{replica_set,replica_set_utils}.go. Next: `replicationcontroller.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cmp_to_key
from math import log2
from typing import Any, NamedTuple

from ..api.errors import ApiError
from ..core import selectors
from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, Watch, split_key, wake_at
from . import pods

__all__ = ["ReplicaSetController", "victims"]

#: pods created or deleted in one round
BURST = 500


class ReplicaSetController:
    """Keeps the pods of one ReplicaSet."""

    name = "replicaset-controller"
    kind = "ReplicaSet"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        self.watches = (Watch(self.kind), Watch("Pod", self._of_pod, pods.matters, given=self.kind))

    def _of_pod(self, api: Any, pod: Object) -> Iterable[str]:
        return pods.wakes(api, pod, self.kind, _selector)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Bring the number of active pods to spec.replicas, then report."""
        namespace, name = split_key(key)
        owner = api.find(self.kind, name, namespace)
        if owner is None:
            return DONE
        spec = owner["spec"]
        labels = (spec["template"].get("metadata") or {}).get("labels")
        mine = pods.claim(api, owner, _selector(owner), labels=labels)
        counts = _count(mine, labels or {}, spec.get("minReadySeconds") or 0, api.now)
        refused = None
        if "deletionTimestamp" not in owner["metadata"]:
            refused = self._manage(api, owner, counts.active)
        self._report(api, owner, counts, refused)
        if refused is not None:
            raise refused
        return wake_at(counts.next_available) if counts.next_available else DONE

    # -- pods --------------------------------------------------------------------------------------

    def _manage(self, api: Any, owner: Object, mine: list[Object]) -> ApiError | None:
        diff = len(mine) - owner["spec"].get("replicas", 1)
        if diff < 0:
            return self._create(api, owner, min(-diff, BURST))
        if diff > 0:
            for pod in victims(mine, min(diff, BURST), _crowding(api, owner), api.now):
                self._delete(api, owner, pod)
        return None

    def _create(self, api: Any, owner: Object, count: int) -> ApiError | None:
        pod = pods.from_template(owner["spec"]["template"], owner, pods.controller_ref(owner))

        def one(_: int) -> ApiError | None:
            try:
                made = api.create(pod)
            except ApiError as error:
                if _namespace_ends(error):
                    return None
                api.event(owner, "Warning", "FailedCreate", f"Error creating: {error}", component=self.name)
                return error
            name = made["metadata"]["name"]
            api.event(owner, "Normal", "SuccessfulCreate", f"Created pod: {name}", component=self.name)
            return None

        return pods.slow_start(count, one)

    def _delete(self, api: Any, owner: Object, pod: Object) -> None:
        meta = pod["metadata"]
        api.delete("Pod", meta["name"], meta["namespace"])
        api.event(owner, "Normal", "SuccessfulDelete", f"Deleted pod: {meta['name']}", component=self.name)

    # -- status ------------------------------------------------------------------------------------

    def _report(self, api: Any, owner: Object, counts: _Counts, refused: ApiError | None) -> None:
        status: Object = {"replicas": len(counts.active)}
        for field, value in (
            ("fullyLabeledReplicas", counts.labelled),
            ("readyReplicas", counts.ready),
            ("availableReplicas", counts.available),
        ):
            if value:
                status[field] = value
        if self.kind == "ReplicaSet":
            status["terminatingReplicas"] = counts.terminating
        status["observedGeneration"] = owner["metadata"]["generation"]
        before = owner.get("status") or {}
        conditions = [c for c in before.get("conditions") or () if refused or c["type"] != "ReplicaFailure"]
        if refused and not any(c["type"] == "ReplicaFailure" for c in conditions):
            reason = "FailedCreate" if len(counts.active) < owner["spec"].get("replicas", 1) else "FailedDelete"
            conditions.append({"type": "ReplicaFailure", "status": "True", "lastTransitionTime": stamp(api.now),
                               "reason": reason, "message": str(refused)})  # fmt: skip
        if conditions:
            status["conditions"] = conditions
        api.set_status(owner, status)


class _Counts(NamedTuple):
    """One pass over the pods."""

    active: list[Object]
    labelled: int
    ready: int
    available: int
    terminating: int
    #: when the next ready pod becomes available (ms), or 0
    next_available: int


def _selector(owner: Object) -> selectors.Selector:
    return selectors.labels(owner["spec"].get("selector"))


def _count(mine: list[Object], labels: dict[str, str], min_ready: int, now: int) -> _Counts:
    active, labelled, ready, available, leaving, soonest = [], 0, 0, 0, 0, 0
    wanted = labels.items()
    for pod in mine:
        if pod["status"].get("phase") in ("Succeeded", "Failed"):
            continue
        meta = pod["metadata"]
        if "deletionTimestamp" in meta:
            leaving += 1
            continue
        active.append(pod)
        have = meta.get("labels")
        if have is labels or have == labels or wanted <= (have or {}).items():
            labelled += 1
        since = pods.available_at(pod, min_ready)
        if since is None:
            continue
        ready += 1
        if since <= now:
            available += 1
        elif not soonest or since < soonest:
            soonest = since
    return _Counts(active, labelled, ready, available, leaving, soonest)


def _namespace_ends(error: ApiError) -> bool:
    """Was it refused only because the namespace is being deleted? That is no failure."""
    causes = error.details.get("causes") or ()
    return any(c.reason == "NamespaceTerminating" for c in error.causes) or any(
        c.get("reason") == "NamespaceTerminating" for c in causes if isinstance(c, dict)
    )


# -- who goes first ------------------------------------------------------------------------------------


def _crowding(api: Any, owner: Object) -> dict[str, int]:
    """Active pods per node of all ReplicaSets that have the same controller as `owner`."""
    reference = pods.controller_of(owner)
    if reference is None or owner["kind"] != "ReplicaSet":
        return {}
    nodes: dict[str, int] = {}
    for sibling in api.owned(reference["uid"], "ReplicaSet"):
        for pod in api.owned(sibling["metadata"]["uid"], "Pod"):
            if pods.active(pod):
                node = pod["spec"].get("nodeName") or ""
                nodes[node] = nodes.get(node, 0) + 1
    return nodes


def victims(mine: list[Object], count: int, crowding: dict[str, int], now: int) -> list[Object]:
    """The `count` pods to give up, first the one that goes first (ActivePodsWithRanks)."""
    if count >= len(mine):
        return mine
    ranked = [(_rank(pod, crowding), pod) for pod in mine]

    def compare(a: tuple[Any, Object], b: tuple[Any, Object]) -> int:
        if a[0] != b[0]:
            return -1 if a[0] < b[0] else 1
        return _age(a[1], b[1], now)

    return [pod for _, pod in sorted(ranked, key=cmp_to_key(compare))[:count]]


def _rank(pod: Object, crowding: dict[str, int]) -> tuple[bool, int, bool, int, int]:
    node = pod["spec"].get("nodeName") or ""
    phase = {"Pending": 0, "Unknown": 1}.get(pod["status"].get("phase", "Pending"), 2)
    return bool(node), phase, pods.ready_since(pod) is not None, _cost(pod), -crowding.get(node, 0)


def _cost(pod: Object) -> int:
    text = (pod["metadata"].get("annotations") or {}).get("controller.kubernetes.io/pod-deletion-cost", "")
    # what upstream reads as a number: no plus, no leading zero
    if text != "0" and text[:1] not in tuple("-123456789"):
        return 0
    try:
        return int(text)
    except ValueError:
        return 0


def _age(a: Object, b: Object, now: int) -> int:
    """Negative: `a` goes first. Shorter ready, then more restarts, then younger; ages within a power of two tie."""
    since_a, since_b = pods.ready_since(a), pods.ready_since(b)
    if since_a and since_b and since_a != since_b:
        return _younger(a, b, since_a, since_b, now)
    restarts_a, restarts_b = _restarts(a), _restarts(b)
    if restarts_a != restarts_b:
        return -1 if restarts_a > restarts_b else 1
    born_a, born_b = a["metadata"]["creationTimestamp"], b["metadata"]["creationTimestamp"]
    return _younger(a, b, born_a, born_b, now) if born_a != born_b else 0


def _younger(a: Object, b: Object, since_a: str, since_b: str, now: int) -> int:
    diff = _magnitude(since_a, now) - _magnitude(since_b, now)
    if diff:
        return diff
    return -1 if a["metadata"]["uid"] < b["metadata"]["uid"] else 1


def _magnitude(since: str, now: int) -> int:
    age = (now - pods.seconds(since)) * 1_000_000
    return int(log2(age)) if age > 0 else -1


def _restarts(pod: Object) -> tuple[int, int]:
    """The most restarts of a container, and of a sidecar."""
    status = pod["status"]
    most = max((c.get("restartCount", 0) for c in status.get("containerStatuses") or ()), default=0)
    sidecars = {c["name"] for c in pod["spec"].get("initContainers") or () if c.get("restartPolicy") == "Always"}
    inits = [c for c in status.get("initContainerStatuses") or () if c["name"] in sidecars]
    return most, max((c.get("restartCount", 0) for c in inits), default=0)
