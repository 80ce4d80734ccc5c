"""Where pods get their addresses from: the drawing of the notes, or a range for each node."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path

from kubecourse import Cluster


def test_with_more_workers_than_the_notes_draw_each_node_has_its_range() -> None:
    cluster = Cluster(nodes=4)
    cluster.kubectl("create deployment web --image=nginx:1.27 --replicas=12 --port=80")
    cluster.kubectl("expose deployment web --port=80 --type=NodePort")
    cluster.settle()
    ranges = {node["metadata"]["name"]: node["spec"]["podCIDR"] for node in cluster.list("Node")}
    assert sorted(ranges.values()) == [f"10.244.{number}.0/24" for number in range(7)]
    pods = cluster.list("Pod", "default")
    assert all(ip_address(p["status"]["podIP"]) in ip_network(ranges[p["spec"]["nodeName"]]) for p in pods)
    assert len({p["status"]["podIP"] for p in pods}) == 12
    port = cluster.get("Service", "web")["spec"]["ports"][0]["nodePort"]
    assert cluster.request(f"http://192.168.0.104:{port}/")
    assert cluster.request(f"http://{pods[0]['status']['podIP']}/").verdict == "not-routed"
    assert "! -s 10.244.0.0/16" in cluster.rules("worker-4").nat_text
    assert "PodCIDR:" in cluster.kubectl("describe node worker-3")


def test_an_address_is_free_again_when_its_pod_is_gone() -> None:
    cluster = Cluster(nodes=3)
    cluster.kubectl("create deployment web --image=nginx:1.27 --replicas=3")
    cluster.settle()
    for _ in range(2):
        cluster.kubectl("rollout restart deployment web")
        cluster.settle()
    addresses = [p["status"]["podIP"] for p in cluster.list("Pod", "default")]
    assert len(set(addresses)) == 3


def test_two_workers_are_those_of_the_drawing() -> None:
    cluster = Cluster()
    cluster.kubectl("create deployment web --image=nginx:1.27")
    cluster.settle()
    assert cluster.list("Pod", "default")[0]["status"]["podIP"] == "10.10.20.100"
    assert "podCIDR" not in cluster.get("Node", "worker-1")["spec"]


def test_pods_never_get_an_address_of_a_service() -> None:
    from kubecourse.engine.node.world import _address

    services = ip_network("10.10.30.0/24")
    assert not any(ip_address(_address(number)) in services for number in range(2300, 2900))
    assert len({_address(number) for number in range(10_000)}) == 10_000


def test_a_saved_cluster_keeps_its_ranges(tmp_path: Path) -> None:
    cluster = Cluster(nodes=3)
    cluster.save(str(tmp_path / "life.gz"))
    opened = Cluster.open(str(tmp_path / "life.gz"))
    assert opened.get("Node", "worker-3")["spec"] == cluster.get("Node", "worker-3")["spec"]
