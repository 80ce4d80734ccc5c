"""The budget of load: 100,000 requests over ten minutes of virtual time below 5 s. What is asserted are ratios.

`python -m pytest tests/benchmarks/test_load.py --benchmark-enable -n 0`
"""

from __future__ import annotations

import time
from typing import Any

from kubecourse import Cluster

_HUNDRED_THOUSAND = 100_000 / 600


def shop(replicas: int) -> Cluster:
    cluster = Cluster("cloud", nodes=4)
    cluster.kubectl(f"create deployment web --image=nginx:1.27 --replicas={replicas}")
    cluster.kubectl("expose deployment web --port=80 --type=NodePort")
    cluster.kubectl("""patch service web -p '{"spec":{"ports":[{"port":80,"nodePort":30080}]}}'""")
    cluster.settle()
    return cluster


def ten_minutes(cluster: Cluster, rate: float = 0) -> int:
    """How many requests were answered."""
    load = cluster.load("http://192.168.0.50/", rate=rate, duration="10m") if rate else None
    cluster.advance("10m1s")
    return load.summary.ok if load else 0


def _timed(replicas: int, rate: float) -> float:
    cluster = shop(replicas)
    begun = time.perf_counter()
    ten_minutes(cluster, rate)
    return time.perf_counter() - begun


def test_a_hundred_thousand_requests_in_ten_minutes(benchmark: Any) -> None:
    """Budget: 5 s."""
    answered = benchmark.pedantic(ten_minutes, setup=lambda: ((shop(10), _HUNDRED_THOUSAND), {}), rounds=3)
    assert answered > 99_990


def test_a_hundred_pods_answer_a_hundred_thousand_requests(benchmark: Any) -> None:
    """Budget: 5 s."""
    answered = benchmark.pedantic(ten_minutes, setup=lambda: ((shop(100), _HUNDRED_THOUSAND), {}), rounds=1)
    assert answered > 99_990


def test_ten_times_the_requests_cost_little_more() -> None:
    assert _timed(10, 2000) < 5 * _timed(10, 200) + 0.5


def test_the_longest_load_does_not_grow_slower() -> None:
    """The last hour of six costs what the first did."""
    cluster = shop(3)
    cluster.load("http://192.168.0.50/", rate=5, duration="6h")
    hours = []
    for _ in range(6):
        begun = time.perf_counter()
        cluster.advance("1h")
        hours.append(time.perf_counter() - begun)
    assert min(hours[3:]) < 2 * min(hours[:3])
