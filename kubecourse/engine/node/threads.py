"""The state of a process as plain data: its threads, when it goes on, and what a signal does to it.

A process is a dict: `threads` (the main one first, then those started with `&`), `traps`, environment and, once it is
over, `end` = (time, code). Next: `shell.py`, which runs it.
"""

from __future__ import annotations

from typing import Any

__all__ = ["FOREVER", "READERS", "Process", "Thread", "new_thread", "next_wake", "script", "signal", "woken"]

#: what reads its standard input to the end, when it is given nothing else
READERS = frozenset("cat tar sh bash ash dash zsh grep egrep fgrep sed awk sort uniq wc head tail cut tr tee xargs base64 md5sum sha1sum"
                    " sha256sum rev tac nl less more dd mysql mariadb psql redis-cli jq gzip gunzip".split())  # fmt: skip
Process = dict[str, Any]
Thread = dict[str, Any]

#: later than anything
FOREVER = 1 << 60


def script(source: str, args: tuple[str, ...], env: dict[str, str], now: int, argv: tuple[str, ...] = ()) -> Process:
    """A process that runs a script from `now` on; `args` are $0, $1, …"""
    return {
        "argv": argv,
        "args": args,
        "env": env,
        "traps": {},
        "threads": (new_thread(source, 0, now, env),),
        "end": None,
    }


def new_thread(source: str, pc: int, time: int, variables: dict[str, str]) -> Thread:
    """A thread that begins at instruction `pc` of a script, at `time`."""
    return {
        "src": source, "pc": pc, "wake": time, "status": 0, "vars": variables, "iters": (), "redirs": (), "seen": None,
        "in_loop": False, "tick": 0, "waits": False, "followed": (),
    }  # fmt: skip


def next_wake(process: Process) -> tuple[int, bool]:
    """(when the process goes on, is that progress): a sleep inside `while` or `until` is no progress."""
    times = [(t["wake"], not t["in_loop"]) for t in process["threads"] if t["wake"] < FOREVER]
    return min(times) if times else (FOREVER, False)


def signal(process: Process, name: str, now: int, first: bool = True) -> Process:
    """TERM, INT, KILL… to a process. Process 1 of a container ignores what it does not trap (`first`)."""
    if process["end"] is not None:
        return process
    if name in ("KILL", "9"):
        return {**process, "end": (now, 137)} if not first else process
    handler = process["traps"].get(name)
    if handler is None:
        codes = {"TERM": 143, "INT": 130, "HUP": 129, "QUIT": 131}
        return process if first or name not in codes else {**process, "end": (now, codes[name])}
    if not handler:
        return process
    main = process["threads"][0]
    # a shell runs a trap when the command in the foreground has ended; `wait` ends at once
    tick = main["wake"] >= FOREVER and main["tick"]
    begin = (
        now + min(tick, 100) if tick else now if main["waits"] or main["wake"] >= FOREVER else max(now, main["wake"])
    )
    handling = new_thread(handler, 0, begin, main["vars"])
    return {**process, "threads": (*process["threads"], {**handling, "trap": True})}


def woken(threads: list[Thread], now: int) -> list[Thread]:
    """A main thread in `wait` goes on when the last of its children is gone."""
    main = threads[0] if threads else None
    if main is not None and main["waits"] and len(threads) == 1:
        threads[0] = {**main, "waits": False, "wake": now}
    return threads
