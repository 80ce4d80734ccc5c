"""The widget: what it sends, what it says, and what stays of it without a kernel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kubecourse import Cluster
from kubecourse.explain.mistakes import HINTS
from kubecourse.widgets import lab
from kubecourse.widgets.texts import TEXTS

STATIC = Path(__file__).resolve().parents[2] / "kubecourse" / "widgets" / "static"
PAGE = {path.name: path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.js"))}


@pytest.mark.parametrize("table", [TEXTS, HINTS], ids=["panel", "hints"])
def test_both_languages_say_the_same_things(table: dict[str, dict[str, str]]) -> None:
    assert set(table["es"]) == set(table["en"])
    for key, english in table["en"].items():
        assert re.findall(r"\{\w+\}", english) == re.findall(r"\{\w+\}", table["es"][key]), key
        assert english and table["es"][key]


def test_every_word_that_the_page_asks_for_is_in_the_table() -> None:
    asked = {
        word
        for text in PAGE.values()
        for word in re.findall(r'words(?:\.(\w+)|\["([\w-]+)"\])', text)
        for word in word
        if word
    }
    assert asked and asked <= set(TEXTS["en"]), asked - set(TEXTS["en"])


def test_the_page_brings_no_code_of_others_and_asks_no_server() -> None:
    for name, text in PAGE.items():
        assert len(text.splitlines()) < 400 and not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text), name
        assert not re.search(r"^\s*import\b", text, re.M), name


def test_an_act_is_answered_with_its_number() -> None:
    panel = lab(Cluster(), "es")
    panel._heard(panel, {"do": "apply", "text": "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {}", "seq": 5})
    assert panel.state["answers"] == 5 and panel.state["mistake"]["line"] == 4
    assert panel.state["mistake"]["hint"].startswith("Un pod necesita al menos un contenedor")


def test_the_panel_follows_what_cells_do() -> None:
    cluster = Cluster()
    panel = lab(cluster, "en")
    shown = panel.state["seq"]
    panel._after_cell()
    assert panel.state["seq"] == shown, "nothing has changed, nothing is drawn"
    cluster.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}")
    panel._after_cell()
    assert panel.state["seq"] > shown


def test_the_last_picture_stays_without_a_kernel() -> None:
    cluster = Cluster()
    cluster.apply("apiVersion: v1\nkind: Pod\nmetadata: {name: keeper}\nspec: {containers: [{name: a, image: nginx}]}")
    cluster.settle()
    panel = lab(cluster, "en")
    bundle, _ = panel._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "<script" not in bundle["text/html"] and "<svg" in bundle["text/html"] and "keeper" in bundle["text/html"]
    assert "Last picture of the lab, 2026-01-05 09:00" in bundle["text/html"]
    assert "Pod default/keeper: Running 1/1" in bundle["text/plain"]


def test_examples_of_ones_own_are_offered_and_the_first_is_loaded() -> None:
    panel = lab(Cluster(), examples={"mine": "kind: X\n"})
    assert panel.examples == {"mine": "kind: X\n"} and panel.manifest == "kind: X\n"


def test_a_big_cluster_is_shown_in_bounded_size() -> None:
    cluster = Cluster(nodes=40)
    cluster.apply(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: many}\nspec:\n  replicas: 1000\n  selector: {matchLabels: {a: b}}\n"
        "  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: nginx}]}}"
    )
    cluster.settle()
    panel = lab(cluster, "en")
    assert len(panel.state["events"]) <= 300 and len(panel.state["instants"]) <= 2001
    assert len(panel.picture["html"]) < 3_000_000


def test_the_editor_is_answered_without_touching_the_cluster() -> None:
    panel = lab(Cluster(), "es")
    said: list[dict[str, object]] = []
    panel.send = said.append  # type: ignore[assignment]
    shown = panel.state["seq"]
    text = "apiVersion: v1\nkind: Pod\nspec:\n  restartPolicy: N"
    panel._heard(panel, {"do": "describe", "text": text, "line": 3, "column": 5, "ask": 7})
    panel._heard(panel, {"do": "complete", "text": text, "line": 3, "column": 18, "ask": 8})
    panel._heard(panel, {"do": "complete", "ask": 9})
    assert said[0]["ask"] == 7 and said[0]["found"]["words"].startswith("Qué hacer")  # type: ignore[index]
    assert said[1]["start"] == 17 and said[1]["items"][0]["text"] == "Never"  # type: ignore[index]
    assert said[2] == {"ask": 9, "do": "complete"}, "a broken question has no answer, and no error"
    assert panel.state["seq"] == shown
