"""Volumes and claims that still have nobody, so that a claim looks only at what could be for it.

Follows the log of changes: what it knows is thrown away and read anew when the cluster was rewound. Free volumes lie by
class and set of access modes, smallest first, which is the order of the search. Next: `claims.py`.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Any

from ..core import quantity
from ..core.trace import Change
from ..core.work import Object, name_key
from .matching import class_of, is_bound_to, refusal, suits

__all__ = ["VolumeIndex"]

Modes = tuple[str, ...]


class VolumeIndex:
    """One binder's view of the volumes and claims of one cluster."""

    def __init__(self) -> None:
        self._last: Change | None = None
        self._clear()

    def _clear(self) -> None:
        #: class -> modes -> (bytes, name), sorted
        self._free: dict[str, dict[Modes, list[tuple[int, str]]]] = {}
        #: namespace and name of a claim -> volumes that name it
        self._reserved: dict[tuple[str, str], dict[str, None]] = {}
        #: class -> keys of claims without a volume
        self._waiting: dict[str, dict[str, None]] = {}

    # -- what is asked -----------------------------------------------------------------------------

    def best(self, api: Any, claim: Object, delayed: bool) -> Object | None:
        """The volume that the claim gets, or None. `delayed`: only a reservation counts, the scheduler decides the rest."""
        self._follow(api)
        wanted = set(claim["spec"].get("accessModes") or ())
        meta = claim["metadata"]
        for name in sorted(self._reserved.get((meta["namespace"], meta["name"]), ())):
            volume: Object | None = api.find("PersistentVolume", name)
            if volume is not None and is_bound_to(volume, claim) and suits(volume, claim):
                return volume
        return None if delayed else self._smallest(api, claim, wanted)

    def _smallest(self, api: Any, claim: Object, wanted: set[str]) -> Object | None:
        request = ((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0")
        groups = self._free.get(class_of(claim), {})
        for modes in sorted((m for m in groups if wanted <= set(m)), key=lambda m: (len(m), m)):
            rows = groups[modes]
            for _, name in rows[bisect_left(rows, (quantity.value(request), "")) :]:
                volume: Object | None = api.find("PersistentVolume", name)
                if volume is not None and refusal(volume, claim) is None:
                    return volume
        return None

    def waiting(self, api: Any, name: str) -> list[str]:
        """Keys of the claims of a class that have no volume yet, in their order."""
        self._follow(api)
        return sorted(self._waiting.get(name, ()))

    # -- following ---------------------------------------------------------------------------------

    def _follow(self, api: Any) -> None:
        news = api.changes_after(self._last)
        if news is None:
            self._clear()
            for kind in ("PersistentVolume", "PersistentVolumeClaim"):
                for obj in api.list(kind):
                    self._move(kind, None, obj)
            self._last = api.last_change()
        elif news:
            for change in news:
                if change.kind in ("PersistentVolume", "PersistentVolumeClaim"):
                    self._move(change.kind, change.old, change.new)
            self._last = news[-1]

    def _move(self, kind: str, old: Object | None, new: Object | None) -> None:
        put = self._volume if kind == "PersistentVolume" else self._claim
        if old is not None:
            put(old, False)
        if new is not None:
            put(new, True)

    def _volume(self, volume: Object, there: bool) -> None:
        ref, name = volume["spec"].get("claimRef"), volume["metadata"]["name"]
        if ref:
            rows = self._reserved.setdefault((ref.get("namespace", ""), ref.get("name", "")), {})
            rows.update({name: None}) if there else rows.pop(name, None)
            return
        modes = tuple(sorted(volume["spec"].get("accessModes") or ()))
        free = self._free.setdefault(class_of(volume), {}).setdefault(modes, [])
        row = (quantity.value(volume["spec"]["capacity"]["storage"]), name)
        if there:
            insort(free, row)
        else:
            free.remove(row)

    def _claim(self, claim: Object, there: bool) -> None:
        if not claim["spec"].get("volumeName"):
            rows = self._waiting.setdefault(class_of(claim), {})
            rows.update({name_key(claim): None}) if there else rows.pop(name_key(claim), None)
