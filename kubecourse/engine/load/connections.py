"""Kept-alive connections: a client that keeps them goes on asking the pod it once got, whatever is chosen for new ones.

Promises: rules and readiness count when a connection is opened, not while it is open; a pod that ends gracefully closes
it and the client opens another without losing a request; one whose node is silent is given up after the request that
nobody answers. So new pods get nothing from old connections. Pure: what the network does comes in as functions.
Next: `clients.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

__all__ = ["Target", "sent_over"]

Answers = list[tuple[Any, int]]


class Target(NamedTuple):
    """The pod (namespace/name, uid) at the other end of a connection, and its port."""

    pod: str
    uid: str
    port: int


def sent_over(
    held: Sequence[Target | None],
    count: int,
    turn: int,
    opened: Callable[[int], list[tuple[Any, int, Target | None]]],
    resumed: Callable[[Target, int], Answers | None],
) -> tuple[Answers, tuple[Target | None, ...]]:
    """(journeys and how many requests went so, the connections after it).

    `opened(n)`: n new connections as (journey, how many, target; None if it was not opened). `resumed(target, n)`: n requests
    over connections to it; None where it has closed them. `turn` says which connections come first.
    """
    each, more = divmod(count, len(held))
    loads = [each + ((place - turn) % len(held) < more) for place in range(len(held))]
    after = list(held)
    groups: dict[Target | None, list[int]] = {}
    for place, target in enumerate(held):
        if loads[place]:
            groups.setdefault(target, []).append(place)
    found: Answers = []
    waiting = groups.pop(None, [])
    for target, places in groups.items():
        answers = resumed(target, sum(loads[place] for place in places)) if target else None
        found += answers or []
        if answers is None:
            waiting += places
        if answers is None or any(journey.failure for journey, _ in answers):
            for place in places:
                after[place] = None
    waiting.sort()
    for journey, number, target in opened(len(waiting)) if waiting else ():
        mine, waiting = waiting[:number], waiting[number:]
        for place in mine:
            after[place] = target
        found.append((journey, sum(loads[place] for place in mine)))
    return found, tuple(after)
