"""Addresses and networks in CEL: `ip("10.0.0.1").family()`, `cidr("10.0.0.0/8").containsIP("10.1.2.3")`.

Upstream: apiserver `pkg/cel/library/{ip,cidr}.go`, on Go's netip: no zones, no IPv4 within IPv6, no leading zeros.
Next: `urls.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

__all__ = ["FUNCTIONS"]

Made = dict[str, Any]
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def _address(text: Any) -> Address:
    text = text["v"] if isinstance(text, dict) else text
    if "%" in text or ("." in text and ":" in text):
        raise ValueError(f'IP Address "{text}" parse error during conversion from string: not a plain address')
    try:
        return ip_address(text)
    except ValueError:
        raise ValueError(
            f'IP Address "{text}" parse error during conversion from string: ParseAddr("{text}")'
        ) from None


def _network(text: Any) -> tuple[Address, Network]:
    """(the address as it was written, its network)."""
    text = text["v"] if isinstance(text, dict) else text
    head, slash, bits = text.partition("/")
    if not slash or re.fullmatch(r"0|[1-9]\d*", bits) is None:
        raise ValueError(f'network address parse error during conversion from string: netip.ParsePrefix("{text}")')
    address = _address(head)
    try:
        return address, ip_network(f"{head}/{bits}", strict=False)
    except ValueError:
        why = f'network address parse error during conversion from string: netip.ParsePrefix("{text}")'
        raise ValueError(why) from None


def _ip(value: Any) -> Made:
    """An address from a text, or the address of a network."""
    if isinstance(value, dict) and value.get("~") == "cidr":
        return {"~": "ip", "v": str(_network(value)[0])}
    return {"~": "ip", "v": str(_address(value))}


def _cidr(text: str) -> Made:
    address, network = _network(text)
    return {"~": "cidr", "v": f"{address}/{network.prefixlen}"}


def _is(reader: Callable[[str], Any]) -> Callable[[str], bool]:
    def reads(text: str) -> bool:
        try:
            reader(text)
        except ValueError:
            return False
        return True

    return reads


def _canonical(_space: Any, text: str) -> bool:
    return str(_address(text)) == text


def _contains_address(network: Made, address: Any) -> bool:
    inside, whole = _address(address), _network(network)[1]
    return inside.version == whole.version and inside in whole


def _contains_network(network: Made, other: Any) -> bool:
    whole, part = _network(network)[1], _network(other)[1]
    if isinstance(whole, IPv4Network) and isinstance(part, IPv4Network):
        return part.subnet_of(whole)
    if isinstance(whole, IPv6Network) and isinstance(part, IPv6Network):
        return part.subnet_of(whole)
    return False


def _masked(network: Made) -> Made:
    return {"~": "cidr", "v": str(_network(network)[1])}


def _asks(question: Callable[[Address], bool]) -> Callable[[Made], bool]:
    return lambda made: question(_address(made))


def _global(address: Address) -> bool:
    """Go counts private addresses as global ones."""
    odd = address.is_unspecified or address.is_loopback or address.is_multicast or address.is_link_local
    return not odd and str(address) != "255.255.255.255"


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ip": _ip, "isIP": _is(_address), "isCanonical": _canonical, "family": lambda made: _address(made).version,
    "isUnspecified": _asks(lambda one: one.is_unspecified), "isLoopback": _asks(lambda one: one.is_loopback),
    "isLinkLocalMulticast": _asks(lambda one: str(one).startswith("224.0.0.") or bool(re.match(r"ff.2:", str(one)))),
    "isLinkLocalUnicast": _asks(lambda one: one.is_link_local), "isGlobalUnicast": _asks(_global), "cidr": _cidr,
    "isCIDR": _is(_network), "containsIP": _contains_address, "containsCIDR": _contains_network, "masked": _masked,
    "prefixLength": lambda made: _network(made)[1].prefixlen,
}  # fmt: skip
