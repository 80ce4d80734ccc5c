"""The public Cluster: the engine's, with a kubectl, reasons and pictures.

The same words as Kubernetes, and nothing that is not in the house's public face. The engine below
knows none of the rooms used here; each is loaded when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .engine.lasting import Lasting as Engine
from .engine.turns import taking_turns
from .explain.language import language

if TYPE_CHECKING:
    from .diagrams import Diagram
    from .engine.load import Load
    from .engine.network.dns import Lookup
    from .engine.progress import Progress
    from .engine.storage.view import Seen
    from .explain import Why
    from .http import Server
    from .kubectl import Result

__all__ = ["Cluster"]


class Text(str):
    """Text that a notebook shows as it is."""

    def __repr__(self) -> str:
        return str(self)


class _Watched:
    """A `Patience` that is asked after each step, and tells the watcher at some of them."""

    def __init__(self, patience: Any, clock: Any, until: int, watcher: Callable[..., None]) -> None:
        self._patience, self._clock, self._until, self._watcher = patience, clock, until, watcher
        self._begin, self._steps = clock.now, 0

    @property
    def asked(self) -> bool:
        """Has somebody asked to stop?"""
        self._steps += 1
        if not self._steps % 256:
            self._watcher(self._begin, self._clock.now, self._until)
        return bool(self._patience.asked)


@taking_turns(lambda cluster: cluster.turns)
class Cluster(Engine):
    """A Kubernetes cluster in this process. `Cluster()` is the company's: three masters, two workers.

    platform: bare-metal, cloud, vsphere, openshift or minimal · nodes: number of workers, or a list of maps ·
    seed: decides all that is random · start: the first instant, RFC 3339 · network: the plug-in to install, calico, cilium or
    flannel (which ignores NetworkPolicies); the platform's own without it. Durations are text ("10m") or seconds.
    """

    def __init__(
        self,
        platform: str = "bare-metal",
        nodes: int | list[dict[str, Any]] | None = None,
        seed: int = 7,
        start: str = "2026-01-05T09:00:00Z",
        *,
        network: str | None = None,
        **parts: Any,
    ) -> None:
        from .engine.network.plugin import manifests

        installed = manifests(network) if network else []
        super().__init__(platform, nodes, seed, start, **parts)
        for obj in installed:
            self.apply(obj)

    #: called now and then while time passes, with (begin, now, until) in ms, and with None when it is over
    watcher: Callable[..., None] | None = None

    def _run(
        self, until: int, settle: bool, condition: Callable[[Any], Any] | None = None, patience: Any = None
    ) -> Progress:
        watcher = type(self).watcher
        if watcher is None or patience is None:
            return super()._run(until, settle, condition, patience)
        watched: Any = _Watched(patience, self._clock, until, watcher)
        try:
            return super()._run(until, settle, condition, watched)
        finally:
            watcher(None)

    def kubectl(
        self, command: str | list[str], stdin: str = "", read_file: Callable[[str], str] | None = None
    ) -> Result:
        """What kubectl prints for `command` (without the word kubectl); the result has .stderr and .code."""
        from .kubectl import run

        return run(self, command, stdin) if read_file is None else run(self, command, stdin, read_file=read_file)

    def why(self, kind: str, name: str, namespace: str = "default", lang: str | None = None) -> Why:
        """Why an object is as it is: reasons, first cause first."""
        from .explain import why

        return why(self, kind, name, namespace, lang)

    def scheduling(self, pod: str, namespace: str = "default") -> list[dict[str, Any]]:
        """What each node says to a pod; asking changes nothing. Raises ApiError NotFound.

        A map a node: `node`, then `plugin` and `reasons` of the filter that refuses, or weighted `scores` by plugin and `total`.
        """
        from .engine.scheduler.explain import explain_pod

        return explain_pod(self._handle("default-scheduler"), self.api.get("Pod", pod, namespace))

    def diagram(
        self,
        view: str = "topology",
        lang: str | None = None,
        theme: str = "light",
        namespace: str | None = None,
        before: Diagram | None = None,
        span: str | float | None = None,
        journey: Any = None,
        step: int | None = None,
        pod: str | None = None,
    ) -> Diagram:
        """A picture: SVG in a notebook; `.dot` and `.text` always.

        Views: topology, ownership, storage, timeline, company, journey, and scheduling (of a `pod`).

        `span`: how far back a timeline looks ("1h", "4w"; without it, as far as there is something to see).
        `before`: the picture shown last; objects keep the places they had in it. `journey`: what `request` gave, and
        `step`: how many of its hops are shown; `journey.diagram()` draws the cluster as it was when it was asked.
        """
        from .diagrams import diagram

        return diagram(
            self,
            view,
            lang=lang,
            theme=theme,
            namespace=namespace,
            before=before,
            span=span,
            journey=journey,
            step=step,
            pod=pod,
        )

    def request(self, url: str, source: str = "MenchuPC", headers: dict[str, str] | None = None) -> Any:
        """Send a request from a machine or a pod ("name" or "namespace/name"): a Journey with hops, verdict and why."""
        journey = super().request(url, source, headers)
        journey.lang = language()
        asked, revision = int(self.now), self._storage.revision

        def drawn(lang: str | None, theme: str, step: int | None) -> Diagram:
            then = self if self._storage.revision == revision else self.at(asked)
            return then.diagram("journey", lang or journey.lang, theme, journey=journey, step=step)

        journey.drawn = drawn
        return journey

    def zone(self, domain: str = "cluster.local") -> Text:
        """All records of a DNS as a zone file has them: those of CoreDNS, or of the company ("external")."""
        from .engine.network import dns

        api = self._handle("network")
        if domain not in (dns.DOMAIN, "external"):
            raise ValueError(f'zone({domain!r}): there are "{dns.DOMAIN}" and "external"')
        found = dns.cluster_zone(api) if domain == dns.DOMAIN else dns.outside_zone(api)
        return Text("".join(f"{record.text}\n" for record in found))

    def lookup(self, name: str, source: str, type: str = "A") -> Lookup:
        """What a pod ("name" or "namespace/name") gets for a name: every question of its search path, then the answer.

        `type`: A, SRV, CNAME, PTR or TXT. Raises ApiError NotFound for a pod that is not there.
        """
        from .engine.network import dns

        space, _, pod = source.rpartition("/")
        found = self.api.get("Pod", pod, space or "default")
        return dns.look_up(self._handle("network"), name, type.upper(), dns.settings_of(found))

    def write_file(self, node: str, path: str, text: str | None) -> None:
        """Write a file on a node (None: remove it). A manifest in /etc/kubernetes/manifests is a static pod."""
        self.api.get("Node", node)

        def work() -> None:
            self._parts.kubelet.write_file(self._handle("kubelet"), node, path, text)
            self._runner.wake("kubelet", f"node:{node}")

        self._act("write_file", [node, path, text], work)

    def proxy_config(self, kind: str = "nginx", controller: str | None = None) -> str:
        """The Ingresses of a class as the configuration of nginx, haproxy, apache, traefik or envoy.

        Without `controller` (as in IngressClass.spec.controller), those of the class of this kind's own controller.
        """
        from .engine.network.proxies import configuration

        return configuration(self._handle("network"), kind, controller)

    def load(
        self,
        url: str,
        rate: float = 10,
        profile: str | Sequence[Sequence[Any]] = "constant",
        source: str = "MenchuPC",
        cost: str | float | None = None,
        name: str | None = None,
        duration: str | float = "10m",
        connections: int = 0,
    ) -> Load:
        """Send requests to `url` while time passes, `rate` a second at most, from a machine or a pod ("namespace/name").

        profile: constant, wave, spike, or a list of (how long, rate) · cost: CPU of one request, "50m" is 0.05 s ·
        connections: how many the clients keep open (keep-alive), 0 for a new one each time.
        Raises ValueError for what cannot be sent. The Load has .results, .summary, .failed, .away, .plot() and .stop().
        """
        from .engine.load import BadLoad, planned

        called = name or next(f"load-{n}" for n in range(1, len(self.loads) + 2) if f"load-{n}" not in self.loads)
        try:
            plan = planned(url, rate, profile, source, cost, called, duration, connections)
            self._parts.load.check(self._handle("load"), called)
        except BadLoad as error:
            error.lang = language()
            raise

        def work() -> None:
            self._parts.load.start(self._handle("load"), plan)
            self._runner.wake("load", called)

        self._act("load", [url, rate, profile, source, cost, called, duration, connections], work)
        return self._load(called)

    def stop_load(self, name: str) -> None:
        """End a load before its time; ValueError where there is none of that name."""
        self._load(name).begun  # noqa: B018 - it says so where there is no such load
        self._act("stop_load", [name], lambda: self._parts.load.stop(self._handle("load"), name))

    @property
    def loads(self) -> dict[str, Load]:
        """All loads by name, also those that have ended, in the order in which they began."""
        memory = self._handle("load").memory
        return {key.partition("/")[2]: self._load(key.partition("/")[2]) for key in memory if key.startswith("load/")}

    def _load(self, name: str) -> Load:
        from .engine.load import Load

        def draw(load: Load, lang: str | None, theme: str) -> Diagram:
            from .diagrams.load import plot

            return plot(load, lang, theme)

        return Load(self, name, draw, language())

    def install(self, part: str, default: bool = False) -> list[Any]:
        """Install a storage driver as its chart would: namespace, account, Deployment, StorageClass (`default`: the default one).

        part: nfs-provisioner, iscsi-array, aws-ebs, vsphere-csi, ceph-rbd or local-path. Returns what `apply` does.
        Raises ValueError for any other.
        """
        from .engine.storage.parts import manifests

        return self.apply(manifests(part, default))

    @property
    def backends(self) -> dict[str, Seen]:
        """The storage behind the cluster: part -> capacity, used, free (bytes), volumes, modes, zones, speed, running."""
        from .engine.storage.view import seen

        return seen(self._handle("csi-provisioner").memory, self.api.list("StorageClass"))

    def set_backend(self, part: str, capacity: str | None = None, credentials: bool | None = None) -> None:
        """Change the storage itself: another capacity ("20Gi"), or credentials that are no longer (or again) good.

        Raises ValueError for a backend that there is not, or what is no quantity.
        """
        from .engine.storage.view import changed

        def work() -> None:
            changed(self._handle("csi-provisioner").memory, part, capacity, credentials)

        self._act("set_backend", [part, capacity, credentials], work)

    def metrics(self, namespace: str, pod: str) -> dict[str, dict[str, int]] | None:
        """What the metrics API says of a pod: container -> "cpu", "memory" -> thousandths; None: nothing (yet)."""
        found: dict[str, dict[str, int]] | None = self._parts.metrics(namespace, pod) if self.metrics_served() else None
        return found

    def metrics_served(self) -> bool:
        """Is there a metrics API? On bare metal it takes a Deployment metrics-server in kube-system."""
        return bool(self._parts.metrics and self._parts.metrics.served())

    def rules(self, node: str) -> Any:
        """The rules of kube-proxy on a node: `.text` (iptables-save), `.nat_text`, `.filter_text`, and `.simple`."""
        from .engine.network.proxy import live, place_of

        api = self._handle("kube-proxy")
        return live(api).tables(place_of(api.get("Node", node)))

    def serve(self, port: int = 0, clock: str = "auto", **options: Any) -> Server:
        """Serve the Kubernetes API on loopback, for kubectl and other clients; a context manager.

        clock: "auto" (time jumps until all is settled), "real", or a speed such as "60x". The Server has .url, .kubeconfig,
        .token and .stop(). Options: host, anywhere, token, limits. Raises ValueError, and OSError for a port that is taken.
        """
        from .http import Server

        return Server(self, port, clock, **options)

    def instants(self) -> list[int]:
        """When something changed, in ms since 1970, each instant once: what a slider can stop at."""
        seen: dict[int, None] = {}
        for change in self.changes:
            if change.time >= self._config.start and change.kind != "Event":
                seen[change.time] = None
        return [*seen] or [self._config.start]

    def __repr__(self) -> str:
        nodes, pods = len(self.list("Node")), len(self.list("Pod"))
        return f"<kubecourse.Cluster {self._config.platform}, {nodes} nodes, {pods} pods, {self.now}>"
