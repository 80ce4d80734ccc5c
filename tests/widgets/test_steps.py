"""The walk along a journey: one step a hop, never beyond either end, and still there without a kernel."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse import Cluster
from kubecourse.widgets import Steps, steps

WORDPRESS = (Path(__file__).parents[1] / "benchmarks/wordpress.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def walk() -> Steps:
    cluster = Cluster()
    cluster.apply(WORDPRESS)
    cluster.settle()
    return steps(cluster.request("http://app.miempresa.com/"), "es")


def test_forward_and_back_stay_within_the_journey(walk: Steps) -> None:
    walk.step = 0
    assert walk.back() == 0
    assert [walk.forward() for _ in range(11)] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9]
    assert walk.back() == 8


def test_the_page_gets_sentences_and_places_in_the_readers_language(walk: Steps) -> None:
    assert walk.hops[0].startswith("MenchuPC pregunta al DNS de la empresa")
    assert walk.places[1] == ["Machine//MenchuPC", "Balancer//192.168.0.50"]
    assert walk.good and walk.end == "respuesta: 200"
    assert walk.words["walk-forward"] == "Adelante"


def test_a_page_without_widgets_shows_the_picture_and_its_twin(walk: Steps) -> None:
    bundle, _ = walk._repr_mimebundle_()
    assert "El camino de una petición" in bundle["text/plain"]
    assert "kubecourse-picture" in bundle["text/html"]
