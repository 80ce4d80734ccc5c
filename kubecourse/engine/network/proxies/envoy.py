"""The site as a static configuration of Envoy: a listener, virtual hosts with routes, a cluster for each Service port."""

from __future__ import annotations

from typing import Any

import yaml

from .model import Backend, Host, Route, Site

__all__ = ["render"]

_MANAGER = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
_ROUTER = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"


def render(site: Site, listen: int = 80) -> str:
    """The whole file, as YAML."""
    manager = {
        "@type": _MANAGER,
        "stat_prefix": "ingress",
        "route_config": {"name": "ingress", "virtual_hosts": [_host(host) for host in site.hosts]},
        "http_filters": [{"name": "envoy.filters.http.router", "typed_config": {"@type": _ROUTER}}],
    }
    chain = {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
    listener = {"name": "http", "address": _address("0.0.0.0", listen), "filter_chains": [chain]}
    found = {"static_resources": {"listeners": [listener], "clusters": [_cluster(b) for b in site.backends]}}
    return str(yaml.safe_dump(found, sort_keys=False, width=1000))


def _address(host: str, port: int) -> dict[str, Any]:
    return {"socket_address": {"address": host, "port_value": port}}


def _host(host: Host) -> dict[str, Any]:
    domains = [host.name, f"{host.name}:*"] if host.name else ["*"]
    routes = [_route(route) for route in host.routes]
    if not any(route.path == "/" and not route.exact for route in host.routes):
        routes.append({"match": {"prefix": "/"}, "direct_response": {"status": 404}})
    name = host.name.replace("*", "any").replace(".", "-") or "any"
    return {"name": name, "domains": domains, "routes": routes}


def _route(route: Route) -> dict[str, Any]:
    if route.exact:
        match: dict[str, Any] = {"path": route.path}
    elif route.path == "/":
        match = {"prefix": "/"}
    else:
        match = {"path_separated_prefix": route.path}
    if not route.backend.servers:
        return {"match": match, "direct_response": {"status": 503}}
    return {"match": match, "route": {"cluster": route.backend.name}}


def _cluster(backend: Backend) -> dict[str, Any]:
    ends = []
    for server in backend.servers:
        host, _, port = server.rpartition(":")
        ends.append({"endpoint": {"address": _address(host, int(port))}})
    assignment = {"cluster_name": backend.name, "endpoints": [{"lb_endpoints": ends}]}
    return {
        "name": backend.name, "type": "STATIC", "connect_timeout": "5s", "lb_policy": "ROUND_ROBIN", "load_assignment": assignment,
    }  # fmt: skip
