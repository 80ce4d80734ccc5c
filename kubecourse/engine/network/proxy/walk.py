"""A packet on its way through the tables of a node: every rule it meets, and what became of it.

First nat, where KUBE-SERVICES and KUBE-NODEPORTS may give it another destination; what keeps its own is then refused or
dropped by filter where a Service has nobody to answer. `draw(n)` says whether the first of n equal ways is taken.
Left out: marks (`masquerade` tells of them) and connections that exist already. Next: `../journey.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from .chains import MASQUERADE
from .rule import Rule
from .tables import Chains, Tables

__all__ = ["Packet", "Step", "Walked", "walk"]

#: no chain of kube-proxy leads deeper
_DEEPEST = 8


class Packet(NamedTuple):
    """Where it comes from and goes to. `from_node`, `to_node`: is that an address of the node itself?"""

    source: str
    destination: str
    port: int
    protocol: str = "tcp"
    from_node: bool = False
    to_node: bool = False


class Step(NamedTuple):
    """A rule that matched."""

    table: str
    chain: str
    rule: Rule

    @property
    def text(self) -> str:
        """As `iptables-save` prints it."""
        return self.rule.text(self.chain)


class Walked(NamedTuple):
    """`verdict`: dnat (to `target`, one of `offered`), reject, drop, or none: no rule was meant for it."""

    verdict: str
    target: str
    offered: tuple[str, ...]
    masquerade: bool
    steps: tuple[Step, ...]


def walk(tables: Tables, packet: Packet, draw: Callable[[int], bool]) -> Walked:
    """Send a packet through a node's tables."""
    way = _Way(packet, draw, tables.offered)
    start = "OUTPUT" if packet.from_node else "PREROUTING"
    end = way.through("nat", tables.nat, start, 0)
    if end is not None and end.target == "DNAT":
        target = end.options.removeprefix("--to-destination ")
        return Walked("dnat", target, tuple(way.offered) or (target,), way.masquerade, tuple(way.steps))
    start = "OUTPUT" if packet.from_node else "INPUT" if packet.to_node else "FORWARD"
    end = way.through("filter", tables.filter, start, 0)
    verdict = {"REJECT": "reject", "DROP": "drop"}.get(end.target if end else "", "none")
    return Walked(verdict, "", (), way.masquerade, tuple(way.steps))


class _Way:
    def __init__(self, packet: Packet, draw: Callable[[int], bool], known: dict[str, list[str]]) -> None:
        self.packet, self.draw, self.known = packet, draw, known
        self.steps: list[Step] = []
        self.offered: list[str] = []
        self.masquerade = False

    def through(self, table: str, chains: Chains, chain: str, depth: int) -> Rule | None:
        """The rule that ended the walk, or None if the chain was left at its end."""
        rules = chains.get(chain, ())
        for rule in rules:
            if not self._matches(rule, chain):
                continue
            if rule.chance and not self.draw(round(2**31 / rule.chance)):
                continue
            self.steps.append(Step(table, chain, rule))
            if rule.target == MASQUERADE:
                self.masquerade = True
            elif rule.target in ("DNAT", "REJECT", "DROP", "ACCEPT"):
                return rule
            elif rule.target in chains and depth < _DEEPEST:
                if rule.target.startswith("KUBE-SEP-"):
                    if chain not in self.known:
                        self.known[chain] = list(dict.fromkeys(end for r in rules for end in _ends(chains, r.target)))
                    self.offered = self.known[chain]
                end = self.through(table, chains, rule.target, depth + 1)
                if end is not None:
                    return end
        return None

    def _matches(self, rule: Rule, chain: str) -> bool:
        packet = self.packet
        if rule.protocol and rule.protocol != packet.protocol:
            return False
        if rule.port and rule.port != packet.port:
            return False
        if rule.source and _within(packet.source, rule.source) == rule.not_source:
            return False
        if rule.destination and not _within(packet.destination, rule.destination):
            return False
        if "--src-type LOCAL" in rule.extra and not packet.from_node:
            return False
        if "--dst-type LOCAL" in rule.extra and not packet.to_node:
            return False
        # connections that exist already, and who came before, are not kept here
        return not any(word in rule.extra + rule.late for word in ("--rcheck", "--mark", "INVALID", "RELATED"))


def _ends(chains: Chains, target: str) -> list[str]:
    """The destination of an endpoint's chain."""
    if not target.startswith("KUBE-SEP-"):
        return []
    return [r.options.removeprefix("--to-destination ") for r in chains.get(target, ()) if r.target == "DNAT"]


@lru_cache(maxsize=8192)
def _within(address: str, cidr: str) -> bool:
    try:
        return ip_address(address) in ip_network(cidr, strict=False)
    except ValueError:
        return False
