"""NetworkPolicies: may this packet pass, and which policies say no.

A pod that no policy selects takes and sends everything. One that is selected takes (or sends) only what a rule of one of
its policies allows; what belongs to a connection is not asked again, and a node always reaches its own pods. Policies are
only as good as the network plug-in (`plugin.py`): where it does not know them they are ignored.
Pure functions. Upstream: the API's own rules (networking/v1 NetworkPolicy). Next: `journey.py`.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from ..core import selectors
from ..core.work import Object
from .plugin import plugin

__all__ = ["End", "Refusal", "enforced", "fits", "permit", "refusal", "selecting", "verdict"]


class End(NamedTuple):
    """One end of a connection: a pod, or only an address."""

    address: str
    pod: Object | None = None


class Refusal(NamedTuple):
    """No rule of these policies (`namespace/name`) allows it; `direction` is ingress or egress."""

    direction: str
    policies: tuple[str, ...]
    pod: str
    #: (policy, number of the rule from 1, what of it does not fit: peer or port); number 0: it has no rules at all
    missed: tuple[tuple[str, int, str], ...] = ()


def enforced(api: Any) -> bool:
    """Does the network plug-in of this cluster know NetworkPolicies?"""
    return plugin(api).policies


def refusal(api: Any, source: End, target: End, port: int, protocol: str = "TCP") -> Refusal | None:
    """Why a connection is not let through; None if it is."""
    found = verdict(api, source, target, port, protocol)
    return found if found is not None and enforced(api) else None


def verdict(api: Any, source: End, target: End, port: int, protocol: str = "TCP") -> Refusal | None:
    """What the policies say, whether the plug-in hears them or not."""
    if source.address == target.address:
        return None
    for direction, mine, other in (("egress", source, target), ("ingress", target, source)):
        if mine.pod is None:
            continue
        policies = selecting(api, mine.pod, direction)
        if policies and not any(
            _allows(api, policy, direction, mine, other, target, port, protocol) for policy in policies
        ):
            missed = tuple(row for p in policies for row in _missed(api, p, direction, other, target, port, protocol))
            return Refusal(direction, tuple(_name(policy) for policy in policies), _name(mine.pod), missed)
    return None


def selecting(api: Any, pod: Object, direction: str) -> list[Object]:
    """The policies that select a pod and speak of this direction, by name."""
    labels = pod["metadata"].get("labels") or {}
    found = []
    for policy in api.list("NetworkPolicy", pod["metadata"]["namespace"]):
        spec = policy["spec"]
        types = spec.get("policyTypes") or ["Ingress", *(["Egress"] if spec.get("egress") else [])]
        if direction.capitalize() in types and selectors.labels(spec.get("podSelector") or {}).matches(labels):
            found.append(policy)
    return found


def _name(obj: Object) -> str:
    return f"{obj['metadata']['namespace']}/{obj['metadata']['name']}"


def _allows(
    api: Any, policy: Object, direction: str, mine: End, other: End, target: End, port: int, protocol: str
) -> bool:
    side = "from" if direction == "ingress" else "to"
    return any(
        _peer(api, policy, rule.get(side), other) and _port(rule.get("ports"), target.pod, port, protocol)
        for rule in policy["spec"].get(direction) or ()
    )


def _missed(
    api: Any, policy: Object, direction: str, other: End, target: End, port: int, protocol: str
) -> list[tuple[str, int, str]]:
    """Why each rule of a policy does not let it through."""
    side = "from" if direction == "ingress" else "to"
    rules = policy["spec"].get(direction) or ()
    found = []
    for number, rule in enumerate(rules, 1):
        fits = _peer(api, policy, rule.get(side), other)
        found.append((_name(policy), number, "port" if fits else "peer"))
    return found or [(_name(policy), 0, "none")]


def permit(api: Any, source: End, target: End, port: int, protocol: str = "TCP") -> list[tuple[str, int]]:
    """The rules (policy, number from 1) that let a connection through, where policies select one of its ends."""
    found = []
    for direction, mine, other, side in (("egress", source, target, "to"), ("ingress", target, source, "from")):
        for policy in selecting(api, mine.pod, direction) if mine.pod is not None and enforced(api) else ():
            for number, rule in enumerate(policy["spec"].get(direction) or (), 1):
                if _peer(api, policy, rule.get(side), other) and _port(rule.get("ports"), target.pod, port, protocol):
                    found.append((_name(policy), number))
    return found


def _peer(api: Any, policy: Object, peers: list[Object] | None, other: End) -> bool:
    """A rule without peers is for everybody."""
    return not peers or any(_is(api, policy, peer, other) for peer in peers)


def fits(api: Any, policy: Object, peers: list[Object], pod: Object) -> bool:
    """Is the pod one of the peers of a rule?"""
    return _peer(api, policy, peers, End((pod.get("status") or {}).get("podIP") or "", pod))


def _is(api: Any, policy: Object, peer: Object, other: End) -> bool:
    block = peer.get("ipBlock")
    if block:
        return _within(other.address, block["cidr"]) and not any(
            _within(other.address, cidr) for cidr in block.get("except") or ()
        )
    if other.pod is None:
        return False
    meta = other.pod["metadata"]
    spaces = peer.get("namespaceSelector")
    if spaces is None:
        if meta["namespace"] != policy["metadata"]["namespace"]:
            return False
    else:
        space = api.find("Namespace", meta["namespace"])
        if space is None or not selectors.labels(spaces).matches(space["metadata"].get("labels") or {}):
            return False
    pods = peer.get("podSelector")
    return pods is None or selectors.labels(pods).matches(meta.get("labels") or {})


def _port(ports: list[Object] | None, pod: Object | None, port: int, protocol: str) -> bool:
    """A rule without ports is for all of them; a name is looked up in the pod that is asked."""
    if not ports:
        return True
    for row in ports:
        if (row.get("protocol") or "TCP") != protocol:
            continue
        wanted = row.get("port")
        if wanted is None:
            return True
        if isinstance(wanted, int):
            if wanted <= port <= int(row.get("endPort") or wanted):
                return True
        elif pod is not None and any(
            entry.get("name") == wanted and entry["containerPort"] == port
            for container in pod["spec"]["containers"]
            for entry in container.get("ports") or ()
        ):
            return True
    return False


def _within(address: str, cidr: str) -> bool:
    try:
        return ip_address(address) in ip_network(cidr, strict=False)
    except ValueError:
        return False
