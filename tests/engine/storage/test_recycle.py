"""The policy Recycle: the data are gone, the volume is free for the next claim."""

from __future__ import annotations

from kubecourse import Cluster

VOLUME = """
apiVersion: v1
kind: PersistentVolume
metadata: {name: pv1}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Recycle
  %s
"""
CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: %s}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, storageClassName: ""}
"""
POD = """
apiVersion: v1
kind: Pod
metadata: {name: %s}
spec:
  nodeSelector: {kubernetes.io/hostname: worker1}
  containers:
  - {name: c, image: "busybox:1.36", command: [sh, -c, "%s; sleep 1d"], volumeMounts: [{name: v, mountPath: /d}]}
  volumes: [{name: v, persistentVolumeClaim: {claimName: %s}}]
"""


def of(cluster: Cluster, kind: str) -> list[str]:
    rows = [event for event in cluster.events() if event["involvedObject"]["kind"] == kind]
    return [f"{event['reason']}: {event['message']}" for event in rows]


def one_worker() -> Cluster:
    # the data of a host path are where the pod was: with one worker the recycler comes to the same place
    return Cluster(platform="minimal", nodes=[{"name": "worker1"}])


def test_the_recycler_empties_the_volume_and_the_next_claim_gets_it() -> None:
    cluster = one_worker()
    cluster.apply(
        VOLUME % "hostPath: {path: /data/pv1}"
        + "---"
        + CLAIM % "a"
        + "---"
        + POD % ("p", "mkdir /d/x; echo old > /d/x/f", "a")
    )
    cluster.settle()
    assert cluster.exec("p", ["cat", "/d/x/f"])[0] == "old\n"
    cluster.delete("Pod", "p")
    cluster.settle()
    cluster.delete("PersistentVolumeClaim", "a")
    cluster.settle()
    volume = cluster.get("PersistentVolume", "pv1")
    assert volume["status"]["phase"] == "Available"
    assert "claimRef" not in volume["spec"]
    assert cluster.list("Pod", "default") == []
    assert "VolumeRecycled: Volume recycled" in of(cluster, "PersistentVolume")
    assert "RecyclerPod: Recycler pod: Container started" in of(cluster, "PersistentVolume")
    cluster.apply(CLAIM % "b" + "---" + POD % ("q", "true", "b"))
    cluster.settle()
    assert cluster.exec("q", ["ls", "-A", "/d"])[0] == ""


def test_a_volume_without_a_recycler_fails_with_its_reason() -> None:
    cluster = one_worker()
    cluster.apply(VOLUME % "csi: {driver: d, volumeHandle: h}" + "---" + CLAIM % "a")
    cluster.settle()
    cluster.delete("PersistentVolumeClaim", "a")
    cluster.settle()
    status = cluster.get("PersistentVolume", "pv1")["status"]
    assert (status["phase"], status["message"]) == ("Failed", "No recycler plugin found for the volume!")
