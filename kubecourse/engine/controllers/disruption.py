"""PodDisruptionBudget: how many of the selected pods may be evicted now.

Promises: expectedPods, desiredHealthy, currentHealthy and disruptionsAllowed (percentages round up), pods that the
eviction API has let go are forgotten after 2 minutes, the DisruptionAllowed condition, its events; a pod whose
DisruptionTarget condition came to nothing gets it cleared after 2 minutes.
Left out: scale of owners that are custom resources. The eviction itself is the API server's (429).
Upstream: pkg/controller/disruption/disruption.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core import selectors
from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, Watch, name_key, split_key, wake_at
from . import pods

__all__ = ["DisruptionController"]

KIND = "PodDisruptionBudget"
#: how long an evicted pod may take to be marked for deletion, and how long a DisruptionTarget is believed, ms
DELETION_TIMEOUT, STALE = 120_000, 120_000
#: keys of pods whose DisruptionTarget condition is watched begin with this
PODS = "pods/"


class _Unknown(Exception):
    """The number of expected pods cannot be told; the message says why."""


def _of_pod(api: Any, pod: Object) -> Iterable[str]:
    keys: list[str] = []
    budgets = api.list(KIND, pod["metadata"]["namespace"])
    if budgets:
        labels = pod["metadata"].get("labels") or {}
        keys += [name_key(budget) for budget in budgets if _selector(budget).matches(labels)]
    if _doomed(pod):
        keys.append(PODS + name_key(pod))
    return keys


def _matters(old: Object | None, new: Object | None) -> bool:
    return pods.matters(old, new) or (new is not None and _doomed(new) is not None)


def _selector(budget: Object) -> selectors.Selector:
    return selectors.labels(budget["spec"].get("selector"))


def _doomed(pod: Object) -> Object | None:
    """The DisruptionTarget condition that may go stale; those of the kubelet never do."""
    if not pods.active(pod):
        return None
    for condition in pod["status"].get("conditions") or ():
        if condition["type"] == "DisruptionTarget":
            held = condition["status"] == "True" and condition.get("reason") != "TerminationByKubelet"
            found: Object = condition
            return found if held else None
    return None


class DisruptionController:
    """Keeps the status of one PodDisruptionBudget."""

    name = "disruption-controller"
    #: upstream signs these events with the name of the process
    component = "controllermanager"
    watches = (Watch(KIND), Watch("Pod", _of_pod, _matters))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Count the pods of the budget, or clear one pod's stale condition."""
        if key.startswith(PODS):
            return _clear_stale(api, key.removeprefix(PODS))
        namespace, name = split_key(key)
        budget = api.find(KIND, name, namespace)
        if budget is None:
            return DONE
        found = api.pods_matching(namespace, _selector(budget))
        if not found:
            self._tell(api, budget, "Normal", "NoPods", "No matching pods found")
        try:
            expected, desired = self._expected(api, budget, found)
        except _Unknown as error:
            text = f"Failed to calculate the number of expected pods: {error}"
            self._tell(api, budget, "Warning", "CalculateExpectedPodCountFailed", text)
            _fail_safe(api, budget, str(error))
            return DONE
        disrupted, recheck = self._disrupted(api, budget, found)
        healthy = sum(_healthy(pod, disrupted) for pod in found)
        _report(api, budget, healthy, desired, expected, disrupted)
        return wake_at(recheck) if recheck else DONE

    def _tell(self, api: Any, about: Object, type: str, reason: str, message: str) -> None:
        api.event(about, type, reason, message, component=self.component)

    def _expected(self, api: Any, budget: Object, found: list[Object]) -> tuple[int, int]:
        """(expectedPods, desiredHealthy)."""
        spec = budget["spec"]
        least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
        if most is None and isinstance(least, int):
            return len(found), least
        if most is None and least is None:
            return 0, 0
        expected, unmanaged = _scale(api, found)
        if unmanaged:
            self._tell(api, budget, "Warning", "UnmanagedPods", _unmanaged_text(spec.get("selector")))
        if most is not None:
            return expected, max(0, expected - pods.scaled(most, expected, up=True))
        return expected, pods.scaled(least, expected, up=True)

    def _disrupted(self, api: Any, budget: Object, found: list[Object]) -> tuple[dict[str, str], int]:
        """(evicted pods that are still to be marked for deletion, when the first of them is given up)."""
        known = (budget.get("status") or {}).get("disruptedPods") or {}
        kept, recheck = {}, 0
        for pod in found if known else ():
            name = pod["metadata"]["name"]
            if name not in known or "deletionTimestamp" in pod["metadata"]:
                continue
            until = pods.seconds(known[name]) + DELETION_TIMEOUT
            if until < api.now:
                namespace = budget["metadata"]["namespace"]
                text = f"Pod was expected by PDB {namespace}/{namespace} to be deleted but it wasn't"
                self._tell(api, pod, "Warning", "NotDeleted", text)
                continue
            kept[name] = known[name]
            recheck = min(until + 1, recheck or until + 1)
        return kept, recheck


def _healthy(pod: Object, disrupted: dict[str, str]) -> bool:
    meta = pod["metadata"]
    return "deletionTimestamp" not in meta and meta["name"] not in disrupted and pods.ready_since(pod) is not None


