"""StatefulSet: order, identity, claims, updates."""

from __future__ import annotations

from typing import Any

from kubecourse.engine.controllers.statefulset import StatefulSetController
from tests.engine.controllers.fake_api import Lab, workload


def lab_with(replicas: int, **spec: Any) -> Lab:
    lab = Lab(StatefulSetController())
    lab.create(workload("StatefulSet", "db", replicas=replicas, serviceName="db", **spec))
    lab.settle()
    return lab


def history(lab: Lab, since: int = 0) -> list[str]:
    lines, ready = [], set()
    for change in lab.storage.log:
        if change.kind != "Pod" or change.revision <= since:
            continue
        name = change.key.partition("/")[2]
        if change.verb == "ADDED":
            lines.append(f"{name} created")
            ready.discard(name)
        elif change.new is None:
            lines.append(f"{name} gone")
        elif "deletionTimestamp" in change.new["metadata"]:
            lines.append(f"{name} deleting")
        elif change.new["status"].get("phase") == "Running":
            lines.append(f"{name} ready")
    return lines


def names(lab: Lab) -> list[str]:
    return [pod["metadata"]["name"] for pod in lab.pods()]


def test_pods_come_one_after_the_other_each_when_the_last_is_ready() -> None:
    lab = lab_with(2)
    assert history(lab) == ["db-0 created", "db-0 ready", "db-1 created", "db-1 ready"]


def test_a_pod_has_its_name_host_and_labels() -> None:
    lab = lab_with(1, ordinals={"start": 5})
    pod = lab.get("Pod", "db-5")
    labels = pod["metadata"]["labels"]
    assert (pod["spec"]["hostname"], pod["spec"]["subdomain"]) == ("db-5", "db")
    assert (labels["statefulset.kubernetes.io/pod-name"], labels["apps.kubernetes.io/pod-index"]) == ("db-5", "5")
    assert labels["controller-revision-hash"] == lab.get("StatefulSet", "db")["status"]["currentRevision"]


def test_parallel_pods_are_all_made_at_once() -> None:
    lab = lab_with(3, podManagementPolicy="Parallel")
    assert history(lab)[:3] == ["db-0 created", "db-1 created", "db-2 created"]


def test_a_pod_that_is_not_ready_keeps_the_next_from_coming() -> None:
    assert names(lab_with(3, image="mariadb:not-ready")) == ["db-0"]


def test_scaling_down_takes_the_highest_and_waits_for_each() -> None:
    lab = lab_with(3)
    since = lab.storage.revision
    lab.edit("StatefulSet", "db", replicas=1)
    lab.settle()
    assert history(lab, since) == ["db-2 deleting", "db-2 gone", "db-1 deleting", "db-1 gone"]


def test_an_update_goes_from_the_highest_down_to_the_partition() -> None:
    lab = lab_with(3, updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"partition": 1}})
    since = lab.storage.revision
    lab.set_image("StatefulSet", "db", "mariadb:11.8")
    lab.settle()
    assert [line for line in history(lab, since) if "created" in line] == ["db-2 created", "db-1 created"]
    status = lab.get("StatefulSet", "db")["status"]
    assert status["currentRevision"] != status["updateRevision"]
    assert (status["currentReplicas"], status["updatedReplicas"]) == (1, 2)
    lab.edit("StatefulSet", "db", updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"partition": 0}})
    lab.settle()
    status = lab.get("StatefulSet", "db")["status"]
    assert status["currentRevision"] == status["updateRevision"]


def test_below_the_partition_a_lost_pod_comes_back_with_the_old_template() -> None:
    lab = lab_with(2, updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"partition": 1}})
    lab.set_image("StatefulSet", "db", "mariadb:11.8")
    lab.settle()
    lab.api.delete("Pod", "db-0", "default")
    lab.settle()
    assert lab.get("Pod", "db-0")["spec"]["containers"][0]["image"] == "nginx:1.27"


