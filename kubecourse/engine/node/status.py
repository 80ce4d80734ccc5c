"""The status of a pod as the kubelet writes it: phase, conditions, container statuses.

A pure function of the pod and the worker's record of it (`worker.py` says what is in a record). Upstream:
`pkg/kubelet/kubelet_pods.go` (getPhase, convertToAPIContainerStatuses), `pkg/kubelet/status/generate.go`.
"""

from __future__ import annotations

from typing import Any

from ..core.clock import stamp
from ..core.work import Object
from . import anew, resize

__all__ = ["build", "is_sidecar", "phase_of", "restarts"]

Record = dict[str, Any]


def is_sidecar(container: Object) -> bool:
    """An init container that goes on running."""
    return container.get("restartPolicy") == "Always"


def restarts(pod: Object, container: Object, code: int) -> bool:
    """Is a container that ended with this code started again? Rules of its own come before its policy."""
    if anew.action(container, code):
        return True
    policy = container.get("restartPolicy") or pod["spec"].get("restartPolicy") or "Always"
    return policy == "Always" or (policy == "OnFailure" and code != 0)


# -- phase -----------------------------------------------------------------------------------------


def phase_of(pod: Object, record: Record, sidecars: bool = True) -> str:
    """Pending, Running, Succeeded or Failed, from the states of the containers; `sidecars`: do they count as running?"""
    if record.get("fail"):
        return "Failed"
    spec, states = pod["spec"], record["cs"]
    for container in spec.get("initContainers") or ():
        found = _init_phase(pod, container, states.get(container["name"]), record)
        if found:
            return found
    codes: list[int] = []
    running = waiting = again = 0
    for container in spec["containers"]:
        state = states.get(container["name"])
        if state is None:
            waiting += 1
        elif state["state"] == "running":
            running += 1
        else:
            codes.append(state["code"])
            again += not record.get("dying") and (bool(state.get("anew")) or restarts(pod, container, state["code"]))
    if waiting:
        return "Pending"
    if running or again or (sidecars and _beside(spec, states)):
        return "Running"
    return "Failed" if any(codes) else "Succeeded"


def _beside(spec: Object, states: Record) -> bool:
    """Does a sidecar run?"""
    names = [c["name"] for c in spec.get("initContainers") or () if is_sidecar(c)]
    return any(name in states and states[name]["state"] == "running" for name in names)


def _init_phase(pod: Object, container: Object, state: Record | None, record: Record) -> str:
    """What an init container makes of the phase; empty where it has nothing to say."""
    if is_sidecar(container):
        started = state is not None and (state["up"] or record.get("inited"))
        return "" if started or record.get("dying") else "Pending"
    if state is None:
        return "" if record.get("inited") else "Pending"
    if state["state"] == "running":
        return "Pending"
    if state["code"] == 0:
        return ""
    return "Pending" if restarts(pod, container, state["code"]) and not record.get("dying") else "Failed"


# -- container statuses ------------------------------------------------------------------------------


def _ended(entry: Record) -> Object:
    found = {"exitCode": entry["code"], "reason": entry["reason"]}
    if entry.get("msg"):
        found["message"] = entry["msg"]
    found["startedAt"], found["finishedAt"] = stamp(entry["start"]), stamp(entry["end"])
    found["containerID"] = entry["id"]
    return {"terminated": found}


def _state(state: Record | None, why: tuple[str, str] | None, idle: str) -> tuple[Object, Object]:
    """(state, lastState)."""
    last = _ended(state["last"]) if state is not None and state["last"] else {}
    if state is not None and state["state"] == "running" and not state["hidden"]:
        return {"running": {"startedAt": stamp(state["start"])}}, last
    if why is not None and (state is None or state["state"] == "exited"):
        waiting = {"reason": why[0]} | ({"message": why[1]} if why[1] else {})
        return {"waiting": waiting}, _ended(state) if state is not None else last
    if state is None or state["hidden"]:
        return {"waiting": {"reason": idle}}, last
    return _ended(state), last


