"""A text of several commands: each is found with its line, and what it reads stays with it."""

from __future__ import annotations

from kubecourse import Cluster
from kubecourse.kubectl.script import commands

SCRIPT = """# a remark
kubectl create namespace one

kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Namespace
metadata:
  # two is its name
  name: two
EOF
kubectl create namespace \\
  three
"""


def test_each_command_has_its_line_and_a_heredoc_is_one_of_them() -> None:
    found = commands(SCRIPT)
    assert [number for number, _ in found] == [2, 4, 11]
    assert found[1][1].splitlines()[0].endswith("<<'EOF'") and "  # two is its name" in found[1][1]
    assert found[2][1] == "kubectl create namespace   three"


def test_what_stands_in_a_heredoc_is_applied() -> None:
    cluster = Cluster()
    assert [cluster.kubectl(command).code for _, command in commands(SCRIPT)] == [0, 0, 0]
    assert cluster.get("Namespace", "two")


def test_a_heredoc_that_is_not_closed_loses_nothing() -> None:
    assert commands("kubectl apply -f - <<EOF\na: b") == [(1, "kubectl apply -f - <<EOF\na: b")]
    assert commands("get pods \\") == [(1, "get pods")] and commands("# <<EOF\nget pods") == [(2, "get pods")]
