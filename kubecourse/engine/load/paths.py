"""Every way that a request can go at one instant, and how many of a number of requests go each way.

Promises: wherever the network draws lots (kube-proxy among endpoints), each result of the lot is followed once, so a
second of a thousand requests costs as many journeys as there are pods that may answer. Beyond `WIDEST` ways, that many
are drawn. Lots come from the cluster's seed, from a stream that nothing else uses. Next: `usage.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt, lcm, prod
from typing import Any

__all__ = ["WIDEST", "outcomes", "shares"]

#: ways that are followed in one second
WIDEST = 32
#: so many requests draw a lot each; more are shared out by the normal law, which nobody can tell apart
_EACH = 128


class _Written:
    """A chance whose lots are given in advance, and 0 after them; it notes how many results each lot could have."""

    def __init__(self, lots: list[int]) -> None:
        self.lots = lots
        self.ways: list[int] = []

    def below(self, limit: int, stream: str) -> int:
        """The next lot."""
        place = len(self.ways)
        self.ways.append(limit)
        return self.lots[place] % limit if place < len(self.lots) else 0


class _Free:
    """A chance that draws from the load's own stream, whoever asks."""

    def __init__(self, draw: Callable[[int], int]) -> None:
        self.draw = draw

    def below(self, limit: int, stream: str) -> int:
        """The next lot."""
        return self.draw(limit)


class _Asking:
    """An api handle with another chance."""

    def __init__(self, api: Any, chance: _Written | _Free) -> None:
        self._api, self.chance = api, chance

    def __getattr__(self, name: str) -> Any:
        return getattr(self._api, name)


def outcomes(api: Any, send: Callable[[Any], Any], count: int, draw: Callable[[int], int]) -> list[tuple[Any, int]]:
    """(what `send` answered, how many of `count` requests went so), each way once.

    `send` gets an api handle to ask with; `draw(n)` is a lot in [0, n).
    """
    wide = min(count, WIDEST)
    found: list[tuple[Any, list[int]]] = []
    lots: list[int] | None = []
    while lots is not None:
        chance = _Written(lots)
        found.append((send(_Asking(api, chance)), chance.ways))
        if prod(chance.ways) > wide or len(found) > wide:
            return _drawn(api, send, count, wide, draw)
        lots = _next((lots + [0] * len(chance.ways))[: len(chance.ways)], chance.ways)
    whole = lcm(*(prod(ways) for _, ways in found))
    parts = shares(count, [whole // prod(ways) for _, ways in found], draw)
    return [(answer, part) for (answer, _), part in zip(found, parts, strict=True) if part]


def _drawn(
    api: Any, send: Callable[[Any], Any], count: int, wide: int, draw: Callable[[int], int]
) -> list[tuple[Any, int]]:
    """There are more ways than requests, or than can be followed: draw as many, and give each its part."""
    each, more = divmod(count, wide)
    return [(send(_Asking(api, _Free(draw))), each + (number < more)) for number in range(wide)]


def _next(lots: list[int], ways: list[int]) -> list[int] | None:
    """The lots after these, the last one counting fastest; None after the last."""
    while lots:
        if lots[-1] + 1 < ways[len(lots) - 1]:
            return [*lots[:-1], lots[-1] + 1]
        lots = lots[:-1]
    return None


def shares(count: int, weights: list[int], draw: Callable[[int], int]) -> list[int]:
    """How many of `count` requests go each way: lots, not equal shares. They add up to `count`."""
    left, whole = count, sum(weights)
    if count <= _EACH:
        return _one_by_one(count, weights, whole, draw)
    found = []
    for weight in weights:
        part = left if weight >= whole else _binomial(left, weight, whole, draw)
        found.append(part)
        left, whole = left - part, whole - weight
    return found


def _one_by_one(count: int, weights: list[int], whole: int, draw: Callable[[int], int]) -> list[int]:
    found = [0] * len(weights)
    if len(weights) == 1:
        return [count]
    for _ in range(count):
        lot = draw(whole)
        for place, weight in enumerate(weights):
            lot -= weight
            if lot < 0:
                found[place] += 1
                break
    return found


def _binomial(count: int, weight: int, whole: int, draw: Callable[[int], int]) -> int:
    """About as many of `count` as have `weight` in `whole`, in whole numbers: the sum of twelve equal lots is normal."""
    lot = sum(draw(1 << 16) for _ in range(12)) - 6 * ((1 << 16) - 1)
    spread = isqrt((count * weight * (whole - weight) << 16) // (whole * whole))
    part = (count * weight + whole // 2) // whole + (spread * lot // (1 << 24))
    return min(max(part, 0), count)
