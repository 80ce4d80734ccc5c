"""The eviction subresource: delete a pod, unless that would break its PodDisruptionBudget.

Upstream: pkg/registry/core/pod/storage/eviction.go. Known to differ: no retries on conflict, since nobody
writes in between.
"""

from __future__ import annotations

from typing import Any

from ...core import selectors
from ...core.clock import stamp
from ..errors import ApiError, Cause, forbidden

__all__ = ["evict"]

Object = dict[str, Any]
_REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."
_MANY = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
_MOST_DISRUPTED = 2000


def evict(api: Any, name: str, namespace: str, grace: int | None, uid: str | None = None, version: str | None = None,
          dry_run: bool = False) -> Object:  # fmt: skip
    """Evict a pod; raises TooManyRequests (429) when its budget is used up. Returns the deleted pod.

    `grace` in seconds; `uid` and `version` are preconditions (409); a dry run asks the budget and takes nothing from it.
    """
    # what delete itself would refuse is refused before the budget loses anything
    tried: Object = api.delete("Pod", name, namespace, grace=grace, uid=uid, resource_version=version, dry_run=True)
    pod: Object = api.get("Pod", name, namespace)
    if not _beyond_budgets(pod):
        budgets = _budgets(api, pod)
        if len(budgets) > 1:
            raise ApiError("InternalError", _MANY)
        if budgets and not _unready_may_go(pod, budgets[0]):
            taken = _taken(api, pod, budgets[0])
            if not dry_run:
                api.set_status(budgets[0], taken)
    if dry_run:
        return tried
    _mark(api, api.get("Pod", name, namespace))
    deleted: Object = api.delete("Pod", name, namespace, grace=grace)
    return deleted


def _beyond_budgets(pod: Object) -> bool:
    phase = (pod.get("status") or {}).get("phase")
    return phase in ("Succeeded", "Failed", "Pending") or "deletionTimestamp" in pod["metadata"]


def _budgets(api: Any, pod: Object) -> list[Object]:
    labels = pod["metadata"].get("labels") or {}
    found = []
    for budget in api.list("PodDisruptionBudget", pod["metadata"]["namespace"]):
        selector = selectors.labels(budget["spec"].get("selector"))
        if selector.matches(labels):
            found.append(budget)
    return found


def _unready_may_go(pod: Object, budget: Object) -> bool:
    """A pod that is not ready is not counted as healthy, so the budget does not lose it."""
    conditions = (pod.get("status") or {}).get("conditions") or ()
    if any(c["type"] == "Ready" and c["status"] == "True" for c in conditions):
        return False
    if budget["spec"].get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
        return True
    status = budget.get("status") or {}
    desired = status.get("desiredHealthy", 0)
    return desired > 0 and bool(status.get("currentHealthy", 0) >= desired)


def _taken(api: Any, pod: Object, budget: Object) -> Object:
    """The status of the budget once one of the disruptions it allows is used; or refuse."""
    meta, status = budget["metadata"], budget.get("status") or {}
    allowed = status.get("disruptionsAllowed", 0)
    if status.get("observedGeneration", 0) < meta.get("generation", 0):
        raise _refusal(f"The disruption budget {meta['name']} is still being processed by the server.", 10)
    if allowed < 0:
        raise forbidden("policy", "poddisruptionbudget", meta["name"], "pdb disruptions allowed is negative")
    if len(status.get("disruptedPods") or ()) > _MOST_DISRUPTED:
        why = "DisruptedPods map too big - too many evictions not confirmed by PDB controller"
        raise forbidden("policy", "poddisruptionbudget", meta["name"], why)
    if allowed == 0:
        raise _refusal(_why_none(meta["name"], status), 0)
    disrupted = {**(status.get("disruptedPods") or {}), pod["metadata"]["name"]: stamp(api.now)}
    new: Object = {**status, "disruptionsAllowed": allowed - 1, "disruptedPods": disrupted}
    if allowed == 1:
        new["conditions"] = [_not_allowed(c, meta, api.now) for c in status.get("conditions") or ()]
    return new


def _not_allowed(condition: Object, meta: Object, now: int) -> Object:
    if condition["type"] != "DisruptionAllowed" or condition["status"] == "False":
        return condition
    changed = {"status": "False", "reason": "InsufficientPods", "lastTransitionTime": stamp(now)}
    return {**condition, **changed, "observedGeneration": meta.get("generation", 0)}


def _why_none(name: str, status: Object) -> str:
    desired, current = status.get("desiredHealthy", 0), status.get("currentHealthy", 0)
    if current <= desired:
        return f"The disruption budget {name} needs {desired} healthy pods and has {current} currently"
    return f"The disruption budget {name} does not allow evicting pods currently"


def _refusal(why: str, retry: int) -> ApiError:
    details = {"retryAfterSeconds": retry} if retry else {}
    cause = Cause("", "DisruptionBudget", why)
    return ApiError("TooManyRequests", _REFUSED, causes=(cause,), details=details)


def _mark(api: Any, pod: Object) -> Object:
    """The pod says why it goes: condition DisruptionTarget."""
    status = pod.get("status") or {}
    condition = {
        "type": "DisruptionTarget",
        "status": "True",
        "reason": "EvictionByEvictionAPI",
        "message": "Eviction API: evicting",
        "lastProbeTime": None,
        "lastTransitionTime": stamp(api.now),
    }
    kept = [c for c in status.get("conditions") or () if c["type"] != "DisruptionTarget"]
    marked: Object = api.set_status(pod, {**status, "conditions": [*kept, condition]})
    return marked
