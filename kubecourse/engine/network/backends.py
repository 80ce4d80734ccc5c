"""Which pods stand behind a service, on which ports, and in what condition. Pure functions.

Upstream: staging/src/k8s.io/endpointslice/utils.go. Next: `slices.py`, which stores the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..core import selectors
from ..core.work import Object

__all__ = ["Backend", "backends", "condition", "matters", "services_of"]

Ports = tuple[tuple[str, str, int, str | None], ...]


class Backend(NamedTuple):
    """One pod behind a service: its ports (name, protocol, number, appProtocol) and its state."""

    pod: Object
    address: str
    ports: Ports
    ready: bool
    terminating: bool


def backends(api: Any, service: Object) -> list[Backend]:
    """The pods of a service that have an address and have not ended, by name."""
    selector = selectors.labels(service["spec"]["selector"])
    pods = api.pods_matching(service["metadata"]["namespace"], selector)
    return [_backend(service, pod) for pod in pods if _counts(pod)]


def _counts(pod: Object) -> bool:
    status = pod.get("status") or {}
    return bool(status.get("podIP")) and status.get("phase") not in ("Succeeded", "Failed")


def _backend(service: Object, pod: Object) -> Backend:
    status = pod["status"]
    ports = _ports(service, pod)
    terminating = bool(pod["metadata"].get("deletionTimestamp"))
    return Backend(pod, status["podIP"], ports, condition(pod, "Ready"), terminating)


def condition(pod: Object, type: str) -> bool:
    """Is a condition of the pod True?"""
    for entry in (pod.get("status") or {}).get("conditions") or ():
        if entry["type"] == type:
            return bool(entry["status"] == "True")
    return False


def _ports(service: Object, pod: Object) -> Ports:
    """The service's ports as numbers of this pod; a name that the pod does not have is left out."""
    found = []
    for port in service["spec"].get("ports") or ():
        target = port.get("targetPort", port["port"])
        number = target if isinstance(target, int) else _named(pod, target, port.get("protocol", "TCP"))
        if number:
            found.append((port.get("name", ""), port.get("protocol", "TCP"), number, port.get("appProtocol")))
    return tuple(found)


def _named(pod: Object, name: str, protocol: str) -> int:
    sidecars = [c for c in pod["spec"].get("initContainers") or () if c.get("restartPolicy") == "Always"]
    for container in [*pod["spec"]["containers"], *sidecars]:
        for port in container.get("ports") or ():
            if port.get("name") == name and port.get("protocol", "TCP") == protocol:
                return int(port["containerPort"])
    return 0


def services_of(api: Any, pod: Object) -> Iterable[str]:
    """Keys of the services whose selector matches the pod."""
    labels = pod["metadata"].get("labels") or {}
    namespace = pod["metadata"]["namespace"]
    if not labels:
        return
    for service in api.list("Service", namespace):
        wanted = service["spec"].get("selector")
        if wanted and all(labels.get(key) == value for key, value in wanted.items()):
            yield f"{namespace}/{service['metadata']['name']}"


def matters(old: Object | None, new: Object | None) -> bool:
    """Can this change of a pod concern a service?"""
    if old is None or new is None:
        return True
    was, now = old["metadata"], new["metadata"]
    if was.get("labels") is not now.get("labels") and was.get("labels") != now.get("labels"):
        return True
    if ("deletionTimestamp" in was) is not ("deletionTimestamp" in now):
        return True
    if old["spec"] is not new["spec"] and old["spec"].get("nodeName") != new["spec"].get("nodeName"):
        return True
    before, after = old.get("status") or {}, new.get("status") or {}
    if before is after:
        return False
    if before.get("podIP") != after.get("podIP") or before.get("phase") != after.get("phase"):
        return True
    return condition(old, "Ready") is not condition(new, "Ready")
