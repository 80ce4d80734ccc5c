"""One rule of iptables: what it asks of a packet, where it sends it, and how `iptables-save` writes it.

Next: `chains.py`, which makes the rules of a port.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Rule"]


class Rule(NamedTuple):
    """The parts in the order in which they are written. `target` "" is a rule that only has a comment."""

    target: str = ""
    source: str = ""
    #: the source must be another
    not_source: bool = False
    destination: str = ""
    protocol: str = ""
    comment: str = ""
    #: matches between comment and port: `-m addrtype …`, `-m recent …`, as they are written
    extra: str = ""
    port: int = 0
    #: matches after the port
    late: str = ""
    #: probability in 2^31 parts; 0: always
    chance: int = 0
    #: `-m tcp` without a port
    bare_protocol: bool = False
    options: str = ""

    def text(self, chain: str) -> str:
        """As `iptables-save` prints it."""
        parts = [f"-A {chain}"]
        if self.source and not self.source.endswith("/0"):  # from everywhere is not written
            parts.append(f"{'! ' if self.not_source else ''}-s {_masked(self.source)}")
        if self.destination:
            parts.append(f"-d {_masked(self.destination)}")
        if self.protocol:
            parts.append(f"-p {self.protocol}")
        if self.comment:
            quoted = f'"{self.comment}"' if not self.comment.isalnum() else self.comment
            parts.append(f"-m comment --comment {quoted}")
        if self.extra:
            parts.append(self.extra)
        if self.port:
            parts.append(f"-m {self.protocol} --dport {self.port}")
        elif self.bare_protocol:
            parts.append(f"-m {self.protocol}")
        if self.late:
            parts.append(self.late)
        if self.chance:
            parts.append(f"-m statistic --mode random --probability {self.chance / 2**31:.11f}")
        if self.target:
            parts.append(f"-j {self.target}")
        if self.options:
            parts.append(self.options)
        return " ".join(parts)


def _masked(address: str) -> str:
    return address if "/" in address else f"{address}/32"
