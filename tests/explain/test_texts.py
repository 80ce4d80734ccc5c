"""Sentences, languages, states and the timeline."""

from __future__ import annotations

import string
from typing import Any

import pytest

from kubecourse.explain import timeline
from kubecourse.explain.language import language
from kubecourse.explain.pod_state import pod_state
from kubecourse.explain.texts import TEXTS
from tests.diagrams import fake


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_sentences_with_the_same_blanks() -> None:
    assert set(TEXTS["es"]) == set(TEXTS["en"])
    for key, text in TEXTS["en"].items():
        assert blanks(text) == blanks(TEXTS["es"][key]), key


@pytest.mark.parametrize(("asked", "ours", "system", "spoken"), [
    ("es", "en", "en", "es"), (None, "es_ES.UTF-8", "en_GB", "es"), (None, None, "es_MX.UTF-8", "es"),
    (None, None, "fr_FR", "en"), ("fr", "es", None, "es"), (None, None, None, "en"),
])  # fmt: skip
def test_the_language_is_the_caller_s_then_the_course_s_then_the_system_s(
    asked: str | None, ours: str | None, system: str | None, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("KUBECOURSE_LANG", ours), ("LANG", system)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert language(asked) == spoken


def _init(state: dict[str, Any]) -> dict[str, Any]:
    pod = fake.pod("p", node="n", waiting="PodInitializing", phase="Pending")
    pod["spec"]["initContainers"] = [{"name": "i"}, {"name": "j"}]
    pod["status"]["initContainerStatuses"] = [{"name": "i", "state": {"terminated": {"exitCode": 0}}},
                                              {"name": "j", "state": state}]  # fmt: skip
    return pod


@pytest.mark.parametrize(("pod", "status", "state"), [
    (fake.pod("p"), "Pending", "pending"),
    (fake.pod("p", node="n", waiting="ContainerCreating", phase="Pending"), "ContainerCreating", "creating"),
    (fake.pod("p", node="n"), "Running", "ready"),
    (fake.pod("p", node="n", ready=False), "Running", "not-ready"),
    (fake.pod("p", node="n", waiting="CrashLoopBackOff"), "CrashLoopBackOff", "crash"),
    (fake.pod("p", node="n", deleting=True), "Terminating", "terminating"),
    (_init({"running": {}}), "Init:1/2", "creating"),
    (_init({"terminated": {"exitCode": 1, "reason": "Error"}}), "Init:Error", "crash"),
    (_init({"terminated": {"exitCode": 3}}), "Init:ExitCode:3", "crash"),
    (_init({"waiting": {"reason": "ImagePullBackOff"}}), "Init:ImagePullBackOff", "crash"),
])  # fmt: skip
def test_a_pod_s_status_is_the_one_kubectl_prints(pod: dict[str, Any], status: str, state: str) -> None:
    seen = pod_state(pod)
    assert (seen.status, seen.state) == (status, state)


def test_a_finished_pod_says_how_it_ended() -> None:
    pod = fake.pod("p", node="n", phase="Succeeded")
    pod["status"]["containerStatuses"][0]["state"] = {"terminated": {"exitCode": 0, "reason": "Completed"}}
    assert pod_state(pod)[:2] == ("Completed", "succeeded")


def test_a_running_sidecar_counts_as_one_of_the_containers() -> None:
    pod = fake.pod("p", node="n")
    pod["spec"]["initContainers"] = [{"name": "log", "restartPolicy": "Always"}]
    pod["status"]["initContainerStatuses"] = [{"name": "log", "ready": True, "started": True, "state": {"running": {}}}]
    seen = pod_state(pod)
    assert (seen.ready, seen.total, seen.status) == (2, 2, "Running")


def test_the_timeline_tells_events_in_the_order_of_time() -> None:
    def event(name: str, time: str, count: int = 1) -> dict[str, Any]:
        about = {"kind": "Pod", "name": "p", "namespace": "default"}
        return {"kind": "Event", "metadata": fake.meta(name, "default"), "reason": name, "message": "m",
                "count": count, "involvedObject": about, "lastTimestamp": time}  # fmt: skip

    world = fake.cluster(event("A", "2026-01-05T09:00:05Z", 3), event("B", "2026-01-05T09:00:01Z"))
    assert timeline(world, "default", "es") == [
        "2026-01-05 09:00:01 Pod default/p: B. m",
        "2026-01-05 09:00:05 Pod default/p: A. m (3 veces)",
    ]
