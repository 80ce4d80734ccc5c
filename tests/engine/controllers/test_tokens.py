"""A secret for the token of a service account is filled, stands for the account, and goes with it."""

from __future__ import annotations

from base64 import b64decode

import pytest

from kubecourse import ApiError, Cluster

SECRET = """{apiVersion: v1, kind: Secret, type: kubernetes.io/service-account-token,
 metadata: {name: key, annotations: {kubernetes.io/service-account.name: robot}}}"""


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster("minimal", 1)
    cluster.kubectl("create serviceaccount robot")
    cluster.apply(SECRET)
    cluster.settle()
    return cluster


def reviewed(cluster: Cluster, token: str) -> dict[str, object]:
    asked = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": token}}
    return dict(cluster.api.create(asked)["status"])


def test_the_token_is_put_in_and_stands_for_the_account(cluster: Cluster) -> None:
    secret = cluster.get("Secret", "key")
    assert b64decode(secret["data"]["namespace"]) == b"default" and secret["data"]["ca.crt"]
    assert secret["metadata"]["annotations"]["kubernetes.io/service-account.uid"]
    token = b64decode(secret["data"]["token"]).decode()
    status = reviewed(cluster, token)
    assert status["authenticated"] and status["user"]["username"] == "system:serviceaccount:default:robot"  # type: ignore[index]
    cluster.delete("Secret", "key")
    assert not reviewed(cluster, token).get("authenticated")


def test_the_secret_goes_with_its_account(cluster: Cluster) -> None:
    cluster.delete("ServiceAccount", "robot")
    cluster.settle()
    with pytest.raises(ApiError, match="not found"):
        cluster.get("Secret", "key")
