"""The picture of the notes, from a live cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse import Cluster
from kubecourse.diagrams.render import find_dot

WORDPRESS = (Path(__file__).parents[1] / "benchmarks/wordpress.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def company() -> Cluster:
    cluster = Cluster()
    cluster.apply(WORDPRESS)
    cluster.settle()
    return cluster


def test_it_has_what_the_teacher_draws(company: Cluster) -> None:
    text = company.diagram("company", lang="es").text
    for words in (
        "red de la empresa 192.168.0.0/16",
        "192.168.0.50:80  >  192.168.0.101:30080",
        "app.miempresa.com: 192.168.0.50",
        "192.168.0.200 MenchuPC",
        "10.10.20.101:80 | 10.10.20.102:80",
        "10.10.10.6  apiserver",
        "basedatos-desarrollo: 10.10.30.",
        "red virtual interna del clúster 10.10.0.0/16",
    ):
        assert words in text
    assert text.count("  netfilter\n") == 5


def test_each_machine_has_its_own_node_port_and_what_runs_on_it(company: Cluster) -> None:
    picture = company.diagram("company", lang="en").picture
    for card in picture.cards:
        address = card.title.partition(" ")[0]
        assert any(line.text.startswith(f"{address}:30080 ") for line in card.netfilter)
    pods = {line.id for card in picture.cards for line in card.pods if line.id.startswith("Pod/default/")}
    assert pods == {f"Pod/default/{pod['metadata']['name']}" for pod in company.list("Pod", "default")}


def test_it_follows_the_cluster(company: Cluster) -> None:
    later = company.fork()
    later.kubectl("scale deployment wordpress --replicas=3")
    later.fail_node("worker-2")
    later.advance("2m")
    text = later.diagram("company", lang="en").text
    assert "worker · NotReady" in text
    assert text != company.diagram("company", lang="en").text


def test_names_and_rules_are_not_taken_for_markup() -> None:
    cluster = Cluster()
    for number in range(15):
        cluster.kubectl(f"create service clusterip s{number} --tcp=80:80")
    dot = cluster.diagram("company").dot
    assert "+" in dot and "10.10.30." in dot


@pytest.mark.skipif(find_dot() is None, reason="no Graphviz here")
def test_it_fits_a_notebook_and_machines_and_pods_can_be_clicked(company: Cluster) -> None:
    svg = company.diagram("company").svg
    assert int(svg.split('width="')[1].split('"')[0]) <= 1040
    assert 'data-object="Node//worker-1"' in svg
    assert 'data-object="Pod/default/' in svg
