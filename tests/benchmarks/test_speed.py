"""The budgets of the first journey. What is asserted are ratios; the figures are for reading.

`python -m pytest tests/benchmarks --benchmark-enable -n 0`
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kubecourse import Cluster

WORDPRESS = Path(__file__).with_name("wordpress.yaml").read_text(encoding="utf-8")

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: %d
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "nginx:1.27", resources: {requests: {cpu: 10m, memory: 16Mi}}}
"""


def best(work: Callable[[Cluster], Any], rounds: int = 3) -> float:
    """The fastest of some runs on a new cluster of 100 nodes, in seconds: the least disturbed one."""
    times = []
    for _ in range(rounds):
        cluster = empty(100)
        begun = time.perf_counter()
        work(cluster)
        times.append(time.perf_counter() - begun)
    return min(times)


def empty(nodes: int) -> Cluster:
    return Cluster(platform="minimal", nodes=[{"name": f"n{i}"} for i in range(nodes)])


def many(cluster: Cluster, pods: int) -> Cluster:
    cluster.apply(DEPLOYMENT % pods)
    cluster.settle()
    status = cluster.get("Deployment", "web")["status"]
    assert status.get("readyReplicas") == pods
    return cluster


def test_import(benchmark: Any) -> None:
    """Budget: 150 ms, the interpreter's own start included."""
    benchmark(lambda: subprocess.run([sys.executable, "-c", "import kubecourse; kubecourse.Cluster"], check=True))


def test_cluster(benchmark: Any) -> None:
    """Budget: 50 ms."""
    Cluster()
    benchmark(Cluster)


def test_wordpress(benchmark: Any) -> None:
    """Budget: 100 ms."""

    def work(cluster: Cluster) -> None:
        cluster.apply(WORDPRESS)
        cluster.settle()

    benchmark.pedantic(work, setup=lambda: ((Cluster(),), {}), rounds=5)


def test_topology(benchmark: Any) -> None:
    """Budget: 200 ms."""
    cluster = Cluster()
    cluster.apply(WORDPRESS)
    cluster.settle()
    benchmark(lambda: cluster.diagram("topology").svg)


def test_kubectl_get_pods(benchmark: Any) -> None:
    """Budget: `%kubectl get pods` of 100 pods within 20 ms."""
    cluster = many(empty(10), 100)
    shown = benchmark(lambda: cluster.kubectl("get pods"))
    assert len(shown.splitlines()) == 101


@pytest.mark.parametrize("pods", [1000])
def test_deployment(benchmark: Any, pods: int) -> None:
    """Budget: 1,000 pods on 100 nodes Ready within 500 ms."""
    benchmark.pedantic(many, setup=lambda: ((empty(100), pods), {}), rounds=5)


def test_cost_per_pod_hardly_grows_with_their_number() -> None:
    """Budget: at 10,000 pods at most 1.3 times that at 1,000; asserted with room for a noisy machine."""
    small = best(lambda cluster: many(cluster, 1000)) / 1000
    large = best(lambda cluster: many(cluster, 10_000), 1) / 10_000
    print(f"per pod: {small * 1e6:.0f} µs at 1,000, {large * 1e6:.0f} µs at 10,000, ratio {large / small:.2f}")
    assert large < 3 * small
