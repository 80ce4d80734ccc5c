"""Names: the cluster's own DNS with its search path, and the company's DNS outside. Pure functions.

Inside, `web` asked in namespace `default` is tried as `web.default.svc.cluster.local`, then `web.svc…`, and so on
(ndots 5). Upstream: kubernetes/dns docs/specification.md. Next: `ingress.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object

__all__ = ["COMPANY", "DOMAIN", "RECORDS", "external", "is_address", "lookup", "resolve"]

DOMAIN = "cluster.local"

#: the company's DNS, as the notes draw it; `external-dns` ConfigMap in kube-system adds to it
COMPANY = {"app.miempresa.com": "192.168.0.50"}
RECORDS = "external-dns"


def is_address(host: str) -> bool:
    """Is it an IPv4 address?"""
    parts = host.split(".")
    return len(parts) == 4 and all(part.isdigit() and int(part) < 256 for part in parts)


def external(api: Any, host: str) -> str | None:
    """What the company's DNS answers."""
    records = api.find("ConfigMap", RECORDS, "kube-system")
    extra = (records or {}).get("data") or {}
    found = extra.get(host) or COMPANY.get(host)
    return str(found) if found else None


def resolve(api: Any, name: str, namespace: str) -> tuple[str, list[str]] | None:
    """(full name, addresses) that a pod of the namespace gets for `name`; None is NXDOMAIN."""
    for full in _candidates(name, namespace):
        addresses = lookup(api, full)
        if addresses is not None:
            return full, addresses
    outside = external(api, name.rstrip("."))
    return (name, [outside]) if outside else None


def _candidates(name: str, namespace: str) -> list[str]:
    if name.endswith("."):
        return [name.rstrip(".")]
    searched = [f"{name}.{namespace}.svc.{DOMAIN}", f"{name}.svc.{DOMAIN}", f"{name}.{DOMAIN}"]
    return [*searched, name] if name.count(".") < 5 else [name, *searched]


def lookup(api: Any, full: str, depth: int = 0) -> list[str] | None:
    """Addresses of a full name in the cluster's zone; None when there is no such name."""
    suffix = f".svc.{DOMAIN}"
    if not full.endswith(suffix) or depth > 8:
        return None
    parts = full[: -len(suffix)].split(".")
    if len(parts) not in (2, 3):
        return None
    service = api.find("Service", parts[-2], parts[-1])
    if service is None:
        return None
    if service["spec"].get("type") == "ExternalName":
        return _alias(api, service["spec"]["externalName"].rstrip("."), depth)
    if service["spec"].get("clusterIP") != "None":
        return [service["spec"]["clusterIP"]] if len(parts) == 2 else None
    return _headless(api, service, parts[0] if len(parts) == 3 else None)


def _alias(api: Any, name: str, depth: int) -> list[str] | None:
    found = lookup(api, name, depth + 1)
    if found is not None:
        return found
    outside = external(api, name)
    return [outside] if outside else None


def _headless(api: Any, service: Object, host: str | None) -> list[str] | None:
    addresses = []
    for piece in api.owned(service["metadata"]["uid"], "EndpointSlice"):
        for endpoint in piece.get("endpoints") or ():
            if endpoint["conditions"].get("ready") and (host is None or endpoint.get("hostname") == host):
                addresses += endpoint["addresses"]
    return sorted(addresses) or (None if host else [])
