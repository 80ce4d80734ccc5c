"""The budgets of the API server and of our kubectl. What is asserted are ratios; the figures are for reading.

`python -m pytest tests/benchmarks --benchmark-enable -n 0`
"""

from __future__ import annotations

import time
from itertools import count
from typing import Any

import pytest

from kubecourse import Cluster
from kubecourse.engine.api import decode, schema
from kubecourse.engine.core import patches

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web-%d, labels: {app: web}}
spec:
  replicas: %d
  selector: {matchLabels: {app: web-%d}}
  template:
    metadata: {labels: {app: web-%d}}
    spec:
      containers:
      - name: web
        image: "nginx:1.27"
        ports: [{containerPort: 80, name: http}]
        env: [{name: A, value: b}]
        resources: {requests: {cpu: 1m, memory: 1Mi}, limits: {memory: 128Mi}}
        readinessProbe: {httpGet: {path: /, port: http}}
        volumeMounts: [{name: c, mountPath: /c}]
      volumes: [{name: c, emptyDir: {}}]
"""


def deployment(number: int, replicas: int = 3) -> str:
    return DEPLOYMENT % (number, replicas, number, number)


@pytest.fixture(scope="module")
def crowd() -> Cluster:
    """10,000 pods of ten Deployments on 100 nodes."""
    cluster = Cluster(platform="minimal", nodes=[{"name": f"n{i}"} for i in range(100)])
    for number in range(10):
        cluster.apply(deployment(number, 1000))
    cluster.advance("10s")
    assert len(cluster.api.list("Pod")) == 10_000
    return cluster


def test_create_a_deployment(benchmark: Any) -> None:
    """Budget: 1.5 ms from the text, strictly decoded, to what is stored."""
    cluster, numbers = Cluster(), count()
    benchmark(lambda: cluster.api.create(decode.documents(deployment(next(numbers)))[0].value))


def test_list_by_label(benchmark: Any, crowd: Cluster) -> None:
    """Budget: 10 ms for the pods of one label among 10,000."""
    assert len(benchmark(lambda: crowd.api.list("Pod", labels="app=web-3"))) == 1000


def test_a_list_costs_what_it_finds_not_what_there_is(crowd: Cluster) -> None:
    def best(labels: str) -> float:
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            crowd.api.list("Pod", labels=labels)
            times.append(time.perf_counter() - begun)
        return min(times)

    assert best("app=nobody") * 20 < best("app")


def test_strategic_merge_of_a_pod(benchmark: Any, crowd: Cluster) -> None:
    """Budget: 0.3 ms."""
    pod = crowd.api.list("Pod", labels="app=web-3")[0]
    change = {"spec": {"containers": [{"name": "web", "image": "nginx:1.28", "env": [{"name": "B", "value": "c"}]}]}}
    merged = benchmark(lambda: patches.strategic(pod, change, schema.node("Pod")))
    assert merged["spec"]["containers"][0]["image"] == "nginx:1.28"


def test_kubectl_get_pods(benchmark: Any) -> None:
    """Budget: 20 ms for a table of 100 pods."""
    cluster = Cluster()
    cluster.apply(deployment(0, 100))
    cluster.settle()
    assert len(str(benchmark(lambda: cluster.kubectl("get pods"))).splitlines()) == 101
