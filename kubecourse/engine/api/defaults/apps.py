"""Defaults of Deployments, ReplicaSets, StatefulSets and DaemonSets.

Upstream: pkg/apis/apps/v1/{defaults,conversion}.go. Next: `batch.py`.
"""

from __future__ import annotations

from typing import Any

from . import core
from .pods import template

__all__ = ["APPLY"]

Object = dict[str, Any]
_GENERATION = "deprecated.daemonset.template.generation"


def _deployment(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    template(spec.setdefault("template", {}))
    spec.setdefault("replicas", 1)
    strategy = spec.setdefault("strategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", "25%")
        rolling.setdefault("maxSurge", "25%")
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("progressDeadlineSeconds", 600)


def _replica_set(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    template(spec.setdefault("template", {}))
    spec.setdefault("replicas", 1)


def _stateful_set(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    template(spec.setdefault("template", {}))
    spec.setdefault("replicas", 1)
    spec.setdefault("podManagementPolicy", "OrderedReady")
    strategy = spec.setdefault("updateStrategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {}).setdefault("partition", 0)
    spec.setdefault("revisionHistoryLimit", 10)
    retention = spec.setdefault("persistentVolumeClaimRetentionPolicy", {})
    retention.setdefault("whenDeleted", "Retain")
    retention.setdefault("whenScaled", "Retain")
    for claim in spec.get("volumeClaimTemplates") or ():
        claim.setdefault("kind", "PersistentVolumeClaim")
        claim.setdefault("apiVersion", "v1")
        claim.setdefault("metadata", {})
        core.claim(claim)


def _daemon_set(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    template(spec.setdefault("template", {}))
    strategy = spec.setdefault("updateStrategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", 1)
        rolling.setdefault("maxSurge", 0)
    spec.setdefault("revisionHistoryLimit", 10)
    # the number lives in a field that v1 no longer has, and is shown as an annotation
    obj["metadata"].setdefault("annotations", {}).setdefault(_GENERATION, "0")


def _controller_revision(obj: Object) -> None:
    obj.setdefault("revision", 0)


APPLY = {
    "ControllerRevision": _controller_revision, "DaemonSet": _daemon_set, "Deployment": _deployment,
    "ReplicaSet": _replica_set, "StatefulSet": _stateful_set,
}  # fmt: skip