def test_on_delete_waits_for_a_person() -> None:
    lab = lab_with(2, updateStrategy={"type": "OnDelete"})
    lab.set_image("StatefulSet", "db", "mariadb:11.8")
    lab.settle()
    assert "updatedReplicas" not in lab.get("StatefulSet", "db")["status"]
    lab.api.delete("Pod", "db-1", "default")
    lab.settle()
    assert lab.get("Pod", "db-1")["spec"]["containers"][0]["image"] == "mariadb:11.8"


def test_a_broken_update_stays_broken_after_undo_until_the_pod_is_deleted() -> None:
    lab = lab_with(2)
    lab.set_image("StatefulSet", "db", "mariadb:pull-fails")
    lab.settle()
    lab.set_image("StatefulSet", "db", "nginx:1.27")
    lab.settle()
    assert lab.get("Pod", "db-1")["status"]["phase"] == "Pending"
    lab.api.delete("Pod", "db-1", "default")
    lab.settle()
    assert lab.get("StatefulSet", "db")["status"]["readyReplicas"] == 2


def test_an_old_template_finds_its_revision_again() -> None:
    lab = lab_with(1)
    for image in ("mariadb:11.8", "nginx:1.27"):
        lab.set_image("StatefulSet", "db", image)
        lab.settle()
    assert sorted(r["revision"] for r in lab.api.list("ControllerRevision")) == [2, 3]


def claims(deleted: str, scaled: str) -> dict[str, Any]:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    claim = {"metadata": {"name": "data"}, "spec": spec}
    policy = {"whenDeleted": deleted, "whenScaled": scaled}
    return {"volumeClaimTemplates": [claim], "persistentVolumeClaimRetentionPolicy": policy}


def owners(lab: Lab, claim: str) -> list[str]:
    references = lab.get("PersistentVolumeClaim", claim)["metadata"].get("ownerReferences") or []
    return [f"{reference['kind']}/{reference['name']}" for reference in references]


def test_each_pod_mounts_a_claim_of_its_own_that_outlives_it() -> None:
    lab = lab_with(2, **claims("Retain", "Retain"))
    volume = lab.get("Pod", "db-1")["spec"]["volumes"][0]
    assert volume == {"name": "data", "persistentVolumeClaim": {"claimName": "data-db-1"}}
    assert lab.get("PersistentVolumeClaim", "data-db-1")["metadata"]["labels"] == {"app": "db"}
    assert owners(lab, "data-db-1") == []
    said = [e[4] for e in lab.events if "Claim" in e[4]]
    assert said[0] == "Create Claim data-db-0 Pod db-0 in StatefulSet db success"


def test_claims_belong_to_the_set_when_they_go_with_it() -> None:
    assert owners(lab_with(1, **claims("Delete", "Retain")), "data-db-0") == ["StatefulSet/db"]


def test_claims_belong_to_the_pod_that_is_scaled_away() -> None:
    lab = lab_with(2, **claims("Retain", "Delete"))
    lab.hold_termination = True
    lab.edit("StatefulSet", "db", replicas=1)
    lab.settle()
    assert owners(lab, "data-db-1") == ["Pod/db-1"]
    assert owners(lab, "data-db-0") == []


def test_a_failed_pod_is_made_anew() -> None:
    lab = lab_with(1)
    pod = lab.get("Pod", "db-0")
    lab.storage.put("Pod", {**pod, "status": {"phase": "Failed"}}, lab.clock.now, "kubelet", 0)
    lab.settle()
    again = lab.get("Pod", "db-0")
    assert again["metadata"]["uid"] != pod["metadata"]["uid"]
    assert again["status"]["phase"] == "Running"


def test_looking_again_at_a_settled_cluster_writes_nothing() -> None:
    lab = lab_with(2, **claims("Delete", "Delete"))
    revision = lab.storage.revision
    lab.runner.wake("statefulset-controller", "default/db")
    lab.settle()
    assert lab.storage.revision == revision
