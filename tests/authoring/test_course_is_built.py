"""The course of this repository: its notebooks are those of its sources, and each runs from top to bottom."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kubecourse.authoring import planned
from kubecourse.authoring.builder import leftovers

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*/*.ipynb"))

# a process of its own: Jupyter's clients warn about their own future, and here a warning is an error
RUN = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
for cell in notebook.cells:
    for output in cell.get("outputs", ()):
        if output.output_type == "stream" and output.name == "stderr":
            sys.exit(f"{cell.id} wrote on stderr: {output.text}")
    if cell.id.endswith("-check"):
        result = [output for output in cell.outputs if output.output_type == "execute_result"]
        if [output.data["text/plain"] for output in result] != ["0.0"] or "kc-score" not in result[0].data["text/html"]:
            sys.exit(f"{cell.id}: an untouched exercise earns 0 and says why, not {cell.outputs}")
"""


def test_notebooks_are_not_stale() -> None:
    plan = planned(ROOT)
    assert plan, "the course has no lessons"
    stale = [
        name for name, content in plan.items() if not (ROOT / name).exists() or (ROOT / name).read_bytes() != content
    ]
    assert not stale, f"run: kubecourse build ({', '.join(stale)})"
    assert not leftovers(ROOT, plan)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_notebook_runs_from_top_to_bottom(path: Path, tmp_path: Path) -> None:
    environment = os.environ | {
        "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path / "ipython"), "JUPYTER_RUNTIME_DIR": str(tmp_path / "run"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "KUBECOURSE_DIARY": str(tmp_path / "diary.jsonl"),
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-4000:]
