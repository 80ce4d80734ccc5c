"""`/metrics`: what the server has answered, in the text that Prometheus reads.

Only what was really counted: requests by verb, kind and code, streams that are open, and objects that are kept. Labels come
from kinds and verbs that the server knows, never from what a client wrote, so that the counters cannot grow without end.
Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/metrics. Next: `app.py`.
"""

from __future__ import annotations

from typing import Any

from .target import Target

__all__ = ["TYPE", "Counters"]

TYPE = "text/plain; version=0.0.4; charset=utf-8"
_VERBS = {"POST": "POST", "PUT": "PUT", "PATCH": "PATCH", "DELETE": "DELETE"}
_LABELS = ("code", "component", "group", "resource", "scope", "subresource", "verb", "version")


def verb_of(method: str, where: Target, watched: bool) -> str:
    """The verb as the metrics call it."""
    if method == "GET":
        return "WATCH" if watched else "GET" if where.name else "LIST"
    return "DELETECOLLECTION" if method == "DELETE" and not where.name else _VERBS.get(method, "other")


class Counters:
    """What one server has counted since it began."""

    def __init__(self) -> None:
        self._requests: dict[tuple[str, ...], int] = {}

    def count(self, method: str, where: Target, watched: bool, code: int) -> None:
        """A request for objects has been answered."""
        kind = where.kind
        part = where.subresource if where.subresource in kind.subresources else ""
        scope = "resource" if where.name else "namespace" if where.namespace else "cluster"
        verb = verb_of(method, where, watched)
        row = (str(code), "apiserver", kind.group, kind.plural, scope, part, verb, kind.version)
        self._requests[row] = self._requests.get(row, 0) + 1

    def text(self, cluster: Any, streams: int) -> str:
        """Everything, sorted. To be called in a turn on the cluster."""
        lines = [
            "# HELP apiserver_request_total Requests for objects by verb, resource and code.",
            "# TYPE apiserver_request_total counter",
        ]
        for row, number in sorted(self._requests.items()):
            labels = ",".join(f'{name}="{value}"' for name, value in zip(_LABELS, row, strict=True))
            lines.append(f"apiserver_request_total{{{labels}}} {number}")
        lines += [
            "# HELP apiserver_longrunning_requests Watches and followed logs that are open.",
            "# TYPE apiserver_longrunning_requests gauge",
            f'apiserver_longrunning_requests{{component="apiserver"}} {streams}',
            "# HELP apiserver_resource_objects Objects that are kept, by resource.",
            "# TYPE apiserver_resource_objects gauge",
        ]
        for kind in sorted(
            (kind for kind in cluster.registry if kind.stored), key=lambda kind: (kind.group, kind.plural)
        ):
            number = len(cluster.list(kind.key))
            lines.append(f'apiserver_resource_objects{{group="{kind.group}",resource="{kind.plural}"}} {number}')
        return "\n".join(lines) + "\n"
