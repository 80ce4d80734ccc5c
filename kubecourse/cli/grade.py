"""`kubecourse grade init DIR`: an nbgrader course directory, ready to release from."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from ..places import course_file
from .words import say

__all__ = ["options", "run"]


def options(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kubecourse grade`."""
    parser.add_argument("what", choices=("init",), help=say("grade-what"))
    parser.add_argument("folder", metavar="DIR", help=say("grade-dir"))


def run(arguments: argparse.Namespace) -> int:
    """Copy configuration and assignments into a new folder."""
    source, folder = course_file("grading"), Path(arguments.folder)
    if source is None:
        print(say("lab-nothing"), file=sys.stderr)
        return 1
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        print(say("grade-full", folder=folder), file=sys.stderr)
        return 1
    shutil.copytree(source, folder, dirs_exist_ok=True)
    first = sorted(p.name for p in (folder / "source").iterdir())[0]
    print(say("grade-ready", folder=folder, first=first))
    return 0
