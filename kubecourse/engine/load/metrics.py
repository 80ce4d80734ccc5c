"""The metrics API: what pods use, for `kubectl top` and the HorizontalPodAutoscaler.

Promises: there is one only while a metrics-server has a ready pod: a Deployment `metrics-server` in kube-system; the
managed platforms bring it, on bare metal somebody must install it. `metrics(namespace, pod)` answers container ->
resource -> thousandths, measured over the last whole window of 15 s, or None while nothing is known. It reads, and writes
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .usage import measured

__all__ = ["Metrics"]


class Metrics:
    """Measures pods. `load()`, `kubelet()` give api handles; `memory(record)` container -> bytes of a kubelet's record."""

    def __init__(
        self, load: Callable[[], Any], kubelet: Callable[[], Any], memory: Callable[[dict[str, Any]], dict[str, int]]
    ) -> None:
        self._load, self._kubelet, self._memory = load, kubelet, memory

    def served(self) -> bool:
        """Is there a metrics API?"""
        found = self._load().find("Deployment", "metrics-server", "kube-system")
        return found is not None and bool((found.get("status") or {}).get("readyReplicas"))

    def __call__(self, namespace: str, pod: str) -> dict[str, dict[str, int]] | None:
        """What the containers of a pod use."""
        api = self._load()
        found = api.find("Pod", pod, namespace)
        if found is None:
            return None
        kubelet = self._kubelet().memory
        if f"down/{found['spec'].get('nodeName', '')}" in kubelet:
            return None  # its kubelet is silent: nobody can be asked
        record = kubelet.get(f"pod/{namespace}/{pod}")
        memory = self._memory(record) if record else {}
        return measured(found, api.memory.get(f"pod/{namespace}/{pod}"), memory, api.now)
