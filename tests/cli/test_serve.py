"""`kubecourse serve` says where it is, answers, and keeps its cluster in the file that was asked for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kubecourse import Cluster
from kubecourse.cli import main


def test_it_serves_until_it_is_interrupted_and_saves(tmp_path: Path) -> None:
    data, config = tmp_path / "cluster.gz", tmp_path / "kubeconfig"
    words = ["serve", "--platform", "minimal", "--nodes", "1", "--data", str(data), "--kubeconfig", str(config)]
    code = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from kubecourse.cli import main; raise SystemExit(main({words!r}))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        first = running.stdout.readline()
        assert "https://127.0.0.1:" in first
        server = yaml.safe_load(config.read_text())["clusters"][0]["cluster"]["server"]
        assert server in first and os.stat(config).st_mode & 0o077 == 0
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
    assert [node["metadata"]["name"] for node in Cluster.open(str(data)).list("Node")]


def test_what_cannot_be_served_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--clock", "fast"]) == 2
    assert "clock 'fast'" in capsys.readouterr().out
