"""A bar shows how far time has got, when it takes long; it is gone when time has passed, however that ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kubecourse import Cluster
from kubecourse.magics.bar import Bar

CRON = """
apiVersion: batch/v1
kind: CronJob
metadata: {name: c}
spec:
  schedule: "*/10 * * * *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox:1.37, command: [sleep, "5"]}]}}}}
"""


class Screen:
    """A stand-in for IPython's display."""

    def __init__(self) -> None:
        self.pictures: list[str] = []

    def display(self, picture: dict[str, str], **_: Any) -> Screen:
        self.pictures.append(picture["text/plain"])
        return self

    def update(self, picture: dict[str, str], **_: Any) -> None:
        self.pictures.append(picture["text/plain"])


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    found, wall = Screen(), iter(range(10**9))
    monkeypatch.setattr("IPython.display.display", found.display)
    monkeypatch.setattr(Cluster, "watcher", staticmethod(Bar(lambda: float(next(wall)))))
    yield found


def test_a_long_wait_has_a_bar_that_goes_from_left_to_right_and_is_taken_away(screen: Screen) -> None:
    c = Cluster(nodes=1)
    c.apply(CRON)
    assert c.advance("1d").met
    *bars, last = screen.pictures
    assert len(bars) > 3 and last == ""
    parts = [int(bar.split()[-2]) for bar in bars]
    assert parts == sorted(parts) and parts[0] < 30 and parts[-1] > 70


def test_a_short_wait_has_none(screen: Screen) -> None:
    Cluster(nodes=1).advance("1s")
    assert screen.pictures == []


def test_a_bar_is_taken_away_when_a_limit_stops_the_clock(screen: Screen) -> None:
    c = Cluster(nodes=1)
    c.apply(CRON)
    c.limits.steps = 2000
    assert c.advance("1d").stopped == "steps"
    assert screen.pictures[-1] == ""


def test_watching_changes_nothing(screen: Screen) -> None:
    watched = Cluster(nodes=1)
    watched.apply(CRON)
    watched.advance("2h")
    Cluster.watcher = None
    alone = Cluster(nodes=1)
    alone.apply(CRON)
    alone.advance("2h")
    assert [(one.time, one.revision) for one in watched.changes] == [(one.time, one.revision) for one in alone.changes]
