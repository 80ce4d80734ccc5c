"""Cluster IPs and node ports: which are free, and which one a Service gets.

Nothing is kept beside the Services themselves: what they hold is taken, and is free again when they are
gone. That is one look at every Service a write, and no state that a rewind could leave behind.
An automatic choice comes from the upper part of the range as long as there is room, so that the lower
part is left for addresses chosen by hand. Upstream: pkg/registry/core/service/{ipallocator,portallocator}.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from .errors import ApiError, Cause, invalid

__all__ = ["FIRST_NODE_PORT", "LAST_NODE_PORT", "allocate", "first_address", "static_addresses", "static_ports"]

Object = dict[str, Any]
FIRST_NODE_PORT, LAST_NODE_PORT = 30000, 32767
_ADDRESSES, _PORTS = "clusterip", "nodeport"


class _Range(NamedTuple):
    first: int
    last: int
    static: int  # how many at the beginning are left for those who ask for one


def static_addresses(size: int) -> int:
    """How many of the first addresses of a range of `size` an automatic choice avoids."""
    return 0 if size < 16 else min(max(16, size // 16), 256)


def static_ports(size: int) -> int:
    """The same for node ports."""
    return 0 if size < 16 else min(max(16, size // 32), 128)


@lru_cache(maxsize=16)
def _addresses(cidr: str) -> _Range:
    base, _, bits = cidr.partition("/")
    size = 1 << 32 - int(bits)
    network = (_address_number(base) or 0) // size * size
    # neither the network's own address nor the one for everybody
    return _Range(network + 1, network + size - 2, static_addresses(size - 2))


def _address_number(text: str) -> int | None:
    """An IPv4 address as a number; None for what is none. (The standard module costs 3 ms to import.)"""
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isdecimal() and len(part) <= 3 and int(part) < 256 for part in parts):
        return None
    first, second, third, fourth = map(int, parts)
    return (first << 24) + (second << 16) + (third << 8) + fourth


def _address_text(number: int) -> str:
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


_NODE_PORTS = _Range(FIRST_NODE_PORT, LAST_NODE_PORT, static_ports(LAST_NODE_PORT - FIRST_NODE_PORT + 1))


def first_address(cidr: str) -> str:
    """The address of the Service `kubernetes`."""
    return _address_text(_addresses(cidr).first)


def allocate(api: Any, service: Object, before: Object, cidr: str, dry_run: bool) -> None:
    """Fill in the cluster IP and the node ports of `service` in place; `before` is its stored spec, {} for a new one.

    Raises Invalid for what is taken or out of range; InternalError when a range is full.
    """
    spec = service["spec"]
    key = (service["metadata"].get("namespace"), service["metadata"].get("name"))
    if spec.get("type") == "ExternalName":
        return
    others = [s for s in api.list("Service") if (s["metadata"].get("namespace"), s["metadata"]["name"]) != key]
    if spec.get("clusterIP") != "None" and (spec.get("clusterIPs") or [""])[0] != "None":
        _address(api, service, before, cidr, others, dry_run)
    _node_ports(api, service, before, others, dry_run)


# -- addresses -----------------------------------------------------------------------------------------


def _address(api: Any, service: Object, before: Object, cidr: str, others: list[Object], dry_run: bool) -> None:
    spec = service["spec"]
    wanted = spec.get("clusterIP")
    if before.get("clusterIP") and before.get("type") != "ExternalName":
        return  # it has one, and may not change it: validation's business
    if not wanted:
        spec["clusterIP"] = _next_address(api, cidr, others, dry_run)
        spec["clusterIPs"] = [spec["clusterIP"]]
        return
    why = _address_refused(wanted, cidr, others, dry_run)
    if why:
        shown = ",".join(f'"{ip}"' for ip in spec.get("clusterIPs") or [wanted])
        message = f"Invalid value: [{shown}]: failed to allocate IP {wanted}: {why}"
        raise _refuse(service, Cause("spec.clusterIPs", "FieldValueInvalid", message))


def _address_refused(wanted: str, cidr: str, others: list[Object], dry_run: bool) -> str:
    number, limits = _address_number(wanted), _addresses(cidr)
    if number is None:
        return ""  # not an address at all: validation says so
    if not limits.first - 1 <= number <= limits.last + 1:
        return "the provided network does not match the current range"
    if not limits.first <= number <= limits.last:
        return f"the provided IP ({wanted}) is not in the valid range. The range of valid IPs is {cidr}"
    if not dry_run and any(wanted in _held(other["spec"]) for other in others):
        return "provided IP is already allocated"
    return ""


def _held(spec: Object) -> tuple[str, ...]:
    return tuple(spec.get("clusterIPs") or (spec.get("clusterIP") or "",))


def _next_address(api: Any, cidr: str, others: list[Object], dry_run: bool) -> str:
    if dry_run:
        return _address_text(_addresses(cidr).first - 1)
    taken = {ip for other in others for ip in _held(other["spec"])}
    found = _choose(api, _addresses(cidr), lambda number: _address_text(number) in taken, _ADDRESSES)
    if found is None:
        raise ApiError("InternalError", "Internal error occurred: failed to allocate a serviceIP: range is full")
    return _address_text(found)


def _choose(api: Any, limits: _Range, taken: Callable[[int], bool], stream: str) -> int | None:
    """The first free number from a random place on: upper part first, then the lower one."""
    middle = limits.first + limits.static
    for first, last in ((middle, limits.last), (limits.first, middle - 1)):
        size = last - first + 1
        if size <= 0:
            continue
        start: int = api.chance.below(size, stream)
        for step in range(size):
            number = first + (start + step) % size
            if not taken(number):
                return number
    return None


# -- node ports ------------------------------------------------------------------------------------------


class _Ports:
    """Node ports while one service is being written."""

    def __init__(self, api: Any, service: Object, before: Object, others: list[Object], dry_run: bool) -> None:
        self.api = api
        self.service = service
        self.dry_run = dry_run
        #: what other services hold, what this one held, what it takes now
        self.taken = {number for other in others for number in _numbers(other["spec"])}
        self.held = set(_numbers(before))
        self.mine: list[int] = []
        #: service port -> node port: on creation TCP 53 and UDP 53 get the same one
        self.shared: dict[int, int] | None = None if before else {}

    def refusal(self, number: int) -> str:
        """Why `number` cannot be had; "" if it can."""
        if not FIRST_NODE_PORT <= number <= LAST_NODE_PORT:
            valid = f"{FIRST_NODE_PORT}-{LAST_NODE_PORT}"
            return f"provided port is not in the valid range. The range of valid ports is {valid}"
        return "provided port is already allocated" if number in self.taken or number in self.mine else ""

    def next(self) -> int:
        """A free one."""
        if self.dry_run:
            number: int | None = max(self.mine, default=LAST_NODE_PORT + 1) + 1  # a number that cannot be anybody's
        else:
            number = _choose(self.api, _NODE_PORTS, lambda n: n in self.taken or n in self.mine, _PORTS)
        if number is None:
            raise ApiError("InternalError", "Internal error occurred: failed to allocate a nodePort: range is full")
        self.mine.append(number)
        return number

    def give(self, index: int, port: Object, wants: bool) -> None:
        """One entry of spec.ports: take the number it asks for, or one of ours."""
        number, shared = port.get("nodePort"), self.shared
        known = shared.get(port.get("port", 0)) if shared is not None else None
        if not number:
            if wants:
                port["nodePort"] = known or self.next()
        elif number != known and number not in self.held and not (shared is None and number in self.mine):
            why = self.refusal(number)
            if why:
                cause = Cause(f"spec.ports[{index}].nodePort", "FieldValueInvalid", f"Invalid value: {number}: {why}")
                raise _refuse(self.service, cause)
            self.mine.append(number)
        if shared is not None and port.get("nodePort"):
            shared.setdefault(port.get("port", 0), port["nodePort"])


def _numbers(spec: Object) -> list[int]:
    numbers = [port["nodePort"] for port in spec.get("ports") or () if port.get("nodePort")]
    if spec.get("healthCheckNodePort"):
        numbers.append(spec["healthCheckNodePort"])
    return numbers


def _node_ports(api: Any, service: Object, before: Object, others: list[Object], dry_run: bool) -> None:
    spec = service["spec"]
    if spec.get("type") not in ("NodePort", "LoadBalancer"):
        return
    ports = _Ports(api, service, before, others, dry_run)
    wants = spec["type"] == "NodePort" or spec.get("allocateLoadBalancerNodePorts") is not False
    for index, port in enumerate(spec.get("ports") or ()):
        ports.give(index, port, wants)
    if spec["type"] == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local":
        _health_port(spec, ports)


def _health_port(spec: Object, ports: _Ports) -> None:
    number = spec.get("healthCheckNodePort")
    if not number:
        spec["healthCheckNodePort"] = ports.next()
    elif number not in ports.held:
        why = ports.refusal(number)
        if why:
            message = f"Internal error occurred: failed to allocate requested HealthCheck NodePort {number}: {why}"
            raise ApiError("InternalError", message)


def _refuse(service: Object, cause: Cause) -> ApiError:
    return invalid("", "Service", service["metadata"].get("name", ""), [cause])
