"""An autoscaling/v1 autoscaler is stored as v2, and shown in the form in which it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import ApiError, Cluster

V1 = "HorizontalPodAutoscaler.v1"
SPEC = {
    "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
    "maxReplicas": 5,
    "targetCPUUtilizationPercentage": 70,
}
OBJ: dict[str, Any] = {
    "apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler",
    "metadata": {"name": "web", "namespace": "default"}, "spec": SPEC,
}  # fmt: skip


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(platform="minimal", nodes=1)


def test_it_is_answered_as_it_was_sent_and_stored_as_v2(cluster: Cluster) -> None:
    answered = cluster.api.create(OBJ)
    assert answered["apiVersion"] == "autoscaling/v1"
    assert answered["spec"] == {**SPEC, "minReplicas": 1}
    stored = cluster.get("HorizontalPodAutoscaler", "web")
    target = {"type": "Utilization", "averageUtilization": 70}
    assert stored["apiVersion"] == "autoscaling/v2"
    assert stored["spec"]["metrics"] == [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]


def test_each_verb_takes_the_form_it_is_asked_in(cluster: Cluster) -> None:
    watch = cluster.api.observe(V1)
    created = cluster.api.create(OBJ)
    assert cluster.api.get(V1, "web") == created
    assert cluster.api.list(V1) == cluster.api.page(V1)["items"] == [created]
    assert watch.take() == [{"type": "ADDED", "object": created}]
    patched = cluster.api.patch(V1, "web", {"spec": {"targetCPUUtilizationPercentage": 50}}, type="merge")
    assert patched["spec"]["targetCPUUtilizationPercentage"] == 50
    metric = cluster.get("HorizontalPodAutoscaler", "web")["spec"]["metrics"][0]
    assert metric["resource"]["target"]["averageUtilization"] == 50
    assert cluster.api.replace(OBJ)["spec"]["targetCPUUtilizationPercentage"] == 70
    cluster.api.delete(V1, "web")
    assert cluster.api.find(V1, "web", "default") is None


def test_what_v1_has_no_field_for_is_an_annotation(cluster: Cluster) -> None:
    target = {"type": "Utilization", "averageUtilization": 80}
    metrics = [{"type": "Resource", "resource": {"name": "memory", "target": target}}]
    spec = {"scaleTargetRef": SPEC["scaleTargetRef"], "maxReplicas": 5, "metrics": metrics}
    cluster.api.create({**OBJ, "apiVersion": "autoscaling/v2", "spec": spec})
    notes = cluster.api.get(V1, "web")["metadata"]["annotations"]
    assert '"name":"memory"' in notes["autoscaling.alpha.kubernetes.io/metrics"]


def test_its_fields_are_those_of_v1(cluster: Cluster) -> None:
    with pytest.raises(ApiError, match=r'unknown field "spec\.metrics"'):
        cluster.api.create({**OBJ, "spec": {**SPEC, "metrics": []}})


def test_it_is_no_second_kind_in_a_list_of_kinds(cluster: Cluster) -> None:
    assert str(cluster.kubectl("api-resources")).count("HorizontalPodAutoscaler") == 1
    cluster.api.create(OBJ)
    assert str(cluster.kubectl("get all")).count("horizontalpodautoscaler.autoscaling/web") == 1


def test_an_event_that_says_no_time_harms_nobody(cluster: Cluster) -> None:
    about = {"kind": "Pod", "name": "x", "namespace": "default"}
    event = {"apiVersion": "v1", "kind": "Event", "metadata": {"name": "e"}, "involvedObject": about, "reason": "R"}
    for old in cluster.api.list("Event"):
        cluster.api.delete("Event", old["metadata"]["name"], old["metadata"]["namespace"])
    cluster.api.create({**event, "message": "m", "type": "Normal"})
    cluster.advance("2h")
    cluster.kubectl("run p --image=nginx:1.27")
    cluster.settle()
    assert cluster.events(of="Pod/p")
    assert cluster.api.find("Event", "e", "default") is None
