"""What the controllers of the Gateway API write down: is a class accepted, a Gateway programmed, a route attached.

A class is accepted while a pod of its controller runs; a Gateway has the address of the Service before those pods. The words are
those of gateway-api's conditions. Next: `../journey.py`.
"""

from __future__ import annotations

from typing import Any

from ...core.clock import stamp
from ...core.work import Object, Wake, Watch
from ..front import addresses, proxies
from .attach import backend_problem, listed, parents
from .manifest import GROUP
from .routing import CONTROLLERS

__all__ = ["Gateways"]

_KINDS = ("GatewayClass", "Gateway", "HTTPRoute", "ReferenceGrant", "CustomResourceDefinition")
_AROUND = ("Deployment", "DaemonSet", "Service")


def _all(api: Any, _: Object) -> list[str]:
    """One key for everything, and none where the kinds are not installed."""
    return ["all"] if api.find("CustomResourceDefinition", f"gateways.{GROUP}") is not None else []


class Gateways:
    """Writes the status of GatewayClasses, Gateways and HTTPRoutes."""

    name = "gateway-controller"

    def __init__(self) -> None:
        self.watches = tuple(Watch(kind, _all) for kind in (*_KINDS, *_AROUND))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Look at everything: there are few of these."""
        running = _proxies(api)
        accepted = {}
        for found in listed(api, "GatewayClass"):
            pods = running.get(found["spec"].get("controllerName") or "")
            row = ("Accepted", "True", "Accepted", "GatewayClass is accepted") if pods else (
                "Accepted", "Unknown", "Pending", "Waiting for controller")  # fmt: skip
            _write(api, found, {"conditions": _conditions(api, found.get("status") or {}, found, [row])})
            accepted[found["metadata"]["name"]] = pods or []
        for found in listed(api, "Gateway"):
            pods = accepted.get(found["spec"].get("gatewayClassName"))
            if pods:
                _gateway(api, found, pods)
        names = {c["metadata"]["name"]: c["spec"].get("controllerName") for c in listed(api, "GatewayClass")}
        for found in listed(api, "HTTPRoute"):
            _route(api, found, {name: names[name] for name, pods in accepted.items() if pods})
        return None


def _proxies(api: Any) -> dict[str, list[Object]]:
    """Controller of a GatewayClass -> its pods that are ready."""
    return {CONTROLLERS[name]: pods for name, pods in proxies(api).items() if name in CONTROLLERS}


def _conditions(api: Any, before: Object, about: Object, rows: list[tuple[str, str, str, str]]) -> list[Object]:
    """Conditions, each with the time of its last turn."""
    known = {row["type"]: row for row in before.get("conditions") or ()}
    found = []
    for type_, status, reason, message in rows:
        old = known.get(type_)
        since = old["lastTransitionTime"] if old and old["status"] == status else stamp(api.now)
        found.append({"lastTransitionTime": since, "message": message, "observedGeneration": about["metadata"].get("generation", 1),
                      "reason": reason, "status": status, "type": type_})  # fmt: skip
    return found


def _write(api: Any, obj: Object, status: Object) -> None:
    if (obj.get("status") or {}) != status:
        api.set_status(obj, status)


def _gateway(api: Any, gateway: Object, pods: list[Object]) -> None:
    status = gateway.get("status") or {}
    rows = gateway["spec"].get("listeners") or []
    before = {row["name"]: row for row in status.get("listeners") or ()}
    listeners = []
    for place, row in enumerate(rows):
        problems = _listener(api, gateway, rows[:place], row)
        listeners.append({
            "attachedRoutes": _count(api, gateway, row),
            "conditions": _conditions(api, before.get(row["name"]) or {}, gateway, problems),
            "name": row["name"], "supportedKinds": [{"group": GROUP, "kind": "HTTPRoute"}],
        })  # fmt: skip
    good = [row for row in listeners if row["conditions"][1]["status"] == "True"]
    reached = _addresses(api, pods)
    accepted = ("Accepted", "True", "Accepted", "Gateway is accepted") if good else (
        "Accepted", "False", "ListenersNotValid", "Gateway has no valid listeners")  # fmt: skip
    programmed = (
        ("Programmed", "False", "Invalid", "Gateway has no valid listeners") if not good
        else ("Programmed", "True", "Programmed", "Gateway is programmed") if reached
        else ("Programmed", "False", "AddressNotAssigned", "No Service before the proxy has an address yet")
    )  # fmt: skip
    found: Object = {"conditions": _conditions(api, status, gateway, [accepted, programmed]), "listeners": listeners}
    _write(api, gateway, {"addresses": reached, **found} if reached else found)


def _listener(api: Any, gateway: Object, earlier: list[Object], row: Object) -> list[tuple[str, str, str, str]]:
    accepted = ("Accepted", "True", "Accepted", "Listener is accepted")
    resolved = ("ResolvedRefs", "True", "ResolvedRefs", "All references are resolved")
    clash = any(
        other["port"] == row["port"] and (other.get("hostname") or "") == (row.get("hostname") or "")
        for other in earlier
    )
    if row.get("protocol") not in ("HTTP", "HTTPS"):
        accepted = ("Accepted", "False", "UnsupportedProtocol", f"Protocol {row.get('protocol')} is not supported")
    elif clash:
        accepted = ("Accepted", "False", "HostnameConflict", "Another listener has the same port and hostname")
    elif row.get("protocol") == "HTTPS":
        for ref in (row.get("tls") or {}).get("certificateRefs") or [{}]:
            space = ref.get("namespace") or gateway["metadata"]["namespace"]
            if not ref or api.find("Secret", ref.get("name", ""), space) is None:
                message = f"Secret {space}/{ref.get('name', '')} does not exist"
                resolved = ("ResolvedRefs", "False", "InvalidCertificateRef", message)
    good = accepted[1] == resolved[1] == "True"
    programmed = ("Programmed", "True", "Programmed", "Listener is programmed") if good else (
        "Programmed", "False", "Invalid", "Listener is not valid")  # fmt: skip
    return [accepted, programmed, resolved]


def _count(api: Any, gateway: Object, row: Object) -> int:
    uid = gateway["metadata"]["uid"]
    return sum(
        any(p.gateway is not None and p.gateway["metadata"]["uid"] == uid and any(r["name"] == row["name"] for r in p.listeners)
            for p in parents(api, route))
        for route in listed(api, "HTTPRoute")
    )  # fmt: skip


def _addresses(api: Any, pods: list[Object]) -> list[Object]:
    return [{"type": "IPAddress", "value": address} for address in addresses(api, pods)]


def _route(api: Any, route: Object, classes: dict[str, str]) -> None:
    """The status of a route: one entry for each parent that a controller here looks after."""
    before = {str(row["parentRef"]): row for row in (route.get("status") or {}).get("parents") or ()}
    refs = [ref for rule in (route.get("spec") or {}).get("rules") or () for ref in rule.get("backendRefs") or ()]
    problem = next((wrong for wrong in (backend_problem(api, route, ref) for ref in refs) if wrong), None)
    rows = []
    for found in parents(api, route):
        name = classes.get(found.gateway["spec"].get("gatewayClassName")) if found.gateway else None
        if name is None:
            continue
        good = found.reason == "Accepted"
        ref = {"group": GROUP, "kind": "Gateway", **found.ref}
        resolved = ("ResolvedRefs", "False", *problem) if problem else (
            "ResolvedRefs", "True", "ResolvedRefs", "All references are resolved")  # fmt: skip
        accepted = ("Accepted", "True" if good else "False", found.reason, found.message)
        conditions = _conditions(api, before.get(str(ref)) or {}, route, [accepted, resolved])
        rows.append({"conditions": conditions, "controllerName": name, "parentRef": ref})
    if rows or (route.get("status") or {}).get("parents"):
        _write(api, route, {"parents": rows})
