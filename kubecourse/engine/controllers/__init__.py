"""Controllers: each brings one kind of promise nearer to being kept. They meet only through the API.

`standard(heartbeat)` makes all of them, in the order they run when woken together: owners before what they own,
so that one instant does as much as it can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.work import Controller

__all__ = ["standard"]


def standard(heartbeat: Callable[[str], int | None], metrics: Any = None) -> list[Controller]:
    """All controllers. `heartbeat(node)`: ms of the last heartbeat of a silent node, None while it is alive.

    `metrics` measures pods (see hpa.py); None is a cluster that never has a metrics API.
    """
    from .clusterroles import ClusterRoleAggregation
    from .cronjob import CronJobController
    from .customresources import CustomResourceCleanup
    from .daemonset import DaemonSetController
    from .deployment import DeploymentController
    from .disruption import DisruptionController
    from .garbage import GarbageCollector
    from .hpa import HorizontalPodAutoscaler
    from .job import JobController
    from .namespace import NamespaceController
    from .nodelifecycle import NodeLifecycle
    from .podgc import PodGc
    from .quota import ResourceQuotaController
    from .replicaset import ReplicaSetController
    from .replicationcontroller import ReplicationControllerController
    from .rootca import RootCaPublisher
    from .serviceaccount import ServiceAccountController
    from .statefulset import StatefulSetController
    from .tainteviction import TaintEviction
    from .tokens import TokenController
    from .ttlafterfinished import TtlAfterFinishedController

    return [
        ServiceAccountController(),
        RootCaPublisher(),
        TokenController(),
        ClusterRoleAggregation(),
        CustomResourceCleanup(),
        CronJobController(),
        JobController(),
        DeploymentController(),
        ReplicaSetController(),
        ReplicationControllerController(),
        StatefulSetController(),
        DaemonSetController(),
        DisruptionController(),
        HorizontalPodAutoscaler(metrics, metrics.served if metrics else None),
        ResourceQuotaController(),
        NodeLifecycle(heartbeat),
        TaintEviction(),
        PodGc(),
        TtlAfterFinishedController(),
        GarbageCollector(),
        NamespaceController(),
    ]
