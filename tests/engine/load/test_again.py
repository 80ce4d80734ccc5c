"""Loads and history: the same bytes again after a rewind, in a fork, from a file; nothing where there is no load."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse import Cluster
from kubecourse.engine.load import BadLoad

from .stage import URL, hpa, shop


def busy_day() -> Cluster:
    cluster = shop(2)
    hpa(cluster, {"type": "Utilization", "averageUtilization": 50})
    cluster.load(URL, rate=40, cost="20m", profile="wave", duration="6m")
    cluster.advance("2m")
    cluster.fail_node("worker-1")
    cluster.advance("2m")
    cluster.stop_load("load-1")
    cluster.load("http://192.168.0.102:30080/", rate=3, name="other")
    cluster.advance("2m")
    return cluster


def state(cluster: Cluster) -> object:
    return [(load.name, load.results) for load in cluster.loads.values()], [
        (change.time, change.verb, change.kind, change.key) for change in cluster.changes
    ]


def test_a_rewind_and_the_same_again_gives_the_same() -> None:
    cluster = busy_day()
    once, begun = state(cluster), cluster.loads["load-1"].begun
    cluster.rewind("-5m")
    assert list(cluster.loads) == ["load-1"] and cluster.loads["load-1"].running
    assert 0 < len(cluster.loads["load-1"].results) < 70
    cluster.advance("1m")
    cluster.fail_node("worker-1")
    cluster.advance("2m")
    cluster.stop_load("load-1")
    cluster.load("http://192.168.0.102:30080/", rate=3, name="other")
    cluster.advance("2m")
    assert state(cluster) == once and cluster.loads["load-1"].begun == begun


def test_what_a_rewind_took_back_says_so() -> None:
    cluster = shop(1)
    cluster.advance("10s")
    load = cluster.load(URL)
    cluster.advance("10s")
    cluster.rewind("-15s")
    with pytest.raises(BadLoad, match="no load"):
        _ = load.results


def test_the_past_can_be_looked_at_and_a_fork_goes_its_own_way() -> None:
    cluster = busy_day()
    before = cluster.at("-3m")
    assert before.loads["load-1"].running and not cluster.loads["load-1"].running
    twin = cluster.fork()
    twin.advance("1m")
    assert len(twin.loads["other"].results) == len(cluster.loads["other"].results) + 60


def test_a_saved_cluster_goes_on_where_it_was(tmp_path: Path) -> None:
    cluster = busy_day()
    cluster.save(str(tmp_path / "day"))
    opened = Cluster.open(str(tmp_path / "day"))
    assert state(opened) == state(cluster)
    for one in (cluster, opened):
        one.advance("1m")
    assert state(opened) == state(cluster)
    cluster.rewind("-4m"), opened.rewind("-4m")
    assert state(opened) == state(cluster)


def test_a_load_changes_no_object_and_draws_no_lot_of_others() -> None:
    """The same cluster with and without a load: the same names, uids and times."""
    quiet, loaded = shop(2), shop(2)
    loaded.load(URL, rate=50)
    for one in (quiet, loaded):
        one.advance("1m")
        one.kubectl("scale deployment web --replicas=4")
        one.advance("1m")
    assert [c.new for c in quiet.changes] == [c.new for c in loaded.changes]


def test_without_a_load_there_is_nothing_to_do() -> None:
    cluster = shop(1)
    assert cluster.loads == {} and cluster._handle("load").memory == {}
