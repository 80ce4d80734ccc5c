"""Namespaces: what each one gets, and how one goes."""

from __future__ import annotations

from typing import Any

from kubecourse.engine.controllers.garbage import GarbageCollector
from kubecourse.engine.controllers.namespace import NamespaceController
from kubecourse.engine.controllers.rootca import RootCaPublisher
from kubecourse.engine.controllers.serviceaccount import ServiceAccountController

from .fake_batch import World


def world() -> World:
    w = World(NamespaceController(), ServiceAccountController(), RootCaPublisher(), GarbageCollector())
    w.person.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "dev"}, "spec": {"finalizers": ["kubernetes"]},
                     "status": {"phase": "Active"}})  # fmt: skip
    w.settle()
    return w


def pod(w: World, **meta: Any) -> None:
    w.person.create(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "dev", **meta}, "spec": {}}
    )
    w.settle()


def test_a_namespace_gets_an_account_and_the_certificate_and_gets_them_again() -> None:
    w = world()
    assert (w.names("ServiceAccount"), w.names("ConfigMap")) == (["default"], ["kube-root-ca.crt"])
    w.person.delete("ServiceAccount", "default", "dev")
    w.person.delete("ConfigMap", "kube-root-ca.crt", "dev")
    w.settle()
    assert (w.names("ServiceAccount"), w.names("ConfigMap")) == (["default"], ["kube-root-ca.crt"])
    mine = w.person.list("ConfigMap")[0]
    w.person.change(mine, data={"ca.crt": "x"})
    w.settle()
    assert w.person.list("ConfigMap")[0]["data"] == mine["data"]


def test_pods_go_first_then_the_rest_then_the_namespace() -> None:
    w = world()
    pod(w)
    w.person.delete("Namespace", "dev")
    w.settle()
    gone = [change.kind for change in w.storage.log if change.verb == "DELETED"]
    assert gone[0] == "Pod" and gone[-1] == "Namespace" and w.names("ConfigMap") == w.names("ServiceAccount") == []


def test_what_holds_a_namespace_is_told() -> None:
    w = world()
    pod(w, finalizers=["example.com/held"])
    w.person.delete("Namespace", "dev")
    w.run(60)
    found = {c["type"]: (c["status"], c["message"]) for c in w.person.get("Namespace", "dev")["status"]["conditions"]}
    assert found["NamespaceContentRemaining"] == (
        "True",
        "Some resources are remaining: pods. has 1 resource instances",
    )
    text = "Some content in the namespace has finalizers remaining: example.com/held in 1 resource instances"
    assert found["NamespaceFinalizersRemaining"] == ("True", text)
    assert w.names("ConfigMap") == ["kube-root-ca.crt"], "the rest waits for the pods"


def test_a_settled_namespace_is_left_alone() -> None:
    w = world()
    before = w.storage.revision
    for who in ("namespace-controller", "serviceaccount-controller", "root-ca-certificate-publisher-controller"):
        w.runner.wake(who, "dev")
    w.settle()
    assert w.storage.revision == before
