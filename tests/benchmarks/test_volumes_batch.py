"""The budgets of volumes and batch. What is asserted are ratios; the figures are for reading.

`python -m pytest tests/benchmarks --benchmark-enable -n 0`
"""

from __future__ import annotations

import time
from typing import Any

from kubecourse import Cluster


def storage(claims: int) -> Cluster:
    """`claims` claims among twice as many volumes of 50 sizes, all made, nothing bound."""
    cluster = Cluster(platform="minimal", nodes=2)
    for i in range(2 * claims):
        spec = {
            "capacity": {"storage": f"{1 + i % 50}Gi"},
            "accessModes": ["ReadWriteOnce"],
            "nfs": {"server": "s", "path": f"/{i}"},
        }
        cluster.api.create(
            {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": f"v{i}"}, "spec": spec}
        )
    for i in range(claims):
        spec = {
            "storageClassName": "",
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": f"{1 + i % 50}Gi"}},
        }
        cluster.api.create(
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": f"c{i}"}, "spec": spec}
        )
    return cluster


def bound(cluster: Cluster) -> Cluster:
    cluster.settle()
    assert all(claim["status"]["phase"] == "Bound" for claim in cluster.list("PersistentVolumeClaim"))
    return cluster


def template(script: str) -> dict[str, Any]:
    container = {"name": "c", "image": "busybox:1.36", "command": ["sh", "-c", script]}
    return {"template": {"spec": {"restartPolicy": "Never", "containers": [container]}}}


def test_binding(benchmark: Any) -> None:
    """Budget: 1 s for 1,000 claims among 2,000 volumes."""
    benchmark.pedantic(bound, setup=lambda: ((storage(1000),), {}), rounds=3)


def test_binding_grows_with_the_work_not_with_the_product() -> None:
    def cost(claims: int) -> float:
        times = []
        for _ in range(3):
            cluster = storage(claims)
            begun = time.perf_counter()
            bound(cluster)
            times.append(time.perf_counter() - begun)
        return min(times) / claims

    assert cost(800) < 2.5 * cost(100)


def test_four_weeks_of_ten_cronjobs(benchmark: Any) -> None:
    """Budget: 5 s; five are hourly, five daily: 3,500 runs."""

    def work(cluster: Cluster) -> None:
        cluster.advance("4w")

    def made() -> Cluster:
        cluster = Cluster(platform="minimal", nodes=2)
        for i in range(10):
            schedule = f"{i * 5} * * * *" if i < 5 else f"{i} 2 * * *"
            spec = {"schedule": schedule, "jobTemplate": {"spec": template("echo backup; sleep 20")}}
            cluster.api.create(
                {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": f"j{i}"}, "spec": spec}
            )
        return cluster

    benchmark.pedantic(work, setup=lambda: ((made(),), {}), rounds=1)


def test_a_job_of_a_thousand(benchmark: Any) -> None:
    """Budget: 2 s for 1,000 completions, 50 at a time."""

    def work() -> None:
        cluster = Cluster(platform="minimal", nodes=5)
        spec = {"completions": 1000, "parallelism": 50, **template("sleep 5")}
        cluster.api.create({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "j"}, "spec": spec})
        cluster.settle()
        assert cluster.get("Job", "j")["status"]["succeeded"] == 1000

    benchmark.pedantic(work, rounds=1)
