"""What the members of a Galera tell each other: what one of them writes is written by all that it reaches.

Each keeps, beside its tables, the number of the last write it knows (`grastate.dat`, seqno). Before a member answers it asks the
others for theirs, and where one knows more it copies its tables: so a member that was away, or comes with an empty volume, has
everything before anybody reads from it. Left out: quorum, and two halves that both went on writing (the longer story wins).
Next: `sql.py`, where statements are run.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from . import sql
from .dbcommands import GALERA, members
from .sqlclients import PATH

if TYPE_CHECKING:
    from .worker import Worker

__all__ = ["heard", "served", "words"]

_WRITES = re.compile(r"\b(insert|replace|update|delete|create|drop|alter|truncate|rename)\b", re.I)
_STATE = f"{sql.DATADIR}/grastate.dat"
_SEQNO = re.compile(r"seqno:\s*(\d+)")


def words(w: Worker, name: str) -> list[str]:
    """The command line of a container, as it was started or as it is written."""
    spec = w.container(name)
    state = w.state(name)
    script = list(state["proc"]["argv"]) if state is not None and state.get("proc") else []
    return script or [*(spec.get("command") or ()), *(spec.get("args") or ())]


def served(w: Worker, name: str, request: str) -> str:
    """A client's request: up to date first, then answered, then told to the others."""
    host, command = w.host(name), words(w, name)
    if "gcomm://" not in " ".join(command):
        return sql.served(host, w.environment(name), request, w.now)
    others = members(host, command)
    _catch_up(host, others)
    said = sql.served(host, w.environment(name), request, w.now)
    asked = json.loads(request)
    if _WRITES.search(asked.get("sql") or "") and not _denied(said):
        _keep(host, _number(host) + 1)
        for address in others:
            _ask(host, address, {"db": asked["db"], "sql": asked["sql"], "seqno": _number(host)})
    return said


def heard(w: Worker, name: str, request: str) -> str:
    """Another member's: {} asks for the number of the last write, {tables} for all of them, {sql} is written here too."""
    host, asked = w.host(name), json.loads(request)
    if "tables" in asked:
        return json.dumps({"seqno": _number(host), "tables": _tables(host)})
    if "sql" in asked:
        own = {"user": "root", "password": "", "local": True, "from": "localhost"}
        sql.served(host, w.environment(name), json.dumps({**own, "db": asked["db"], "sql": asked["sql"]}), w.now)
        _keep(host, asked["seqno"])
    return json.dumps({"seqno": _number(host)})


def _denied(said: str) -> bool:
    return str(json.loads(said).get("error", "")).startswith("ERROR 1045")


def _ask(host: Any, address: str, request: dict[str, Any]) -> dict[str, Any]:
    answer = host.connect(address, GALERA, PATH + json.dumps(request).encode().hex())
    found: dict[str, Any] = json.loads(answer[1]) if not isinstance(answer, str) and answer[1] else {}
    return found


def _catch_up(host: Any, others: list[str]) -> None:
    known = {address: int(_ask(host, address, {}).get("seqno", 0)) for address in others}
    best = max(known, key=lambda address: known[address], default=None)
    if best is None or known[best] <= _number(host):
        return
    for name in _tables(host):
        host.remove(f"{sql.DATADIR}/{name}")
    for name, files in _ask(host, best, {"tables": True}).get("tables", {}).items():
        host.mkdir(f"{sql.DATADIR}/{name}", True)
        for file, text in files.items():
            host.write(f"{sql.DATADIR}/{name}/{file}", text, False)
    host.mkdir(f"{sql.DATADIR}/mysql", True)
    _keep(host, known[best])


def _tables(host: Any) -> dict[str, dict[str, str]]:
    """Database -> file -> content."""
    found: dict[str, dict[str, str]] = {}
    for name in sorted(host.listdir(sql.DATADIR) or ()):
        files = host.listdir(f"{sql.DATADIR}/{name}")
        if files is not None and name not in ("mysql", "sys", "performance_schema", "information_schema"):
            found[name] = {file: host.read(f"{sql.DATADIR}/{name}/{file}") or "" for file in sorted(files)}
    return found


def _number(host: Any) -> int:
    match = _SEQNO.search(host.read(_STATE) or "")
    return int(match[1]) if match else 0


def _keep(host: Any, number: int) -> None:
    host.write(_STATE, f"# GALERA saved state\nversion: 2.1\nseqno:   {number}\nsafe_to_bootstrap: 0\n", False)
