"""A request, hop by hop: who decided, and how it ended. The manifests are those of the teacher's notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse import Cluster
from kubecourse.engine.network.journey_words import WORDS

WORDPRESS = (Path(__file__).parents[2] / "benchmarks/wordpress.yaml").read_text(encoding="utf-8")
INSIDE = "http://wp-desarrollo:87/"


@pytest.fixture(scope="module")
def settled() -> Cluster:
    cluster = Cluster()
    cluster.apply(WORDPRESS)
    cluster.settle()
    return cluster


@pytest.fixture
def cluster(settled: Cluster) -> Cluster:
    return settled.fork()


def pod(cluster: Cluster, app: str) -> str:
    return str(cluster.list("Pod", "default", {"app": app})[0]["metadata"]["name"])


def steps(cluster: Cluster, url: str, source: str = "MenchuPC") -> list[str]:
    return [hop.did for hop in cluster.request(url, source).hops]


def test_menchu_reaches_wordpress_as_in_the_notes(cluster: Cluster) -> None:
    journey = cluster.request("http://app.miempresa.com/")
    assert journey, journey
    assert [hop.did for hop in journey.hops] == [
        "resolves-outside", "balancer-by-hand", "node-port", "balances", "asks-database", "resolves-inside", "balances", "answers", "answers",
    ]  # fmt: skip


def test_a_name_that_nobody_has_written_down(cluster: Cluster) -> None:
    assert cluster.request("http://other.miempresa.com/").verdict == "nxdomain-outside"
    assert cluster.request("http://nobody/", pod(cluster, "wordpress")).verdict == "nxdomain-inside"


def test_addresses_inside_cannot_be_reached_from_outside(cluster: Cluster) -> None:
    address = cluster.list("Pod", "default")[0]["status"]["podIP"]
    assert cluster.request(f"http://{address}/").verdict == "not-routed"


def test_every_node_opens_the_node_port(cluster: Cluster) -> None:
    for node in cluster.list("Node"):
        assert cluster.request(f"http://{node['status']['addresses'][0]['address']}:30080/"), node["metadata"]["name"]
    assert cluster.request("http://192.168.0.101:30081/").verdict == "refused"


def test_the_port_of_the_service_is_not_that_of_the_pod(cluster: Cluster) -> None:
    source = pod(cluster, "mariadb")
    assert cluster.request(INSIDE, source)
    assert cluster.request("http://wp-desarrollo:80/", source).verdict == "service-port"


def test_a_service_whose_selector_matches_nobody_refuses(cluster: Cluster) -> None:
    cluster.api.patch("Service", "wp-desarrollo", {"spec": {"selector": {"app": "wordpres"}}}, "default", type="merge")
    cluster.settle()
    assert cluster.request("http://app.miempresa.com/").verdict == "no-endpoints"


def test_without_its_database_wordpress_says_so(cluster: Cluster) -> None:
    cluster.kubectl("scale deployment mariadb --replicas=0")
    cluster.advance("1m")
    journey = cluster.request("http://app.miempresa.com/")
    assert journey.code == 500
    assert "database connection" in journey.body


def test_a_dead_node_is_passed_by_the_balancer(cluster: Cluster) -> None:
    cluster.fail_node("worker-1")
    cluster.advance("7m")
    assert cluster.request("http://app.miempresa.com/")
    assert cluster.request("http://192.168.0.101:30080/").verdict == "node-down"


def test_a_pod_that_is_not_ready_gets_nothing(cluster: Cluster) -> None:
    first, second = (p["metadata"]["name"] for p in cluster.list("Pod", "default", {"app": "wordpress"}))
    cluster.delete("Pod", first)
    cluster.run_until(lambda c: not any(e["conditions"]["ready"] and e["targetRef"]["name"] == first
                                        for s in c.list("EndpointSlice", "default", {"kubernetes.io/service-name": "wp-desarrollo"})
                                        for e in s["endpoints"] or ()), "1m")  # fmt: skip
    for _ in range(10):
        assert cluster.request("http://app.miempresa.com/").pod != f"default/{first}"
    assert second


@pytest.mark.parametrize("url", ["", "http://", "http://x:99999999/", "::::", "http://[/"])
def test_what_is_no_address_is_answered_not_raised(cluster: Cluster, url: str) -> None:
    assert not cluster.request(url)


def test_every_hop_has_its_sentence_in_both_languages(cluster: Cluster) -> None:
    assert WORDS["es"].keys() == WORDS["en"].keys()
    journey = cluster.request("http://app.miempresa.com/")
    assert len(journey.lines("es")) == len(journey.lines("en")) == len(journey.hops)
    assert "balanceador de la empresa" in "".join(journey.lines("es"))


def test_a_machine_of_the_cluster_reaches_services_and_pods_and_menchus_does_not() -> None:
    cluster = Cluster()
    cluster.kubectl("create deployment web --image=nginx:1.27")
    cluster.kubectl("expose deployment web --port=80")
    cluster.settle()
    inside = [cluster.get("Service", "web")["spec"]["clusterIP"], cluster.list("Pod", "default")[0]["status"]["podIP"]]
    for address in inside:
        assert cluster.request(f"http://{address}/", source="worker-1").code == 200
        assert cluster.request(f"http://{address}/").failure == "not-routed"
