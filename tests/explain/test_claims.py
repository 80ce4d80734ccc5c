"""Why a claim is Pending: the table gives each volume the first reason that rules it out, and nothing is left unsaid."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import Cluster


def volume(name: str, **spec: Any) -> dict[str, Any]:
    whole = {"capacity": {"storage": "10Gi"}, "accessModes": ["ReadWriteOnce"], "storageClassName": "manual",
             "nfs": {"server": "192.168.0.60", "path": f"/{name}"}, **spec}  # fmt: skip
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": whole}


def claim(name: str, row: str = "manual", **spec: Any) -> dict[str, Any]:
    whole = {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": row,
        "resources": {"requests": {"storage": "5Gi"}},
        **spec,
    }
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name}, "spec": whole}


def table(c: Cluster, name: str, lang: str = "en") -> dict[str, str]:
    return {
        volume: words for reason in c.why("PersistentVolumeClaim", name) for volume, words in reason.table.get(lang, ())
    }


NOWHERE = {"required": {"nodeSelectorTerms": [{"matchExpressions": [
    {"key": "kubernetes.io/hostname", "operator": "In", "values": ["worker-9"]}]}]}}  # fmt: skip


@pytest.mark.parametrize(
    ("unfit", "wanted", "said", "dicho"),
    [
        ({"storageClassName": "other"}, {}, "class other, the claim asks for class manual", "clase other"),
        ({"accessModes": ["ReadOnlyMany"]}, {}, "access modes ReadOnlyMany", "modos de acceso"),
        ({"capacity": {"storage": "1Gi"}}, {}, "too small: 1Gi for a request of 5Gi", "demasiado pequeño"),
        ({}, {"selector": {"matchLabels": {"a": "b"}}}, "labels of the claim's selector", "etiquetas del selector"),
        ({"volumeMode": "Block"}, {}, "volumeMode Block", "volumeMode Block"),
        ({"claimRef": {"name": "x", "namespace": "default"}}, {}, "belongs to the claim default/x", "pertenece a"),
    ],
)
def test_each_reason_has_its_words(unfit: dict[str, Any], wanted: dict[str, Any], said: str, dicho: str) -> None:
    c = Cluster(nodes=1)
    c.apply([volume("v", **unfit), claim("data", **wanted)])
    c.settle()
    assert c.get("PersistentVolumeClaim", "data")["status"]["phase"] == "Pending"
    assert said in table(c, "data")["v"]
    assert dicho in table(c, "data", "es")["v"]


def test_a_volume_that_is_being_deleted_or_was_released_says_so() -> None:
    c = Cluster(nodes=1)
    c.apply([volume("old"), volume("gone"), claim("first", volumeName="old"), claim("second", volumeName="gone")])
    c.settle()
    c.delete("PersistentVolumeClaim", "first")
    c.delete("PersistentVolume", "gone")
    c.settle()
    c.apply(claim("data"))
    c.settle()
    assert table(c, "data")["old"].startswith("Released: its claim default/first is gone")
    assert table(c, "data")["gone"] == "belongs to the claim default/second"


def test_a_volume_that_no_node_reaches_says_so_to_the_pod_that_waits() -> None:
    c = Cluster(nodes=1)
    row = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "manual"},
           "provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer"}  # fmt: skip
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {
        "containers": [{"name": "c", "image": "nginx:1.27"}],
        "volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]}}  # fmt: skip
    c.apply([row, volume("v", nodeAffinity=NOWHERE), claim("data"), pod])
    c.settle()
    assert table(c, "data")["v"] == "its nodeAffinity fits no node of the cluster"


def test_a_provisioner_that_is_down_is_told_from_one_that_failed() -> None:
    c = Cluster(nodes=1)
    c.install("iscsi-array")
    c.apply(claim("data", row="iscsi"))
    assert "No pod of the provisioner org.democratic-csi.iscsi" in str(
        c.why("PersistentVolumeClaim", "data", lang="en")
    )
    c.set_backend("iscsi-array", credentials=False)
    c.settle()
    assert "401 Unauthorized" in str(c.why("PersistentVolumeClaim", "data", lang="en"))


def test_a_pod_whose_disk_is_with_another_node_says_with_whom() -> None:
    c = Cluster(platform="vsphere")
    c.apply(claim("data", row="vsphere-default"))
    c.settle()
    for number in (1, 2):
        c.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"p{number}"}, "spec": {
            "nodeName": f"worker-{number}", "containers": [{"name": "c", "image": "nginx:1.27"}],
            "volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]}})  # fmt: skip
        c.settle()
    c.advance("5m")
    why = str(c.why("Pod", "p2", lang="en"))
    assert "attached to another node" in why and "used by pod(s) p1" in why


def test_the_picture_shows_the_storage_behind_and_a_volume_that_is_not_yet_in_the_cluster() -> None:
    c = Cluster(nodes=1)
    c.install("iscsi-array")
    c.settle()
    c.apply(claim("data", row="iscsi"))
    assert c.run_until(lambda c: c.backends["iscsi-array"].volumes)
    assert "no PV yet" in c.diagram("storage", lang="en").text
    c.settle()
    text = c.diagram("storage", lang="en").text
    assert "no PV yet" not in text and "5Gi of 2Ti given" in text
    c.kubectl("-n democratic-csi scale deployment iscsi-democratic-csi-controller --replicas=0")
    c.settle()
    assert "no driver pod Ready" in c.diagram("storage", lang="en").text
