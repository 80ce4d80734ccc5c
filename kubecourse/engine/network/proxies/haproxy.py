"""The site as a haproxy.cfg: one front end whose rules are asked in order, one back end a Service port."""

from __future__ import annotations

import re

from .model import Backend, Host, Route, Site

__all__ = ["render"]

_HEAD = """global
    maxconn 4096

defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s

"""


def render(site: Site, listen: int = 80) -> str:
    """The whole file."""
    lines = ["frontend http", f"    bind *:{listen}"]
    secrets = sorted({host.secret for host in site.hosts if host.secret})
    if secrets:
        lines.append("    bind *:443 ssl " + " ".join(f"crt ssl/{secret}.pem" for secret in secrets))
    for host in site.hosts:
        for route in host.routes:
            lines.append(f"    use_backend {route.backend.name}{_when(_host(host), _path(route))}")
        if host.name:
            # whom the name fits and no path: nobody else is asked
            lines.append(f"    use_backend nobody{_when(_host(host))}")
    lines += ["    default_backend nobody", ""]
    return _HEAD + "\n".join([*lines, *map(_backend, site.backends), _NOBODY])


_NOBODY = """backend nobody
    http-request return status 404 content-type text/plain string "default backend - 404\\n"
"""


def _when(*conditions: str) -> str:
    asked = " ".join(condition for condition in conditions if condition)
    return f" if {asked}" if asked else ""


def _host(host: Host) -> str:
    if not host.name:
        return ""
    if host.name.startswith("*."):
        return "{ req.hdr(host),field(1,:) -m reg -i ^[^.]+" + _pattern(host.name[1:]) + "$ }"
    return f"{{ req.hdr(host),field(1,:) -i {host.name} }}"


def _path(route: Route) -> str:
    if route.exact:
        return f"{{ path -m str {_quoted(route.path)} }}"
    if route.path == "/":
        return ""
    return f"{{ path -m reg ^{_pattern(route.path)}(/.*)?$ }}"


def _pattern(path: str) -> str:
    return re.escape(path).replace("\\ ", "\\x20").replace("\\/", "/").replace("\\-", "-").replace("\\~", "~")


def _quoted(path: str) -> str:
    return path.replace("\\", "\\\\").replace(" ", "\\ ").replace("#", "\\#")


def _backend(backend: Backend) -> str:
    servers = [f"    server s{number} {server}" for number, server in enumerate(backend.servers, 1)]
    return "\n".join([f"backend {backend.name}", "    balance roundrobin", *servers, ""])
