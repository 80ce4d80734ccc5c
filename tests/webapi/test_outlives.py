"""A served cluster outlives its process: killed at any instant, all that it acknowledged is there when it is opened again.

KUBECOURSE_KILLS: how many times it is killed (the release run has 200).
"""

from __future__ import annotations

import base64
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubecourse import Cluster

from .conftest import WEB, Client

KILLS = int(os.environ.get("KUBECOURSE_KILLS", "4"))
MAPS, DEPLOYMENTS = "/api/v1/namespaces/default/configmaps", "/apis/apps/v1/namespaces/default/deployments"


class Running:
    """A server in a process of its own; its parts are what `Client` asks of a Server."""

    def __init__(self, data: Path, clock: str) -> None:
        self.kubeconfig = data.with_suffix(".kubeconfig")
        words = ["serve", "--data", str(data), "--kubeconfig", str(self.kubeconfig), "--clock", clock]
        code = f"from kubecourse.cli import main; raise SystemExit(main({words!r}))"
        self.process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None and "https://" in self.process.stdout.readline()
        config = yaml.safe_load(self.kubeconfig.read_text())
        self.port = int(config["clusters"][0]["cluster"]["server"].rpartition(":")[2])
        self.token = config["users"][0]["user"]["token"]
        trust = config["clusters"][0]["cluster"]["certificate-authority-data"]
        self.authority = str(data.with_suffix(".pem"))
        Path(self.authority).write_bytes(base64.b64decode(trust))

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()


class Busy(threading.Thread):
    """One who writes without rest, and notes what was acknowledged: path -> object, None for what is gone."""

    def __init__(self, client: Client, number: int, turn: int) -> None:
        super().__init__(daemon=True)
        self.client, self.dice, self.tag = client, random.Random(number * 1000 + turn), f"{turn}-{number}"
        self.known: dict[str, Any] = {}
        #: the path whose last answer never came
        self.open = ""

    def run(self) -> None:
        count = 0
        with contextlib.suppress(OSError, HTTPException):
            while True:
                count += 1
                self._one(count)

    def _one(self, count: int) -> None:
        alive = [path for path, obj in self.known.items() if obj is not None]
        what = self.dice.choice(("new", "new", "deployment", "patch", "delete")) if alive else "new"
        if what in ("new", "deployment"):
            name, kind = f"{what[0]}{self.tag}-{count}", MAPS if what == "new" else DEPLOYMENTS
            body: Any = (
                {"metadata": {"name": name}, "data": {"n": str(count)}}
                if what == "new"
                else {**WEB, "metadata": {"name": name}}
            )
            self.open = f"{kind}/{name}"
            self._noted(self.client("POST", kind, body))
        elif what == "patch":
            self.open = self.dice.choice(alive)
            body = {"metadata": {"labels": {"n": str(count)}}}
            self._noted(self.client("PATCH", self.open, body, type="application/merge-patch+json"))
        else:
            self.open = self.dice.choice(alive)
            code = self.client("DELETE", self.open)[0]
            assert code == 200
            self.known[self.open] = None
        self.open = ""

    def _noted(self, answer: Any) -> None:
        code, obj, _ = answer
        assert code in (200, 201), obj
        self.known[self.open] = obj


def opened(data: Path, beside: Path) -> Cluster:
    """A copy of the file, opened as it is: the file itself keeps the journal that it has."""
    for end in ("", "-wal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copy(f"{data}{end}", f"{beside}{end}")
    return Cluster.open(str(beside))


def _unowned(obj: Any) -> Any:
    """As the cluster itself hands it out: who owns the fields is looked up only for a client."""
    meta = {key: value for key, value in obj["metadata"].items() if key != "managedFields"}
    return {**obj, "metadata": meta}


def missing(cluster: Cluster, who: Busy) -> list[str]:
    """What was acknowledged to somebody and is not there."""
    found = []
    for path, obj in who.known.items():
        kind = "ConfigMap" if path.startswith(MAPS) else "Deployment"
        now = cluster.api.find(kind, path.rpartition("/")[2], "default")
        if path == who.open:  # asked for and not answered: either is right
            continue
        if obj is None:
            found += [f"{path} is there again"] if now is not None else []
        elif now is None or now["metadata"]["uid"] != obj["metadata"]["uid"]:
            found.append(f"{path} is gone")
        elif (kind == "ConfigMap" and now != _unowned(obj)) or now["metadata"].get("labels") != obj["metadata"].get(
            "labels"
        ):
            found.append(f"{path} is not as it was")
    return found


def test_whatever_instant_it_is_killed_at_all_that_was_acknowledged_is_there(tmp_path: Path) -> None:
    dice, data, writes = random.Random(36), tmp_path / "0.db", 0
    people: list[Busy] = []
    for turn in range(KILLS):
        if not turn % 25:  # one file is killed 25 times in a row, then another one is begun
            data, people = tmp_path / f"{turn}.db", []
        running = Running(data, ("auto", "real", "600x")[turn % 3])
        now = [Busy(Client(running), number, turn) for number in range(3)]  # type: ignore[arg-type]
        for one in now:
            one.start()
        time.sleep(dice.uniform(0.0, 0.6))
        running.kill()
        for one in now:
            one.join(10)
        people = [*people[-6:], *now]  # what was promised before earlier kills holds as well
        writes += sum(len(one.known) for one in now)
        cluster = opened(data, tmp_path / "copy.db")
        print(f"kill {turn}: {writes} objects acknowledged, {data.stat().st_size:,} bytes", flush=True)
        assert [text for one in people for text in missing(cluster, one)] == [], f"kill {turn}"
        assert cluster.keeper is not None
        cluster.keeper.close()
    assert writes > 3 * KILLS


def test_two_processes_cannot_keep_one_file(tmp_path: Path) -> None:
    data = tmp_path / "cluster.db"
    running = Running(data, "auto")
    try:
        with pytest.raises(ValueError, match="in use by another process"):
            Cluster.open(str(data))
    finally:
        running.kill()


def test_what_save_wrote_is_kept_on_from_there(tmp_path: Path) -> None:
    data = tmp_path / "cluster.db"
    cluster = Cluster("minimal", 1)
    cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: before}}")
    cluster.save(str(data))
    running = Running(data, "auto")
    assert Client(running)("POST", MAPS, {"metadata": {"name": "after"}})[0] == 201  # type: ignore[arg-type]
    running.kill()
    names = [one["metadata"]["name"] for one in Cluster.open(str(data)).list("ConfigMap", "default")]
    assert {"before", "after"} <= set(names)
