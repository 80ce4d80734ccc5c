"""What a pod asks of a node: requests, host ports, priority.

A pure function of the pod's spec, kept for pods that share their containers (those of one template).
Rules of `component-helpers/resource/helpers.go` and `pkg/scheduler/util/pod_resources.go`: sidecars add
to all that starts after them, an init container counts if it asks for more than the rest, pod-level
requests replace the sum, and for scoring a container without requests counts as 100m and 200Mi.
Next: `snapshot.py`, which adds them up per node.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..core import quantity
from ..core.work import Object

__all__ = ["Needs", "needs", "priority"]

DEFAULT_CPU, DEFAULT_MEMORY = 100, 200 * 1024 * 1024


class Needs(NamedTuple):
    """Requests: cpu in thousandths, bytes, and the amounts that scoring counts (`nz_…`)."""

    cpu: int
    memory: int
    ephemeral: int
    #: extended resources and hugepages, sorted by name
    scalars: tuple[tuple[str, int], ...]
    nz_cpu: int
    nz_memory: int
    #: (hostIP, protocol, hostPort)
    ports: tuple[tuple[str, str, int], ...]


_Amounts = dict[str, int]
_cache: dict[int, tuple[Any, Any, Any, Any, Needs]] = {}


def priority(pod: Object) -> int:
    """The priority that admission wrote, or 0."""
    return int(pod["spec"].get("priority") or 0)


def needs(pod: Object) -> Needs:
    """The requests of a pod; pods that share their list of containers share the answer."""
    spec = pod["spec"]
    containers, init = spec["containers"], spec.get("initContainers")
    overhead, level = spec.get("overhead"), spec.get("resources")
    entry = _cache.get(id(containers))
    if entry is not None and entry[0] is containers and entry[1] is init and entry[2] is overhead and entry[3] is level:
        return entry[4]
    found = _compute(spec)
    if len(_cache) > 20_000:
        _cache.clear()
    _cache[id(containers)] = (containers, init, overhead, level, found)
    return found


def _compute(spec: Object) -> Needs:
    plain = _sum(spec, 0, 0)
    scored = _sum(spec, DEFAULT_CPU, DEFAULT_MEMORY)
    scalars = [(name, amount) for name, amount in sorted(plain.items()) if name not in _NATIVE and amount]
    return Needs(
        plain.get("cpu", 0),
        plain.get("memory", 0),
        plain.get("ephemeral-storage", 0),
        tuple(scalars),
        scored.get("cpu", 0),
        scored.get("memory", 0),
        _ports(spec),
    )


_NATIVE = ("cpu", "memory", "ephemeral-storage")


def _sum(spec: Object, cpu: int, memory: int) -> _Amounts:
    total: _Amounts = {}
    for container in spec["containers"]:
        _add(total, _asked(container, cpu, memory))
    sidecars: _Amounts = {}
    peak: _Amounts = {}
    for container in spec.get("initContainers") or ():
        amounts = _asked(container, cpu, memory)
        if container.get("restartPolicy") == "Always":
            _add(total, amounts)
            _add(sidecars, amounts)
            amounts = dict(sidecars)
        else:
            _add(amounts, sidecars)
        for name, amount in amounts.items():
            peak[name] = max(peak.get(name, 0), amount)
    for name, amount in peak.items():
        total[name] = max(total.get(name, 0), amount)
    for name, text in ((spec.get("resources") or {}).get("requests") or {}).items():
        total[name] = _amount(name, text)
    for name, text in (spec.get("overhead") or {}).items():
        total[name] = total.get(name, 0) + _amount(name, text)
    return total


def _asked(container: Object, cpu: int, memory: int) -> _Amounts:
    requests = (container.get("resources") or {}).get("requests") or {}
    amounts = {name: _amount(name, text) for name, text in requests.items()}
    if cpu:
        amounts.setdefault("cpu", cpu)
        amounts.setdefault("memory", memory)
    return amounts


def _amount(name: str, text: Any) -> int:
    return quantity.milli(text) if name == "cpu" else quantity.value(text)


def _add(total: _Amounts, amounts: _Amounts) -> None:
    for name, amount in amounts.items():
        total[name] = total.get(name, 0) + amount


def _ports(spec: Object) -> tuple[tuple[str, str, int], ...]:
    found = []
    sidecars = [c for c in spec.get("initContainers") or () if c.get("restartPolicy") == "Always"]
    for container in (*spec["containers"], *sidecars):
        for port in container.get("ports") or ():
            if port.get("hostPort"):
                found.append((port.get("hostIP") or "0.0.0.0", port.get("protocol") or "TCP", int(port["hostPort"])))
    return tuple(found)
