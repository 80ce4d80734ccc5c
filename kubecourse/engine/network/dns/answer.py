"""One question to CoreDNS: its status and the records of its answer, aliases followed. Pure functions.

What is not below `cluster.local` is handed on to the company's DNS. An alias is followed as far as CoreDNS does; a circle of
them ends in an answer without an address. Next: `search.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .outside import external
from .zone import DOMAIN, TTL, Record, is_address, records_of, reverse

__all__ = ["Answer", "ask"]

#: aliases that are followed one after the other
_DEEPEST = 8


class Answer(NamedTuple):
    """`status` is NOERROR, NXDOMAIN or SERVFAIL; no record with NOERROR: the name is there, but not with this type."""

    name: str
    type: str
    status: str
    records: tuple[Record, ...]
    #: aliases that lead in a circle
    circle: bool = False

    @property
    def addresses(self) -> list[str]:
        """The addresses in it."""
        return [record.data for record in self.records if record.type == "A"]


def ask(api: Any, name: str, kind: str = "A") -> Answer:
    """What CoreDNS answers to a full name (with or without the dot at its end)."""
    name = name.lower().rstrip(".")
    found: list[Record] = []
    seen = [name]
    while True:
        rows = _rows(api, seen[-1])
        if rows is None:
            return Answer(name, kind, "NOERROR" if found else "NXDOMAIN", tuple(found))
        wanted = [row for row in rows if row.type == kind]
        alias = next((row for row in rows if row.type == "CNAME"), None)
        if wanted or alias is None:
            return Answer(name, kind, "NOERROR", (*found, *wanted))
        found.append(alias)
        target = alias.data.lower().rstrip(".")
        if kind == "CNAME" or target in seen or len(seen) > _DEEPEST:
            return Answer(name, kind, "NOERROR", tuple(found), target in seen)
        seen.append(target)


def _rows(api: Any, name: str) -> list[Record] | None:
    """The records of one name; None where there is no such name."""
    if name.endswith(".in-addr.arpa"):
        return _pointers(api, name)
    if name != DOMAIN and not name.endswith(f".{DOMAIN}"):
        found = external(api, name)
        return [Record(name, TTL, "A", found)] if found else None
    labels = name.removesuffix(DOMAIN).rstrip(".").split(".")
    if labels == ["dns-version"]:
        return [Record(name, 28800, "TXT", '"1.1.0"')]
    if labels[-1:] == ["pod"]:
        return _pod(api, name, labels)
    if labels[-1:] != ["svc"]:
        return [] if labels == [""] else None
    if len(labels) < 3:
        # a namespace, or `svc` itself: there is something below it
        return [] if len(labels) == 1 or api.find("Namespace", labels[0]) else None
    service = api.find("Service", labels[-3], labels[-2])
    if service is None:
        return None
    every = list(records_of(api, service))
    return [row for row in every if row.name == name] or (
        [] if any(r.name.endswith(f".{name}") for r in every) else None
    )


def _pod(api: Any, name: str, labels: list[str]) -> list[Record] | None:
    """`10-10-20-101.default.pod`: taken at its word, as kubeadm sets CoreDNS up (pods insecure)."""
    if len(labels) != 3 or api.find("Namespace", labels[1]) is None:
        return [] if len(labels) == 1 else None
    address = labels[0].replace("-", ".")
    return [Record(name, TTL, "A", address)] if is_address(address) else None


def _pointers(api: Any, name: str) -> list[Record] | None:
    address = ".".join(reversed(name.removesuffix(".in-addr.arpa").split(".")))
    if not is_address(address) or reverse(address) != name:
        return None
    return [row for service in api.list("Service") for row in records_of(api, service) if row.name == name] or None
