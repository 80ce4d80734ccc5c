"""Writes beside create: update with conflicts, deletecollection, dry-run, preconditions, subresources."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import ApiError, Cluster
from kubecourse.engine.core.fields import plain


@pytest.fixture(scope="module")
def start() -> Cluster:
    cluster = Cluster(platform="minimal")
    cluster.kubectl("create deployment web --image=nginx:1.27 --replicas=2")
    cluster.kubectl("create poddisruptionbudget p --selector=app=web --min-available=1")
    for number in range(4):
        cluster.kubectl(f"create configmap c{number}")
        cluster.kubectl(f"label configmap c{number} parity={'odd' if number % 2 else 'even'}")
    cluster.settle()
    return cluster


@pytest.fixture
def cluster(start: Cluster) -> Cluster:
    return start.fork()


def refused(work: Any) -> ApiError:
    with pytest.raises(ApiError) as caught:
        work()
    return caught.value


def pod_of(cluster: Cluster) -> str:
    return str(cluster.list("Pod", "default")[0]["metadata"]["name"])


def test_an_update_of_what_was_written_since_is_a_conflict(cluster: Cluster) -> None:
    old = plain(cluster.get("ConfigMap", "c0"))
    cluster.kubectl("label configmap c0 x=1")
    error = refused(lambda: cluster.api.replace(old))
    assert (error.code, error.message) == (
        409,
        'Operation cannot be fulfilled on configmaps "c0": the object has been modified; please apply your changes to the '
        "latest version and try again",
    )


def test_without_a_version_most_kinds_are_overwritten_and_some_refuse(cluster: Cluster) -> None:
    config, budget = plain(cluster.get("ConfigMap", "c0")), plain(cluster.get("PodDisruptionBudget", "p"))
    for obj in (config, budget):
        del obj["metadata"]["resourceVersion"]
    cluster.api.replace({**config, "data": {"a": "b"}})
    assert cluster.get("ConfigMap", "c0")["data"] == {"a": "b"}
    error = refused(lambda: cluster.api.replace(budget))
    assert (error.code, error.message) == (
        422,
        'poddisruptionbudgets.policy "p" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update',
    )
    cluster.api.patch("PodDisruptionBudget", "p", {"spec": {"minAvailable": 2}}, "default", type="merge")


def test_kubectl_replace_overwrites_them_all_the_same(cluster: Cluster) -> None:
    text = (
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: p}\n"
        "spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}\n"
    )
    assert cluster.kubectl("replace -f -", text) == "poddisruptionbudget.policy/p replaced\n"


def test_a_collection_is_deleted_by_its_selectors(cluster: Cluster) -> None:
    gone = cluster.api.delete_collection("ConfigMap", "default", "parity=odd")
    assert [obj["metadata"]["name"] for obj in gone] == ["c1", "c3"]
    left = [obj["metadata"]["name"] for obj in cluster.list("ConfigMap", "default")]
    assert left == ["c0", "c2", "kube-root-ca.crt"]
    cluster.api.delete_collection("ConfigMap", "default", fields="metadata.name=c0")
    assert cluster.api.find("ConfigMap", "c0", "default") is None
    assert refused(lambda: cluster.api.delete_collection("Namespace")).code == 405


def test_a_deleted_collection_is_deleted_again_after_a_rewind(cluster: Cluster) -> None:
    cluster.api.delete_collection("ConfigMap", "default", "parity=odd")
    cluster.advance("1m")
    cluster.rewind("-1s")
    assert cluster.api.find("ConfigMap", "c1", "default") is None


def test_a_dry_run_of_each_verb_changes_nothing(cluster: Cluster) -> None:
    before, pod = len(cluster.changes), pod_of(cluster)
    config = plain(cluster.get("ConfigMap", "c0"))
    api = cluster.api
    api.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "n"}}, dry_run=True)
    assert api.replace({**config, "data": {"a": "b"}}, dry_run=True)["data"] == {"a": "b"}
    assert api.patch("ConfigMap", "c0", {"data": {"a": "c"}}, dry_run=True)["data"] == {"a": "c"}
    api.delete("Pod", pod, dry_run=True)
    api.delete("ConfigMap", "c0", dry_run=True)
    assert len(api.delete_collection("ConfigMap", "default", dry_run=True)) == 5
    scale = plain(api.get("Deployment", "web", subresource="scale"))
    assert api.replace_scale("Deployment", {**scale, "spec": {"replicas": 5}}, dry_run=True)["spec"]["replicas"] == 5
    assert len(cluster.changes) == before


def test_preconditions_of_a_delete_must_hold(cluster: Cluster) -> None:
    meta = cluster.get("ConfigMap", "c0")["metadata"]
    error = refused(lambda: cluster.api.delete("ConfigMap", "c0", uid="x"))
    assert (error.code, error.message) == (
        409,
        'Operation cannot be fulfilled on configmaps "c0": Precondition failed: UID in precondition: x, '
        f"UID in object meta: {meta['uid']}",
    )
    assert refused(lambda: cluster.api.delete("ConfigMap", "c0", resource_version="1")).code == 409
    cluster.api.delete("ConfigMap", "c0", uid=meta["uid"], resource_version=meta["resourceVersion"])


def test_a_subresource_that_a_kind_has_not_is_not_found(cluster: Cluster) -> None:
    for work in (
        lambda: cluster.api.patch("ConfigMap", "c0", {}, subresource="status"),
        lambda: cluster.api.replace(plain(cluster.get("ConfigMap", "c0")), subresource="scale"),
        lambda: cluster.api.replace_scale("ConfigMap", {"metadata": {"name": "c0"}}),
    ):
        assert refused(work).message == "the server could not find the requested resource"


def test_scale_is_written_as_a_scale(cluster: Cluster) -> None:
    scale = plain(cluster.api.get("Deployment", "web", subresource="scale"))
    answered = cluster.api.replace_scale("Deployment", {**scale, "spec": {"replicas": 4}})
    assert (answered["kind"], answered["spec"]) == ("Scale", {"replicas": 4})
    assert cluster.get("Deployment", "web")["spec"]["replicas"] == 4
    assert refused(lambda: cluster.api.replace_scale("Deployment", scale)).reason == "Conflict"


def test_status_changes_the_status_alone(cluster: Cluster) -> None:
    body = {"spec": {"replicas": 9}, "status": {"replicas": 7}}
    new = cluster.api.patch("Deployment", "web", body, type="merge", subresource="status")
    assert (new["spec"]["replicas"], new["status"]["replicas"]) == (2, 7)


def test_debug_containers_come_through_their_subresource_alone(cluster: Cluster) -> None:
    body = {"spec": {"ephemeralContainers": [{"name": "d", "image": "busybox:1.37"}]}}
    assert (
        "pod updates may not change fields" in refused(lambda: cluster.api.patch("Pod", pod_of(cluster), body)).message
    )
    spec = {**body["spec"], "containers": [{"name": "nginx", "image": "other"}]}
    new = cluster.api.patch("Pod", pod_of(cluster), {"spec": spec}, subresource="ephemeralcontainers")
    assert [one["name"] for one in new["spec"]["ephemeralContainers"]] == ["d"]
    assert new["spec"]["containers"][0]["image"] == "nginx:1.27"


def test_resize_changes_amounts_alone(cluster: Cluster) -> None:
    wanted = {"name": "nginx", "image": "other", "resources": {"requests": {"cpu": "200m"}}}
    body = {"metadata": {"labels": {"new": "1"}}, "spec": {"containers": [wanted]}}
    new = cluster.api.patch("Pod", pod_of(cluster), body, subresource="resize")
    assert new["spec"]["containers"][0]["resources"] == {"requests": {"cpu": "200m"}}
    assert new["spec"]["containers"][0]["image"] == "nginx:1.27"
    assert "new" not in new["metadata"]["labels"]


def test_finalizers_of_a_namespace_go_through_finalize_alone(cluster: Cluster) -> None:
    space = plain(cluster.api.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "z"}}))
    space["spec"] = {"finalizers": []}
    assert cluster.api.replace(space)["spec"] == {"finalizers": ["kubernetes"]}
    del space["metadata"]["resourceVersion"]
    assert not cluster.api.replace(space, subresource="finalize")["spec"].get("finalizers")


def test_an_evicted_pod_uses_up_its_budget(cluster: Cluster) -> None:
    first, second = (pod["metadata"]["name"] for pod in cluster.list("Pod", "default"))
    cluster.api.evict(first)
    error = refused(lambda: cluster.api.evict(second))
    assert (error.code, error.reason) == (429, "TooManyRequests")


def test_a_pod_is_bound_once(cluster: Cluster) -> None:
    error = refused(lambda: cluster.api.bind("default", pod_of(cluster), "worker-1"))
    assert (error.code, "is already assigned to node" in error.message) == (409, True)


def test_a_dry_eviction_asks_the_budget_and_takes_nothing_from_it(cluster: Cluster) -> None:
    first, second = (pod["metadata"]["name"] for pod in cluster.list("Pod", "default"))
    revision = cluster.api.server.storage.revision
    assert cluster.api.evict(first, dry_run=True)["metadata"]["name"] == first
    assert cluster.api.server.storage.revision == revision
    cluster.api.evict(first)
    assert refused(lambda: cluster.api.evict(second, dry_run=True)).code == 429


def test_an_eviction_meant_for_another_pod_takes_nothing(cluster: Cluster) -> None:
    first = pod_of(cluster)
    revision = cluster.api.server.storage.revision
    for wrong in ({"uid": "another"}, {"resource_version": "1"}):
        assert refused(lambda wrong=wrong: cluster.api.evict(first, **wrong)).reason == "Conflict"
    assert cluster.api.server.storage.revision == revision


def test_a_dry_binding_gives_no_node(cluster: Cluster) -> None:
    lone = {
        "metadata": {"name": "lone"},
        "spec": {"schedulerName": "none", "containers": [{"name": "c", "image": "nginx"}]},
    }
    cluster.apply({"apiVersion": "v1", "kind": "Pod", **lone})
    assert cluster.api.bind("default", "lone", "worker-1", dry_run=True)["spec"]["nodeName"] == "worker-1"
    assert "nodeName" not in cluster.get("Pod", "lone")["spec"]
