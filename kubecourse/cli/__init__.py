"""The command line: `kubecourse lab | serve | check | build | slides | grade | doctor`.

Each subcommand lives in a module of its own that is imported only when it is called, so that
`kubecourse --help` answers at once. Next: `lab.py`, the one most people meet first.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from .words import say

__all__ = ["main"]

#: subcommand -> module with `options(parser)` and `run(arguments) -> exit code`
_COMMANDS = {
    "lab": "kubecourse.cli.lab",
    "serve": "kubecourse.cli.serve",
    "check": "kubecourse.cli.check",
    "build": "kubecourse.cli.build",
    "slides": "kubecourse.cli.slides",
    "grade": "kubecourse.cli.grade",
    "doctor": "kubecourse.cli.doctor",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns the exit code (0 well, 1 not, 2 wrong usage)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="kubecourse", description=say("about"))
    parser.add_argument("--version", action="store_true", help=say("help-version"))
    commands = parser.add_subparsers(dest="command", metavar="lab | serve | check | build | slides | grade | doctor")
    for name, module in _COMMANDS.items():
        command = commands.add_parser(name, help=say(f"help-{name}"), description=say(f"help-{name}"))
        if words[:1] == [name]:
            import_module(module).options(command)
    found = parser.parse_args(words)
    if found.version:
        from kubecourse import __version__

        print(__version__)
        return 0
    if found.command is None:
        parser.print_help()
        return 2
    return int(import_module(_COMMANDS[found.command]).run(found))
