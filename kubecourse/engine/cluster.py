"""The composition root: the one file that knows every part, and the engine's face.

It makes storage, server, clock, runner and components, hands each component its handle, and puts in
what the platform brings. Everything a person does goes through `_act`: written in the journal, done
whole or not at all, and safe from an interrupt half way. `kubecourse/face.py` adds kubectl, diagrams and why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Self

from . import platforms
from .api import authorization, client_apply, decode
from .api.errors import ApiError
from .api.handle import Api
from .api.kinds import Registry
from .api.server import Server
from .api.storage import Storage
from .core import savefile
from .core.chance import Chance
from .core.clock import Clock, Instant, duration, moment, stamp
from .core.collector import collector_paused
from .core.fields import frozen, plain
from .core.history import Entry, History
from .core.interrupt import Patience
from .core.runner import Runner
from .core.trace import Change
from .core.work import Object
from .door import Door, doubled, located
from .parts import Parts, standard_parts
from .progress import Limits, Progress
from .turns import Turns, taking_turns

__all__ = ["Cluster", "Limits"]

# classes here have a method called `list`, so these types are named outside them
Objects = list[Object]
Applied = list[tuple[Object, str]]
Log = list[Any]

#: what the control plane did before the cluster was handed over: it boots this long before `start`
_BOOT = 90_000


@taking_turns(lambda cluster: cluster.turns)
class Cluster:
    """A Kubernetes cluster in this process. Durations are text like "10m", or seconds.

    `platform` is one of bare-metal, cloud, vsphere, openshift, minimal; `nodes` the number of workers or a list of
    maps (name, ip, role, cpu, memory, pods, labels, taints); `seed` decides all that is random; `start` is an RFC 3339 instant.
    """

    def __init__(self, platform: str = "bare-metal", nodes: int | list[Object] | None = None, seed: int = 7,
                 start: str = "2026-01-05T09:00:00Z", *, parts: Callable[..., Parts] = standard_parts) -> None:  # fmt: skip
        if platform not in platforms.PLATFORMS:
            raise ValueError(f"platform {platform!r}: it must be one of {', '.join(platforms.PLATFORMS)}")
        config = platforms.Config(platform, platforms.nodes_of(platform, nodes), int(seed), moment(start))
        self.limits = Limits()
        self._setup(config, parts)
        self._boot()
        self._history.checkpoint(self._runner.steps, self._clock.now, self._dump)

    # -- putting together --------------------------------------------------------------------------

    def _setup(self, config: platforms.Config, parts: Callable[..., Parts]) -> None:
        self._config, self._make_parts = config, parts
        self.registry = Registry()
        self._clock = Clock(config.start - _BOOT)
        self._storage = Storage()
        self._server = Server(self.registry, self._storage, self._clock, Chance(config.seed), platforms.SERVICE_CIDR)
        self._server.derived["policies"] = config.platform != "minimal"
        self._memories: dict[str, dict[str, Any]] = {}
        self._parts = parts(self._handle)
        self._runner = Runner(
            self._clock,
            self._parts.components,
            lambda: self._storage.log,
            self._handle,
            ApiError,
            self._blame,
            lambda: self._storage.tables,
        )
        self._history = History()
        self._acting = 0
        self.turns = Turns()
        self.api: Door = Door(self)  # the same door for all: one call a verb

    def _handle(self, who: str) -> Api:
        return Api(self._server, who, self._memories.setdefault(who, {}))

    def _blame(self, revision: int) -> None:
        self._server.because = revision

    def _boot(self) -> None:
        """Put in what the platform brings, and let it come up before anybody looks."""
        authorization.install(self._storage, stamp(self._clock.now))
        api = Api(self._server, "system:bootstrap")
        for name in ("default", "kube-system", "kube-public", "kube-node-lease"):
            api.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
        for name, value in (("system-node-critical", 2000001000), ("system-cluster-critical", 2000000000)):
            api.create({"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name},
                        "value": value, "description": "Used for system critical pods."})  # fmt: skip
        for obj in platforms.api_service(self._config.nodes):
            api.create(obj)
        for entry in self._config.nodes:
            api.create(platforms.node_object(entry, stamp(self._clock.now)))
        self._run(self._clock.now, settle=False)
        for obj in platforms.system_manifests(self._config.platform, self._config.nodes):
            api.create(obj)
        self._run(self._config.start, settle=False)
        self._clock.now = self._config.start

    # -- what people do ------------------------------------------------------------------------------

    def _act(self, verb: str, args: list[Any], work: Callable[[], Any]) -> Any:
        """Do something a person asked for: journal it, keep a checkpoint before it, finish what was begun."""
        if self._acting:
            return work()
        self._history.checkpoint(self._runner.steps, self._clock.now, self._dump)
        self._history.record(self._runner.steps, self._clock.now, verb, plain(args))
        self._acting += 1
        try:
            with Patience():
                return work()
        finally:
            self._acting -= 1

    def apply(self, text: str | Object | list[Object], namespace: str = "default") -> Applied:
        """Apply one or many documents as `kubectl apply` does: all of them, or on an error none.

        Returns (object, "created" | "configured" | "unchanged") for each. Raises ApiError with `.document` and `.line`.
        """
        documents = decode.documents(text) if isinstance(text, str) else None
        if documents is not None:
            values = [document.value for document in documents]
        else:
            values = plain(text) if isinstance(text, list) else [plain(text)]
        before, length = self._dump(), len(self._history.journal)
        done: list[tuple[Object, str]] = []
        number = 0
        try:
            with Patience():
                for number, value in enumerate(values):
                    if documents is not None and documents[number].duplicates:
                        decode.to_object(plain(value), self.registry, duplicates=doubled(documents[number]))
                    for one in decode.flattened(value):
                        if not isinstance(one, dict):
                            decode.to_object(one, self.registry, source="kubectl")
                        done.append(client_apply.apply(self.api, one, namespace))
        except BaseException as error:
            self._restore(before, self._storage.log)
            self._history.undo(length)
            if isinstance(error, ApiError):
                raise located(error, documents[number] if documents is not None else None, number) from None
            raise
        return [(frozen(obj), what) for obj, what in done]

    def delete(self, kind: str, name: str, namespace: str = "default", propagation: str = "Background") -> None:
        """Delete one object. Raises ApiError NotFound."""
        self.api.delete(kind, name, namespace, propagation=propagation)

    def get(self, kind: str, name: str, namespace: str = "default") -> Object:
        """One object, read-only. Raises ApiError NotFound."""
        found: Object = self.api.get(kind, name, namespace)
        return found

    def list(self, kind: str, namespace: str | None = None, labels: Any = None, fields: str | None = None) -> Objects:
        """Objects of a kind, read-only, by namespace and name."""
        return self.api.list(kind, namespace, labels, fields)

    def events(self, namespace: str | None = None, of: str | None = None) -> Objects:
        """Events, oldest first; `of` is a name, or KIND/NAME."""
        kind, _, name = (of or "").rpartition("/")
        wanted = self.registry.find(kind) if kind else None
        events = self._storage.tables.get("Event", {}).values()
        return [
            frozen(event)
            for event in events
            if (namespace is None or event["metadata"]["namespace"] == namespace)
            and (not name or event["involvedObject"]["name"] == name)
            and (wanted is None or event["involvedObject"]["kind"] == wanted.name)
        ]

    # -- time ------------------------------------------------------------------------------------------

    @property
    def now(self) -> Instant:
        """Virtual time in ms since 1970; prints as RFC 3339."""
        return Instant(self._clock.now)

    @property
    def changes(self) -> Sequence[Change]:
        """The trace: every change of an object since the beginning, oldest first. Look, do not touch."""
        return self._storage.log

    @property
    def busy(self) -> bool:
        """Is something due that is more than periodic work?"""
        return self._clock.busy or not self._runner.idle()

    def settle(self, limit: str | float = "1h") -> Progress:
        """Let time pass until nothing is due but periodic work, or `limit` is over."""
        return self._pass(self._clock.now + duration(limit), settle=True)

    def advance(self, by: str | float) -> Progress:
        """Let exactly this much time pass."""
        target = self._clock.now + duration(by)
        return self._pass(target, settle=False)

    def run_until(self, condition: Callable[[Any], Any], limit: str | float = "1h") -> Progress:
        """Let time pass until `condition(cluster)` holds, seen at the end of each instant, or `limit` is over."""
        return self._pass(self._clock.now + duration(limit), settle=False, condition=condition)

    def _pass(self, until: int, settle: bool, condition: Callable[[Any], Any] | None = None) -> Progress:
        with Patience() as patience, collector_paused():
            progress = self._run(until, settle, condition, patience)
            if progress.outcome in ("reached", "limit"):
                self._clock.now = max(self._clock.now, until)
        self._history.checkpoint(self._runner.steps, self._clock.now, self._dump)
        self._history.record(self._runner.steps, self._clock.now, "pass", [])
        return progress

    def _run(self, until: int, settle: bool, condition: Callable[[Any], Any] | None = None,
             patience: Patience | None = None) -> Progress:  # fmt: skip
        runner, clock, begun, writes = self._runner, self._clock, self._runner.steps, self._storage.revision
        while True:
            if patience is not None:
                self.turns.pause()  # first of all: what others do meanwhile may leave nothing due
            if runner.idle():
                if condition is not None and condition(self):
                    return Progress("met", clock.now, runner.steps - begun)
                due = clock.next_due()
                if settle and not clock.busy:
                    return Progress("settled", clock.now, runner.steps - begun)
                if due is None or due > until:
                    return Progress("limit" if settle or condition else "reached", until, runner.steps - begun)
            if patience is not None:
                stop = self.limits.exceeded(runner.steps - begun, self._storage.revision - writes, self._storage)
                if stop or patience.asked:
                    return Progress(stop or "interrupted", clock.now, runner.steps - begun)
            runner.step()

    # -- breaking and mending ----------------------------------------------------------------------------

    def fail_node(self, name: str) -> None:
        """The machine dies: its containers end, its kubelet is silent."""
        self.api.get("Node", name)
        self._act("fail_node", [name], lambda: self._node_power(name, on=False))

    def recover_node(self, name: str) -> None:
        """The machine is back."""
        self.api.get("Node", name)
        self._act("recover_node", [name], lambda: self._node_power(name, on=True))

    def _node_power(self, name: str, on: bool) -> None:
        kubelet, api = self._parts.kubelet, self._handle("kubelet")
        if on:
            kubelet.recover(api, name)
        else:
            kubelet.fail(api, name)
        self._runner.wake("node-lifecycle-controller", name)
        self._runner.wake("kubelet", f"node:{name}")

    def kill(self, pod: str, container: str | None = None, exit_code: int = 1, namespace: str = "default") -> None:
        """End the main process of a container (the first one, if none is named)."""
        args = [namespace, pod, container, exit_code]
        self._act("kill", args, lambda: self._in_container("kill", args))

    def exec(
        self, pod: str, command: Sequence[str] | str, namespace: str = "default", container: str | None = None
    ) -> Any:
        """Run a command in a container: a result with .stdout, .stderr, .code."""
        argv = ["sh", "-c", command] if isinstance(command, str) else list(command)
        args = [namespace, pod, container, argv]
        return self._act("exec", args, lambda: self._in_container("exec", args))

    def _in_container(self, verb: str, args: Sequence[Any]) -> Any:
        """Have the kubelet do it, and look at the pod again afterwards."""
        try:
            return getattr(self._parts.kubelet, verb)(self._handle("kubelet"), *args)
        finally:
            self._runner.wake("kubelet", f"{args[0]}/{args[1]}")

    def logs(self, pod: str, container: str | None = None, previous: bool = False, namespace: str = "default") -> str:
        """What a container has written."""
        return str(self._parts.kubelet.logs(self._handle("kubelet"), namespace, pod, container, previous))

    def request(self, url: str, source: str = "MenchuPC", headers: Any = None) -> Any:
        """Send a request from a machine or a pod: a Journey with hops, verdict and why."""
        return self._parts.request(self._handle("network"), url, source, *([headers] if headers else ()))

    # -- history -------------------------------------------------------------------------------------------

    def at(self, time: str | int | datetime) -> Self:
        """The cluster as it was at an earlier instant: a fork of it, this one goes on."""
        twin = self.fork()
        twin.rewind(self._instant(time))
        return twin

    def rewind(self, time: str | int | datetime) -> None:
        """Go back to an earlier instant; what came after is forgotten. "-10m" is relative."""
        instant = self._instant(time)
        if instant > self._clock.now:
            raise ValueError(f"{stamp(instant)} is still to come: use advance()")
        length, state = self._history.before(instant)
        entries = self._history.since(length, instant)
        self._restore(state, self._storage.log)
        self._acting += 1
        try:
            for entry in entries:
                self._replay(entry)
            self._run(instant, settle=False)
        finally:
            self._acting -= 1
        self._clock.now = instant
        self._history.cut(instant)

    def _instant(self, time: str | int | datetime) -> int:
        if isinstance(time, datetime):
            return round(time.timestamp() * 1000)
        if isinstance(time, str):
            return self._clock.now - duration(time[1:]) if time.startswith("-") else moment(time)
        return int(time)

    def _replay(self, entry: Entry) -> None:
        """Do again what the journal says, at the step where it was done."""
        while self._runner.steps < entry.steps:
            self._runner.idle()
            self._runner.step()
        self._clock.now = max(self._clock.now, entry.time)
        if entry.verb == "pass":
            self._runner.idle()
            return
        target = self.api if entry.verb in Door.VERBS else self
        args, kwargs = (entry.args[0], entry.args[1]) if entry.verb in Door.VERBS else (entry.args, {})
        try:
            if entry.verb in ("kill", "exec"):
                self._in_container(entry.verb, args)
            else:
                getattr(target, entry.verb)(*args, **kwargs)
        except ApiError:
            pass  # it was refused then too

    def fork(self) -> Self:
        """A cluster of its own in the same state: change one, the other is untouched."""
        twin = type(self).__new__(type(self))
        twin.limits = self.limits
        twin._setup(self._config, self._make_parts)
        twin._restore(self._dump(), self._storage.log)
        twin._history = self._history.copy()
        return twin

    def save(self, path: str) -> None:
        """Write the cluster, its history and its journal to a file (gzip JSON)."""
        savefile.write(path, self._saved())

    def _saved(self) -> dict[str, Any]:
        config, journal = self._config, [list(entry) for entry in self._history.journal]
        return {"config": [config.platform, config.nodes, config.seed, config.start], "journal": journal,
                "state": self._dump(), "log": self._storage.log}  # fmt: skip

    @classmethod
    def open(cls, path: str) -> Self:
        """Read what `save` wrote. Raises ValueError if it is no such file."""
        return cls._opened(savefile.read(path))

    @classmethod
    def _opened(cls, data: dict[str, Any]) -> Self:
        platform, nodes, seed, start = data["config"]
        cluster, first = cls.__new__(cls), cls(platform, nodes, seed, stamp(start))
        cluster.limits = Limits()
        cluster._setup(first._config, standard_parts)
        cluster._restore(data["state"], data["log"])
        cluster._history = first._history.copy()
        cluster._history.journal = [Entry(*entry) for entry in data["journal"]]
        return cluster

    def _dump(self) -> dict[str, Any]:
        server = self._server
        return {
            "storage": self._storage.dump(),
            "runner": self._runner.dump(),
            "chance": dict(server.chance.counters),
            "memories": {who: dict(memory) for who, memory in self._memories.items()},
            "events": (dict(server.events), server.event_count, server.policy),
        }

    def _restore(self, state: dict[str, Any], log: Log) -> None:
        self._storage.load(state["storage"], log)
        self._runner.load(state["runner"])
        self._server.restore(state["chance"], state["events"])
        for who, memory in self._memories.items():
            memory.clear()
            memory.update(state["memories"].get(who, {}))
        for who in state["memories"]:
            if who not in self._memories:
                self._memories[who] = dict(state["memories"][who])
