"""The parts of a cluster: which components run, and which of them answers what.

A test can put a double in the place of any of them: `Cluster(parts=…)` takes a function that gets
`handle(name) -> Api` and returns `Parts`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .core.work import Controller

__all__ = ["Parts", "standard_parts"]


def _no_network(api: Any, url: str, source: str) -> Any:
    raise NotImplementedError("this cluster was put together without a network")


@dataclass
class Parts:
    """`components` run in this order when woken at the same time; the kubelet also answers exec, logs, kill, fail."""

    components: Sequence[Controller]
    kubelet: Any
    request: Callable[..., Any] = _no_network
    #: the clients that send requests over time, and what a metrics-server measures of it
    load: Any = None
    metrics: Any = None


def standard_parts(handle: Callable[[str], Any]) -> Parts:
    """The real controllers, scheduler, kubelets, storage and network."""
    from . import controllers, load, network, storage
    from .node import pressure
    from .node.kubelet import Kubelet
    from .scheduler import Scheduler
    from .world import World

    world = World(handle)
    kubelet = Kubelet(world)

    def heartbeat(node: str) -> int | None:
        last: int | None = kubelet.heartbeat(handle("kubelet"), node)
        return last

    clients = load.Clients(lambda: handle("network"), world.request, world.resume)
    metrics = load.Metrics(lambda: handle(clients.name), lambda: handle("kubelet"), pressure.usage)
    components = [
        *controllers.standard(heartbeat, metrics),
        *network.standard(),
        *storage.standard(),
        Scheduler(),
        kubelet,
        clients,
    ]
    return Parts(components, kubelet, world.request, clients, metrics)
