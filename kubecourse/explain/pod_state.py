"""What a pod is doing, in one word for people and one for colour.

Promises: `status` is what kubectl prints under STATUS (`pkg/printers/internalversion/printers.go`, printPod), `ready`
and `total` what it prints under READY, and `state` one of `STATES`, so that a picture and a table never
disagree. A pure function of the object. Next: `why.py`, which says why a pod is in that state.
"""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["STATES", "TROUBLE", "PodState", "condition", "pod_state"]

Object = dict[str, Any]

STATES = (
    "pending", "creating", "running", "ready", "not-ready", "crash", "terminating", "succeeded", "failed", "unknown",
)  # fmt: skip

#: reasons of a container that cannot go on by itself, as kubectl prints them
TROUBLE = frozenset({
    "CrashLoopBackOff", "Error", "OOMKilled", "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull",
    "InvalidImageName", "ImageInspectError", "RegistryUnavailable", "CreateContainerConfigError",
    "CreateContainerError", "RunContainerError", "PreCreateHookError", "PostStartHookError", "StartError",
    "ContainerCannotRun", "ContainerStatusUnknown", "DeadlineExceeded",
})  # fmt: skip


class PodState(NamedTuple):
    """`status`, `ready`/`total` and `restarts` as in `kubectl get pods`; `state` one of STATES."""

    status: str
    state: str
    ready: int
    total: int
    restarts: int


def condition(obj: Object, kind: str) -> Object | None:
    """The status condition of that type, or None."""
    for entry in obj.get("status", {}).get("conditions") or ():
        if entry.get("type") == kind:
            return dict(entry)
    return None


def _ended(terminated: Object) -> str:
    """How a terminated container is called when Kubernetes gave it no reason."""
    if terminated.get("reason"):
        return str(terminated["reason"])
    if terminated.get("signal"):
        return f"Signal:{terminated['signal']}"
    return f"ExitCode:{terminated.get('exitCode', 0)}"


def _init_status(pod: Object, sidecars: frozenset[str]) -> tuple[str | None, int, int]:
    """(Init:… or None when all init containers are through, ready sidecars, restarts)."""
    statuses = pod.get("status", {}).get("initContainerStatuses") or []
    count = len(pod.get("spec", {}).get("initContainers") or [])
    ready = 0
    restarts = sum(s.get("restartCount", 0) for s in statuses)
    for index, status in enumerate(statuses):
        state = status.get("state") or {}
        terminated, waiting = state.get("terminated"), state.get("waiting") or {}
        if terminated is not None and terminated.get("exitCode", 0) == 0:
            continue
        if status.get("name") in sidecars and status.get("started"):
            ready += bool(status.get("ready"))
            continue
        if terminated is not None:
            return f"Init:{_ended(terminated)}", ready, restarts
        if waiting.get("reason") and waiting["reason"] != "PodInitializing":
            return f"Init:{waiting['reason']}", ready, restarts
        return f"Init:{index}/{count}", ready, restarts
    return None, ready, restarts


def _main_status(pod: Object, text: str) -> tuple[str, int]:
    """(STATUS, ready containers) once the init containers are through."""
    ready, running = 0, False
    for status in reversed(pod.get("status", {}).get("containerStatuses") or []):
        state = status.get("state") or {}
        if (state.get("waiting") or {}).get("reason"):
            text = state["waiting"]["reason"]
        elif state.get("terminated") is not None:
            text = _ended(state["terminated"])
        elif status.get("ready") and "running" in state:
            ready, running = ready + 1, True
    if text == "Completed" and running:
        is_ready = (condition(pod, "Ready") or {}).get("status") == "True"
        text = "Running" if is_ready else "NotReady"
    return text, ready


def pod_state(pod: Object) -> PodState:
    """What kubectl prints for the pod, and its state for colour."""
    spec, status = pod.get("spec", {}), pod.get("status", {})
    sidecars = frozenset(c["name"] for c in spec.get("initContainers") or () if c.get("restartPolicy") == "Always")
    total = len(spec.get("containers") or ()) + len(sidecars)
    text = status.get("reason") or status.get("phase") or "Unknown"
    if (condition(pod, "PodScheduled") or {}).get("reason") == "SchedulingGated":
        text = "SchedulingGated"
    init, ready, restarts = _init_status(pod, sidecars)
    if init is not None:
        text = init
    if init is None or (condition(pod, "Initialized") or {}).get("status") == "True":
        restarts = sum(s.get("restartCount", 0) for s in status.get("containerStatuses") or ()) or restarts
        text, main_ready = _main_status(pod, text)
        ready += main_ready
    if pod.get("metadata", {}).get("deletionTimestamp"):
        if status.get("reason") == "NodeLost":
            text = "Unknown"
        elif status.get("phase") not in ("Succeeded", "Failed"):
            text = "Terminating"
    return PodState(text, _state(pod, text), ready, total, restarts)


def _state(pod: Object, text: str) -> str:
    phase = pod.get("status", {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        return str(phase).lower()
    if text in ("Terminating", "Unknown"):
        return text.lower()
    if text.removeprefix("Init:") in TROUBLE or ":ExitCode:" in text or text.startswith(("ExitCode:", "Signal:")):
        return "crash"
    if phase == "Pending":
        return "creating" if pod.get("spec", {}).get("nodeName") else "pending"
    ready = condition(pod, "Ready")
    if ready is None:
        return "running"
    return "ready" if ready.get("status") == "True" else "not-ready"
