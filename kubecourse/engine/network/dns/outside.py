"""The company's DNS, as the notes draw it; its administrators, or external-dns, add to it. Pure functions. Next: `answer.py`.

What is added by hand stands in the ConfigMap `external-dns` of kube-system (name -> address, or -> another name).
"""

from __future__ import annotations

from typing import Any

from .zone import Record, is_address

__all__ = ["COMPANY", "RECORDS", "external", "outside_zone"]

#: what the company's DNS knows from the beginning
COMPANY = {"app.miempresa.com": "192.168.0.50"}
RECORDS = "external-dns"
_TTL = 300
_DEEPEST = 8


def _names(api: Any) -> dict[str, str]:
    found = api.find("ConfigMap", RECORDS, "kube-system")
    return {**COMPANY, **{str(k).lower(): str(v) for k, v in ((found or {}).get("data") or {}).items()}}


def external(api: Any, host: str) -> str | None:
    """The address that the company's DNS answers; None: no such name, or names that lead in a circle."""
    names = _names(api)
    seen: set[str] = set()
    name = host.lower().rstrip(".")
    while name not in seen and len(seen) < _DEEPEST:
        seen.add(name)
        found = names.get(name) or names.get(f"*.{name.partition('.')[2]}")
        if not found:
            return None
        if is_address(found.partition(",")[0].strip()):
            return found.partition(",")[0].strip()
        name = found.lower().rstrip(".")
    return None


def outside_zone(api: Any) -> list[Record]:
    """All that the company's DNS knows, by name."""
    return [
        Record(name, _TTL, "A" if is_address(one) else "CNAME", one if is_address(one) else f"{one.rstrip('.')}.")
        for name, value in sorted(_names(api).items())
        for one in (part.strip() for part in value.split(","))
        if one
    ]
