"""Lists in pages, at versions, and by fields; what is too old or still to come."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubecourse import ApiError, Cluster


@pytest.fixture(scope="module")
def start() -> Cluster:
    cluster = Cluster(platform="minimal", nodes=1)
    for number in range(7):
        labels = {"parity": "odd" if number % 2 else "even"}
        config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"c{number}", "labels": labels}}
        cluster.api.create(config)
    cluster.delete("ConfigMap", "kube-root-ca.crt")
    return cluster


@pytest.fixture
def cluster(start: Cluster) -> Cluster:
    return start.fork()


def names(page: dict[str, Any]) -> list[str]:
    return [obj["metadata"]["name"] for obj in page["items"] if obj["metadata"]["name"] != "kube-root-ca.crt"]


def refused(work: Any) -> ApiError:
    with pytest.raises(ApiError) as caught:
        work()
    return caught.value


def test_a_list_says_at_which_version_it_was_read(cluster: Cluster) -> None:
    page = cluster.api.page("ConfigMap", "default")
    assert page["kind"] == "ConfigMapList"
    assert page["metadata"] == {"resourceVersion": str(cluster.changes[-1].revision)}
    assert names(page) == [f"c{number}" for number in range(7)]


def test_pages_go_through_the_whole_list_and_say_how_much_is_left(cluster: Cluster) -> None:
    first = cluster.api.page("ConfigMap", "default", limit=3)
    assert names(first) == ["c0", "c1", "c2"]
    assert first["metadata"]["remainingItemCount"] == len(cluster.api.list("ConfigMap", "default")) - 3
    second = cluster.api.page("ConfigMap", "default", limit=10, token=first["metadata"]["continue"])
    assert names(second) == ["c3", "c4", "c5", "c6"]
    assert set(second["metadata"]) == {"resourceVersion"}


def test_all_pages_show_one_instant(cluster: Cluster) -> None:
    first = cluster.api.page("ConfigMap", "default", limit=2)
    cluster.delete("ConfigMap", "c5")
    cluster.api.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c3b"}})
    cluster.kubectl("label cm c4 later=yes")
    rest = cluster.api.page("ConfigMap", "default", token=first["metadata"]["continue"])
    assert names(rest) == ["c2", "c3", "c4", "c5", "c6"]
    assert "later" not in rest["items"][2]["metadata"]["labels"]
    assert rest["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"]


def test_with_a_selector_nobody_counts_what_is_left(cluster: Cluster) -> None:
    page = cluster.api.page("ConfigMap", "default", "parity=odd", limit=2)
    assert names(page) == ["c1", "c3"]
    assert "remainingItemCount" not in page["metadata"]
    assert names(cluster.api.page("ConfigMap", "default", "parity=odd", token=page["metadata"]["continue"])) == ["c5"]


@settings(max_examples=40, deadline=None)
@given(sizes=st.lists(st.integers(1, 4), min_size=9, max_size=9), odd=st.booleans())
def test_however_a_list_is_cut_it_is_the_same_list(start: Cluster, sizes: list[int], odd: bool) -> None:
    labels = "parity=odd" if odd else None
    whole, found, token = start.api.page("ConfigMap", None, labels)["items"], [], ""
    for size in sizes:
        page = start.api.page("ConfigMap", None, labels, limit=size, token=token)
        found += page["items"]
        token = page["metadata"].get("continue", "")
        if not token:
            break
    assert found == whole[: len(found)]
    assert token or found == whole


def test_a_list_can_be_read_as_it_was(cluster: Cluster) -> None:
    then = cluster.api.page("ConfigMap")["metadata"]["resourceVersion"]
    cluster.delete("ConfigMap", "c0")
    exact = cluster.api.page("ConfigMap", "default", version=then, match="Exact")
    assert "c0" in names(exact)
    assert exact["metadata"]["resourceVersion"] == then
    assert "c0" not in names(cluster.api.page("ConfigMap", "default", version=then, match="NotOlderThan"))
    assert "c0" in names(cluster.api.page("ConfigMap", "default", version=then, limit=1))


def test_a_token_grows_old_and_its_successor_shows_what_there_is_now(cluster: Cluster) -> None:
    first = cluster.api.page("ConfigMap", "default", limit=2)
    cluster.delete("ConfigMap", "c4")
    cluster.advance("11m")
    error = refused(lambda: cluster.api.page("ConfigMap", "default", token=first["metadata"]["continue"]))
    assert (error.code, error.reason) == (410, "Expired")
    assert error.message.startswith("The provided continue parameter is too old to display a consistent list result.")
    token = error.status["metadata"]["continue"]
    assert names(cluster.api.page("ConfigMap", "default", token=token)) == ["c2", "c3", "c5", "c6"]


def test_an_old_version_is_gone_and_a_future_one_is_not_there_yet(cluster: Cluster) -> None:
    cluster.advance("11m")
    error = refused(lambda: cluster.api.page("ConfigMap", version="3", match="Exact"))
    assert (error.code, error.message) == (410, "The resourceVersion for the provided list is too old.")
    error = refused(lambda: cluster.api.page("ConfigMap", version="99999"))
    current = cluster.changes[-1].revision
    assert (error.code, error.message) == (504, f"Timeout: Too large resource version: 99999, current: {current}")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"match": "Exact"}, "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided"),
        ({"match": "Exact", "version": "0"}, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
        ({"match": "Near", "version": "1"}, 'Unsupported value: "Near": supported values: "Exact", "NotOlderThan", ""'),
        ({"match": "Exact", "version": "1", "token": "x"}, "resourceVersionMatch is forbidden when continue is provided"),
        ({"version": "abc"}, 'invalid resource version: resourceVersion: Invalid value: "abc"'),
        ({"token": "?"}, "invalid continue token: continue key is not valid"),
        ({"token": "é"}, "invalid continue token: continue key is not valid"),
        ({"token": "e30"}, "invalid continue token: continue key is not valid"),
    ],
)  # fmt: skip
def test_options_that_do_not_fit_are_refused(cluster: Cluster, options: dict[str, str], words: str) -> None:
    assert words in refused(lambda: cluster.api.page("ConfigMap", **options)).message


def test_a_token_and_a_version_together_are_refused(cluster: Cluster) -> None:
    token = cluster.api.page("ConfigMap", limit=1)["metadata"]["continue"]
    error = refused(lambda: cluster.api.page("ConfigMap", token=token, version="5"))
    assert error.message == "specifying resource version is not allowed when using continue"


# -- fields --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("Pod", "spec.color=red", "field label not supported: spec.color"),
        ("Node", "metadata.uid=1", "field label not supported: metadata.uid"),
        ("Job", "status.active=1", 'field label "status.active" not supported for batchv1.Job'),
        ("Deployment", "spec.replicas=1", '"spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"'),
        ("Pod", "spec.color", "invalid selector: 'spec.color'; can't understand 'spec.color'"),
    ],
)  # fmt: skip
def test_a_kind_is_chosen_by_the_fields_it_knows(cluster: Cluster, kind: str, fields: str, words: str) -> None:
    for read in (cluster.api.page, cluster.api.list, cluster.api.observe):
        error = refused(lambda read=read: read(kind, None, None, fields))
        assert (error.code, error.message) == (400, words)


def test_a_field_that_is_not_there_has_its_default(cluster: Cluster) -> None:
    nodes = [node["metadata"]["name"] for node in cluster.api.list("Node")]
    cluster.kubectl(f"cordon {nodes[0]}")
    found = cluster.api.list("Node", fields="spec.unschedulable=false")
    assert [node["metadata"]["name"] for node in found] == nodes[1:]
    host = cluster.api.list("Pod", fields="spec.hostNetwork=false")
    assert all(not pod["spec"].get("hostNetwork") for pod in host)


def test_events_are_chosen_by_what_they_are_about(cluster: Cluster) -> None:
    node = cluster.api.list("Node")[0]["metadata"]["name"]
    found = cluster.api.list("Event", fields=f"involvedObject.kind=Node,involvedObject.name={node},source!=scheduler")
    assert found
    assert {event["involvedObject"]["name"] for event in found} == {node}
