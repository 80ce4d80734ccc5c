"""ServiceAccounts: every namespace has one called `default`.

Promises: made with the namespace, made again when deleted, not while the namespace is going.
Upstream: pkg/controller/serviceaccount/serviceaccounts_controller.go. Next: `rootca.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..api.errors import ApiError
from ..core.work import DONE, Object, Wake, Watch

__all__ = ["ServiceAccountController"]


class ServiceAccountController:
    """Keeps the default ServiceAccount of one namespace."""

    name = "serviceaccount-controller"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        self.watches = (Watch("Namespace"), Watch("ServiceAccount", _namespace_of, _was_deleted))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Make the account if it is missing."""
        namespace = api.find("Namespace", key)
        if namespace is None or "deletionTimestamp" in namespace["metadata"]:
            return DONE
        if api.find("ServiceAccount", "default", key) is None:
            meta = {"name": "default", "namespace": key}
            try:
                api.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta})
            except ApiError as error:
                if error.reason != "AlreadyExists":
                    raise
        return DONE


def _namespace_of(api: Any, account: Object) -> Iterable[str]:
    return (account["metadata"]["namespace"],)


def _was_deleted(old: Object | None, new: Object | None) -> bool:
    return new is None
