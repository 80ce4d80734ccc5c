"""`kubecourse serve`: a cluster that answers kubectl, without a notebook.

It prints where the kubeconfig is and stays until Ctrl-C. With `--data FILE` the cluster begins as it was saved there and is
saved there when it ends. Next: `../http/server.py`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

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
    from kubecourse import Cluster

    from ..http import Server
    from ..http.access import write_private

    data = arguments.data
    try:
        if data and Path(data).exists():
            cluster = Cluster.open(data)
        else:
            cluster = Cluster(arguments.platform, arguments.nodes, arguments.seed)
        served = Server(cluster, arguments.port, arguments.clock)
    except (OSError, ValueError) as error:
        print(f"kubecourse serve: {error}")
        return 2
    with served:
        where = served.kubeconfig
        if arguments.kubeconfig:
            where = arguments.kubeconfig
            write_private(Path(where), Path(served.kubeconfig).read_text(encoding="utf-8"))
        print(say("serve-at", url=served.url, kubeconfig=where), flush=True)
        try:
            served.wait()
        except KeyboardInterrupt:
            print()
    if data:
        cluster.save(data)
        print(say("serve-saved", file=data))
    return 0
