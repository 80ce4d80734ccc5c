"""`why(cluster, kind, name)`: why an object is as it is, first cause first.

"Nothing is wrong" is an answer too, with what the object is doing. A pure reading: nothing in the cluster changes.
Next: `timeline.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from kubecourse.explain.batch import cronjob_reasons, job_reasons
from kubecourse.explain.language import language
from kubecourse.explain.look import Look, named
from kubecourse.explain.network import ingress_reasons, service_reasons
from kubecourse.explain.nodes import node_reasons
from kubecourse.explain.pod_state import pod_state
from kubecourse.explain.pods import pod_reasons
from kubecourse.explain.policies import policy_reasons
from kubecourse.explain.reasons import Reason, Why, fine, reason
from kubecourse.explain.storage import claim_reasons, volume_reasons
from kubecourse.explain.workloads import (
    daemonset_reasons,
    deployment_reasons,
    replicaset_reasons,
    statefulset_reasons,
)

__all__ = ["FINDERS", "why"]

Object = dict[str, Any]

#: kind -> who knows its reasons
FINDERS: dict[str, Callable[[Look, Object], list[Reason]]] = {
    "Pod": pod_reasons,
    "Deployment": deployment_reasons,
    "ReplicaSet": replicaset_reasons,
    "ReplicationController": partial(replicaset_reasons, kind="ReplicationController"),
    "StatefulSet": statefulset_reasons,
    "DaemonSet": daemonset_reasons,
    "Job": job_reasons,
    "CronJob": cronjob_reasons,
    "Service": service_reasons,
    "Ingress": ingress_reasons,
    "NetworkPolicy": policy_reasons,
    "PersistentVolumeClaim": claim_reasons,
    "PersistentVolume": volume_reasons,
    "Node": node_reasons,
}


def why(cluster: Any, kind: str, name: str, namespace: str = "default", lang: str | None = None) -> Why:
    """Why `kind` `name` is as it is. `kind` may be written as for kubectl (`po`, `pvc`). Never raises for what is not
    there: that is the answer then.
    """
    spoken = language(lang)
    row = cluster.registry.find(kind)
    if row is None:
        return Why(kind, [reason("unknown-kind", kind, kind=kind)], spoken)
    space = namespace if row.namespaced else ""
    look = Look(cluster, FINDERS)
    obj = look.find(row.key, name, space)
    if obj is None:
        about = f"{row.name} {space}/{name}" if space else f"{row.name} {name}"
        shown = f"{space}/{name}" if space else name
        return Why(about, [reason("missing", about, kind=row.name, name=shown)], spoken)
    about = named(row.name, obj)
    reasons = look.explain(row.name, obj) or _plain(about, obj)
    return Why(about, reasons, spoken, _state(row.name, obj))


def _plain(about: str, obj: Object) -> list[Reason]:
    """Kinds of which little is expected."""
    meta = obj["metadata"]
    if meta.get("deletionTimestamp"):
        return [reason("deleting", about, finalizers=", ".join(meta.get("finalizers") or ()) or "-")]
    return [fine("fine", about)]


def _state(kind: str, obj: Object) -> str:
    """One word beside the name."""
    if kind == "Pod":
        seen = pod_state(obj)
        return f"{seen.status} {seen.ready}/{seen.total}"
    phase = obj.get("status", {}).get("phase")
    return str(phase) if isinstance(phase, str) else ""
