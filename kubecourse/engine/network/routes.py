"""OpenShift's Routes: a host and a path to a Service, admitted and applied by the platform's own router.

A Route without a host gets one below the domain of the applications. Of two with the same host and path the older counts; a host
belongs to the namespace that had it first. With TLS a plain request is sent on, let in or refused, as the Route says.
Upstream: openshift/router pkg/router/controller. Next: `external.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..api.errors import ApiError
from ..core.clock import stamp
from ..core.work import Object, Wake, Watch
from .front import proxies

__all__ = ["DOMAIN", "ROUTER_NAME", "RouteTo", "Routers", "decide", "manifests", "routes"]

#: the controller that the router is for an IngressClass
ROUTER_NAME = "openshift.io/ingress-to-route"
DOMAIN = "apps.miempresa.com"
_CANONICAL = f"router-default.{DOMAIN}"


class RouteTo(NamedTuple):
    """`code` 302: the router sends a plain request to https itself; 503: nobody listens there."""

    route: Object
    service: str
    port: int | str | None
    code: int = 0


def routes(api: Any) -> list[Object]:
    """All Routes, the oldest first; none where the kind is not there."""
    try:
        found: list[Object] = api.list("Route")
    except ApiError:
        return []
    return sorted(
        found, key=lambda r: (r["metadata"]["creationTimestamp"], r["metadata"]["namespace"], r["metadata"]["name"])
    )


def _slot(route: Object) -> tuple[str, str]:
    return route["spec"].get("host") or "", (route["spec"].get("path") or "/").rstrip("/")


def _claimed(route: Object, every: list[Object]) -> Object | None:
    """The older Route that has its host already: with the same path, or in another namespace."""
    for other in every:
        if other["metadata"]["uid"] == route["metadata"]["uid"]:
            return None
        same_space = other["metadata"]["namespace"] == route["metadata"]["namespace"]
        if _slot(other) == _slot(route) or (not same_space and _slot(other)[0] == _slot(route)[0]):
            return other
    return None


def decide(api: Any, host: str, path: str, scheme: str) -> RouteTo | None:
    """What the router does with a request; None: it knows no such host."""
    every = routes(api)
    fits = [r for r in every if _slot(r)[0] == host and _below(path, _slot(r)[1]) and _claimed(r, every) is None]
    if not fits:
        return None
    route = max(fits, key=lambda r: len(_slot(r)[1]))
    spec = route["spec"]
    port = (spec.get("port") or {}).get("targetPort")
    tls = spec.get("tls")
    if tls and scheme == "http":
        plain = tls.get("insecureEdgeTerminationPolicy") or "None"
        if plain != "Allow" or tls.get("termination") == "passthrough":
            return RouteTo(route, "", port, 302 if plain == "Redirect" else 503)
    if not tls and scheme == "https":
        return RouteTo(route, "", port, 503)
    ways = [
        (w.get("name", ""), int(w.get("weight", 100))) for w in (spec["to"], *(spec.get("alternateBackends") or ()))
    ]
    ways = [way for way in ways if way[1] > 0]
    if not ways:
        return RouteTo(route, "", port, 503)
    lot = (
        api.chance.below(sum(weight for _, weight in ways), f"route/{route['metadata']['uid']}") if len(ways) > 1 else 0
    )
    for name, weight in ways:
        lot -= weight
        if lot < 0:
            return RouteTo(route, name, port)
    return RouteTo(route, ways[-1][0], port)


def _below(path: str, above: str) -> bool:
    return not above or path == above or path.startswith(f"{above}/")


class Routers:
    """The router's other half: gives hosts, and says of each Route whether it is admitted."""

    name = "openshift-router"

    def __init__(self) -> None:
        self.watches = (Watch("Route", lambda api, _: ["routes"]), Watch("Deployment", _routes_there, _is_router))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Look at all of them: who was first counts."""
        every = routes(api)
        for route in every:
            if not route["spec"].get("host"):
                meta = route["metadata"]
                notes = {**(meta.get("annotations") or {}), "openshift.io/host.generated": "true"}
                spec = {**route["spec"], "host": f"{meta['name']}-{meta['namespace']}.{DOMAIN}"}
                api.change(route, spec=spec, metadata={**meta, "annotations": notes})
        if not proxies(api).get(ROUTER_NAME):
            return None
        every = routes(api)
        for route in every:
            _judge(api, route, _claimed(route, every))
        return None


def _is_router(old: Object | None, new: Object | None) -> bool:
    return any(((obj or {}).get("metadata") or {}).get("namespace") == "openshift-ingress" for obj in (old, new))


def _routes_there(api: Any, _: Object) -> list[str]:
    return ["routes"] if routes(api) else []


def _judge(api: Any, route: Object, other: Object | None) -> None:
    before: Object = next(iter((route.get("status") or {}).get("ingress") or ()), {})
    status = "True" if other is None else "False"
    old: Object = next(iter(before.get("conditions") or ()), {})
    since = old["lastTransitionTime"] if old.get("status") == status else stamp(api.now)
    condition = {"type": "Admitted", "status": status, "lastTransitionTime": since}
    if other is not None:
        message = f"route {other['metadata']['name']} already exposes {route['spec']['host']} and is older"
        if other["metadata"]["namespace"] != route["metadata"]["namespace"]:
            message = f"a route in another namespace holds {route['spec']['host']}"
        condition |= {"reason": "HostAlreadyClaimed", "message": message}
    row = {"host": route["spec"]["host"], "routerName": "default", "routerCanonicalHostname": _CANONICAL,
           "wildcardPolicy": route["spec"].get("wildcardPolicy") or "None", "conditions": [condition]}  # fmt: skip
    if (route.get("status") or {}).get("ingress") != [row]:
        api.set_status(route, {"ingress": [row]})


def manifests(masters: bool) -> list[Object]:
    """What the platform brings: the kind, the router on the control plane, its class and the Service before it."""
    space = "openshift-ingress"
    labels = {"ingresscontroller.operator.openshift.io/deployment-ingresscontroller": "default"}
    free = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": free, "status": free}}}
    names = {"kind": "Route", "listKind": "RouteList", "plural": "routes", "singular": "route"}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema, "subresources": {"status": {}}}
    role = "node-role.kubernetes.io/control-plane"
    pod = {
        "hostNetwork": True, "nodeSelector": {role: ""} if masters else {},
        "tolerations": [{"key": role, "operator": "Exists", "effect": "NoSchedule"}],
        "priorityClassName": "system-cluster-critical",
        "containers": [{"name": "router", "image": "quay.io/openshift/origin-haproxy-router:4.20",
                        "ports": [{"name": "http", "containerPort": 80}, {"name": "https", "containerPort": 443}]}],
    }  # fmt: skip
    return [
        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "routes.route.openshift.io"},
         "spec": {"group": "route.openshift.io", "names": names, "scope": "Namespaced", "versions": [version]}},
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": space}},
        {"apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": {"name": "openshift-default"},
         "spec": {"controller": ROUTER_NAME}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "router-default", "namespace": space, "labels": labels},
         "spec": {"replicas": 2 if masters else 1, "selector": {"matchLabels": labels},
                  "template": {"metadata": {"labels": labels}, "spec": pod}}},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "router-default", "namespace": space, "labels": labels},
         "spec": {"type": "LoadBalancer", "selector": labels, "ports": [
             {"name": "http", "port": 80, "targetPort": "http"}, {"name": "https", "port": 443, "targetPort": "https"}]}},
    ]  # fmt: skip
