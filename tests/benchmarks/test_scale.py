"""The budgets of scale: thousands of pods and nodes, a day of a clock, and taking it all away again.

`python -m pytest tests/benchmarks/test_scale.py --benchmark-enable -n 0 -s` prints seconds of CPU and wall, pods per
second and resident memory. Where the time goes: pods of a template share one `Case`, so a placement asks only the node
that changed; a Deployment of one pod pays for a `Case` of its own (every node asked, most of it the spread). What is asserted is that the work is done and, in the last test, a ratio.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from kubecourse import Cluster


def nodes(count: int) -> Cluster:
    return Cluster(platform="minimal", nodes=[{"name": f"n{i}"} for i in range(count)])


def deployment(name: str, replicas: int, image: str = "nginx:1.27") -> dict[str, Any]:
    container = {"name": "c", "image": image, "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}},
        },
    }


def filled(count: int, deployments: int, replicas: int) -> Cluster:
    """A cluster of `count` nodes where every pod of the Deployments is ready."""
    return run(nodes(count), deployments, replicas)


def run(cluster: Cluster, deployments: int, replicas: int) -> Cluster:
    for i in range(deployments):
        cluster.apply(deployment(f"d{i}", replicas))
    cluster.settle()
    ready = [d["status"].get("readyReplicas", 0) for d in cluster.list("Deployment", "default")]
    assert ready == [replicas] * deployments
    return cluster


def measured(what: str, work: Callable[[], Any], pods: int = 0) -> float:
    """Seconds of CPU; the figures are printed."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    unit = 1 if sys.platform == "darwin" else 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    rate = f", {pods / cpu:.0f} pods/s of CPU" if pods else ""
    print(f"{what}: {cpu:.2f} s CPU, {wall:.2f} s wall{rate}, at most {memory:.0f} MB so far")
    return cpu


def once(benchmark: Any, work: Callable[..., Any], made: Callable[[], Cluster], pods: int = 0) -> None:
    def timed(cluster: Cluster) -> None:
        measured(benchmark.name, lambda: work(cluster), pods)

    benchmark.pedantic(timed, setup=lambda: ((made(),), {}), rounds=1)


def test_ten_thousand_pods_on_a_thousand_nodes(benchmark: Any) -> None:
    """Budget: 1,500 pods/s, less than 600 MB with the whole history."""
    once(benchmark, lambda cluster: run(cluster, 10, 1000), lambda: nodes(1000), 10_000)


def bare(cluster: Cluster, pods: int) -> Cluster:
    """Pods of one template and no owner, all waiting for the scheduler."""
    spec = deployment("p", 1)["spec"]["template"]["spec"]
    for i in range(pods):
        meta = {"name": f"p{i}", "namespace": "default", "labels": {"app": "p"}}
        cluster.api.create({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec})
    return cluster


def schedule(cluster: Cluster) -> None:
    """Only the scheduler works: its queue is taken out of the runner's hands."""
    runner = cluster._runner
    component, api = runner._components["default-scheduler"]
    component.reconcile(api, "queue")
    assert all(pod["spec"].get("nodeName") for pod in cluster.list("Pod", "default"))


def test_scheduler_alone_on_five_hundred_nodes(benchmark: Any) -> None:
    """Budget: 1,000 pods/s."""
    once(benchmark, schedule, lambda: bare(nodes(500), 1000), 1000)


def test_scheduler_alone_on_five_thousand_nodes(benchmark: Any) -> None:
    """Budget: 270 pods/s, what upstream asks of its own SchedulingBasic."""
    once(benchmark, schedule, lambda: bare(nodes(5000), 1000), 1000)


def test_rolling_update_of_a_thousand(benchmark: Any) -> None:
    """Budget: 2 s."""

    def work(cluster: Cluster) -> None:
        cluster.apply(deployment("d0", 1000, "nginx:1.28"))
        cluster.settle()
        assert cluster.get("Deployment", "d0")["status"]["updatedReplicas"] == 1000

    once(benchmark, work, lambda: filled(100, 1, 1000))


def test_six_hundred_deployments_of_one_pod(benchmark: Any) -> None:
    """Budget: 2 s."""
    once(benchmark, lambda cluster: run(cluster, 600, 1), lambda: nodes(100))


def test_a_day_with_a_cronjob_every_minute(benchmark: Any) -> None:
    """Budget: 3 s for 1,440 runs on five nodes."""

    def made() -> Cluster:
        cluster = Cluster(platform="minimal", nodes=5)
        container = {"name": "c", "image": "busybox:1.36", "command": ["sh", "-c", "echo tick"]}
        template = {"spec": {"restartPolicy": "Never", "containers": [container]}}
        spec = {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": template}}}
        cluster.api.create({"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "tick"}, "spec": spec})
        return cluster

    once(benchmark, lambda cluster: cluster.advance("24h"), made)


def test_deleting_ten_thousand_pods(benchmark: Any) -> None:
    """Budget: 10 s."""

    def work(cluster: Cluster) -> None:
        for i in range(10):
            cluster.delete("Deployment", f"d{i}", "default")
        cluster.settle()
        assert not cluster.list("Pod", "default")

    once(benchmark, work, lambda: filled(1000, 10, 1000))


def test_a_rolling_update_grows_with_the_work_not_with_its_square() -> None:
    """Ten times the pods, at most thirty times the CPU; by squares it would be a hundred."""

    def cost(replicas: int) -> float:
        cluster = filled(20, 1, replicas)

        def work() -> None:
            cluster.apply(deployment("d0", replicas, "nginx:1.28"))
            cluster.settle()

        return measured(f"update of {replicas}", work)

    assert cost(1000) < 30 * min(cost(100) for _ in range(2))
