"""What beginners (and attackers) write about the network: a refusal, or a journey that fails; never a hang."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import Cluster
from kubecourse.engine.api.errors import ApiError

BASE: list[Cluster] = []


def cluster() -> Cluster:
    if not BASE:
        made = Cluster(platform="minimal", nodes=2)
        for name in ("web", "shop"):
            made.kubectl(f"create deployment {name} --image=nginx:1.27 --port=80")
            made.kubectl(f"expose deployment {name} --port=80")
        made.kubectl("run box --image=busybox:1.36 -- sleep 100d")
        made.settle()
        BASE.append(made)
    return BASE[0].fork()


def service(name: str, **spec: Any) -> dict[str, Any]:
    body = {"selector": {"app": "web"}, "ports": [{"port": 80}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": body}


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"type": "NodePort", "ports": [{"port": 80, "nodePort": 80}]}, "range of valid ports is 30000-32767"),
        ({"ports": [{"port": 70000}]}, "between 1 and 65535"),
        ({"ports": [{"port": 0}]}, "between 1 and 65535"),
        ({"clusterIP": "10.10.30.1"}, "provided IP is already allocated"),
        ({"clusterIP": "10.99.0.1"}, "does not match the current range"),
        ({"clusterIP": "not an address"}, "must be a valid IP address"),
        ({"type": "ExternalName", "ports": None}, "externalName"),
    ],
)
def test_ports_and_addresses_that_cannot_be_are_refused_in_the_servers_words(spec: dict[str, Any], words: str) -> None:
    with pytest.raises(ApiError, match=words):
        cluster().apply(service("bad", **spec))


def test_a_node_port_is_given_once() -> None:
    made = cluster()
    made.apply(service("one", type="NodePort", ports=[{"port": 80, "nodePort": 30080}]))
    with pytest.raises(ApiError, match="provided port is already allocated"):
        made.apply(service("two", type="NodePort", ports=[{"port": 80, "nodePort": 30080}]))


@pytest.mark.parametrize(
    "url", ["", " ", "http://", "http://:80/", "no url at all", "http://web:0/", "http://web:99999/", "http://web:-1/", "http://[::1",
            "ftp://web/", "://", "http://-web-/", "http://" + "a" * 300 + "/", "\n", "http://web\x00/"],
)  # fmt: skip
def test_a_url_that_is_none_ends_at_once(url: str) -> None:
    for source in ("MenchuPC", "box"):
        journey = cluster().request(url, source)
        assert journey.verdict == "bad-url" and journey.why
        assert journey.diagram().text


def test_a_sender_that_is_nobody_is_a_machine_of_the_company() -> None:
    assert cluster().request("http://web/", "default/nobody").verdict == "nxdomain-outside"


def test_two_ingresses_with_one_host_and_path_the_older_counts() -> None:
    made = cluster()
    made.apply(
        "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: proxy}\nspec: {controller: traefik.io/ingress-controller}\n"
    )
    made.kubectl("create deployment proxy --image=traefik:v3.5 --port=80")
    made.kubectl("expose deployment proxy --port=80")
    for name in ("web", "shop"):
        made.kubectl(f"create ingress {name} --class=proxy --rule=proxy/*={name}:80")
        made.advance("5s")
    made.settle()
    journey = made.request("http://proxy/", "box")
    assert [hop.facts["ingress"] for hop in journey.hops if hop.did == "proxy-rule"] == ["web"]


def test_a_proxy_whose_ingress_leads_to_its_own_service_says_that_it_goes_round() -> None:
    made = cluster()
    made.apply(
        "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: proxy}\nspec: {controller: traefik.io/ingress-controller}\n"
    )
    made.kubectl("create deployment proxy --image=traefik:v3.5 --port=80")
    made.kubectl("expose deployment proxy --port=80")
    made.kubectl("create ingress itself --class=proxy --rule=/*=proxy:80")
    made.settle()
    assert made.request("http://proxy/", "box").verdict == "loop"
    assert "round in circles" in "".join(made.request("http://proxy/", "box").lines("en"))


def test_a_wordpress_that_is_its_own_database_does_not_hang() -> None:
    made = cluster()
    made.apply(
        """
apiVersion: v1
kind: Pod
metadata: {name: blog, labels: {app: blog}}
spec: {containers: [{name: blog, image: "wordpress:6.8", ports: [{containerPort: 80}], env: [{name: WORDPRESS_DB_HOST, value: "blog:80"}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: blog}
spec: {selector: {app: blog}, ports: [{port: 80}]}
"""
    )
    made.settle()
    journey = made.request("http://blog/", "box")
    assert not journey and journey.code == 500
