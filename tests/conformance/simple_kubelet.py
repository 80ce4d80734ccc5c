"""The kubelet behind the control plane's recordings: no container runs, one action at a time.

The rules are those of recordings/README.md, "The kubelet behind the recordings". One key, "work": each
reconcile does one action and comes back a little later, so that the controllers settle in between. First the
ends of deleted pods, then pods in the order of their creation.
"""

from __future__ import annotations

import re
from typing import Any

from kubecourse.engine.core.clock import stamp
from kubecourse.engine.core.work import Object, Wake, Watch, wake_at

__all__ = ["SimpleKubelet"]

#: between two actions, ms: the controllers answer at once, in virtual time
PACE = 100
_ENDS = re.compile(r"(?:^|\s|;|&&)(sleep|exit)\s+(\d+(?:\.\d+)?)")


class SimpleKubelet:
    """Moves pods through their phases. `hold` keeps deleted pods in Terminating."""

    name = "kubelet"

    def __init__(self) -> None:
        self.watches = (Watch("Pod", lambda api, pod: ["work"]), Watch("Node", lambda api, node: ["work"]))
        self.hold = False
        self.silent: dict[str, int] = {}

    # -- what the composition root asks ------------------------------------------------------------

    def heartbeat(self, api: Any, node: str) -> int | None:
        """ms of the last heartbeat of a silent node; None if it is alive."""
        return self.silent.get(node)

    def fail(self, api: Any, node: str) -> None:
        """Stop the heartbeats of a node."""
        self.silent[node] = api.now

    def recover(self, api: Any, node: str) -> None:
        """Heartbeats come again."""
        self.silent.pop(node, None)

    # -- one action ----------------------------------------------------------------------------------

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Do one thing, at most one every PACE."""
        # never at once: the controllers settle before the first action, too
        first = api.memory.setdefault("next", api.now + PACE)
        if first > api.now:
            return wake_at(first)
        pods = sorted(api.list("Pod"), key=lambda p: self._age(api, p))
        if self._act(api, pods):
            api.memory["next"] = api.now + PACE
            return wake_at(api.now + PACE)
        del api.memory["next"]
        due = self._next_end(api, pods)
        return wake_at(due) if due is not None else None

    @staticmethod
    def _age(api: Any, pod: Object) -> int:
        """Order of creation: the first resourceVersion seen of a pod."""
        seen = api.memory.setdefault("seen", {})
        uid = pod["metadata"]["uid"]
        if uid not in seen:
            api.memory["seen"] = {**seen, uid: int(pod["metadata"]["resourceVersion"])}
        return int(api.memory["seen"][uid])

    def _act(self, api: Any, pods: list[Object]) -> bool:
        for pod in pods:
            if pod["metadata"].get("deletionTimestamp") and not self.hold and self._mine(api, pod):
                return self._end(api, pod)
        return any(
            self._advance(api, pod)
            for pod in pods
            if self._mine(api, pod) and not pod["metadata"].get("deletionTimestamp")
        )

    def _mine(self, api: Any, pod: Object) -> bool:
        node = pod["spec"].get("nodeName")
        return bool(node) and node not in self.silent and api.find("Node", node) is not None

    def _end(self, api: Any, pod: Object) -> bool:
        """A deleted pod goes at once: Failed with 137 if it was Running, then gone."""
        status = pod.get("status") or {}
        if status.get("phase") == "Running":
            containers = [
                {**c, "ready": False, "started": False,
                 "state": {"terminated": {"exitCode": 137, "reason": "Error", "startedAt": stamp(api.now), "finishedAt": stamp(api.now)}}}
                for c in status.get("containerStatuses") or ()
            ]  # fmt: skip
            conditions = _conditions(api, pod, ready=False, initialized=True, why="PodFailed")
            pod = api.set_status(
                pod, {**status, "phase": "Failed", "containerStatuses": containers, "conditions": conditions}
            )
        if pod["metadata"].get("deletionGracePeriodSeconds") == 0 and pod["metadata"].get("finalizers"):
            return False
        api.delete("Pod", pod["metadata"]["name"], pod["metadata"]["namespace"], grace=0, uid=pod["metadata"]["uid"])
        return True

    # -- the life of a pod ---------------------------------------------------------------------------

    def _advance(self, api: Any, pod: Object) -> bool:
        status = pod.get("status") or {}
        if status.get("phase") in ("Succeeded", "Failed"):
            return False
        if "startTime" not in status:
            return self._start(api, pod)
        return self._tick(api, pod)

    def _start(self, api: Any, pod: Object) -> bool:
        if any(_missing_claim(api, pod, v) for v in pod["spec"].get("volumes") or ()):
            return False
        inits = pod["spec"].get("initContainers") or []
        states: dict[str, Any] = {c["name"]: None for c in [*inits, *pod["spec"]["containers"]]}
        self._remember(api, pod, states)
        self._run_next(api, pod, states)
        return self._write(api, pod, states)

    def _tick(self, api: Any, pod: Object) -> bool:
        """Containers whose time has come end; what must start after them starts."""
        states = {**api.memory.get(pod["metadata"]["uid"], {})}
        changed = False
        for container in [*(pod["spec"].get("initContainers") or ()), *pod["spec"]["containers"]]:
            state = states.get(container["name"])
            if state and state[0] == "running" and state[2] is not None and state[2] <= api.now:
                states[container["name"]] = ("ended", state[1], api.now, state[3], state[4])
                changed = True
        if not changed and not self._run_next(api, pod, dict(states)):
            return self._write(api, pod, states)
        self._run_next(api, pod, states)
        self._remember(api, pod, states)
        return self._write(api, pod, states)

    def _remember(self, api: Any, pod: Object, states: dict[str, Any]) -> None:
        api.memory[pod["metadata"]["uid"]] = dict(states)

    def _run_next(self, api: Any, pod: Object, states: dict[str, Any]) -> bool:
        """Start what may start now: (kind, startedAt, endsAt, exitCode, restarts). True if anything did."""
        policy = pod["spec"].get("restartPolicy", "Always")
        begun = False
        for container in pod["spec"].get("initContainers") or ():
            state = states.get(container["name"])
            sidecar = container.get("restartPolicy") == "Always"
            if state is None or (state[0] == "ended" and (sidecar or (state[3] != 0 and policy != "Never"))):
                states[container["name"]] = self._started(api, pod, container, state)
                begun = True
            if not sidecar:
                state = states[container["name"]]
                if state[0] == "running":
                    return begun
                if state[3] != 0:
                    return begun
        for container in pod["spec"]["containers"]:
            state = states.get(container["name"])
            if _pull_fails(container):
                continue
            again = state is not None and state[0] == "ended" and (
                (policy == "Always" and state[4] < 3) or (policy == "OnFailure" and state[3] != 0)
            )  # fmt: skip
            if state is None or again:
                states[container["name"]] = self._started(api, pod, container, state)
                begun = True
        return begun

    def _started(self, api: Any, pod: Object, container: Object, before: Any) -> tuple[Any, ...]:
        lasts, code = _behaviour(pod, container)
        restarts = before[4] + 1 if before else 0
        end = None if lasts is None else api.now + round(lasts * 1000)
        return ("running", api.now, end, code, restarts)

    def _next_end(self, api: Any, pods: list[Object]) -> int | None:
        due = [
            state[2]
            for pod in pods
            for state in (api.memory.get(pod["metadata"]["uid"]) or {}).values()
            if state and state[0] == "running" and state[2] is not None
        ]
        return min(due) if due else None

    # -- the status ------------------------------------------------------------------------------------

    def _write(self, api: Any, pod: Object, states: dict[str, Any]) -> bool:
        status = {**(pod.get("status") or {})}
        inits = pod["spec"].get("initContainers") or []
        rows = [_row(pod, c, states.get(c["name"])) for c in pod["spec"]["containers"]]
        init_rows = [_init_row(pod, c, states.get(c["name"])) for c in inits]
        initialized = _initialized(pod, states)
        status["phase"] = phase = _phase(pod, states, initialized)
        if "startTime" not in status:
            status["startTime"] = stamp(api.now)
            node = api.find("Node", pod["spec"]["nodeName"])
            host = next(a["address"] for a in node["status"]["addresses"] if a["type"] == "InternalIP")
            status["hostIP"], status["hostIPs"] = host, [{"ip": host}]
            address = host if pod["spec"].get("hostNetwork") else self._address(api)
            status["podIP"], status["podIPs"] = address, [{"ip": address}]
        status["containerStatuses"] = rows
        if init_rows:
            status["initContainerStatuses"] = init_rows
        ready = phase == "Running" and all(row["ready"] for row in rows)
        done = {"Succeeded": "PodCompleted", "Failed": "PodFailed"}.get(phase)
        status["conditions"] = _conditions(api, pod, ready, initialized, done)
        if status == (pod.get("status") or {}):
            return False
        api.set_status(pod, status)
        return True

    @staticmethod
    def _address(api: Any) -> str:
        number = api.memory.get("address", 0) + 1
        api.memory["address"] = number
        return f"10.10.20.{number}" if number < 256 else f"10.10.{20 + number // 256}.{number % 256}"


def _missing_claim(api: Any, pod: Object, volume: Object) -> bool:
    if "persistentVolumeClaim" not in volume:
        return False
    claim = api.find(
        "PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"], pod["metadata"]["namespace"]
    )
    return claim is None or (claim.get("status") or {}).get("phase") != "Bound"


def _pull_fails(container: Object) -> bool:
    return str(container.get("image", "")).endswith(":pull-fails")


def _behaviour(pod: Object, container: Object) -> tuple[float | None, int]:
    """(seconds until it ends, None for never; exit code) by the words of command and args."""
    words = [*(container.get("command") or ()), *(container.get("args") or ())]
    text = " ".join(map(str, words))
    last = re.split(r"[\s;&|]+", text.strip())[-1] if text.strip() else ""
    found = _ENDS.findall(text)
    sleeps = [float(n) for what, n in found if what == "sleep"]
    exits = [int(float(n)) for what, n in found if what == "exit"]
    by_index = next((e.get("value") for e in container.get("env") or () if e["name"] == "FAKE_EXIT_BY_INDEX"), None)
    if by_index is not None:
        index = (pod["metadata"].get("annotations") or {}).get("batch.kubernetes.io/job-completion-index", "")
        codes = dict(pair.split("=") for pair in by_index.split(","))
        return sum(sleeps), int(codes.get(index, "0"))
    if not sleeps and not exits and last not in ("true", "false"):
        return None, 0
    return sum(sleeps), exits[-1] if exits else int(last == "false")


def _row(pod: Object, container: Object, state: Any) -> Object:
    image = str(container.get("image", ""))
    row: Object = {
        "name": container["name"],
        "image": image,
        "imageID": "",
        "restartCount": state[4] if state else 0,
        "ready": False,
    }
    row["started"] = False
    if _pull_fails(container):
        why = {"reason": "ErrImagePull", "message": "the image cannot be pulled"}
        return {**row, "state": {"waiting": why}}
    if state is None:
        reason = "PodInitializing" if pod["spec"].get("initContainers") else "ContainerCreating"
        return {**row, "state": {"waiting": {"reason": reason}}}
    if state[0] == "running":
        ready = not image.endswith(":not-ready")
        return {**row, "ready": ready, "started": True, "state": {"running": {"startedAt": stamp(state[1])}}}
    if pod["spec"].get("restartPolicy", "Always") == "Always" and state[4] >= 3:
        waiting = {"reason": "CrashLoopBackOff"}
        return {**row, "state": {"waiting": waiting}, "lastState": {"terminated": _ended(state)}}
    return {**row, "state": {"terminated": _ended(state)}}


def _init_row(pod: Object, container: Object, state: Any) -> Object:
    row: Object = {
        "name": container["name"],
        "image": container.get("image", ""),
        "imageID": "",
        "restartCount": state[4] if state else 0,
    }
    if state is None:
        return {**row, "ready": False, "started": False, "state": {"waiting": {"reason": "PodInitializing"}}}
    if state[0] == "running":
        sidecar = container.get("restartPolicy") == "Always"
        return {**row, "ready": sidecar, "started": True, "state": {"running": {"startedAt": stamp(state[1])}}}
    return {**row, "ready": state[3] == 0, "started": False, "state": {"terminated": _ended(state)}}


def _ended(state: Any) -> Object:
    return {
        "exitCode": state[3],
        "reason": "Completed" if state[3] == 0 else "Error",
        "startedAt": stamp(state[1]),
        "finishedAt": stamp(state[2] or state[1]),
    }


def _initialized(pod: Object, states: dict[str, Any]) -> bool:
    for container in pod["spec"].get("initContainers") or ():
        state = states.get(container["name"])
        if container.get("restartPolicy") == "Always":
            if state is None:
                return False
        elif state is None or state[0] != "ended" or state[3] != 0:
            return False
    return True


def _phase(pod: Object, states: dict[str, Any], initialized: bool) -> str:
    policy = pod["spec"].get("restartPolicy", "Always")
    inits = [c for c in pod["spec"].get("initContainers") or () if c.get("restartPolicy") != "Always"]
    if not initialized:
        failed = any(states.get(c["name"]) and states[c["name"]][0] == "ended" and states[c["name"]][3] for c in inits)
        return "Failed" if failed and policy == "Never" else "Pending"
    main = [states.get(c["name"]) for c in pod["spec"]["containers"]]
    if any(state is None for state in main):
        return "Pending"
    if any(state[0] == "running" for state in main) or policy == "Always":
        return "Running"
    bad = any(state[3] for state in main)
    if policy == "OnFailure" and bad:
        return "Running"
    return "Failed" if bad else "Succeeded"


def _conditions(api: Any, pod: Object, ready: bool, initialized: bool, why: str | None) -> list[Object]:
    before = {c["type"]: c for c in (pod.get("status") or {}).get("conditions") or ()}
    gates = [g["conditionType"] for g in pod["spec"].get("readinessGates") or ()]
    missing = [g for g in gates if before.get(g, {}).get("status") != "True"]
    unready = {"reason": why or "ContainersNotReady"}
    rows: dict[str, tuple[bool, Object]] = {
        "PodReadyToStartContainers": (why is None, {}),
        "Initialized": (initialized, {} if initialized else {"reason": "ContainersNotInitialized"}),
        "Ready": (
            ready and not missing,
            {} if ready and not missing else ({"reason": "ReadinessGatesNotReady"} if ready else unready),
        ),
        "ContainersReady": (ready, {} if ready else unready),
    }
    if why == "PodCompleted":
        rows["Initialized"] = (initialized, {"reason": why})
    found = []
    for type_, (value, extra) in rows.items():
        status = "True" if value else "False"
        old = before.get(type_)
        since = old["lastTransitionTime"] if old and old["status"] == status else stamp(api.now)
        found.append({"type": type_, "status": status, "lastProbeTime": None, "lastTransitionTime": since, **extra})
    known = set(rows)
    kept = (c for t, c in before.items() if t not in known)
    return [*found, *({k: v for k, v in c.items() if k != "observedGeneration"} for c in kept)]
