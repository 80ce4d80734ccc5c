"""Disks: attached to one machine at a time, with an end, read-only where it is said; what the claim's next pod finds there."""

from __future__ import annotations

import pytest

from kubecourse import Cluster

CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: %s}}
"""
POD = """
apiVersion: v1
kind: Pod
metadata: {name: %s}
spec:
  nodeName: %s
  terminationGracePeriodSeconds: 0
  containers: [{name: c, image: "busybox:1.37", command: [sleep, 1d], volumeMounts: [{name: v, mountPath: /d}]}]
  volumes: [{name: v, persistentVolumeClaim: {claimName: data%s}}]
"""


@pytest.fixture
def cluster() -> Cluster:
    c = Cluster(platform="vsphere")
    c.apply(CLAIM % "1Gi")
    c.settle()
    return c


def pod(c: Cluster, name: str, node: str = "worker-1", more: str = "") -> None:
    c.apply(POD % (name, node, more))
    c.settle()


def phase(c: Cluster, name: str) -> str:
    return str(c.get("Pod", name)["status"]["phase"])


def said(c: Cluster, name: str) -> list[tuple[str, str]]:
    return [(event["reason"], event["message"]) for event in c.events(of=f"Pod/{name}")]


def rows(c: Cluster) -> list[tuple[str, bool]]:
    return [(row["spec"]["nodeName"], row["status"]["attached"]) for row in c.list("VolumeAttachment")]


def test_a_disk_is_attached_before_its_pod_runs_and_detached_when_it_is_gone(cluster: Cluster) -> None:
    volume = cluster.list("PersistentVolume")[0]["metadata"]["name"]
    pod(cluster, "a")
    assert phase(cluster, "a") == "Running"
    assert rows(cluster) == [("worker-1", True)]
    assert ("SuccessfulAttachVolume", f'AttachVolume.Attach succeeded for volume "{volume}" ') in said(cluster, "a")
    cluster.delete("Pod", "a")
    cluster.settle()
    assert rows(cluster) == []


def test_a_second_machine_is_refused_with_the_name_of_who_has_it_and_gets_it_when_that_one_is_gone(
    cluster: Cluster,
) -> None:
    volume = cluster.list("PersistentVolume")[0]["metadata"]["name"]
    pod(cluster, "a")
    pod(cluster, "same-node")
    assert phase(cluster, "same-node") == "Running"
    pod(cluster, "b", "worker-2")
    cluster.advance("3m")
    assert phase(cluster, "b") == "Pending"
    words = f'Multi-Attach error for volume "{volume}" Volume is already used by pod(s) a, same-node'
    assert said(cluster, "b").count(("FailedAttachVolume", words)) == 1
    late = [message for reason, message in said(cluster, "b") if reason == "FailedMount"]
    assert late and late[0].startswith("Unable to attach or mount volumes: unmounted volumes=[v]")
    cluster.delete("Pod", "a")
    cluster.delete("Pod", "same-node")
    cluster.settle()
    assert phase(cluster, "b") == "Running"
    assert rows(cluster) == [("worker-2", True)]


def test_a_dead_machine_keeps_the_disk_for_six_minutes(cluster: Cluster) -> None:
    pod(cluster, "a")
    cluster.fail_node("worker-1")
    cluster.advance("2m")
    cluster.api.delete("Pod", "a", "default", grace=0)
    pod(cluster, "b", "worker-2")
    assert "can't be attached to another" in dict(said(cluster, "b"))["FailedAttachVolume"]
    cluster.advance("5m")
    assert phase(cluster, "b") == "Pending"
    cluster.advance("2m")
    assert phase(cluster, "b") == "Running"


def test_a_machine_that_is_tainted_out_of_service_gives_the_disk_back_at_once(cluster: Cluster) -> None:
    pod(cluster, "a")
    cluster.fail_node("worker-1")
    cluster.advance("2m")
    cluster.delete("Pod", "a")
    pod(cluster, "b", "worker-2")
    cluster.kubectl("taint node worker-1 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute")
    cluster.advance("90s")
    assert phase(cluster, "b") == "Running"


def test_with_no_driver_running_the_disk_does_not_come_and_the_pod_is_told(cluster: Cluster) -> None:
    cluster.kubectl("-n vmware-system-csi scale deployment vsphere-csi-controller --replicas=0")
    pod(cluster, "a")
    cluster.advance("3m")
    assert (
        "timed out waiting for external-attacher of csi.vsphere.vmware.com"
        in dict(said(cluster, "a"))["FailedAttachVolume"]
    )
    cluster.kubectl("-n vmware-system-csi scale deployment vsphere-csi-controller --replicas=1")
    cluster.settle()
    assert phase(cluster, "a") == "Running"


def test_a_full_disk_says_so_and_a_larger_claim_heals_it(cluster: Cluster) -> None:
    pod(cluster, "a")
    assert cluster.exec("a", "dd if=/dev/zero of=/d/big bs=1M count=1023").code == 0
    full = cluster.exec("a", "dd if=/dev/zero of=/d/more bs=1M count=5")
    assert (full.code, "No space left on device" in full.stderr) == (1, True)
    echo = cluster.exec("a", "echo hello > /d/hello; echo code $?")
    assert echo.stderr == "sh: write error: No space left on device\n"
    assert echo.stdout == "code 1\n"
    cluster.api.patch(
        "PersistentVolumeClaim", "data", {"spec": {"resources": {"requests": {"storage": "2Gi"}}}}, "default"
    )
    cluster.settle()
    assert cluster.exec("a", "echo hello > /d/hello && cat /d/hello").stdout == "hello\n"


def test_what_is_removed_makes_room(cluster: Cluster) -> None:
    pod(cluster, "a")
    cluster.exec("a", "dd if=/dev/zero of=/d/big bs=1M count=1024")
    assert cluster.exec("a", "echo x > /d/x").code == 1
    assert cluster.exec("a", "rm /d/big && echo x > /d/x").code == 0


def test_a_share_is_larger_than_its_claim_says() -> None:
    c = Cluster()
    c.install("nfs-provisioner", default=True)
    c.settle()
    c.apply(CLAIM % "1Mi")
    pod(c, "a")
    assert c.exec("a", "dd if=/dev/zero of=/d/big bs=1M count=5").code == 0


def test_a_claim_mounted_read_only_is_not_written_to(cluster: Cluster) -> None:
    pod(cluster, "a", more=", readOnly: true")
    result = cluster.exec("a", "echo x > /d/x")
    assert result.stderr == "sh: can't create /d/x: Read-only file system\n"
    assert cluster.exec("a", "mkdir /d/x").code == 1
