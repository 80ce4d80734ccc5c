"""How fast a HorizontalPodAutoscaler may follow its metrics.

Promises: without spec.behavior, twice as many (or 4) at most upwards and the highest wish of five minutes downwards; with it,
stabilisation windows and policies (Pods, Percent; Max, Min, Disabled) over their periods. Times are ms.
Upstream: normalizeDesiredReplicas[WithBehaviors] in pkg/controller/podautoscaler/horizontal.go. Next: `hpa.py`.
"""

from __future__ import annotations

from math import ceil, floor
from typing import NamedTuple

from ..core.work import Object

__all__ = ["Limited", "limited", "rules"]

#: ms of the window in which a higher wish wins over scaling down, when nothing else is said
WINDOW = 300_000
_UP: Object = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Pods", "value": 4, "periodSeconds": 15},
        {"type": "Percent", "value": 100, "periodSeconds": 15},
    ],
}
_DOWN: Object = {
    "stabilizationWindowSeconds": 300,
    "selectPolicy": "Max",
    "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
}

#: (time, replicas wished for) and (time, change of replicas)
History = tuple[tuple[int, int], ...]


class Limited(NamedTuple):
    """What is left of a wish, and the conditions AbleToScale and ScalingLimited that say why: (reason, message)."""

    replicas: int
    able: tuple[str, str]
    limit: tuple[str, str]
    is_limited: bool


_READY = ("ReadyForNewScale", "recommended size matches current size")
_IN_RANGE = ("DesiredWithinRange", "the desired count is within the acceptable range")
_TOO_MANY = ("TooManyReplicas", "the desired replica count is more than the maximum replica count")
_TOO_FEW = ("TooFewReplicas", "the desired replica count is less than the minimum replica count")
_DOWN_STABLE = (
    "ScaleDownStabilized",
    "recent recommendations were higher than current one, applying the highest recent recommendation",
)
_UP_STABLE = (
    "ScaleUpStabilized",
    "recent recommendations were lower than current one, applying the lowest recent recommendation",
)


def rules(hpa: Object, direction: str) -> Object:
    """ScaleUp or scaleDown of spec.behavior, filled up."""
    usual = _UP if direction == "scaleUp" else _DOWN
    given = (hpa["spec"].get("behavior") or {}).get(direction) or {}
    return {**usual, **{field: value for field, value in given.items() if value is not None}}


def limited(hpa: Object, current: int, wish: int, wishes: History, changes: History, now: int) -> Limited:
    """The wish after windows, rates, minimum and maximum. `wishes` holds this one too."""
    if hpa["spec"].get("behavior") is None:
        stable = max([wish, *(count for time, count in wishes if time > now - WINDOW)])
        able = _READY if stable == wish else _DOWN_STABLE
        reached, why = _plain_limits(hpa, current, stable)
    else:
        stable, able = _stabilised(hpa, current, wish, wishes, now)
        reached, why = _by_rules(hpa, current, stable, changes, now)
    return Limited(reached, able, why, reached != stable)


def _bounds(hpa: Object) -> tuple[int, int]:
    least = hpa["spec"].get("minReplicas")
    return 1 if least is None else int(least), int(hpa["spec"]["maxReplicas"])


def _plain_limits(hpa: Object, current: int, wish: int) -> tuple[int, tuple[str, str]]:
    least, most = _bounds(hpa)
    if wish < least:
        return least, _TOO_FEW
    fastest = max(2 * current, 4)
    if wish > min(most, fastest):
        if most > fastest:
            why = ("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate")
            return fastest, why
        return most, _TOO_MANY
    return wish, _IN_RANGE


def _stabilised(hpa: Object, current: int, wish: int, wishes: History, now: int) -> tuple[int, tuple[str, str]]:
    up, down = (1000 * int(rules(hpa, way)["stabilizationWindowSeconds"]) for way in ("scaleUp", "scaleDown"))
    lowest = min([wish, *(count for time, count in wishes if time > now - up)])
    highest = max([wish, *(count for time, count in wishes if time > now - down)])
    stable = min(max(current, lowest), highest)
    if stable == wish:
        return stable, _READY
    return stable, _UP_STABLE if wish > current else _DOWN_STABLE


def _by_rules(hpa: Object, current: int, wish: int, changes: History, now: int) -> tuple[int, tuple[str, str]]:
    least, most = _bounds(hpa)
    if wish > current:
        fastest = _limit(rules(hpa, "scaleUp"), current, changes, now, +1)
        fastest = max(fastest, current)
        if wish > min(most, fastest):
            if most > fastest:
                return fastest, (
                    "ScaleUpLimit",
                    "the desired replica count is increasing faster than the maximum scale rate",
                )
            return most, _TOO_MANY
    elif wish < current:
        slowest = min(_limit(rules(hpa, "scaleDown"), current, changes, now, -1), current)
        if wish < max(least, slowest):
            if least < slowest:
                text = "the desired replica count is decreasing faster than the maximum scale rate"
                return slowest, ("ScaleDownLimit", text)
            return least, _TOO_FEW
    return wish, _IN_RANGE


def _limit(rule: Object, current: int, changes: History, now: int, sign: int) -> int:
    """How far the policies allow in their periods, counting what has changed in them already."""
    if rule["selectPolicy"] == "Disabled":
        return current
    reach = []
    for policy in rule["policies"]:
        since = now - int(policy["periodSeconds"]) * 1000
        begin = current - sum(change for time, change in changes if time > since and change * sign > 0)
        if policy["type"] == "Pods":
            reach.append(begin + sign * int(policy["value"]))
        elif sign > 0:
            reach.append(ceil(begin * (1 + policy["value"] / 100)))
        else:
            reach.append(floor(begin * (1 - policy["value"] / 100)))
    farthest = rule["selectPolicy"] == "Max"
    return max(reach) if farthest == (sign > 0) else min(reach)
