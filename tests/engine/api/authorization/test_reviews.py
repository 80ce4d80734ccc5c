"""Questions to the server: may I, may they, who am I, and is this token good?"""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import ApiError, Cluster


@pytest.fixture(scope="module")
def start() -> Cluster:
    return Cluster(platform="minimal")


@pytest.fixture
def cluster(start: Cluster) -> Cluster:
    return start.fork()


def ask(door: Any, kind: str, spec: dict[str, Any] | None = None, namespace: str | None = None) -> dict[str, Any]:
    """The status of an answered review."""
    group = "authentication" if kind in ("SelfSubjectReview", "TokenReview") else "authorization"
    review: dict[str, Any] = {"apiVersion": f"{group}.k8s.io/v1", "kind": kind}
    if spec is not None:
        review["spec"] = spec
    answered: dict[str, Any] = door.create(review, namespace)["status"]
    return answered


PODS = {"verb": "list", "resource": "pods", "namespace": "default"}


def test_may_i(cluster: Cluster) -> None:
    ana = cluster.api.acting_as("ana")
    assert ask(ana, "SelfSubjectAccessReview", {"resourceAttributes": PODS}) == {"allowed": False}
    cluster.kubectl("create rolebinding b --clusterrole=view --user=ana")
    assert ask(ana, "SelfSubjectAccessReview", {"resourceAttributes": PODS}) == {
        "allowed": True,
        "reason": 'RBAC: allowed by RoleBinding "b/default" of ClusterRole "view" to User "ana"',
    }


def test_may_somebody_else(cluster: Cluster) -> None:
    spec = {"user": "ana", "groups": ["system:masters"], "resourceAttributes": PODS}
    assert ask(cluster.api, "SubjectAccessReview", spec)["allowed"]
    assert not ask(cluster.api, "SubjectAccessReview", {"user": "ana", "resourceAttributes": PODS})["allowed"]
    local = {"user": "ana", "resourceAttributes": PODS}
    assert not ask(cluster.api, "LocalSubjectAccessReview", local, "default")["allowed"]
    with pytest.raises(ApiError, match="cannot create resource"):
        ask(cluster.api.acting_as("ana"), "SubjectAccessReview", spec)


@pytest.mark.parametrize(
    ("kind", "spec", "words"),
    [
        ("SelfSubjectAccessReview", {}, "exactly one of nonResourceAttributes or resourceAttributes must be specified"),
        ("SelfSubjectAccessReview", {"resourceAttributes": PODS, "nonResourceAttributes": {"path": "/"}}, "cannot be specified in combination"),
        ("SubjectAccessReview", {"resourceAttributes": PODS}, "at least one of user or group must be specified"),
        ("SelfSubjectRulesReview", {}, "no namespace on request"),
        ("TokenReview", {}, "token is required for TokenReview in authentication"),
    ],
)  # fmt: skip
def test_a_question_without_sense_is_refused(cluster: Cluster, kind: str, spec: dict[str, Any], words: str) -> None:
    with pytest.raises(ApiError, match=words):
        ask(cluster.api, kind, spec)


def test_what_may_i_here(cluster: Cluster) -> None:
    status = ask(cluster.api.acting_as("ana"), "SelfSubjectRulesReview", {"namespace": "default"})
    wanted = {"verbs": ["create"], "apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"]}
    assert wanted in status["resourceRules"]
    assert status["incomplete"] is False
    assert any("/healthz" in one["nonResourceURLs"] for one in status["nonResourceRules"])


def test_who_am_i(cluster: Cluster) -> None:
    assert ask(cluster.api, "SelfSubjectReview")["userInfo"] == {
        "username": "kubernetes-admin",
        "groups": ["kubeadm:cluster-admins", "system:authenticated"],
    }
    assert ask(cluster.api.acting_as("ana", ["devs"]), "SelfSubjectReview")["userInfo"]["groups"] == [
        "devs",
        "system:authenticated",
    ]


def test_a_question_leaves_nothing_behind(cluster: Cluster) -> None:
    before = len(cluster.changes)
    ask(cluster.api, "SelfSubjectReview")
    ask(cluster.api, "SelfSubjectAccessReview", {"resourceAttributes": PODS})
    assert len(cluster.changes) == before


# -- tokens --------------------------------------------------------------------------------------------------------


def test_a_token_stands_for_its_account_until_it_expires(cluster: Cluster) -> None:
    cluster.settle()
    text = cluster.api.token("default", seconds=600)["status"]["token"]
    assert text.count(".") == 2
    user = ask(cluster.api, "TokenReview", {"token": text})["user"]
    assert user["username"] == "system:serviceaccount:default:default"
    assert user["groups"] == ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"]
    cluster.advance("10m")
    assert ask(cluster.api, "TokenReview", {"token": text}) == {
        "user": {},
        "error": "[invalid bearer token, service account token has expired]",
    }


def test_a_token_is_good_for_its_audience_only(cluster: Cluster) -> None:
    text = cluster.api.token("default", audiences=["vault"])["status"]["token"]
    assert "error" in ask(cluster.api, "TokenReview", {"token": text})
    assert ask(cluster.api, "TokenReview", {"token": text, "audiences": ["vault"]})["audiences"] == ["vault"]


def test_a_token_of_an_account_that_is_gone_is_worth_nothing(cluster: Cluster) -> None:
    cluster.kubectl("create serviceaccount ci")
    text = str(cluster.kubectl("create token ci")).strip()
    assert ask(cluster.api, "TokenReview", {"token": text})["authenticated"]
    cluster.kubectl("delete serviceaccount ci")
    assert "has been deleted" in ask(cluster.api, "TokenReview", {"token": text})["error"]


@pytest.mark.parametrize("text", ["x", "a.b.c", "..", "é.é.é"])
def test_a_forged_token_is_worth_nothing(cluster: Cluster, text: str) -> None:
    assert ask(cluster.api, "TokenReview", {"token": text})["error"] == "invalid bearer token"


def test_the_same_requests_give_the_same_tokens_and_another_seed_gives_others(cluster: Cluster) -> None:
    assert cluster.fork().api.token("default") == cluster.api.token("default")
    other = Cluster(platform="minimal", seed=8)
    assert "error" in ask(other.api, "TokenReview", {"token": cluster.api.token("default")["status"]["token"]})


def test_a_token_lives_ten_minutes_at_least(cluster: Cluster) -> None:
    with pytest.raises(ApiError, match="may not specify a duration less than 10 minutes"):
        cluster.api.token("default", seconds=60)


def test_a_pod_is_bound_by_its_binding(cluster: Cluster) -> None:
    spec = {"schedulerName": "nobody", "containers": [{"name": "c", "image": "nginx:1.27"}]}
    cluster.api.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec})
    target = {"apiVersion": "v1", "kind": "Node", "name": "worker-1"}
    order = {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "p"}, "target": target}
    assert cluster.api.create(order, "default")["status"] == "Success"
    assert cluster.get("Pod", "p")["spec"]["nodeName"] == "worker-1"
