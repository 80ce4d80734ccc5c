"""Generic ephemeral volumes: a claim made for one pod, owned by it, gone with it.

Upstream: pkg/controller/volume/ephemeral. Next: `provisioner.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object, Wake, Watch, split_key

__all__ = ["EphemeralVolumes"]


class EphemeralVolumes:
    """For each `ephemeral` volume of a pod, the claim POD-VOLUME."""

    name = "ephemeral-volume-controller"

    def __init__(self) -> None:
        self.watches = (Watch("Pod", None, _new),)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Make the claims that are missing."""
        namespace, name = split_key(key)
        pod = api.find("Pod", name, namespace)
        if pod is None or pod["metadata"].get("deletionTimestamp"):
            return None
        for volume in pod["spec"].get("volumes") or ():
            if (
                "ephemeral" in volume
                and api.find("PersistentVolumeClaim", f"{name}-{volume['name']}", namespace) is None
            ):
                api.create(_claim(pod, volume))
        return None


def _new(old: Object | None, new: Object | None) -> bool:
    """A pod that has just been made, with such a volume."""
    return old is None and new is not None and any("ephemeral" in v for v in new["spec"].get("volumes") or ())


def _claim(pod: Object, volume: Object) -> Object:
    template = volume["ephemeral"]["volumeClaimTemplate"]
    meta = pod["metadata"]
    owner = {
        "apiVersion": "v1",
        "kind": "Pod",
        "name": meta["name"],
        "uid": meta["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }
    kept = {
        field: value for field, value in (template.get("metadata") or {}).items() if field in ("labels", "annotations")
    }
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {
            **kept,
            "name": f"{meta['name']}-{volume['name']}",
            "namespace": meta["namespace"],
            "ownerReferences": [owner],
        },
        "spec": template["spec"],
    }
