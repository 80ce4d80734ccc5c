"""A JupyterLab of its own for a browser test: own configuration, own port, nothing of the reader's."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHOTS = Path(__file__).resolve().parent / "shots"
CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def jupyter_lab(folder: Path, lang: str = "en") -> Iterator[str]:
    """The address of a running JupyterLab whose files are in `folder`/notebooks."""
    files = folder / "notebooks"
    files.mkdir(parents=True, exist_ok=True)
    port = free_port()
    env = os.environ | {
        "JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"), "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"), "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONPATH": str(ROOT), "KUBECOURSE_LANG": lang,
    }  # fmt: skip
    pages = folder / "config" / "labconfig"
    pages.mkdir(parents=True, exist_ok=True)
    quiet = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (pages / "page_config.json").write_text(json.dumps(quiet))
    # what an installed wheel would put beside JupyterLab's own extensions
    shutil.copytree(ROOT / "share" / "jupyter", folder / "data", dirs_exist_ok=True)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1",
               "--IdentityProvider.token=", "--ServerApp.password=", f"--ServerApp.root_dir={files}",
               "--ServerApp.disable_check_xsrf=True", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    with (folder / "jupyter.log").open("w") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT, cwd=files)
    try:
        _wait(f"http://127.0.0.1:{port}/api/status", server, folder / "jupyter.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait(url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(log.read_text()[-2000:])
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("JupyterLab did not come up: " + log.read_text()[-2000:])


def write_notebook(path: Path, cells: list[str]) -> None:
    """A notebook of code cells."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": []}
    for number, source in enumerate(cells):
        book["cells"].append({"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": source,
                              "outputs": [], "execution_count": None})  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(book, indent=1))


def open_notebook(page: Any, address: str, name: str) -> None:
    """Open a notebook in Lab and wait until its kernel is truly there."""
    page.goto(f"{address}/lab/tree/{name}?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
    # the indicator says idle before the kernel is connected; the status bar does not
    page.wait_for_function(
        "() => /Python 3.*\\| Idle/.test(document.querySelector('#jp-main-statusbar')?.innerText.replace(/\\n/g,' ') || '')",
        timeout=120_000,
    )
