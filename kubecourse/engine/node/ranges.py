"""Addresses for the pods of a node that has a range of its own (spec.podCIDR), as a CNI plug-in's host-local gives them.

The first address is the node's bridge; those that are free again are used last. Next: `world.py`.
"""

from __future__ import annotations

from typing import Any

__all__ = ["taken_from"]


def taken_from(api: Any, cidr: str, uid: str) -> str | None:
    """A free address of a /24 for the pod `uid`, noted as taken; None: there is none left."""
    prefix = cidr.rpartition("/")[0].rpartition(".")[0]
    last = int(api.memory.get(f"addresses/{cidr}", 1))
    for step in range(1, 254):
        number = (last - 2 + step) % 253 + 2
        address = f"{prefix}.{number}"
        if f"holder/{address}" not in api.memory:
            api.memory[f"addresses/{cidr}"] = number
            api.memory[f"address/{uid}"] = address
            api.memory[f"holder/{address}"] = uid
            return address
    return None