def _container(container: Object, record: Record, idle: str, once: bool = False) -> Object:
    name = container["name"]
    state = record["cs"].get(name)
    now, last = _state(state, record["why"].get(name), idle)
    running = "running" in now
    # an init container that did its work counts as ready
    done = once and state is not None and state["state"] == "exited" and state["code"] == 0
    image = state["image"] if state is not None else ""
    found: Object = {
        "name": name,
        "state": now,
        "lastState": last,
        "ready": bool(running and state is not None and state["ready"]) or (done and "terminated" in now),
        "restartCount": state["n"] if state is not None else 0,
        "image": image or container["image"],
        "imageID": f"{image.rpartition(':')[0]}@sha256:{_digest(image)}" if image else "",
    }
    if state is not None and not state["hidden"]:
        found["containerID"] = state["id"]
    found["started"] = bool(running and state is not None and state["up"])
    resources = container.get("resources") or {}
    has: Object = (record.get("has") or {}).get(name) or resources
    if resources or has:
        allocated = has if record.get("pending") else resources
        if allocated.get("requests"):
            found["allocatedResources"] = allocated["requests"]
        found["resources"] = has
    if container.get("volumeMounts"):
        found["volumeMounts"] = [_mount(mount) for mount in container["volumeMounts"]]
    return found


def _mount(mount: Object) -> Object:
    found = {"name": mount["name"], "mountPath": mount["mountPath"]}
    return found | ({"readOnly": True, "recursiveReadOnly": "Disabled"} if mount.get("readOnly") else {})


def _digest(image: str) -> str:
    from hashlib import sha256

    known = _digests.get(image)
    if known is None:
        known = _digests[image] = sha256(image.encode()).hexdigest()
    return known


_digests: dict[str, str] = {}

# -- conditions --------------------------------------------------------------------------------------


def _initialized(pod: Object, record: Record, phase: str) -> tuple[str, str, str]:
    init = pod["spec"].get("initContainers") or ()
    pending = []
    for container in init:
        state = record["cs"].get(container["name"])
        if is_sidecar(container):
            done = state is not None and state["up"]
        else:
            done = state is not None and state["state"] == "exited" and state["code"] == 0
        if not done:
            pending.append(container["name"])
    if phase == "Succeeded":
        return "True", "PodCompleted", ""
    if record.get("inited") or not pending:
        return "True", "", ""
    return "False", "ContainersNotInitialized", f"containers with incomplete status: [{' '.join(pending)}]"


def _ready(pod: Object, statuses: list[Object], phase: str) -> tuple[str, str, str]:
    if phase in ("Succeeded", "Failed"):
        return "False", "PodCompleted" if phase == "Succeeded" else "PodFailed", ""
    if not statuses:
        return "False", "ContainersNotReady", ""
    unready = [status["name"] for status in statuses if not status["ready"]]
    if unready:
        return "False", "ContainersNotReady", f"containers with unready status: [{' '.join(unready)}]"
    return "True", "", ""


def _gates(pod: Object, ready: tuple[str, str, str]) -> tuple[str, str, str]:
    """Readiness gates stand between ContainersReady and Ready."""
    gates = pod["spec"].get("readinessGates")
    if not gates or ready[0] != "True":
        return ready
    have = {c["type"]: c["status"] for c in (pod.get("status") or {}).get("conditions") or ()}
    texts = []
    for gate in gates:
        kind = gate["conditionType"]
        if kind not in have:
            texts.append(f'corresponding condition of pod readiness gate "{kind}" does not exist.')
        elif have[kind] != "True":
            texts.append(f'the status of pod readiness gate "{kind}" is not "True", but {have[kind]}')
    return ("False", "ReadinessGatesNotReady", ", ".join(texts)) if texts else ready


_ANEW = "AllContainersRestarting"
_RESIZE = ("PodResizePending", "PodResizeInProgress", _ANEW)
_OWN = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")


