"""The store: what is indexed is listed in the same order after a journey into the past."""

from __future__ import annotations

from typing import Any

from kubecourse.engine.api.storage import Storage


def owned_by(uid: str, name: str) -> dict[str, Any]:
    references = [{"uid": uid, "kind": "Deployment", "name": "d"}] if uid else []
    return {"kind": "ReplicaSet", "metadata": {"namespace": "n", "name": name, "ownerReferences": references}}


def test_what_was_adopted_in_another_order_than_it_was_made_is_listed_so_again() -> None:
    storage = Storage()
    for name, uid in (("a", "old"), ("b", "old"), ("a", ""), ("b", "new"), ("a", "new")):
        storage.put("ReplicaSet", owned_by(uid, name), 0, "somebody", 0)
    names = [obj["metadata"]["name"] for obj in storage.owned("new")]
    assert names == ["b", "a"]
    twin = Storage()
    twin.load(storage.dump(), storage.log)
    assert [obj["metadata"]["name"] for obj in twin.owned("new")] == names
    assert twin.count() == storage.count() == 2
