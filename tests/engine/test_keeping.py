"""A cluster that is kept in a file is there again, to the byte; a file that is not whole or not ours is left as it is."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from kubecourse import ApiError, Cluster
from kubecourse.engine import keeping
from kubecourse.engine.core.trace import fingerprint

WEB = """{apiVersion: apps/v1, kind: Deployment, metadata: {name: %s}, spec: {replicas: 2, selector: {matchLabels: {app: w}},
 template: {metadata: {labels: {app: w}}, spec: {containers: [{name: nginx, image: 'nginx:1.27'}]}}}}"""


def copied(cluster: Cluster, path: Path) -> Cluster:
    """What a kill would leave behind, opened."""
    keeper = cluster.keeper
    assert keeper is not None
    if keeper._renewal is not None:
        keeper._renewal.join()
    for end in ("", "-wal"):
        shutil.copy(keeper.path + end, f"{path}{end}")
    return Cluster.open(str(path))


def the_same(one: Any, other: Any) -> bool:
    return bool(one._dump() == other._dump() and fingerprint(one.changes) == fingerprint(other.changes))


def busy(cluster: Cluster) -> None:
    cluster.apply(WEB % "a")
    cluster.settle()
    pod = cluster.list("Pod", "default")[0]["metadata"]["name"]
    cluster.exec(pod, "echo hello > /tmp/greeting")
    with pytest.raises(ApiError):
        cluster.apply(WEB % "b" + "\n---\n{kind: Nothing}")
    cluster.api.acting_as("ana", ["system:masters"]).create(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}
    )
    cluster.fail_node("worker-1")
    cluster.advance("7m")
    cluster.load("http://worker-2/", rate=2, duration="1m")
    cluster.advance("30s")
    cluster.kubectl("scale deploy/a --replicas=3")


def test_what_a_kill_leaves_is_the_same_cluster_and_goes_on_in_the_same_way(tmp_path: Path) -> None:
    cluster = Cluster()
    cluster.keep(str(tmp_path / "data"))
    busy(cluster)
    again = copied(cluster, tmp_path / "copy")
    assert the_same(again, cluster)
    for one in (again, cluster):
        one.settle()
        one.advance("20m")
    assert the_same(again, cluster)
    for one in (again, cluster):
        one.rewind("-15m")
    assert the_same(again, cluster)
    third = copied(again, tmp_path / "third")
    assert the_same(third, again)


def test_a_file_that_grows_is_written_anew_and_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_STEPS", 40)
    monkeypatch.setattr(keeping, "_ENTRIES", 20)
    cluster = Cluster("minimal", 1)
    keeper = cluster.keep(str(tmp_path / "data"))
    for number in range(60):
        cluster.apply(f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: c}}, data: {{n: '{number}'}}}}")
    assert keeper._renewal is not None
    again = copied(cluster, tmp_path / "copy")
    assert the_same(again, cluster)
    with sqlite3.connect(tmp_path / "copy2") as db:
        db.execute("ATTACH ? AS kept", (str(shutil.copy(tmp_path / "copy", tmp_path / "copy3")),))
        assert db.execute("SELECT count(*) FROM kept.journal").fetchone()[0] < 40


def test_of_a_very_long_life_the_end_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_MOST_CHANGES", 40)
    cluster = Cluster("minimal", 1)
    keeper = cluster.keep(str(tmp_path / "data"))
    cluster.apply(WEB % "a")
    cluster.settle()
    cluster.advance("1h")
    keeper.close()
    again = Cluster.open(str(tmp_path / "data"))
    assert len(again.changes) < len(cluster.changes)
    assert again.list("Deployment") == cluster.list("Deployment") and again.now == cluster.now
    begun = again.now
    again.advance("1m")
    again.kubectl("scale deploy/a --replicas=4")
    again.settle()
    assert again.get("Deployment", "a")["status"]["readyReplicas"] == 4
    again.advance("5m")
    again.rewind(int(begun) + 1)
    assert again.get("Deployment", "a")["spec"]["replicas"] == 2


@pytest.mark.parametrize("content", [b"kind: Cluster\n", b"SQLite format 3\x00", b"\x1f\x8b\x08\x00broken"])
def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="foreign is not a cluster"):
        Cluster.open(str(path))
    with pytest.raises(FileExistsError):
        Cluster("minimal", 1).keep(str(path))
    assert path.read_bytes() == content and [one.name for one in tmp_path.iterdir()] == ["foreign"]


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE state (one, number, data)")
    before = path.read_bytes()
    with pytest.raises(ValueError, match="a database of another program"):
        Cluster.open(str(path))
    assert path.read_bytes() == before


def test_a_torn_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    cluster = Cluster("minimal", 1)
    cluster.keep(str(tmp_path / "data")).close()
    whole = (tmp_path / "data").read_bytes()
    for name, content in (
        ("short", whole[: len(whole) // 2]),
        ("head", whole[:700]),
        ("hole", whole[:9000] + b"\x00" * 4000 + whole[13000:]),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ValueError, match="not whole"):
            Cluster.open(str(path))
        assert path.read_bytes() == content, name


def test_what_cannot_be_written_is_said_and_kept_as_soon_as_it_can(tmp_path: Path) -> None:
    cluster = Cluster("minimal", 1)
    keeper = cluster.keep(str(tmp_path / "data"))
    pages = keeper._file._db.execute("PRAGMA page_count").fetchone()[0]
    keeper._file._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OSError, match=r"data cannot be written: .*full"):
        cluster.apply(
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "big"}, "data": {"x": "x" * 50_000}}
        )
    keeper._file._db.execute("PRAGMA max_page_count = 100000")
    cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: small}}")
    names = [one["metadata"]["name"] for one in copied(cluster, tmp_path / "copy").list("ConfigMap", "default")]
    assert {"big", "small"} <= set(names)


def test_opened_twice_in_one_process_the_newer_keeps_it(tmp_path: Path) -> None:
    cluster = Cluster("minimal", 1)
    cluster.keep(str(tmp_path / "data"))
    other = Cluster.open(str(tmp_path / "data"))
    cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: lost}}")
    other.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: kept}}")
    with pytest.raises(ValueError, match="all is in it already"):
        other.save(str(tmp_path / "data"))
    third = Cluster.open(str(tmp_path / "data"))
    assert third.api.find("ConfigMap", "kept", "default") and not third.api.find("ConfigMap", "lost", "default")
