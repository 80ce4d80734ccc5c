"""ReplicationController: what ReplicaSet was called first; the same rules with a plain map as selector.

Promises and leaves out what `replicaset.py` does, and reports no terminatingReplicas.
Upstream: pkg/controller/replication/replication_controller.go. Next: `deployment.py`.
"""

from __future__ import annotations

from .replicaset import ReplicaSetController

__all__ = ["ReplicationControllerController"]


class ReplicationControllerController(ReplicaSetController):
    """Keeps the pods of one ReplicationController."""

    name = "replication-controller"
    kind = "ReplicationController"
