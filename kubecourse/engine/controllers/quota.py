"""ResourceQuota: counts again what a namespace uses.

Promises: status.hard as asked for, status.used from what is there: when the quota changes, when something that counts goes,
and when a pod ends. What is made is counted at admission already. A deleted pod that stays (its node is lost) is counted no more
from the first full count after its time; there is one every five minutes, and it is done only when it can find something.
Upstream: pkg/controller/resourcequota/{resource_quota_controller,resource_quota_monitor}.go. Next: `hpa.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..api.admission.quota_usage import gone_by, recount
from ..api.kinds import BUILTIN
from ..core.work import DONE, Object, Wake, Watch, name_key, split_key, wake_at

__all__ = ["ResourceQuotaController"]

#: --resource-quota-sync-period, ms
_FULL_COUNT = 300_000
_ENDED = ("Succeeded", "Failed")
#: kinds whose changes alone can change what they use
_CHANGE = ("Service", "PersistentVolumeClaim")


class ResourceQuotaController:
    """Counts one quota."""

    name = "resourcequota-controller"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        counted = [
            kind.key for kind in BUILTIN if kind.stored and kind.namespaced and kind.name not in ("Event", "Lease")
        ]
        others = tuple(Watch(kind, _quotas_of, _frees(kind), given="ResourceQuota") for kind in counted)
        taught = Watch("*", _quotas_of, _gone, but=frozenset(kind.key for kind in BUILTIN), given="ResourceQuota")
        self.watches = (Watch("ResourceQuota"), *others, taught)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Write what is used now."""
        namespace, name = split_key(key)
        quota = api.find("ResourceQuota", name, namespace)
        if quota is None or "deletionTimestamp" in quota["metadata"]:
            return DONE
        status = {**(quota.get("status") or {}), "hard": quota["spec"].get("hard") or {}, "used": recount(api, quota)}
        api.set_status(quota, status)
        return _next_count(api, namespace)


def _next_count(api: Any, namespace: str) -> Wake | None:
    """The full count that will find a deleted pod gone, if there is one that may stay."""
    waits = [gone for pod in api.list("Pod", namespace) if (gone := gone_by(pod)) is not None and gone >= api.now]
    return wake_at((min(waits) // _FULL_COUNT + 1) * _FULL_COUNT, background=True) if waits else DONE


def _quotas_of(api: Any, obj: Object) -> Iterable[str]:
    namespace = obj["metadata"].get("namespace")  # a kind that was taught may have none
    return [name_key(quota) for quota in api.list("ResourceQuota", namespace)] if namespace else ()


def _frees(kind: str) -> Any:
    """Which changes of a kind may free something."""
    if kind == "Pod":
        return _pod_frees
    return _any_change if kind in _CHANGE else _gone


def _gone(old: Object | None, new: Object | None) -> bool:
    return new is None


def _any_change(old: Object | None, new: Object | None) -> bool:
    return new is None or (old is not None and old["spec"] is not new["spec"])


def _pod_frees(old: Object | None, new: Object | None) -> bool:
    if new is None or (
        old is not None and "deletionTimestamp" in new["metadata"] and "deletionTimestamp" not in old["metadata"]
    ):
        return True
    return old is not None and old["status"].get("phase") != new["status"].get("phase") and (
        new["status"].get("phase") in _ENDED
    )  # fmt: skip
