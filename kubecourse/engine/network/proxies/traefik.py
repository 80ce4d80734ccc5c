"""The site as Traefik's dynamic configuration: routers with rules and priorities, services with their servers."""

from __future__ import annotations

import yaml

from .model import Host, Route, Site

__all__ = ["render"]


def render(site: Site, listen: int = 80) -> str:
    """YAML of the file provider; the port is that of the entry point `web` in the static configuration."""
    routers: dict[str, object] = {}
    for rank, host in enumerate(reversed(site.hosts)):
        for place, route in enumerate(reversed(host.routes), 1):
            name = f"{host.name.replace('*', 'any').replace('.', '-') or 'any'}-{place}"
            router: dict[str, object] = {
                "entryPoints": ["websecure" if host.secret else "web"],
                "rule": _rule(host, route),
                "service": route.backend.name,
                # a host with a name is asked before a wildcard, a longer path before a shorter one
                "priority": (rank + 1) * 10_000 + place,
            }
            routers[name] = {**router, "tls": {}} if host.secret else router
    services = {
        backend.name: {"loadBalancer": {"servers": [{"url": f"http://{server}"} for server in backend.servers]}}
        for backend in site.backends
    }
    found: dict[str, object] = {"http": {"routers": routers, "services": services}}
    secrets = sorted({host.secret for host in site.hosts if host.secret})
    if secrets:
        files = [{"certFile": f"ssl/{name}.crt", "keyFile": f"ssl/{name}.key"} for name in secrets]
        found["tls"] = {"certificates": files}
    return str(yaml.safe_dump(found, sort_keys=False, width=1000))


def _rule(host: Host, route: Route) -> str:
    if host.name.startswith("*."):
        tail = host.name[2:].replace(".", "\\.")
        name = f"HostRegexp(`^[^.]+\\.{tail}$`) && "
    else:
        name = f"Host(`{host.name}`) && " if host.name else ""
    if route.exact:
        return f"{name}Path(`{route.path}`)"
    if route.path == "/":
        return f"{name}PathPrefix(`/`)"
    return f"{name}(Path(`{route.path}`) || PathPrefix(`{route.path}/`))"
