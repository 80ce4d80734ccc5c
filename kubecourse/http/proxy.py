"""The `proxy` part of a pod or a service: a request that the API server passes on to the program behind it.

`/api/v1/namespaces/NS/pods/[SCHEME:]NAME[:PORT]/proxy/PATH`, the same for services, where PORT may be a name. The request
goes through the simulated network from the first control plane node; the page is what the simulated program answers, so
only its path and query matter. Left out: nodes, bodies, headers. Upstream: pkg/registry/core/{pod,service}/rest. Next:
`podlogs.py`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from ..engine.api.errors import ApiError, bad_request
from ..engine.core.work import Object
from .answer import Answer
from .rest import Request
from .target import lost

__all__ = ["PROXIED", "proxied"]

PROXIED = ("Pod", "Service")
_VERBS = {"GET": "get", "HEAD": "get", "POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}


def proxied(cluster: Any, request: Request) -> Answer:
    """What the program answers. Raises ApiError: NotFound, or 503 where nobody does."""
    kind, space, asked, _, rest = request.target[:5]
    name, port = _split(asked, kind.key)
    demand = getattr(request.door, "demand", None)
    if demand is not None:
        demand(_VERBS.get(request.method, "get"), kind.key, space, name, "proxy")
    found = cluster.api.get(kind.key, name, space)
    where = _pod(found, port) if kind.key == "Pod" else _service(cluster, found, port)
    query = f"?{urlencode(request.query)}" if request.query else ""
    journey = cluster.request(f"http://{where}/{rest}{query}", source=_sender(cluster))
    if not journey.code:
        raise _unreachable(f"error trying to reach service: dial tcp {where}: {_why(journey.failure)}")
    kinds = (
        "text/html"
        if journey.body.lstrip()[:1] == "<"
        else "application/json"
        if journey.body[:1] in ("{", "[")
        else "text/plain"
    )
    return Answer(journey.code, journey.body.encode(), f"{kinds}; charset=utf-8")


def _split(text: str, kind: str) -> tuple[str, str]:
    """`[http:]name[:port]`: (name, port)."""
    parts = text.split(":")
    if len(parts) == 3 and parts[0] in ("http", "https", ""):
        parts = parts[1:]
    if len(parts) > 2:
        raise bad_request(f'invalid {kind.lower()} request "{text}"')
    return parts[0], parts[1] if len(parts) == 2 else ""


def _pod(pod: Object, port: str) -> str:
    ports = [one for container in pod["spec"]["containers"] for one in container.get("ports") or ()]
    number = port or str(ports[0]["containerPort"] if ports else 80)
    if not number.isdigit():
        raise lost()
    address = (pod.get("status") or {}).get("podIP")
    if not address:
        raise _unreachable("address not allowed")
    return f"{address}:{number}"


def _service(cluster: Any, service: Object, port: str) -> str:
    meta, ports = service["metadata"], service["spec"].get("ports") or []
    wanted = [one for one in ports if port in (one.get("name", ""), str(one["port"])) or (not port and len(ports) == 1)]
    if not wanted:
        raise _unreachable(f'no service port "{port}" found for service "{meta["name"]}"')
    slices = cluster.api.list("EndpointSlice", meta["namespace"], {"kubernetes.io/service-name": meta["name"]})
    for one in slices:
        number = next(
            (p["port"] for p in one.get("ports") or () if p.get("name", "") == wanted[0].get("name", "")), None
        )
        for endpoint in one.get("endpoints") or ():
            if number is not None and (endpoint.get("conditions") or {}).get("ready", True):
                return f"{endpoint['addresses'][0]}:{number}"
    raise _unreachable(f'no endpoints available for service "{meta["name"]}"')


def _sender(cluster: Any) -> str:
    """The machine on which the API server runs."""
    label = "node-role.kubernetes.io/control-plane"
    nodes = cluster.api.list("Node")
    masters = [node for node in nodes if label in (node["metadata"].get("labels") or {})]
    return str((masters or nodes)[0]["metadata"]["name"])


def _why(failure: str | None) -> str:
    return "i/o timeout" if failure in ("timeout", "node-down") else "connect: connection refused"


def _unreachable(why: str) -> ApiError:
    return ApiError("ServiceUnavailable", why)
