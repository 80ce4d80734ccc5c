"""Dynamic provisioners: a volume in the backend, a PersistentVolume in the cluster, and the binder does the rest.

Who makes volumes is a pod that runs a driver's image: with none of a driver Ready, nothing is made, grown or thrown away.
The steps take time of their own, so that they can be watched. What the backend refuses is told on the claim and tried again
after 1 s, 2 s, 4 s and so on up to 5 minutes. Next: `volumesource.py`, then `resizer.py` and `attach.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core.work import Object, Wake, Watch, name_key, split_key, wake_at
from . import resizer
from .attacher import attach
from .backends import BACKENDS, amount, backoff, driver_of_image, refusal, state_of
from .topology import NOWHERE, zone_of
from .volumesource import persistent_volume
from .words import PROVISIONED_BY, PROVISIONER, SELECTED_NODE, notes_of

__all__ = ["Provisioner", "running"]

#: from the volume in the backend to the PersistentVolume in the cluster, ms
_REGISTER = 500


class Provisioner:
    """Keys: a claim, `volume:NAME` to be thrown away, `attach:NAME`, `pod:NAMESPACE/NAME` of a driver, whose readiness is kept."""

    name = "csi-provisioner"

    def __init__(self) -> None:
        self.watches = (
            Watch("Pod", _of_driver, _is_driver),
            Watch("PersistentVolumeClaim"),
            Watch("PersistentVolume", _released),
            Watch("VolumeAttachment", _of_attachment),
        )

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Make a volume for a claim, or throw one away whose claim is gone."""
        if key.startswith("pod:"):
            _look(api, key[4:])
            return None
        if key.startswith("volume:"):
            _delete(api, key.partition(":")[2])
            return None
        if key.startswith("attach:"):
            return attach(api, key[7:])
        namespace, name = split_key(key)
        claim = api.find("PersistentVolumeClaim", name, namespace)
        if claim is None:
            return None
        growing = resizer.driver_of(api, claim)
        if growing is not None:
            return resizer.step(api, claim, growing) if running(api.memory, growing) else None
        if not _wants(api, claim):
            return None
        driver = notes_of(claim)[PROVISIONER]
        return _step(api, claim, driver) if running(api.memory, driver) else None


def running(memory: dict[str, Any], driver: str) -> bool:
    """Is a pod of the driver Ready?"""
    return bool(memory.get(f"ready/{driver}"))


# -- pods of drivers ------------------------------------------------------------------------------------


def _driver(pod: Object | None) -> str | None:
    if pod is None:
        return None
    for container in pod["spec"]["containers"]:
        driver = driver_of_image(container.get("image") or "")
        if driver is not None:
            return driver
    return None


def _is_driver(old: Object | None, new: Object | None) -> bool:
    return _driver(new or old) is not None


def _ready(pod: Object) -> bool:
    rows = (pod.get("status") or {}).get("conditions") or ()
    good = any(row["type"] == "Ready" and row["status"] == "True" for row in rows)
    return good and not pod["metadata"].get("deletionTimestamp")


def _of_driver(api: Any, pod: Object) -> Iterable[str]:
    """The pod, and when it is up all that waited for it."""
    yield f"pod:{name_key(pod)}"
    driver = _driver(pod)
    if driver is None or not _ready(pod):
        return
    for claim in api.list("PersistentVolumeClaim"):
        if notes_of(claim).get(PROVISIONER) == driver or resizer.driver_of(api, claim) == driver:
            yield name_key(claim)
    for volume in api.list("PersistentVolume"):
        if notes_of(volume).get(PROVISIONED_BY) == driver:
            yield f"volume:{volume['metadata']['name']}"

    for row in api.list("VolumeAttachment"):
        if row["spec"]["attacher"] == driver:
            yield f"attach:{row['metadata']['name']}"


def _of_attachment(api: Any, row: Object) -> Iterable[str]:
    if row["spec"]["attacher"] in BACKENDS:
        yield f"attach:{row['metadata']['name']}"


def _look(api: Any, key: str) -> None:
    """Keep who of each driver is up: plain data, so that asking costs nothing."""
    namespace, name = split_key(key)
    pod = api.find("Pod", name, namespace)
    driver = _driver(pod)
    up = driver if pod is not None and _ready(pod) else None
    for each in BACKENDS:
        before = api.memory.get(f"ready/{each}", ())
        after = tuple(other for other in before if other != key) + ((key,) if each == up else ())
        if set(after) != set(before):
            api.memory[f"ready/{each}"] = after


