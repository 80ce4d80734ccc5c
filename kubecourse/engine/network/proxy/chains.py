"""The chains of one port of a Service on a node, in the words and the order of kube-proxy.

KUBE-SVC-: all endpoints · KUBE-SVL-: those of the node · KUBE-EXT-: what comes from outside · KUBE-FW-: who may ·
KUBE-SEP-: one endpoint. A name ends in a hash of namespace, name, port, protocol (and endpoint).
Upstream: pkg/proxy/iptables/proxier.go (syncProxyRules). Next: `tables.py`.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from .ports import Endpoint, Port
from .rule import Rule
from .topology import Choice, Place

__all__ = ["Config", "Group", "chain_name", "make"]

MASQUERADE = "KUBE-MARK-MASQ"
_REJECT = "--reject-with icmp-port-unreachable"


class Config(NamedTuple):
    """What kube-proxy is told: where pods live, whose packets are masqueraded, on which addresses node ports are open."""

    cluster_cidr: str = ""
    masquerade_all: bool = False
    primary_only: bool = False


class Group(NamedTuple):
    """All that one port adds to the tables of a node."""

    #: chain of the nat table -> its rules
    chains: dict[str, tuple[Rule, ...]]
    services: tuple[Rule, ...]
    node_ports: tuple[Rule, ...]
    #: the filter table
    refused: tuple[Rule, ...]
    refused_outside: tuple[Rule, ...]
    firewall: tuple[Rule, ...]
    health: tuple[Rule, ...]


@lru_cache(maxsize=65536)
def chain_name(prefix: str, name: str, protocol: str, endpoint: str = "") -> str:
    """`KUBE-SVC-` and sixteen characters."""
    digest = hashlib.sha256(f"{name}{protocol}{endpoint}".encode()).digest()
    return prefix + b32encode(digest).decode()[:16]


def make(port: Port, choice: Choice, place: Place, config: Config, large: bool = False) -> Group:
    """The rules of a port. `large`: more than a thousand endpoints in all, for which comments are saved."""
    return _Maker(port, choice, place, config, large).group()


class _Maker:
    def __init__(self, port: Port, choice: Choice, place: Place, config: Config, large: bool) -> None:
        self.port, self.choice, self.place, self.config, self.large = port, choice, place, config, large
        self.cluster = chain_name("KUBE-SVC-", port.name, port.protocol)
        self.local = chain_name("KUBE-SVL-", port.name, port.protocol)
        self.outside = chain_name("KUBE-EXT-", port.name, port.protocol)
        self.guard = chain_name("KUBE-FW-", port.name, port.protocol)
        self.inner = self.local if port.internal_local else self.cluster
        self.has_inner = choice.any and (not port.internal_local or bool(choice.local))
        self.has_outer = choice.any and (not port.external_local or bool(choice.local))
        self.guarded = choice.any and bool(port.balancers) and bool(port.ranges)

    def group(self) -> Group:
        port = self.port
        ways = [(ip, "external IP", self.outside) for ip in port.external]
        ways += [(ip, "loadbalancer IP", self.guard if self.guarded else self.outside) for ip in port.balancers]
        services = [self._to(port.address, "cluster IP", self.inner)] if self.has_inner else []
        services += [self._to(*way) for way in ways] if self.choice.any else []
        refused = [] if self.has_inner else [self._refuse(port.address, self._why(port.internal_local))]
        outer = [] if self.has_outer else [self._refuse(ip, self._why(port.external_local)) for ip, _, _ in ways]
        if port.node_port and not self.has_outer:
            outer.append(self._refuse("", self._why(port.external_local)))
        return Group(
            chains=self._chains() if self.choice.any else {},
            services=tuple(services),
            node_ports=tuple(self._node_ports()) if self.choice.any and port.node_port else (),
            refused=tuple(refused),
            refused_outside=tuple(outer),
            firewall=tuple(self._firewall()) if self.guarded else (),
            health=tuple(self._health()) if port.health else (),
        )

    # -- ways in -----------------------------------------------------------------------------------

    def _to(self, address: str, what: str, chain: str) -> Rule:
        port = self.port
        return Rule(
            chain, destination=address, protocol=port.protocol, comment=f"{port.name} {what}", port=port.port
        )  # fmt: skip

    def _node_ports(self) -> list[Rule]:
        port = self.port
        rule = Rule(self.outside, protocol=port.protocol, comment=port.name, port=port.node_port)
        if self.config.primary_only:
            return [rule]
        count = "-m nfacct --nfacct-name  localhost_nps_accepted_pkts"
        return [rule._replace(destination="127.0.0.0/8", late=count), rule]

    def _why(self, local: bool) -> tuple[str, str]:
        if not self.choice.any:
            return "REJECT", f"{self.port.name} has no endpoints"
        return "DROP", f"{self.port.name} has no local endpoints" if local else f"{self.port.name} has no endpoints"

    def _refuse(self, address: str, why: tuple[str, str]) -> Rule:
        """At an address of the port; without one at its node port."""
        target, comment = why
        return Rule(
            target,
            destination=address,
            protocol=self.port.protocol,
            comment=comment,
            extra="" if address else "-m addrtype --dst-type LOCAL",
            port=self.port.port if address else self.port.node_port,
            options=_REJECT if target == "REJECT" else "",
        )

    def _firewall(self) -> list[Rule]:
        port = self.port
        comment = f"{port.name} traffic not accepted by {self.guard}"
        return [
            Rule("DROP", destination=ip, protocol=port.protocol, comment=comment, port=port.port)
            for ip in port.balancers
        ]

    def _health(self) -> list[Rule]:
        return [
            Rule("ACCEPT", protocol="tcp", comment=f"{self.port.name} health check node port", port=self.port.health)
        ]

    # -- chains ------------------------------------------------------------------------------------

    def _chains(self) -> dict[str, tuple[Rule, ...]]:
        port, choice = self.port, self.choice
        chains: dict[str, list[Rule]] = {}
        if self.has_inner:
            masked = self._masquerade()
            chains[self.inner] = [masked] if masked else []
        if port.reachable:
            chains[self.outside] = self._outside()
        if self.guarded:
            chains[self.guard] = self._guard()
        if choice.cluster and port.uses_cluster:
            chains.setdefault(self.cluster, []).extend(self._balance(choice.cluster))
        if choice.local and port.uses_local:
            chains.setdefault(self.local, []).extend(self._balance(choice.local))
        for endpoint in choice.reachable:
            chains[self._of(endpoint)] = self._endpoint(endpoint)
        return {name: tuple(rules) for name, rules in chains.items()}

    def _masquerade(self) -> Rule | None:
        rule = self._to(self.port.address, "cluster IP", MASQUERADE)
        if self.config.masquerade_all:
            return rule
        return rule._replace(source=self.config.cluster_cidr, not_source=True) if self.config.cluster_cidr else None

    def _outside(self) -> list[Rule]:
        port, words = self.port, f"for {self.port.name} external destinations"
        if not port.external_local:
            rules = [Rule(MASQUERADE, comment=f"masquerade traffic {words}")]
            return [*rules, Rule(self.cluster)] if self.has_outer else rules
        local = "-m addrtype --src-type LOCAL"
        rules = []
        if self.config.cluster_cidr:
            rules.append(Rule(self.cluster, source=self.config.cluster_cidr, comment=f"pod traffic {words}"))
        rules.append(Rule(MASQUERADE, comment=f"masquerade LOCAL traffic {words}", extra=local))
        rules.append(Rule(self.cluster, comment=f"route LOCAL traffic {words}", extra=local))
        return [*rules, Rule(self.local)] if self.has_outer else rules

    def _guard(self) -> list[Rule]:
        port, comment = self.port, f"{self.port.name} loadbalancer IP"
        rules = [Rule(self.outside, source=cidr, comment=comment) for cidr in port.ranges]
        if any(_within(self.place.address, cidr) for cidr in port.ranges):
            rules += [Rule(self.outside, source=ip, comment=comment) for ip in port.balancers]
        return [*rules, Rule(comment=f"other traffic to {port.name} will be dropped by KUBE-PROXY-FIREWALL")]

    def _of(self, endpoint: Endpoint) -> str:
        return chain_name("KUBE-SEP-", self.port.name, self.port.protocol, endpoint.text)

    def _balance(self, endpoints: tuple[Endpoint, ...]) -> list[Rule]:
        """Who came before stays where it was; else each endpoint with one part of what is left."""
        rules = []
        for endpoint in endpoints if self.port.affinity else ():
            chain = self._of(endpoint)
            seen = f"-m recent --rcheck --seconds {self.port.affinity} --reap --name {chain} --mask 255.255.255.255 --rsource"
            rules.append(Rule(chain, comment=self._arrow(endpoint), extra=seen))
        for index, endpoint in enumerate(endpoints):
            left = len(endpoints) - index
            chance = round(float(f"{1 / left:.10f}") * 2**31) if left > 1 else 0
            rules.append(Rule(self._of(endpoint), comment=self._arrow(endpoint), chance=chance))
        return rules

    def _arrow(self, endpoint: Endpoint) -> str:
        return "" if self.large else f"{self.port.name} -> {endpoint.text}"

    def _endpoint(self, endpoint: Endpoint) -> list[Rule]:
        port, comment = self.port, "" if self.large else self.port.name
        chain = self._of(endpoint)
        mark = f"-m recent --set --name {chain} --mask 255.255.255.255 --rsource" if port.affinity else ""
        return [
            Rule(MASQUERADE, source=endpoint.address, comment=comment),
            Rule(
                "DNAT", protocol=port.protocol, comment=comment, extra=mark, bare_protocol=True,
                options=f"--to-destination {endpoint.text}",
            ),
        ]  # fmt: skip


def _within(address: str, cidr: str) -> bool:
    try:
        return ip_address(address) in ip_network(cidr.strip(), strict=False)
    except ValueError:
        return False
