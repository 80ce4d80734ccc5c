"""The Tab key."""

import pytest

from kubecourse.kubectl import complete


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rol", ["rollout"]), ("rollout st", ["status"]), ("get deplo", ["deploy", "deployments"]), ("get deploy ", ["web"]),
        ("get deploy/", ["deploy/web"]), ("get pods -n kube-n", ["kube-node-lease"]), ("get pods --namespace=kube-n", ["--namespace=kube-node-lease"]),
        ("get pods -o y", ["yaml"]), ("kubectl cordon ", ["worker-1"]), ("apply --server", ["--server-side"]), ("create se", ["secret", "service", "serviceaccount"]),
    ],
)  # fmt: skip
def test_the_next_word_is_proposed(cluster, text, words):
    found = complete(cluster, text)
    assert [word for word in found if word != "--server"] == words


def test_only_what_is_before_the_cursor_counts(cluster):
    assert complete(cluster, "get dep web", 7) == ["deploy", "deployments"]
