"""Static pods: a manifest in a folder of the node runs, and its mirror only shows it."""

from __future__ import annotations

from typing import Any

from kubecourse import Cluster

MANIFEST = "apiVersion: v1\nkind: Pod\nmetadata: {name: fijo}\nspec:\n  containers: [{name: web, image: 'nginx:%s'}]\n"


def cluster() -> Cluster:
    c = Cluster(platform="minimal", nodes=[{"name": "nodo1"}])
    for tag in ("1.26", "1.27"):
        c._parts.kubelet.preload(c._handle("kubelet"), f"nginx:{tag}")
    return c


def write(c: Cluster, text: str | None) -> None:
    c.write_file("nodo1", "/etc/kubernetes/manifests/fijo.yaml", text)
    c.settle()
    c.advance("5s")


def mirror(c: Cluster) -> dict[str, Any]:
    found: dict[str, Any] = c.get("Pod", "fijo-nodo1")
    return found


def test_a_manifest_in_the_folder_runs_and_is_shown_as_a_mirror_owned_by_the_node() -> None:
    c = cluster()
    write(c, MANIFEST % "1.27")
    pod = mirror(c)
    assert pod["status"]["phase"] == "Running" and pod["spec"]["nodeName"] == "nodo1"
    assert pod["metadata"]["ownerReferences"][0]["kind"] == "Node"
    assert pod["metadata"]["annotations"]["kubernetes.io/config.source"] == "file"
    assert "observedGeneration" not in pod["status"]


def test_who_deletes_the_mirror_gets_it_back_and_nothing_is_restarted() -> None:
    c = cluster()
    write(c, MANIFEST % "1.27")
    before = mirror(c)
    c.exec("fijo-nodo1", "echo here > /mark")
    for grace in (None, 0):
        c.api.delete("Pod", "fijo-nodo1", "default", grace=grace)
        c.advance("10s")
    after = mirror(c)
    assert after["metadata"]["uid"] != before["metadata"]["uid"]
    assert after["status"]["containerStatuses"] == before["status"]["containerStatuses"]
    assert after["status"]["podIP"] == before["status"]["podIP"]
    assert c.exec("fijo-nodo1", "cat /mark").stdout == "here\n"


def test_a_changed_manifest_is_another_pod() -> None:
    c = cluster()
    write(c, MANIFEST % "1.26")
    write(c, MANIFEST % "1.27")
    assert mirror(c)["spec"]["containers"][0]["image"] == "nginx:1.27"
    assert mirror(c)["status"]["phase"] == "Running"


def test_without_its_file_the_pod_ends_and_nothing_of_it_is_kept() -> None:
    c = cluster()
    write(c, MANIFEST % "1.27")
    write(c, None)
    assert not c.list("Pod")
    assert not [key for key in c._memories["kubelet"] if key.startswith(("pod/", "log/", "address/"))]


def test_a_file_that_is_no_pod_is_passed_over() -> None:
    c = cluster()
    for text in ("kind: Service\n", "{", "- 1\n", ""):
        write(c, text)
    assert not c.list("Pod")


def test_a_rewound_cluster_runs_the_same_static_pods_again() -> None:
    c = cluster()
    write(c, MANIFEST % "1.27")
    there, now = mirror(c), c.now
    c.advance("1s")
    write(c, None)
    c.rewind(now)
    assert mirror(c)["metadata"]["uid"] == there["metadata"]["uid"]
    c.advance("10m")
    assert mirror(c)["status"]["phase"] == "Running"
