"""The processes that `ps` shows in a container: process 1, what it waits for, and the command of `exec`.

With shareProcessNamespace those of all containers, below the pause process. Numbers are plausible, not promised: each
program takes one, and each `exec` those of the runtime's helper, too.
"""

from __future__ import annotations

from typing import Any

from .threads import FOREVER

__all__ = ["EXEC", "Row", "of_pod"]

#: (pid, uid, command line)
Row = tuple[int, int, str]
#: pids that an exec takes before its program runs
EXEC = 6
_PAUSE: Row = (1, 65535, "/pause")


def of_pod(record: dict[str, Any], users: dict[str, int], name: str, shared: bool, now: int) -> list[Row]:
    """The rows of a container, or of all containers of the pod that share their processes."""
    names = [n for n, state in record["cs"].items() if state["state"] == "running" and (shared or n == name)]
    rows: list[Row] = [_PAUSE] if shared else []
    base = EXEC + 1 if shared else 1
    for number, one in enumerate(names):
        state = record["cs"][one]
        first = base + number * (EXEC + 1)
        rows.append((first, users.get(one, 0), " ".join(state.get("argv") or ())))
        rows += [(pid + first - 1, users.get(one, 0), line) for pid, line in _children(state, now)]
    return sorted(rows)


def _children(state: dict[str, Any], now: int) -> list[tuple[int, str]]:
    """What the threads of a shell wait for."""
    process = state["proc"]
    if process is None or process["end"] is not None:
        return []
    found = []
    pids = state.get("pids", 0)
    for number, thread in enumerate(process["threads"]):
        doing = thread.get("doing") or ()
        if not doing or doing[0] == "exec":
            continue
        rounds = 0
        if thread["wake"] >= FOREVER and thread["tick"] and thread["seen"]:
            rounds = max(now - thread["seen"][3], 0) // thread["tick"]
        found.append((1 + pids + rounds + number, " ".join(doing)))
    return found
