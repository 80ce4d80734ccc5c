"""`kubecourse lab [DIR]`: the notebooks into DIR, never over a learner's work, and JupyterLab on the start page.

What was delivered is remembered by its hash in `DIR/.kubecourse.json`. A file the learner has not touched
follows the course; one that was touched stays, and the new version lands beside it. Next: `doctor.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from ..explain.language import language
from ..places import course_file, is_program
from .words import say

__all__ = ["deliver", "options", "run"]

_LEDGER = ".kubecourse.json"


def options(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kubecourse lab`."""
    parser.add_argument("folder", nargs="?", default="kubecourse", metavar="DIR", help=say("lab-dir"))
    parser.add_argument("--lang", choices=("es", "en"), help=say("lab-lang"))
    parser.add_argument("--no-browser", action="store_true", help=say("lab-no-browser"))
    parser.add_argument("--only-files", action="store_true", help=say("lab-only"))
    parser.add_argument("--port", type=int, help=say("lab-port"))


def run(arguments: argparse.Namespace) -> int:
    """Deliver the notebooks and become JupyterLab."""
    lang = language(arguments.lang)
    source = course_file("notebooks")
    if source is None:
        print(say("lab-nothing", lang), file=sys.stderr)
        return 1
    folder = Path(arguments.folder)
    if is_program(folder):
        other = folder.with_name(f"{folder.name}-lab")
        print(say("lab-elsewhere", lang, folder=folder, other=other))
        folder = other
    if folder.exists() and not folder.is_dir():
        print(say("lab-not-a-folder", lang, folder=folder), file=sys.stderr)
        return 1
    try:
        for line in deliver(source, folder, lang):
            print(line)
    except OSError as error:
        print(say("lab-cannot-write", lang, folder=folder, error=error.strerror), file=sys.stderr)
        return 1
    start = _start_page(folder, lang)
    print(say("lab-ready", lang, folder=folder, start=start))
    return 0 if arguments.only_files else _open(folder, start, lang, arguments)


def deliver(source: Path, folder: Path, lang: str) -> list[str]:
    """Bring `folder` up to the course; returns a sentence for each file that was written."""
    ledger_path = folder / _LEDGER
    ledger = _read_ledger(ledger_path)
    said = []
    for path in sorted(source.rglob("*")):
        if not path.is_file() or ".ipynb_checkpoints" in path.parts:
            continue
        name = path.relative_to(source).as_posix()
        content = path.read_bytes()
        line = _deliver_one(folder / name, name, content, ledger, lang)
        if line:
            said.append(line)
    ledger_path.parent.mkdir(parents=True, exist_ok=True)
    _write(ledger_path, json.dumps(ledger, indent=1, sort_keys=True).encode())
    return said


def _deliver_one(target: Path, name: str, content: bytes, ledger: dict[str, str], lang: str) -> str | None:
    fresh = sha256(content).hexdigest()
    if not target.exists():
        # also when the learner deleted it: running the command again is how to get it back
        _write(target, content)
        ledger[name] = fresh
        return say("lab-new", lang, name=name)
    present = sha256(target.read_bytes()).hexdigest()
    if present == fresh or ledger.get(name) == fresh:
        ledger[name] = fresh
        return None
    if present == ledger.get(name):
        _write(target, content)
        ledger[name] = fresh
        return say("lab-updated", lang, name=name)
    beside = target.with_name(f"{target.stem}.new{target.suffix}")
    _write(beside, content)
    ledger[name] = fresh
    return say("lab-beside", lang, name=name, beside=beside.name)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: an interrupted copy leaves no half notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    os.replace(part, path)


def _read_ledger(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _start_page(folder: Path, lang: str) -> str:
    pages = sorted((folder / lang).glob("*.ipynb"))
    return pages[0].relative_to(folder).as_posix() if pages else lang


def _open(folder: Path, start: str, lang: str, arguments: argparse.Namespace) -> int:
    if find_spec("jupyterlab") is None:
        print(say("lab-no-jupyter", lang), file=sys.stderr)
        return 1
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "lab",
        f"--ServerApp.root_dir={folder.resolve()}",
        f"--LabApp.default_url=/lab/tree/{start}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if arguments.no_browser:
        command.append("--no-browser")
    if arguments.port:
        command.append(f"--port={arguments.port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # a container: Jupyter would refuse to start otherwise
    os.environ["KUBECOURSE_LANG"] = lang
    # no question about news before the first lesson
    ours = str(Path(__file__).parent / "jupyter")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [ours, os.environ.get("JUPYTER_CONFIG_PATH")]))
    os.chdir(folder)
    if os.name == "nt":
        import subprocess

        return subprocess.call(command)
    sys.stdout.flush()
    os.execv(command[0], command)
    return None
