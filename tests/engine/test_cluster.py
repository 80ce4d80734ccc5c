"""The cluster as a whole: what is applied runs, time moves both ways, nothing a reader does changes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubecourse import ApiError, Cluster
from kubecourse.engine.core.trace import fingerprint

WORDPRESS = (Path(__file__).parents[1] / "benchmarks/wordpress.yaml").read_text(encoding="utf-8")
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.27"}]}
"""


def ready(cluster: Cluster, name: str = "web") -> int:
    return int(cluster.get("Deployment", name)["status"].get("readyReplicas", 0))


def life(cluster: Cluster) -> str:
    return fingerprint(cluster._storage.log)


def test_the_standard_cluster_is_the_company_of_the_notes() -> None:
    cluster = Cluster()
    addresses = {n["metadata"]["name"]: n["status"]["addresses"][0]["address"] for n in cluster.list("Node")}
    assert addresses == {
        "master-1": "192.168.0.10", "master-2": "192.168.0.11", "master-3": "192.168.0.12",
        "worker-1": "192.168.0.101", "worker-2": "192.168.0.102",
    }  # fmt: skip
    pods = {p["metadata"]["name"]: p["status"] for p in cluster.list("Pod", "kube-system")}
    assert all(status["phase"] == "Running" for status in pods.values())
    assert pods["etcd-master-1"]["podIP"] == "10.10.10.3"
    assert pods["kube-apiserver-master-1"]["podIP"] == "10.10.10.6"
    assert str(cluster.now) == "2026-01-05T09:00:00Z"


def test_a_deployment_becomes_ready() -> None:
    cluster = Cluster()
    assert [what for _, what in cluster.apply(DEPLOYMENT)] == ["created"]
    assert cluster.settle()
    assert ready(cluster) == 3


def test_applying_again_changes_nothing() -> None:
    cluster = Cluster()
    cluster.apply(DEPLOYMENT)
    assert [what for _, what in cluster.apply(DEPLOYMENT)] == ["unchanged"]
    assert [what for _, what in cluster.apply(DEPLOYMENT.replace("replicas: 3", "replicas: 2"))] == ["configured"]


def test_a_pod_that_is_killed_is_restarted_and_one_that_is_deleted_is_replaced() -> None:
    cluster = Cluster()
    cluster.apply(DEPLOYMENT)
    cluster.settle()
    first = cluster.list("Pod", "default")[0]["metadata"]["name"]
    cluster.kill(first)
    assert cluster.run_until(lambda c: c.get("Pod", first)["status"]["containerStatuses"][0]["restartCount"] == 1, "5m")
    cluster.delete("Pod", first)
    cluster.settle()
    cluster.advance("1m")
    names = [p["metadata"]["name"] for p in cluster.list("Pod", "default")]
    assert len(names) == 3
    assert first not in names


def test_a_dead_node_loses_its_pods_after_about_five_minutes_and_they_rise_elsewhere() -> None:
    cluster = Cluster()
    cluster.apply(DEPLOYMENT)
    cluster.settle()
    cluster.fail_node("worker-1")
    cluster.advance("60s")
    node = cluster.get("Node", "worker-1")
    assert {c["type"]: c["status"] for c in node["status"]["conditions"]}["Ready"] == "Unknown"
    cluster.advance("6m")
    running = [p for p in cluster.list("Pod", "default") if not p["metadata"].get("deletionTimestamp")]
    assert {p["spec"]["nodeName"] for p in running} == {"worker-2"}
    assert ready(cluster) == 3
    cluster.recover_node("worker-1")
    cluster.advance("2m")
    assert len(cluster.list("Pod", "default")) == 3


def test_what_a_reader_does_with_an_object_does_not_reach_the_cluster() -> None:
    cluster = Cluster()
    node = cluster.get("Node", "worker-1")
    with pytest.raises(TypeError):
        node["metadata"]["labels"]["mine"] = "x"
    with pytest.raises(TypeError):
        cluster.list("Node")[0]["spec"] = {}


def test_rewind_and_the_same_again_gives_the_same_bytes() -> None:
    cluster = Cluster()
    start = cluster.now
    cluster.apply(WORDPRESS)
    cluster.settle()
    cluster.advance("3m")
    lived, then = life(cluster), cluster.now
    middle = start + 2500
    cluster.rewind(middle)
    assert cluster.now == middle
    cluster.advance((then - middle) / 1000)
    assert life(cluster) == lived


