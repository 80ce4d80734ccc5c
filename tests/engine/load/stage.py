"""A company with a web shop under load: what the tests of this folder stand on."""

from __future__ import annotations

from typing import Any

from kubecourse import Cluster

__all__ = ["URL", "hpa", "installed", "replicas", "shop"]

#: the company's balancer sends port 80 to nodePort 30080
URL = "http://192.168.0.50/"

_SHOP = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: %d
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 5
      containers:
      - name: web
        image: %s
        ports: [{containerPort: 80}]
        resources: {requests: {cpu: 200m}, limits: {cpu: 1}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
"""

_METRICS_SERVER = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: metrics-server, namespace: kube-system}
spec:
  selector: {matchLabels: {k8s-app: metrics-server}}
  template:
    metadata: {labels: {k8s-app: metrics-server}}
    spec:
      containers: [{name: metrics-server, image: "registry.k8s.io/metrics-server/metrics-server:v0.8.0"}]
"""


def shop(replicas: int = 3, platform: str = "cloud", image: str = "httpd:2.4", **more: Any) -> Cluster:
    """A settled cluster with the shop on port 80 of the company's balancer."""
    cluster = Cluster(platform, **more)
    cluster.apply(_SHOP % (replicas, image))
    cluster.settle()
    return cluster


def installed(cluster: Cluster) -> None:
    """Install a metrics-server as an administrator on bare metal does."""
    cluster.apply(_METRICS_SERVER)
    cluster.settle()


def hpa(cluster: Cluster, target: dict[str, Any], **spec: Any) -> None:
    """Scale the shop by its CPU, from 1 to 10 pods."""
    reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    metrics = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    cluster.apply({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web"},
                   "spec": {"scaleTargetRef": reference, "minReplicas": 1, "maxReplicas": 10, "metrics": metrics, **spec}})  # fmt: skip


def replicas(cluster: Cluster, minutes: int = 0) -> list[int]:
    """The replicas of the shop now, and at the end of each of the next minutes."""
    found = [cluster.get("Deployment", "web")["spec"]["replicas"]]
    for _ in range(minutes):
        cluster.advance("1m")
        found.append(cluster.get("Deployment", "web")["spec"]["replicas"])
    return found
