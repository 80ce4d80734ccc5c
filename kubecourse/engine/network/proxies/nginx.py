"""The site as an nginx.conf: one server a host, `location =` for what is exact, 503 where nobody is ready."""

from __future__ import annotations

from .model import Backend, Host, Route, Site, covers

__all__ = ["render"]


def render(site: Site, listen: int = 80) -> str:
    """The whole file; relative paths are those of nginx's prefix."""
    upstreams = [_upstream(backend) for backend in site.backends if backend.servers]
    # the server that is asked when no name fits has to come first in nginx's eyes: default_server says so
    servers = [_server(host, listen) for host in site.hosts]
    body = "\n".join([*upstreams, *servers])
    inner = "".join(f"    {line}\n" if line else "\n" for line in body.splitlines())
    return f"worker_processes 1;\n\nevents {{\n    worker_connections 1024;\n}}\n\nhttp {{\n{inner}}}\n"


def _upstream(backend: Backend) -> str:
    lines = [f"upstream {backend.name} {{", *(f"    server {server};" for server in backend.servers), "}", ""]
    return "\n".join(lines)


def _server(host: Host, listen: int) -> str:
    name = host.name or "_"
    default = " default_server" if not host.name else ""
    lines = ["server {", f"    listen {listen}{default};", f"    server_name {_name(name)};"]
    if host.secret:
        lines += [
            "    listen 443 ssl;",
            f"    ssl_certificate     ssl/{host.secret}.crt;",
            f"    ssl_certificate_key ssl/{host.secret}.key;",
        ]
    taken = {route.path for route in host.routes if route.exact}
    for route in host.routes:
        lines += _locations(route, taken)
    lines += _without_slash(host)
    if not any(route.path == "/" and not route.exact for route in host.routes):
        lines += ["    location / {", "        return 404;", "    }"]
    return "\n".join([*lines, "}", ""])


def _name(name: str) -> str:
    # one label only: nginx's own *.example.com would take more than one
    return f'"~^[^.]+\\.{name[2:].replace(".", chr(92) + ".")}$"' if name.startswith("*.") else name


def _without_slash(host: Host) -> list[str]:
    """nginx sends `/a` to `/a/` by itself where only that is known: say what becomes of `/a`."""
    lines = []
    paths = {route.path for route in host.routes}
    for route in host.routes:
        bare = route.path.rstrip("/")
        if route.exact and bare and bare != route.path and bare not in paths:
            # the first in the list is the most telling one
            taker = next((r for r in host.routes if covers(r, Route(bare, True, r.backend))), None)
            lines += _location(f"= {_quoted(bare)}", _answer(taker.backend) if taker else ["return 404;"])
    return lines


def _locations(route: Route, taken: set[str]) -> list[str]:
    answer = _answer(route.backend)
    if route.exact:
        return _location(f"= {_quoted(route.path)}", answer)
    if route.path == "/":
        return _location("/", answer)
    lines = [] if route.path in taken else _location(f"= {_quoted(route.path)}", answer)
    return [*lines, *_location(_quoted(route.path + "/"), answer)]


def _quoted(path: str) -> str:
    plain = all(letter.isalnum() or letter in "/-._~" for letter in path)
    return path if plain else '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _location(match: str, answer: list[str]) -> list[str]:
    return [f"    location {match} {{", *(f"        {line}" for line in answer), "    }"]


def _answer(backend: Backend) -> list[str]:
    if not backend.servers:
        return ["return 503;"]
    return [
        f"proxy_pass http://{backend.name};",
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Real-IP $remote_addr;",
    ]
