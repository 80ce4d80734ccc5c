"""How far a rollout is, in one line. Upstream: `kubectl/pkg/polymorphichelpers/rollout_status.go`. Next: `cmd_label.py`."""

from __future__ import annotations

from ..engine.api.kinds import Kind
from ..engine.core.work import Object
from .failures import Failure

__all__ = ["progress"]


def progress(kind: Kind, obj: Object) -> tuple[str, bool]:
    """The line, and whether the rollout is done. Raises Failure for one that will not end."""
    return {"Deployment": _deployment, "DaemonSet": _daemon_set, "StatefulSet": _stateful_set}[kind.key](obj)


def _deployment(obj: Object) -> tuple[str, bool]:
    name, spec, status = obj["metadata"]["name"], obj["spec"], obj.get("status") or {}
    if obj["metadata"].get("generation", 0) > status.get("observedGeneration", 0):
        return "Waiting for deployment spec update to be observed...\n", False
    for condition in status.get("conditions") or ():
        if condition["type"] == "Progressing" and condition.get("reason") == "ProgressDeadlineExceeded":
            raise Failure(f'deployment "{name}" exceeded its progress deadline')
    wanted = spec.get("replicas", 1)
    updated, total = status.get("updatedReplicas", 0), status.get("replicas", 0)
    available = status.get("availableReplicas", 0)
    head = f'Waiting for deployment "{name}" rollout to finish: '
    if updated < wanted:
        return f"{head}{updated} out of {wanted} new replicas have been updated...\n", False
    if total > updated:
        return f"{head}{total - updated} old replicas are pending termination...\n", False
    if available < updated:
        return f"{head}{available} of {updated} updated replicas are available...\n", False
    return f'deployment "{name}" successfully rolled out\n', True


def _rolling(obj: Object) -> None:
    if (obj["spec"].get("updateStrategy") or {}).get("type", "RollingUpdate") != "RollingUpdate":
        raise Failure("rollout status is only available for RollingUpdate strategy type")


def _daemon_set(obj: Object) -> tuple[str, bool]:
    name, status = obj["metadata"]["name"], obj.get("status") or {}
    _rolling(obj)
    if obj["metadata"].get("generation", 0) > status.get("observedGeneration", 0):
        return "Waiting for daemon set spec update to be observed...\n", False
    wanted, updated = status.get("desiredNumberScheduled", 0), status.get("updatedNumberScheduled", 0)
    available = status.get("numberAvailable", 0)
    head = f'Waiting for daemon set "{name}" rollout to finish: '
    if updated < wanted:
        return f"{head}{updated} out of {wanted} new pods have been updated...\n", False
    if available < wanted:
        return f"{head}{available} of {wanted} updated pods are available...\n", False
    return f'daemon set "{name}" successfully rolled out\n', True


def _stateful_set(obj: Object) -> tuple[str, bool]:
    spec, status = obj["spec"], obj.get("status") or {}
    _rolling(obj)
    seen = status.get("observedGeneration", 0)
    if not seen or obj["metadata"].get("generation", 0) > seen:
        return "Waiting for statefulset spec update to be observed...\n", False
    wanted, ready = spec.get("replicas", 1), status.get("readyReplicas", 0)
    if ready < wanted:
        return f"Waiting for {wanted - ready} pods to be ready...\n", False
    updated = status.get("updatedReplicas", 0)
    rolling = (spec.get("updateStrategy") or {}).get("rollingUpdate")
    if rolling is not None and rolling.get("partition") is not None:
        goal = wanted - rolling["partition"]
        if updated < goal:
            return (
                f"Waiting for partitioned roll out to finish: {updated} out of {goal} new pods have been updated...\n",
                False,
            )
        return f"partitioned roll out complete: {updated} new pods have been updated...\n", True
    new = status.get("updateRevision", "")
    if new != status.get("currentRevision", ""):
        return f"waiting for statefulset rolling update to complete {updated} pods at revision {new}...\n", False
    return f"statefulset rolling update complete {status.get('currentReplicas', 0)} pods at revision {new}...\n", True
