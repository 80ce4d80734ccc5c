"""MySQL's SQL for SQLite: statements taken apart, words translated, errors given MySQL's numbers.

What the tables of a course or a WordPress need: types, AUTO_INCREMENT, keys, ENGINE and the like, strings with backslashes,
NOW(). Time is the cluster's. Leaves out stored procedures, users and ON DUPLICATE KEY. Next: `sql.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Self

__all__ = ["Engine", "Failure", "literal", "qualified", "statements"]

_TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|--(?=\s|$)[^\n]*|\#[^\n]*|/\*.*?\*/|;|\n|[^'"`\-#/;\n]+|.""",
    re.S | re.X,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a"}


class Failure(Exception):
    """(number, state, text) of an error."""


def statements(text: str) -> Iterator[tuple[int, str]]:
    """(line, statement) without comments; strings in SQLite's form."""
    parts: list[str] = []
    line = begun = 1
    for token in _TOKEN.findall(text):
        if token == ";":
            yield from _whole(begun, parts)
            parts = []
        elif token.startswith(("-- ", "--\n", "#", "/*")) or token == "--":
            pass
        else:
            if not "".join(parts).strip() and token.strip():
                begun = line
            parts.append(_string(token) if token[0] in "'\"" and len(token) > 1 else token)
        line += token.count("\n")
    yield from _whole(begun, parts)


def _whole(line: int, parts: list[str]) -> Iterator[tuple[int, str]]:
    text = "".join(parts).strip()
    if text:
        yield line, text


def _string(token: str) -> str:
    inner = token[1:-1].replace(token[0] * 2, token[0])
    inner = re.sub(r"\\(.)", lambda m: _ESCAPES.get(m.group(1), m.group(1)), inner, flags=re.S)
    return "'" + inner.replace("'", "''") + "'"


def literal(value: Any) -> str:
    """A value as a dump writes it."""
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{text}'"


def qualified(statement: str, databases: list[str]) -> tuple[str, str]:
    """(database that tables are named with, the statement without it)."""
    found = ""

    def bare(match: re.Match[str]) -> str:
        nonlocal found
        if match.group(0)[0] == "'" or match.group(1) not in databases:
            return match.group(0)
        found = match.group(1)
        return ""

    text = re.sub(r"'(?:[^']|'')*'|`?(\w+)`?\s*\.\s*(?=[`\w])", bare, statement)
    return found, text


_DROPPED = (r"\bunsigned\b", r"\bzerofill\b", r"\bcharacter\s+set\s+\w+", r"\bcharset\s+\w+", r"\bcollate\s+\w+",
            r"\bon\s+update\s+current_timestamp(\(\d*\))?", r"\bcomment\s+'(?:[^']|'')*'")  # fmt: skip


def _create(statement: str) -> str:
    """CREATE TABLE without what SQLite does not know."""
    head, _, rest = statement.partition("(")
    body = rest[: rest.rindex(")")] if ")" in rest else rest
    for pattern in _DROPPED:
        body = re.sub(pattern, "", body, flags=re.I)
    body = re.sub(r"\b(?:enum|set)\s*\([^)]*\)", "TEXT", body, flags=re.I)
    columns, counted = [], None
    for part in _split(body):
        name = re.match(r"`?(\w+)`?", part)
        if re.search(r"\bauto_increment\b", part, re.I) and name:
            counted = name.group(1)
            part = f"`{counted}` INTEGER PRIMARY KEY AUTOINCREMENT"
        elif re.match(r"(?:fulltext\s+)?(?:key|index)\b", part, re.I):
            continue
        part = re.sub(r"(?i)^unique\s+(?:key|index)\s+\S+\s*\(", "UNIQUE (", part)
        part = re.sub(r"(?i)\bcurrent_timestamp(\(\d*\))?|\bnow\(\)", "(NOW())", part)
        columns.append(part)
    if counted is not None:
        columns = [c for c in columns if not re.match(rf"(?i)primary\s+key\s*\(\s*`?{counted}`?\s*\)", c)]
    return f"{head}({', '.join(columns)})"


def _split(body: str) -> list[str]:
    """At the commas that are in no bracket and in no string."""
    parts, depth = [""], 0
    for token in re.findall(r"'(?:[^']|'')*'|[(),]|[^'(),]+", body):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if token == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += token
    return [part.strip() for part in parts if part.strip()]


