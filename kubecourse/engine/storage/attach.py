"""The attach-detach controller: disks go to the machines whose pods mount them, to one machine at a time if they are for one.

A disk is a csi volume whose CSIDriver wants it attached. It stays with a machine as long as a pod there is not gone; with a
machine that does not answer six minutes more, or until it is tainted out-of-service. The driver's own sidecar (`attacher.py`)
does the work. Upstream: pkg/controller/volume/attachdetach/reconciler/reconciler.go. Next: `attacher.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core.attachment import attachment_name
from ..core.work import Object, Wake, Watch, wake_at

__all__ = ["AttachDetach"]

#: how long a machine that does not answer keeps its disks, and how long the sidecar is waited for, ms
_FORCE = 6 * 60_000
_PATIENCE = 2 * 60_000
_SHARED = ("ReadWriteMany", "ReadOnlyMany")
_OUT = "node.kubernetes.io/out-of-service"
_OVER = ("Succeeded", "Failed")


class AttachDetach:
    """Keys: `volume:NAME`. Memory: `on/NAME` -> node -> since (ms), `left/NAME/NODE` -> when its last pod went."""

    name = "attachdetach-controller"

    def __init__(self) -> None:
        self.watches = (
            Watch("Pod", _of_pod, _moved),
            Watch("PersistentVolumeClaim", _of_claim, _bound),
            Watch("Node", self._of_node, _changed_sides),
            Watch("VolumeAttachment", _of_attachment),
        )

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Attach the volume where it is wanted, detach it where it is not."""
        name = key.partition(":")[2]
        volume = api.find("PersistentVolume", name)
        on: dict[str, int] = api.memory.get(f"on/{name}", {})
        if volume is None or not _is_disk(api, volume):
            for node in on:
                _gone(api, name, node, volume)
            return None
        wanted = _wanted(api, volume)
        due = [_leave(api, volume, node) for node in on if node not in wanted]
        due += [_come(api, volume, node, pods) for node, pods in wanted.items()]
        times = [time for time in due if time is not None]
        return wake_at(min(times), background=True) if times else None

    def _of_node(self, api: Any, node: Object) -> Iterable[str]:
        name = node["metadata"]["name"]
        for key, on in list(api.memory.items()):
            if key.startswith("on/") and name in on:
                yield f"volume:{key[3:]}"


# -- who is concerned -----------------------------------------------------------------------------------


def _claims(pod: Object) -> list[str]:
    """The claims that a pod mounts."""
    found = []
    for volume in pod["spec"].get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            found.append(volume["persistentVolumeClaim"]["claimName"])
        elif "ephemeral" in volume:
            found.append(f"{pod['metadata']['name']}-{volume['name']}")
    return found


def _moved(old: Object | None, new: Object | None) -> bool:
    """Was a pod with claims bound to a node, or did it end?"""
    one = new or old
    if one is None or not one["spec"].get("nodeName") or not _claims(one):
        return False
    if old is None or new is None or not old["spec"].get("nodeName"):
        return True
    return bool((old.get("status") or {}).get("phase") != (new.get("status") or {}).get("phase"))


def _of_pod(api: Any, pod: Object) -> Iterable[str]:
    for name in _claims(pod):
        claim = api.find("PersistentVolumeClaim", name, pod["metadata"]["namespace"])
        if claim is not None:
            yield from _of_claim(api, claim)


def _of_claim(api: Any, claim: Object) -> Iterable[str]:
    if claim["spec"].get("volumeName"):
        yield f"volume:{claim['spec']['volumeName']}"


def _bound(old: Object | None, new: Object | None) -> bool:
    return old is None or new is None or old["spec"].get("volumeName") != new["spec"].get("volumeName")


def _healthy(node: Object) -> bool:
    rows = (node.get("status") or {}).get("conditions") or ()
    return any(row["type"] == "Ready" and row["status"] == "True" for row in rows)


def _out(node: Object) -> bool:
    return any(taint["key"] == _OUT for taint in node["spec"].get("taints") or ())


def _changed_sides(old: Object | None, new: Object | None) -> bool:
    """Does it answer again, or no more; was it given up? Heartbeats concern nobody here."""
    if old is None or new is None:
        return True
    return _healthy(old) != _healthy(new) or _out(old) != _out(new)


def _of_attachment(api: Any, row: Object) -> Iterable[str]:
    name = row["spec"]["source"].get("persistentVolumeName")
    if name:
        yield f"volume:{name}"


def _is_disk(api: Any, volume: Object) -> bool:
    source = volume["spec"].get("csi")
    driver = api.find("CSIDriver", source["driver"]) if source else None
    return driver is not None and bool(driver["spec"].get("attachRequired", True))


def _wanted(api: Any, volume: Object) -> dict[str, list[Object]]:
    """node -> pods there that mount the volume and have not ended."""
    ref, found = volume["spec"].get("claimRef"), {}  # type: ignore[var-annotated]
    for pod in api.claim_users(ref["namespace"], ref["name"]) if ref else ():
        node = pod["spec"].get("nodeName")
        if node and (pod.get("status") or {}).get("phase") not in _OVER:
            found.setdefault(node, []).append(pod)
    return found


# -- leaving --------------------------------------------------------------------------------------------


