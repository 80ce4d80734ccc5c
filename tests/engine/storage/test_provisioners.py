"""Provisioners are pods: with none Ready nothing is made; what a backend refuses is told and tried again until it is well."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import Cluster

CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: %s}
spec:
  storageClassName: %s
  accessModes: [%s]
  resources: {requests: {storage: %s}}
"""


def claim(c: Cluster, row: str, name: str = "data", mode: str = "ReadWriteOnce", size: str = "10Gi") -> None:
    c.apply(CLAIM % (name, row, mode, size))


def phase(c: Cluster, name: str = "data") -> str:
    return str(c.get("PersistentVolumeClaim", name)["status"]["phase"])


def said(c: Cluster, name: str = "data") -> list[tuple[str, str]]:
    return [(event["reason"], event["message"]) for event in c.events(of=f"PersistentVolumeClaim/{name}")]


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(nodes=2)


def test_bare_metal_brings_no_provisioner_and_an_installed_one_is_a_deployment(cluster: Cluster) -> None:
    assert cluster.backends == {}
    cluster.install("nfs-provisioner")
    cluster.settle()
    assert cluster.get("Deployment", "nfs-client-provisioner", "nfs-provisioner")["status"]["readyReplicas"] == 1
    claim(cluster, "nfs-client", mode="ReadWriteMany")
    cluster.settle()
    volume = cluster.list("PersistentVolume")[0]["spec"]
    assert volume["nfs"]["server"] == "192.168.0.60"
    assert volume["nfs"]["path"].startswith("/exports/default-data-pvc-")


def test_with_no_pod_of_it_ready_nothing_is_made_until_it_is_back(cluster: Cluster) -> None:
    cluster.install("iscsi-array")
    cluster.settle()
    cluster.kubectl("-n democratic-csi scale deployment iscsi-democratic-csi-controller --replicas=0")
    cluster.settle()
    claim(cluster, "iscsi")
    cluster.advance("10m")
    assert phase(cluster) == "Pending"
    assert [reason for reason, _ in said(cluster)] == ["ExternalProvisioning"]
    assert not cluster.backends["iscsi-array"].running
    cluster.kubectl("-n democratic-csi scale deployment iscsi-democratic-csi-controller --replicas=1")
    cluster.settle()
    assert phase(cluster) == "Bound"


def test_the_three_steps_can_be_seen_one_by_one(cluster: Cluster) -> None:
    cluster.install("iscsi-array")
    cluster.settle()
    claim(cluster, "iscsi")
    seen: list[tuple[int, int, str]] = []
    for _ in range(60):
        now = (len(cluster.backends["iscsi-array"].volumes), len(cluster.list("PersistentVolume")), phase(cluster))
        if not seen or seen[-1] != now:
            seen.append(now)
        cluster.advance(0.1)
    assert seen == [(0, 0, "Pending"), (1, 0, "Pending"), (1, 1, "Bound")]


@pytest.mark.parametrize(
    ("harm", "cure", "words"),
    [
        ({"capacity": "15Gi"}, {"capacity": "50Gi"}, "code = ResourceExhausted desc = out of space"),
        ({"credentials": False}, {"credentials": True}, "401 Unauthorized"),
    ],
)
def test_what_the_backend_refuses_is_told_tried_again_and_heals(
    cluster: Cluster, harm: dict[str, Any], cure: dict[str, Any], words: str
) -> None:
    cluster.install("iscsi-array")
    cluster.set_backend("iscsi-array", **harm)
    cluster.settle()
    claim(cluster, "iscsi", size="20Gi")
    cluster.advance("10m")
    failed = [
        event for event in cluster.events(of="PersistentVolumeClaim/data") if event["reason"] == "ProvisioningFailed"
    ]
    assert failed[-1]["message"].startswith('failed to provision volume with StorageClass "iscsi": rpc error:')
    assert words in failed[-1]["message"]
    assert 5 < sum(event.get("count", 1) for event in failed) < 12
    cluster.set_backend("iscsi-array", **cure)
    cluster.advance("6m")
    assert phase(cluster) == "Bound"


def test_a_disk_cannot_be_shared_and_the_driver_says_so() -> None:
    cluster = Cluster(platform="cloud")
    row = cluster.get("StorageClass", "gp3")
    cluster.apply({**row, "metadata": {"name": "now"}, "volumeBindingMode": "Immediate"})
    claim(cluster, "now", mode="ReadWriteMany")
    cluster.settle()
    assert "MULTI_NODE_MULTI_WRITER not supported" in said(cluster)[-1][1]


