"""The site as virtual hosts of Apache httpd: mod_proxy with a balancer for each Service port."""

from __future__ import annotations

import re

from .model import Backend, Host, Route, Site

__all__ = ["MODULES", "render"]

#: what has to be loaded for this
MODULES = ("proxy", "proxy_http", "proxy_balancer", "lbmethod_byrequests", "slotmem_shm", "rewrite", "ssl", "alias")


def render(site: Site, listen: int = 80) -> str:
    """A file to be included; the modules of MODULES are loaded."""
    # the first virtual host answers for every name that no other has
    order = sorted(site.hosts, key=lambda host: (bool(host.name), host.name.startswith("*."), host.name))
    return "\n".join([f"Listen {listen}", "", *map(_balancer, site.backends), *(_host(host, listen) for host in order)])


def _balancer(backend: Backend) -> str:
    members = [f'    BalancerMember "http://{server}"' for server in backend.servers]
    return "\n".join([f'<Proxy "balancer://{backend.name}">', *members, "</Proxy>", ""])


def _host(host: Host, listen: int) -> str:
    lines = [f"<VirtualHost *:{listen}>"]
    if host.name.startswith("*."):
        lines += [f"    ServerName wildcard{host.name[1:]}", f"    ServerAlias {host.name}"]
    else:
        lines.append(f"    ServerName {host.name or 'default.invalid'}")
    lines += ["    ProxyPreserveHost On"]
    for route in host.routes:
        lines += _route(route)
    if not any(route.path == "/" and not route.exact for route in host.routes):
        lines.append('    RedirectMatch 404 "^/"')
    text = "\n".join([*lines, "</VirtualHost>", ""])
    if host.secret:
        secure = [
            f"    SSLEngine on\n    SSLCertificateFile ssl/{host.secret}.crt",
            f"    SSLCertificateKeyFile ssl/{host.secret}.key",
        ]
        text += "\n" + "\n".join(["<VirtualHost *:443>", *lines[1:], *secure, "</VirtualHost>", ""])
    return text


def _route(route: Route) -> list[str]:
    path = re.escape(route.path).replace("\\/", "/").replace("\\-", "-").replace('"', '\\"')
    pattern = f"^{path}$" if route.exact else "^/.*$" if route.path == "/" else f"^{path}(/.*)?$"
    if not route.backend.servers:
        return [f'    RedirectMatch 503 "{pattern}"']
    return [f'    ProxyPassMatch "{pattern}" "balancer://{route.backend.name}"']
