"""The nat and filter tables of one node: what is always there, and what the ports of Services add.

Chains in the order of `iptables-save`: built-in ones first, the others by name. Next: `walk.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from html import escape
from operator import is_

from .chains import MASQUERADE, Config, Group
from .rule import Rule
from .topology import Place

__all__ = ["Tables"]

Chains = dict[str, tuple[Rule, ...]]

_NEW = "-m conntrack --ctstate NEW"
_NAT_BUILTIN = ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING")
_FILTER_BUILTIN = ("INPUT", "FORWARD", "OUTPUT")
_PORTALS, _OUTSIDE = "kubernetes service portals", "kubernetes externally-visible service portals"
_BALANCER = "kubernetes load balancer firewall"
_LAST = "kubernetes service nodeports; NOTE: this must be the last rule in this chain"


class _Early(Rule):
    """A rule whose other matches stand before the comment."""

    __slots__ = ()

    def text(self, chain: str) -> str:
        """As `iptables-save` prints it."""
        plain = Rule(*self)._replace(extra="")
        text = plain.text(chain)
        at = text.find(" -m comment")
        at = at if at >= 0 else text.find(" -j ")
        return f"{text[:at]} {self.extra}{text[at:]}" if self.extra else text


_NAT: Chains = {
    "PREROUTING": (Rule("KUBE-SERVICES", comment=_PORTALS),),
    "INPUT": (),
    "OUTPUT": (Rule("KUBE-SERVICES", comment=_PORTALS),),
    "POSTROUTING": (Rule("KUBE-POSTROUTING", comment="kubernetes postrouting rules"),),
    MASQUERADE: (Rule("MARK", options="--set-xmark 0x4000/0x4000"),),
    "KUBE-POSTROUTING": (
        Rule("RETURN", late="-m mark ! --mark 0x4000/0x4000"),
        Rule("MARK", options="--set-xmark 0x4000/0x0"),
        Rule("MASQUERADE", comment="kubernetes service traffic requiring SNAT", options="--random-fully"),
    ),
    "KUBE-PROXY-CANARY": (),
}
_FILTER: Chains = {
    "INPUT": (
        Rule("KUBE-FIREWALL"),
        _Early("KUBE-PROXY-FIREWALL", extra=_NEW, comment=_BALANCER),
        Rule("KUBE-NODEPORTS", comment="kubernetes health check service ports"),
        _Early("KUBE-EXTERNAL-SERVICES", extra=_NEW, comment=_OUTSIDE),
    ),
    "FORWARD": (
        _Early("KUBE-PROXY-FIREWALL", extra=_NEW, comment=_BALANCER),
        Rule("KUBE-FORWARD", comment="kubernetes forwarding rules"),
        _Early("KUBE-SERVICES", extra=_NEW, comment=_PORTALS),
        _Early("KUBE-EXTERNAL-SERVICES", extra=_NEW, comment=_OUTSIDE),
    ),
    "OUTPUT": (
        Rule("KUBE-FIREWALL"),
        _Early("KUBE-PROXY-FIREWALL", extra=_NEW, comment=_BALANCER),
        _Early("KUBE-SERVICES", extra=_NEW, comment=_PORTALS),
    ),
    "KUBE-FIREWALL": (
        Rule(
            "DROP", source="127.0.0.0/8", not_source=True, destination="127.0.0.0/8",
            comment="block incoming localnet connections",
            extra="-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT",
        ),
    ),
    "KUBE-PROXY-CANARY": (),
}  # fmt: skip


def _forward() -> tuple[Rule, ...]:
    words = "kubernetes forwarding rules"
    rules = [
        Rule("DROP", late="-m conntrack --ctstate INVALID -m nfacct --nfacct-name  ct_state_invalid_dropped_pkts"),
        Rule("ACCEPT", comment=words, extra="-m mark --mark 0x4000/0x4000"),
    ]
    words = "kubernetes forwarding conntrack rule"
    rules.append(Rule("ACCEPT", comment=words, extra="-m conntrack --ctstate RELATED,ESTABLISHED"))
    return tuple(rules)


class Tables:
    """What `iptables-save` would print on a node, and the same in the short form of the course's notes."""

    def __init__(
        self,
        place: Place,
        config: Config,
        groups: list[Group],
        simple: Callable[[], list[str]] = list,
        others: Iterable[Tables] = (),
    ) -> None:
        self.place, self.config = place, config
        self._groups, self._simple = groups, simple
        #: chain -> the destinations that it chooses among; tables are made anew when a rule changes
        self.offered: dict[str, list[str]] = {}
        #: another node's, with the same rules: what was made for it serves here too
        self._twin: Tables | None = next((other._twin or other for other in others if self._equals(other)), None)

    def _equals(self, other: Tables) -> bool:
        mine, theirs = self._groups, other._groups
        return not self.config.primary_only and len(mine) == len(theirs) and all(map(is_, mine, theirs))

    @cached_property
    def nat(self) -> Chains:
        """Chain -> rules of the table nat."""
        return self._twin.nat if self._twin else self._make_nat()

    def _make_nat(self) -> Chains:
        services: list[Rule] = []
        node_ports: list[Rule] = []
        chains = dict(_NAT)
        for group in self._groups:
            services += group.services
            node_ports += group.node_ports
            chains.update(group.chains)
        if self.config.primary_only:
            services.append(Rule("KUBE-NODEPORTS", destination=self.place.address, comment=_LAST))
        else:
            services.append(Rule("KUBE-NODEPORTS", comment=_LAST, extra="-m addrtype --dst-type LOCAL"))
        return {**chains, "KUBE-SERVICES": tuple(services), "KUBE-NODEPORTS": tuple(node_ports)}

    @cached_property
    def filter(self) -> Chains:
        """Chain -> rules of the table filter."""
        return self._twin.filter if self._twin else self._make_filter()

    def _make_filter(self) -> Chains:
        kinds = ("KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL", "KUBE-NODEPORTS")
        parts = [(g.refused, g.refused_outside, g.firewall, g.health) for g in self._groups]
        added = {kind: tuple(rule for part in parts for rule in part[at]) for at, kind in enumerate(kinds)}
        # without node ports on 127.0.0.1 nothing has to be kept from coming in there
        firewall: Chains = {"KUBE-FIREWALL": ()} if self.config.primary_only else {}
        return {**_FILTER, **added, **firewall, "KUBE-FORWARD": _forward()}

    @cached_property
    def nat_text(self) -> str:
        """The table nat, as `iptables-save` prints it with counters at zero."""
        return self._twin.nat_text if self._twin else _text("nat", self.nat, _NAT_BUILTIN)

    @cached_property
    def filter_text(self) -> str:
        """The table filter."""
        return self._twin.filter_text if self._twin else _text("filter", self.filter, _FILTER_BUILTIN)

    @property
    def text(self) -> str:
        """Both tables."""
        return self.filter_text + self.nat_text

    @property
    def simple(self) -> str:
        """The reading of the notes: `10.10.30.101:87 → 10.10.20.101:80 | 10.10.20.102:80`, one line a way in."""
        return "".join(f"{line}\n" for line in self._simple())

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Tables of {self.place.name}: {len(self.nat)} nat chains>"

    def _repr_html_(self) -> str:
        return (
            f"<pre>{escape(self.simple)}</pre><details><summary>iptables-save</summary>"
            f"<pre>{escape(self.text)}</pre></details>"
        )


def _text(table: str, chains: Chains, builtin: tuple[str, ...]) -> str:
    order = [*builtin, *sorted(name for name in chains if name not in builtin)]
    heads = [f":{name} {'ACCEPT' if name in builtin else '-'} [0:0]" for name in order]
    rules = [rule.text(name) for name in order for rule in chains[name]]
    return "\n".join([f"*{table}", *heads, *rules, "COMMIT"]) + "\n"
