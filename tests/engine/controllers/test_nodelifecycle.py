"""Nodes that are silent, unready or gone, and what becomes of their pods."""

from __future__ import annotations

from typing import Any

from kubecourse.engine.controllers.nodelifecycle import NodeLifecycle
from kubecourse.engine.controllers.podgc import PodGc
from kubecourse.engine.controllers.tainteviction import TaintEviction

from .fake_batch import World


class Cluster(World):
    """`nodes` nodes, of which some can be made silent."""

    def __init__(self, nodes: int = 3) -> None:
        self.silent: dict[str, int] = {}
        super().__init__(NodeLifecycle(self.silent.get), TaintEviction(), PodGc())
        for number in range(1, nodes + 1):
            self.person.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": f"n{number}"}, "spec": {},
                                "status": {"conditions": [{"type": "MemoryPressure", "status": "False"},
                                                          {"type": "Ready", "status": "True"}]}})  # fmt: skip
        self.settle()

    def fail(self, *names: str) -> None:
        self.power_cut = True
        for name in names:
            self.silent[name] = self.clock.now
            self.runner.wake("node-lifecycle-controller", name)

    def pod(self, name: str, *tolerations: dict[str, Any]) -> None:
        self.person.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "default"},
                            "spec": {"tolerations": list(tolerations)}})  # fmt: skip
        self.settle()

    def node(self, name: str = "n1") -> dict[str, Any]:
        return self.person.get("Node", name)

    def say(self, **status: str) -> None:
        """The kubelet of n1 reports a condition."""
        node = self.node()
        conditions = [{**c, "status": status.get(c["type"], c["status"])} for c in node["status"]["conditions"]]
        self.person.set_status(node, {"conditions": conditions})

    def taints(self, name: str = "n1") -> list[str]:
        return [f"{t['key'].partition('/')[2]}:{t['effect']}" for t in self.node(name)["spec"].get("taints", [])]


UNREACHABLE = {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute"}


def test_a_silent_node_is_lost_after_fifty_seconds() -> None:
    c = Cluster()
    c.pod("p", UNREACHABLE)
    c.fail("n1")
    assert c.settle() == 0, "a grace period does not hold up settling"
    c.run(49)
    assert c.taints() == []
    c.run(2)
    assert c.taints() == ["unreachable:NoSchedule", "unreachable:NoExecute"]
    assert {(e["status"], e["reason"], e["message"]) for e in c.node()["status"]["conditions"]} == {
        ("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")}  # fmt: skip
    pod = c.person.get("Pod", "p", "default")
    assert pod["status"]["conditions"][0]["status"] == "False"
    assert ("NodeNotReady", "Pod/p", "Node is not ready") in c.events
    assert ("NodeNotReady", "Node/n1", "Node n1 status is now: NodeNotReady") in c.events


def test_pods_go_when_their_toleration_is_over_and_stay_terminating() -> None:
    c = Cluster()
    c.pod("p", {**UNREACHABLE, "tolerationSeconds": 20})
    c.pod("q", UNREACHABLE)
    c.fail("n1")
    c.run(69)
    assert all("deletionTimestamp" not in pod["metadata"] for pod in c.person.list("Pod"))
    c.run(2)
    p, q = c.person.list("Pod")
    assert "deletionTimestamp" in p["metadata"] and "deletionTimestamp" not in q["metadata"]
    assert p["status"]["conditions"][-1]["reason"] == "DeletionByTaintManager"
    assert ("TaintManagerEviction", "Pod/p", "Marking for deletion Pod default/p") in c.events


def test_a_node_that_comes_back_keeps_its_pods() -> None:
    c = Cluster()
    c.pod("p", {**UNREACHABLE, "tolerationSeconds": 300})
    c.fail("n1")
    c.run(60)
    c.silent.clear()
    c.say(Ready="True")
    c.run(400)
    assert (
        c.taints() == [] and c.names("Pod") == ["p"] and "deletionTimestamp" not in c.person.list("Pod")[0]["metadata"]
    )
    assert c.events[-1] == ("TaintManagerEviction", "Pod/p", "Cancelling deletion of Pod default/p")


def test_a_kubelet_that_says_not_ready_itself_does_not_make_pods_unready() -> None:
    c = Cluster()
    c.pod("p", {**UNREACHABLE, "key": "node.kubernetes.io/not-ready"})
    c.say(Ready="False")
    c.settle()
    assert c.taints() == ["not-ready:NoSchedule", "not-ready:NoExecute"]
    assert c.person.list("Pod")[0]["status"]["conditions"][0]["status"] == "True" and "NodeNotReady" not in c.reasons()


def test_a_cordon_and_pressure_are_taints_that_come_and_go() -> None:
    c = Cluster()
    c.person.change(c.node(), spec={"unschedulable": True, "taints": [{"key": "mine", "effect": "NoSchedule"}]})
    c.settle()
    c.say(MemoryPressure="True")
    c.settle()
    assert sorted(t.rpartition("/")[2] for t in c.taints())[1:] == [
        "memory-pressure:NoSchedule",
        "unschedulable:NoSchedule",
    ]
    c.say(MemoryPressure="False")
    c.person.change(c.node(), spec={"taints": c.node()["spec"]["taints"]})
    c.settle()
    assert [t["key"] for t in c.node()["spec"]["taints"]] == ["mine"]


def test_lost_nodes_are_emptied_one_in_ten_seconds() -> None:
    c = Cluster(5)
    c.fail("n1", "n2")
    c.run(51)
    assert [name for name in ("n1", "n2") if len(c.taints(name)) == 2] == ["n1"]
    c.run(10)
    assert len(c.taints("n2")) == 2


def test_when_all_is_lost_nobody_is_driven_off() -> None:
    c = Cluster(2)
    c.fail("n1", "n2")
    c.run(200)
    assert c.taints("n1") == c.taints("n2") == ["unreachable:NoSchedule"]
    del c.silent["n1"]
    c.say(Ready="True")
    c.run(1)
    assert c.taints("n1") == [] and len(c.taints("n2")) == 2


def test_pods_of_a_deleted_node_are_removed_about_a_minute_later() -> None:
    c = Cluster()
    c.pod("p")
    c.power_cut = True
    c.person.delete("Node", "n1")
    c.run(39)
    assert c.names("Pod") == ["p"]
    c.run(25)
    assert c.names("Pod") == []
    last = next(change.old for change in c.storage.log if change.kind == "Pod" and change.verb == "DELETED")
    assert last is not None and last["status"]["phase"] == "Failed"
    assert last["status"]["conditions"][-1]["message"] == "PodGC: node no longer exists"


def test_settled_nodes_are_left_alone() -> None:
    c = Cluster()
    c.fail("n1")
    c.run(100)
    before = c.storage.revision
    c.runner.wake("node-lifecycle-controller", "n1")
    c.run(100)
    assert c.storage.revision == before
