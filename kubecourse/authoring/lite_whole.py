"""What a site needs to run without Internet, fetched while it is built: Pyodide and Graphviz from npm, pure wheels from PyPI.

Pyodide's own lock says which versions belong together; wheels that it serves itself are taken from PyPI where they are pure
Python, and the lock is rewritten to say so. PyYAML is repacked without its part in C, which the engine can do without.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from .lite import PYODIDE_PLACE, VIZ, VIZ_PLACE, LiteError, write_wheel

__all__ = ["PYODIDE", "gather"]

#: the Pyodide that jupyterlite-pyodide-kernel 0.8 is made for
PYODIDE = "pyodide@314.0.6"
#: what the kernel and we import, as Pyodide's lock calls it; the rest follows from `depends`
_WANTED = ("micropip", "packaging", "ipython", "jedi", "pyyaml", "tzdata", "typing-extensions")
#: what Pyodide does not carry at all
_OTHERS = ("comm", "ipywidgets", "jupyterlab-widgets", "anywidget", "psygnal")


def gather(work: Path) -> None:
    """Fill `work/static` and `work/pypi`. Raises LiteError where npm or PyPI does not give something."""
    runtime = (work / PYODIDE_PLACE).parent
    _npm(PYODIDE, runtime)
    version = re.search(r"viz@([\d.]+)/", VIZ)
    viz = work / "viz"
    _npm(f"@viz-js/viz@{version[1] if version else 'latest'}", viz)
    (work / VIZ_PLACE).parent.mkdir(parents=True)
    shutil.copy(viz / "dist" / "viz.js", work / VIZ_PLACE)
    shutil.rmtree(viz)
    for each in runtime.glob("*.map"):
        each.unlink()
    _lock(runtime)
    for name in _OTHERS:
        _pip(name, work / "pypi")


def _npm(package: str, target: Path) -> None:
    """The files of an npm package, without their folder `package/`."""
    npm = shutil.which("npm")
    if npm is None:
        raise LiteError(f"npm is needed to fetch {package}")
    target.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([npm, "pack", package, "--silent"], cwd=target, capture_output=True, text=True)
    archives = list(target.glob("*.tgz"))
    if done.returncode != 0 or not archives:
        raise LiteError(f"npm does not give {package}: {done.stderr.strip()[-500:]}")
    with tarfile.open(archives[0]) as archive:
        for member in archive.getmembers():
            name = Path(*Path(member.name).parts[1:])
            if member.isfile() and ".." not in name.parts:
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                content = archive.extractfile(member)
                (target / name).write_bytes(content.read() if content else b"")
    archives[0].unlink()


def _lock(runtime: Path) -> None:
    """Keep in the lock what is there: the packages wanted, each from a wheel beside it."""
    path = runtime / "pyodide-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    packages: dict[str, Any] = lock["packages"]
    queue, kept = [name for name in _WANTED if name in packages], {}
    while queue:
        name = queue.pop(0)
        if name in kept:
            continue
        entry = dict(packages[name])
        queue += [re.sub(r"[-_.]+", "-", each).lower() for each in entry["depends"]]
        found = (
            _pure_yaml(runtime, entry["version"]) if name == "pyyaml" else _pip(f"{name}=={entry['version']}", runtime)
        )
        entry |= {"file_name": found.name, "sha256": hashlib.sha256(found.read_bytes()).hexdigest()}
        kept[name] = entry
    lock["packages"] = dict(sorted(kept.items()))
    path.write_text(json.dumps(lock), encoding="utf-8")


def _pip(requirement: str, folder: Path, *where: str) -> Path:
    """One wheel from PyPI, pure unless `where` (pip's options of a platform) says otherwise."""
    before = set(folder.glob("*.whl"))
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    pure = ("--platform", "any", "--implementation", "py", "--abi", "none", "--python-version", "3.13")
    done = subprocess.run([*command, *(where or pure), requirement], capture_output=True, text=True)
    found = sorted(set(folder.glob("*.whl")) - before)
    if done.returncode != 0 or not found:
        raise LiteError(f"PyPI does not give a wheel of {requirement}: {done.stderr.strip()[-500:]}")
    return found[0]


def _pure_yaml(runtime: Path, version: str) -> Path:
    """PyYAML without its part in C, from a wheel that has both."""
    where = ("--platform", "manylinux2014_x86_64", "--implementation", "cp", "--python-version", "3.13")
    both = _pip(f"pyyaml=={version}", runtime, *where)
    about = f"pyyaml-{version}.dist-info"
    contents = {
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: kubecourse\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    }
    with zipfile.ZipFile(both) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"yaml/\w+\.py", name) or "LICENSE" in name or name.endswith("/METADATA"):
                contents[name] = archive.read(name)
    both.unlink()
    return write_wheel(runtime / f"pyyaml-{version}-py3-none-any.whl", contents, about)
