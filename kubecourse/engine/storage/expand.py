"""Claims that ask for more than they have: whoever made the volume must grow it, and the claim says so.

Leaves out: volumes that the controller itself could grow; there are none since all drivers are external.
Upstream: pkg/controller/volume/expand. Next: `generic.py`.
"""

from __future__ import annotations

from typing import Any

from ..core import quantity
from ..core.work import Object, Wake, Watch, split_key

__all__ = ["Expand"]

_WAITING = "waiting for an external controller to expand this PVC"


class Expand:
    """Keys: `namespace/name` of a claim whose request has grown."""

    name = "persistentvolume-expander-controller"

    def __init__(self) -> None:
        self.watches = (Watch("PersistentVolumeClaim", None, _grown),)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Tell that the claim waits for its provisioner."""
        namespace, name = split_key(key)
        claim = api.find("PersistentVolumeClaim", name, namespace)
        status = (claim or {}).get("status") or {}
        if claim is None or status.get("phase") != "Bound" or "capacity" not in status:
            return None
        if quantity.compare(status["capacity"]["storage"], _asked(claim)) < 0:
            api.event(claim, "Normal", "ExternalExpanding", _WAITING, component="volume_expand")
        return None


def _asked(claim: Object) -> str:
    return str(claim["spec"]["resources"]["requests"]["storage"])


def _grown(old: Object | None, new: Object | None) -> bool:
    return old is not None and new is not None and quantity.compare(_asked(old), _asked(new)) < 0
