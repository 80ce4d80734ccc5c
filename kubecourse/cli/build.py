"""`kubecourse build`: notebooks/ and grading/source/ from course/, the same bytes on every run; `--lite DIR`: a web site of them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .words import say

__all__ = ["options", "run"]


def options(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kubecourse build`."""
    parser.add_argument("root", nargs="?", default=".", help=say("build-root"))
    parser.add_argument("--lite", metavar="DIR", help=say("build-lite"))
    parser.add_argument("--whole", action="store_true", help=say("build-whole"))


def run(arguments: argparse.Namespace) -> int:
    """Write what has changed."""
    from ..authoring import build

    written = build(Path(arguments.root))
    for name in written:
        print(say("build-wrote", name=name))
    print(say("build-sum", count=len(written)))
    return _site(arguments) if arguments.lite else 0


def _site(arguments: argparse.Namespace) -> int:
    """The web site, beside the notebooks."""
    from ..authoring.lite import LiteError, build_site

    try:
        names = build_site(Path(arguments.root), Path(arguments.lite), whole=arguments.whole)
    except LiteError as error:
        print(error, file=sys.stderr)
        return 1
    print(say("build-site", folder=arguments.lite, count=len(names)))
    return 0
