"""mysql, mariadb, mysqldump and mariadb-dump: they log in over the network, ask and print as the real ones do.

A request travels to the server as any other, through DNS, Services and policies. Next: `sql.py`, which answers.
"""

from __future__ import annotations

import json
from typing import Any

from ..core.clock import stamp
from .commands import Result, command
from .netcommands import ask

__all__ = ["PATH", "decoded", "query"]

#: under which an open port 3306 is asked SQL
PATH = "/sql/"
_PATIENCE = 10_000
_LOCAL = ("localhost", "127.0.0.1", "::1")
_VALUES = {"-h": "host", "--host": "host", "-u": "user", "--user": "user", "-P": "port", "--port": "port", "-e": "execute",
           "--execute": "execute", "-D": "database", "--database": "database", "-r": "result-file", "--result-file": "result-file",
           "-p": "password", "--password": "password"}  # fmt: skip


def decoded(path: str) -> str:
    """The request in a path that `query` made."""
    return bytes.fromhex(path.removeprefix(PATH)).decode()


def _options(argv: list[str]) -> tuple[dict[str, str], list[str], list[str]]:
    """(values by name, other options, words)."""
    values: dict[str, str] = {}
    flags: list[str] = []
    words: list[str] = []
    rest = list(argv[1:])
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if name in _VALUES and equals and name.startswith("--"):
            values[_VALUES[name]] = value
        elif word in ("-p", "--password"):
            values["password"] = ""  # it would be asked for, and nobody is there to answer
        elif word in _VALUES:
            values[_VALUES[word]] = rest.pop(0) if rest else ""
        elif word[:2] in _VALUES and not word.startswith("--"):
            values[_VALUES[word[:2]]] = word[2:]
        else:
            (flags if word.startswith("-") else words).append(word)
    return values, flags, words


def query(run: Any, values: dict[str, str], more: dict[str, Any]) -> dict[str, Any] | str:
    """Ask the server: its answer, or what the client says where there is none."""
    host, port = values.get("host") or "localhost", int(values.get("port") or "3306")
    request = {
        "user": values.get("user") or "root",
        "password": values.get("password") or run.variable("MYSQL_PWD") or "",
        "local": host in _LOCAL,
        "from": "localhost" if host in _LOCAL else run.host.ip,
        **more,
    }
    answer = ask(run, host, port, PATH + json.dumps(request).encode().hex(), _PATIENCE)
    if isinstance(answer, str):
        socket = "local server through socket '/run/mysqld/mysqld.sock' (2)"
        if "address" in answer:
            return f"ERROR 2005 (HY000): Unknown server host '{host}' (-2)"
        return "ERROR 2002 (HY000): Can't connect to " + (
            socket if host == "localhost" else f"server on '{host}' (111)"
        )
    found: dict[str, Any] = json.loads(answer[1]) if answer[1] else {"results": [], "db": more.get("db", "")}
    return found


@command("mysql", "mariadb")
def _client(run: Any, argv: list[str], stdin: str | None) -> Result:
    """Statements with -e or on the standard input; tables with tabs, as where nobody looks."""
    values, flags, words = _options(argv)
    text = values.get("execute", stdin or "")
    db = values.get("database") or (words[0] if words else "")
    if "wsrep_cluster_size" in text.lower():
        return _galera(run, values)
    answer = query(run, values, {"db": db, "sql": f"USE `{db}`;{text}" if db else text})
    if isinstance(answer, str):
        return Result(1, "", f"{answer}\n")
    silent = any(flag in ("-N", "--skip-column-names", "-sN", "-Ns", "-BN", "-NB") for flag in flags)
    lines = []
    for columns, rows in answer.get("results", ()):
        lines += ([] if silent else ["\t".join(columns)]) if rows else []
        lines += ["\t".join("NULL" if cell is None else _cell(cell) for cell in row) for row in rows]
    error = answer.get("error")
    if error and " at line 1" in error and "execute" not in values and not stdin:
        error = error.replace(" at line 1", "", 1)
    return Result(1 if error else 0, "".join(f"{line}\n" for line in lines), f"{error}\n" if error else "")


def _cell(value: Any) -> str:
    return str(value).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def _galera(run: Any, values: dict[str, str]) -> Result:
    from .dbcommands import members

    answer = query(run, values, {"db": "", "sql": ""})
    if isinstance(answer, str):
        return Result(1, "", f"{answer}\n")
    size = 1 + len(members(run.host, run.host.command)) if (values.get("host") or "localhost") in _LOCAL else 1
    return Result(0, f"Variable_name\tValue\nwsrep_cluster_size\t{size}\n")


@command("mysqldump", "mariadb-dump")
def _dump(run: Any, argv: list[str], stdin: str | None) -> Result:
    """The statements that make a database anew, on the standard output or in the file of --result-file."""
    values, flags, words = _options(argv)
    name = argv[0]
    every = "--all-databases" in flags or "-A" in flags
    several = every or "--databases" in flags or "-B" in flags
    if not words and not every:
        return Result(1, "", f"Usage: {name} [OPTIONS] database [tables]\nFor more options, use {name} --help\n")
    databases = words if several else words[:1]
    if every:
        listed = query(run, values, {"db": "", "sql": "SHOW DATABASES"})
        if isinstance(listed, str) or "error" in listed:
            return _refused(name, listed)
        own = ("information_schema", "performance_schema", "sys", "mysql")
        databases = [row[0] for row in listed["results"][0][1] if row[0] not in own]
    text = "-- MariaDB dump 10.19-11.4.2-MariaDB, for debian-linux-gnu (x86_64)\n--\n"
    text += f"-- Host: {values.get('host') or 'localhost'}    Database: {'' if several else databases[0]}\n"
    text += "-- ------------------------------------------------------\n\n"
    for db in databases:
        answer = query(run, values, {"db": db, "dump": [] if several else words[1:]})
        if isinstance(answer, str) or "error" in answer:
            return _refused(name, answer)
        text += f"CREATE DATABASE IF NOT EXISTS `{db}`;\n\nUSE `{db}`;\n\n" if several else ""
        text += answer["dump"]
    text += f"-- Dump completed on {stamp(run.time).replace('T', ' ').removesuffix('Z')}\n"
    if "result-file" in values:
        problem = run.host.write(run.path(values["result-file"]), text, False)
        return (
            Result(1, "", f"{name}: Can't create file '{values['result-file']}': {problem}\n") if problem else Result()
        )
    return Result(0, text)


def _refused(name: str, answer: dict[str, Any] | str) -> Result:
    said = answer if isinstance(answer, str) else answer["error"]
    number, _, text = said.removeprefix("ERROR ").partition(" ")
    text = text.partition(": ")[2]
    when = "when trying to connect" if number in ("1045", "2002", "2005") else "when selecting the database"
    return Result(2, "", f'{name}: Got error: {number}: "{text}" {when}\n')
