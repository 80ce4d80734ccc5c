"""Deployment: roll-outs, scaling, history, pause, deadline."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse.engine.controllers.deployment import DeploymentController
from kubecourse.engine.controllers.replicaset import ReplicaSetController
from tests.engine.controllers.fake_api import Lab, workload


def lab_with(**spec: Any) -> Lab:
    lab = Lab(DeploymentController(), ReplicaSetController())
    lab.create(workload("Deployment", **spec))
    lab.settle()
    return lab


def rolling(surge: int | str, unavailable: int | str) -> dict[str, Any]:
    return {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}


def by_revision(lab: Lab) -> list[dict[str, Any]]:
    return sorted(lab.api.list("ReplicaSet"), key=lambda r: int(annotation(r, "revision") or 0))


def changes(lab: Lab, since: int) -> list[str]:
    """The timeline with `old` and `new` for the ReplicaSets."""
    names = [r["metadata"]["name"] for r in by_revision(lab)]
    lines = lab.timeline(since)
    for name, word in zip(names, ("old", "new", "newest"), strict=False):
        lines = [line.replace(name, word) for line in lines]
    return lines


def progressing(lab: Lab) -> tuple[str, str]:
    found = next(c for c in lab.get("Deployment", "web")["status"]["conditions"] if c["type"] == "Progressing")
    return found["status"], found["reason"]


def annotation(obj: dict[str, Any], name: str) -> str | None:
    return (obj["metadata"].get("annotations") or {}).get(f"deployment.kubernetes.io/{name}")


def test_a_new_deployment_gets_one_replicaset_of_revision_one() -> None:
    lab = lab_with(replicas=3)
    (replicaset,) = lab.api.list("ReplicaSet")
    assert (annotation(replicaset, "revision"), annotation(replicaset, "max-replicas")) == ("1", "4")
    assert annotation(lab.get("Deployment", "web"), "revision") == "1"
    status = lab.get("Deployment", "web")["status"]
    assert (status["availableReplicas"], status["updatedReplicas"], status["terminatingReplicas"]) == (3, 3, 0)
    assert progressing(lab) == ("True", "NewReplicaSetAvailable")


@pytest.mark.parametrize(
    ("replicas", "surge", "unavailable", "first"),
    [
        (3, 1, 0, ["new None -> 1", "old 3 -> 2", "new 1 -> 2"]),
        (3, 0, 1, ["new None -> 0", "old 3 -> 2", "new 0 -> 1"]),
        (3, 0, "10%", ["new None -> 0", "old 3 -> 2"]),  # both round to nothing: one may be missing
        (10, "25%", "25%", ["new None -> 3", "old 10 -> 8", "new 3 -> 5"]),  # up and down
        (3, "100%", 0, ["new None -> 3", "old 3 -> 2"]),
    ],
)
def test_a_rolling_update_goes_in_steps_of_surge_and_unavailable(
    replicas: int, surge: int | str, unavailable: int | str, first: list[str]
) -> None:
    lab = lab_with(replicas=replicas, strategy=rolling(surge, unavailable))
    since = lab.storage.revision
    lab.set_image("Deployment", "web", "nginx:1.28")
    lab.settle()
    lines = changes(lab, since)
    assert lines[: len(first)] == first
    assert progressing(lab) == ("True", "NewReplicaSetAvailable")
    assert len(lab.pods()) == replicas


def test_recreate_waits_until_the_last_old_pod_is_gone() -> None:
    lab = lab_with(replicas=2, strategy={"type": "Recreate"})
    lab.hold_termination = True
    lab.set_image("Deployment", "web", "nginx:1.28")
    lab.settle()
    assert len(lab.api.list("ReplicaSet")) == 1
    lab.hold_termination = False
    lab.settle()
    assert [r["spec"]["replicas"] for r in by_revision(lab)] == [0, 2]


def test_going_back_to_an_old_template_takes_its_replicaset_with_a_new_revision() -> None:
    lab = lab_with(replicas=2)
    (first,) = lab.api.list("ReplicaSet")
    lab.set_image("Deployment", "web", "nginx:1.28")
    lab.settle()
    lab.set_image("Deployment", "web", "nginx:1.27")
    lab.settle()
    again = lab.get("ReplicaSet", first["metadata"]["name"])
    assert (annotation(again, "revision"), annotation(again, "revision-history")) == ("3", "1")
    assert annotation(lab.get("Deployment", "web"), "revision") == "3"
    assert again["spec"]["replicas"] == 2


def test_scaling_in_the_middle_of_a_rollout_is_proportional() -> None:
    lab = lab_with(replicas=10, strategy=rolling(3, 2))
    lab.set_image("Deployment", "web", "nginx:not-ready")
    lab.settle()
    since = lab.storage.revision
    lab.edit("Deployment", "web", replicas=15)
    lab.settle()
    assert changes(lab, since) == ["old 8 -> 11", "new 5 -> 7"]


def test_a_paused_deployment_scales_but_does_not_roll() -> None:
    lab = lab_with(replicas=2)
    lab.edit("Deployment", "web", paused=True)
    lab.set_image("Deployment", "web", "nginx:1.28")
    lab.edit("Deployment", "web", replicas=3)
    lab.settle()
    assert progressing(lab) == ("Unknown", "DeploymentPaused")
    assert [r["spec"]["replicas"] for r in lab.api.list("ReplicaSet")] == [3]
    lab.edit("Deployment", "web", paused=False)
    lab.settle()
    assert progressing(lab) == ("True", "NewReplicaSetAvailable")


def test_a_rollout_that_gets_stuck_is_reported_at_its_deadline_and_not_undone() -> None:
    lab = lab_with(replicas=2, progressDeadlineSeconds=4)
    lab.set_image("Deployment", "web", "nginx:not-ready")
    lab.settle()
    assert progressing(lab)[1] == "ReplicaSetUpdated"
    lab.advance(7000)
    assert progressing(lab) == ("False", "ProgressDeadlineExceeded")
    assert lab.get("Deployment", "web")["status"]["replicas"] == 3


def test_the_deadline_does_not_keep_the_cluster_from_being_settled() -> None:
    lab = lab_with(replicas=1, image="nginx:not-ready")
    assert lab.clock.next_due() is not None
    assert not lab.clock.busy


def test_old_replicasets_beyond_the_history_limit_go_oldest_first() -> None:
    lab = lab_with(replicas=1, revisionHistoryLimit=1)
    for tag in ("1.28", "1.29", "1.30"):
        lab.set_image("Deployment", "web", f"nginx:{tag}")
        lab.settle()
    assert [annotation(r, "revision") for r in by_revision(lab)] == ["3", "4"]


def test_pods_that_never_became_ready_go_first_when_the_template_changes_again() -> None:
    lab = lab_with(replicas=3, strategy=rolling(1, 0))
    lab.set_image("Deployment", "web", "nginx:not-ready")
    lab.settle()
    since = lab.storage.revision
    lab.set_image("Deployment", "web", "nginx:1.29")
    lab.settle()
    assert changes(lab, since)[:3] == ["newest None -> 0", "new 1 -> 0", "newest 0 -> 1"]


def test_annotations_of_the_deployment_are_copied_but_not_what_apply_wrote() -> None:
    lab = Lab(DeploymentController(), ReplicaSetController())
    manifest = workload("Deployment", replicas=1)
    manifest["metadata"]["annotations"] = {"team": "blue", "kubectl.kubernetes.io/last-applied-configuration": "{}"}
    lab.create(manifest)
    lab.settle()
    annotations = lab.api.list("ReplicaSet")[0]["metadata"]["annotations"]
    assert annotations["team"] == "blue"
    assert "kubectl.kubernetes.io/last-applied-configuration" not in annotations


def test_looking_again_at_a_settled_cluster_writes_nothing() -> None:
    lab = lab_with(replicas=2)
    revision = lab.storage.revision
    lab.runner.wake("deployment-controller", "default/web")
    lab.settle()
    assert lab.storage.revision == revision
