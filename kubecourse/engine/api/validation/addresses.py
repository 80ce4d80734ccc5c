"""IP addresses, networks and ports.

Promised: what the server takes for an address (also with leading zeros, as it always has), which addresses make no sense for
an endpoint, and the warnings for old spellings (`apimachinery/pkg/util/validation/ip.go`). Next: `quantities.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ...core import names
from .causes import Causes, invalid, invalid_all, quote

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

__all__ = [
    "cidr",
    "cidr_warnings",
    "family",
    "ip",
    "ip_warnings",
    "network",
    "not_special",
    "parse",
    "port_name_or_number",
    "port_number",
]

NOT_IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
NOT_CIDR = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
PORT_RANGE = "must be between 1 and 65535, inclusive"


def parse(text: str) -> IPv4Address | IPv6Address | None:
    """The address, or None. Leading zeros are read as decimal; `%zone` is not an address."""
    import ipaddress  # late: few objects hold addresses

    if "%" in text:
        return None
    try:
        return ipaddress.ip_address(re.sub(r"(?<![0-9a-fA-F:])0+(?=\d)", "", text) if "." in text else text)
    except ValueError:
        return None


def network(text: str) -> IPv4Network | IPv6Network | None:
    """The network of a CIDR, or None; bits of a host are forgotten."""
    import ipaddress

    address, slash, length = text.partition("/")
    parsed = parse(address)
    if parsed is None or not slash or not re.fullmatch("[0-9]{1,3}", length) or int(length) > parsed.max_prefixlen:
        return None
    return ipaddress.ip_network(f"{parsed}/{length}", strict=False)


def family(text: str) -> int:
    """4 or 6; 0 for what is no address."""
    parsed = parse(text)
    if parsed is None:
        return 0
    return 4 if parsed.version == 4 or getattr(parsed, "ipv4_mapped", None) else 6


def ip(causes: Causes, text: str, path: str, version: int = 0) -> bool:
    """An address, perhaps of one family only. True if right."""
    if parse(text) is None:
        invalid(causes, path, text, NOT_IP)
        return False
    if version and family(text) != version:
        invalid(causes, path, text, f"must be an IPv{version} address")
        return False
    return True


def cidr(causes: Causes, text: str, path: str) -> bool:
    """A network. True if right."""
    if network(text) is None:
        invalid(causes, path, text, NOT_CIDR)
        return False
    return True


def not_special(causes: Causes, text: str, path: str) -> None:
    """An address traffic can be sent to: not unspecified, loopback or link-local (`ValidateNonSpecialIP`)."""
    found = parse(text)
    if found is None:
        invalid(causes, path, text, "must be a valid IP address")
        return
    if found.is_unspecified:
        invalid(causes, path, text, f"may not be unspecified ({text})")
    if found.is_loopback:
        invalid(causes, path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)")
    if found.is_link_local:
        invalid(causes, path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)")
    if text.startswith("224.0.0.") or (found.version == 6 and int(found) >> 112 & 0xFF0F == 0xFF02):
        invalid(causes, path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")


def ip_warnings(text: str, path: str) -> list[str]:
    """Spellings that are still taken."""
    found = parse(text)
    if found is None:
        return []
    mapped: Any = getattr(found, "ipv4_mapped", None)
    if mapped or (found.version == 4 and str(found) != text):
        proper = quote(str(mapped or found))
        return [
            f"{path}: non-standard IP address {quote(text)} will be considered invalid in a future Kubernetes release:"
            f" use {proper}"
        ]
    if str(found) != text:
        return [f"{path}: IPv6 address {quote(text)} should be in RFC 5952 canonical format ({quote(str(found))})"]
    return []


def cidr_warnings(text: str, path: str) -> list[str]:
    """Networks with bits of a host, or in an old spelling."""
    found = network(text)
    if found is None:
        return []
    address, _, length = text.partition("/")
    parsed = parse(address)
    if (str(parsed) != address and found.version == 4) or length != str(int(length)):
        return [
            f"{path}: non-standard CIDR value {quote(text)} will be considered invalid in a future Kubernetes release:"
            f" use {quote(str(found))}"
        ]
    if parsed != found.network_address:
        return [f"{path}: CIDR value {quote(text)} is ambiguous in this context (should be {quote(str(found))} or"
                f" {quote(f'{parsed}/{parsed.max_prefixlen if parsed else 0}')}?)"]  # fmt: skip
    if str(found) != text:
        return [f"{path}: IPv6 CIDR value {quote(text)} should be in RFC 5952 canonical format ({quote(str(found))})"]
    return []


def port_number(causes: Causes, number: Any, path: str) -> None:
    """1 to 65535."""
    if not 1 <= number <= 65535:
        invalid(causes, path, number, PORT_RANGE)


def port_name_or_number(causes: Causes, port: int | str | None, path: str) -> None:
    """A number, or the name of a container's port."""
    if isinstance(port, str):
        invalid_all(causes, path, port, names.port_name(port))
    else:
        port_number(causes, port or 0, path)
