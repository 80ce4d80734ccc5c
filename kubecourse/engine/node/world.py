"""What lies outside a node, as the kubelet needs it: addresses, persistent volumes, names, requests.

`World` is the protocol that the composition root fulfils with the network and the storage. `LocalWorld` is good
enough alone: addresses 10.10.20.100 and up, persistent volumes as files in memory, requests straight to pods.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from ..core.work import Object
from . import backing
from .ranges import taken_from

__all__ = ["UNATTACHED", "LocalWorld", "World"]

#: what `volume_ready` answers while a disk is on its way to the node: no event, just patience
UNATTACHED = ""
#: 10.10.30.0, where the addresses of Services begin
_SERVICES = 30 * 256

Answer = tuple[int, str] | str


class World(Protocol):
    """Volumes are those of `spec.volumes`; paths are relative to the volume's root, without a leading slash."""

    def pod_ip(self, api: Any, pod: Object) -> str:
        """The address of a pod; the same one each time it is asked."""

    def volume_ready(self, api: Any, pod: Object, volume: Object) -> str | None:
        """None if a persistent volume can be mounted on the pod's node, UNATTACHED, or the message of FailedMount."""

    def read(self, api: Any, pod: Object, volume: Object, path: str) -> str | None:
        """A file of a persistent volume."""

    def write(self, api: Any, pod: Object, volume: Object, path: str, text: str | None) -> str | None:
        """Write a file (None: remove it or the directory); None, or why not."""

    def weight(self, api: Any, pod: Object, volume: Object) -> int:
        """The bytes in a persistent volume."""

    def grow(self, api: Any, pod: Object, volume: Object, path: str, amount: int) -> None:
        """A file of a persistent volume is this large, whatever is kept of its content."""

    def listdir(self, api: Any, pod: Object, volume: Object, path: str) -> list[str] | None:
        """The names in a directory of a persistent volume."""

    def resolve(self, api: Any, pod: Object, name: str) -> str | None:
        """The address that DNS gives the pod for a name."""

    def query(self, api: Any, pod: Object, name: str, kind: str, search: bool) -> Any:
        """DNS in full: .tried (name, status), .answer (name, status, records with .name .ttl .type .data); None: silence."""

    def connect(self, api: Any, pod: Object, host: str, port: int, path: str) -> Answer:
        """An HTTP GET from the pod: (status, body), (0, "") where HTTP is not spoken, or the error's text."""


