"""A request drawn over the topology: the same stretches in the picture and in its text twin."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse import Cluster
from kubecourse.diagrams.render import find_dot

WORDPRESS = (Path(__file__).parents[1] / "benchmarks/wordpress.yaml").read_text(encoding="utf-8")
URL = "http://app.miempresa.com/"


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    made = Cluster()
    made.apply(WORDPRESS)
    made.settle()
    return made


def test_the_path_goes_from_the_client_to_the_database_and_back(cluster: Cluster) -> None:
    journey = cluster.request(URL)
    drawn = journey.diagram(lang="en")
    ends = [(leg.source.split("/")[0], leg.target.split("/")[0]) for leg in drawn.scene.legs]
    assert ends == [
        ("Machine", "DNS"), ("Machine", "Balancer"), ("Balancer", "Node"), ("Node", "Service"), ("Service", "Pod"),
        ("Pod", "Service"), ("Pod", "Service"), ("Service", "Pod"), ("Pod", "Pod"),
    ]  # fmt: skip
    assert drawn.scene.legs[-1].kind == "reply-leg"
    assert all(line in drawn.text for line in journey.lines("en"))
    assert "=> answer: 200" in drawn.text


def test_only_what_the_request_has_come_by_is_lit(cluster: Cluster) -> None:
    journey = cluster.request(URL)
    whole, begun = journey.diagram(), journey.diagram(step=2)
    lit = {box.id for box in begun.scene.boxes if box.lit}
    assert lit == {"Machine//MenchuPC", "DNS//external", "Balancer//192.168.0.50"}
    assert {box.id for box in begun.scene.boxes} == {box.id for box in whole.scene.boxes}, "nothing jumps"
    answering = f"Pod/{journey.pod}"
    pods = {box.id: box.lit for group in whole.scene.groups for box in group.boxes}
    assert pods[answering] and not all(pods.values())


def test_a_request_that_fails_ends_in_red(cluster: Cluster) -> None:
    drawn = cluster.request("http://192.168.0.101:31000/").diagram(lang="es")
    assert [leg.kind for leg in drawn.scene.legs] == ["failed-leg"]
    assert "=> falla: refused" in drawn.text
    nowhere = cluster.request("http://nobody.miempresa.com/").diagram()
    assert nowhere.scene.legs[-1].target == "DNS//external"


def test_a_journey_is_drawn_as_the_cluster_was_then(cluster: Cluster) -> None:
    later = cluster.fork()
    journey = later.request(URL)
    before = journey.diagram(lang="en").text
    later.advance("1m")
    later.kubectl("delete deployment,service --all")
    later.advance("1m")
    assert journey.diagram(lang="en").text == before
    assert "gone since" not in journey.diagram(lang="en").dot


def test_the_ingress_that_decided_is_on_the_way(cluster: Cluster) -> None:
    made = cluster.fork()
    made.kubectl("create namespace shop")
    made.apply(
        """
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: proxy}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: other}
spec: {ingressClassName: proxy, rules: [{host: other.example.com}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site}
spec:
  ingressClassName: proxy
  defaultBackend: {service: {name: wp-desarrollo, port: {number: 87}}}
"""
    )
    made.kubectl("create deployment door --image=registry.k8s.io/ingress-nginx/controller:v1.13.3 --port=80")
    made.kubectl("expose deployment door --type=NodePort --port=80")
    made.settle()
    port = made.get("Service", "door")["spec"]["ports"][0]["nodePort"]
    drawn = made.request(f"http://192.168.0.101:{port}/").diagram()
    ingresses = [(box.label, box.lit) for box in drawn.scene.boxes if box.id.startswith("Ingress/")]
    assert ingresses == [("site", True)]


def test_steps_and_journeys_that_are_none_are_refused(cluster: Cluster) -> None:
    journey = cluster.request(URL)
    with pytest.raises(ValueError, match="0 to 9, not 10"):
        journey.diagram(lang="en", step=10)
    with pytest.raises(ValueError, match="hace falta el viaje"):
        cluster.diagram("journey", lang="es")
    assert cluster.request("no url at all").diagram(lang="en").text.endswith("=> it fails: bad-url\n")


@pytest.mark.skipif(find_dot() is None, reason="no Graphviz")
def test_each_stretch_is_an_element_of_the_picture(cluster: Cluster) -> None:
    drawn = cluster.request(URL).diagram(theme="dark")
    svg = drawn.svg
    assert svg is not None
    assert [f'id="hop&#45;{leg.number}"' in svg for leg in drawn.scene.legs] == [True] * 9
    assert "var(--kc-path-line" in drawn.html
