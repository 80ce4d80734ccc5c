"""Which backend a request gets: the most telling hostname, then path, method, headers, query; the oldest route of equals.

Pure functions but for the lot among weighted backends. Next: `controller.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from re import error, fullmatch
from typing import Any, NamedTuple

from ...core.work import Object
from .attach import backend_problem, both, listed, parents

__all__ = ["CONTROLLERS", "Decision", "classes_of", "decide"]

#: controller of an IngressClass -> the one that the same pods are for a GatewayClass
CONTROLLERS = {
    "traefik.io/ingress-controller": "traefik.io/gateway-controller",
    "nginx.org/ingress-controller": "gateway.nginx.org/nginx-gateway-controller",
    "haproxy.org/ingress-controller": "haproxy.org/gateway-controller",
    "projectcontour.io/ingress-controller": "projectcontour.io/gateway-controller",
}


class Decision(NamedTuple):
    """`service` "" with a `code`: the proxy answers itself (a redirect, or 500 for a backend that leads nowhere)."""

    gateway: Object
    route: Object
    host: str
    path: str
    namespace: str
    service: str
    port: int
    code: int = 0


def classes_of(api: Any, controller: str) -> set[str]:
    """The GatewayClasses that an ingress controller is for."""
    wanted = CONTROLLERS.get(controller)
    return {
        c["metadata"]["name"]
        for c in listed(api, "GatewayClass")
        if wanted and c["spec"].get("controllerName") == wanted
    }


def decide(
    api: Any, controller: str, host: str, path: str, headers: Mapping[str, str], scheme: str = "http"
) -> Decision | None:
    """What a proxy does with a request by its Gateways; None: it has nothing for it, a 404."""
    classes = classes_of(api, controller)
    best: tuple[Any, Object, Object, str, str, Object] | None = None
    for age, route in enumerate(listed(api, "HTTPRoute") if classes else ()):
        for gateway, common in _hosts(api, route, classes, host, scheme):
            for place, rule in enumerate(route["spec"].get("rules") or ({},)):
                matches: tuple[Object, ...] = tuple(rule.get("matches") or ()) or ({},)
                for match in matches:
                    rank = _rank(match, path, headers)
                    if rank is None:
                        continue
                    whole = (_telling(common), *rank, -age, -place)
                    if best is None or whole > best[0]:
                        best = (whole, gateway, route, common, (match.get("path") or {}).get("value") or "/", rule)
    return _chosen(api, *best[1:]) if best else None


def _hosts(api: Any, route: Object, classes: set[str], host: str, scheme: str) -> Iterator[tuple[Object, str]]:
    """The Gateways of these classes by which a route takes the host, with the pattern that fits."""
    for found in parents(api, route):
        gateway = found.gateway
        if gateway is None or gateway["spec"].get("gatewayClassName") not in classes:
            continue
        for row in found.listeners:
            if (row.get("protocol") == "HTTPS") != (scheme == "https"):
                continue
            for own in route["spec"].get("hostnames") or [""]:
                common = both(row.get("hostname") or "", own)
                if common is not None and both(common, host) == host:
                    yield gateway, common


def _telling(pattern: str) -> tuple[int, int]:
    return (0, 0) if not pattern else (1, len(pattern)) if pattern.startswith("*.") else (2, len(pattern))


def _rank(match: Object, path: str, headers: Mapping[str, str]) -> tuple[int, int, int, int] | None:
    """How telling a match is (exact path, length, method, headers); None: it does not fit."""
    path, _, query = path.partition("?")
    wanted = match.get("path") or {}
    kind, value = wanted.get("type") or "PathPrefix", wanted.get("value") or "/"
    if not _path(kind, value, path) or match.get("method") not in (None, "GET"):
        return None
    known = {name.lower(): text for name, text in headers.items()}
    asked = match.get("headers") or ()
    if not all(_fits(row, known.get(row["name"].lower())) for row in asked):
        return None
    given = dict(part.partition("=")[::2] for part in query.split("&") if part)
    params = match.get("queryParams") or ()
    if not all(_fits(row, given.get(row["name"])) for row in params):
        return None
    return int(kind == "Exact"), len(value.rstrip("/")), int("method" in match), len(asked) * 100 + len(params)


def _path(kind: str, value: str, path: str) -> bool:
    if kind == "Exact":
        return path == value
    if kind == "RegularExpression":
        try:
            return fullmatch(value, path) is not None
        except error:
            return False
    above = value.rstrip("/")
    return not above or path == above or path.startswith(f"{above}/")


def _fits(row: Object, have: str | None) -> bool:
    if have is None:
        return False
    if row.get("type") == "RegularExpression":
        try:
            return fullmatch(row["value"], have) is not None
        except error:
            return False
    return bool(have == row["value"])


def _chosen(api: Any, gateway: Object, route: Object, host: str, path: str, rule: Object) -> Decision:
    own = route["metadata"]["namespace"]
    plain = Decision(gateway, route, host, path, own, "", 0)
    for row in rule.get("filters") or ():
        if row.get("type") == "RequestRedirect":
            return plain._replace(code=int((row.get("requestRedirect") or {}).get("statusCode") or 302))
    refs = [ref for ref in rule.get("backendRefs") or () if int(ref.get("weight", 1)) > 0]
    whole = sum(int(ref.get("weight", 1)) for ref in refs)
    if not whole:
        return plain._replace(code=500)
    lot = api.chance.below(whole, f"gateway/{route['metadata']['uid']}") if len(refs) > 1 else 0
    for ref in refs:
        lot -= int(ref.get("weight", 1))
        if lot < 0:
            if backend_problem(api, route, ref) is not None:
                return plain._replace(service=ref.get("name", ""), code=500)
            return plain._replace(namespace=ref.get("namespace") or own, service=ref["name"], port=int(ref["port"]))
    return plain._replace(code=500)