class LocalWorld:
    """A world without Services: pods reach pods by address. State is in the kubelet's memory."""

    def __init__(self, serve: Callable[[Any, Object, int, str], Answer] | None = None) -> None:
        #: what a pod answers on a port; the kubelet puts itself in
        self.serve = serve

    def pod_ip(self, api: Any, pod: Object) -> str:
        """From the range of its node; else 10.10.20.100 and up. Addresses that are free again are used last."""
        meta = pod["metadata"]
        own = f"address/{meta['uid']}"
        if own in api.memory:
            return str(api.memory[own])
        node = api.find("Node", pod["spec"].get("nodeName") or "")
        cidr = node["spec"].get("podCIDR") if node is not None else None
        ranged = taken_from(api, cidr, meta["uid"]) if cidr and cidr.endswith(".0/24") else None
        if ranged is not None:
            return ranged
        number = api.memory.get("addresses", 0)
        while f"holder/{_address(number)}" in api.memory and number < 60_000:
            number += 1
        api.memory["addresses"] = number + 1
        api.memory[own] = _address(number)
        api.memory[f"holder/{_address(number)}"] = meta["uid"]
        return _address(number)

    def volume_ready(self, api: Any, pod: Object, volume: Object) -> str | None:
        """A claim that is bound can be mounted."""
        if backing.unattached(api, pod, volume):
            return UNATTACHED
        return None if _volume_name(api, pod, volume) else f'MountVolume.SetUp failed for volume "{volume["name"]}"'

    def read(self, api: Any, pod: Object, volume: Object, path: str) -> str | None:
        """A file of the persistent volume."""
        found = self._files(api, pod, volume).get(path)
        return found if isinstance(found, str) else None

    def write(self, api: Any, pod: Object, volume: Object, path: str, text: str | None) -> str | None:
        """Replace the volume's map of files."""
        files = dict(self._files(api, pod, volume))
        if text is None:
            files = {name: body for name, body in files.items() if name != path and not name.startswith(f"{path}/")}
        else:
            files[path] = text
        name = _volume_name(api, pod, volume)
        api.memory[f"pv/{name}"] = files
        heavy = api.memory.get(f"heavy/{name}")
        if heavy:
            kept = {each: size for each, size in heavy.items() if each != path and not each.startswith(f"{path}/")}
            api.memory[f"heavy/{name}"] = kept
        return None

    def weight(self, api: Any, pod: Object, volume: Object) -> int:
        """What is written, and what is said to be larger than what is kept of it."""
        heavy: dict[str, int] = api.memory.get(f"heavy/{_volume_name(api, pod, volume)}") or {}
        files = self._files(api, pod, volume)
        return sum(
            len(text.encode("utf-8", "surrogateescape")) for name, text in files.items() if name not in heavy
        ) + sum(heavy.values())

    def grow(self, api: Any, pod: Object, volume: Object, path: str, amount: int) -> None:
        """Noted beside the files, until this one is written anew or removed."""
        key = f"heavy/{_volume_name(api, pod, volume)}"
        api.memory[key] = {**(api.memory.get(key) or {}), path: amount}

    def listdir(self, api: Any, pod: Object, volume: Object, path: str) -> list[str] | None:
        """Names below `path`."""
        prefix = f"{path.strip('/')}/" if path.strip("/") else ""
        files = self._files(api, pod, volume)
        names = dict.fromkeys(name[len(prefix) :].partition("/")[0] for name in files if name.startswith(prefix))
        return [name for name in names if name] if names or not prefix else None

    @staticmethod
    def _files(api: Any, pod: Object, volume: Object) -> dict[str, str]:
        found: dict[str, str] = api.memory.get(f"pv/{_volume_name(api, pod, volume)}", {})
        return found

    def resolve(self, api: Any, pod: Object, name: str) -> str | None:
        """Addresses are themselves; a pod knows its own name."""
        if name.replace(".", "").isdigit() or ":" in name:
            return name
        if name in ("localhost", pod["metadata"]["name"]):
            return "127.0.0.1" if name == "localhost" else self.pod_ip(api, pod)
        service = api.find("Service", name.split(".")[0], pod["metadata"].get("namespace", ""))
        address = service["spec"].get("clusterIP") if service else None
        return address if address and address != "None" else None

    def query(self, api: Any, pod: Object, name: str, kind: str, search: bool) -> Any:
        """There is no DNS here."""
        return None

    def connect(self, api: Any, pod: Object, host: str, port: int, path: str) -> Answer:
        """Straight to the pod that has the address."""
        address = self.resolve(api, pod, host)
        if address is None:
            return f"bad address '{host}'"
        target = pod if address in ("127.0.0.1", "::1") else _holder(api, address)
        if target is None or self.serve is None:
            return "connection timed out"
        return self.serve(api, target, port, path)


def _address(number: int) -> str:
    value = 20 * 256 + 100 + number
    if value >= _SERVICES:  # these belong to Services
        value += 256
    return f"10.10.{value // 256}.{value % 256}"


def _holder(api: Any, address: str) -> Object | None:
    for pod in api.list("Pod"):
        status = pod.get("status") or {}
        if status.get("podIP") == address and status.get("phase") == "Running":
            found: Object = pod
            return found
    return None


def _volume_name(api: Any, pod: Object, volume: Object) -> str | None:
    """The PersistentVolume of a claim, or a name for a volume that is written out in the pod; None if unbound."""
    if "persistentVolumeClaim" in volume:
        claim = volume["persistentVolumeClaim"]["claimName"]
    elif "ephemeral" in volume:
        claim = f"{pod['metadata']['name']}-{volume['name']}"
    else:
        kind = next(key for key in volume if key != "name")
        return f"{kind}:" + ",".join(f"{key}={value}" for key, value in sorted(volume[kind].items()))
    found = api.find("PersistentVolumeClaim", claim, pod["metadata"]["namespace"])
    return (found["spec"].get("volumeName") or None) if found else None
