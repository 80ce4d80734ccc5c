"""Claims that ask for more than they have: the driver grows the volume, and the claim has what it asked for.

Promises the events of the resizer beside the driver, and what the backend refuses tried again later. Leaves out the step
of the file system on the node: it grows with the disk. Upstream: external-resizer. Next: `attach.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object, Wake, name_key, wake_at
from .backends import BACKENDS, amount, backoff, refusal, state_of
from .words import PROVISIONED_BY, notes_of

__all__ = ["driver_of", "step"]

_TIME = 2000


def driver_of(api: Any, claim: Object) -> str | None:
    """The driver that must grow the claim's volume, or None."""
    capacity = ((claim.get("status") or {}).get("capacity") or {}).get("storage")
    if capacity is None or amount(capacity) >= amount(claim["spec"]["resources"]["requests"]["storage"]):
        return None
    volume = api.find("PersistentVolume", claim["spec"].get("volumeName") or "")
    driver = notes_of(volume).get(PROVISIONED_BY) if volume else None
    return driver if driver in BACKENDS and BACKENDS[driver].part != "local-path" else None


def step(api: Any, claim: Object, driver: str) -> Wake | None:
    """Begin, or finish. `grow/UID` is (step, when the next is due, failures)."""
    key, name = f"grow/{claim['metadata']['uid']}", claim["spec"]["volumeName"]
    now_at, due, failures = api.memory.get(key, ("new", api.now, 0))
    if api.now < due:
        return wake_at(due, background=now_at == "failed")
    signer = f"external-resizer {driver}"
    if now_at != "growing":
        api.event(claim, "Normal", "Resizing", f"External resizer is resizing volume {name}", component=signer)
        api.memory[key] = ("growing", api.now + _TIME, failures)
        return wake_at(api.now + _TIME)
    return _grow(api, claim, driver, signer, failures)


def _grow(api: Any, claim: Object, driver: str, signer: str, failures: int) -> Wake | None:
    key, name = f"grow/{claim['metadata']['uid']}", claim["spec"]["volumeName"]
    state, wanted = state_of(api.memory, driver), claim["spec"]["resources"]["requests"]["storage"]
    why = refusal(BACKENDS[driver], state, name, amount(wanted), [])
    if why is not None:
        wait = backoff(failures + 1)
        said = f'resize volume "{name}" by resizer "{driver}" failed: {why}'
        api.event(claim, "Warning", "VolumeResizeFailed", said, component=signer)
        api.memory[key] = ("failed", api.now + wait, failures + 1)
        return wake_at(api.now + wait, background=True)
    api.memory.pop(key, None)
    row = {
        **state["volumes"].get(name, {"claim": name_key(claim), "since": api.now, "zone": ""}),
        "size": amount(wanted),
    }
    api.memory[f"backend/{driver}"] = {**state, "volumes": {**state["volumes"], name: row}}
    volume = api.get("PersistentVolume", name)
    api.change(volume, spec={**volume["spec"], "capacity": {**volume["spec"]["capacity"], "storage": wanted}})
    api.event(claim, "Normal", "FileSystemResizeSuccessful",
              f'MountVolume.NodeExpandVolume succeeded for volume "{name}"', component="kubelet")  # fmt: skip
    return None