# -- making ---------------------------------------------------------------------------------------------


def _wants(api: Any, claim: Object) -> bool:
    if claim["spec"].get("volumeName") or claim["metadata"].get("deletionTimestamp"):
        return False
    if notes_of(claim).get(PROVISIONER) not in BACKENDS:
        return False
    row = api.find("StorageClass", claim["spec"].get("storageClassName") or "")
    if row is None:
        return False
    return row.get("volumeBindingMode") != "WaitForFirstConsumer" or SELECTED_NODE in notes_of(claim)


def _step(api: Any, claim: Object, driver: str) -> Wake | None:
    """The next of: begun, in the backend, in the cluster. `try/UID` is (step, when the next is due, failures)."""
    uid, backend = claim["metadata"]["uid"], BACKENDS[driver]
    key = f"try/{uid}"
    step, due, failures = api.memory.get(key, ("new", api.now, 0))
    if api.now < due:
        return wake_at(due, background=step == "failed")
    if step in ("new", "failed"):
        about = f'External provisioner is provisioning volume for claim "{name_key(claim)}"'
        api.event(claim, "Normal", "Provisioning", about, component=driver)
        api.memory[key] = ("making", api.now + backend.making, failures)
        return wake_at(api.now + backend.making)
    if step == "making":
        return _make(api, claim, driver, key, failures)
    _register(api, claim, driver)
    api.memory.pop(key, None)
    return None


def _make(api: Any, claim: Object, driver: str, key: str, failures: int) -> Wake:
    """Ask the backend for the volume."""
    spec, name = claim["spec"], f"pvc-{claim['metadata']['uid']}"
    state = state_of(api.memory, driver)
    size = amount(spec["resources"]["requests"]["storage"])
    why = refusal(BACKENDS[driver], state, name, size, spec["accessModes"])
    if BACKENDS[driver].source == "hostPath" and SELECTED_NODE not in notes_of(claim):
        why = NOWHERE
    if why is not None:
        wait = backoff(failures + 1)
        said = f'failed to provision volume with StorageClass "{spec["storageClassName"]}": {why}'
        api.event(claim, "Warning", "ProvisioningFailed", said, component=driver)
        api.memory[key] = ("failed", api.now + wait, failures + 1)
        return wake_at(api.now + wait, background=True)
    volume = {"size": size, "claim": name_key(claim), "since": api.now, "zone": zone_of(api, claim, driver)}
    api.memory[f"backend/{driver}"] = {**state, "volumes": {**state["volumes"], name: volume}}
    api.memory[key] = ("made", api.now + _REGISTER, 0)
    return wake_at(api.now + _REGISTER)


def _register(api: Any, claim: Object, driver: str) -> None:
    name = f"pvc-{claim['metadata']['uid']}"
    if api.find("PersistentVolume", name) is None:
        row = api.find("StorageClass", claim["spec"]["storageClassName"])
        api.create(persistent_volume(api, name, claim, row, driver))
        api.event(claim, "Normal", "ProvisioningSucceeded", f"Successfully provisioned volume {name}", component=driver)


# -- throwing away --------------------------------------------------------------------------------------


def _released(api: Any, volume: Object) -> Iterable[str]:
    if notes_of(volume).get(PROVISIONED_BY) in BACKENDS:
        yield f"volume:{volume['metadata']['name']}"


def _delete(api: Any, name: str) -> None:
    """Delete: first in the backend, then in the cluster. A volume that a person deletes under Retain stays in the backend."""
    volume = api.find("PersistentVolume", name)
    if volume is None or volume["metadata"].get("deletionTimestamp"):
        return
    driver = notes_of(volume)[PROVISIONED_BY]
    released = (volume.get("status") or {}).get("phase") == "Released"
    if not released or volume["spec"].get("persistentVolumeReclaimPolicy") != "Delete":
        return
    if not running(api.memory, driver):
        return
    state = state_of(api.memory, driver)
    kept = {each: row for each, row in state["volumes"].items() if each != name}
    api.memory[f"backend/{driver}"] = {**state, "volumes": kept}
    api.delete("PersistentVolume", name)
