"""The metrics API, and the HorizontalPodAutoscaler that follows a load by it."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from kubecourse import Cluster

from .stage import URL, hpa, installed, replicas, shop

HALF = {"type": "Utilization", "averageUtilization": 50}


def reasons(cluster: Cluster) -> list[str]:
    return [event["reason"] for event in cluster.events("default", "HorizontalPodAutoscaler/web")]


def condition(cluster: Cluster, type: str) -> tuple[str, str]:
    rows = cluster.get("HorizontalPodAutoscaler", "web")["status"]["conditions"]
    return next((row["status"], row["reason"]) for row in rows if row["type"] == type)


@pytest.mark.parametrize("platform", ["bare-metal", "minimal"])
def test_on_bare_metal_there_are_no_metrics_until_somebody_installs_a_metrics_server(platform: str) -> None:
    cluster = shop(1, platform, nodes=1)
    hpa(cluster, HALF)
    cluster.advance("1m")
    assert not cluster.metrics_served() and condition(cluster, "ScalingActive") == ("False", "FailedGetResourceMetric")
    assert "(get pods.metrics.k8s.io)" in cluster.events("default", "HorizontalPodAutoscaler/web")[0]["message"]
    for what in ("pod", "node"):
        assert cluster.kubectl(f"top {what}").stderr == "error: Metrics API not available\n"
    installed(cluster)
    cluster.advance("2m")
    assert cluster.metrics_served() and condition(cluster, "ScalingActive") == ("True", "ValidMetricFound")
    assert str(cluster.kubectl("top pod")).startswith("NAME")


def test_a_metrics_server_without_a_ready_pod_measures_nothing() -> None:
    cluster = shop(1)
    assert cluster.metrics_served()
    cluster.kubectl("scale deployment metrics-server -n kube-system --replicas=0")
    cluster.settle()
    assert not cluster.metrics_served() and "not available" in cluster.kubectl("top pod").stderr


@pytest.mark.parametrize("platform", ["cloud", "vsphere", "openshift"])
def test_managed_platforms_bring_a_metrics_server(platform: str) -> None:
    cluster = Cluster(platform)
    assert cluster.metrics_served()
    assert str(cluster.kubectl("get deployment metrics-server -n kube-system")).splitlines()[1].split()[1] == "1/1"


def test_top_shows_what_requests_cost_where_they_are_answered() -> None:
    cluster = shop(2)
    cluster.load(URL, rate=20, cost="20m")
    cluster.advance("2m")
    rows = [line.split() for line in str(cluster.kubectl("top pod --no-headers")).splitlines()]
    assert sum(int(row[1].removesuffix("m")) for row in rows) == pytest.approx(402, abs=12)
    nodes = [line.split() for line in str(cluster.kubectl("top node --no-headers")).splitlines()]
    assert [row[2] for row in nodes if row[0].startswith("worker")] == ["5%", "5%"] or "%" in nodes[0][2]


def test_the_metrics_api_answers_raw_requests() -> None:
    cluster = shop(1)
    cluster.load(URL, rate=20, cost="20m")
    cluster.advance("2m")
    path = "/apis/metrics.k8s.io/v1beta1"
    pods = json.loads(str(cluster.kubectl(f"get --raw {path}/namespaces/default/pods")))
    assert pods["kind"] == "PodMetricsList" and pods["items"][0]["window"] == "15s"
    cpu = pods["items"][0]["containers"][0]["usage"]["cpu"]
    assert cpu.endswith("n") and 390 <= int(cpu[:-1]) / 1_000_000 <= 412
    name = pods["items"][0]["metadata"]["name"]
    assert json.loads(str(cluster.kubectl(f"get --raw {path}/namespaces/default/pods/{name}")))["kind"] == "PodMetrics"
    nodes = json.loads(str(cluster.kubectl(f"get --raw {path}/nodes")))
    assert len(nodes["items"]) == len(cluster.list("Node"))
    bare = Cluster("bare-metal").kubectl(f"get --raw {path}/nodes")
    assert bare.code == 1 and "could not find the requested resource" in bare.stderr


def test_nothing_is_known_of_the_pods_of_a_dead_node() -> None:
    cluster = shop(2)
    cluster.advance("1m")
    pod = cluster.list("Pod", "default")[0]
    assert cluster.metrics("default", pod["metadata"]["name"])
    cluster.fail_node(pod["spec"]["nodeName"])
    assert cluster.metrics("default", pod["metadata"]["name"]) is None


def test_a_young_pod_has_no_metrics_yet_and_the_autoscaler_says_so() -> None:
    cluster = shop(1)
    hpa(cluster, HALF)
    cluster.advance("16s")
    assert (
        "no metrics returned from resource metrics API"
        in cluster.events("default", "HorizontalPodAutoscaler/web")[0]["message"]
    )


def test_a_spike_brings_more_pods_and_five_minutes_after_it_they_go() -> None:
    cluster = shop(1)
    hpa(cluster, HALF)
    cluster.advance("1m")
    load = cluster.load(URL, profile=[("2m", 2), ("4m", 20), ("10m", 2)], cost="50m")
    seen = replicas(cluster, 16)
    assert seen[:3] == [1, 1, 1] and max(seen) == 10
    top = seen.index(10)
    assert 4 <= top <= 6 and seen[top:10] == [10] * (10 - top)
    assert seen[-1] == 1 and not load.summary.reasons.get("refused")
    scaled = [
        e["message"]
        for e in cluster.events("default", "HorizontalPodAutoscaler/web")
        if e["reason"] == "SuccessfulRescale"
    ]
    assert scaled[0].endswith("cpu resource utilization (percentage of request) above target")


def test_a_wave_is_followed_up_and_not_at_once_down() -> None:
    cluster = shop(1)
    hpa(cluster, HALF)
    cluster.advance("1m")
    cluster.load(URL, rate=20, cost="50m", profile="wave", duration="40m")
    seen = replicas(cluster, 40)
    crest, trough = max(seen[5:15]), min(seen[17:26])
    assert crest >= 8 and trough <= crest // 2 and max(seen[26:36]) >= 8
    assert min(seen[seen.index(crest) : seen.index(crest) + 4]) == crest, "the window of five minutes holds the crest"


def test_the_replicas_that_an_even_load_needs_are_those_of_the_formula() -> None:
    """24 requests of 25m a second are 600m; at 50 % of 200m a pod should use 100m: six pods."""
    cluster = shop(2)
    hpa(cluster, HALF)
    cluster.load(URL, rate=24, cost="25m", duration="1h")
    seen = replicas(cluster, 12)
    assert seen[-1] in (6, 7) and seen[-6:] == [seen[-1]] * 6
    status = cluster.get("HorizontalPodAutoscaler", "web")["status"]["currentMetrics"][0]["resource"]["current"]
    assert 40 <= status["averageUtilization"] <= 55


def test_an_average_value_needs_no_requests() -> None:
    cluster = shop(1)
    cluster.api.patch("Deployment", "web", [{"op": "remove", "path": "/spec/template/spec/containers/0/resources"}],
                      "default", type="json")  # fmt: skip
    cluster.settle()
    hpa(cluster, {"type": "AverageValue", "averageValue": "200m"})
    cluster.load(URL, rate=16, cost="50m", duration="1h")
    seen = replicas(cluster, 12)
    assert seen[-1] in (4, 5)
    current = cluster.get("HorizontalPodAutoscaler", "web")["status"]["currentMetrics"][0]["resource"]["current"]
    assert "averageUtilization" not in current and current["averageValue"].endswith("m")


def test_within_the_tolerance_nothing_changes() -> None:
    cluster = shop(2)
    hpa(cluster, HALF)
    cluster.advance("1m")
    cluster.load(URL, rate=21, cost="10m", duration="30m")  # 105m each, 52 %
    assert replicas(cluster, 10) == [2] * 11 and "SuccessfulRescale" not in reasons(cluster)


@pytest.mark.parametrize(("behavior", "after"), [
    ({"scaleDown": {"stabilizationWindowSeconds": 0}}, 1), ({"scaleDown": {"selectPolicy": "Disabled"}}, 10),
    ({"scaleDown": {"stabilizationWindowSeconds": 0,
                    "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}}, 8),
])  # fmt: skip
def test_behavior_says_how_fast_it_goes_down_after_a_spike(behavior: dict[str, Any], after: int) -> None:
    cluster = shop(1)
    hpa(cluster, HALF, behavior=behavior)
    cluster.advance("1m")
    cluster.load(URL, profile=[("5m", 20), ("10m", 0)], cost="50m")
    cluster.advance("5m")
    assert replicas(cluster)[0] == 10
    cluster.advance("2m30s")
    assert replicas(cluster)[0] == pytest.approx(after, abs=1 if after == 8 else 0)


def test_behavior_says_how_fast_it_goes_up() -> None:
    slow = {"scaleUp": {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}}
    cluster = shop(1)
    hpa(cluster, HALF, behavior=slow)
    cluster.advance("1m")
    cluster.load(URL, rate=20, cost="50m")
    seen = replicas(cluster, 8)
    assert all(b - a <= 1 for a, b in pairwise(seen)) and 7 <= seen[-1] <= 9


def test_autoscaling_ends_the_failures_of_a_busy_shop() -> None:
    cluster = shop(1)
    hpa(cluster, {"type": "Utilization", "averageUtilization": 80}, maxReplicas=10)
    cluster.advance("1m")
    load = cluster.load(URL, rate=40, cost="50m", duration="15m")
    cluster.advance("15m")
    assert load.summary_of(until=load.begun + 120_000).reasons.get("overloaded")
    assert load.summary_of("-5m") and load.summary_of("-5m").sent == 12_000
