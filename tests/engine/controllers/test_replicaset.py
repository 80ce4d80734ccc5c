"""ReplicaSet and ReplicationController keep their number of pods."""

from __future__ import annotations

from kubecourse.engine.api.errors import ApiError
from kubecourse.engine.controllers.replicaset import ReplicaSetController, victims
from kubecourse.engine.controllers.replicationcontroller import ReplicationControllerController
from kubecourse.engine.core.clock import stamp
from tests.engine.controllers.fake_api import START, Lab, template, workload


def lab_with(replicas: int, **spec: object) -> Lab:
    lab = Lab(ReplicaSetController())
    lab.create(workload("ReplicaSet", replicas=replicas, **spec))
    lab.settle()
    return lab


def test_as_many_pods_as_asked_for_and_a_status_that_says_so() -> None:
    lab = lab_with(3)
    assert len(lab.pods()) == 3
    status = lab.get("ReplicaSet", "web")["status"]
    assert status == {
        "replicas": 3, "fullyLabeledReplicas": 3, "readyReplicas": 3, "availableReplicas": 3, "terminatingReplicas": 0,
        "observedGeneration": 1,
    }  # fmt: skip


def test_pods_share_the_spec_of_their_template() -> None:
    lab = lab_with(1)
    pod = lab.pods()[0]
    assert pod["metadata"]["generateName"] == "web-"
    assert pod["metadata"]["ownerReferences"][0]["controller"] is True
    created = next(e for e in lab.events if e[3] == "SuccessfulCreate")
    assert created == ("ReplicaSet", "web", "Normal", "SuccessfulCreate", f"Created pod: {pod['metadata']['name']}",
                       "replicaset-controller")  # fmt: skip


def test_a_deleted_pod_is_replaced_while_it_still_terminates() -> None:
    lab = lab_with(2)
    lab.hold_termination = True
    lab.api.delete("Pod", lab.pods()[0]["metadata"]["name"], "default")
    lab.settle()
    assert len(lab.pods()) == 3
    status = lab.get("ReplicaSet", "web")["status"]
    assert (status["replicas"], status["terminatingReplicas"]) == (2, 1)


def test_an_orphan_with_the_labels_is_adopted_before_others_are_made() -> None:
    lab = Lab(ReplicaSetController())
    lab.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "loose", "labels": {"app": "web"}},
                "spec": template()["spec"]})  # fmt: skip
    lab.settle()
    lab.create(workload("ReplicaSet", replicas=2))
    lab.settle()
    assert len(lab.pods()) == 2
    assert lab.get("Pod", "loose")["metadata"]["ownerReferences"][0]["name"] == "web"


def test_an_orphan_that_comes_later_is_adopted_and_one_too_many_goes() -> None:
    lab = lab_with(1)
    lab.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "late", "labels": {"app": "web"}},
                "spec": template()["spec"]})  # fmt: skip
    lab.settle()
    assert len(lab.pods()) == 1


def test_a_pod_that_loses_the_label_is_released_and_replaced() -> None:
    lab = lab_with(2)
    pod = lab.pods()[0]
    lab.api.change(pod, metadata={**pod["metadata"], "labels": {"app": "quarantine"}})
    lab.settle()
    assert len(lab.pods()) == 3
    assert "ownerReferences" not in lab.get("Pod", pod["metadata"]["name"])["metadata"]


def test_a_refused_pod_is_reported_once_in_a_condition_and_told_for_each_try() -> None:
    lab = Lab(ReplicaSetController())

    def refuse(pod: dict[str, object]) -> None:
        if len(lab.pods()) >= 2:
            raise ApiError("Forbidden", "exceeded quota: cuota")

    lab.refuse = refuse
    lab.create(workload("ReplicaSet", replicas=3))
    lab.settle()
    condition = lab.get("ReplicaSet", "web")["status"]["conditions"][0]
    assert (condition["type"], condition["reason"]) == ("ReplicaFailure", "FailedCreate")
    assert ("Warning", "FailedCreate", "Error creating: exceeded quota: cuota") in {e[2:5] for e in lab.events}
    lab.refuse = None
    lab.advance(10_000)
    assert "conditions" not in lab.get("ReplicaSet", "web")["status"]
    assert len(lab.pods()) == 3


def test_a_ready_pod_is_available_only_after_min_ready_seconds() -> None:
    lab = Lab(ReplicaSetController())
    lab.create(workload("ReplicaSet", replicas=1, minReadySeconds=5))
    lab.advance(1000)
    assert "availableReplicas" not in lab.get("ReplicaSet", "web")["status"]
    lab.settle()
    assert lab.get("ReplicaSet", "web")["status"]["availableReplicas"] == 1


def test_looking_again_at_a_settled_cluster_writes_nothing() -> None:
    lab = lab_with(3)
    revision = lab.storage.revision
    lab.runner.wake("replicaset-controller", "default/web")
    lab.settle()
    assert lab.storage.revision == revision


def test_a_replication_controller_reports_no_terminating_pods() -> None:
    lab = Lab(ReplicationControllerController())
    manifest = workload("ReplicationController", replicas=2)
    manifest["apiVersion"], manifest["spec"]["selector"] = "v1", {"app": "web"}
    lab.create(manifest)
    lab.settle()
    status = lab.get("ReplicationController", "web")["status"]
    assert status["readyReplicas"] == 2
    assert "terminatingReplicas" not in status


def pod(name: str, *, node: str = "n1", phase: str = "Running", ready: bool = True, cost: str = "", age: int = 1000,
        restarts: int = 0) -> dict[str, object]:  # fmt: skip
    meta: dict[str, object] = {"name": name, "uid": name, "creationTimestamp": stamp(START - age * 1000)}
    if cost:
        meta["annotations"] = {"controller.kubernetes.io/pod-deletion-cost": cost}
    condition = {"type": "Ready", "status": str(ready), "lastTransitionTime": stamp(START - age * 1000)}
    status = {"phase": phase, "conditions": [condition], "containerStatuses": [{"restartCount": restarts}]}
    return {"metadata": meta, "spec": {"nodeName": node} if node else {}, "status": status}


def test_pods_are_given_up_in_the_order_of_kubernetes() -> None:
    expected = [
        pod("unassigned", node="", phase="Pending", ready=False),
        pod("pending", phase="Pending", ready=False),
        pod("not-ready", ready=False),
        pod("cheap", cost="-5"),
        pod("crowded", node="n2"),
        pod("young", age=10),
        pod("restarted", restarts=3),
        pod("old"),
    ]
    crowding = {"n1": 6, "n2": 9}
    found = victims(list(reversed(expected)), 7, crowding, START)
    assert [p["metadata"]["name"] for p in found] == [p["metadata"]["name"] for p in expected[:7]]


def test_a_cost_that_is_no_number_counts_as_nothing() -> None:
    found = victims([pod("b", cost="+9"), pod("a", cost="01"), pod("c", cost="1")], 2, {}, START)
    assert {p["metadata"]["name"] for p in found} == {"a", "b"}
