"""What a status may say: numbers that fit one another, ends that stay ends.

Rules of the `Validate…StatusUpdate` functions. Next: `__init__.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core import names
from .addresses import ip, parse
from .causes import Causes, at_least_zero, forbidden, immutable, invalid, invalid_all, required, unsupported

__all__ = ["status"]

Part = dict[str, Any]
OVER = "cannot be greater than status.replicas"


def status(causes: Causes, kind: str, new: Part, old: Part) -> None:
    """The rules of a kind, if it has any."""
    rule = _RULES.get(kind)
    if rule is not None:
        rule(causes, new, old)


def _numbers(causes: Causes, found: Part, keys: tuple[str, ...]) -> None:
    for key in keys:
        at_least_zero(causes, f"status.{key}", found.get(key))


def _counts(*keys: str, ready: str = "cannot be greater than readyReplicas") -> Callable[[Causes, Part, Part], None]:
    """Counts of replicas: none is more than all, available ones are ready."""

    def rule(causes: Causes, new: Part, old: Part) -> None:
        found = new.get("status") or {}
        _numbers(causes, found, ("replicas", *keys, "observedGeneration", "collisionCount"))
        whole = found.get("replicas") or 0
        for key in keys:
            if (found.get(key) or 0) > whole:
                invalid(causes, f"status.{key}", found[key], OVER)
        if (found.get("availableReplicas") or 0) > (found.get("readyReplicas") or 0):
            invalid(causes, "status.availableReplicas", found["availableReplicas"], ready)
        before = (old.get("status") or {}).get("collisionCount") or 0
        if (found.get("collisionCount") or 0) < before:
            invalid(causes, "status.collisionCount", found.get("collisionCount") or 0, "cannot be decremented")

    return rule


def _daemon_set(causes: Causes, new: Part, old: Part) -> None:
    keys = ("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady",
            "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable")  # fmt: skip
    _numbers(causes, new.get("status") or {}, keys)


def _job(causes: Causes, new: Part, old: Part) -> None:
    _numbers(causes, new.get("status") or {}, ("active", "succeeded", "failed", "ready", "terminating"))


def _autoscaler(causes: Causes, new: Part, old: Part) -> None:
    _numbers(causes, new.get("status") or {}, ("currentReplicas", "desiredReplicas"))


def _namespace(causes: Causes, new: Part, old: Part) -> None:
    phase = (new.get("status") or {}).get("phase", "")
    if not new["metadata"].get("deletionTimestamp"):
        if phase != "Active":
            invalid(causes, "status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty")
    elif phase != "Terminating":
        invalid(causes, "status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")


def _pod(causes: Causes, new: Part, old: Part) -> None:
    now, was = new.get("status") or {}, old.get("status") or {}
    if (new.get("spec") or {}).get("nodeName") != (old.get("spec") or {}).get("nodeName"):
        forbidden(causes, "status.nodeName", "may not be changed directly")
    nominated = now.get("nominatedNodeName")
    if nominated and nominated != was.get("nominatedNodeName"):
        invalid_all(causes, "status.nominatedNodeName", nominated, names.dns_subdomain(nominated))
    immutable(causes, "status.qosClass", now.get("qosClass", ""), was.get("qosClass", ""))
    restart = (old.get("spec") or {}).get("restartPolicy", "Always")
    for key in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
        policy = "Never" if key.startswith("ephemeral") else restart
        if policy != "Always":
            _stays_ended(causes, now.get(key) or [], was.get(key) or [], policy, old, f"status.{key}")
    for i, address in enumerate(now.get("podIPs") or ()):
        ip(causes, address.get("ip", ""), f"status.podIPs[{i}]")


def _stays_ended(causes: Causes, now: list[Part], was: list[Part], policy: str, old: Part, path: str) -> None:
    init = (old.get("spec") or {}).get("initContainers") or ()
    own = {container.get("name"): container for key in ("containers", "initContainers")
           for container in (old.get("spec") or {}).get(key) or ()}  # fmt: skip
    sidecars = [container.get("name") for container in init if container.get("restartPolicy") == "Always"]
    for i, before in enumerate(was):
        ended = (before.get("state") or {}).get("terminated")
        if ended is None or before.get("name") in sidecars:
            continue
        container = own.get(before.get("name")) or {}
        if container.get("restartPolicy") or (ended.get("exitCode") and policy == "OnFailure"):
            continue
        for after in now:
            if after.get("name") == before.get("name") and (after.get("state") or {}).get("terminated") is None:
                forbidden(causes, f"{path}[{i}].state", "may not be transitioned to non-terminated state")


def _balancer(causes: Causes, new: Part, old: Part) -> None:
    found, path = (
        ((new.get("status") or {}).get("loadBalancer") or {}).get("ingress") or [],
        "status.loadBalancer.ingress",
    )
    if found and new.get("kind") == "Service" and (new.get("spec") or {}).get("type") != "LoadBalancer":
        forbidden(causes, path, "may only be used when `spec.type` is 'LoadBalancer'")
        return
    for i, point in enumerate(found):
        where, host, mode = f"{path}[{i}]", point.get("hostname", ""), point.get("ipMode")
        if point.get("ip"):
            ip(causes, point["ip"], f"{where}.ip")
        elif mode is not None:
            forbidden(causes, f"{where}.ipMode", "may not be specified when `ip` is not set")
        if point.get("ip") and mode not in (None, "Proxy", "VIP"):
            unsupported(causes, f"{where}.ipMode", mode, ("Proxy", "VIP"))
        if host:
            invalid_all(causes, f"{where}.hostname", host, names.dns_subdomain(host))
            if parse(host) is not None:
                invalid(causes, f"{where}.hostname", host, "must be a DNS name, not an IP address")


def _claim(causes: Causes, new: Part, old: Part) -> None:
    if not (new.get("spec") or {}).get("accessModes"):
        required(causes, "Spec.accessModes")


_RULES: dict[str, Callable[[Causes, Part, Part], None]] = {
    "Deployment": _counts("updatedReplicas", "readyReplicas", "availableReplicas"),
    "ReplicaSet": _counts("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
    "ReplicationController": _counts("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
    "StatefulSet": _counts("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas",
                           ready="cannot be greater than status.readyReplicas"),
    "DaemonSet": _daemon_set, "Job": _job, "HorizontalPodAutoscaler": _autoscaler, "Namespace": _namespace,
    "Pod": _pod, "Service": _balancer, "Ingress": _balancer, "PersistentVolumeClaim": _claim,
}  # fmt: skip
