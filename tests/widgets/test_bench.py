"""What the panel does, tried without a browser and without a widget."""

from __future__ import annotations

import pytest

from kubecourse import Cluster
from kubecourse.widgets.bench import Bench
from kubecourse.widgets.examples import KEYS, examples, read
from kubecourse.widgets.view import View


@pytest.fixture
def bench() -> Bench:
    return Bench(Cluster(), "en")


def pods(bench: Bench) -> dict[str, str]:
    return {pod["metadata"]["name"]: pod["status"]["phase"] for pod in bench.shown.list("Pod", "default")}


def watch(bench: Bench, most: int = 60) -> int:
    """As the page does after an act: step while something moves."""
    for number in range(most):
        if bench.outcome != "moving":
            return number
        bench.do({"do": "step"})
    raise AssertionError(f"still moving after {most} steps")


def pick(bench: Bench, word: str) -> str:
    name = next(name for name in pods(bench) if name.startswith(word))
    bench.do({"do": "select", "object": f"Pod/default/{name}"})
    return name


def test_the_manifests_of_the_notes_come_up_step_by_step(bench: Bench) -> None:
    bench.do({"do": "apply", "text": read("all")})
    assert bench.mistake is None and "deployment.apps/wordpress created" in bench.note
    assert set(pods(bench).values()) == {"Pending"}, "the first instant is seen, not skipped"
    assert watch(bench) >= 2
    assert sorted(pods(bench).values()) == ["Running"] * 3
    assert bench.outcome == "settled" and bench.note == "All calm: nothing is left to do."


@pytest.mark.parametrize("key", [key for key in KEYS if key != "typo"])
def test_every_example_is_accepted(bench: Bench, key: str) -> None:
    bench.do({"do": "apply", "text": read(key)})
    assert bench.mistake is None and bench.tone == "good"


def test_examples_are_offered_in_both_languages() -> None:
    spanish, english = examples("es"), examples("en")
    assert list(spanish.values()) == list(english.values()) and not set(spanish) & set(english)


@pytest.mark.parametrize(
    ("text", "line", "document", "message"),
    [
        ("a: b\n c: d", 2, 1, "mapping values are not allowed"),
        ("apiVersion: v1\nkind: Pod\nmetadata:\n\tname: x", 4, 1, "cannot start any token"),
        (read("typo"), 17, 1, 'unknown field "spec.template.spec.containers[0].imagen"'),
        (read("services") + "---\n" + read("typo"), len(read("services").splitlines()) + 1 + 17, 3, "unknown field"),
        ("kind: Foo\napiVersion: v1\nmetadata: {name: a}", 1, 1, 'no matches for kind "Foo"'),
    ],
)
def test_a_refused_manifest_says_where_and_what_to_try(
    bench: Bench, text: str, line: int, document: int, message: str
) -> None:
    before = bench.cluster.kubectl("get all -A")
    bench.do({"do": "apply", "text": text})
    found = bench.mistake
    assert found is not None and message in found.message and found.hint
    assert (found.line, found.document) == (line, document)
    assert bench.cluster.kubectl("get all -A") == before, "all or nothing"
    bench.do({"do": "apply", "text": read("services")})
    assert bench.mistake is None, "and it is gone with the next that is accepted"


def test_nothing_to_apply_is_said(bench: Bench) -> None:
    bench.do({"do": "apply", "text": "# nothing here\n"})
    assert bench.tone == "warn" and "nothing to apply" in bench.note


def test_a_manifest_is_deleted(bench: Bench) -> None:
    bench.do({"do": "apply", "text": read("all")})
    bench.do({"do": "settle"})
    bench.do({"do": "delete", "text": read("all")})
    bench.do({"do": "settle"})
    assert pods(bench) == {}


def test_a_killed_container_comes_back(bench: Bench) -> None:
    bench.do({"do": "apply", "text": read("all")})
    bench.do({"do": "settle"})
    name = pick(bench, "wordpress")
    bench.do({"do": "kill", "container": None})
    assert "ended" in bench.note
    bench.do({"do": "settle"})
    status = bench.cluster.get("Pod", name)["status"]["containerStatuses"][0]
    assert status["restartCount"] == 1 and status["ready"]


def test_a_deleted_pod_is_replaced(bench: Bench) -> None:
    bench.do({"do": "apply", "text": read("all")})
    bench.do({"do": "settle"})
    name = pick(bench, "wordpress")
    bench.do({"do": "remove"})
    bench.do({"do": "settle"})
    assert name not in pods(bench) and list(pods(bench).values()) == ["Running"] * 3


def test_a_node_without_power_is_noticed_with_the_clock_and_comes_back(bench: Bench) -> None:
    bench.do({"do": "select", "object": "Node//worker-1"})
    bench.do({"do": "fail"})

    def ready() -> str:
        conditions = bench.cluster.get("Node", "worker-1")["status"]["conditions"]
        return next(one["status"] for one in conditions if one["type"] == "Ready")

    assert ready() == "True", "nobody can know yet"
    bench.do({"do": "advance", "by": "2m"})
    assert ready() == "Unknown"
    bench.do({"do": "heal"})
    bench.do({"do": "advance", "by": "2m"})
    assert ready() == "True"


