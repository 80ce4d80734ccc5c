"""The picture of a load: what it says, in both languages, and that it is well made."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from kubecourse import Cluster
from kubecourse.diagrams.load import LoadPlot
from kubecourse.diagrams.palette import PALETTES
from kubecourse.engine.load import Load


@pytest.fixture(scope="module")
def load() -> Load:
    """A node dies under the only pod, and later the pod is elsewhere."""
    cluster = Cluster()
    cluster.kubectl("create deployment web --image=nginx:1.27")
    cluster.kubectl("expose deployment web --port=80 --type=NodePort")
    cluster.kubectl("""patch service web -p '{"spec":{"ports":[{"port":80,"nodePort":30080}]}}'""")
    cluster.settle()
    found = cluster.load("http://192.168.0.50/", rate=12, name="clients")
    cluster.advance("1m")
    cluster.fail_node(cluster.list("Pod", "default")[0]["spec"]["nodeName"])
    cluster.advance("9m")
    return found


def words(picture: LoadPlot) -> list[str]:
    root = ElementTree.fromstring(picture.svg)
    return [(node.text or "") for node in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(("lang", "seen"), [
    ("en", ("answered: ", "failed: ", "away for ", "refused: ", "no answer: ")),
    ("es", ("contestadas: ", "fallidas: ", "sin servicio durante ", "rechazadas: ", "sin respuesta: ")),
])  # fmt: skip
def test_picture_and_text_tell_what_failed_and_for_how_long(load: Load, lang: str, seen: tuple[str, ...]) -> None:
    picture = load.plot(lang)
    for start in seen:
        assert any(text.startswith(start) for text in words(picture)), start
    for number in (load.sent, load.failed, load.away):
        assert str(number) in picture.text
    assert picture.dot.startswith("digraph load {") and picture.summary.away == load.away


def test_each_pod_has_a_row_with_what_it_answered(load: Load) -> None:
    shown = words(load.plot())
    for pod, count in load.summary.pods.items():
        assert pod.partition("/")[2] in shown and str(count) in shown


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_is_one_of_the_theme_so_that_a_page_can_change_it(load: Load, theme: str) -> None:
    picture = load.plot(theme=theme)
    root = ElementTree.fromstring(picture.svg)
    used = {value for node in root.iter() for name in ("fill", "stroke") if (value := node.get(name))}
    assert used <= set(PALETTES[theme].values()) and "var(--kc-bad-fill" in picture.html


def test_nothing_leaves_the_paper(load: Load) -> None:
    root = ElementTree.fromstring(load.plot().svg)
    wide, high = float(root.get("width", 0)), float(root.get("height", 0))
    assert wide <= 800
    for node in root.iter():
        for name, most in (("x", wide), ("x2", wide), ("y", high), ("y2", high)):
            assert 0 <= float(node.get(name, 0)) <= most


def test_a_load_without_requests_has_a_picture_too() -> None:
    load = Cluster("minimal", nodes=1).load("http://10.10.30.1/")
    assert "no request was sent" in load.plot("en").text and ElementTree.fromstring(load.plot().svg) is not None


def test_an_unknown_theme_is_refused(load: Load) -> None:
    with pytest.raises(ValueError, match="theme"):
        load.plot(theme="pink")
