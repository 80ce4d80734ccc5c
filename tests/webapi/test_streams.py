"""Conversations with a pod: port-forward, exec with input, a shell, attach, cp and followed logs, by the real kubectl."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import select
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from kubecourse import Cluster
from kubecourse.http import Server

from .test_kubectl import program

WORLD = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: nginx, image: 'nginx:1.27', ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 8080, targetPort: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: box}
spec: {containers: [{name: main, image: 'busybox:1.36', command: [sh, -c, 'i=0; while true; do echo tick $i; i=$((i+1)); sleep 5; done']}]}
"""
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    cluster = Cluster("minimal", 1)
    cluster.apply(WORLD)
    cluster.settle()
    return cluster


@pytest.fixture(scope="module")
def served(cluster: Cluster) -> Iterator[Server]:
    with cluster.serve() as server:
        yield server


@pytest.fixture
def kubectl(served: Server, tmp_path: Path) -> Iterator[Start]:
    begun: list[subprocess.Popen[bytes]] = []

    def start(line: str, **options: object) -> subprocess.Popen[bytes]:
        words = [program(), "--kubeconfig", served.kubeconfig, "--cache-dir", str(tmp_path), *line.split()]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        begun.append(subprocess.Popen(words, **pipes))  # type: ignore[call-overload]
        return begun[-1]

    yield start
    for one in begun:
        one.kill()
        one.communicate()


def said(process: subprocess.Popen[bytes], given: bytes | None = None) -> tuple[int, str, str]:
    out, err = process.communicate(given, timeout=20)
    return process.returncode, out.decode(), err.decode()


# -- port-forward ----------------------------------------------------------------------------------------


