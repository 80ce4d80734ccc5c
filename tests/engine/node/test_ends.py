"""head, tail and `tail -f`: a sidecar reads what its neighbour writes, from the line it wants, and until it is told to end."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kubecourse import Cluster

PODS = """
apiVersion: v1
kind: Pod
metadata:
  name: pair
spec:
  restartPolicy: Never
  volumes:
  - name: logs
    emptyDir: {{}}
  containers:
  - name: writer
    image: busybox:1.36
    command: [sh, -c, "sleep 10; for n in 1 2 3; do echo line $n >> /logs/app.log; sleep {pause}; done; sleep 100"]
    volumeMounts:
    - name: logs
      mountPath: /logs
  - name: reader
    image: busybox:1.36
    command: [sh, -c, "{reads}"]
    volumeMounts:
    - name: logs
      mountPath: /logs
"""


def read_by(reads: str, pause: int = 20, after: str = "2m") -> str:
    cluster = Cluster()
    cluster.apply(PODS.format(reads=reads, pause=pause))
    cluster.advance(after)
    return str(cluster.logs("pair", container="reader"))


def test_tail_follows_a_file_that_appears_later_and_grows() -> None:
    assert read_by("tail -n +1 -F /logs/app.log").splitlines() == [
        "tail: /logs/app.log: No such file or directory",
        "tail: /logs/app.log has appeared; following end of new file",
        "line 1", "line 2", "line 3",
    ]  # fmt: skip


def test_what_comes_after_a_long_silence_is_read_within_half_a_minute() -> None:
    assert "line 2" not in read_by("touch /logs/app.log; tail -f /logs/app.log", 1200, "20m")
    assert "line 2" in read_by("touch /logs/app.log; tail -f /logs/app.log", 1200, "21m")


def test_a_follower_may_be_the_whole_process_or_have_a_time_limit() -> None:
    assert "line 3" in read_by("exec tail -n +1 -F /logs/app.log")
    assert read_by("timeout 5 tail -f /etc/hostname; echo $?").split() == ["pair", "143"]


def test_tail_gives_up_on_a_file_that_is_not_there_unless_it_is_told_to_wait() -> None:
    assert read_by("tail -f /logs/app.log || echo over").splitlines()[-2:] == ["tail: no files", "over"]


@pytest.mark.parametrize(
    ("command", "shown"),
    [("head -n 2", "1 2"), ("head -1", "1"), ("tail -2", "4 5"), ("tail -n 1", "5"), ("tail -n +4", "4 5"), ("tail -n+5", "5"), ("tail -c 2", "5")],
)  # fmt: skip
def test_the_beginning_and_the_end_of_a_text(command: str, shown: str) -> None:
    assert read_by(f"seq 5 > /tmp/f; {command} /tmp/f").split() == shown.split()


def test_what_a_pipe_inside_a_substitution_prints_is_caught() -> None:
    assert read_by("n=$(seq 7 | wc -l); echo got $n").split() == ["got", "7"]


def test_a_follower_costs_little_in_a_quiet_week() -> None:
    cluster: Any = Cluster()
    cluster.apply(PODS.format(reads="tail -n +1 -F /logs/app.log", pause=20))
    cluster.advance("10m")
    began = time.process_time()
    cluster.advance("5d")
    with_follower = time.process_time() - began
    assert with_follower < 6
