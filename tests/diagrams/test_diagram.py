"""Pictures of a cluster: what they promise to those who look at them, hear them or click on them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from kubecourse.diagrams import VIEWS, Diagram, diagram, render
from kubecourse.diagrams.fit import abbreviate, text_width, to_slots
from kubecourse.diagrams.palette import PALETTES
from kubecourse.diagrams.texts import TEXTS
from tests.diagrams import fake

#: the company is drawn from a live cluster: see test_company.py
SCENES = [view for view in VIEWS if view not in ("company", "journey", "scheduling")]
needs_dot = pytest.mark.skipif(render.find_dot() is None, reason="no Graphviz here")


@pytest.mark.parametrize("view", SCENES)
def test_the_same_cluster_gives_the_same_picture(view: str) -> None:
    assert diagram(fake.wordpress(), view).dot == diagram(fake.wordpress(), view).dot


@needs_dot
@pytest.mark.parametrize("view", SCENES)
def test_everything_drawn_can_be_clicked_and_has_a_tooltip(view: str) -> None:
    picture = diagram(fake.wordpress(trouble=True), view, lang="en")
    links = re.findall(r'data-object="([^"]*)"><title>([^<]*)</title>', picture.svg or "")
    assert all(title.strip() for _, title in links)
    drawn = {ident for ident, _ in links}
    ids = re.findall(r'<g id="(a_[^"]*)"', picture.svg or "")
    assert len(ids) == len(set(ids))
    told = {box.id for box in picture.scene.boxes} | {b.id for g in picture.scene.groups for b in g.boxes}
    assert (told or view == "timeline") and told <= drawn


@pytest.mark.parametrize("view", SCENES)
def test_the_text_twin_names_everything_that_is_drawn(view: str) -> None:
    picture = diagram(fake.wordpress(trouble=True), view, lang="es")
    for box in [*picture.scene.boxes, *(b for g in picture.scene.groups for b in g.boxes)]:
        assert box.id.rpartition("/")[2] in picture.text
        for line in box.lines:
            assert line in picture.text


def test_a_pod_shows_its_state_in_words_not_in_colour_alone() -> None:
    dot = diagram(fake.wordpress(trouble=True), lang="en").dot
    for words in ("CrashLoopBackOff 0/1 x4", "Terminating 1/1", "Pending 0/1", "Running 0/1", "NotReady"):
        assert words in dot


def test_a_pod_without_a_node_lies_in_the_tray() -> None:
    scene = diagram(fake.wordpress(trouble=True)).scene
    tray = next(group for group in scene.groups if group.role == "tray")
    assert [box.id for box in tray.boxes] == ["Pod/default/informe-1"]


def test_a_pod_that_is_not_ready_gets_no_requests() -> None:
    edges = {e.target: e.kind for e in diagram(fake.wordpress()).scene.edges if e.source == "Service/default/wordpress"}
    assert edges["Pod/default/wordpress-6b7c9d5f4d-pnn5v"] == "blocked"
    assert edges["Pod/default/wordpress-6b7c9d5f4d-x2k4q"] == "route"


def test_the_rule_of_an_ingress_leads_to_its_service() -> None:
    scene = diagram(fake.wordpress()).scene
    assert ("Ingress/default/wordpress", "Service/default/wordpress") in {(e.source, e.target) for e in scene.edges}


def test_nothing_jumps_when_one_pod_is_replaced() -> None:
    before = diagram(fake.wordpress())
    objects = [o for o in fake.wordpress().api.objects if o["metadata"]["name"] != "mariadb-7f9b6c4d58-t6wlc"]
    objects.append(fake.pod("mariadb-7f9b6c4d58-aaaaa", node="worker-1", labels={"app": "mariadb"}))
    after = diagram(fake.cluster(*objects), before=before)

    def places(picture: Diagram) -> dict[str, tuple[str, int]]:
        groups = picture.scene.groups
        return {b.id: (g.id, i) for g in groups for _, slots in g.sections for i, b in enumerate(slots) if b}

    old, new = places(before), places(after)
    assert all(new[ident] == place for ident, place in old.items() if ident in new)
    assert new["Pod/default/mariadb-7f9b6c4d58-aaaaa"] == old["Pod/default/mariadb-7f9b6c4d58-t6wlc"]


def test_one_namespace_shows_only_its_own_objects() -> None:
    picture = diagram(fake.wordpress(), namespace="kube-system")
    assert "Service kube-system/kube-dns" in picture.text
    assert "wordpress" not in picture.text


def test_a_node_with_many_pods_gets_one_edge_for_all_of_them() -> None:
    pods = [fake.pod(f"web-{i}", node="n", labels={"app": "web"}) for i in range(40)]
    picture = diagram(fake.cluster(fake.node("n", "1"), fake.service("web", {"app": "web"}, 80, 80), *pods))
    assert [edge.target for edge in picture.scene.edges] == ["Node//n"]
    assert all(f"web-{i}" in picture.text for i in range(40))


def test_what_a_learner_wrote_cannot_become_dot_or_html() -> None:
    evil = fake.pod("p", node="n", waiting='<IMG SRC="/etc/passwd"/>')
    picture = diagram(fake.cluster(fake.node("n", "10.0.0.1"), evil, fake.service('s"];x[', {"a": "b"}, 80, 80)))
    assert "<IMG" not in picture.dot
    assert '"Service/default/s\\"];x["' in picture.dot


def test_labels_hold_nothing_graphviz_cannot_measure() -> None:
    picture = diagram(fake.cluster(fake.node("n", "10.0.0.1"), fake.pod("p", node="n", waiting="日本")), lang="es")
    picture.dot.encode("latin-1")


@needs_dot
@pytest.mark.parametrize("theme", PALETTES)
def test_the_picture_is_sound_xml_on_a_transparent_ground(theme: str) -> None:
    svg = diagram(fake.wordpress(), theme=theme).svg or ""
    ET.fromstring(svg)
    assert 'role="img"' in svg
    assert "white" not in svg.lower()


@needs_dot
def test_the_picture_fits_the_width_of_a_notebook() -> None:
    width = re.search(r'width="(\d+)"', diagram(fake.wordpress(trouble=True)).svg or "")
    assert width is not None and int(width[1]) <= 1000


@needs_dot
def test_in_a_page_colours_follow_its_theme() -> None:
    html = diagram(fake.wordpress()).html
    assert "var(--kc-good-fill,#e3f5e8)" in html and 'data-jp-theme-light="false"' in html


@needs_dot
def test_a_notebook_gets_the_picture_and_its_text() -> None:
    bundle = diagram(fake.wordpress())._repr_mimebundle_()
    assert "<svg" in bundle["image/svg+xml"] and "worker-1" in bundle["text/plain"]


def test_without_graphviz_there_is_the_text_the_dot_and_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kubecourse.diagrams.render.find_dot", lambda: None)
    bundle = diagram(fake.wordpress(), lang="en")._repr_mimebundle_()
    assert "image/svg+xml" not in bundle
    assert "worker-1" in bundle["text/plain"]
    assert "digraph" in bundle["text/plain"] and "pip install graphviz-pure" in bundle["text/plain"]


def test_an_unknown_view_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="topology, ownership, storage"):
        diagram(fake.wordpress(), "nothing", lang="en")


def test_both_languages_say_the_same() -> None:
    assert set(TEXTS["es"]) == set(TEXTS["en"])
    assert diagram(fake.wordpress(), lang="es").scene.title == "Topología del clúster"


@pytest.mark.parametrize("theme", PALETTES)
def test_each_role_has_a_colour_of_its_own(theme: str) -> None:
    assert len(set(PALETTES[theme].values())) == len(PALETTES[theme])
    assert set(PALETTES[theme]) == set(PALETTES["light"])


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", PALETTES)
def test_words_can_be_read_on_their_ground(theme: str) -> None:
    colours = PALETTES[theme]
    for role in (name[:-5] for name in colours if name.endswith("-fill")):
        for ink in (colours[f"{role}-text"], colours["text"], colours["muted"]):
            light, dark = sorted((_luminance(ink), _luminance(colours[f"{role}-fill"])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (role, ink)


def test_a_long_name_keeps_its_beginning_and_its_suffix() -> None:
    short = abbreviate("kube-controller-manager-of-the-company-x2k4q", 100, 9)
    assert short.startswith("kube-") and short.endswith("x2k4q") and text_width(short, 9) <= 100


def test_who_has_a_slot_keeps_it_and_newcomers_fill_the_gaps() -> None:
    assert to_slots(["a", "c", "d", "e"], {"a": 0, "b": 1, "c": 2}) == ["a", "d", "c", "e"]
