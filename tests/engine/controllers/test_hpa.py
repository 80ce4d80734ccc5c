"""HorizontalPodAutoscaler: how many replicas, how fast, and what is said when nothing is known."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse.engine.controllers.hpa import HorizontalPodAutoscaler
from kubecourse.engine.controllers.hpa_limits import limited
from kubecourse.engine.core.clock import stamp

from .fake_batch import World


class Load(World):
    """A Deployment of pods, each with a request of 200m, and `cpu` thousandths used by each."""

    def __init__(self, replicas: int, cpu: int | None, **spec: Any) -> None:
        self.cpu = cpu
        metrics = None if cpu is None else (lambda namespace, pod: {"c": {"cpu": self.cpu or 0}})
        super().__init__(HorizontalPodAutoscaler(metrics))
        self.clock.now -= 600_000
        for number in range(replicas):
            self.person.create({"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [
                {"name": "c", "resources": {"requests": {"cpu": "200m"}}}]}, "metadata": {
                    "name": f"p{number}", "namespace": "default", "labels": {"app": "web"}},
                "status": {"startTime": stamp(self.clock.now)}})  # fmt: skip
        self.run(600)
        self.person.create({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "default"},
                            "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": "web"}}}})  # fmt: skip
        target = {"type": "Utilization", "averageUtilization": 50}
        usual = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, "minReplicas": 1,
                 "maxReplicas": 10, "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]}  # fmt: skip
        self.person.create({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
                            "metadata": {"name": "web", "namespace": "default"}, "spec": {**usual, **spec}})  # fmt: skip

    @property
    def replicas(self) -> int:
        return int(self.person.get("Deployment", "web", "default")["spec"]["replicas"])

    def conditions(self) -> dict[str, tuple[str, str]]:
        status = self.person.get("HorizontalPodAutoscaler", "web", "default")["status"]
        return {c["type"]: (c["status"], c["reason"]) for c in status["conditions"]}


def test_replicas_follow_the_ratio_of_usage_to_target() -> None:
    w = Load(2, cpu=150)
    w.run(14)
    assert w.replicas == 2
    w.run(1)
    assert w.replicas == 3
    assert w.events == [("SuccessfulRescale", "HorizontalPodAutoscaler/web",
                         "New size: 3; reason: cpu resource utilization (percentage of request) above target")]  # fmt: skip
    status = w.person.get("HorizontalPodAutoscaler", "web", "default")["status"]
    current = {"averageUtilization": 75, "averageValue": "150m"}
    assert status["currentMetrics"] == [{"type": "Resource", "resource": {"name": "cpu", "current": current}}]
    assert w.conditions() == {"AbleToScale": ("True", "SucceededRescale"), "ScalingActive": ("True", "ValidMetricFound"),
                              "ScalingLimited": ("False", "DesiredWithinRange")}  # fmt: skip


def test_within_the_tolerance_nothing_changes() -> None:
    w = Load(2, cpu=108)
    w.run(60)
    assert w.replicas == 2 and w.events == []


def test_scaling_down_waits_for_five_minutes() -> None:
    w = Load(4, cpu=20)
    w.run(300)
    assert w.replicas == 4 and w.conditions()["AbleToScale"] == ("True", "ScaleDownStabilized")
    w.run(30)
    assert w.replicas == 1 and w.events[-1][2] == "New size: 1; reason: All metrics below target"


def test_without_behavior_it_doubles_at_most() -> None:
    w = Load(3, cpu=1000, maxReplicas=30)
    w.run(15)
    assert w.replicas == 6 and w.conditions()["ScalingLimited"] == ("True", "ScaleUpLimit")


def test_minimum_and_maximum_hold_at_once() -> None:
    low, high = Load(1, cpu=None, minReplicas=3), Load(5, cpu=None, maxReplicas=2)
    low.run(15), high.run(15)
    assert (low.replicas, high.replicas) == (3, 2)
    assert low.events[0][2] == "New size: 3; reason: Current number of replicas below Spec.MinReplicas"


def test_without_a_metrics_api_nothing_is_scaled_and_that_is_told() -> None:
    w = Load(2, cpu=None)
    w.run(15)
    assert w.replicas == 2 and w.conditions()["ScalingActive"] == ("False", "FailedGetResourceMetric")
    assert w.reasons() == ["FailedGetResourceMetric", "FailedComputeMetricsReplicas"]


@pytest.mark.parametrize(("policies", "select", "reached"), [
    ([{"type": "Pods", "value": 1, "periodSeconds": 60}], "Max", 9),
    ([{"type": "Pods", "value": 1, "periodSeconds": 60}, {"type": "Percent", "value": 50, "periodSeconds": 60}], "Max", 5),
    ([{"type": "Pods", "value": 1, "periodSeconds": 60}, {"type": "Percent", "value": 50, "periodSeconds": 60}], "Min", 9),
    ([{"type": "Percent", "value": 100, "periodSeconds": 60}], "Disabled", 10),
])  # fmt: skip
def test_policies_say_how_fast(policies: list[dict[str, Any]], select: str, reached: int) -> None:
    down = {"stabilizationWindowSeconds": 0, "policies": policies, "selectPolicy": select}
    hpa = {"spec": {"minReplicas": 1, "maxReplicas": 20, "behavior": {"scaleDown": down}}}
    assert limited(hpa, 10, 2, (), (), 0).replicas == reached
