"""Real kubectl, 1.36 and 1.37, prints against a served cluster what our own kubectl prints in the same cluster.

Before each line the cluster is copied; the real one runs against the server, ours in the copy, and text, errors and exit
code are compared. What lasts (`get -w`, `logs -f`, `port-forward`) is tested below.
"""

from __future__ import annotations

import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from kubecourse import Cluster
from kubecourse.authoring import proto_table
from kubecourse.authoring.struct_table import Binary
from kubecourse.http import proto

from .commands import COMMANDS, COURSE, FILES, SCENARIOS
from .conftest import signing_request
from .test_kubectl import program

VERSIONS = ("1.36", "1.37")


def kubectl_of(version: str) -> str:
    """The program: that of the environment, or the other version, which `.ci/run` fetches."""
    if version == "1.37":
        return program()
    found = os.environ.get("KUBECTL_1_36", "")
    if not os.access(found, os.X_OK):
        if os.environ.get("CI") == "true":
            pytest.fail("kubectl 1.36 is missing: KUBECTL_1_36 is the program that .ci/run fetches")
        pytest.skip("KUBECTL_1_36 is not set")
    return found


def words_of(line: str) -> list[str]:
    """The words of a line: nothing in it is quoted, so that spaces only part words."""
    return line.split(" ")


class Both:
    """A served cluster with the real kubectl, and ours beside it."""

    def __init__(self, cluster: Cluster, where: str, kubeconfig: str, home: Path) -> None:
        self.cluster, self.home, self.kubeconfig = cluster, home, kubeconfig
        self.start = [where, "--kubeconfig", kubeconfig, "--cache-dir", str(home / "cache")]
        for name, text in FILES.items():
            (home / name).write_text(text.replace("{csr}", signing_request()), "utf-8")
        for path in COURSE.glob("*/*.yaml"):
            (home / path.parent.name).mkdir(exist_ok=True)
            text = path.read_text("utf-8").replace("{host}", "wp.example").replace("{hour}", "3")
            (home / path.parent.name / path.name).write_text(text, "utf-8")

    def real(self, line: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        given = {
            **os.environ,
            "KUBE_EDITOR": "sed -i s/minReadySeconds:.*/minReadySeconds:\\ 2/",
            "HOME": str(self.home),
        }
        return subprocess.run([*self.start, *words_of(line)], capture_output=True, text=True, timeout=60, cwd=self.home,
                              env=given, input=stdin)  # fmt: skip

    @contextmanager
    def lasting(self, line: str) -> Iterator[Iterator[str]]:
        """The lines of a command that does not end by itself."""
        words = [*self.start, *words_of(line)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            assert process.stdout is not None
            late = Timer(30, process.kill)
            late.start()
            try:
                yield (shown.rstrip("\n") for shown in process.stdout)
            finally:
                late.cancel()
                process.kill()

    def differences(self, line: str) -> str:
        """What ours prints, real first, where it is not the same."""
        with self.cluster.turns:
            twin = self.cluster.fork()
        real = self.real(line)
        ours = twin.kubectl(words_of(line), read_file=lambda path: (self.home / path).read_text("utf-8"))
        shown = [(plain(line, real.stdout), plain(line, real.stderr), real.returncode),
                 (plain(line, str(ours)), plain(line, ours.stderr), ours.code)]  # fmt: skip
        return "" if shown[0] == shown[1] else "\n-- ours:\n".join(f"{out}\n{err}[{code}]" for out, err, code in shown)


def plain(line: str, text: str) -> str:
    """The text without what depends on the machine: names of temporary files, and kubectl's own clock for ages."""
    text = re.sub(r"\S+/(LIVE|MERGED)(-\d+)?/", r"\1/", text.rstrip("\n"))
    text = re.sub(r"^(---|\+\+\+)( \S+)\t.*", r"\1\2", text, flags=re.M)
    if line.startswith(("describe", "events", "diff")):
        text = re.sub(r"[-\d]+ [:.\d]+ [-+]\d{4}$", "TIME", text, flags=re.M)
        text = re.sub(r"\b\d+[smhd](\d+[smh])?(?= |$)( +\(x\d+ over \w+\))?", "AGE", text, flags=re.M)
        text = re.sub(r"-{3,}|[ \t]{2,}", "  ", text)
    if line.startswith("drain"):  # pods are evicted side by side
        text = "\n".join(sorted(text.splitlines()))
    return text


@pytest.fixture
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Both]:
    where, cluster = kubectl_of(request.param), Cluster()
    with cluster.serve() as served:
        yield Both(cluster, where, served.kubeconfig, tmp_path)


@pytest.mark.parametrize("both", VERSIONS, indirect=True)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_real_kubectl_prints_what_ours_prints(both: Both, scenario: str) -> None:
    wrong = {}
    for command in SCENARIOS[scenario]:
        if command.compared:
            if said := both.differences(command.line):
                wrong[command.name] = said
        else:
            done = both.real(command.line)
            if done.returncode:
                wrong[command.name] = done.stdout + done.stderr
    assert not wrong, "\n\n".join(f"== kubectl {name}\n{said}" for name, said in wrong.items())


def test_there_are_as_many_commands_as_were_promised() -> None:
    assert len(COMMANDS) >= 60 and len({command.name for command in COMMANDS}) == len(COMMANDS)
    files = {path.relative_to(COURSE).as_posix() for path in COURSE.glob("*/*.yaml")}
    applied = " ".join(command.line for command in COMMANDS if command.line.startswith("apply"))
    assert [
        one for one in sorted(files) if one not in applied and f"{one.partition('/')[0]}/ " not in f"{applied} "
    ] == []


@pytest.mark.parametrize("both", VERSIONS, indirect=True)
def test_what_lasts_lasts_and_ends(both: Both) -> None:
    ends = "echo uno; sleep 3; echo dos"
    assert (
        both.cluster.kubectl(["run", "once", "--image=busybox:1.37", "--restart=Never", "--", "sh", "-c", ends]).code
        == 0
    )
    assert both.real("wait --for=jsonpath={.status.phase}=Succeeded pod/once").returncode == 0
    assert both.real("logs -f once").stdout == "uno\ndos\n"
    assert both.real("run web --image=nginx:1.27 --port=80").returncode == 0
    assert both.real("wait --for=condition=Ready pod/web").returncode == 0
    with both.lasting("get pods -w -o name") as lines:
        assert sorted((next(lines), next(lines))) == ["pod/once", "pod/web"]
        assert both.real("label pod web seen=yes").returncode == 0
        assert next(lines) == "pod/web"
    with both.lasting("port-forward pod/web :80") as lines:
        port = re.fullmatch(r"Forwarding from 127\.0\.0\.1:(\d+) -> 80", next(lines))
        assert port is not None
        with urllib.request.urlopen(f"http://127.0.0.1:{port[1]}/", timeout=10) as page:
            assert b"Welcome to nginx" in page.read()
    said = both.real("exec -i web -- cat", stdin="una línea\n")
    assert (said.stdout, said.returncode) == ("una línea\n", 0)


def test_the_numbers_of_fields_are_those_of_kubectl_1_36() -> None:
    found = proto_table.table(Binary(Path(kubectl_of("1.36")).read_bytes()))
    assert found == Path(proto.__file__).with_name("proto_table.json").read_text("utf-8")
