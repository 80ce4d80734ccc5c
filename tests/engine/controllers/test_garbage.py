"""Garbage collection: what goes with its owner, what before it, what stays."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse.engine.controllers.garbage import GarbageCollector

from .fake_batch import World


def made(w: World, name: str, *owners: dict[str, Any], kind: str = "ConfigMap", block: bool = True,
         namespace: str = "default") -> dict[str, Any]:  # fmt: skip
    references = [{"apiVersion": "v1", "kind": owner["kind"], "name": owner["metadata"]["name"],
                   "uid": owner["metadata"]["uid"], "blockOwnerDeletion": block} for owner in owners]  # fmt: skip
    meta: dict[str, Any] = {"name": name, "namespace": namespace}
    if references:
        meta["ownerReferences"] = references
    return w.person.create({"apiVersion": "v1", "kind": kind, "metadata": meta, "spec": {}})


def family() -> World:
    """a owns b, and b owns c and d."""
    w = World(GarbageCollector())
    b = made(w, "b", made(w, "a"))
    made(w, "c", b), made(w, "d", b)
    w.settle()
    return w


@pytest.mark.parametrize("propagation", ["Background", "Foreground"])
def test_dependents_go_with_their_owner(propagation: str) -> None:
    w = family()
    w.person.delete("ConfigMap", "a", "default", propagation=propagation)
    w.settle()
    assert w.names("ConfigMap") == []
    gone = [change.key.removeprefix("default/") for change in w.storage.log if change.verb == "DELETED"]
    assert gone == (["a", "b", "c", "d"] if propagation == "Background" else ["c", "d", "b", "a"])


def test_orphans_stay_and_lose_the_reference() -> None:
    w = family()
    w.person.delete("ConfigMap", "b", "default", propagation="Orphan")
    w.settle()
    assert w.names("ConfigMap") == ["a", "c", "d"]
    assert all("ownerReferences" not in obj["metadata"] for obj in w.person.list("ConfigMap"))


def test_an_owner_of_the_same_name_but_another_uid_is_no_owner() -> None:
    w = World(GarbageCollector())
    father = made(w, "padre")
    made(w, "hijo", {**father, "metadata": {**father["metadata"], "uid": "1111"}})
    w.settle()
    assert w.names("ConfigMap") == ["padre"]


def test_with_one_owner_left_an_object_stays() -> None:
    w = World(GarbageCollector())
    made(w, "hijo", made(w, "padre"), made(w, "madre"))
    w.settle()
    w.person.delete("ConfigMap", "padre", "default", propagation="Background")
    w.settle()
    assert [r["name"] for r in w.person.get("ConfigMap", "hijo", "default")["metadata"]["ownerReferences"]] == ["madre"]


def test_foreground_does_not_wait_for_what_does_not_block() -> None:
    w = World(GarbageCollector())
    a = made(w, "a")
    child = made(w, "b", a, block=False)
    w.person.change(child, metadata={**child["metadata"], "finalizers": ["example.com/held"]})
    w.settle()
    w.person.delete("ConfigMap", "a", "default", propagation="Foreground")
    w.settle()
    assert w.names("ConfigMap") == ["b"] and "deletionTimestamp" in w.person.list("ConfigMap")[0]["metadata"]


def test_a_circle_of_owners_can_be_deleted_in_the_foreground() -> None:
    w = World(GarbageCollector())
    a = made(w, "a")
    b = made(w, "b", a)
    reference = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "name": "b",
        "uid": b["metadata"]["uid"],
        "blockOwnerDeletion": True,
    }
    w.person.change(a, metadata={**a["metadata"], "ownerReferences": [reference]})
    w.settle()
    w.person.delete("ConfigMap", "a", "default", propagation="Foreground")
    w.settle()
    assert w.names("ConfigMap") == []


def test_an_owner_in_another_namespace_is_none_and_that_is_told() -> None:
    w = World(GarbageCollector())
    made(w, "hijo", made(w, "padre", namespace="otro"))
    w.settle()
    assert w.names("ConfigMap") == ["padre"] and w.reasons() == ["OwnerRefInvalidNamespace"]


def test_what_has_its_owners_wakes_nobody() -> None:
    w = family()
    steps = w.runner.steps
    made(w, "e", w.person.get("ConfigMap", "a", "default"))
    w.settle()
    assert w.runner.steps == steps
