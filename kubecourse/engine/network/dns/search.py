"""What becomes of a name that a program in a pod asks for: the search path and ndots of its resolv.conf, try by try.

A name with fewer dots than ndots is tried with each domain of the search path first, and as it is at the end; one with more
the other way round; a dot at the end means: just this. Pure functions. Next: `../journey.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ...core.work import Object
from .answer import Answer, ask
from .outside import external
from .zone import DOMAIN, Record

__all__ = ["Lookup", "Settings", "Tried", "look_up", "settings_of"]

_SERVER = "10.10.30.10"
_COMPANY_SERVER = "192.168.0.2"


class Settings(NamedTuple):
    """The resolv.conf of a pod."""

    servers: tuple[str, ...]
    searches: tuple[str, ...]
    ndots: int

    @property
    def inside(self) -> bool:
        """Does it ask the cluster's DNS?"""
        return _SERVER in self.servers[:1]


class Tried(NamedTuple):
    """One question of a search."""

    name: str
    status: str


class Lookup(NamedTuple):
    """`tried`: every question in turn; `answer`: the one that ended the search."""

    asked: str
    server: str
    tried: tuple[Tried, ...]
    answer: Answer

    @property
    def text(self) -> str:
        """One line a question, then what was found."""
        lines = [f"{n}. {one.name}. -> {one.status}" for n, one in enumerate(self.tried, 1)]
        return "\n".join([*lines, *(f"   {record.text}" for record in self.answer.records)]) + "\n"

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text


def settings_of(pod: Object) -> Settings:
    """What the kubelet writes into a pod's resolv.conf (pkg/kubelet/network/dns)."""
    spec = pod["spec"]
    own = spec.get("dnsConfig") or {}
    policy = spec.get("dnsPolicy") or "ClusterFirst"
    if policy == "ClusterFirst" and spec.get("hostNetwork"):
        policy = "Default"
    options = {o["name"]: o.get("value") for o in own.get("options") or ()}
    more = tuple(own.get("searches") or ())
    servers = tuple(own.get("nameservers") or ())
    if policy == "None":
        return Settings(servers, more, _number(options.get("ndots"), 1))
    if policy == "Default":
        return Settings((_COMPANY_SERVER, *servers), more, _number(options.get("ndots"), 1))
    space = pod["metadata"].get("namespace") or "default"
    searches = (f"{space}.svc.{DOMAIN}", f"svc.{DOMAIN}", DOMAIN)
    return Settings(
        (_SERVER, *(s for s in servers if s != _SERVER)),
        tuple(dict.fromkeys((*searches, *more))),
        _number(options.get("ndots"), 5),
    )


def _number(text: Any, default: int) -> int:
    return min(int(text), 15) if isinstance(text, str) and text.isdigit() else default


def look_up(api: Any, name: str, kind: str, settings: Settings, search: bool = True) -> Lookup:
    """Ask for a name as a program in a pod does; `search` False: just this name, as dig does."""
    tried: list[Tried] = []
    answer: Answer | None = None
    for full in _candidates(name, settings) if search else [name.rstrip(".")]:
        found = _asked(api, full, kind, settings)
        tried.append(Tried(full, found.status if found.records or found.status != "NOERROR" else "NODATA"))
        if found.records:
            answer = found
            break
        if answer is None or answer.status != "NOERROR":
            answer = found  # a name without such a record is better than none at all
    server = settings.servers[0] if settings.servers else ""
    return Lookup(name, server, tuple(tried), answer or Answer(name, kind, "NXDOMAIN", ()))


def _candidates(name: str, settings: Settings) -> list[str]:
    if name.endswith("."):
        return [name.rstrip(".")]
    searched = [f"{name}.{domain}" for domain in settings.searches]
    return [*searched, name] if name.count(".") < settings.ndots else [name, *searched]


def _asked(api: Any, full: str, kind: str, settings: Settings) -> Answer:
    if settings.inside:
        return ask(api, full, kind)
    # the company's DNS has never heard of the cluster
    found = external(api, full) if settings.servers else None
    if found is None:
        return Answer(full, kind, "NXDOMAIN" if settings.servers else "SERVFAIL", ())
    return Answer(full, kind, "NOERROR", (Record(full, 300, "A", found),) if kind == "A" else ())
