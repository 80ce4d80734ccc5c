"""The CPU that requests cost, and what is measured of it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kubecourse.engine.core.clock import stamp
from kubecourse.engine.load.usage import accepted, capacity, measured, new_row, settled

START = 1_767_603_600_000  # a whole window


def pod(cpu_limit: str | None = None, started: int = START, phase: str = "Running") -> dict[str, Any]:
    resources = {"limits": {"cpu": cpu_limit}} if cpu_limit else {}
    state = {"running": {"startedAt": stamp(started)}}
    return {"metadata": {"uid": "u", "name": "p"},
            "spec": {"containers": [{"name": "c", "image": "nginx:1.27", "resources": resources}]},
            "status": {"phase": phase, "containerStatuses": [{"name": "c", "state": state}]}}  # fmt: skip


def sent(each: int, cost: int, speed: int, seconds: int) -> tuple[dict[str, Any], int]:
    row, good = new_row("u", "c", START), 0
    for second in range(seconds):
        row, taken = accepted(row, START + second * 1000, speed, cost, each)
        good += taken
    return row, good


def test_usage_is_what_requests_cost_and_what_the_process_takes_anyway() -> None:
    row, good = sent(10, 20, 4000, 15)
    assert good == 150
    found = measured(pod(), row, {"c": 1000}, START + 15_000)
    assert found == {"c": {"cpu": 1 + 200, "memory": (1000 + 8 * 1024 * 10) * 1000}}


def test_what_is_measured_is_fifteen_to_thirty_seconds_old() -> None:
    row, _ = sent(10, 20, 4000, 15)
    for late, cpu in ((29_999, 201), (30_000, 1)):
        assert (measured(pod(), row, {}, START + late) or {})["c"]["cpu"] == cpu


def test_nothing_is_known_of_a_container_younger_than_a_window() -> None:
    assert measured(pod(started=START + 1000), None, {}, START + 29_000) is None
    assert measured(pod(started=START + 1000), None, {}, START + 45_000) is not None
    assert measured(pod(phase="Pending"), None, {}, START + 45_000) is None


def test_a_pod_never_uses_more_than_its_limit_and_who_waits_too_long_gives_up() -> None:
    row, good = sent(10, 100, 500, 60)
    found = measured(pod("500m"), row, {}, START + 60_000) or {}
    assert found["c"]["cpu"] == 501
    assert good == 5 * 59 + 5 * 5  # five a second, and as many as wait five seconds at the end


def test_work_that_waits_is_done_later() -> None:
    row, good = sent(20, 100, 500, 1)
    assert good == 20 and settled(row, START + 4000)["waits"] == 0 < settled(row, START + 3999)["waits"]


def test_a_limit_comes_from_the_container_the_pod_or_the_node() -> None:
    plain = pod()
    limited = {**plain, "spec": {**plain["spec"], "resources": {"limits": {"cpu": "2"}}}}
    node = {"status": {"allocatable": {"cpu": "4"}}}
    have = [capacity(p, p["spec"]["containers"][0], node) for p in (pod("250m"), limited, plain)]
    assert have == [250, 2000, 4000]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 300)), min_size=1, max_size=40), st.integers(1, 2000))
def test_no_window_holds_more_work_than_the_pod_can_do(steps: list[tuple[int, int]], speed: int) -> None:
    row, at = new_row("u", "c", START), START
    for wait, count in steps:
        at += wait * 100
        row, taken = accepted(row, at, speed, 50, count)
        assert 0 <= taken <= count
        assert all(work <= speed * 15_000 for work, _ in row["windows"].values()) and len(row["windows"]) <= 3
