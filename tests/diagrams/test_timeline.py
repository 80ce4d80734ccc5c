"""The timeline: a bar is as long as its run, its colour and its mark say how it ended, at one hour and at four weeks."""

from __future__ import annotations

import pytest

from kubecourse import Cluster
from kubecourse.diagrams.render import find_dot
from kubecourse.diagrams.timeline_dot import BINS

CRON = """
apiVersion: batch/v1
kind: CronJob
metadata: {name: %s}
spec:
  schedule: "%s"
  jobTemplate:
    spec:
      backoffLimit: 0
      template: {spec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36", command: [sh, -c, "%s"]}]}}
"""
JOB = """
apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36", command: [sh, -c, "sleep 1800"]}]}}}
"""


@pytest.fixture(scope="module")
def busy() -> Cluster:
    cluster = Cluster()
    cluster.apply(CRON % ("good", "0 * * * *", "sleep 60"))
    cluster.apply(CRON % ("bad", "30 * * * *", "exit 1"))
    cluster.apply(JOB)
    cluster.advance("1h")
    return cluster


def states(cluster: Cluster, ident: str, span: str) -> list[str]:
    picture = cluster.diagram("timeline", span=span)
    return next(strip.bins for strip in picture.strips if strip.id == ident)


def test_a_bar_is_as_long_as_its_run(busy: Cluster) -> None:
    bins = states(busy, "Job/default/migrate", "1h")
    assert bins[0] == "succeeded"
    assert abs(bins.count("succeeded") - BINS // 2) <= 2
    assert bins[-1] == ""


def test_a_run_that_failed_is_seen_among_those_that_did_not(busy: Cluster) -> None:
    assert "failed" in states(busy, "CronJob/default/bad", "1h")
    assert set(states(busy, "CronJob/default/good", "1h")) <= {"", "running", "succeeded"}


def test_what_still_runs_reaches_to_now() -> None:
    cluster = Cluster()
    cluster.apply(JOB)
    cluster.advance("10m")
    assert states(cluster, "Job/default/migrate", "20m")[-1] == "running"


def test_four_weeks_have_one_row_a_cronjob_and_fit_a_notebook(busy: Cluster) -> None:
    later = busy.fork()
    later.advance("4w")
    picture = later.diagram("timeline", span="4w", lang="en")
    assert {strip.id for strip in picture.strips} == {
        "CronJob/default/good",
        "CronJob/default/bad",
        "Job/default/migrate",
    } - ({"Job/default/migrate"} if "migrate" not in picture.text else set())
    assert "runs: 672, failed: 672" in picture.text
    if find_dot():
        width = int(picture.svg.split('width="')[1].split('"')[0])
        assert width <= 1120


@pytest.mark.parametrize(("lang", "words"), [("es", "terminado bien"), ("en", "succeeded")])
def test_the_text_twin_tells_each_run_with_its_times(busy: Cluster, lang: str, words: str) -> None:
    text = busy.diagram("timeline", span="1h", lang=lang).text
    assert "2026-01-05 09:00:00 - 2026-01-05 09:30:" in text
    assert words in text


def test_nothing_has_run_yet() -> None:
    assert "nothing here yet" in Cluster().diagram("timeline", lang="en").text


def test_rewinding_takes_the_bars_back(busy: Cluster) -> None:
    past = busy.fork()
    past.rewind("2026-01-05T09:10:00Z")
    assert states(past, "Job/default/migrate", "10m")[-1] == "running"


@pytest.mark.skipif(find_dot() is None, reason="no Graphviz here")
def test_every_row_can_be_clicked(busy: Cluster) -> None:
    svg = busy.diagram("timeline", span="1h").svg
    for ident in ("CronJob/default/good", "CronJob/default/bad", "Job/default/migrate"):
        assert f'data-object="{ident}"' in svg
