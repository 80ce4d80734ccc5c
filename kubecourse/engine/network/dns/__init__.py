"""Names: the cluster's own DNS with its search path, and the company's DNS outside. Pure functions.

    Services and EndpointSlices -> records (`zone.py`) -> an answer to one question (`answer.py`) -> what a pod gets for a
    name that it may have to try several ways (`search.py`)

Inside, `web` asked in namespace `default` is tried as `web.default.svc.cluster.local`, then `web.svc…`, and so on
(ndots 5). Upstream: kubernetes/dns docs/specification.md, CoreDNS plugin/kubernetes. Next: `../ingress.py`.
"""

from __future__ import annotations

from typing import Any

from ...core.work import Object
from .answer import Answer, ask
from .outside import COMPANY, RECORDS, external, outside_zone
from .search import Lookup, Settings, Tried, look_up, settings_of
from .zone import DOMAIN, Record, cluster_zone, is_address

__all__ = [
    "COMPANY", "DOMAIN", "RECORDS", "Answer", "Lookup", "Record", "Settings", "Tried", "ask", "cluster_zone", "external",
    "is_address", "look_up", "outside_zone", "resolve", "settings_of",
]  # fmt: skip


def resolve(api: Any, name: str, pod: Object) -> tuple[str, list[str]] | None:
    """(full name, addresses) that a pod gets for `name`; None is NXDOMAIN, no address a name without one."""
    found = look_up(api, name, "A", settings_of(pod))
    if found.answer.status != "NOERROR":
        return None
    return found.answer.name, found.answer.addresses
