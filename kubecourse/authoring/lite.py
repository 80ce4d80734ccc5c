"""The course as a web site in which it runs in the reader's own browser: JupyterLite, Python as WebAssembly.

`build_site(root, site)` puts the notebooks of both languages, a wheel of this package and what it needs into a JupyterLite.
Python itself (Pyodide) and Graphviz come from the Internet when a page is opened, as JupyterLite does by default; with
`whole=True` they are in the site, for a classroom without Internet. Not there: sockets (`cluster.serve`), threads, nbgrader.
Next: `lite_whole.py`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

from ..places import course_file

__all__ = ["VIZ", "LiteError", "build_site", "notebook_for_browsers", "wheel"]

#: Graphviz as WebAssembly: in the site with whole=True, else from here
VIZ = "https://cdn.jsdelivr.net/npm/@viz-js/viz@3.31.0/dist/viz.js"
VIZ_PLACE = "static/viz/viz.js"
PYODIDE_PLACE = "static/pyodide/pyodide.js"
_KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
#: what a browser needs of our dependencies; the others are for a Python with sockets and processes
_NEEDS = ("pyyaml>=6.0", "ipywidgets>=8.1", "anywidget>=0.9.13", "tzdata>=2025.1")
_STAMP = (2026, 1, 5, 9, 0, 0)  # a zip keeps times: always the same, so that equal sources are equal bytes


class LiteError(RuntimeError):
    """The site cannot be built: what is missing, or what JupyterLite said."""


def build_site(root: Path, site: Path, whole: bool = False) -> list[str]:
    """Build the site in `site`; returns the notebooks that it has. Raises LiteError."""
    for module in ("jupyterlite_core", "jupyterlite_pyodide_kernel", "jupyter_server"):
        _needed(module)
    notebooks = sorted((root / "notebooks").glob("*/*.ipynb"))
    if not notebooks:
        raise LiteError(f"{root}: there are no notebooks; run kubecourse build first")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for path in notebooks:
            target = work / "files" / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(notebook_for_browsers(path.read_bytes(), VIZ_PLACE if whole else VIZ))
        (work / "pypi").mkdir()
        wheel(work / "pypi")
        settings: dict[str, Any] = {}
        if whole:
            from .lite_whole import gather

            gather(work)
            settings = {"pyodideUrl": f"./{PYODIDE_PLACE}", "disablePyPIFallback": True}
        _write_settings(work, settings)
        _run_lite(work, site)
        if whole:  # JupyterLite takes Pyodide along, and nothing else of that folder
            (site / VIZ_PLACE).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(work / VIZ_PLACE, site / VIZ_PLACE)
    return [f"{path.parent.name}/{path.name}" for path in notebooks]


def notebook_for_browsers(content: bytes, viz: str) -> bytes:
    """A notebook whose first cell gets this package, and Graphviz, into the browser's Python."""
    notebook = json.loads(content)
    lines = [
        "%pip install -q kubecourse\n",
        "from kubecourse.diagrams.browser import ready\n",
        "\n",
        f"await ready({json.dumps(viz)});",
    ]
    cell = {
        "cell_type": "code", "id": "browser", "metadata": {"jupyter": {"source_hidden": True}},
        "source": lines, "execution_count": None, "outputs": [],
    }  # fmt: skip
    notebook["cells"].insert(0, cell)
    notebook["metadata"]["kernelspec"] = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def wheel(folder: Path) -> Path:
    """A wheel of this package with the course's records in it, asking only for what a browser can have."""
    package = Path(__file__).resolve().parents[1]
    version = import_module(package.name).__version__
    course = course_file("course")
    if course is None:
        raise LiteError("the course is not in this installation")
    files = {f"kubecourse/{path.relative_to(package).as_posix()}": path for path in _sources(package)}
    files |= {f"kubecourse/_course/course/{path.relative_to(course).as_posix()}": path for path in _sources(course)}
    about = f"kubecourse-{version}.dist-info"
    metadata = [
        "Metadata-Version: 2.1",
        "Name: kubecourse",
        f"Version: {version}",
        "Requires-Python: >=3.11",
        *(f"Requires-Dist: {need}" for need in _NEEDS),
    ]
    extra = {
        f"{about}/METADATA": "\n".join(metadata) + "\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: kubecourse\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    contents = {name: path.read_bytes() for name, path in files.items()}
    contents |= {name: text.encode() for name, text in extra.items()}
    return write_wheel(folder / f"kubecourse-{version}-py3-none-any.whl", contents, about)


def write_wheel(target: Path, contents: dict[str, bytes], about: str) -> Path:
    """A wheel of these files, with its RECORD; the same bytes for the same files."""
    rows = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            rows.append(f"{name},sha256={digest},{len(content)}")
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
        record = "\n".join([*rows, f"{about}/RECORD,,"]) + "\n"
        archive.writestr(zipfile.ZipInfo(f"{about}/RECORD", _STAMP), record, zipfile.ZIP_DEFLATED)
    return target


def _sources(folder: Path) -> list[Path]:
    """What belongs in a wheel: no bytecode, and not a course inside the package (it is added by itself)."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and "_course" not in path.relative_to(folder).parts
    )


def _needed(module: str) -> None:
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise LiteError(f"{module} is not installed: pip install 'kubecourse[lite]'")


def _write_settings(work: Path, kernel: dict[str, Any]) -> None:
    data = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "kubecourse",
            # these ask a server of their own, which a site does not have
            "disabledExtensions": ["@jupyter/nbgrader", "nbgrader", "@jupyterlab/apputils-extension:announcements"],
            "litePluginSettings": {_KERNEL: kernel} if kernel else {},
        },
    }
    (work / "jupyter-lite.json").write_text(json.dumps(data, indent=1), encoding="utf-8")


def _run_lite(work: Path, site: Path) -> None:
    """`jupyter lite build`, with what it says shown only if it fails."""
    arguments = ["--lite-dir", str(work), "--contents", str(work / "files"), "--output-dir", str(site.resolve())]
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlite_core.app", "build", *arguments, "--no-sourcemaps"],
        cwd=work,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise LiteError((done.stdout + done.stderr)[-3000:])
