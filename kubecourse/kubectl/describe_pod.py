"""`kubectl describe pod`. Upstream: `kubectl/pkg/describe/describe.go` (describePod). Next: `describe_workloads.py`."""

from __future__ import annotations

from ..engine.api.tables_words import age
from ..engine.core.work import Object
from .describe_containers import containers, field_of
from .describe_volumes import volumes
from .describe_words import annotation_lines, events, labels, owner, spread, time, tolerations
from .session import Session

__all__ = ["pod"]


def pod(session: Session, obj: Object) -> list[str]:
    """All there is to say of a pod."""
    spec, status = obj["spec"], obj.get("status") or {}
    lines = [*_who(obj), *_state(session, obj), *_addresses(status)]
    if owner(obj):
        lines.append(f"Controlled By:\t{owner(obj)}")
    if status.get("nominatedNodeName"):
        lines.append(f"NominatedNodeName:\t{status['nominatedNodeName']}")
    resolve = field_of(obj)
    if spec.get("initContainers"):
        lines += containers(
            "Init Containers", spec["initContainers"], status.get("initContainerStatuses"), resolve=resolve
        )
    lines += containers("Containers", spec["containers"], status.get("containerStatuses"), resolve=resolve)
    if spec.get("ephemeralContainers"):
        lines += containers(
            "Ephemeral Containers",
            spec["ephemeralContainers"],
            status.get("ephemeralContainerStatuses"),
            resolve=resolve,
        )
    lines += _conditions(spec, status)
    lines += volumes(spec.get("volumes"))
    lines.append(f"QoS Class:\t{status.get('qosClass', '')}")
    lines += labels("Node-Selectors", spec.get("nodeSelector"))
    lines += tolerations("Tolerations", spec.get("tolerations"))
    lines += spread("Topology Spread Constraints", spec.get("topologySpreadConstraints"))
    return [*lines, *events(session, obj)]


def _who(obj: Object) -> list[str]:
    meta, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
    lines = [f"Name:\t{meta['name']}", f"Namespace:\t{meta['namespace']}"]
    if spec.get("priority") is not None:
        lines.append(f"Priority:\t{spec['priority']}")
        if spec.get("priorityClassName"):
            lines.append(f"Priority Class Name:\t{spec['priorityClassName']}")
    if spec.get("runtimeClassName"):
        lines.append(f"Runtime Class Name:\t{spec['runtimeClassName']}")
    if spec.get("serviceAccountName"):
        lines.append(f"Service Account:\t{spec['serviceAccountName']}")
    lines.append(f"Node:\t{spec['nodeName']}/{status.get('hostIP', '')}" if spec.get("nodeName") else "Node:\t<none>")
    if status.get("startTime"):
        lines.append(f"Start Time:\t{time(status['startTime'])}")
    return [*lines, *labels("Labels", meta.get("labels")), *annotation_lines("Annotations", meta.get("annotations"))]


def _state(session: Session, obj: Object) -> list[str]:
    meta, status = obj["metadata"], obj.get("status") or {}
    deleted = meta.get("deletionTimestamp")
    if deleted and status.get("reason") != "NodeLost":
        lines = [f"Status:\tTerminating (lasts {age(deleted, session.now)})"]
        if meta.get("deletionGracePeriodSeconds") is not None:
            lines.append(f"Termination Grace Period:\t{meta['deletionGracePeriodSeconds']}s")
    else:
        lines = [f"Status:\t{status.get('phase', '')}"]
    for field in ("reason", "message"):
        if status.get(field):
            lines.append(f"{field.title()}:\t{status[field]}")
    profile = ((obj["spec"].get("securityContext") or {}).get("seccompProfile") or {}).get("type")
    return [*lines, f"SeccompProfile:\t{profile}"] if profile else lines


def _addresses(status: Object) -> list[str]:
    ips = status.get("podIPs") or ()
    lines = [f"IP:\t{status.get('podIP', '')}"]
    return [*lines, "IPs:", *(f"  IP:\t{entry['ip']}" for entry in ips)] if ips else [*lines, "IPs:\t<none>"]


def _conditions(spec: Object, status: Object) -> list[str]:
    lines = []
    have = {condition["type"]: condition["status"] for condition in status.get("conditions") or ()}
    if spec.get("readinessGates"):
        lines += ["Readiness Gates:", "  Type\tStatus"]
        lines += [
            f"  {gate['conditionType']} \t{have.get(gate['conditionType'], '<none>')} "
            for gate in spec["readinessGates"]
        ]
    if have:
        lines += ["Conditions:", "  Type\tStatus"]
        lines += [f"  {condition['type']} \t{condition['status']} " for condition in status["conditions"]]
    return lines
