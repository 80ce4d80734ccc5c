"""PodDisruptionBudget: how many pods may be evicted."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse.engine.controllers.deployment import DeploymentController
from kubecourse.engine.controllers.disruption import DisruptionController
from kubecourse.engine.controllers.replicaset import ReplicaSetController
from kubecourse.engine.core.clock import stamp
from tests.engine.controllers.fake_api import Lab, template, workload


def budget(**spec: Any) -> dict[str, Any]:
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"},
            "spec": {"selector": {"matchLabels": {"app": "web"}}, **spec}}  # fmt: skip


def lab_with(replicas: int, image: str = "nginx:1.27", **spec: Any) -> Lab:
    lab = Lab(DeploymentController(), ReplicaSetController(), DisruptionController())
    lab.create(workload("Deployment", image=image, replicas=replicas))
    lab.create(budget(**spec))
    lab.settle()
    return lab


def counts(lab: Lab) -> tuple[int, ...]:
    status = lab.get("PodDisruptionBudget", "web")["status"]
    return tuple(status[f] for f in ("expectedPods", "desiredHealthy", "currentHealthy", "disruptionsAllowed"))


@pytest.mark.parametrize(
    ("replicas", "spec", "expected"),
    [
        (3, {"minAvailable": 2}, (3, 2, 3, 1)),
        (5, {"minAvailable": "50%"}, (5, 3, 5, 2)),
        (3, {"maxUnavailable": 0}, (3, 3, 3, 0)),
        (4, {"maxUnavailable": "25%"}, (4, 3, 4, 1)),
        (3, {"maxUnavailable": "30%"}, (3, 2, 3, 1)),
        (2, {"maxUnavailable": 5}, (2, 0, 2, 2)),
    ],
)
def test_percentages_round_up(replicas: int, spec: dict[str, Any], expected: tuple[int, ...]) -> None:
    assert counts(lab_with(replicas, **spec)) == expected


def test_pods_that_are_not_ready_allow_nothing() -> None:
    lab = lab_with(2, "nginx:not-ready", minAvailable=1)
    condition = lab.get("PodDisruptionBudget", "web")["status"]["conditions"][0]
    assert counts(lab)[3] == 0
    assert (condition["status"], condition["reason"], condition["message"]) == ("False", "InsufficientPods", "")


def test_a_pod_that_was_let_go_counts_as_gone_until_it_is_given_up() -> None:
    lab = lab_with(3, minAvailable=2)
    obj = lab.get("PodDisruptionBudget", "web")
    name = lab.pods()[0]["metadata"]["name"]
    lab.api.set_status(obj, {**obj["status"], "disruptedPods": {name: stamp(lab.clock.now)}})
    lab.advance(1000)
    assert counts(lab)[2:] == (2, 0)
    lab.advance(125_000)
    assert counts(lab)[2:] == (3, 1)
    assert any(e[3] == "NotDeleted" for e in lab.events)


def test_pods_without_a_controller_cannot_be_counted() -> None:
    lab = Lab(DisruptionController())
    lab.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "labels": {"app": "web"}},
                "spec": template()["spec"]})  # fmt: skip
    lab.create(budget(maxUnavailable=1))
    lab.settle()
    assert counts(lab) == (0, 0, 1, 0)
    said = next(e for e in lab.events if e[3] == "UnmanagedPods")
    selector = "&LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}"
    assert selector in said[4]
    assert said[5] == "controllermanager"


def test_pods_of_a_daemonset_have_no_scale() -> None:
    lab = Lab(DisruptionController())
    owner = {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "agent", "uid": "u", "controller": True}
    lab.create({"apiVersion": "v1", "kind": "Pod", "spec": template()["spec"],
                "metadata": {"name": "a", "labels": {"app": "web"}, "ownerReferences": [owner]}})  # fmt: skip
    lab.create(budget(maxUnavailable=1))
    lab.settle()
    condition = lab.get("PodDisruptionBudget", "web")["status"]["conditions"][0]
    assert (condition["reason"], condition["message"]) == (
        "SyncFailed", "daemonsets.apps does not implement the scale subresource")  # fmt: skip


def test_a_disruption_that_never_came_is_forgotten_after_two_minutes() -> None:
    lab = lab_with(1, minAvailable=0)
    pod = lab.pods()[0]
    condition = {"type": "DisruptionTarget", "status": "True", "lastTransitionTime": stamp(lab.clock.now)}
    status = {**pod["status"], "conditions": [*pod["status"]["conditions"], condition]}
    lab.storage.put("Pod", {**pod, "status": status}, lab.clock.now, "scheduler", 0)
    lab.advance(119_000)
    assert lab.pods()[0]["status"]["conditions"][-1]["status"] == "True"
    lab.advance(3000)
    assert lab.pods()[0]["status"]["conditions"][-1]["status"] == "False"


def test_looking_again_at_a_settled_cluster_writes_nothing() -> None:
    lab = lab_with(2, minAvailable=1)
    revision = lab.storage.revision
    lab.runner.wake("disruption-controller", "default/web")
    lab.settle()
    assert lab.storage.revision == revision