def test_looking_at_the_past_changes_nothing(bench: Bench) -> None:
    bench.do({"do": "apply", "text": read("all")})
    bench.do({"do": "settle"})
    now, instants = int(bench.cluster.now), bench.cluster.instants()
    bench.do({"do": "look", "time": instants[0]})
    assert set(pods(bench).values()) == {"Pending"} and View(bench).state()["past"]
    bench.do({"do": "apply", "text": read("image")})
    assert "present" in bench.note and int(bench.cluster.now) == now
    bench.do({"do": "step"})
    assert int(bench.shown.now) == instants[1], "a step in the past goes to the next instant that is known"
    bench.do({"do": "back"})
    assert int(bench.shown.now) == instants[0]
    bench.do({"do": "present"})
    assert bench.past is None and set(pods(bench).values()) == {"Running"}


def test_the_cluster_can_go_on_from_the_past(bench: Bench) -> None:
    bench.do({"do": "apply", "text": read("all")})
    bench.do({"do": "settle"})
    instants = bench.cluster.instants()
    bench.do({"do": "look", "time": instants[1]})
    bench.do({"do": "rewind"})
    assert int(bench.cluster.now) == instants[1] and bench.cluster.instants()[-1] <= instants[1]


@pytest.mark.parametrize(
    ("text", "hour"),
    [("09:30", "09:30:00"), ("9:30:15", "09:30:15"), ("+90s", "09:01:30"), ("2026-01-05T10:00:00Z", "10:00:00")],
)
def test_the_clock_goes_to_an_instant(bench: Bench, text: str, hour: str) -> None:
    bench.do({"do": "goto", "text": text})
    assert str(bench.cluster.now) == f"2026-01-05T{hour}Z"


@pytest.mark.parametrize("text", ["soon", "25", "+x", "99:99:99:99", ""])
def test_an_unclear_instant_is_said_to_be(bench: Bench, text: str) -> None:
    bench.do({"do": "goto", "text": text})
    assert bench.tone == "warn" and str(bench.cluster.now) == "2026-01-05T09:00:00Z"


def test_before_the_beginning_there_is_nothing(bench: Bench) -> None:
    bench.do({"do": "goto", "text": "2020-01-01T00:00:00Z"})
    assert bench.past is None and "did not exist" in bench.note


def test_long_work_stops_at_the_limits_and_says_where(bench: Bench) -> None:
    bench.cluster.limits.steps = 40
    bench.do({"do": "apply", "text": read("wordpress").replace("replicas: 2", "replicas: 90")})
    bench.do({"do": "settle"})
    assert "cluster.limits.steps" in bench.note and bench.outcome == "stopped"
    assert set(pods(bench).values()) != {"Running"}
    bench.cluster.limits.steps = 1_000_000
    bench.do({"do": "settle"})
    assert list(pods(bench).values()) == ["Running"] * 90, "and it goes on from there"


@pytest.mark.parametrize("message", [{}, {"do": "explode"}, {"do": "select"}, {"do": "kill"}, {"do": "fail"}, {"do": "look", "time": "x"},
                                     {"do": "apply"}, {"do": "show", "view": "nonsense", "extra": 1}])  # fmt: skip
def test_no_message_of_the_page_raises(bench: Bench, message: dict[str, object]) -> None:
    bench.do(message)
    View(bench).state()


def test_what_the_page_gets_is_plain_data(bench: Bench) -> None:
    import json

    bench.do({"do": "apply", "text": read("all")})
    bench.do({"do": "settle"})
    name = pick(bench, "mariadb")
    view = View(bench)
    state, picture = json.loads(json.dumps(view.state())), view.picture()
    details = state["details"]
    assert details["yaml"].startswith("apiVersion: v1\nkind: Pod\n") and details["containers"] == ["mariadb"]
    assert [event["reason"] for event in details["events"]][-1] == "Scheduled", "newest first"
    assert f'data-object="Pod/default/{name}"' in picture["html"] and name in picture["text"]
    assert "Running 1/1" in details["why"]


def test_an_object_that_is_gone_is_said_to_be(bench: Bench) -> None:
    bench.do({"do": "select", "object": "Pod/default/nobody"})
    assert View(bench).state()["details"]["gone"]


def test_a_learners_text_is_never_html(bench: Bench) -> None:
    bench.do(
        {"do": "apply", "text": 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "<img src=x onerror=alert(1)>"'}
    )
    assert bench.mistake is not None
    bench.do({"do": "select", "object": "Pod/default/<img src=x onerror=alert(1)>"})
    assert "<img" not in View(bench).state()["details"]["why"]


def test_a_million_replicas_do_not_freeze_the_page(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kubecourse.widgets.bench.PATIENCE", 200)
    before = bench.cluster.limits.steps
    bench.do({"do": "apply", "text": read("wordpress").replace("replicas: 2", "replicas: 1000000")})
    assert "paused after 200 steps" in bench.note and bench.cluster.limits.steps == before
    assert bench.cluster.get("Deployment", "wordpress")["spec"]["replicas"] == 1_000_000
    bench.do({"do": "select", "object": "Node//worker-1"})
    assert View(bench).state()["details"]["yaml"]