def _translated(statement: str) -> str:
    if re.match(r"(?i)create\s+(?:temporary\s+)?table\b", statement):
        return _create(statement)
    text = re.sub(r"(?i)^truncate\s+(?:table\s+)?", "DELETE FROM ", statement)
    text = re.sub(r"(?i)^insert\s+ignore\b", "INSERT OR IGNORE", text)
    text = re.sub(r"(?i)^start\s+transaction\b.*", "BEGIN", text)
    match = re.match(r"(?i)(?:describe|desc|show\s+columns\s+from)\s+`?(\w+)`?\s*$", text)
    if match:
        return (
            "SELECT name AS Field, lower(type) AS Type, CASE \"notnull\" WHEN 1 THEN 'NO' ELSE 'YES' END AS `Null`,"
            f" CASE pk WHEN 0 THEN '' ELSE 'PRI' END AS `Key`, dflt_value AS `Default` FROM pragma_table_info('{match.group(1)}')"
        )
    masked = re.split(r"('(?:[^']|'')*')", text)
    for index in range(0, len(masked), 2):
        masked[index] = re.sub(r"(?i)\bif\s*\((?!\s*not\b)", "iif(", masked[index])
        masked[index] = re.sub(r"(?i)\bcurrent_timestamp(\(\d*\))?", "NOW()", masked[index])
    return "".join(masked)


class Engine:
    """SQLite over the tables of one database: `with Engine(tables, name, now) as engine`."""

    def __init__(self, tables: dict[str, dict[str, Any]], db: str, now: str) -> None:
        import sqlite3  # late: only who has a database needs it

        self._sqlite, self.db, self.wrote = sqlite3, db, False
        self._creates = {name: table["create"] for name, table in tables.items()}
        self._link = sqlite3.connect(":memory:", isolation_level=None)
        text = now.replace("T", " ").removesuffix("Z")
        functions = {"NOW": (0, lambda: text), "CURDATE": (0, lambda: text[:10]), "DATABASE": (0, lambda: db or None),
                     "VERSION": (0, lambda: "11.4.2-MariaDB"), "CONCAT": (-1, _concat)}  # fmt: skip
        for name, (count, work) in functions.items():
            self._link.create_function(name, count, work)
        for name, table in tables.items():
            self._link.execute(_translated(table["create"]))
            if table["rows"]:
                marks = ",".join("?" * len(table["rows"][0]))
                self._link.executemany(f'INSERT INTO "{name}" VALUES ({marks})', table["rows"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._link.close()

    def execute(self, statement: str) -> Any:
        """[columns, rows], or None where nothing is given back. Raises Failure."""
        created = re.match(r"(?i)create\s+table\s+(?:if\s+not\s+exists\s+)?`?(\w+)`?", statement)
        try:
            found = self._link.execute(_translated(statement))
            rows = found.fetchall() if found.description else None
        except self._sqlite.Error as error:
            raise self._failure(str(error), statement) from None
        self.wrote = not re.match(r"(?i)\s*(select|show|describe|desc|explain)\b", statement)
        if created and created.group(1) not in self._creates:
            self._creates[created.group(1)] = statement
        if re.match(r"(?i)alter\b", statement):
            self._creates = {}
        if found.description is None or rows is None:
            return None
        return [[column[0] for column in found.description], [list(row) for row in rows]]

    def tables(self) -> dict[str, dict[str, Any]]:
        """The tables as they are now."""
        names = self._link.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        found = {}
        for name, create in names.fetchall():
            rows = self._link.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
            found[name] = {"create": self._creates.get(name, create), "rows": [list(row) for row in rows]}
        return found

    def _failure(self, said: str, statement: str) -> Failure:
        name = said.rpartition(": ")[2]
        if said.startswith("no such table"):
            return Failure(1146, "42S02", f"Table '{self.db}.{name}' doesn't exist")
        if "already exists" in said:
            return Failure(1050, "42S01", f"Table '{said.split()[1].strip('`')}' already exists")
        if said.startswith("no such column") or "has no column named" in said:
            return Failure(1054, "42S22", f"Unknown column '{name.split()[-1]}' in 'SELECT'")
        if said.startswith("UNIQUE constraint"):
            return Failure(1062, "23000", f"Duplicate entry for key '{name}'")
        if said.startswith("NOT NULL constraint"):
            return Failure(1048, "23000", f"Column '{name.rpartition('.')[2]}' cannot be null")
        near = re.search(r'near "(.*)"', said)
        where = statement[statement.find(near.group(1)) :][:80] if near else statement[:80]
        return Failure(1064, "42000", "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB"
                       f" server version for the right syntax to use near '{where}'")  # fmt: skip


def _concat(*values: Any) -> str | None:
    return None if any(value is None for value in values) else "".join(map(str, values))
