"""The picture of what each node says to a pod tells the truth, and asking changes nothing."""

from __future__ import annotations

import pytest

from kubecourse import ApiError, Cluster
from kubecourse.engine.core.trace import fingerprint

POD = "{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {containers: [{name: c, image: 'nginx:1.27', resources: {requests: {cpu: '%s'}}}]}}"


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster()
    cluster.apply(POD % ("small", "100m"))
    cluster.apply(POD % ("huge", "99"))
    cluster.settle()
    return cluster


def test_each_node_has_its_filter_or_its_scores(cluster: Cluster) -> None:
    rows = {row["node"]: row for row in cluster.scheduling("huge")}
    assert rows["worker-1"]["plugin"] == "NodeResourcesFit" and rows["worker-1"]["reasons"] == ["Insufficient cpu"]
    assert rows["master-1"]["plugin"] == "TaintToleration"
    home = cluster.get("Pod", "small")["spec"]["nodeName"]
    scored = [row for row in cluster.scheduling("small") if "total" in row]
    assert home in [row["node"] for row in scored] and len(scored) == 2
    assert all(row["total"] == sum(row["scores"].values()) for row in scored)


def test_asking_changes_nothing(cluster: Cluster) -> None:
    before = fingerprint(cluster.changes)
    twin = cluster.fork()
    cluster.scheduling("huge"), cluster.diagram("scheduling", pod="small")
    cluster.apply(POD % ("next", "1")), twin.apply(POD % ("next", "1"))
    cluster.settle(), twin.settle()
    assert fingerprint(cluster.changes[: len(cluster.changes)]) == fingerprint(twin.changes) != before


def test_the_picture_and_its_text_say_the_same_in_both_languages(cluster: Cluster) -> None:
    drawn = cluster.diagram("scheduling", pod="huge", lang="en")
    assert "worker-1: refused, NodeResourcesFit: Insufficient cpu" in drawn.text
    assert "NodeResourcesFit: Insufficient cpu" in drawn.dot and drawn.svg and "Insufficient cpu" in drawn.svg
    assert "rechazado" in cluster.diagram("scheduling", pod="huge", lang="es").text
    home = cluster.get("Pod", "small")["spec"]["nodeName"]
    (line,) = [line for line in cluster.diagram("scheduling", pod="small", lang="en").text.splitlines() if home in line]
    assert line.endswith("<- the pod is here")


def test_a_pod_must_be_named_and_exist(cluster: Cluster) -> None:
    with pytest.raises(ValueError, match="pod="):
        cluster.diagram("scheduling", lang="en")
    with pytest.raises(ApiError, match="not found"):
        cluster.scheduling("nobody")


def test_why_tells_each_node(cluster: Cluster) -> None:
    said = str(cluster.why("Pod", "huge", lang="es"))
    assert "Lo que le dice cada uno de los 5 nodos" in said and "worker-2: NodeResourcesFit: Insufficient cpu" in said