def forwarded(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().decode()
    found = re.search(r"127\.0\.0\.1:([0-9]+)", line)
    assert found, line + (process.stderr.read().decode() if process.stderr else "")
    return f"http://127.0.0.1:{found[1]}"


@pytest.mark.parametrize("tunnel", ["true", "false"])
def test_the_page_of_a_pod_is_seen_through_a_forwarded_port(kubectl: Start, tunnel: str) -> None:
    url = forwarded(
        kubectl("port-forward svc/web :8080", env={**os.environ, "KUBECTL_PORT_FORWARD_WEBSOCKETS": tunnel})
    )
    with urllib.request.urlopen(f"{url}/", timeout=10) as page:
        assert page.status == 200 and "nginx" in page.read().decode() and page.headers["Server"] == "nginx/1.27"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{url}/nothing", timeout=10)
    pages: list[int] = []

    def look() -> None:
        with urllib.request.urlopen(f"{url}/", timeout=10) as page:
            pages.append(len(page.read()))

    many = [threading.Thread(target=look) for _ in range(8)]
    for one in many:
        one.start()
    for one in many:
        one.join(10)
    assert len(pages) == 8 and len(set(pages)) == 1


def test_a_port_that_nobody_listens_on_is_told(kubectl: Start) -> None:
    running = kubectl("port-forward pod/web :81")
    with pytest.raises((urllib.error.URLError, ConnectionError, OSError)):
        urllib.request.urlopen(forwarded(running), timeout=10)
    _, _, err = said(running)
    assert "failed to connect to localhost:81" in err and "connection refused" in err


def test_clients_of_channels_forward_ports_too(served: Server) -> None:
    async def ask() -> tuple[bytes, bytes]:
        url = f"wss://127.0.0.1:{served.port}/api/v1/namespaces/default/pods/web/portforward?ports=80,81"
        headers = {"Authorization": f"Bearer {served.token}", "Origin": served.url}
        asked = HTTPRequest(url, headers=headers, ca_certs=served.authority)
        channels = await websocket_connect(asked, subprotocols=["v4.channel.k8s.io"])
        await channels.write_message(b"\x00GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n", binary=True)
        found = dict.fromkeys(range(4), b"")
        while b"</html>" not in found[0]:
            message = await asyncio.wait_for(channels.read_message(), 10)
            assert isinstance(message, bytes)
            found[message[0]] += message[1:]
        channels.close()
        while await asyncio.wait_for(channels.read_message(), 10) is not None:
            pass
        return found[0], found[3]

    page, refused = asyncio.run(ask())
    assert page.startswith(b"\x50\x00HTTP/1.1 200 OK\r\n") and b"connection refused" in refused


# -- exec ------------------------------------------------------------------------------------------------


def test_a_command_reads_what_is_given_to_it(kubectl: Start) -> None:
    assert said(kubectl("exec -i box -- sort"), b"b\na\n") == (0, "a\nb\n", "")
    assert said(kubectl("exec -i box -- sh"), b"cd /tmp\nx=4\nif true\nthen echo $x $PWD\nfi\nexit 3\n")[:2] == (
        3,
        "4 /tmp\n",
    )
    assert said(kubectl("exec -i box -- hostname")) == (0, "box\n", "")
    code, _, err = said(kubectl("exec box -- nothing-like-it"))
    assert code == 1 and "executable file not found in $PATH" in err


def typed(process: subprocess.Popen[bytes], screen: int, keys: str, until: str) -> str:
    os.write(screen, keys.encode())
    return seen(screen, until)


def seen(screen: int, until: str) -> str:
    """What a terminal shows, up to a text."""
    found, end = "", time.monotonic() + 15
    while until not in found:
        ready, _, _ = select.select([screen], [], [], max(end - time.monotonic(), 0))
        assert ready, f"{until!r} is not in {found!r}"
        found += os.read(screen, 4096).decode()
    return found


def test_a_shell_in_a_terminal(kubectl: Start) -> None:
    screen, keyboard = pty.openpty()
    shell = kubectl("exec -it box -- sh", stdin=keyboard, stdout=keyboard, stderr=keyboard)
    seen(screen, "/ # ")
    assert "hello\r\n" in typed(shell, screen, "echo hellp\x7fo > /tmp/f; cat /tmp/f\r", "hello\r\n/ # ")
    typed(shell, screen, "cd /tmp\r", "/tmp # ")
    assert "f\r\n" in typed(shell, screen, "ls\r", "f\r\n/tmp # ")
    typed(shell, screen, "nonsense\x03", "^C\r\n/tmp # ")
    assert "ls" in typed(shell, screen, "\x1b[A\r", "f\r\n/tmp # ")
    typed(shell, screen, "for i in 1 2\r", "> ")
    assert "1\r\n2\r\n" in typed(shell, screen, "do echo $i; done\r", "2\r\n/tmp # ")
    os.write(screen, b"exit 4\r")
    assert shell.wait(15) == 4
    os.close(screen)
    os.close(keyboard)


def test_files_are_copied_both_ways_whatever_is_in_them(kubectl: Start, tmp_path: Path, cluster: Cluster) -> None:
    folder = tmp_path / "site"
    (folder / "sub").mkdir(parents=True)
    (folder / "index.html").write_text("<h1>árbol</h1>\n")
    (folder / "sub" / "picture").write_bytes(bytes(range(256)) * 300)
    assert said(kubectl(f"cp {folder} box:/tmp/site"))[0] == 0
    assert cluster.exec("box", "cat /tmp/site/index.html").stdout == "<h1>árbol</h1>\n"
    back = tmp_path / "back"
    assert said(kubectl(f"cp box:/tmp/site {back}"))[0] == 0
    assert (back / "sub" / "picture").read_bytes() == (folder / "sub" / "picture").read_bytes()
    assert (back / "index.html").read_text() == "<h1>árbol</h1>\n"
    assert "/nothing: No such file or directory" in "".join(said(kubectl(f"cp box:/nothing {tmp_path / 'x'}"))[1:])


# -- attach and logs -------------------------------------------------------------------------------------


def test_attach_and_logs_follow_what_is_written(kubectl: Start, cluster: Cluster) -> None:
    following, attached = kubectl("logs -f --tail=1 box"), kubectl("attach box")
    assert following.stdout is not None and attached.stdout is not None
    first = following.stdout.readline().decode()
    attached.stdout.readline()
    cluster.advance("20s")
    lines = [first, *(following.stdout.readline().decode() for _ in range(4))]
    begun = int(first.split()[1])
    assert lines == [f"tick {begun + number}\n" for number in range(5)]
    text = ""
    while f"tick {begun + 4}\n" not in text:
        text += attached.stdout.readline().decode()


def test_a_container_that_ends_ends_its_streams(kubectl: Start, cluster: Cluster) -> None:
    cluster.apply("{apiVersion: v1, kind: Pod, metadata: {name: brief}, spec: {restartPolicy: Never, containers: [{name: c, image: "
                  "'busybox:1.36', command: [sh, -c, 'echo begun; sleep 600; echo over; exit 3']}]}}")  # fmt: skip
    assert said(kubectl("logs -f brief"))[:2] == (0, "begun\nover\n")
    with cluster.serve(clock="2000x") as quick:
        cluster.api.delete("Pod", "brief", "default", grace=0)
        cluster.settle()
        words = [program(), "--kubeconfig", quick.kubeconfig]
        subprocess.run(
            [
                *words,
                "run",
                "brief",
                "--image=busybox:1.36",
                "--restart=Never",
                "--",
                "sh",
                "-c",
                "sleep 6000; echo over; exit 3",
            ],
            timeout=20,
        )
        subprocess.run([*words, "wait", "--for=condition=Ready", "pod/brief", "--timeout=9s"], timeout=20)
        attached = subprocess.run([*words, "attach", "brief"], timeout=20, capture_output=True, text=True)
        assert (attached.returncode, attached.stdout) == (3, "over\n")


def test_run_with_a_shell_is_a_session_and_leaves_nothing(kubectl: Start, cluster: Cluster) -> None:
    code, out, _ = said(
        kubectl("run tmp --rm -i --image=busybox:1.36 --restart=Never -- sh"),
        b"hostname\nwget -qO- http://web:8080 | head -1\n",
    )
    assert code == 0 and out.startswith("tmp\n") and "<" in out and 'pod "tmp" deleted' in out
    assert cluster.api.find("Pod", "tmp", "default") is None


def test_who_breaks_off_hurts_nobody(kubectl: Start, served: Server) -> None:
    for line in ("exec -i box -- cat", "attach box", "logs -f box", "port-forward pod/web :80"):
        running = kubectl(line)
        time.sleep(0.15)
        running.kill()
    assert said(kubectl("exec box -- echo well"))[1] == "well\n"
