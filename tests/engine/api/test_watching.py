"""Watches: from where they begin, what they show through selectors, and how they end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubecourse import ApiError, Cluster
from kubecourse.engine.api.watching import Watcher


@pytest.fixture(scope="module")
def start() -> Cluster:
    cluster = Cluster(platform="minimal", nodes=1)
    cluster.settle()
    return cluster


@pytest.fixture
def cluster(start: Cluster) -> Cluster:
    return start.fork()


def config(name: str, **labels: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "default", "labels": labels},
    }


def seen(watch: Watcher) -> list[tuple[str, str]]:
    return [(event["type"], event["object"]["metadata"].get("name", "")) for event in watch.take()]


def now(cluster: Cluster) -> str:
    return str(cluster.changes[-1].revision)


def test_without_a_version_a_watch_begins_with_what_there_is(cluster: Cluster) -> None:
    cluster.api.create(config("a"))
    watch = cluster.api.observe("ConfigMap", "default")
    assert ("ADDED", "a") in seen(watch)
    assert seen(watch) == []
    cluster.api.create(config("b"))
    cluster.kubectl("label cm b x=1")
    cluster.delete("ConfigMap", "b")
    assert seen(watch) == [("ADDED", "b"), ("MODIFIED", "b"), ("DELETED", "b")]


def test_from_a_version_a_watch_begins_after_it(cluster: Cluster) -> None:
    version = now(cluster)
    cluster.api.create(config("a"))
    cluster.api.create({**config("b"), "metadata": {"name": "b", "namespace": "kube-system"}})
    assert seen(cluster.api.observe("ConfigMap", "default", version=version)) == [("ADDED", "a")]
    assert seen(cluster.api.observe("ConfigMap", version=version)) == [("ADDED", "a"), ("ADDED", "b")]
    assert seen(cluster.api.observe("ConfigMap", version=now(cluster))) == []


def test_what_leaves_the_selector_is_deleted_and_what_enters_it_is_added(cluster: Cluster) -> None:
    cluster.api.create(config("a", tier="x"))
    watch = cluster.api.observe("ConfigMap", "default", "tier=x", version=now(cluster))
    cluster.kubectl("label cm a tier=y --overwrite")
    gone = watch.take()
    assert [event["type"] for event in gone] == ["DELETED"]
    assert gone[0]["object"]["metadata"]["labels"] == {"tier": "x"}
    assert gone[0]["object"]["metadata"]["resourceVersion"] == now(cluster)
    cluster.kubectl("label cm a other=1")
    assert seen(watch) == []
    cluster.kubectl("label cm a tier=x --overwrite")
    assert seen(watch) == [("ADDED", "a")]


def test_a_field_selector_works_the_same_way(cluster: Cluster) -> None:
    watch = cluster.api.observe("Pod", "default", fields="status.phase=Running", version=now(cluster))
    cluster.kubectl("run p --image=nginx:1.27")
    cluster.settle()
    assert seen(watch)[0] == ("ADDED", "p")
    named = cluster.api.observe("ConfigMap", None, None, "metadata.name=kube-root-ca.crt,metadata.namespace=default")
    assert seen(named) == [("ADDED", "kube-root-ca.crt")]


def test_a_deleted_object_has_the_version_of_its_deletion(cluster: Cluster) -> None:
    cluster.api.create(config("a"))
    watch = cluster.api.observe("ConfigMap", version=now(cluster))
    cluster.delete("ConfigMap", "a")
    assert watch.take()[-1]["object"]["metadata"]["resourceVersion"] == now(cluster)


def test_bookmarks_come_when_nothing_else_does(cluster: Cluster) -> None:
    watch = cluster.api.observe("ConfigMap", version=now(cluster), bookmarks=True)
    plain = cluster.api.observe("ConfigMap", version=now(cluster))
    cluster.advance("61s")
    events = watch.take()
    assert [event["type"] for event in events] == ["BOOKMARK"]
    assert events[0]["object"]["kind"] == "ConfigMap"
    assert events[0]["object"]["metadata"] == {"resourceVersion": now(cluster), "creationTimestamp": None}
    assert watch.take() == plain.take() == []


def test_initial_events_end_with_a_bookmark(cluster: Cluster) -> None:
    watch = cluster.api.observe("Namespace", initial=True, match="NotOlderThan", bookmarks=True)
    events = watch.take()
    assert [event["type"] for event in events] == ["ADDED"] * 4 + ["BOOKMARK"]
    assert events[-1]["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}
    assert seen(cluster.api.observe("Namespace", initial=False, match="NotOlderThan")) == []


def test_too_old_a_version_is_an_error_event_and_the_end(cluster: Cluster) -> None:
    version = now(cluster)
    cluster.api.create(config("a"))
    cluster.advance("11m")
    watch = cluster.api.observe("ConfigMap", version=version)
    (event,) = watch.take()
    assert event["type"] == "ERROR"
    assert (event["object"]["code"], event["object"]["reason"]) == (410, "Expired")
    assert event["object"]["message"].startswith(f"too old resource version: {version} (")
    cluster.api.create(config("b"))
    assert watch.take() == []


def test_a_watch_of_what_rests_does_not_grow_old(cluster: Cluster) -> None:
    version = now(cluster)
    cluster.advance("30m")
    watch = cluster.api.observe("ConfigMap", version=version)
    cluster.api.create(config("a"))
    assert seen(watch) == [("ADDED", "a")]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"match": "NotOlderThan"}, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
        ({"initial": True}, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
        ({"initial": True, "match": "Exact"}, 'Unsupported value: "Exact": supported values: "NotOlderThan"'),
        ({"version": "99999"}, "Too large resource version: 99999"),
        ({"labels": "a b"}, "unable to parse requirement"),
    ],
)
def test_options_that_do_not_fit_are_refused(cluster: Cluster, options: dict[str, Any], words: str) -> None:
    with pytest.raises(ApiError, match=words):
        cluster.api.observe("ConfigMap", **options)


def test_what_a_person_may_not_watch_is_refused(cluster: Cluster) -> None:
    with pytest.raises(ApiError, match='cannot watch resource "secrets"'):
        cluster.api.acting_as("ana").observe("Secret", "default")


@settings(max_examples=30, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", "gone"])), max_size=12))
def test_who_follows_a_watch_knows_what_a_list_says(start: Cluster, steps: list[tuple[str, str]]) -> None:
    cluster = start.fork()
    page = cluster.api.page("ConfigMap", "default", "tier=x")
    known = {obj["metadata"]["name"]: obj for obj in page["items"]}
    watch = cluster.api.observe("ConfigMap", "default", "tier=x", version=page["metadata"]["resourceVersion"])
    for name, tier in steps:
        there = cluster.api.find("ConfigMap", name, "default")
        if tier == "gone":
            if there:
                cluster.delete("ConfigMap", name)
        elif there:
            cluster.api.patch("ConfigMap", name, {"metadata": {"labels": {"tier": tier}}}, "default", type="merge")
        else:
            cluster.api.create(config(name, tier=tier))
    for event in watch.take():
        name = event["object"]["metadata"]["name"]
        assert (name in known) is (event["type"] != "ADDED")
        known.pop(name, None)
        if event["type"] != "DELETED":
            known[name] = event["object"]
    assert sorted(known) == [obj["metadata"]["name"] for obj in cluster.api.list("ConfigMap", "default", "tier=x")]
