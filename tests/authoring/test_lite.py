"""The course as a web site: what goes into it, so that a browser alone can run it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kubecourse import Cluster
from kubecourse.authoring import lite
from kubecourse.cli import main
from kubecourse.diagrams import render
from kubecourse.diagrams.browser import ready

ROOT = Path(__file__).resolve().parents[2]

# no package but this wheel, PyYAML in pure Python and the standard library: what a browser has before it asks for more
ALONE = """
import sys
sys.path[:0] = [sys.argv[1]]
for name in ("yaml._yaml", "yaml.cyaml", "graphviz", "tornado", "cryptography", "nbgrader"):
    sys.modules[name] = None
from kubecourse import Cluster
from kubecourse.grading import exercises
assert sys.argv[1] in sys.modules["kubecourse"].__file__
cluster = Cluster()
cluster.settle()
print(len(exercises()), len(cluster.list("Pod")), cluster.diagram("topology").text.count("Node "))
"""


def test_the_wheel_for_browsers_has_the_course_and_asks_only_for_pure_packages(tmp_path: Path) -> None:
    made = lite.wheel(tmp_path)
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith("/METADATA"))).decode()
    assert "kubecourse/_course/course/exercises/volumes.py" in names
    assert not [name for name in names if "__pycache__" in name]
    for heavy in ("jupyterlab", "nbgrader", "graphviz", "tornado", "cryptography"):
        assert f"Requires-Dist: {heavy}" not in metadata


def test_the_wheel_runs_with_what_a_browser_has(tmp_path: Path) -> None:
    with zipfile.ZipFile(lite.wheel(tmp_path)) as archive:
        archive.extractall(tmp_path / "installed")
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path / "installed")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    count, pods, nodes = map(int, done.stdout.split())
    assert count >= 29 and pods == 20 and nodes == 5


def test_equal_sources_are_equal_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert lite.wheel(tmp_path / "a").read_bytes() == lite.wheel(tmp_path / "b").read_bytes()


def test_a_notebook_for_browsers_first_gets_the_package_and_a_graphviz() -> None:
    content = (ROOT / "notebooks" / "es" / "00-start.ipynb").read_bytes()
    usual, made = json.loads(content), json.loads(lite.notebook_for_browsers(content, "static/viz.js"))
    assert made["cells"][1:] == usual["cells"]
    first = "".join(made["cells"][0]["source"])
    assert "%pip install -q kubecourse" in first and '"static/viz.js"' in first
    assert made["metadata"]["kernelspec"]["name"] == "python"


def test_a_graphviz_from_elsewhere_draws_and_what_it_cannot_draw_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(render, "_DRAWERS", [])
    render.elsewhere(lambda dot: '<svg width="1pt" height="1pt"></svg>' if dot.startswith("digraph") else None)
    picture = Cluster().diagram("topology")
    assert "<svg" in (picture.svg or "")
    render.elsewhere(lambda dot: None)
    told = Cluster().diagram("topology")
    assert told.svg is None
    assert "worker-1" in told._repr_mimebundle_()["text/plain"]


def test_outside_a_browser_nothing_is_loaded() -> None:
    assert asyncio.run(ready("static/viz/viz.js")) is False


def test_without_jupyterlite_the_command_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["build", str(ROOT), "--lite", str(tmp_path / "site")]) == 1
    assert "pip install 'kubecourse[lite]'" in capsys.readouterr().err


def test_the_site_has_the_notebooks_of_both_languages_and_the_wheel(tmp_path: Path) -> None:
    for module in ("jupyterlite_core", "jupyterlite_pyodide_kernel", "jupyter_server"):
        pytest.importorskip(module, reason="the extra `lite` is not installed")
    lite.build_site(ROOT, tmp_path / "site")
    for lang in ("es", "en"):
        assert (tmp_path / "site" / "files" / lang / "00-start.ipynb").exists()
    assert list((tmp_path / "site").rglob("kubecourse-*.whl"))
