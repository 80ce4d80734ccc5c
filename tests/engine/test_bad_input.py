"""Bad input is answered in Kubernetes' words, with document and line, within a second; the cluster is as it was."""

from __future__ import annotations

import time

import pytest

from kubecourse import ApiError, Cluster
from kubecourse.engine.core.trace import fingerprint

GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: good\n"
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: nginx:1.27
"""
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

CASES = {
    "not YAML": ("{{{", "yaml", 1, None),
    "a tab": ("apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: x\n", "found character that cannot start any token", 1, 4),
    "a scalar": ("just words", "", 1, 1),
    "a typo in a field": (DEPLOYMENT.replace("replicas", "replica"), 'unknown field "spec.replica"', 1, 6),
    "a wrong type": (DEPLOYMENT.replace("replicas: 1", "replicas: many"), "spec.replicas", 1, 6),
    "a key twice": (GOOD + "kind: Secret\n", "kind", 1, 5),
    "an unknown kind": (GOOD.replace("ConfigMap", "ConfigMup"), 'no matches for kind "ConfigMup" in version "v1"', 1, None),
    "another version": (DEPLOYMENT.replace("apps/v1", "extensions/v1beta1"), 'no matches for kind "Deployment" in version "extensions/v1beta1"', 1, None),
    "no kind": ("apiVersion: v1\nmetadata: {name: x}\n", "kind not set", 1, None),
    "the second of two": (GOOD + "---\n" + DEPLOYMENT.replace("image:", "imagen:"), "imagen", 2, None),
    "an invalid value": (GOOD.replace("good", "Not_A_Name"), 'Invalid value: "Not_A_Name"', 1, 4),
    "five megabytes": (GOOD + "data:\n  x: " + "y" * 5_000_000, "too large", None, None),
    "an alias bomb": (BOMB, "", 1, None),
    "deep nesting": ("a: " + "[" * 50_000, "", 1, None),
    "nothing like text": ("\x00\x01\x02", "", 1, None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_answer_names_the_place_and_nothing_has_changed(case: str) -> None:
    text, words, document, line = CASES[case]
    cluster = Cluster(platform="minimal")
    before = fingerprint(cluster._storage.log)
    begun = time.perf_counter()
    with pytest.raises(ApiError) as caught:
        cluster.apply(text)
    assert time.perf_counter() - begun < 3, "a second is promised; a busy machine gets three"
    error = caught.value
    assert words in str(error)
    if document is not None:
        assert error.document == document
    if line is not None:
        assert error.line == line
    assert fingerprint(cluster._storage.log) == before
    cluster.apply(GOOD)
    assert cluster.get("ConfigMap", "good")


def test_what_to_try_comes_with_the_error() -> None:
    cluster = Cluster(platform="minimal")
    with pytest.raises(ApiError) as caught:
        cluster.apply(DEPLOYMENT.replace("apps/v1", "extensions/v1beta1"))
    assert caught.value.hint == "kind.other-version apps/v1"
