"""DaemonSet: where its pods run, how they are updated."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from kubecourse.engine.controllers.daemonset import DaemonSetController
from kubecourse.engine.controllers.daemonset_nodes import Placement, pinned, tolerating
from tests.engine.controllers.fake_api import Lab, workload


def lab_with(workers: int = 2, **spec: Any) -> Lab:
    lab = Lab(DaemonSetController(), workers=workers)
    lab.create(workload("DaemonSet", "agent", **spec))
    lab.settle()
    return lab


def nodes(lab: Lab) -> list[str]:
    return sorted(pod["spec"]["nodeName"] for pod in lab.pods())


def test_every_node_gets_a_pod_and_a_new_node_too() -> None:
    lab = lab_with()
    lab.add_node("worker-3")
    lab.settle()
    assert nodes(lab) == ["worker-1", "worker-2", "worker-3"]
    status = lab.get("DaemonSet", "agent")["status"]
    assert (status["desiredNumberScheduled"], status["numberAvailable"]) == (3, 3)
    assert "numberUnavailable" not in status


def test_a_pod_is_left_to_the_scheduler_but_pinned_to_its_node() -> None:
    spec = pinned({"affinity": {"podAntiAffinity": {}}}, "worker-1")
    assert spec["affinity"]["podAntiAffinity"] == {}
    terms = spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    assert terms == [{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["worker-1"]}]}]


def test_daemon_pods_tolerate_what_befalls_nodes() -> None:
    added = [t["key"].removeprefix("node.kubernetes.io/") for t in tolerating({})["tolerations"]]
    assert added == ["not-ready", "unreachable", "disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"]
    assert tolerating({"hostNetwork": True})["tolerations"][-1]["key"] == "node.kubernetes.io/network-unavailable"


TAINT = {"key": "special", "value": "yes"}


@pytest.mark.parametrize(
    ("spec", "taints", "expected"),
    [
        ({}, [], (True, True)),
        ({}, [{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}], (True, True)),
        ({}, [{**TAINT, "effect": "NoSchedule"}], (False, True)),
        ({}, [{**TAINT, "effect": "NoExecute"}], (False, False)),
        ({}, [{**TAINT, "effect": "PreferNoSchedule"}], (True, True)),
        ({"tolerations": [{"key": "special", "value": "yes"}]}, [{**TAINT, "effect": "NoSchedule"}], (True, True)),
        ({"tolerations": [{"key": "special", "value": "no"}]}, [{**TAINT, "effect": "NoSchedule"}], (False, True)),
        ({"nodeSelector": {"disk": "ssd"}}, [], (True, True)),
        ({"nodeSelector": {"disk": "hdd"}}, [], (False, False)),
        ({"nodeName": "other"}, [], (False, False)),
    ],
)
def test_selector_and_taints_decide_where_pods_run_and_may_stay(
    spec: dict[str, Any], taints: list[dict[str, str]], expected: tuple[bool, bool]
) -> None:
    node = {"metadata": {"name": "n1", "labels": {"disk": "ssd", "cores": "8"}}, "spec": {"taints": taints}}
    assert Placement(tolerating(spec)).on(node) == expected


@pytest.mark.parametrize(
    ("operator", "values", "fits"),
    [("In", ["8"], True), ("NotIn", ["8"], False), ("Exists", [], True), ("DoesNotExist", [], False),
     ("Gt", ["4"], True), ("Lt", ["4"], False)],
)  # fmt: skip
def test_required_node_affinity_is_obeyed(operator: str, values: list[str], fits: bool) -> None:
    term = {"matchExpressions": [{"key": "cores", "operator": operator, "values": values}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}}
    node = {"metadata": {"name": "n1", "labels": {"cores": "8"}}, "spec": {}}
    assert Placement({"affinity": affinity}).on(node)[0] is fits


def test_a_node_that_loses_the_label_loses_its_pod() -> None:
    lab = Lab(DaemonSetController())
    manifest = workload("DaemonSet", "agent")
    manifest["spec"]["template"]["spec"]["nodeSelector"] = {"disk": "ssd"}
    lab.create(manifest)
    node = lab.get("Node", "worker-2")
    labels = node["metadata"]["labels"]
    node = lab.api.change(node, metadata={**node["metadata"], "labels": {**labels, "disk": "ssd"}})
    lab.settle()
    assert nodes(lab) == ["worker-2"]
    lab.api.change(node, metadata={**node["metadata"], "labels": labels})
    lab.settle()
    assert nodes(lab) == []


def serving(pod: dict[str, Any] | None) -> bool:
    return pod is not None and pod["status"]["phase"] == "Running" and "deletionTimestamp" not in pod["metadata"]


def fewest_serving(lab: Lab, since: int) -> int:
    """The smallest number of running pods at any time of an update."""
    alive, least = 0, 99
    for change in lab.storage.log:
        if change.kind != "Pod":
            continue
        alive += serving(change.new) - serving(change.old)
        if change.revision > since:
            least = min(least, alive)
    return least


@pytest.mark.parametrize(
    ("rolling", "least"),
    [
        ({"maxUnavailable": 1, "maxSurge": 0}, 3),
        ({"maxUnavailable": "50%", "maxSurge": 0}, 2),
        ({"maxUnavailable": 0, "maxSurge": 1}, 4),
    ],
)
def test_an_update_keeps_enough_nodes_served(rolling: dict[str, Any], least: int) -> None:
    lab = lab_with(4, updateStrategy={"type": "RollingUpdate", "rollingUpdate": rolling})
    since = lab.storage.revision
    lab.set_image("DaemonSet", "agent", "nginx:1.28")
    lab.settle()
    assert fewest_serving(lab, since) == least
    assert {pod["spec"]["containers"][0]["image"] for pod in lab.pods()} == {"nginx:1.28"}
    assert len(lab.pods()) == 4
    assert lab.get("DaemonSet", "agent")["status"]["updatedNumberScheduled"] == 4


def test_on_delete_waits_for_a_person() -> None:
    lab = lab_with(updateStrategy={"type": "OnDelete"})
    lab.set_image("DaemonSet", "agent", "nginx:1.28")
    lab.settle()
    assert "updatedNumberScheduled" not in lab.get("DaemonSet", "agent")["status"]


def test_a_failing_daemon_pod_is_replaced_later_and_later() -> None:
    lab = Lab(DaemonSetController(), workers=1)
    manifest = workload("DaemonSet", "agent")
    manifest["spec"]["template"]["spec"]["containers"][0]["name"] = "fails"
    lab.create(manifest)
    lab.advance(60_000)
    births = [c.time for c in lab.storage.log if c.kind == "Pod" and c.verb == "ADDED"]
    waits = [b - a for a, b in pairwise(births)]
    assert 4 <= len(waits) <= 8
    assert waits[1:] == sorted(waits[1:])
    assert any(e[3] == "FailedDaemonPod" for e in lab.events)


def test_every_template_is_one_revision() -> None:
    lab = lab_with()
    for image in ("nginx:1.28", "nginx:1.27"):
        lab.set_image("DaemonSet", "agent", image)
        lab.settle()
    assert sorted(r["revision"] for r in lab.api.list("ControllerRevision")) == [2, 3]


def test_looking_again_at_a_settled_cluster_writes_nothing() -> None:
    lab = lab_with()
    revision = lab.storage.revision
    lab.runner.wake("daemonset-controller", "default/agent")
    lab.settle()
    assert lab.storage.revision == revision