def test_rewinding_before_everything_leaves_a_cluster_as_new() -> None:
    cluster = Cluster()
    begin, start = life(cluster), cluster.now
    cluster.advance("5s")
    cluster.apply(DEPLOYMENT)
    cluster.settle()
    cluster.rewind(start)
    assert life(cluster) == begin
    assert not cluster.list("Deployment", "default")


def test_a_fork_lives_its_own_life() -> None:
    cluster = Cluster()
    cluster.apply(DEPLOYMENT)
    cluster.settle()
    before = life(cluster)
    twin = cluster.fork()
    twin.delete("Deployment", "web")
    twin.advance("2m")
    assert not twin.list("Pod", "default")
    assert life(cluster) == before
    cluster.advance("2m")
    assert ready(cluster) == 3


def test_at_shows_an_earlier_instant_and_the_cluster_goes_on() -> None:
    cluster = Cluster()
    start = cluster.now
    cluster.advance("1s")
    cluster.apply(DEPLOYMENT)
    cluster.settle()
    assert not cluster.at(start).list("Deployment", "default")
    assert ready(cluster) == 3
    assert cluster.instants() == sorted(set(cluster.instants()))


def test_saved_and_opened_in_another_process_it_goes_on_as_if_nothing_had_happened(tmp_path: Path) -> None:
    cluster = Cluster()
    cluster.apply(WORDPRESS)
    cluster.advance("1500ms")
    path = tmp_path / "cluster.kube"
    cluster.save(str(path))
    cluster.settle()
    cluster.advance("10m")
    code = (
        "import sys; from kubecourse import Cluster; from kubecourse.engine.core.trace import fingerprint\n"
        "c = Cluster.open(sys.argv[1]); c.settle(); c.advance('10m'); print(fingerprint(c._storage.log))"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == life(cluster)


def test_saving_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    cluster = Cluster()
    cluster.save(str(tmp_path / "a"))
    cluster.save(str(tmp_path / "b"))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("content", [b"", b"not gzip", b"\x1f\x8b\x08\x00broken"])
def test_a_file_that_is_no_cluster_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not a cluster saved by kubecourse"):
        Cluster.open(str(path))


def test_one_wrong_document_and_nothing_is_applied() -> None:
    cluster = Cluster()
    before = life(cluster)
    with pytest.raises(ApiError) as caught:
        cluster.apply(
            DEPLOYMENT + "---\napiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {ports: [{port: 99999}]}\n"
        )
    assert caught.value.document == 2
    assert caught.value.line
    assert caught.value.causes[0].field == "spec.ports[0].port"
    assert life(cluster) == before


def test_a_million_replicas_stop_at_a_limit_that_can_be_raised() -> None:
    cluster = Cluster()
    cluster.limits.objects = 3000
    cluster.apply(DEPLOYMENT.replace("replicas: 3", "replicas: 1000000"))
    progress = cluster.settle()
    assert not progress
    assert progress.stopped == "objects"
    assert "cluster.limits.objects" in repr(progress)
    have = len(cluster.list("Pod", "default"))
    cluster.limits.objects = 4000
    cluster.settle()
    assert len(cluster.list("Pod", "default")) > have


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C and alarms as in a terminal: a job that a shell put into the background ignores SIGINT from its birth."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGALRM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_leaves_a_consistent_cluster() -> None:
    cluster = Cluster()
    cluster.apply(DEPLOYMENT.replace("replicas: 3", "replicas: 1500"))
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    signal.setitimer(signal.ITIMER_REAL, 0.15)
    with pytest.raises(KeyboardInterrupt):
        cluster.settle()
        time.sleep(10)  # a quick machine is done before the alarm; a lost alarm must fail, not hang
    cluster.apply(DEPLOYMENT)
    cluster.settle()
    cluster.advance("2m")
    assert ready(cluster) == 3
    assert len(cluster.list("Pod", "default")) == 3


def test_the_same_life_under_every_hash_seed() -> None:
    code = (
        "from kubecourse import Cluster; from kubecourse.engine.core.trace import fingerprint\n"
        f"c = Cluster(); c.apply({WORDPRESS!r}); c.settle(); c.fail_node('worker-1'); c.advance('7m'); "
        "print(fingerprint(c._storage.log))"
    )
    lives = set()
    for seed in range(int(os.environ.get("KUBECOURSE_HASH_SEEDS", "4"))):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
        lives.add(run.stdout)
    assert len(lives) == 1
