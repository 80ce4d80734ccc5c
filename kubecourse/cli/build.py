"""`kubecourse build`: notebooks/ and grading/source/ from course/, the same bytes on every run."""

from __future__ import annotations

import argparse
from pathlib import Path

from .words import say

__all__ = ["options", "run"]


def options(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kubecourse build`."""
    parser.add_argument("root", nargs="?", default=".", help=say("build-root"))


def run(arguments: argparse.Namespace) -> int:
    """Write what has changed."""
    from ..authoring import build

    written = build(Path(arguments.root))
    for name in written:
        print(say("build-wrote", name=name))
    print(say("build-sum", count=len(written)))
    return 0
