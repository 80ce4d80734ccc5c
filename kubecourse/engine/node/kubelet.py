"""The component `kubelet`: the kubelets of all nodes, one key a pod.

Its key is `namespace/name` of a pod, or `node:NAME` when a node is new, breaks or comes back. What a look at a pod
comes to is in `worker.py`. Also here: what people ask of a kubelet (exec, logs, kill) and do to its machine
(fail, recover). All that is remembered is plain data in `api.memory`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..api.errors import ApiError, bad_request
from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, Watch, name_key, wake_at
from . import ending, pressure, probes, processes, proctable, restart, serving, shell, static, status
from .images import qualified
from .worker import Worker
from .world import LocalWorld

__all__ = ["ExecResult", "Kubelet"]

#: how long a command of `exec` may take, in ms of virtual time
EXEC_LIMIT = 3_600_000
_EXEC = (
    "Internal error occurred: Internal error occurred: error executing command in container:"
    " failed to exec in container: failed to start exec"
)
_OCI = "OCI runtime exec failed: exec failed: unable to start container process"


class ExecResult(NamedTuple):
    """What a command in a container printed, and its exit code."""

    stdout: str
    stderr: str
    code: int
    #: of a session: the variables that the next command begins with
    variables: dict[str, str] | None = None


def _bound(old: Object | None, new: Object | None) -> bool:
    """Pods with a node; the kubelet's own status writes tell it nothing new."""
    pod = new or old
    if pod is None or not pod["spec"].get("nodeName"):
        return False
    if old is None or new is None or not old["spec"].get("nodeName"):
        return True
    before, after = old["metadata"], new["metadata"]
    if old["spec"] is not new["spec"] or before.get("deletionTimestamp") != after.get("deletionTimestamp"):
        return True
    if before.get("generation") != after.get("generation") or (
        "deletionTimestamp" in after and old.get("status") is new.get("status")
    ):
        return True
    if before.get("labels") is not after.get("labels") or before.get("annotations") is not after.get("annotations"):
        return bool(new["spec"].get("volumes"))
    return bool(new["spec"].get("readinessGates"))


def _node_keys(api: Any, node: Object) -> list[str]:
    return [f"node:{node['metadata']['name']}"]


def _waiting(api: Any, row: Object) -> list[str]:
    """A disk has come to a node: the pods there that do not run yet."""
    if not (row.get("status") or {}).get("attached"):
        return []
    pods = api.pods_on(row["spec"]["nodeName"])
    return [name_key(pod) for pod in pods if (pod.get("status") or {}).get("phase") == "Pending"]


def _node_matters(old: Object | None, new: Object | None) -> bool:
    return new is not None and (old is None or _ready(new) == "Unknown" or _ready(new, "MemoryPressure") == "True")


def _ready(node: Object, kind: str = "Ready") -> str:
    conditions = (node.get("status") or {}).get("conditions") or ()
    return next((str(c["status"]) for c in conditions if c["type"] == kind), "")


