"""Who may attach to whom: HTTPRoutes to listeners of Gateways, backends to HTTPRoutes. Pure functions.

Upstream: sigs.k8s.io/gateway-api apis/v1 (the comments of the fields). Next: `routing.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ...api.errors import ApiError
from ...core import selectors
from ...core.work import Object
from ..lookups import port_row
from .manifest import GROUP

__all__ = ["Attached", "attached", "backend_problem", "both", "everything", "listed", "parents"]


class Attached(NamedTuple):
    """A parentRef of a route and what came of it: the listeners it hangs on, or why not (`reason`, `message`)."""

    ref: Object
    gateway: Object | None
    listeners: tuple[Object, ...]
    reason: str = "Accepted"
    message: str = "Route is accepted"


def listed(api: Any, kind: str) -> list[Object]:
    """All objects of a kind of this API, the oldest first; none where it is not installed."""
    try:
        found: list[Object] = api.list(kind)
    except ApiError:
        return []
    return sorted(found, key=everything)


def everything(obj: Object) -> tuple[str, str, str]:
    """The order in which conflicts are settled: age, namespace, name."""
    meta = obj["metadata"]
    return str(meta.get("creationTimestamp")), meta.get("namespace") or "", meta["name"]


def both(one: str, other: str) -> str | None:
    """The host that two patterns have in common ("" is any); None: there is none."""
    if not one or not other:
        return one or other
    if one == other:
        return one
    for wide, narrow in ((one, other), (other, one)):
        if wide.startswith("*.") and narrow.endswith(wide[1:]) and narrow != wide[1:]:
            return narrow
    return None


def parents(api: Any, route: Object) -> list[Attached]:
    """What became of each parentRef of an HTTPRoute."""
    return [attached(api, route, ref) for ref in (route.get("spec") or {}).get("parentRefs") or ()]


def attached(api: Any, route: Object, ref: Object) -> Attached:
    """One parentRef."""
    space = ref.get("namespace") or route["metadata"]["namespace"]
    if (ref.get("group") or GROUP) != GROUP or (ref.get("kind") or "Gateway") != "Gateway":
        return Attached(ref, None, ())
    gateway = api.find("Gateway", ref.get("name", ""), space)
    if gateway is None:
        return Attached(ref, None, ())
    rows = [row for row in gateway["spec"].get("listeners") or () if _named(row, ref)]
    if not rows:
        return Attached(ref, gateway, (), "NoMatchingParent", "No listener of the Gateway matches the parentRef")
    rows = [row for row in rows if _allowed(api, gateway, row, route)]
    if not rows:
        return Attached(ref, gateway, (), "NotAllowedByListeners", "The listeners do not allow this route to attach")
    hosts = (route.get("spec") or {}).get("hostnames") or [""]
    rows = [row for row in rows if any(both(row.get("hostname") or "", host) is not None for host in hosts)]
    if not rows:
        return Attached(
            ref, gateway, (), "NoMatchingListenerHostname", "No listener has a hostname in common with the route"
        )
    return Attached(ref, gateway, tuple(rows))


def _named(row: Object, ref: Object) -> bool:
    return ref.get("sectionName") in (None, row["name"]) and ref.get("port") in (None, row["port"])


def _allowed(api: Any, gateway: Object, row: Object, route: Object) -> bool:
    if row.get("protocol") not in ("HTTP", "HTTPS"):
        return False
    allowed = row.get("allowedRoutes") or {}
    if allowed.get("kinds") and not any(kind.get("kind") == "HTTPRoute" for kind in allowed["kinds"]):
        return False
    spaces, own = allowed.get("namespaces") or {}, route["metadata"]["namespace"]
    how = spaces.get("from") or "Same"
    if how == "Same":
        return bool(own == gateway["metadata"]["namespace"])
    if how == "Selector":
        space = api.find("Namespace", own) or {"metadata": {}}
        return selectors.labels(spaces.get("selector") or {}).matches(space["metadata"].get("labels") or {})
    return bool(how == "All")


def backend_problem(api: Any, route: Object, ref: Object) -> tuple[str, str] | None:
    """(reason, message) why a backendRef leads nowhere; None if it is right."""
    kind, group = ref.get("kind") or "Service", ref.get("group") or ""
    if kind != "Service" or group:
        return "InvalidKind", f"backendRef kind {group + '/' if group else ''}{kind} is not supported"
    own = route["metadata"]["namespace"]
    space, name = ref.get("namespace") or own, ref.get("name", "")
    if space != own and not _granted(api, own, space, name):
        return "RefNotPermitted", f"Backend ref to Service {space}/{name} is not permitted by any ReferenceGrant"
    service = api.find("Service", name, space)
    if service is None:
        return "BackendNotFound", f'Service "{space}/{name}" not found'
    if port_row(service, ref.get("port") or 0) is None:
        return "BackendNotFound", f'Service "{space}/{name}" has no port {ref.get("port")}'
    return None


def _granted(api: Any, own: str, space: str, name: str) -> bool:
    for grant in listed(api, "ReferenceGrant"):
        spec = grant["spec"]
        if grant["metadata"]["namespace"] != space:
            continue
        comes = any(row.get("kind") == "HTTPRoute" and row.get("namespace") == own for row in spec.get("from") or ())
        if comes and any(
            row.get("kind") == "Service" and row.get("name") in (None, name) for row in spec.get("to") or ()
        ):
            return True
    return False
