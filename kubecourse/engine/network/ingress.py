"""Ingress rules as a reverse proxy applies them: which service gets a request for a host and a path.

A host is equal, or a wildcard for one label; of the paths that match the longest wins, and Exact wins over Prefix.
Pure functions. Upstream: the Ingress API's own rules for pathType. Next: `journey.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..core.work import Object

__all__ = ["Route", "class_controller", "controller_of", "route"]

#: what an image is called -> the `controller` that it is for an IngressClass
_CONTROLLERS = (
    ("ingress-nginx", "k8s.io/ingress-nginx"),
    ("nginx-ingress", "nginx.org/ingress-controller"),
    ("traefik", "traefik.io/ingress-controller"),
    ("haproxy-ingress", "haproxy.org/ingress-controller"),
    ("kubernetes-ingress", "haproxy.org/ingress-controller"),
    ("haproxy-router", "openshift.io/ingress-to-route"),
    ("envoy", "projectcontour.io/ingress-controller"),
    ("apache-ingress", "httpd.apache.org/ingress-controller"),
)


class Route(NamedTuple):
    """The rule that decided: its Ingress, host and path, and the service and port it names."""

    ingress: Object
    host: str
    path: str
    service: str
    port: int | str


def controller_of(pod: Object) -> str | None:
    """The controller name if the pod is an ingress controller, by the image it runs."""
    for container in pod["spec"]["containers"]:
        for word, controller in _CONTROLLERS:
            if word in container.get("image", ""):
                return controller
    return None


def class_controller(api: Any, ingress: Object) -> str | None:
    """Which controller an Ingress is for: through its class, or None without one."""
    name = ingress["spec"].get("ingressClassName") or (ingress["metadata"].get("annotations") or {}).get(
        "kubernetes.io/ingress.class"
    )
    row = api.find("IngressClass", name) if name else None
    return row["spec"].get("controller") if row else None


def route(api: Any, controller: str, host: str, path: str) -> Route | None:
    """The rule that this controller applies to a request; None: it answers 404 itself."""
    mine = [i for i in api.list("Ingress") if class_controller(api, i) == controller]
    # of two that say the same the older one counts
    mine.sort(key=lambda i: str(i["metadata"]["creationTimestamp"]))
    best: tuple[Any, Route] | None = None
    for ingress in mine:
        for rank, found in _rules(ingress, host, path):
            if best is None or rank > best[0]:
                best = (rank, found)
    if best:
        return best[1]
    for ingress in mine:
        backend = ingress["spec"].get("defaultBackend")
        if backend and "service" in backend:
            return _route(ingress, "", "", backend)
    return None


def _rules(ingress: Object, host: str, path: str) -> Iterable[tuple[tuple[int, int, int], Route]]:
    for rule in ingress["spec"].get("rules") or ():
        quality = _host_quality(rule.get("host", ""), host)
        if quality < 0:
            continue
        for entry in (rule.get("http") or {}).get("paths") or ():
            wanted = entry.get("path") or "/"
            if _path_matches(wanted, entry.get("pathType", "Prefix"), path) and "service" in entry["backend"]:
                rank = (quality, len(wanted.rstrip("/")), int(entry.get("pathType") == "Exact"))
                yield rank, _route(ingress, rule.get("host", ""), wanted, entry["backend"])


def _host_quality(rule: str, host: str) -> int:
    """2 for the same name, 1 for a wildcard that covers it, 0 for a rule without host, -1 for no."""
    if not rule:
        return 0
    if rule == host:
        return 2
    return 1 if rule.startswith("*.") and host.partition(".")[2] == rule[2:] and host.partition(".")[0] else -1


def _path_matches(wanted: str, kind: str, path: str) -> bool:
    if kind == "Exact":
        return path == wanted
    pieces, have = [p for p in wanted.split("/") if p], [p for p in path.split("/") if p]
    return have[: len(pieces)] == pieces


def _route(ingress: Object, host: str, path: str, backend: Object) -> Route:
    port = backend["service"]["port"]
    return Route(ingress, host, path, backend["service"]["name"], port.get("number") or port.get("name"))