class Kubelet:
    """`world` answers for what lies outside the node (see `world.py`)."""

    name = "kubelet"
    watches = (
        Watch("Pod", None, _bound),
        Watch("Node", _node_keys, _node_matters),
        Watch("VolumeAttachment", _waiting),
    )

    def __init__(self, world: Any = None) -> None:
        self.world: Any = LocalWorld(self.serve) if world is None else world
        if isinstance(self.world, LocalWorld) and self.world.serve is None:
            self.world.serve = self.serve

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """One look at a pod, or at a node."""
        if key.startswith("node:"):
            return self._node(api, key[5:])
        namespace, _, name = key.partition("/")
        pod = api.find("Pod", name, namespace)
        record = api.memory.get(f"pod/{key}")
        if record is not None and record.get("static") and self._mirrored(api, key, pod, record):
            return self.reconcile(api, key)
        if record is not None and (pod is None or pod["metadata"]["uid"] != record["uid"]):
            ending.removed(api, key, self.heartbeat(api, record["node"]) is None)
            if record.get("static"):
                static.changed(api, self.world, record["node"])
        if pod is None or not pod["spec"].get("nodeName"):
            return DONE
        node = pod["spec"]["nodeName"]
        if self.heartbeat(api, node) is not None or api.find("Node", node) is None:
            return DONE
        worker = Worker(api, self.world, pod, key)
        wake = worker.run()
        if worker.r.get("removed") and worker.r.get("static"):
            # its manifest was changed: now there is room for the new pod
            static.changed(api, self.world, node)
        return wake

    def _mirrored(self, api: Any, key: str, pod: Object | None, record: Any) -> bool:
        """A mirror that somebody deletes is made anew."""
        gone = pod is None or pod["metadata"]["uid"] != record["uid"] or "deletionTimestamp" in pod["metadata"]
        return gone and self.heartbeat(api, record["node"]) is None and static.again(api, self.world, key)

    # -- nodes -----------------------------------------------------------------------------------

    def heartbeat(self, api: Any, node: str) -> int | None:
        """None while the node is alive; else when it was heard of last, in ms."""
        found: int | None = api.memory.get(f"down/{node}", api.memory.get(f"mute/{node}"))
        return found

    def stop(self, api: Any, node: str) -> None:
        """Only the kubelet stops: containers run on, but nobody looks at them or reports."""
        api.memory.setdefault(f"mute/{node}", api.now)

    def start(self, api: Any, node: str) -> None:
        """The kubelet is started again and finds its containers; what it only had in mind, it has forgotten."""
        if api.memory.pop(f"mute/{node}", None) is None:
            return
        restart.started(api, node)

    def fail(self, api: Any, node: str) -> None:
        """The machine loses power: nothing runs, nobody reports."""
        api.memory.setdefault(f"down/{node}", api.now)

    def recover(self, api: Any, node: str) -> None:
        """The machine starts again: containers that ran have ended, and the kubelet looks at its pods."""
        down = api.memory.pop(f"down/{node}", None)
        if down is None:
            return
        for pod in api.pods_on(node):
            key = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
            record = api.memory.get(f"pod/{key}")
            if record is not None and record["uid"] == pod["metadata"]["uid"] and not record["terminal"]:
                worker = Worker(api, self.world, pod, key)
                _rebooted(worker, down)
                worker.save()

    def _node(self, api: Any, name: str) -> Wake | None:
        """A node that is up says so; its pods are looked at where their own reminders were lost."""
        node = api.find("Node", name)
        if node is None or self.heartbeat(api, name) is not None:
            return DONE
        if _ready(node) == "Unknown":
            node = api.set_status(node, _up(node, stamp(api.now)))
            text = f"Node {name} status is now: NodeReady"
            api.event(node, "Normal", "NodeReady", text, component="kubelet", host=name)
        if f"host/{name}" in api.memory:
            static.changed(api, self.world, name)
        wakes = []
        for pod in api.pods_on(name):
            key = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
            wake = self.reconcile(api, key)
            if wake is not None:
                wakes.append(wake)
        again = pressure.relieve(api, self.world, api.get("Node", name))
        if again is not None:
            wakes.append(wake_at(again, background=again - api.now > pressure.LOOK))
        if not wakes:
            return DONE
        first = min(wakes)
        return wake_at(first.time, background=all(wake.background for wake in wakes))

    def write_file(self, api: Any, node: str, path: str, text: str | None) -> None:
        """Write a file on a node (None: remove it); manifests in its folder of static pods are run."""
        static.write(api, node, path, text)
        if path.strip("/").startswith(f"{static.FOLDER}/") and self.heartbeat(api, node) is None:
            static.changed(api, self.world, node)

    def preload(self, api: Any, image: str, node: str | None = None) -> None:
        """Put an image on a node (or on all) before anybody asks for it."""
        names = [node] if node is not None else [found["metadata"]["name"] for found in api.list("Node")]
        local = ":".join(qualified(image)[1:])
        for name in names:
            api.memory[f"images/{name}"] = {**api.memory.get(f"images/{name}", {}), local: 0}

    # -- what people ask -------------------------------------------------------------------------

    def _worker(self, api: Any, namespace: str, name: str, container: str | None) -> tuple[Worker, str]:
        """The pod's worker and the name of a container of it. Raises ApiError."""
        pod = api.get("Pod", name, namespace)
        containers = [
            c["name"]
            for group in ("initContainers", "containers", "ephemeralContainers")
            for c in pod["spec"].get(group) or ()
        ]
        chosen = container or pod["metadata"].get("annotations", {}).get("kubectl.kubernetes.io/default-container")
        chosen = chosen or pod["spec"]["containers"][0]["name"]
        if chosen not in containers:
            raise bad_request(f"container {chosen} is not valid for pod {name}")
        if not pod["spec"].get("nodeName"):
            raise bad_request(f"pod {name} does not have a host assigned")
        return Worker(api, self.world, pod, f"{namespace}/{name}"), chosen

    def exec(self, api: Any, namespace: str, pod: str, container: str | None, argv: list[str], stdin: str | None = None,
             session: dict[str, str] | None = None) -> ExecResult:  # fmt: skip
        """Run a command in a container that runs. Raises ApiError if it does not.

        `stdin`: what it can read. `session`: the variables that the command before it left, to go on with.
        """
        w, name = self._worker(api, namespace, pod, container)
        phase = (w.pod.get("status") or {}).get("phase")
        if phase in ("Succeeded", "Failed"):
            raise bad_request(f"cannot exec into a container in a completed pod; current phase is {phase}")
        state = w.state(name)
        if self.heartbeat(api, w.node) is not None:
            why = "connection refused" if f"mute/{w.node}" in api.memory else "no route to host"
            raise ApiError("InternalError", f"error dialing backend: dial tcp {w.host_ip}:10250: connect: {why}")
        if state is None or state["state"] != "running":
            raise ApiError("InternalError", f'unable to upgrade connection: container not found ("{name}")')
        host = w.host(name)
        w.set_state(name, pids=state.get("pids", 0) + proctable.EXEC)
        w.save()
        variables = w.environment(name)
        variables |= {"PWD": "/", "SHLVL": "1"} if argv[:1] in (["sh"], ["bash"], ["ash"]) else {}
        variables = {**variables, **(session or {})}
        try:
            code, out, err, _ = processes.run_command(host, argv, variables, api.now, EXEC_LIMIT, stdin)
        except processes.StartError as error:
            token = state["id"].rpartition("/")[2]
            raise ApiError("InternalError", f'{_EXEC} "{token}": {_OCI}: {error}') from None
        # what is not a shell is the program of the exec itself
        forks = host.forks if argv[0] in ("sh", "bash", "ash") else host.forks - 1
        w.set_state(name, pids=state.get("pids", 0) + proctable.EXEC + forks)
        if host.touched:
            probes.again(w)
        w.save()
        for sent, _pid in host.signals:
            self._signal(api, w, name, sent)
        return ExecResult(out, err, code, variables if session is not None else None)

    def _signal(self, api: Any, w: Worker, name: str, sent: str) -> None:
        """kill 1 from inside: ignored, unless process 1 handles it."""
        state = w.state(name)
        if state is None or state["state"] != "running" or sent == "KILL":
            return
        if state["proc"] is not None:
            process = shell.signal(state["proc"], sent, api.now)
            host = w.host(name)
            w.set_state(name, proc=shell.advance(process, api.now, host))
            host.keep_log()
        elif sent in ("TERM", "INT", "QUIT") and state["stop"] is not None:
            ending.exited(w, name, api.now, state["stop"])
        w.save()

    def logs(self, api: Any, namespace: str, pod: str, container: str | None, previous: bool = False) -> str:
        """What a container has written. Raises ApiError if it has not started."""
        w, name = self._worker(api, namespace, pod, container)
        state = w.state(name)
        shown = _shown(w.pod, name)
        if previous and not shown.get("lastState"):
            raise bad_request(f'previous terminated container "{name}" in pod "{pod}" not found')
        if state is None:
            reason = (shown.get("state") or {}).get("waiting", {}).get("reason") or "ContainerCreating"
            raise bad_request(f'container "{name}" in pod "{pod}" is waiting to start: {_WAITS.get(reason, reason)}')
        if self.heartbeat(api, w.node) is not None:
            why = "connection refused" if f"mute/{w.node}" in api.memory else "no route to host"
            url = f"https://{w.host_ip}:10250/containerLogs/{namespace}/{pod}/{name}"
            raise ApiError("InternalError", f'Get "{url}": dial tcp {w.host_ip}:10250: connect: {why}')
        now, before = api.memory.get(f"log/{w.r['uid']}/{name}", ("", ""))
        if previous and "terminated" in (shown.get("state") or {}):
            # a node keeps one ended container, and that one is the present one
            return f"unable to retrieve container logs for {shown['lastState']['terminated']['containerID']}"
        return str(before if previous and state["state"] == "running" else now)

    def kill(self, api: Any, namespace: str, pod: str, container: str | None, exit_code: int) -> None:
        """End the main process of a container with this code."""
        w, name = self._worker(api, namespace, pod, container)
        state = w.state(name)
        if state is None or state["state"] != "running":
            raise bad_request(f'container "{name}" in pod "{pod}" is not running')
        ending.exited(w, name, api.now, exit_code, "OOMKilled" if exit_code == 137 else "")
        if w.r["sync"] is not None:
            w.r["sync"] = (api.now, False)
        w.save()

    def serve(self, api: Any, pod: Object, port: int, path: str) -> tuple[int, str] | str:
        """What a pod answers on a port: (status, body), (0, "") where it is not HTTP, or "connection refused"."""
        meta = pod["metadata"]
        key = f"{meta['namespace']}/{meta['name']}"
        if f"down/{pod['spec'].get('nodeName', '')}" in api.memory:
            return "connection timed out"  # the machine is off, whether or not the control plane knows already
        if f"pod/{key}" not in api.memory:
            return "connection refused"
        return serving.answer(Worker(api, self.world, pod, key), port, path)


