"""What is in use is not deleted under its user."""

from __future__ import annotations

from kubecourse import Cluster

CLASS = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "VolumeAttributesClass",
    "metadata": {"name": "fast"},
    "driverName": "d",
    "parameters": {"iops": "1"},
}
CLAIM = {
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "c"},
    "spec": {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": "",
        "volumeAttributesClassName": "fast",
        "resources": {"requests": {"storage": "1Gi"}},
    },
}


def names(cluster: Cluster) -> list[str]:
    return [row["metadata"]["name"] for row in cluster.list("VolumeAttributesClass")]


def test_a_volume_attributes_class_that_nobody_names_goes() -> None:
    cluster = Cluster()
    cluster.api.create(CLASS)
    cluster.delete("VolumeAttributesClass", "fast")
    cluster.settle()
    assert names(cluster) == []


def test_one_that_a_claim_names_stays_until_the_claim_is_gone() -> None:
    cluster = Cluster()
    for obj in (CLASS, CLAIM):
        cluster.api.create(obj)
    cluster.delete("VolumeAttributesClass", "fast")
    cluster.settle()
    assert names(cluster) == ["fast"]
    cluster.delete("PersistentVolumeClaim", "c")
    cluster.settle()
    assert names(cluster) == []
