"""Each command of our kubectl does what the README's table says: its lines run, print and exit as they should."""

from __future__ import annotations

import re

import pytest

from kubecourse.kubectl.commands import COMMANDS

from .commands import FILES, LESS, PROVED


@pytest.fixture(scope="module")
def with_a_pod(settled):
    cluster = settled.fork()
    cluster.kubectl("run p --image=busybox:1.37 --restart=Never --command -- sh -c 'echo hola; sleep 1d'")
    cluster.kubectl("create cronjob tick --image=busybox:1.37 --schedule='0 0 1 1 *' -- date")
    cluster.kubectl("wait --for=condition=Ready pod/p")
    return cluster


@pytest.mark.parametrize("command", PROVED)
def test_the_lines_of_a_command_print_what_the_table_promises(with_a_pod, command, monkeypatch):
    monkeypatch.setenv("KUBECOURSE_LANG", "en")
    cluster = with_a_pod.fork()
    for line, pattern, code in PROVED[command]:
        result = cluster.kubectl(line, read_file=FILES.__getitem__)
        shown = (str(result) + result.stderr).rstrip("\n")
        assert re.search(pattern, shown), f"kubectl {line}\n{shown}"
        assert result.code == code, f"kubectl {line}\n{shown}"


def test_no_command_is_forgotten():
    assert {command.path for command in COMMANDS.values()} | {"set"} == set(PROVED)
    assert set(LESS) <= set(PROVED)
