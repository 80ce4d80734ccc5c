"""external-dns, once somebody has installed it: names that Services and Ingresses ask for go into the company's DNS.

It works while a Deployment whose image is external-dns has a ready pod, and reads the flags of it: `--source=service|ingress|
gateway-httproute|openshift-route`, `--domain-filter=…`, `--policy=sync|upsert-only`. What it writes is told apart from what was written by hand: those win,
and only its own are taken away again. Upstream: external-dns source/service.go, source/ingress.go, plan/plan.go.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object, Wake, Watch
from .dns.outside import OWNED, written
from .front import addresses, given, proxies
from .gateway.attach import listed, parents
from .routes import ROUTER_NAME, routes

__all__ = ["ExternalDns"]

_HOST = "external-dns.alpha.kubernetes.io/hostname"
_TARGET = "external-dns.alpha.kubernetes.io/target"
_SOURCES = ("service", "ingress", "gateway-httproute", "openshift-route")


def _always(api: Any, _: Object) -> list[str]:
    return ["records"] if any(_installed(obj) for obj in api.list("Deployment")) else []


def _installed(obj: Object) -> bool:
    return any("external-dns" in c.get("image", "") for c in obj["spec"]["template"]["spec"].get("containers") or ())


def _relevant(old: Object | None, new: Object | None) -> bool:
    """Deployments only where they are external-dns itself; Services where they have a name to tell or an address."""
    for obj in (old, new):
        if obj is None:
            continue
        if obj["kind"] == "Deployment" and _installed(obj):
            return True
        if obj["kind"] != "Deployment" and (
            obj["kind"] != "Service" or obj["spec"].get("type") in ("LoadBalancer", "NodePort")
        ):
            return True
    return False


class ExternalDns:
    """Keeps the records of the company's DNS that are its own."""

    name = "external-dns"

    def __init__(self) -> None:
        kinds = ("Service", "Ingress", "HTTPRoute", "Gateway", "Route", "Deployment")
        self.watches = tuple(Watch(kind, _always, _relevant) for kind in kinds)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Bring its records in line with what asks for names."""
        flags = _flags(api)
        if flags is None:
            return None
        wanted: dict[str, str] = {}
        for source in _SOURCES:
            if source in flags["source"]:
                for host, targets in _endpoints(api, source):
                    inside = not flags["domain-filter"] or any(
                        host == domain or host.endswith(f".{domain}") for domain in flags["domain-filter"]
                    )
                    if inside and targets:
                        wanted.setdefault(host.lower().rstrip("."), ",".join(targets))
        if "upsert-only" in flags["policy"]:
            wanted = {**written(api), **wanted}
        text = "".join(f"{name} {value}\n" for name, value in sorted(wanted.items()))
        found = api.find("ConfigMap", OWNED, "kube-system")
        if found is None and text:
            meta = {
                "name": OWNED,
                "namespace": "kube-system",
                "labels": {"app.kubernetes.io/managed-by": "external-dns"},
            }
            api.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": {"records": text}})
        elif found is not None:
            api.change(found, data={"records": text})
        return None


def _flags(api: Any) -> dict[str, list[str]] | None:
    """The flags of the one that runs; None: none does."""
    for obj in api.list("Deployment"):
        if _installed(obj) and (obj.get("status") or {}).get("readyReplicas"):
            found: dict[str, list[str]] = {"source": [], "domain-filter": [], "policy": []}
            for container in obj["spec"]["template"]["spec"]["containers"]:
                for word in (*(container.get("command") or ()), *(container.get("args") or ())):
                    name, _, value = str(word).removeprefix("--").partition("=")
                    if name in found and value:
                        found[name].append(value)
            return found
    return None


def _endpoints(api: Any, source: str) -> list[tuple[str, list[str]]]:
    """(name, addresses) that the objects of a source ask for."""
    if source == "service":
        return [(host, _target(s) or given(s)) for s in api.list("Service") for host in _named(s)
                if s["spec"].get("type") == "LoadBalancer" or _target(s)]  # fmt: skip
    found: list[tuple[str, list[str]]] = []
    if source == "ingress":
        for one in api.list("Ingress"):
            rows = ((one.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
            reached = _target(one) or [row["ip"] for row in rows if "ip" in row]
            hosts = [rule["host"] for rule in one["spec"].get("rules") or () if rule.get("host")]
            found += [(host, reached) for host in (*hosts, *_named(one))]
    elif source == "gateway-httproute":
        for one in listed(api, "HTTPRoute"):
            gateways = [p.gateway for p in parents(api, one) if p.gateway is not None and p.listeners]
            reached = [row["value"] for g in gateways for row in (g.get("status") or {}).get("addresses") or ()]
            found += [(host, reached) for host in (*((one["spec"].get("hostnames")) or ()), *_named(one))]
    else:
        front = proxies(api).get(ROUTER_NAME)
        reached = addresses(api, front) if front else []
        found += [(one["spec"]["host"], _target(one) or reached) for one in routes(api) if one["spec"].get("host")]
    return found


def _named(obj: Object) -> list[str]:
    text = (obj["metadata"].get("annotations") or {}).get(_HOST) or ""
    return [host.strip() for host in text.split(",") if host.strip()]


def _target(obj: Object) -> list[str]:
    text = (obj["metadata"].get("annotations") or {}).get(_TARGET) or ""
    return [one.strip() for one in text.split(",") if one.strip()]
