"""What lies outside a node, put together from the network and the storage: the kubelet's `World`.

Kubelet and network know nothing of each other: here a request that arrives at a pod is answered by the program the
kubelet runs there, and a request that a program makes travels through the network. Next: `parts.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .core.work import Object
from .network import dns
from .network.journey import Journey, Reply, resume, travel
from .network.lookups import dns_serves
from .node.worker import Worker
from .node.world import Answer, LocalWorld
from .platforms import SYSTEM_ADDRESSES
from .storage.parts import DRIVERS

__all__ = ["World"]

#: namespaces of the control plane and of what platforms bring
_SYSTEM = ("kube-system", "vmware-system-csi", "openshift-storage")
#: failures that a client only notices by waiting
_SILENT = (
    "timeout",
    "node-down",
    "not-routed",
    "not-announced",
    "loop",
    "policy-ingress",
    "policy-egress",
    "no-local-endpoints",
)
_NAMELESS = ("nxdomain-inside", "nxdomain-company", "nxdomain-alias", "dns-denied", "dns-circle", "dns-down")
_NO_DATABASE = "Error establishing a database connection"


class World(LocalWorld):
    """Addresses of the course's company, the cluster's DNS, requests through services."""

    def __init__(self, handle: Callable[[str], Any]) -> None:
        super().__init__()
        self._handle = handle
        #: pods whose programs wait for their database just now
        self._asking: list[str] = []

    def pod_ip(self, api: Any, pod: Object) -> str:
        """The control plane has the addresses of the notes; all others come from 10.10.20.0."""
        meta = pod["metadata"]
        if meta["namespace"] in _SYSTEM:
            labels = meta.get("labels") or {}
            what = labels.get("component") or labels.get("k8s-app", "").replace("kube-dns", "coredns")
            if labels.get("app") in DRIVERS:
                what = "storage-driver"
            known = SYSTEM_ADDRESSES.get((what, pod["spec"].get("nodeName", "")))
            if known:
                return known
        return super().pod_ip(api, pod)

    def resolve(self, api: Any, pod: Object, name: str) -> str | None:
        """What the cluster's DNS answers a pod."""
        if dns.is_address(name) or name in ("localhost", pod["metadata"]["name"]):
            return super().resolve(api, pod, name)
        found = self.query(api, pod, name, "A", True)
        return found.answer.addresses[0] if found is not None and found.answer.addresses else None

    def query(self, api: Any, pod: Object, name: str, kind: str, search: bool) -> dns.Lookup | None:
        """What DNS answers a pod, question by question; None: nobody answers."""
        settings = dns.settings_of(pod)
        if settings.inside and not dns_serves(api):
            return None
        return dns.look_up(api, name, kind, settings, search)

    def connect(self, api: Any, pod: Object, host: str, port: int, path: str) -> Answer:
        """A request from inside a pod, through DNS, services and rules; to itself directly."""
        own = (pod.get("status") or {}).get("podIP")
        if host in ("localhost", "127.0.0.1", "::1", own):
            return self.serve(api, pod, port, path) if self.serve else "connection refused"
        source = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        journey = travel(self._handle("network"), f"http://{host}:{port}{path}", source, self._answer)
        if journey.failure in _NAMELESS:
            return f"bad address '{host}'"
        if journey.failure in _SILENT:
            return "connection timed out"
        if journey.failure and not journey.code:
            return "connection refused"
        return journey.code, journey.body

    def request(self, api: Any, url: str, source: str, headers: Any = None) -> Journey:
        """`cluster.request`: a request from a machine or a pod."""
        return travel(api, url, source, self._answer, headers)

    def resume(self, api: Any, url: str, source: str, pod: Object, port: int) -> Journey:
        """The next request over a connection that a client keeps to a pod."""
        return resume(api, url, source, self._answer, pod, port)

    def _answer(self, api: Any, pod: Object, port: int, path: str, traveller: Any) -> Reply:
        """What the program of a pod answers on a port."""
        if self.serve is None:
            return Reply(0, "", "refused")
        kubelet = self._handle("kubelet")
        answer = self.serve(kubelet, pod, port, path)
        if isinstance(answer, str):
            return Reply(0, "", "timeout" if "timed out" in answer else "refused")
        code, body = answer
        source = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        database = _database(Worker(kubelet, self, pod, source).environment, pod)
        if database is None or code >= 400 or code == 0:
            return Reply(code, body)
        if source in self._asking:  # it is its own database: what answers there speaks HTTP
            return Reply(code, body)
        self._asking.append(source)
        try:
            inner = travel(api, f"tcp://{database}", source, self._answer)
        finally:
            self._asking.remove(source)
        # a web server in the database's place takes the connection, and is no database
        return Reply(code, body, None, inner) if inner.ok and not inner.code else Reply(500, _NO_DATABASE, None, inner)


def _database(environment: Callable[[str], dict[str, str]], pod: Object) -> str | None:
    """host:port of the database that a WordPress asks before it answers; None for any other program.

    `environment`: what a container read as it started; a ConfigMap changed since then is not in it.
    """
    for container in pod["spec"]["containers"]:
        if "wordpress" in container.get("image", "").rpartition("/")[2]:
            host = environment(container["name"]).get("WORDPRESS_DB_HOST") or "mysql"  # the image's own default
            return host if ":" in host else f"{host}:3306"
    return None
