"""How many replicas a resource metric asks for.

Promises: usage over request (or an average value) of the pods that are ready; pods that are not, or of which nothing is
known, are counted as doing nothing when scaling up and as doing all they may when scaling down; a tolerance within which
nothing changes. Amounts are thousandths (of a CPU, of a byte), as in upstream. Pure functions.
Upstream: pkg/controller/podautoscaler/replica_calculator.go. Next: `hpa_limits.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import NamedTuple

from ..core import quantity
from ..core.work import Object
from .pods import seconds

__all__ = ["NO_METRICS", "Answer", "Metrics", "Unknown", "Wish", "replicas_for"]

#: `(namespace, pod) -> container -> resource -> thousandths`, None while nothing is known of the pod
Metrics = Callable[[str, str], "dict[str, dict[str, int]] | None"]

NO_METRICS = (
    "unable to fetch metrics from resource metrics API: the server could not find the requested resource"
    " (get pods.metrics.k8s.io)"
)
_NOTHING = "no metrics returned from resource metrics API"
#: ms: readiness in this time after the start of a pod is not believed; a new pod is unready for the second at least;
#: a measure covers the third
_INITIAL, _DELAY, _WINDOW = 300_000, 30_000, 30_000


class Unknown(Exception):
    """The metric cannot be had; the text says why, in Kubernetes' words."""


class Wish(NamedTuple):
    """What a metric aims at: `target` per cent of the request, or thousandths for each pod."""

    resource: str
    container: str | None
    target: int
    percent: bool
    #: how far the ratio may be off before anything changes: (down, up)
    tolerance: tuple[float, float]


class Answer(NamedTuple):
    """Replicas, and what was measured: per cent of the requests (or None) and thousandths for each pod."""

    replicas: int
    percent: int | None
    average: int


def replicas_for(wish: Wish, pods: list[Object], current: int, now: int, metrics: Metrics | None) -> Answer:
    """How many replicas `wish` needs; raises Unknown."""
    if metrics is None:
        raise Unknown(f"unable to get metrics for resource {wish.resource}: {NO_METRICS}")
    usage = _measured(wish, pods, metrics)
    if pods and not usage:
        raise Unknown(f"unable to get metrics for resource {wish.resource}: {_NOTHING}")
    if not pods:
        raise Unknown("no pods returned by selector while calculating replica count")
    ready, unready, missing, ignored = _group(wish.resource, pods, usage, now)
    known = {name: amount for name, amount in usage.items() if name not in unready and name not in ignored}
    if not known:
        raise Unknown("did not receive metrics for targeted pods (pods might be unready)")
    full = _full(wish, pods)
    ratio, percent = _ratio(wish, known, full)
    average = sum(known.values()) // len(known)
    waiting = bool(unready) and ratio > 1
    if not waiting and not missing:
        wanted = current if _close(ratio, wish.tolerance) else ceil(ratio * ready)
        return Answer(wanted, percent, average)
    rest = _with_the_rest(wish, known, full, ratio, missing, unready if waiting else [])
    return Answer(_careful(wish, rest, full, ratio, current), percent, average)


def _careful(wish: Wish, usage: dict[str, int], full: dict[str, int], ratio: float, current: int) -> int:
    """Change nothing if the pods that were guessed turn the direction round."""
    new, _ = _ratio(wish, usage, full)
    if _close(new, wish.tolerance) or (ratio < 1 < new) or (new < 1 < ratio):
        return current
    wanted = ceil(new * len(usage))
    return current if (new < 1 and wanted > current) or (new > 1 and wanted < current) else wanted


def _with_the_rest(wish: Wish, known: dict[str, int], full: dict[str, int], ratio: float, missing: list[str],
                   unready: list[str]) -> dict[str, int]:  # fmt: skip
    usage = {**known, **dict.fromkeys(unready, 0)}
    if ratio > 1:
        return {**usage, **dict.fromkeys(missing, 0)}
    if ratio < 1:
        share = max(100, wish.target) if wish.percent else 100
        return {**usage, **{name: full[name] * share // 100 for name in missing}}
    return usage


def _measured(wish: Wish, pods: list[Object], metrics: Metrics) -> dict[str, int]:
    found: dict[str, int] = {}
    for pod in pods:
        meta = pod["metadata"]
        containers = metrics(meta["namespace"], meta["name"])
        if containers is None:
            continue
        parts = [row for name, row in containers.items() if wish.container in (None, name)]
        if parts and all(wish.resource in row for row in parts):
            found[meta["name"]] = sum(row[wish.resource] for row in parts)
    return found


def _group(resource: str, pods: list[Object], usage: dict[str, int],
           now: int) -> tuple[int, list[str], list[str], list[str]]:  # fmt: skip
    """(how many are ready, unready, unknown, ignored)."""
    ready, unready, missing, ignored = 0, [], [], []
    for pod in pods:
        name, phase = pod["metadata"]["name"], pod["status"].get("phase")
        if "deletionTimestamp" in pod["metadata"] or phase == "Failed":
            ignored.append(name)
        elif phase == "Pending":
            unready.append(name)
        elif name not in usage:
            missing.append(name)
        elif resource == "cpu" and _too_new(pod, now):
            unready.append(name)
        else:
            ready += 1
    return ready, unready, missing, ignored


def _too_new(pod: Object, now: int) -> bool:
    """Is the CPU of the pod still that of its start?"""
    start = pod["status"].get("startTime")
    condition = next((row for row in pod["status"].get("conditions") or () if row["type"] == "Ready"), None)
    if condition is None or not start:
        return True
    changed = seconds(condition["lastTransitionTime"]) if condition.get("lastTransitionTime") else seconds(start)
    if seconds(start) + _INITIAL > now:
        return condition["status"] == "False" or now < changed + _WINDOW
    return condition["status"] == "False" and seconds(start) + _DELAY > changed


def _full(wish: Wish, pods: list[Object]) -> dict[str, int]:
    """Pod -> what 100 % is: its requests, or the wanted average."""
    if not wish.percent:
        return {pod["metadata"]["name"]: wish.target for pod in pods}
    return {pod["metadata"]["name"]: _requests(wish, pod) for pod in pods}


def _requests(wish: Wish, pod: Object) -> int:
    spec, total = pod["spec"], 0
    sidecars = [c for c in spec.get("initContainers") or () if c.get("restartPolicy") == "Always"]
    for container in [*spec["containers"], *sidecars]:
        if wish.container not in (None, container["name"]):
            continue
        amount = ((container.get("resources") or {}).get("requests") or {}).get(wish.resource)
        if amount is None:
            where = f"container {container['name']} of Pod {pod['metadata']['name']}"
            raise Unknown(f"missing request for {wish.resource} in {where}")
        total += quantity.milli(amount)
    return total


def _ratio(wish: Wish, usage: dict[str, int], full: dict[str, int]) -> tuple[float, int | None]:
    """(usage over target, per cent of the requests)."""
    if not wish.percent:
        return sum(usage.values()) / len(usage) / wish.target, None
    requests = sum(full[name] for name in usage)
    if not requests:
        raise Unknown("no metrics returned matched known pods")
    percent = sum(usage.values()) * 100 // requests
    return percent / wish.target, percent


def _close(ratio: float, tolerance: tuple[float, float]) -> bool:
    return 1 - tolerance[0] <= ratio <= 1 + tolerance[1]
