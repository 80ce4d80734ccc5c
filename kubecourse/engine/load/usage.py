"""What requests cost the pods that answer, and what a metrics-server would have measured of it.

Promises: a pod works off its requests with the CPU that its limits (or its node) leave it; what waits longer than
`PATIENCE` is given up as overloaded. Usage is kept in windows of 15 s, as a metrics-server looks: what is known now is
the last whole window, so it is 15 to 30 s old, and nothing is known of a container younger than it. Work is counted in
thousandths of a CPU times ms. Pure functions on plain rows. Next: `clients.py`.
"""

from __future__ import annotations

from typing import Any

from ..core import quantity
from ..core.clock import moment
from ..core.work import Object

__all__ = ["PATIENCE", "WINDOW", "accepted", "capacity", "cost_of", "measured", "new_row", "settled"]

#: ms: how often it is measured; how long a client waits for a busy pod
WINDOW, PATIENCE = 15_000, 5_000
#: windows that are kept
_KEPT = 3
#: product -> (thousandths of a CPU second for a request, thousandths of a CPU while it does nothing, KiB for a request a second)
_TABLE = {
    "nginx": (1, 1, 8),
    "nginx-slim": (1, 1, 8),
    "nginx-unprivileged": (1, 1, 8),
    "httpd": (3, 1, 32),
    "haproxy": (1, 2, 16),
    "traefik": (1, 3, 24),
    "controller": (1, 3, 16),
    "wordpress": (60, 1, 512),
    "hpa-example": (100, 1, 64),
    "php": (40, 1, 256),
    "mariadb": (8, 5, 64),
    "mysql": (8, 8, 64),
    "postgres": (8, 4, 64),
    "redis": (1, 2, 4),
    "hello-app": (2, 1, 8),
    "http-echo": (1, 1, 4),
    "busybox": (1, 0, 2),
    "kube-apiserver": (2, 45, 16),
    "etcd": (2, 22, 8),
    "kube-controller-manager": (2, 14, 8),
    "kube-scheduler": (2, 3, 8),
    "coredns": (1, 2, 4),
    "kube-proxy": (1, 1, 4),
    "metrics-server": (1, 4, 4),
}
_OTHER = (5, 1, 32)


def _product(container: Object) -> str:
    image = str(container.get("image", "")).partition("@")[0]
    return image.rpartition("/")[2].partition(":")[0]


def cost_of(container: Object) -> int:
    """Thousandths of a CPU second that a request costs the image, by the table."""
    return _TABLE.get(_product(container), _OTHER)[0]


def capacity(pod: Object, container: Object, node: Object | None) -> int:
    """Thousandths of a CPU that a container may use: its limit, else the pod's, else what its node has."""
    for resources in (container.get("resources"), pod["spec"].get("resources")):
        limit = ((resources or {}).get("limits") or {}).get("cpu")
        if limit is not None:
            return max(quantity.milli(limit), 1)
    room = ((node or {}).get("status") or {}).get("allocatable") or {}
    return max(quantity.milli(room.get("cpu", "1")), 1)


def new_row(uid: str, container: str, now: int) -> Object:
    """A container that has had no requests yet. `windows`: number of a window -> [work, requests]."""
    return {"uid": uid, "container": container, "at": now, "waits": 0, "speed": 0, "windows": {}}


def settled(row: Object, now: int) -> Object:
    """The row after the work it could do until `now`."""
    at, waits, windows = row["at"], row["waits"], row["windows"]
    while waits and at < now:
        end = min(now, (at // WINDOW + 1) * WINDOW)
        done = min(waits, row["speed"] * (end - at))
        windows = _added(windows, at, done, 0)
        waits, at = waits - done, end
    return {**row, "at": now, "waits": waits, "windows": windows}


def _added(windows: Object, at: int, work: int, requests: int) -> Object:
    number = at // WINDOW
    have = windows.get(str(number), (0, 0))
    kept = {name: value for name, value in windows.items() if int(name) > number - _KEPT}
    return {**kept, str(number): [have[0] + work, have[1] + requests]}


def accepted(row: Object, now: int, speed: int, cost: int, count: int) -> tuple[Object, int]:
    """(the row, how many of `count` requests that cost so much it can answer in time)."""
    row = settled(row, now)
    work = cost * 1000
    room = speed * PATIENCE - row["waits"]
    taken = count if not work else min(count, max(room, 0) // work)
    if not taken and count and not row["waits"]:
        taken = 1  # one that takes longer than anybody waits is at least begun
    windows = _added(row["windows"], now, 0, taken)
    return {**row, "speed": speed, "waits": row["waits"] + taken * work, "windows": windows}, taken


def measured(pod: Object, row: Object | None, memory: dict[str, int], now: int) -> dict[str, dict[str, int]] | None:
    """Container -> cpu (thousandths) and memory (thousandths of a byte) of the last window; None: not known yet.

    `row` is that of the container that answers requests; `memory`: container -> bytes it uses while it does nothing.
    """
    status: Any = pod.get("status") or {}
    if status.get("phase") != "Running":
        return None
    last = now // WINDOW - 1
    running = {s["name"]: s["state"]["running"]["startedAt"] for s in _statuses(status) if "running" in s["state"]}
    work, requests = settled(row, now)["windows"].get(str(last), (0, 0)) if row else (0, 0)
    found = {}
    for container in [*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or ())]:
        name = container["name"]
        if name not in running:
            continue
        if moment(running[name]) > last * WINDOW:
            return None
        mine = row is not None and row["container"] == name and row["uid"] == pod["metadata"]["uid"]
        _, idle, each = _TABLE.get(_product(container), _OTHER)
        cpu = idle + (work // WINDOW if mine else 0)
        more = each * 1024 * requests * 1000 // WINDOW if mine else 0
        found[name] = {"cpu": cpu, "memory": (memory.get(name, 0) + more) * 1000}
    return found or None


def _statuses(status: Any) -> list[Object]:
    rows = [*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ())]
    return [row for row in rows if row.get("state")]
