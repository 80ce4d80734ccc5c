"""The public Cluster: the engine's, with a kubectl, reasons and pictures.

The same words as Kubernetes, and nothing that is not in the house's public face. The engine below
knows none of the rooms used here; each is loaded when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .engine.cluster import Cluster as Engine
from .explain.language import language

if TYPE_CHECKING:
    from .diagrams import Diagram
    from .explain import Why
    from .kubectl import Result

__all__ = ["Cluster"]


class Cluster(Engine):
    """A Kubernetes cluster in this process. `Cluster()` is the company's: three masters, two workers.

    platform: bare-metal, cloud, vsphere, openshift or minimal · nodes: number of workers, or a list of maps ·
    seed: decides all that is random · start: the first instant, RFC 3339. Durations are text ("10m") or seconds.
    """

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

    def diagram(
        self,
        view: str = "topology",
        lang: str | None = None,
        theme: str = "light",
        namespace: str | None = None,
        before: Diagram | None = None,
        span: str | float | None = None,
    ) -> Diagram:
        """A picture: SVG in a notebook; `.dot` and `.text` always. Views: topology, ownership, storage, timeline.

        `span`: how far back a timeline looks ("1h", "4w"; without it, as far as there is something to see).
        `before`: the picture shown last; objects keep the places they had in it.
        """
        from .diagrams import diagram

        return diagram(self, view, lang=lang, theme=theme, namespace=namespace, before=before, span=span)

    def request(self, url: str, source: str = "MenchuPC") -> Any:
        """Send a request from a machine or a pod ("name" or "namespace/name"): a Journey with hops, verdict and why."""
        journey = super().request(url, source)
        journey.lang = language()
        return journey

    def write_file(self, node: str, path: str, text: str | None) -> None:
        """Write a file on a node (None: remove it). A manifest in /etc/kubernetes/manifests is a static pod."""
        self.api.get("Node", node)

        def work() -> None:
            self._parts.kubelet.write_file(self._handle("kubelet"), node, path, text)
            self._runner.wake("kubelet", f"node:{node}")

        self._act("write_file", [node, path, text], work)

    def rules(self, node: str) -> Any:
        """The rules of kube-proxy on a node: `.text` (iptables-save), `.nat_text`, `.filter_text`, and `.simple`."""
        from .engine.network.proxy import live, place_of

        api = self._handle("kube-proxy")
        return live(api).tables(place_of(api.get("Node", node)))

    def __repr__(self) -> str:
        nodes, pods = len(self.list("Node")), len(self.list("Pod"))
        return f"<kubecourse.Cluster {self._config.platform}, {nodes} nodes, {pods} pods, {self.now}>"
