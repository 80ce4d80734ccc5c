"""A CustomResourceDefinition takes its objects with it when it goes.

Promises: while one is being deleted, its objects are deleted; once there are none, its finalizer is removed. Upstream:
apiextensions-apiserver `pkg/controller/finalizer/crd_finalizer.go`. Next: `clusterroles.py`.
"""

from __future__ import annotations

from typing import Any

from ..api.custom.definitions import FINALIZER, going
from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, Watch, wake_at

__all__ = ["CustomResourceCleanup"]

#: ms until objects that wait for finalizers of their own are looked at again
_AGAIN = 5_000


class CustomResourceCleanup:
    """Empties one definition."""

    name = "crd-finalizer"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        self.watches = (Watch("CustomResourceDefinition", None, _going),)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Delete the objects of a definition that goes; when none is left, let it go."""
        definition = api.find("CustomResourceDefinition", key)
        if definition is None or not _going(None, definition):
            return DONE
        definition = _told(api, definition, "InstanceDeletionInProgress", "CustomResource deletion is in progress")
        table = api.server.registry.table_of(definition)
        for obj in api.server.storage.all(table):
            meta = obj["metadata"]
            if "deletionTimestamp" not in meta:
                api.delete(table, meta["name"], meta.get("namespace", ""), uid=meta["uid"])
        if api.server.storage.all(table):
            return wake_at(api.now + _AGAIN, background=True)
        definition = _told(api, definition, "InstanceDeletionCompleted", "removed all instances")
        meta = definition["metadata"]
        left = [one for one in meta["finalizers"] if one != FINALIZER]
        api.change(definition, metadata={**meta, "finalizers": left})
        return DONE


def _told(api: Any, definition: Object, reason: str, message: str) -> Object:
    """Say in the status how far it is."""
    status = going(definition, reason, message, stamp(api.now))["status"]
    return api.set_status(definition, status)  # type: ignore[no-any-return]


def _going(old: Object | None, new: Object | None) -> bool:
    """Only a definition that is being deleted matters."""
    meta = (new or {}).get("metadata") or {}
    return "deletionTimestamp" in meta and FINALIZER in (meta.get("finalizers") or ())
