"""The data of a MariaDB or MySQL: databases and tables in `/var/lib/mysql`, and what SQL does with them.

A table is a file of the server's own file system, so it is gone with the container, or stays with the volume that is mounted
there. The statements are run by SQLite over the tables of one database; `dialect.py` turns MySQL's words into its own.
Next: `sqlclients.py`, the programs that ask.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ..core.clock import stamp
from . import dialect

__all__ = ["DATADIR", "SqlError", "served"]

DATADIR = "/var/lib/mysql"
_INIT = "/docker-entrypoint-initdb.d"
_OWN = ("information_schema", "mysql", "performance_schema", "sys")


class SqlError(Exception):
    """An error of the server: number, state and text as the client prints them."""

    def __init__(self, number: int, state: str, text: str) -> None:
        super().__init__(f"ERROR {number} ({state}): {text}")


def served(host: Any, env: dict[str, str], request: str, now: int) -> str:
    """Answer a request (JSON: user, password, local, from, db, sql; or dump): JSON with results, db, or error."""
    asked = json.loads(request)
    server = _Server(host, env, now)
    try:
        server.login(asked)
        if "dump" in asked:
            return json.dumps({"dump": server.dump(asked["db"], asked["dump"])})
        return json.dumps(server.run(asked["db"], asked["sql"]))
    except SqlError as error:
        return json.dumps({"error": str(error)})


class _Server:
    def __init__(self, host: Any, env: dict[str, str], now: int) -> None:
        self.host, self.env, self.now = host, env, now
        self._begin()

    def _value(self, *names: str) -> str:
        return next((self.env[f"{kind}_{name}"] for name in names for kind in ("MARIADB", "MYSQL")
                     if self.env.get(f"{kind}_{name}")), "")  # fmt: skip

    # -- first start -----------------------------------------------------------------------------

    def _begin(self) -> None:
        """An empty data directory is set up: the database of the environment, and the scripts that the image runs."""
        if self.host.listdir(f"{DATADIR}/mysql") is not None:
            return
        self.host.mkdir(f"{DATADIR}/mysql", True)
        own = self._value("DATABASE")
        if own:
            self.host.mkdir(f"{DATADIR}/{own}", True)
        for name in sorted(self.host.listdir(_INIT) or ()):
            text = self.host.read(f"{_INIT}/{name}")
            if name.endswith(".sql") and text:
                self.run(own, text)

    def login(self, asked: dict[str, Any]) -> None:
        """Root's password, or the user's of the environment. Raises SqlError."""
        user, password = asked["user"], asked["password"]
        wanted = {"root": self._value("ROOT_PASSWORD"), self._value("USER"): self._value("PASSWORD")}
        if user in wanted and (password == wanted[user] or (asked["local"] and not password and user == "root")):
            return
        given = "YES" if password else "NO"
        raise SqlError(1045, "28000", f"Access denied for user '{user}'@'{asked['from']}' (using password: {given})")

    # -- tables ----------------------------------------------------------------------------------

    def databases(self) -> list[str]:
        """Their names, the server's own left out."""
        names = self.host.listdir(DATADIR) or []
        return sorted(n for n in names if n not in _OWN and self.host.listdir(f"{DATADIR}/{n}") is not None)

    def _tables(self, db: str) -> dict[str, dict[str, Any]]:
        """name -> {create: the statement, rows}."""
        found = {}
        for name in sorted(self.host.listdir(f"{DATADIR}/{db}") or ()):
            if name.endswith(".ibd"):
                found[name[:-4]] = json.loads(self.host.read(f"{DATADIR}/{db}/{name}") or "{}")
        return found

    def _keep(self, db: str, before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> None:
        for name in before:
            if name not in after:
                self.host.remove(f"{DATADIR}/{db}/{name}.ibd")
        for name, table in after.items():
            if before.get(name) != table:
                problem = self.host.write(f"{DATADIR}/{db}/{name}.ibd", json.dumps(table), False)
                if problem:
                    raise SqlError(1114, "HY000", f"The table '{name}' is full")

    # -- statements ------------------------------------------------------------------------------

    def run(self, db: str, text: str) -> dict[str, Any]:
        """All statements of a text, one after the other, up to the first error: {results, db, error}."""
        results: list[Any] = []
        for line, statement in dialect.statements(text):
            try:
                db, result = self._one(db, statement)
            except SqlError as error:
                said = str(error).replace(":", f" at line {line}:", 1)
                return {"results": results, "db": db, "error": said}
            if result is not None:
                results.append(result)
        return {"results": results, "db": db}

    def _one(self, db: str, statement: str) -> tuple[str, Any]:
        """(database from now on, [columns, rows] or None)."""
        for pattern, work in _SPECIAL:
            match = re.match(pattern, statement, re.I | re.S)
            if match:
                return work(self, db, *match.groups())
        db_of, plain = dialect.qualified(statement, self.databases())
        where = db_of or db
        if not where and not re.match(r"(?i)select\b(?!.*\bfrom\b)", plain):
            raise SqlError(1046, "3D000", "No database selected")
        return db, self._execute(where, plain)

    def _execute(self, db: str, statement: str) -> Any:
        before = self._tables(db) if db else {}
        with dialect.Engine(before, db, stamp(self.now)) as engine:
            try:
                result = engine.execute(statement)
            except dialect.Failure as failure:
                raise SqlError(*failure.args) from None
            if engine.wrote:
                self._keep(db, before, engine.tables())
        return result

    def use(self, db: str, name: str) -> tuple[str, Any]:
        """USE: a database that there is."""
        if name not in self.databases():
            raise SqlError(1049, "42000", f"Unknown database '{name}'")
        return name, None

    def create(self, db: str, lenient: str | None, name: str) -> tuple[str, Any]:
        """CREATE DATABASE."""
        if name in (*self.databases(), *_OWN):
            if lenient:
                return db, None
            raise SqlError(1007, "HY000", f"Can't create database '{name}'; database exists")
        self.host.mkdir(f"{DATADIR}/{name}", True)
        return db, None

    def drop(self, db: str, lenient: str | None, name: str) -> tuple[str, Any]:
        """DROP DATABASE, with all that is in it."""
        if name not in self.databases():
            if lenient:
                return db, None
            raise SqlError(1008, "HY000", f"Can't drop database '{name}'; database doesn't exist")
        self.host.remove(f"{DATADIR}/{name}")
        return "" if db == name else db, None

    def show_tables(self, db: str) -> tuple[str, Any]:
        """SHOW TABLES of the database in use."""
        if not db:
            raise SqlError(1046, "3D000", "No database selected")
        return db, [[f"Tables_in_{db}"], [[name] for name in self._tables(db)]]

    def show_databases(self, db: str) -> tuple[str, Any]:
        """SHOW DATABASES."""
        return db, [["Database"], [[name] for name in sorted((*self.databases(), *_OWN))]]

    # -- dumps -----------------------------------------------------------------------------------

    def dump(self, db: str, only: list[str]) -> str:
        """The statements that make the tables of a database anew, as mariadb-dump writes them. Raises SqlError."""
        if db not in self.databases():
            raise SqlError(1049, "42000", f"Unknown database '{db}'")
        tables = self._tables(db)
        for name in only:
            if name not in tables:
                raise SqlError(1146, "42S02", f"Table '{db}.{name}' doesn't exist")
        parts = []
        for name in only or tables:
            parts.append(f"--\n-- Table structure for table `{name}`\n--\n\nDROP TABLE IF EXISTS `{name}`;\n"
                         f"{tables[name]['create']};\n\n--\n-- Dumping data for table `{name}`\n--\n\n")  # fmt: skip
            rows = [f"({','.join(map(dialect.literal, row))})" for row in tables[name]["rows"]]
            if rows:
                parts.append(f"INSERT INTO `{name}` VALUES\n" + ",\n".join(rows) + ";\n\n")
        return "".join(parts)


_NAME = r"`?(\w+)`?"
_SPECIAL: list[tuple[str, Callable[..., tuple[str, Any]]]] = [
    (rf"use\s+{_NAME}\s*$", _Server.use),
    (rf"create\s+(?:database|schema)\s+(if\s+not\s+exists\s+)?{_NAME}.*$", _Server.create),
    (rf"drop\s+(?:database|schema)\s+(if\s+exists\s+)?{_NAME}\s*$", _Server.drop),
    (r"show\s+tables\s*$", _Server.show_tables),
    (r"show\s+(?:databases|schemas)\s*$", _Server.show_databases),
    (r"(?:set|lock|unlock|flush|grant|create\s+user|alter\s+table\s+\S+\s+(?:dis|en)able|analyze|optimize)\b.*$",
     lambda server, db: (db, None)),
]  # fmt: skip