def _leave(api: Any, volume: Object, node: str) -> int | None:
    """Detach, if the machine has let go or has been waited for long enough; else when to look again."""
    name = volume["metadata"]["name"]
    found, mark = api.find("Node", node), f"left/{name}/{node}"
    if found is None or not (_healthy(found) or _out(found)):
        since = api.memory.get(mark)
        if since is None:
            api.memory[mark] = since = api.now
        if api.now < since + _FORCE:
            return int(since + _FORCE)
    _gone(api, name, node, volume)
    return None


def _gone(api: Any, name: str, node: str, volume: Object | None) -> None:
    on = {other: since for other, since in api.memory.get(f"on/{name}", {}).items() if other != node}
    api.memory[f"on/{name}"] = on
    if not on:
        api.memory.pop(f"on/{name}")
    for key in (f"left/{name}/{node}", f"told/{name}/{node}"):
        api.memory.pop(key, None)
    row = api.memory.pop(f"row/{name}/{node}", None)
    if row is not None and api.find("VolumeAttachment", row):
        api.delete("VolumeAttachment", row)


# -- coming ---------------------------------------------------------------------------------------------


def _come(api: Any, volume: Object, node: str, pods: list[Object]) -> int | None:
    """Attach, unless the volume is for one machine and with another; else when to look again."""
    name = volume["metadata"]["name"]
    on: dict[str, int] = api.memory.get(f"on/{name}", {})
    row_name = attachment_name(volume["spec"]["csi"], node)
    row = api.find("VolumeAttachment", row_name)
    if node in on and row is not None:
        return _watched(api, volume, node, pods, row)
    others = [other for other in on if other != node]
    if others and not any(mode in _SHARED for mode in volume["spec"].get("accessModes") or ()):
        _refuse(api, volume, node, pods, others)
        return None
    api.memory[f"on/{name}"] = {**on, node: api.now}
    api.memory[f"row/{name}/{node}"] = row_name
    api.memory.pop(f"told/{name}/{node}", None)
    if row is None:
        spec = {"attacher": volume["spec"]["csi"]["driver"], "nodeName": node, "source": {"persistentVolumeName": name}}
        meta = {"name": row_name}
        api.create({"apiVersion": "storage.k8s.io/v1", "kind": "VolumeAttachment", "metadata": meta, "spec": spec})
    return int(api.now + _PATIENCE)


def _watched(api: Any, volume: Object, node: str, pods: list[Object], row: Object) -> int | None:
    """Tell the pods what has become of it: once that it is there, and each two minutes that it is not."""
    name, status = volume["metadata"]["name"], row.get("status") or {}
    mark = f"told/{name}/{node}"
    if status.get("attached"):
        if api.memory.get(mark) != "attached":
            api.memory[mark] = "attached"
            _tell(api, pods, "Normal", "SuccessfulAttachVolume", f'AttachVolume.Attach succeeded for volume "{name}" ')
        return None
    error = (status.get("attachError") or {}).get("message")
    if error is not None and api.memory.get(mark) != (error, status["attachError"].get("time")):
        api.memory[mark] = (error, status["attachError"].get("time"))
        _tell(api, pods, "Warning", "FailedAttachVolume", f'AttachVolume.Attach failed for volume "{name}" : {error}')
    since = api.memory[f"on/{name}"][node]
    if error is None and api.now >= since + _PATIENCE:
        source = volume["spec"]["csi"]
        why = (
            f"timed out waiting for external-attacher of {source['driver']} CSI driver to attach volume"
            f" {source['volumeHandle']}"
        )
        _tell(api, pods, "Warning", "FailedAttachVolume", f'AttachVolume.Attach failed for volume "{name}" : {why}')
        api.memory[f"on/{name}"] = {**api.memory[f"on/{name}"], node: api.now}
        since = api.now
    return int(since + _PATIENCE)


def _refuse(api: Any, volume: Object, node: str, pods: list[Object], others: list[str]) -> None:
    """Say it once to each pod that waits, in upstream's words: whom it waits for, as far as that is its business."""
    name, wanted = volume["metadata"]["name"], _wanted(api, volume)
    users = [pod["metadata"] for other in others for pod in wanted.get(other, ())]
    told = api.memory.get(f"told/{name}/{node}") or ()
    fresh = [pod for pod in pods if pod["metadata"]["uid"] not in told]
    if not fresh:
        return
    api.memory[f"told/{name}/{node}"] = tuple(pod["metadata"]["uid"] for pod in pods)
    for pod in fresh:
        why = _whose(pod["metadata"]["namespace"], users)
        _tell(api, [pod], "Warning", "FailedAttachVolume", f'Multi-Attach error for volume "{name}" {why}')


def _whose(namespace: str, users: list[dict[str, Any]]) -> str:
    if not users:
        return "Volume is already exclusively attached to one node and can't be attached to another"
    here = [user["name"] for user in users if user["namespace"] == namespace]
    away = len(users) - len(here)
    if not here:
        return f"Volume is already used by {away} pod(s) in different namespaces"
    more = f" and {away} pod(s) in different namespaces" if away else ""
    return f"Volume is already used by pod(s) {', '.join(here)}{more}"


def _tell(api: Any, pods: list[Object], type: str, reason: str, message: str) -> None:
    for pod in pods:
        api.event(pod, type, reason, message, component="attachdetach-controller")
