"""What a wait shows: objects in short form, pods per node, events and timeline of the step.

Read from the log of changes since the last snapshot. Next: `compare.py`.
"""

from __future__ import annotations

from typing import Any

from kubecourse.engine.core.work import Object
from kubecourse.face import Cluster

__all__ = ["Snapshots"]

_LEFT_OUT = (
    "Event",
    "Node",
    "Endpoints",
    "EndpointSlice",
    "ControllerRevision",
    "ServiceAccount",
    "Lease",
)
_DROP_META = ("uid", "resourceVersion", "creationTimestamp", "managedFields", "selfLink")
_DROP_ANYWHERE = ("lastTransitionTime", "lastUpdateTime", "lastProbeTime", "containerID", "imageID", "uid", "resourceVersion", "creationTimestamp", "managedFields", "selfLink", "lastHeartbeatTime")  # fmt: skip
_POD_SPEC = ("nodeName", "hostname", "subdomain", "restartPolicy", "priority", "priorityClassName", "schedulingGates")
_CONTAINER = ("name", "ready", "restartCount", "state")
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_WORKLOADS = ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob")


class Snapshots:
    """Takes snapshots of one cluster, each from where the last one ended."""

    def __init__(self, cluster: Cluster, scenario: Object) -> None:
        self.cluster = cluster
        self.show = set(scenario.get("show") or ())
        self.hide = set(scenario.get("hide") or ())
        self.keep_nodes = scenario.get("nodes") == "keep"
        self._from_start = {obj["metadata"]["uid"] for t in cluster._storage.tables.values() for obj in t.values()}
        self._seen = len(cluster._storage.log)
        self._said: dict[tuple[Any, ...], None] = {}

    def take(self, full: bool) -> Object:
        """The snapshot of the step that has just ended."""
        log = self.cluster._storage.log
        changes = log[self._seen :]
        self._seen = len(log)
        result: Object = {"objects": self._objects(full)}
        pods = self._pods_per_node()
        if pods:
            result["podsPerNode"] = pods
        result["events"] = _events(changes)
        timeline = _timeline(changes)
        if timeline:
            result["timeline"] = timeline
        return result

    # -- objects -----------------------------------------------------------------------------------

    def _objects(self, full: bool) -> list[Object]:
        found = []
        for kind, table in self.cluster._storage.tables.items():
            name = kind.partition(".")[0]
            if (name in _LEFT_OUT and name not in self.show) or name in self.hide:
                continue
            for obj in table.values():
                if obj["metadata"]["name"] == "kube-root-ca.crt":
                    continue
                if obj["metadata"]["uid"] in self._from_start and not (name == "Node" and "Node" in self.show):
                    continue
                found.append(clean(obj) if full else short(obj))
        return found

    def _pods_per_node(self) -> Any:
        counts: dict[str, int] = {}
        for pod in self.cluster._storage.tables.get("Pod", {}).values():
            node = pod["spec"].get("nodeName")
            if node:
                counts[node] = counts.get(node, 0) + 1
        return counts if self.keep_nodes else sorted(counts.values(), reverse=True)


def clean(value: Any) -> Any:
    """Without what is left out everywhere."""
    if isinstance(value, dict):
        return {k: clean(v) for k, v in value.items() if k not in _DROP_ANYWHERE}
    if isinstance(value, list):
        return [clean(item) for item in value]
    return value


def short(obj: Object) -> Object:
    """The short form: no templates; of a pod only what tells where and how it is."""
    obj = clean(obj)
    kind = obj["kind"]
    notes = obj["metadata"].get("annotations")
    if notes and _LAST_APPLIED in notes:
        notes[_LAST_APPLIED] = "<json>"
    if kind == "Pod":
        return _short_pod(obj)
    if kind == "Node":
        return _short_node(obj)
    spec = obj.get("spec")
    if kind in _WORKLOADS and spec:
        obj["spec"] = spec = {k: v for k, v in spec.items() if k not in ("template", "jobTemplate")}
        if "volumeClaimTemplates" in spec:
            spec["volumeClaimTemplates"] = [t["metadata"]["name"] for t in spec["volumeClaimTemplates"]]
    if kind == "ControllerRevision":
        obj.pop("data", None)
    return obj


