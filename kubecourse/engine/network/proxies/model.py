"""What all reverse proxies have to do for the Ingresses of a class, before any of their languages.

A host has its own routes; what none of them matches falls to the wildcard that covers the host, then to rules without a
host, then to the default backend, then to a 404. `Host.routes` holds all of that in one list, most telling route first,
less telling ones that can never be reached left out: a proxy that knows no such fall-back needs only this list.
Next: `nginx.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ...core.work import Object
from ..ingress import class_controller
from ..lookups import port_row, ready_endpoints

__all__ = ["Backend", "Host", "Route", "Site", "covers", "merged", "site"]


class Backend(NamedTuple):
    """A Service's port and who stands behind it now."""

    name: str
    servers: tuple[str, ...]


class Route(NamedTuple):
    """A path and where it leads. `exact`: nothing below it."""

    path: str
    exact: bool
    backend: Backend


class Host(NamedTuple):
    """`name` "" is every other host; `secret` is the certificate's Secret, "" without TLS."""

    name: str
    routes: tuple[Route, ...]
    secret: str


class Site(NamedTuple):
    """All hosts, those with a name first, wildcards after them, "" last."""

    hosts: tuple[Host, ...]
    backends: tuple[Backend, ...]


def site(api: Any, controller: str) -> Site:
    """The site that a controller serves: its Ingresses, the oldest first."""
    mine = [i for i in api.list("Ingress") if class_controller(api, i) == controller]
    mine.sort(key=lambda i: (i["metadata"]["creationTimestamp"], i["metadata"]["namespace"], i["metadata"]["name"]))
    own: dict[str, dict[tuple[str, bool], Route]] = {}
    secrets: dict[str, str] = {}
    default: Backend | None = None
    for ingress in mine:
        space, spec = ingress["metadata"]["namespace"], ingress["spec"]
        for row in spec.get("tls") or ():
            if row.get("secretName") and api.find("Secret", row["secretName"], space):
                secrets.update(dict.fromkeys(row.get("hosts") or (), f"{space}-{row['secretName']}"))
        for rule in spec.get("rules") or ():
            for entry in (rule.get("http") or {}).get("paths") or ():
                backend = _backend(api, space, entry["backend"])
                if backend is not None:
                    exact, path = entry.get("pathType") == "Exact", entry.get("path") or "/"
                    route = Route(path if exact else path.rstrip("/") or "/", exact, backend)
                    own.setdefault(rule.get("host") or "", {}).setdefault((route.path, exact), route)
        if default is None and spec.get("defaultBackend"):
            default = _backend(api, space, spec["defaultBackend"])
    if default is not None:
        own.setdefault("", {}).setdefault(("/", False), Route("/", False, default))
    return merged({host: list(routes.values()) for host, routes in own.items()}, secrets)


def _backend(api: Any, space: str, row: Object) -> Backend | None:
    if "service" not in row:
        return None
    port = row["service"].get("port") or {}
    wanted = port.get("number") or port.get("name")
    service = api.find("Service", row["service"]["name"], space)
    found = port_row(service, wanted) if service and wanted else None
    servers = ready_endpoints(api, service, found) if service and found else []
    return Backend(
        f"{space}-{row['service']['name']}-{wanted}", tuple(f"{address}:{number}" for address, number in servers)
    )


def merged(own: dict[str, list[Route]], secrets: dict[str, str] | None = None) -> Site:
    """A site of what each host has of its own."""
    names = sorted({*own, ""}, key=lambda name: (not name, name.startswith("*."), name))
    hosts = []
    for name in names:
        routes = sorted(own.get(name, ()), key=_rank)
        for fallback in (f"*.{name.partition('.')[2]}" if name and not name.startswith("*.") else "", ""):
            for route in sorted(own.get(fallback, ()), key=_rank) if fallback != name else ():
                if not any(covers(known, route) for known in routes):
                    routes.append(route)
        hosts.append(Host(name, tuple(sorted(routes, key=_rank)), (secrets or {}).get(name, "")))
    backends = {route.backend.name: route.backend for host in hosts for route in host.routes}
    return Site(tuple(hosts), tuple(backends[name] for name in sorted(backends)))


def _rank(route: Route) -> tuple[int, int, str]:
    return -len(route.path.rstrip("/")), -int(route.exact), route.path


def covers(known: Route, route: Route) -> bool:
    """Does `known` take every request that `route` could take?"""
    if known.exact:
        return route.exact and known.path == route.path
    above, path = known.path.rstrip("/"), route.path.rstrip("/")
    return path == above or path.startswith(f"{above}/")
