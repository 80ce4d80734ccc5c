"""The Tinder of volumes: which one a claim gets, and why not the others."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import Cluster
from kubecourse.engine.storage.index import VolumeIndex
from kubecourse.engine.storage.matching import refusal


def volume(name: str, size: str = "5Gi", modes: tuple[str, ...] = ("ReadWriteOnce",), **spec: Any) -> dict[str, Any]:
    labels = spec.pop("labels", {})
    phase = spec.pop("phase", "Available")
    body = {"capacity": {"storage": size}, "accessModes": list(modes), **spec}
    return {"metadata": {"name": name, "labels": labels}, "spec": body, "status": {"phase": phase}}


def claim(size: str = "5Gi", modes: tuple[str, ...] = ("ReadWriteOnce",), **spec: Any) -> dict[str, Any]:
    body = {"accessModes": list(modes), "resources": {"requests": {"storage": size}}, **spec}
    return {"metadata": {"name": "c", "namespace": "default", "uid": "u"}, "spec": body}


class Shelf:
    """An api that knows volumes and nothing else."""

    def __init__(self, volumes: list[dict[str, Any]]) -> None:
        self.volumes = {volume["metadata"]["name"]: volume for volume in volumes}

    def list(self, kind: str) -> list[dict[str, Any]]:
        return list(self.volumes.values()) if kind == "PersistentVolume" else []

    def find(self, kind: str, name: str) -> dict[str, Any] | None:
        return self.volumes.get(name)

    def changes_after(self, last: Any) -> None:
        return None

    def last_change(self) -> None:
        return None


def best_match(volumes: list[dict[str, Any]], asked: dict[str, Any], delayed: bool) -> dict[str, Any] | None:
    return VolumeIndex().best(Shelf(volumes), asked, delayed)


def chosen(volumes: list[dict[str, Any]], asked: dict[str, Any]) -> str | None:
    found = best_match(volumes, asked, False)
    return found["metadata"]["name"] if found else None


def test_the_smallest_that_is_large_enough_wins() -> None:
    assert chosen([volume("large", "10Gi"), volume("fits", "6Gi"), volume("small", "4Gi")], claim()) == "fits"


def test_fewer_access_modes_win_over_less_space() -> None:
    exact = volume("exact", "100Gi")
    more = volume("more", "5Gi", ("ReadWriteOnce", "ReadOnlyMany"))
    assert chosen([more, exact], claim()) == "exact"


def test_ties_are_broken_by_name() -> None:
    assert chosen([volume("b"), volume("a")], claim()) == "a"


@pytest.mark.parametrize(
    ("candidate", "asked", "why"),
    [
        (volume("v"), claim(modes=("ReadWriteMany",)), "modes"),
        (volume("v", claimRef={"namespace": "default", "name": "other"}), claim(), "claimed"),
        (volume("v", "4Gi"), claim(), "capacity"),
        (volume("v", volumeMode="Block"), claim(), "volumeMode"),
        (volume("v", phase="Released"), claim(), "phase"),
        (volume("v", labels={"disk": "slow"}), claim(selector={"matchLabels": {"disk": "fast"}}), "selector"),
        (volume("v", storageClassName="fast"), claim(), "class"),
        (volume("v"), claim(storageClassName="fast"), "class"),
        (volume("v"), claim(storageClassName=""), None),
        (volume("v", claimRef={"namespace": "default", "name": "c"}), claim(), None),
    ],
)
def test_the_first_reason_why_not(candidate: dict[str, Any], asked: dict[str, Any], why: str | None) -> None:
    assert refusal(candidate, asked) == why


def test_a_reserved_volume_goes_to_whom_it_is_reserved_for() -> None:
    mine = volume("mine", "50Gi", claimRef={"namespace": "default", "name": "c"})
    assert chosen([volume("free"), mine], claim()) == "mine"


VOLUME = """
apiVersion: v1
kind: PersistentVolume
metadata: {name: disco}
spec:
  capacity: {storage: 5Gi}
  accessModes: [ReadWriteOnce]
  hostPath: {path: /datos}
"""
CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: datos}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 2Gi}}
"""


def phases(cluster: Cluster) -> tuple[str, str]:
    return (
        cluster.get("PersistentVolumeClaim", "datos")["status"]["phase"],
        cluster.get("PersistentVolume", "disco")["status"]["phase"],
    )


@pytest.mark.parametrize("order", [VOLUME + "---" + CLAIM, CLAIM + "---" + VOLUME])
def test_a_pair_binds_whoever_comes_first(order: str) -> None:
    cluster = Cluster()
    cluster.apply(order)
    cluster.settle()
    assert phases(cluster) == ("Bound", "Bound")


def test_retained_data_waits_in_released_and_nobody_else_gets_it() -> None:
    cluster = Cluster()
    cluster.apply(VOLUME + "---" + CLAIM)
    cluster.settle()
    cluster.delete("PersistentVolumeClaim", "datos")
    cluster.settle()
    cluster.apply(CLAIM)
    cluster.settle()
    assert phases(cluster) == ("Pending", "Released")


def test_a_cloud_makes_the_volume_when_the_first_pod_comes() -> None:
    cluster = Cluster(platform="cloud")
    cluster.apply(CLAIM)
    cluster.settle()
    assert cluster.get("PersistentVolumeClaim", "datos")["status"]["phase"] == "Pending"
    cluster.apply(
        """
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers: [{name: c, image: "nginx:1.27", volumeMounts: [{name: v, mountPath: /v}]}]
  volumes: [{name: v, persistentVolumeClaim: {claimName: datos}}]
"""
    )
    cluster.settle()
    assert cluster.get("PersistentVolumeClaim", "datos")["status"]["phase"] == "Bound"
    assert cluster.get("Pod", "p")["status"]["phase"] == "Running"