def zones() -> Cluster:
    workers = [{"name": f"worker-{z}", "labels": {"topology.kubernetes.io/zone": f"eu-west-1{z}"}} for z in "abc"]
    cluster = Cluster(platform="cloud", nodes=[{"name": "master-1", "role": "control-plane"}, *workers])
    row = cluster.get("StorageClass", "gp3")
    for name, more in (("now", {}), ("here", {"allowedTopologies": [{"matchLabelExpressions": [
            {"key": "topology.kubernetes.io/zone", "values": ["eu-west-1b"]}]}]})):  # fmt: skip
        cluster.apply({**row, "metadata": {"name": name}, "volumeBindingMode": "Immediate", **more})
    return cluster


def zone_of_claim(cluster: Cluster, name: str) -> str:
    volume = cluster.get("PersistentVolume", cluster.get("PersistentVolumeClaim", name)["spec"]["volumeName"])
    terms = volume["spec"]["nodeAffinity"]["required"]["nodeSelectorTerms"]
    return str(terms[0]["matchExpressions"][0]["values"][0])


def test_a_disk_made_at_once_is_in_some_zone_and_numbered_claims_go_round_the_zones() -> None:
    cluster = zones()
    for number in range(3):
        claim(cluster, "now", name=f"disk-{number}")
    cluster.settle()
    found = [zone_of_claim(cluster, f"disk-{number}") for number in range(3)]
    turns = [f"eu-west-1{z}" for z in "abcab"]
    assert found in ([*turns[0:3]], [*turns[1:4]], [*turns[2:5]])
    assert sorted(volume["zone"] for volume in cluster.backends["aws-ebs"].volumes.values()) == turns[:3]


def test_a_disk_made_at_once_is_in_a_zone_that_its_class_allows() -> None:
    cluster = zones()
    for number in range(2):
        claim(cluster, "here", name=f"disk-{number}")
    cluster.settle()
    assert [zone_of_claim(cluster, f"disk-{number}") for number in range(2)] == ["eu-west-1b", "eu-west-1b"]


def test_a_folder_of_a_machine_cannot_be_made_before_somebody_says_of_which(cluster: Cluster) -> None:
    cluster.install("local-path")
    row = cluster.get("StorageClass", "local-path")
    cluster.apply({**row, "metadata": {"name": "now"}, "volumeBindingMode": "Immediate"})
    claim(cluster, "now")
    cluster.settle()
    assert "configuration error, no node was specified" in said(cluster)[-1][1] and phase(cluster) == "Pending"


def test_a_claim_given_back_gives_its_room_back(cluster: Cluster) -> None:
    cluster.install("iscsi-array")
    cluster.set_backend("iscsi-array", capacity="30Gi")
    cluster.settle()
    claim(cluster, "iscsi", size="20Gi")
    cluster.settle()
    assert cluster.backends["iscsi-array"].free == 10 << 30
    cluster.delete("PersistentVolumeClaim", "data")
    cluster.settle()
    assert cluster.list("PersistentVolume") == []
    assert cluster.backends["iscsi-array"].free == 30 << 30


def test_a_claim_grows_where_there_is_room_and_waits_where_there_is_none(cluster: Cluster) -> None:
    cluster.install("iscsi-array")
    cluster.set_backend("iscsi-array", capacity="30Gi")
    cluster.settle()
    claim(cluster, "iscsi", size="20Gi")
    cluster.settle()
    cluster.api.patch(
        "PersistentVolumeClaim", "data", {"spec": {"resources": {"requests": {"storage": "40Gi"}}}}, "default"
    )
    cluster.advance("1m")
    assert said(cluster)[-1][0] in ("VolumeResizeFailed", "Resizing")
    assert cluster.get("PersistentVolumeClaim", "data")["status"]["capacity"]["storage"] == "20Gi"
    cluster.set_backend("iscsi-array", capacity="1Ti")
    cluster.advance("5m")
    assert cluster.get("PersistentVolumeClaim", "data")["status"]["capacity"]["storage"] == "40Gi"


def test_each_platform_brings_its_own_and_it_runs() -> None:
    for platform, part in (("cloud", "aws-ebs"), ("vsphere", "vsphere-csi"), ("openshift", "ceph-rbd")):
        found = Cluster(platform=platform).backends
        assert list(found) == [part] and found[part].running


def test_going_back_in_time_and_opening_a_file_keep_what_the_backend_has(cluster: Cluster, tmp_path: Any) -> None:
    cluster.install("iscsi-array")
    cluster.settle()
    claim(cluster, "iscsi")
    before = cluster.now
    cluster.settle()
    cluster.save(str(tmp_path / "c"))
    assert repr(Cluster.open(str(tmp_path / "c")).backends) == repr(cluster.backends)
    cluster.rewind(int(before))
    assert cluster.backends["iscsi-array"].volumes == {}


def test_parts_that_there_are_not_are_refused_by_name(cluster: Cluster) -> None:
    with pytest.raises(ValueError, match="nfs-provisioner"):
        cluster.install("floppy")
    with pytest.raises(ValueError, match="floppy"):
        cluster.set_backend("floppy", capacity="1Gi")