_WAITS = {"ErrImagePull": "image can't be pulled", "ImagePullBackOff": "trying and failing to pull image"}


def _shown(pod: Object, name: str) -> Object:
    """The status of a container as the API shows it."""
    status_ = pod.get("status") or {}
    for group in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
        for entry in status_.get(group) or ():
            if entry["name"] == name:
                found: Object = entry
                return found
    return {}


def _rebooted(w: Worker, down: int) -> None:
    """Everything that ran ended with the machine; volumes stay, the sandbox is made anew."""
    for name, state in list(w.r["cs"].items()):
        if state["state"] == "running":
            w.set_state(name, state="exited", end=down, code=255, reason="Unknown", ready=False, up=False, proc=None, kill=None,
                        ports={}, restart=False, hidden=False)  # fmt: skip
    w.r["probes"] = {}
    w.r["do"], w.r["fresh"] = None, True
    if w.r["dying"] is None and w.r["sandbox"] is not None:
        w.r["sync"] = (w.now + 400, False)
    elif w.r["dying"] is None:
        w.r["do"] = ("mount", "", w.now, True)
    else:
        w.r["gone"] = w.now + 500
    if not w.r["terminal"] and status.phase_of(w.pod, w.r):
        w.write_status()


def _up(node: Object, time: str) -> Object:
    """The status of a node whose kubelet reports again."""
    good = {
        "MemoryPressure": ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        "DiskPressure": ("False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        "PIDPressure": ("False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        "Ready": ("True", "KubeletReady", "kubelet is posting ready status"),
    }
    conditions = []
    for condition in (node.get("status") or {}).get("conditions") or ():
        if condition["type"] in good:
            state, reason, message = good[condition["type"]]
            since = condition["lastTransitionTime"] if condition["status"] == state else time
            condition = {**condition, "status": state, "reason": reason, "message": message, "lastHeartbeatTime": time,
                         "lastTransitionTime": since}  # fmt: skip
        conditions.append(condition)
    return {**node["status"], "conditions": conditions}
