"""Evictions for local storage: an emptyDir over its sizeLimit, containers over limits.ephemeral-storage.

The node looks at the disks every ten seconds or so; the pod fails with reason Evicted. Memory of the whole node is in
`pressure.py`; its disk and its process numbers are left out. Upstream: `pkg/kubelet/eviction/eviction_manager.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core import quantity

if TYPE_CHECKING:
    from .worker import Worker

__all__ = ["LOOK", "check", "note"]

#: from the write to the look that finds it
LOOK = 10_000


def note(w: Worker, name: str, sizes: dict[str, int]) -> None:
    """Files have become this large: `sizes` is by volume, the empty name is the container's own layer."""
    known = dict(w.r.get("sizes") or {})
    for volume, amount in sizes.items():
        key = f"vol/{volume}" if volume else f"fs/{name}"
        known[key] = known.get(key, 0) + amount
    w.r["sizes"] = known
    message = check(w)
    if message and w.r.get("evict") is None:
        w.r["evict"] = (w.now + LOOK, message)


def check(w: Worker) -> str:
    """The message of the eviction that is due, or nothing."""
    sizes: dict[str, int] = w.r.get("sizes") or {}
    for volume in w.spec.get("volumes") or ():
        limit = (volume.get("emptyDir") or {}).get("sizeLimit")
        if limit is not None and sizes.get(f"vol/{volume['name']}", 0) > quantity.value(limit):
            return f'Usage of EmptyDir volume "{volume["name"]}" exceeds the limit "{limit}". '
    limits = [((c.get("resources") or {}).get("limits") or {}).get("ephemeral-storage") for c in w.spec["containers"]]
    known = [limit for limit in limits if limit is not None]
    if len(known) == len(limits):
        total = quantity.parse(0)
        for limit in known:
            total = quantity.add(total, limit)
        if sum(sizes.values()) > total.value:
            return f"Pod ephemeral local storage usage exceeds the total limit of containers {total}. "
    for container, limit in zip(w.spec["containers"], limits, strict=True):
        if limit is not None and sizes.get(f"fs/{container['name']}", 0) > quantity.value(limit):
            return f'Container {container["name"]} exceeded its local ephemeral storage limit "{limit}". '
    return ""
