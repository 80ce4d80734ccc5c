"""Where pods go, why they do not, and who has to go for them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from kubecourse.engine.cluster import Cluster
from kubecourse.engine.scheduler import explain_pod

CLAIMLESS = "no new claims to deallocate, preemption:"


def cluster(*nodes: dict[str, Any], seed: int = 7) -> Cluster:
    rows = nodes or ({"name": "worker-1"}, {"name": "worker-2"})
    return Cluster(platform="minimal", nodes=[dict(row) for row in rows], seed=seed)


def pod(name: str, cpu: str | None = None, labels: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    container: dict[str, Any] = {"name": "c", "image": "nginx:1.27"}
    if cpu:
        container["resources"] = {"requests": {"cpu": cpu}}
    meta: dict[str, Any] = {"name": name}
    if labels:
        meta["labels"] = labels
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": {"containers": [container], **spec}}


def apply(c: Cluster, *objects: dict[str, Any]) -> None:
    for obj in objects:
        c.apply(obj)


def node_of(c: Cluster, name: str) -> str | None:
    found: str | None = c.get("Pod", name)["spec"].get("nodeName")
    return found


def refusal(c: Cluster, name: str) -> str:
    conditions = c.get("Pod", name)["status"]["conditions"]
    condition = next(x for x in conditions if x["type"] == "PodScheduled")
    assert condition["status"] == "False" and condition["reason"] == "Unschedulable"
    return str(condition["message"])


def deployment(name: str, replicas: int, **spec: Any) -> dict[str, Any]:
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "nginx:1.27"}], **spec}}
    body = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": body}


def spread_of(c: Cluster, label: str) -> list[int]:
    pods = c.list("Pod", "default", labels=label)
    return sorted(Counter(p["spec"].get("nodeName") for p in pods).values(), reverse=True)


def test_the_message_counts_what_each_node_said_and_sorts_it_as_text() -> None:
    c = cluster(
        {"name": "a", "labels": {"disk": "ssd"}},
        {"name": "b"},
        {"name": "c", "taints": [{"key": "x", "effect": "NoSchedule"}]},
    )
    c.apply(pod("p", "5", nodeSelector={"disk": "ssd"}))
    c.settle()
    assert refusal(c, "p") == (
        "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector,"
        f" 1 node(s) had untolerated taint(s). {CLAIMLESS} 0/3 nodes are available:"
        " 3 Preemption is not helpful for scheduling."
    )


def test_a_refusal_is_said_once_until_its_words_change() -> None:
    c = cluster({"name": "a"})
    c.apply(pod("p", "8"))
    c.settle()
    c.apply(pod("q"))
    c.settle()
    events = [e for e in c.events(of="Pod/p") if e["reason"] == "FailedScheduling"]
    assert [e["count"] for e in events] == [1]


def test_a_claim_that_does_not_exist_replaces_the_count_of_nodes() -> None:
    c = cluster({"name": "a"})
    c.apply(pod("p", volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]))
    c.settle()
    assert refusal(c, "p") == '0/1 nodes are available: persistentvolumeclaim "data" not found. not found'


def test_a_cluster_without_nodes_says_so() -> None:
    c = Cluster(platform="minimal", nodes=[])
    c.apply(pod("p"))
    c.settle()
    assert refusal(c, "p") == "no nodes available to schedule pods"


def test_a_pending_pod_is_placed_when_room_appears() -> None:
    c = cluster({"name": "a"})
    apply(c, pod("first", "3"), pod("second", "3"))
    c.settle()
    assert node_of(c, "second") is None
    c.delete("Pod", "first")
    c.settle()
    assert node_of(c, "second") == "a"


@pytest.mark.parametrize("change", ["label", "taint", "cordon"])
def test_a_pending_pod_is_placed_when_a_node_becomes_fit(change: str) -> None:
    c = cluster({"name": "a"})
    before = {
        "taint": {"spec": {"taints": [{"key": "k", "effect": "NoSchedule"}]}},
        "cordon": {"spec": {"unschedulable": True}},
    }
    after = {
        "label": {"metadata": {"labels": {"disk": "ssd"}}},
        "taint": {"spec": {"taints": None}},
        "cordon": {"spec": {"unschedulable": None}},
    }
    if change in before:
        c.api.patch("Node", "a", before[change], type="merge")
    c.apply(pod("p", nodeSelector={"disk": "ssd"} if change == "label" else {}))
    c.settle()
    assert node_of(c, "p") is None
    c.api.patch("Node", "a", after[change], type="merge")
    c.settle()
    assert node_of(c, "p") == "a"


def test_of_pending_pods_the_most_important_goes_first() -> None:
    c = cluster({"name": "a"})
    c.apply({"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "high"}, "value": 9,
             "preemptionPolicy": "Never"})  # fmt: skip
    apply(c, pod("low", "3"), pod("high", "3", priorityClassName="high"))
    c.settle()
    assert (node_of(c, "high"), node_of(c, "low")) == ("a", None)


def test_a_more_important_pod_makes_room_and_says_so() -> None:
    c = cluster({"name": "a"})
    c.apply({"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "high"}, "value": 9})
    apply(c, pod("low-1", "2"), pod("low-2", "2"))
    c.settle()
    c.apply(pod("vip", "2", priorityClassName="high"))
    c.settle()
    assert node_of(c, "vip") == "a"
    said = [
        (e["reason"], e["message"]) for e in c.events("default") if e["reason"] in ("Preempted", "FailedScheduling")
    ]
    assert ("FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu.") in said
    uid = c.get("Pod", "vip")["metadata"]["uid"]
    assert ("Preempted", f"Preempted by pod {uid} on node a") in said
    assert len(c.list("Pod", "default")) == 2


def test_a_budget_decides_which_node_loses_a_pod() -> None:
    c = cluster({"name": "a"}, {"name": "b"})
    c.apply({"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "high"}, "value": 9})
    c.apply({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "x"},
             "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "x"}}}})  # fmt: skip
    apply(c, pod("kept", "3", {"app": "x"}, nodeName="a"), pod("free", "3", nodeName="b"))
    c.settle()
    c.apply(pod("vip", "2", priorityClassName="high"))
    c.settle()
    assert node_of(c, "vip") == "b"


def test_a_gated_pod_waits_for_its_gates() -> None:
    c = cluster({"name": "a"})
    c.apply(pod("p", schedulingGates=[{"name": "example.com/wait"}]))
    c.settle()
    assert node_of(c, "p") is None
    c.api.patch("Pod", "p", {"spec": {"schedulingGates": None}}, "default", type="merge")
    c.settle()
    assert node_of(c, "p") == "a"


def test_replicas_are_spread_over_nodes_by_themselves() -> None:
    c = cluster({"name": "a"}, {"name": "b"}, {"name": "c"})
    c.apply(deployment("web", 6))
    c.settle()
    assert spread_of(c, "app=web") == [2, 2, 2]


def test_required_anti_affinity_leaves_one_pod_a_node() -> None:
    rule = {"labelSelector": {"matchLabels": {"app": "db"}}, "topologyKey": "kubernetes.io/hostname"}
    affinity = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [rule]}}
    c = cluster()
    c.apply(deployment("db", 3, affinity=affinity))
    c.settle()
    assert spread_of(c, "app=db") == [1, 1, 1]  # the third has no node
    waiting = next(p for p in c.list("Pod", "default") if not p["spec"].get("nodeName"))
    assert "2 node(s) didn't match pod anti-affinity rules" in refusal(c, waiting["metadata"]["name"])


def test_the_first_pod_of_a_group_that_wants_to_be_together_may_go_anywhere() -> None:
    rule = {"labelSelector": {"matchLabels": {"app": "t"}}, "topologyKey": "kubernetes.io/hostname"}
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [rule]}}
    c = cluster()
    c.apply(deployment("t", 4, affinity=affinity))
    c.settle()
    assert spread_of(c, "app=t") == [4]


def test_a_hard_spread_constraint_counts_the_nodes_that_are_full() -> None:
    c = cluster({"name": "a", "cpu": 1}, {"name": "b"})
    rule = {"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": {"app": "w"}}}  # fmt: skip
    body = deployment("w", 4, topologySpreadConstraints=[rule])
    body["spec"]["template"]["spec"]["containers"][0]["resources"] = {"requests": {"cpu": "1"}}
    c.apply(body)
    c.settle()
    assert spread_of(c, "app=w") == [2, 1, 1]
    waiting = next(p for p in c.list("Pod", "default") if not p["spec"].get("nodeName"))
    assert "1 node(s) didn't match pod topology spread constraints" in refusal(c, waiting["metadata"]["name"])


def test_host_ports_of_two_pods_do_not_fit_on_one_node() -> None:
    c = cluster({"name": "a"})
    port = {"name": "c", "image": "nginx:1.27", "ports": [{"containerPort": 80, "hostPort": 8080}]}
    for name in ("one", "two"):
        c.apply({**pod(name), "spec": {"containers": [port]}})
    c.settle()
    assert "1 node(s) didn't have free ports for the requested pod ports" in refusal(c, "two")


def test_a_claim_that_waits_for_its_consumer_follows_the_pod() -> None:
    c = cluster()
    c.apply({"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "local"},
             "provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer"})  # fmt: skip
    term = {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": ["worker-2"]}]}
    c.apply({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "ssd"},
             "spec": {"capacity": {"storage": "10Gi"}, "accessModes": ["ReadWriteOnce"], "storageClassName": "local",
                      "local": {"path": "/mnt"}, "nodeAffinity": {"required": {"nodeSelectorTerms": [term]}}}})  # fmt: skip
    c.apply({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"},
             "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}},
                      "storageClassName": "local"}})  # fmt: skip
    c.apply(pod("p", volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]))
    c.settle()
    assert node_of(c, "p") == "worker-2"
    assert c.get("PersistentVolumeClaim", "data")["status"]["phase"] == "Bound"


def test_the_same_seed_places_the_same_way_and_a_settled_scheduler_writes_nothing() -> None:
    homes = []
    for _ in range(2):
        c = cluster({"name": "a"}, {"name": "b"}, {"name": "c"}, seed=3)
        apply(c, *(pod(f"p{n}") for n in range(9)))
        c.settle()
        homes.append([node_of(c, f"p{n}") for n in range(9)])
    assert homes[0] == homes[1]
    before = c.get("Pod", "p0")["metadata"]["resourceVersion"]
    c.advance("1m")
    assert c.get("Pod", "p0")["metadata"]["resourceVersion"] == before


def test_what_each_node_says_to_a_pod_can_be_asked() -> None:
    c = cluster({"name": "a"}, {"name": "b", "taints": [{"key": "k", "effect": "NoSchedule"}]})
    c.apply(pod("p", "1"))
    c.settle()
    rows = {row["node"]: row for row in explain_pod(c.api, c.get("Pod", "p"))}
    assert rows["b"]["plugin"] == "TaintToleration"
    assert rows["a"]["total"] == sum(rows["a"]["scores"].values()) > 0