def _short_pod(pod: Object) -> Object:
    spec = {k: v for k, v in pod["spec"].items() if k in _POD_SPEC}
    claims = [v for v in pod["spec"].get("volumes") or () if "persistentVolumeClaim" in v]
    if claims:
        spec["volumes"] = claims
    status = {
        k: v
        for k, v in (pod.get("status") or {}).items()
        if k not in ("hostIP", "hostIPs", "podIPs", "observedGeneration")
    }
    for field in ("containerStatuses", "initContainerStatuses"):
        if field in status:
            status[field] = [{k: v for k, v in row.items() if k in _CONTAINER} for row in status[field]]
    return {**pod, "spec": spec, "status": status}


def _short_node(node: Object) -> Object:
    status = node["status"]
    ready = [c for c in status.get("conditions") or () if c["type"] == "Ready"]
    spec = {k: v for k, v in node["spec"].items() if k not in ("podCIDR", "podCIDRs")}
    return {**node, "spec": spec, "status": {"conditions": ready, "allocatable": status["allocatable"]}}


# -- events and timeline ---------------------------------------------------------------------------


def _events(changes: list[Any]) -> list[Object]:
    """The events of a step in the order first seen, each once with its last text; those on nodes are left out."""
    found: dict[str, Object] = {}
    for change in changes:
        if change.kind != "Event" or change.new is None:
            continue
        event = change.new
        about = event["involvedObject"]
        if about["kind"] == "Node":
            continue
        row = {
            "reason": event["reason"],
            "type": event["type"],
            "kind": about["kind"],
            "name": about["name"],
            "message": event["message"],
            "component": event["source"]["component"],
        }
        found[event["metadata"]["name"]] = row
    return [dict(row) for row in {tuple(row.items()): None for row in found.values()}]


def _timeline(changes: list[Any]) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for change in changes:
        reader = {"ReplicaSet": _replicaset_line, "Pod": _pod_lines, "Job": _job_lines}.get(change.kind)
        if reader is not None:
            for line in reader(change.old, change.new):
                lines.setdefault(change.kind, []).append(f"{(change.new or change.old)['metadata']['name']} {line}")
    return {kind: lines[kind] for kind in ("ReplicaSet", "Pod", "Job") if kind in lines}


def _replicaset_line(old: Object | None, new: Object | None) -> list[str]:
    if new is None:
        return ["deleted"]
    if old is None:
        return [f"replicas {new['spec']['replicas']}"]
    before, after = old["spec"]["replicas"], new["spec"]["replicas"]
    return [f"replicas {before} -> {after}"] if before != after else []


def _ready(pod: Object | None) -> bool:
    conditions = ((pod or {}).get("status") or {}).get("conditions") or ()
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


def _pod_lines(old: Object | None, new: Object | None) -> list[str]:
    if new is None:
        return ["gone"]
    lines = ["created"] if old is None else []
    before = (old or {}).get("status") or {}
    if _ready(new) and not _ready(old):
        lines.append("ready")
    phase = (new.get("status") or {}).get("phase")
    if (
        phase != before.get("phase")
        and phase in ("Succeeded", "Failed")
        and not new["metadata"].get("deletionTimestamp")
    ):
        lines.append(phase.lower())
    if new["metadata"].get("deletionTimestamp") and not (old or {"metadata": {}})["metadata"].get("deletionTimestamp"):
        lines.append("deleting")
    return lines


def _job_lines(old: Object | None, new: Object | None) -> list[str]:
    if new is None:
        return ["gone"]
    lines = ["created"] if old is None else []
    if new["metadata"].get("deletionTimestamp") and not (old or {"metadata": {}})["metadata"].get("deletionTimestamp"):
        lines.append("deleting")
    for type_, word in (("Complete", "complete"), ("Failed", "jobFailed"), ("Suspended", "suspended")):
        if _has(new, type_) and not _has(old, type_):
            lines.append(word)
    return lines


def _has(job: Object | None, type_: str) -> bool:
    conditions = ((job or {}).get("status") or {}).get("conditions") or ()
    return any(c["type"] == type_ and c["status"] == "True" for c in conditions)
