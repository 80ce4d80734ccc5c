"""The world outside of the cluster, as the course's notes draw it: a balancer, the company's DNS, a client machine.

What is read here is what `journey.py` acts on. Pure functions. Next: `../../diagrams/company.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .choice import CLIENT
from .dns.outside import known
from .journey import BALANCER, BY_HAND

__all__ = ["Outside", "outside"]


class Outside(NamedTuple):
    """`balancer`: (port of 192.168.0.50, node port) that its administrators set by hand; `names`: the company's DNS."""

    address: str
    balancer: tuple[tuple[int, int], ...]
    names: tuple[tuple[str, str], ...]
    client: tuple[str, str]


def outside(api: Any) -> Outside:
    """What there is on the company's network."""
    names = known(api)
    return Outside(BALANCER, tuple(sorted(BY_HAND.items())), tuple(sorted(names.items())), ("MenchuPC", CLIENT))
