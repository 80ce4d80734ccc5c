"""Memory: of a container (OOMKilled) and of a node (eviction, in order, with its words)."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse.engine.cluster import Cluster


def cluster() -> Cluster:
    return Cluster(platform="minimal", nodes=[{"name": "n", "memory": "2Gi"}])


def hog(name: str, amount: str, request: str = "", priority: str = "") -> dict[str, Any]:
    container: dict[str, Any] = {"name": "c", "image": "polinux/stress"}
    container["command"] = ["stress", "--vm", "1", "--vm-bytes", amount]
    if request:
        container["resources"] = {"requests": {"memory": request}}
    spec: dict[str, Any] = {"containers": [container]} | ({"priorityClassName": priority} if priority else {})
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}


def pressure(c: Cluster) -> str:
    rows = c.get("Node", "n")["status"]["conditions"]
    return next(f"{row['status']} {row['reason']}" for row in rows if row["type"] == "MemoryPressure")


def evicted(c: Cluster) -> list[str]:
    return [p["metadata"]["name"] for p in c.list("Pod") if p["status"].get("reason") == "Evicted"]


@pytest.mark.parametrize(("limit", "reason"), [("100Mi", "OOMKilled"), ("400Mi", "")])
def test_more_than_the_limit_ends_a_container(limit: str, reason: str) -> None:
    c = cluster()
    pod = hog("p", "250M")
    pod["spec"]["containers"][0]["resources"] = {"limits": {"memory": limit}}
    c.apply(pod)
    c.advance("5s")
    status = c.get("Pod", "p")["status"]["containerStatuses"][0]
    ended = status["state"].get("terminated") or status["lastState"].get("terminated") or {}
    assert (ended.get("reason", ""), ended.get("exitCode")) == (reason, 137 if reason else None)


def test_a_server_that_does_not_fit_into_its_limit_is_killed_before_it_serves() -> None:
    c = cluster()
    env = [{"name": "MARIADB_ROOT_PASSWORD", "value": "x"}]
    one = {"name": "db", "image": "mariadb:11.4", "env": env, "resources": {"limits": {"memory": "64Mi"}}}
    spec = {"containers": [one], "restartPolicy": "Never"}
    c.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "db"}, "spec": spec})
    c.settle()
    ended = c.get("Pod", "db")["status"]["containerStatuses"][0]["state"]["terminated"]
    assert (ended["reason"], ended["exitCode"]) == ("OOMKilled", 137)


def test_a_node_without_memory_evicts_who_is_furthest_above_its_request_and_says_so() -> None:
    c = cluster()
    c.apply(hog("asked", "900M", request="1Gi"))
    c.apply(hog("greedy", "900M", request="10Mi"))
    c.advance("1m")
    assert evicted(c) == ["greedy"]
    status = c.get("Pod", "greedy")["status"]
    assert status["phase"] == "Failed"
    assert status["message"] == (
        "The node was low on resource: memory. Threshold quantity: 100Mi, available: 0Ki. "
        "Container c was using 921600Ki, request is 10Mi, has larger consumption of memory. "
    )
    assert status["conditions"][0]["reason"] == "TerminationByKubelet"
    assert pressure(c) == "True KubeletHasInsufficientMemory"
    taints = [taint["key"] for taint in c.get("Node", "n")["spec"].get("taints") or ()]
    assert taints == ["node.kubernetes.io/memory-pressure"]


def test_priority_goes_before_the_amount() -> None:
    c = cluster()
    for name, value in (("low", -10), ("high", 10)):
        c.apply(
            {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name}, "value": value}
        )
    c.apply(hog("a", "800M", priority="low"))
    c.apply(hog("b", "1000M", priority="high"))
    c.advance("1m")
    assert evicted(c) == ["a"]


def test_the_condition_outlives_the_pressure_by_five_minutes() -> None:
    c = cluster()
    c.apply(hog("p", "1900M"))
    c.advance("4m")
    assert pressure(c).startswith("True")
    c.advance("3m")
    assert pressure(c) == "False KubeletHasSufficientMemory"
    assert not c.get("Node", "n")["spec"].get("taints")
