"""Where the bytes of a volume are: with the export or the node that its source names, whatever the volume is called."""

from __future__ import annotations

from kubecourse import Cluster

VOLUME = """
apiVersion: v1
kind: PersistentVolume
metadata: {name: %(volume)s}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteMany]
  claimRef: {name: %(claim)s, namespace: default}
  %(source)s
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: %(claim)s}
spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}, storageClassName: "", volumeName: %(volume)s}
---
apiVersion: v1
kind: Pod
metadata: {name: %(pod)s}
spec:
  nodeName: %(node)s
  containers: [{name: c, image: "busybox:1.36", command: [sleep, 1d], volumeMounts: [{name: v, mountPath: /d}]}]
  volumes: [{name: v, persistentVolumeClaim: {claimName: %(claim)s}}]
"""
NFS = "nfs: {server: nfs.company, path: /exports/wp}"
HOST = "hostPath: {path: /srv/wp}"


def pod(cluster: Cluster, number: int, source: str, node: str = "worker-1") -> str:
    cluster.apply(
        VOLUME % {"volume": f"v{number}", "claim": f"c{number}", "pod": f"p{number}", "source": source, "node": node}
    )
    cluster.settle()
    return f"p{number}"


def write(cluster: Cluster, where: str, text: str) -> None:
    assert cluster.exec(where, ["sh", "-c", f"echo {text} > /d/f"]).code == 0


def test_two_volumes_of_one_export_have_the_same_files() -> None:
    cluster = Cluster()
    first, second = pod(cluster, 1, NFS), pod(cluster, 2, NFS.replace("}", ", readOnly: false}"), "worker-2")
    write(cluster, first, "hello")
    assert cluster.exec(second, ["cat", "/d/f"]).stdout == "hello\n"


def test_data_outlive_a_retained_volume_that_is_deleted_and_made_anew() -> None:
    cluster = Cluster()
    write(cluster, pod(cluster, 1, NFS), "kept")
    for kind, name in (("Pod", "p1"), ("PersistentVolumeClaim", "c1"), ("PersistentVolume", "v1")):
        cluster.delete(kind, name)
        cluster.settle()
    assert cluster.exec(pod(cluster, 2, NFS), ["cat", "/d/f"]).stdout == "kept\n"


def test_a_host_path_is_on_its_node_and_nowhere_else() -> None:
    cluster = Cluster()
    write(cluster, pod(cluster, 1, HOST), "here")
    assert cluster.exec(pod(cluster, 2, HOST), ["cat", "/d/f"]).stdout == "here\n"
    assert cluster.exec(pod(cluster, 3, HOST, "worker-2"), ["ls", "/d"]).stdout == ""