# -- how many there should be ------------------------------------------------------------------------


def _scale(api: Any, found: list[Object]) -> tuple[int, bool]:
    """(the replicas that the controllers of these pods are asked for, is there a pod without a controller?)."""
    scales: dict[str, int] = {}
    unmanaged = False
    for pod in found:
        reference = pods.controller_of(pod)
        if reference is None:
            unmanaged = True
        elif reference["uid"] not in scales:
            owner = _controller(api, reference, pod)
            # pods of two ReplicaSets of one Deployment count it once
            scales[owner["metadata"]["uid"]] = owner["spec"].get("replicas", 1)
    return sum(scales.values()), unmanaged


def _controller(api: Any, reference: Object, pod: Object) -> Object:
    """What is scaled for this pod: its controller, or the Deployment above its ReplicaSet."""
    if reference["kind"] not in ("ReplicaSet", "ReplicationController", "StatefulSet"):
        group = reference["apiVersion"].rpartition("/")[0]
        resource = reference["kind"].lower() + "s" + (f".{group}" if group else "")
        raise _Unknown(f"{resource} does not implement the scale subresource")
    namespace = pod["metadata"]["namespace"]
    owner = api.find(reference["kind"], reference["name"], namespace)
    above = pods.controller_of(owner) if owner else None
    if owner and owner["metadata"]["uid"] == reference["uid"] and above and above["kind"] == "Deployment":
        reference, owner = above, api.find("Deployment", above["name"], namespace)
    if owner is None or owner["metadata"]["uid"] != reference["uid"]:
        raise _Unknown(f'found no controllers for pod "{pod["metadata"]["name"]}"')
    found: Object = owner
    return found


def _unmanaged_text(selector: Object | None) -> str:
    return (
        f"Pods selected by this PodDisruptionBudget (selector: {_go_selector(selector)}) were found to be unmanaged. "
        "As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. "
        'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'
    )


def _go_selector(selector: Object | None) -> str:
    """A LabelSelector as Go's generated String method prints it."""
    if selector is None:
        return "nil"
    labels = selector.get("matchLabels") or {}
    pairs = "".join(f"{key}: {labels[key]}," for key in sorted(labels))
    rules = "".join(
        f"LabelSelectorRequirement{{Key:{e['key']},Operator:{e['operator']},"
        f"Values:[{' '.join(e.get('values') or ())}],}},"
        for e in selector.get("matchExpressions") or ()
    )
    inner = f"MatchLabels:map[string]string{{{pairs}}},MatchExpressions:[]LabelSelectorRequirement{{{rules}}},"
    return f"&LabelSelector{{{inner}}}"


# -- status ------------------------------------------------------------------------------------------


def _conditions(before: Object, value: str, reason: str, message: str, generation: int, now: int) -> list[Object]:
    """The conditions with DisruptionAllowed set; its transition time moves with its value only."""
    after = {"type": "DisruptionAllowed", "status": value, "observedGeneration": generation,
             "lastTransitionTime": stamp(now), "reason": reason, "message": message}  # fmt: skip
    conditions = list(before.get("conditions") or ())
    for index, condition in enumerate(conditions):
        if condition["type"] == "DisruptionAllowed":
            if condition["status"] == value:
                after["lastTransitionTime"] = condition["lastTransitionTime"]
            conditions[index] = after
            return conditions
    return [*conditions, after]


def _report(api: Any, budget: Object, healthy: int, desired: int, expected: int, disrupted: dict[str, str]) -> None:
    allowed = max(0, healthy - desired) if expected > 0 else 0
    generation = budget["metadata"].get("generation", 0)
    status: Object = {"observedGeneration": generation}
    if disrupted:
        status["disruptedPods"] = disrupted
    status |= {"disruptionsAllowed": allowed, "currentHealthy": healthy}
    status |= {"desiredHealthy": desired, "expectedPods": expected}
    words = ("True", "SufficientPods") if allowed else ("False", "InsufficientPods")
    status["conditions"] = _conditions(budget.get("status") or {}, *words, "", generation, api.now)
    api.set_status(budget, status)


def _fail_safe(api: Any, budget: Object, message: str) -> None:
    """When nothing can be counted, nothing may be evicted."""
    before = {"currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0, **(budget.get("status") or {})}
    observed = before.get("observedGeneration", 0)
    conditions = _conditions(before, "False", "SyncFailed", message, observed, api.now)
    api.set_status(budget, {**before, "disruptionsAllowed": 0, "conditions": conditions})


def _clear_stale(api: Any, key: str) -> Wake | None:
    """Set a DisruptionTarget condition that nothing came of to False."""
    namespace, name = split_key(key)
    pod = api.find("Pod", name, namespace)
    condition = _doomed(pod) if pod else None
    if condition is None:
        return DONE
    due = pods.seconds(condition["lastTransitionTime"]) + STALE
    if api.now < due:
        return wake_at(due, background=True)
    cleared = {"type": "DisruptionTarget", "status": "False", "lastProbeTime": None}
    cleared["lastTransitionTime"] = stamp(api.now)
    conditions = [cleared if c is condition else c for c in pod["status"]["conditions"]]
    api.set_status(pod, {**pod["status"], "conditions": conditions})
    return DONE
