"""The STATUS, READY and RESTARTS that `kubectl get pods` shows: one word for all that goes on in a pod.

Init containers that have not finished speak first, then the containers from last to first, then the
deletion. Upstream: `pkg/printers/internalversion/printers.go` (printPod). Next: `tables_core.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..core.work import Object

__all__ = ["PodStatus", "pod_status"]


class PodStatus(NamedTuple):
    """What a row says of a pod; `last_restart` is when the last run of a container ended."""

    ready: int
    total: int
    status: str
    restarts: int
    last_restart: str


def _ended(terminated: Object, prefix: str) -> str:
    if terminated.get("reason"):
        return f"{prefix}{terminated['reason']}"
    if terminated.get("signal"):
        return f"{prefix}Signal:{terminated['signal']}"
    return f"{prefix}ExitCode:{terminated.get('exitCode', 0)}"


def _later(last: str, container: Object) -> str:
    """The end of the container's last run, if that was after `last`."""
    ended = ((container.get("lastState") or {}).get("terminated") or {}).get("finishedAt") or ""
    return max(last, ended)


def _is_true(status: Object, type: str) -> bool:
    return any(c["type"] == type and c["status"] == "True" for c in status.get("conditions") or ())


def _init(spec: Object, status: Object) -> tuple[str, int, int, str, int, str]:
    """(word or "", ready sidecars, restarts, last restart, restarts of sidecars, their last restart)."""
    sidecars = {c["name"] for c in spec.get("initContainers") or () if c.get("restartPolicy") == "Always"}
    total = len(spec.get("initContainers") or ())
    ready = restarts = side_restarts = 0
    last = side_last = ""
    for number, container in enumerate(status.get("initContainerStatuses") or ()):
        restarts += container.get("restartCount", 0)
        last = _later(last, container)
        sidecar = container["name"] in sidecars
        if sidecar:
            side_restarts += container.get("restartCount", 0)
            side_last = _later(side_last, container)
        state: dict[str, Any] = container.get("state") or {}
        terminated, waiting = state.get("terminated"), state.get("waiting")
        if terminated is not None and not terminated.get("exitCode"):
            continue
        if sidecar and container.get("started"):
            ready += bool(container.get("ready"))
            continue
        if terminated is not None:
            word = _ended(terminated, "Init:")
        elif waiting and waiting.get("reason") not in (None, "", "PodInitializing"):
            word = f"Init:{waiting['reason']}"
        else:
            word = f"Init:{number}/{total}"
        return word, ready, restarts, last, side_restarts, side_last
    return "", ready, restarts, last, side_restarts, side_last


def pod_status(pod: Object) -> PodStatus:
    """The words of one row of `kubectl get pods`."""
    spec, status = pod["spec"], pod.get("status") or {}
    phase = status.get("phase", "")
    word = status.get("reason") or phase
    for condition in status.get("conditions") or ():
        if condition["type"] == "PodScheduled" and condition.get("reason") == "SchedulingGated":
            word = "SchedulingGated"
    total, ready, restarts, last = len(spec["containers"]), 0, 0, ""
    starting = ""
    side = (0, "")
    if spec.get("initContainers"):
        total += sum(c.get("restartPolicy") == "Always" for c in spec["initContainers"])
        starting, ready, restarts, last, *_ = found = _init(spec, status)
        side = found[4], found[5]
        word = starting or word
    if not starting or _is_true(status, "Initialized"):
        restarts, last = side
        word, running, more, last = _containers(status, word, last)
        ready, restarts = ready + running, restarts + more
    meta = pod["metadata"]
    if meta.get("deletionTimestamp"):
        if status.get("reason") == "NodeLost":
            word = "Unknown"
        elif phase not in ("Succeeded", "Failed"):
            word = "Terminating"
    return PodStatus(ready, total, word, restarts, last)


def _containers(status: Object, word: str, last: str) -> tuple[str, int, int, str]:
    """(word, how many are ready, restarts, last restart): the first container has the last word."""
    ready = restarts = 0
    running = False
    for container in reversed(status.get("containerStatuses") or ()):
        restarts += container.get("restartCount", 0)
        last = _later(last, container)
        state = container.get("state") or {}
        waiting, terminated = state.get("waiting"), state.get("terminated")
        if waiting and waiting.get("reason"):
            word = waiting["reason"]
        elif terminated is not None:
            word = _ended(terminated, "")
        elif container.get("ready") and state.get("running") is not None:
            running = True
            ready += 1
    if word == "Completed" and running:
        word = "Running" if _is_true(status, "Ready") else "NotReady"
    return word, ready, restarts, last
