"""Clients of the databases: redis-cli, pg_isready, mysqladmin ping … as probes and learners use them.

They look whether the server answers; data are kept of a redis, and of a MariaDB or MySQL, whose clients are in `sqlclients.py`. A member of a Galera counts those that
it reaches on port 4567, and does not start where it reaches none and is not the first.
"""

from __future__ import annotations

import re
from typing import Any

from .commands import Result, command
from .netcommands import ask

__all__ = ["GALERA", "alone", "members"]

#: the port on which members of a Galera talk to each other
GALERA = 4567
#: how long a client waits for an answer, in ms
_PATIENCE = 10_000
_LOCAL = ("localhost", "127.0.0.1")


def _value(argv: list[str], short: str, long: str, default: str) -> str:
    """`-h host`, `-hhost`, `--host host` or `--host=host`."""
    for index, word in enumerate(argv[1:], 1):
        if word in (short, long):
            return argv[index + 1] if index + 1 < len(argv) else default
        if word.startswith(f"{long}="):
            return word.partition("=")[2]
        if word.startswith(short) and not word.startswith("--") and len(word) > 2:
            return word[2:]
    return default


def _open(run: Any, host: str, port: int) -> bool:
    return not isinstance(ask(run, host, port, "", _PATIENCE), str)


@command("redis-cli")
def _redis(run: Any, argv: list[str], stdin: str | None) -> Result:
    host, port = _value(argv, "-h", "--host", "127.0.0.1"), int(_value(argv, "-p", "--port", "6379"))
    if not _open(run, host, port):
        return Result(1, "", f"Could not connect to Redis at {host}:{port}: Connection refused\n")
    words = [
        w for i, w in enumerate(argv[1:], 1) if not w.startswith("-") and argv[i - 1] not in ("-h", "-p", "-a", "-n")
    ]
    verb, rest = (words[0].upper(), words[1:]) if words else ("PING", [])
    path = f"/tmp/.redis-{host if host not in _LOCAL else 'keys'}"
    keys = dict(line.split("\t", 1) for line in (run.host.read(path) or "").splitlines() if "\t" in line)
    if verb == "SET" and len(rest) > 1:
        run.host.write(path, "".join(f"{k}\t{v}\n" for k, v in {**keys, rest[0]: rest[1]}.items()), False)
        return Result(0, "OK\n")
    answers = {"PING": "PONG", "GET": keys.get(rest[0], "") if rest else "", "DBSIZE": str(len(keys))}
    return Result(0, f"{answers.get(verb, 'OK')}\n")


@command("pg_isready")
def _ready(run: Any, argv: list[str], stdin: str | None) -> Result:
    host, port = _value(argv, "-h", "--host", "localhost"), int(_value(argv, "-p", "--port", "5432"))
    shown = "/var/run/postgresql" if host == "localhost" else host
    good = _open(run, host, port)
    return Result(0 if good else 2, f"{shown}:{port} - {'accepting connections' if good else 'no response'}\n")


@command("mysqladmin", "mariadb-admin", "healthcheck.sh")
def _alive(run: Any, argv: list[str], stdin: str | None) -> Result:
    host, port = _value(argv, "-h", "--host", "localhost"), int(_value(argv, "-P", "--port", "3306"))
    if _open(run, host, port):
        return Result(0, "" if argv[0] == "healthcheck.sh" else "mysqld is alive\n")
    why = f"error: 'Can't connect to server on '{host}' (111)'\n"
    if host == "localhost":
        why = "error: 'Can't connect to local server through socket '/run/mysqld/mysqld.sock' (2)'\n"
    return Result(1, "", f"{argv[0]}: connect to server at '{host}' failed\n{why}")


@command("psql")
def _psql(run: Any, argv: list[str], stdin: str | None) -> Result:
    host, port = _value(argv, "-h", "--host", "localhost"), int(_value(argv, "-p", "--port", "5432"))
    if _open(run, host, port):
        return Result()
    return Result(2, "", f'psql: error: connection to server at "{host}", port {port} failed: Connection refused\n')


#: what a member of a Galera says when it reaches none of the others, and waits in vain for half a minute
_ALONE = (
    "[ERROR] WSREP: failed to open gcomm backend connection: 110: failed to reach primary view (pc.wait_prim_timeout):"
    " 110 (Connection timed out)\n"
)


def alone(host: Any, argv: list[str]) -> str:
    """Why a member of a Galera does not start: it is not the first, and reaches no other. Empty where it starts."""
    text = " ".join(argv)
    first = "--wsrep-new-cluster" in text or re.search(r"gcomm://([\s'\"]|$)", text)
    return "" if "gcomm://" not in text or first or members(host, argv) else _ALONE


def members(host: Any, argv: list[str]) -> list[str]:
    """The other members of the Galera in `gcomm://a,b,c` that answer now."""
    match = re.search(r"gcomm://([^\s'\"]*)", " ".join(argv))
    names = [name for name in (match.group(1) if match else "").split(",") if name]
    found: list[str] = []
    for name in names:
        address = host.resolve(name.partition(":")[0])
        if address is None or address in (host.ip, "127.0.0.1") or address in found:
            continue
        if not isinstance(host.connect(address, GALERA, "/"), str):
            found.append(address)
    return found
