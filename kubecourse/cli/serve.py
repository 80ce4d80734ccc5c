"""`kubecourse serve`: a cluster that answers kubectl, without a notebook.

It prints where the kubeconfig is and stays until Ctrl-C. With `--data FILE` the cluster is kept in that file: begun again, it goes
on where it was when the last answer was given, whatever ended it. Next: `../http/server.py`.
"""

from __future__ import annotations

import argparse
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from .words import say

__all__ = ["options", "run"]


def options(parser: argparse.ArgumentParser) -> None:
    """Flags of the subcommand."""
    parser.add_argument("--port", type=int, default=0, help=say("serve-port"))
    parser.add_argument("--clock", default="auto", help=say("serve-clock"))
    parser.add_argument("--platform", default="bare-metal", help=say("serve-platform"))
    parser.add_argument("--nodes", type=int, default=None, help=say("serve-nodes"))
    parser.add_argument("--seed", type=int, default=7, help=say("serve-seed"))
    parser.add_argument("--data", metavar="FILE", default=None, help=say("serve-data"))
    parser.add_argument("--kubeconfig", metavar="FILE", default=None, help=say("serve-kubeconfig"))


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C; the exit code is 2 for what cannot be served."""
    from ..http import Server
    from ..http.access import write_private

    data = arguments.data
    try:
        cluster = _cluster(arguments)
        served = Server(cluster, arguments.port, arguments.clock)
    except (OSError, ValueError) as error:
        print(f"kubecourse serve: {error}")
        return 2
    with suppress(ValueError):  # only the main thread may say what a signal means
        signal.signal(signal.SIGTERM, _interrupt)
    with served:
        try:
            where = served.kubeconfig
            if arguments.kubeconfig:
                where = arguments.kubeconfig
                write_private(Path(where), Path(served.kubeconfig).read_text(encoding="utf-8"))
            print(say("serve-at", url=served.url, kubeconfig=where), flush=True)
            served.wait()
        except KeyboardInterrupt:
            print()
    if data:
        cluster.keeper.close()
        print(say("serve-saved", file=data))
    return 0


def _cluster(arguments: argparse.Namespace) -> Any:
    """The cluster of the file, or a new one. Raises ValueError, OSError."""
    from kubecourse import Cluster

    data = arguments.data
    there = bool(data) and Path(data).exists() and Path(data).stat().st_size > 0
    cluster = Cluster.open(data) if there else Cluster(arguments.platform, arguments.nodes, arguments.seed)
    if data and cluster.keeper is None:  # new, or in the form of `save`: it is kept from now on
        cluster.keep(data, replace=there)
    return cluster


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
