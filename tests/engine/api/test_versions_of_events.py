"""The events of v1 and of events.k8s.io are the same objects; all verbs work in each version of a kind."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import Cluster

NEW: dict[str, Any] = {
    "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": {"name": "told", "namespace": "default", "labels": {"t": "x"}},
    "eventTime": "2026-01-05T09:00:00.000000Z", "reportingController": "robot", "reportingInstance": "robot-1", "action": "Do",
    "reason": "Done", "type": "Normal", "regarding": {"kind": "Pod", "namespace": "default", "name": "p"}, "note": "it is done",
}  # fmt: skip
OTHER = "Event.events.k8s.io"


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return Cluster("minimal", 1)


def test_what_is_told_in_one_version_is_read_in_the_other(cluster: Cluster) -> None:
    made = cluster.api.create(NEW)
    assert made["note"] == "it is done" and "message" not in made
    core = cluster.api.get("Event", "told", "default")
    assert (core["apiVersion"], core["message"], core["reportingComponent"]) == ("v1", "it is done", "robot")
    assert core["involvedObject"]["name"] == "p"
    assert "it is done" in str(cluster.kubectl("get events"))
    changed = cluster.api.patch(OTHER, "told", {"note": "again"}, "default")
    assert changed["note"] == "again" and cluster.api.get("Event", "told", "default")["message"] == "again"
    chosen = cluster.api.page(OTHER, "default", None, "regarding.name=p")["items"]
    assert [one["note"] for one in chosen] == ["again"]
    gone = cluster.api.delete_collection(OTHER, "default", "t=x")
    assert [one["note"] for one in gone] == ["again"] and cluster.api.find("Event", "told", "default") is None


def test_what_the_cluster_tells_is_there_in_both(cluster: Cluster) -> None:
    cluster.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: 'nginx:1.27'}]}}"
    )
    cluster.settle()
    notes = [one["note"] for one in cluster.api.list(OTHER, "default")]
    assert "Started container c" in " ".join(notes) or "Container started" in " ".join(notes), notes
    assert len(notes) == len(cluster.api.list("Event", "default"))


def test_an_older_version_is_deleted_as_a_collection_too(cluster: Cluster) -> None:
    cluster.api.create({"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "h"},
                        "spec": {"maxReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "x", "apiVersion": "apps/v1"}}},
                       "default")  # fmt: skip
    gone = cluster.api.delete_collection("HorizontalPodAutoscaler.v1", "default")
    assert [one["apiVersion"] for one in gone] == ["autoscaling/v1"] and not cluster.list("HorizontalPodAutoscaler")