def _conditions(pod: Object, rows: dict[str, tuple[str, str, str]], now: int, generation: int) -> list[Object]:
    """Conditions in the kubelet's order; those of others stay, and times change with the status only."""
    before = {c["type"]: c for c in (pod.get("status") or {}).get("conditions") or ()}
    found = []
    for kind in _OWN:
        old = before.get(kind)
        if kind == "PodScheduled" and old is not None:
            found.append(old)
            continue
        status, reason, message = rows[kind]
        kept = old is not None and old["status"] == status
        new: Object = {"type": kind}
        if generation:
            new["observedGeneration"] = generation
        new |= {"status": status, "lastProbeTime": None}
        new["lastTransitionTime"] = old["lastTransitionTime"] if old is not None and kept else stamp(now)
        if reason:
            new["reason"] = reason
        if message:
            new["message"] = message
        found.append(new)
    others = [c for kind, c in before.items() if kind not in _OWN and kind not in _RESIZE]
    return [*others, *found]


def _restarting(pod: Object, record: Record, phase: str, now: int, generation: int) -> Object:
    """AllContainersRestarting, of a pod with a rule that could do that."""
    old = next((c for c in (pod.get("status") or {}).get("conditions") or () if c["type"] == _ANEW), None)
    value = "True" if record.get("anew") else "False"
    row: Object = {"type": _ANEW, "status": value, "lastProbeTime": None}
    since = old["lastTransitionTime"] if old is not None and old["status"] == value else stamp(now)
    row |= {"lastTransitionTime": since} | ({"observedGeneration": generation} if generation else {})
    if phase in ("Succeeded", "Failed"):
        row["reason"] = "PodCompleted" if phase == "Succeeded" else "PodFailed"
    return row


# -- all of it ---------------------------------------------------------------------------------------


def build(pod: Object, record: Record, host_ip: str, now: int) -> Object:
    """The whole status; fields that the kubelet does not own are kept."""
    spec, old = pod["spec"], pod.get("status") or {}
    init = spec.get("initContainers") or ()
    idle = "PodInitializing" if init else "ContainerCreating"
    statuses = [_container(container, record, idle) for container in spec["containers"]]
    first = [_container(container, record, "PodInitializing", not is_sidecar(container)) for container in init]
    computed = phase_of(pod, record)
    sidecars = [s for s, c in zip(first, init, strict=True) if is_sidecar(c)]
    ready = _ready(pod, [*sidecars, *statuses], computed)
    rows = {
        "PodReadyToStartContainers": ("True" if record["sandbox"] and not record.get("closed") else "False", "", ""),
        "Initialized": _initialized(pod, record, computed),
        "Ready": _gates(pod, ready),
        "ContainersReady": ready,
        "PodScheduled": ("True", "", ""),
    }
    keep = ("Succeeded", "Failed")
    phase = (
        computed if record.get("terminal") or computed not in keep else "Running" if record.get("ran") else "Pending"
    )
    if record.get("terminal") and phase not in keep:
        phase = "Failed"
    status = {k: v for k, v in old.items() if k in ("nominatedNodeName", "resize", "resourceClaimStatuses", "qosClass")}
    # a mirror's generation says nothing about the static pod
    generation = 0 if record.get("static") else pod["metadata"].get("generation")
    if generation:
        status["observedGeneration"] = generation
    status["phase"] = phase
    status["conditions"] = _conditions(pod, rows, now, generation)
    if anew.could(pod):
        status["conditions"].append(_restarting(pod, record, computed, now, generation))
    if record.get("has"):
        status["conditions"] = [*resize.conditions(pod, record, now), *status["conditions"]]
    if record.get("fail"):
        status["reason"], status["message"] = record["fail"]
    status["hostIP"], status["hostIPs"] = host_ip, [{"ip": host_ip}]
    if record.get("ip"):
        status["podIP"], status["podIPs"] = record["ip"], [{"ip": record["ip"]}]
    status["startTime"] = old.get("startTime") or stamp(record["born"])
    if first:
        status["initContainerStatuses"] = first
    status["containerStatuses"] = statuses
    if spec.get("ephemeralContainers"):
        status["ephemeralContainerStatuses"] = [_container(c, record, idle) for c in spec["ephemeralContainers"]]
    status.setdefault("qosClass", "BestEffort")
    return status
