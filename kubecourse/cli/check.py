"""`kubecourse check --all`: prove that exercises grade as they promise, in both languages."""

from __future__ import annotations

import argparse
import sys

from .words import say

__all__ = ["options", "run"]


def options(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kubecourse check`."""
    parser.add_argument("ids", nargs="*", metavar="ID", help=say("check-ids"))
    parser.add_argument("--all", action="store_true", help=say("check-all"))
    parser.add_argument("--jobs", type=_count, default=None, metavar="N", help=say("check-jobs"))


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(say("check-count", text=text))
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """0 when every exercise asked for holds."""
    from ..grading import exercises
    from ..grading.proving import prove_all

    known = exercises()
    ids = list(known) if arguments.all else arguments.ids
    if not ids:
        print(say("check-none"), file=sys.stderr)
        return 2
    missing = [name for name in ids if name not in known]
    if missing:
        print(say("check-unknown", id=missing[0], known=", ".join(known)), file=sys.stderr)
        return 2
    good = 0
    for name, problems in prove_all(ids, arguments.jobs):
        print(say("check-bad" if problems else "check-good", id=name), flush=True)
        for problem in problems:
            print(f"            {problem}")
        good += not problems
    print(say("check-sum", good=good, all=len(ids)))
    return 0 if good == len(ids) else 1
