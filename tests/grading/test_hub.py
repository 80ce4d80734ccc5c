"""A hub as it is documented: two students fetch and hand in through their own servers, and the teacher collects."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
HUB = ROOT / "grading" / "hub"
TOKEN = "a-token-of-this-test-only"
KNOWN = {
    "hub",
    "proxy",
    "singleuser",
    "scheduling",
    "prePuller",
    "ingress",
    "cull",
    "imagePullSecret",
    "custom",
    "global",
}
SINGLE = {
    "image",
    "defaultUrl",
    "cpu",
    "memory",
    "extraEnv",
    "storage",
    "cmd",
    "startTimeout",
    "uid",
    "fsGid",
    "profileList",
}


def test_the_values_for_kubernetes_are_keys_of_the_chart() -> None:
    values = yaml.safe_load((HUB / "z2jh-values.yaml").read_text(encoding="utf-8"))
    assert set(values) <= KNOWN and set(values["singleuser"]) <= SINGLE
    volumes = {one["name"] for one in values["singleuser"]["storage"]["extraVolumes"]}
    mounts = values["singleuser"]["storage"]["extraVolumeMounts"]
    assert {one["name"] for one in mounts} == volumes
    assert values["singleuser"]["extraEnv"]["KUBECOURSE_EXCHANGE"] in {one["mountPath"] for one in mounts}


class Hub:
    """The hub's address, and what one asks of it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, method: str, path: str, body: bytes | None = None) -> Any:
        request = urllib.request.Request(self.address + path, body, method=method)
        request.add_header("Authorization", f"token {TOKEN}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def until(self, path: str, what: Any, seconds: float = 60) -> Any:
        end, found = time.monotonic() + seconds, None
        while time.monotonic() < end:
            try:
                if what(found := self.ask("GET", path)):
                    return found
            except (OSError, urllib.error.HTTPError) as error:
                found = error
            time.sleep(0.3)
        raise AssertionError(f"{path}: {found}")


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    pytest.importorskip("jupyterhub", reason="pip install 'kubecourse[hub]'")
    if shutil.which("configurable-http-proxy") is None:
        message = "the proxy of the hub is missing: npm install -g configurable-http-proxy"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    port, inner, api = free_ports(3)
    config = tmp_path / "hub_config.py"
    config.write_text(
        f"load_subconfig({str(HUB / 'jupyterhub_config.py')!r})\n"
        f"c = get_config()\nc.JupyterHub.hub_port = {inner}\n"
        f"c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:{api}'\n"
        f"c.JupyterHub.services = [{{'name': 'test', 'api_token': {TOKEN!r}}}]\n"
        "c.JupyterHub.load_roles = [{'name': 'test', 'services': ['test'],"
        " 'scopes': ['admin:users', 'admin:servers', 'access:servers']}]\n"
        "c.Spawner.args = ['--allow-root', '--ServerApp.disable_check_xsrf=True']\nc.Spawner.http_timeout = 90\n"
    )
    (tmp_path / "exchange").mkdir()
    (tmp_path / "exchange").chmod(0o777)
    environment = os.environ | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "PYTHONPATH": str(ROOT), "KUBECOURSE_HUB_TRY": str(tmp_path / "homes"), "KUBECOURSE_TEACHERS": "teacher",
        "KUBECOURSE_COURSE_DIR": str(tmp_path / "course"), "KUBECOURSE_EXCHANGE": str(tmp_path / "exchange"),
        "KUBECOURSE_HUB_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    with (tmp_path / "hub.log").open("w") as log:
        running = subprocess.Popen([sys.executable, "-m", "jupyterhub", "-f", str(config)], cwd=tmp_path,
                                   env=environment, stdout=log, stderr=log, start_new_session=True)  # fmt: skip
    hub = Hub(f"http://127.0.0.1:{port}")
    try:
        hub.until("/hub/api/", lambda found: "version" in found)
        yield hub
    finally:
        running.terminate()
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)


def nbgrader(course: Path, exchange: Path, *words: str) -> None:
    command = [
        sys.executable,
        "-m",
        "nbgrader",
        *words,
        f"--Exchange.root={exchange}",
        "--ExchangeCollect.check_owner=False",
    ]
    done = subprocess.run(
        command, cwd=course, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_two_students_fetch_and_hand_in_and_the_teacher_collects(hub: Hub, tmp_path: Path) -> None:
    from kubecourse.cli import main

    course, exchange, name = tmp_path / "course", tmp_path / "exchange", "project_en"
    assert main(["grade", "init", str(course)]) == 0
    nbgrader(course, exchange, "generate_assignment", name)
    nbgrader(course, exchange, "release_assignment", name)
    for person in ("ada", "ben", "teacher"):
        hub.ask("POST", f"/hub/api/users/{person}")
        hub.ask("POST", f"/hub/api/users/{person}/server")
    for student in ("ada", "ben"):
        hub.until(f"/hub/api/users/{student}", lambda user: user["servers"].get("", {}).get("ready"), 90)
        words = f"course_id=kubecourse&assignment_id={name}".encode()
        for step in ("fetch", "submit"):
            done = hub.ask("POST", f"/user/{student}/assignments/{step}", words)
            assert done["success"], done
    hub.until("/hub/api/users/teacher", lambda user: user["servers"].get("", {}).get("ready"), 90)
    done = hub.ask("POST", f"/user/teacher/formgrader/api/assignment/{name}/collect", b"")
    assert done["success"], done
    for student in ("ada", "ben"):
        assert [*(course / "submitted" / student / name).glob("*.ipynb")]
        assert [*(tmp_path / "homes" / student / name).glob("*.ipynb")]
