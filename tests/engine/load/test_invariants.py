"""Whatever people and machines do: each request ends in one answer, and none is answered by a pod that is not ready."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubecourse import Cluster

from .stage import URL, shop

_MADE: list[Cluster] = []

ACTIONS = ("scale 1", "scale 5", "update", "delete", "kill", "fail", "recover", "wait", "restart")


def settled() -> Cluster:
    if not _MADE:
        _MADE.append(shop(3))
    return _MADE[0].fork()


def act(cluster: Cluster, action: str, number: int) -> None:
    pods = [p for p in cluster.list("Pod", "default") if "deletionTimestamp" not in p["metadata"]]
    pod = pods[number % len(pods)]["metadata"]["name"] if pods else ""
    running = [p["metadata"]["name"] for p in pods if p["status"].get("phase") == "Running"]
    if action.startswith("scale"):
        cluster.kubectl(f"scale deployment web --replicas={action.split()[1]}")
    elif action == "update":
        cluster.kubectl(f"set image deployment/web web=httpd:2.4.{62 + number % 2}")
    elif action == "restart":
        cluster.kubectl("rollout restart deployment/web")
    elif action == "delete" and pod:
        cluster.delete("Pod", pod)
    elif action == "kill" and running:
        cluster.kubectl(f"exec {running[number % len(running)]} -- kill 1")
    elif action in ("fail", "recover"):
        getattr(cluster, f"{action}_node")("worker-1")


def may_answer(cluster: Cluster) -> set[str]:
    """The ready pods that stay; where there is none, those that are leaving."""
    ready: dict[bool, set[str]] = {True: set(), False: set()}
    for pod in cluster.list("Pod", "default"):
        if any(row["type"] == "Ready" and row["status"] == "True" for row in pod["status"].get("conditions") or ()):
            ready["deletionTimestamp" not in pod["metadata"]].add(f"default/{pod['metadata']['name']}")
    return ready[True] or ready[False]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 9), st.integers(1, 12)), min_size=1, max_size=6))
def test_each_request_ends_once_and_only_ready_pods_answer(steps: list[tuple[str, int, int]]) -> None:
    cluster = settled()
    load = cluster.load(URL, rate=12)
    for action, number, seconds in steps:
        act(cluster, action, number)
        for _ in range(seconds):
            cluster.advance("1s")
            tick = load.results[-1]
            assert tick.sent == 12 == tick.ok + sum(tick.failed.values()) and tick.ok == sum(tick.pods.values())
            assert set(tick.pods) <= may_answer(cluster), (action, tick)
