"""What a pod answers on a port: pages of web servers, an open port of anything else.

Used by probes, by the world's `connect`, and by whoever sends a request over the simulated network.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import agnhost, galera, sqlclients
from .dbcommands import GALERA

if TYPE_CHECKING:
    from .worker import Worker

__all__ = ["answer", "listens"]

#: where the web servers of the catalogue keep their pages
_ROOTS = {"nginx": "/usr/share/nginx/html", "nginx-unprivileged": "/usr/share/nginx/html", "httpd": "/usr/local/apache2/htdocs",
          "nginx-slim": "/usr/share/nginx/html"}  # fmt: skip
#: ports behind which nobody speaks HTTP
_NOT_HTTP = (3306, 4567, 5432, 6379, 11211, 27017, 5672, 2379, 53)


def listens(record: dict[str, Any], port: int, now: int) -> str | None:
    """The container that has the port open."""
    for name, state in record["cs"].items():
        if state["state"] == "running" and port in state["ports"] and now >= state["open"]:
            return str(name)
    return None


def answer(w: Worker, port: int, path: str) -> tuple[int, str] | str:
    """(status, body), (0, "") for a port without HTTP, or "connection refused"."""
    name = listens(w.r, port, w.now)
    if name is None:
        return "connection refused"
    if port == 3306 and path.startswith(sqlclients.PATH):
        return 0, galera.served(w, name, sqlclients.decoded(path))
    if port == GALERA and path.startswith(sqlclients.PATH):
        return 0, galera.heard(w, name, sqlclients.decoded(path))
    if port in _NOT_HTTP:
        return 0, ""
    folder = w.r["cs"][name]["ports"][port]
    image = w.r["cs"][name]["image"].rpartition(":")[0]
    product = image.rpartition("/")[2]
    root = folder or _ROOTS.get(product, "")
    file = path.partition("?")[0] or "/"
    argv = w.r["cs"][name].get("argv") or ()
    if product == "agnhost" and len(argv) > 1:
        state = w.r["cs"][name]
        return agnhost.page(list(argv), w.host(name), w.environment(name), port, path, w.now - state["open"])
    if product == "hello-app":
        return (
            200,
            f"Hello, world!\nVersion: {w.r['cs'][name]['image'].rpartition(':')[2]}.0\nHostname: {w.host(name).hostname}\n",
        )
    if product == "http-echo":
        text = " ".join(w.r["cs"][name].get("argv") or ())
        match = re.search(r"-?-text[= ](.*)", text)
        return 200, f"{match.group(1) if match else 'hello-world'}\n"
    if not root:
        title = "wordpress" if product == "wordpress" else product
        return 200, f"<html><body><h1>{title}</h1><p>{w.host(name).hostname}</p></body></html>\n"
    host = w.host(name)
    wanted = f"{root}{file}".rstrip("/") if file != "/" else root
    if host.listdir(wanted) is not None:
        wanted = f"{wanted}/index.html"
    body = host.read(wanted)
    if body is not None:
        return 200, body
    if wanted.endswith("/index.html") and host.listdir(wanted.rpartition("/")[0]) is not None and product != "busybox":
        return 403, "<html><head><title>403 Forbidden</title></head></html>\n"
    return 404, "<html><head><title>404 Not Found</title></head></html>\n"
