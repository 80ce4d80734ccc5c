"""The sidecar of a driver that attaches: a VolumeAttachment becomes `attached` while a pod of the driver is Ready.

Part of `provisioner.py`'s component, which knows whose pods are up and whether the backend lets them in.
"""

from __future__ import annotations

from typing import Any

from ..core.clock import stamp
from ..core.work import Wake, wake_at
from .backends import BACKENDS, backoff, state_of

__all__ = ["attach"]


def attach(api: Any, name: str) -> Wake | None:
    """One step. `attach/NAME` is (when the next is due, failures in a row)."""
    row, key = api.find("VolumeAttachment", name), f"attach/{name}"
    if row is None or (row.get("status") or {}).get("attached"):
        api.memory.pop(key, None)
        return None
    driver = row["spec"]["attacher"]
    if driver not in BACKENDS or not api.memory.get(f"ready/{driver}"):
        return None
    due, failures = api.memory.get(key, (None, 0))
    if due is None:
        due = api.now + BACKENDS[driver].making
        api.memory[key] = (due, 0)
    if api.now < due:
        return wake_at(due, background=failures > 0)
    if state_of(api.memory, driver)["open"]:
        api.memory.pop(key)
        api.set_status(row, {"attached": True})
        return None
    due = api.now + backoff(failures + 1)
    api.memory[key] = (due, failures + 1)
    why = "rpc error: code = Internal desc = the storage refused the driver's credentials"
    api.set_status(row, {"attached": False, "attachError": {"message": why, "time": stamp(api.now)}})
    return wake_at(due, background=True)
