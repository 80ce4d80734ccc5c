"""The company's DNS, as the notes draw it; its administrators, or external-dns, add to it. Pure functions. Next: `answer.py`.

What is added by hand stands in the ConfigMap `external-dns` of kube-system (name -> address, or -> another name); what
programs add, in `external-dns-records` (a line a name). By hand counts first.
"""

from __future__ import annotations

from typing import Any

from .zone import Record, is_address

__all__ = ["COMPANY", "OWNED", "RECORDS", "external", "known", "outside_zone", "written"]

#: what the company's DNS knows from the beginning
COMPANY = {"app.miempresa.com": "192.168.0.50"}
RECORDS = "external-dns"
OWNED = "external-dns-records"
_TTL = 300
_DEEPEST = 8


def written(api: Any) -> dict[str, str]:
    """What programs have written: name -> addresses, with commas between them."""
    found = api.find("ConfigMap", OWNED, "kube-system")
    rows = (
        line.split(" ", 1)
        for line in (((found or {}).get("data") or {}).get("records") or "").splitlines()
        if " " in line
    )
    return {name.lower(): value.strip() for name, value in rows}


def known(api: Any) -> dict[str, str]:
    """Every name, and where it leads."""
    found = api.find("ConfigMap", RECORDS, "kube-system")
    by_hand = {str(k).lower(): str(v) for k, v in ((found or {}).get("data") or {}).items()}
    return {**COMPANY, **_applications(api), **written(api), **by_hand}


def _applications(api: Any) -> dict[str, str]:
    """OpenShift is not installed before its administrators have pointed a wildcard at the router."""
    router = api.find("Service", "router-default", "openshift-ingress")
    rows = (((router or {}).get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
    return {"*.apps.miempresa.com": rows[0]["ip"]} if rows and "ip" in rows[0] else {}


def external(api: Any, host: str) -> str | None:
    """The address that the company's DNS answers; None: no such name, or names that lead in a circle."""
    names = known(api)
    seen: set[str] = set()
    name = host.lower().rstrip(".")
    while name not in seen and len(seen) < _DEEPEST:
        seen.add(name)
        found = names.get(name) or names.get(f"*.{name.partition('.')[2]}")
        if not found:
            return None
        first = found.partition(",")[0].strip()
        if is_address(first):
            return first
        name = first.lower().rstrip(".")
    return None


def outside_zone(api: Any) -> list[Record]:
    """All that the company's DNS knows, by name."""
    return [
        Record(name, _TTL, "A" if is_address(one) else "CNAME", one if is_address(one) else f"{one.rstrip('.')}.")
        for name, value in sorted(known(api).items())
        for one in (part.strip() for part in value.split(","))
        if one
    ]
