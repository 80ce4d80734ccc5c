"""One look at one pod: what is due now is done, and when to look again.

What the kubelet knows of a pod is a *record*, plain data in `api.memory["pod/<key>"]`:

    uid, born, ip, sandbox (ms or None), closed      the pod and its sandbox
    cs        {container: state}                     see `state_of`
    why       {container: (reason, message)}         what stopped the last try
    back      {container: ms of back-off}            doubles from 10 s to 5 min
    img       {image: (ms of back-off, since)}
    do        (what, name, at) or None               the worker is busy until then: mount, sandbox, pull, hook
    sync      (at, background) or None               the next sync asked for
    probes    {(container, kind): state}             see `probes.py`
    dying     {begin, deadline} or None; gone, over  ends: see `ending.py`

A sync writes the status, then acts (`starting.py`), as `syncPod` does; so a reason is seen one sync after it arose.
Upstream: `pkg/kubelet/{kubelet,pod_workers}.go`, `kuberuntime/kuberuntime_manager.go`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import DONE, Object, Wake, wake_at
from . import admit, backing, ending, env, probes, pulling, record, resize, shell, starting, status, volumes
from .container import Container
from .images import ImageNameError, lookup
from .timing import NOTICE, PATIENCE, SANDBOX
from .world import UNATTACHED

__all__ = ["FOREVER", "Worker", "host_ip"]

Record = dict[str, Any]
FOREVER = shell.FOREVER
MIRROR = "kubernetes.io/config.mirror"


def host_ip(api: Any, node: str) -> str:
    """The internal address of a node."""
    found = api.find("Node", node) or {}
    addresses = (found.get("status") or {}).get("addresses") or ()
    return next((str(a["address"]) for a in addresses if a["type"] == "InternalIP"), "")


class Worker:
    """The kubelet's hands for one pod at one instant."""

    def __init__(self, api: Any, world: Any, pod: Object, key: str) -> None:
        self.api, self.world, self.pod, self.key = api, world, pod, key
        self.spec: Object = pod["spec"]
        self.node: str = pod["spec"]["nodeName"]
        self.now: int = api.now
        stored = api.memory.get(f"pod/{key}")
        self.new = stored is None
        self.r: Record = dict(stored) if stored is not None else record.fresh(pod, api.now)
        self._host_ip: str | None = None
        self._specs: dict[str, Object] | None = None

    def _refresh(self, at: int) -> None:
        if self.r["made"] is not None:
            self.r["made"] = record.followed(self.pod)
            if volumes.refresh(self.api, self.pod, (self.r["ip"], self.host_ip), at):
                probes.again(self)

    # -- the look --------------------------------------------------------------------------------

    def run(self) -> Wake | None:
        """Do what is due; answers when to be called again."""
        if self.new:
            self._accept()
        else:
            self._observe()
        for _ in range(200):
            due = self._due()
            first = min(due, default=None)
            if first is None or first[0] > self.now:
                break
            self._do(first)
            if self.r.get("removed"):
                return DONE
        self.save()
        due = self._due()
        if not due:
            return DONE
        return wake_at(max(min(due)[0], self.now + 1), background=not any(entry[1] for entry in due))

    def save(self) -> None:
        """Keep the record."""
        self.api.memory[f"pod/{self.key}"] = self.r

    def _due(self) -> list[tuple[int, bool, str, str]]:
        """(when, is it progress, what, name) of all that will happen by itself."""
        r = self.r
        found: list[tuple[int, bool, str, str]] = []
        if r["gone"] is not None:
            return [(r["gone"], True, "gone", "")]
        if r["over"] is not None:
            return [(r["over"], True, "over", "")]
        if r["terminal"]:
            return []
        if r["do"] is not None:
            what, name, at, progress = r["do"]
            found.append((at, progress, what, name))
        elif r["sync"] is not None and r["dying"] is None:
            found.append((r["sync"][0], not r["sync"][1], "sync", ""))
        for name, state in r["cs"].items():
            if state["state"] == "running":
                self._due_of(name, state, found)
        found.extend(probes.due(self))
        if r.get("resize") is not None and r["dying"] is None:
            found.append((r["resize"][0], r["resize"][1] is not None, "resize", ""))
        if r.get("pressed") is not None and r["dying"] is None:
            found.append((r["pressed"], True, "pressure", ""))
        if r.get("evict") is not None and r["dying"] is None:
            found.append((r["evict"][0], True, "evict", ""))
        seconds = self.spec.get("activeDeadlineSeconds")
        if seconds is not None and r["dying"] is None:
            found.append((r["born"] + seconds * 1000, True, "deadline", ""))
        return found

    def _due_of(self, name: str, state: Record, found: list[tuple[int, bool, str, str]]) -> None:
        """Steps of the process, its end, the signals to it."""
        kill = state["kill"]
        if kill is not None:
            found.append((kill[1], True, "kill", name) if kill[3] else (kill[0], True, "term", name))
        if state["proc"] is None and state["open"] > self.now:
            # a server that warms up: nothing is written when its ports open, but the cluster has not settled before
            found.append((state["open"], True, "open", name))
        if state["end"] is not None:
            found.append((state["end"], True, "exit", name))
        elif state["proc"] is not None:
            process = state["proc"]
            if process["end"] is not None:
                time, progress = process["end"][0], True
            else:
                time, progress = shell.next_wake(process)
                if not progress and time < FOREVER:
                    # a loop that works all the time is looked at once a second
                    time = max(time, state["seen"] + 1000)
            if time < FOREVER:
                restarted = (self.spec.get("restartPolicy") or "Always") == "Always" and time - self.now > PATIENCE
                found.append((time, progress and not restarted, "step", name))

    def _do(self, entry: tuple[int, bool, str, str]) -> None:
        _, _, what, name = entry
        if what == "sync":
            self.sync()
        elif what in ("mount", "sandbox", "pull", "create", "hook"):
            self.r["do"] = None
            {"mount": self._mount, "sandbox": self._sandbox}.get(what, lambda: starting.resume(self, what, name))()
        elif what == "probe":
            probes.run(self, name)
        elif what == "resize":
            resize.done(self)
        elif what == "pressure":
            from .pressure import look

            self.r["pressed"] = None
            self.save()
            look(self.api, self.node)
        elif what == "open":
            pass
        else:
            ending.happens(self, what, name)

    # -- beginning -------------------------------------------------------------------------------

    def _accept(self) -> None:
        phase = (self.pod.get("status") or {}).get("phase")
        if phase in ("Succeeded", "Failed"):
            self.r["terminal"] = True
            if self.pod["metadata"].get("deletionTimestamp"):
                self.r["gone"] = self.now
            return
        if self.pod["metadata"].get("deletionTimestamp"):
            ending.begin(self)
            return
        refusal = admit.refusal(self.api, self.pod, self.node)
        if refusal:
            self.event("Warning", refusal[0], refusal[1])
            self.r["terminal"] = True
            why = {"phase": "Failed", "reason": refusal[0], "message": f"Pod was rejected: {refusal[1]}"}
            self.pod = self.api.set_status(self.pod, {**(self.pod.get("status") or {}), **why})
            return
        if MIRROR in (self.pod["metadata"].get("annotations") or {}):
            self.r["static"] = True
        if not self.r.get("static"):
            self.write_status()
        self._mount()

    def _mount(self) -> None:
        """Volumes first; one that cannot be mounted is tried again later and later."""
        for volume in self.spec.get("volumes") or ():
            why = volumes.problem(self.api, self.world, self.pod, volume)
            if why is not None:
                self._not_mounted(volume["name"], why)
                wait = min(600 << self.r["mounts"], 122_000)
                self.r["mounts"] += 1
                self.r["do"] = ("mount", "", self.now + wait, self.r["mounts"] < 3)
                return
        self._refresh(self.now)
        if self.spec.get("imagePullSecrets"):
            pulling.check_secrets(self)
        self.r["do"] = ("sandbox", "", self.now + SANDBOX + starting.slowed(self), True)

    def _not_mounted(self, name: str, why: str) -> None:
        """A disk that is on its way is waited for in silence, two minutes long."""
        self.r["unattached"] = why == UNATTACHED
        if not why and self.now >= self.r["born"] + 123_000:
            lists = f"unmounted volumes=[{name}], unattached volumes=[{name}], failed to process volumes=[]"
            why = f"Unable to attach or mount volumes: {lists}: context deadline exceeded"
        if why:
            self.event("Warning", "FailedMount", why)

    def _sandbox(self) -> None:
        self.r["sandbox"] = self.now
        self.r["ip"] = self.host_ip if self.spec.get("hostNetwork") else self.world.pod_ip(self.api, self.pod)
        self.r["fresh"] = True
        if self.r.get("static"):
            # its mirror is made when the pod has begun
            self._show_sandbox()
        before = self.pod
        self.act()
        # who waits for a pull of somebody else is not shown once more: at most one write a node and image
        if self.pod is before and not (
            self.r["do"] is not None and self.r["do"][0] == "pull" and self.r["pull"][1] <= 100
        ):
            self._show_sandbox()

    def _show_sandbox(self) -> None:
        """Nothing runs yet: the pod is shown with its sandbox, without what has just become of its containers."""
        bare = {**self.r, "cs": {}, "why": {}, "ip": ""}
        self.pod = self.api.set_status(self.pod, status.build(self.pod, bare, self.host_ip, self.now))

    # -- changes from outside --------------------------------------------------------------------

    def _observe(self) -> None:
        meta, r = self.pod["metadata"], self.r
        if meta.get("deletionTimestamp"):
            if r["terminal"] and r["gone"] is None:
                r["gone"] = self.now
            elif r["dying"] is None and r["gone"] is None:
                ending.begin(self)
            elif r["dying"] is not None:
                ending.hurry(self)
        elif r["generation"] != meta.get("generation") and not r["terminal"]:
            self._respec()
        elif self.spec.get("readinessGates") and r["cs"] and not r["terminal"]:
            self.write_status()
        if r.get("unattached") and r["do"] is not None and r["do"][0] == "mount":
            # perhaps the disk has come
            if not any(backing.unattached(self.api, self.pod, v) for v in self.spec.get("volumes") or ()):
                r["do"] = ("mount", "", self.now, True)
        if r["made"] is not None and r["made"] != record.followed(self.pod):
            self._refresh(self.now)
        r["generation"] = meta.get("generation")

    def _respec(self) -> None:
        """The spec was changed: a container with another image is started anew, other fields are noted."""
        for container in self.containers():
            state = self.r["cs"].get(container["name"])
            if state is not None and state["state"] == "running" and state["wanted"] != container.get("image"):
                text = f"Container {container['name']} definition changed, will be restarted"
                ending.kill(self, container["name"], self.grace(), text, restart=True)
        if self.r["cs"]:
            resize.noticed(self)
        self.write_status()
        if self.r["sync"] is not None or self.spec.get("ephemeralContainers"):
            if self.r["do"] is None and self.r["sandbox"] is not None:
                self.act()

    # -- syncs -----------------------------------------------------------------------------------

    def sync(self) -> None:
        """Write what is, then do what is to be done."""
        self.r["sync"] = None
        self._refresh(self.now)
        self.write_status()
        if self.spec.get("imagePullSecrets"):
            pulling.check_secrets(self)
        self.act()

    def act(self, started: bool = False) -> None:
        """Start what is to be started (`started`: something was already); plan the next sync by how it went."""
        if self.r["dying"] is not None or self.r["terminal"]:
            return
        outcome = starting.start_all(self)
        if started or outcome.started:
            self.r["fresh"] = True
            if self.r["do"] is None or self.r["do"][0] != "hook":
                self.write_status()
            # the kubelet soon notices that it runs, and looks at the pod again
            self._refresh(self.now + NOTICE)
            if self.spec.get("imagePullSecrets"):
                pulling.check_secrets(self)
        if self.r["do"] is not None:
            return
        if outcome.wait is not None:
            self.put_off(outcome.wait)
        elif not outcome.started and not started:
            ending.finished(self)

    def put_off(self, wait: int) -> None:
        """A sync has failed: the next one is soon if something has just changed, else after `wait` ms."""
        if self.r["fresh"]:
            self.r["fresh"] = False
            self.r["sync"] = (self.now + NOTICE, False)
        elif (tick := self.r.pop("tick", None)) is not None and tick < self.now + wait:
            self.r["sync"] = (max(tick, self.now + NOTICE), True)
        else:
            self.r["sync"] = (self.now + wait, True)

    def write_status(self) -> None:
        """Write the status, if it differs."""
        wanted = status.build(self.pod, self.r, self.host_ip, self.now)
        if "qosClass" not in (self.pod.get("status") or {}):
            wanted["qosClass"] = admit.qos(self.spec)
        self.pod = self.api.set_status(self.pod, wanted)

    # -- helpers of the other files ----------------------------------------------------------------

    @property
    def host_ip(self) -> str:
        """The address of the node."""
        if self._host_ip is None:
            self._host_ip = host_ip(self.api, self.node)
        return self._host_ip

    def containers(self) -> list[Object]:
        """All containers: init, regular, ephemeral."""
        spec = self.spec
        return [*(spec.get("initContainers") or ()), *spec["containers"], *(spec.get("ephemeralContainers") or ())]

    def container(self, name: str) -> Object:
        """The spec of a container."""
        if self._specs is None:
            self._specs = {container["name"]: container for container in self.containers()}
        return self._specs[name]

    def state(self, name: str) -> Record | None:
        """The state of a container, if it was ever started."""
        found: Record | None = self.r["cs"].get(name)
        return found

    def set_state(self, name: str, **changes: Any) -> None:
        """Replace the state of a container."""
        self.r["cs"] = {**self.r["cs"], name: {**(self.r["cs"].get(name) or {}), **changes}}

    def set_why(self, name: str, why: tuple[str, str] | None) -> None:
        """Note what stops a container, or that nothing does."""
        kept = {key: value for key, value in self.r["why"].items() if key != name}
        self.r["why"] = kept if why is None else {**kept, name: why}

    def grace(self) -> int:
        """The pod's own grace period in ms."""
        return int(self.spec.get("terminationGracePeriodSeconds", 30)) * 1000

    def host(self, name: str) -> Container:
        """The container as its processes see it."""
        container = self.container(name)
        try:
            image = lookup(container.get("image") or "busybox") or lookup("busybox")
        except ImageNameError:
            image = lookup("busybox")
        assert image is not None
        found = Container(self.api, self.world, self.pod, container, image, self.r["ip"], self.host_ip)
        state = self.state(name)
        if state is not None and state["proc"] is not None:
            found.command = list(state["proc"]["argv"])
        return found

    def environment(self, name: str) -> dict[str, str]:
        """The environment that a container was started with."""
        state = self.state(name)
        if state is not None and state.get("env") is not None:
            return dict(state["env"])
        host = self.host(name)
        try:
            return env.environment(
                self.api, self.pod, self.container(name), (self.r["ip"], self.host_ip), dict(host.image.env)
            )
        except env.ConfigError:
            return {}

    def group(self, name: str) -> str:
        """The list of the spec that a container is in."""
        for found in ("initContainers", "ephemeralContainers"):
            if any(container["name"] == name for container in self.spec.get(found) or ()):
                return found
        return "containers"

    def event(self, kind: str, reason: str, message: str, container: str = "") -> None:
        """An event about the pod, or about one of its containers."""
        about = self.pod
        if container:
            about = {**self.pod, "fieldPath": f"spec.{self.group(container)}{{{container}}}"}
        self.api.event(about, kind, reason, message, component="kubelet", host=self.node)
