"""A file that a living cluster is kept in: its state as it once was, and every entry of the journal since.

SQLite with a write-ahead log, one transaction a commit: whatever instant the process is killed at, what was committed is there
and nothing is half there. One process at a time has it. A file that is not whole or not ours is refused and left as it is.
Next: `../keeping.py`, which says what is written when.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import zlib
from pathlib import Path
from typing import Any

from . import savefile

__all__ = ["DataFile", "create", "entry_of", "entry_text", "is_datafile"]

#: how the file says whose it is: "kubc", at byte 68 of the header of an SQLite file
_OURS = 0x6B756263
_FORMAT = 1
_MAGIC = b"SQLite format 3\x00"
_LARGEST = 1 << 30
_TABLES = """
    CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, data BLOB NOT NULL);
    CREATE TABLE journal (number INTEGER PRIMARY KEY, entry TEXT NOT NULL);
"""

Row = tuple[int, str]


def is_datafile(path: str) -> bool:
    """Is this an SQLite file, whoever's? Raises OSError for a file that cannot be read."""
    with open(path, "rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def create(path: str, data: dict[str, Any]) -> None:
    """A new file with a state in it and no journal yet; what is at `path` is replaced once the new file is whole."""
    part = f"{path}.new"
    for left in (part, f"{part}-wal", f"{part}-journal"):  # of a process that was killed here
        Path(left).unlink(missing_ok=True)
    db = sqlite3.connect(part, isolation_level=None)
    try:
        db.executescript(f"PRAGMA application_id = {_OURS}; PRAGMA user_version = {_FORMAT}; {_TABLES}")
        db.execute("INSERT INTO state VALUES (1, 0, ?)", (_squeezed(data),))
    finally:
        db.close()
    os.chmod(part, 0o600)
    os.replace(part, path)


class DataFile:
    """An open file of this form. Raises ValueError for one that is not whole, not ours or somebody else's now."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._lock = threading.Lock()
        _check_header(path)
        self._db = sqlite3.connect(path, timeout=0.2, isolation_level=None, check_same_thread=False)
        try:
            self._open()
        except sqlite3.OperationalError as error:
            self._db.close()
            if "locked" in str(error):
                raise ValueError(f"{path} is in use by another process") from None
            raise ValueError(f"{path} cannot be opened: {error}") from None
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise _broken(path, str(error)) from None

    def _open(self) -> None:
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("BEGIN IMMEDIATE")  # from here on it is this process's alone
        self._db.execute("COMMIT")
        found = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if found != ("ok",):
            raise sqlite3.DatabaseError(str(found[0] if found else "no answer"))

    def read(self) -> tuple[int, dict[str, Any], list[Row]]:
        """(number of the first entry after the state, state, entries since). Raises ValueError for what is not whole."""
        try:
            with self._lock:
                row = self._db.execute("SELECT number, data FROM state").fetchone()
                rows: list[Row] = self._db.execute("SELECT number, entry FROM journal ORDER BY number").fetchall()
            if row is None:
                raise ValueError("there is no state in it")
            number, data = row
            rows = [one for one in rows if one[0] >= number]
            if [one[0] for one in rows] != list(range(number, number + len(rows))):
                raise ValueError("entries of the journal are missing")
            unpacker = zlib.decompressobj()
            text = unpacker.decompress(data, _LARGEST)
            if unpacker.unconsumed_tail or not unpacker.eof:
                raise ValueError("its state is cut off")
            return number, savefile.understood(text), rows
        except (sqlite3.Error, ValueError, KeyError, TypeError, IndexError, zlib.error, RecursionError) as error:
            raise _broken(self.path, str(error)) from None

    def commit(self, cut: int, rows: list[Row]) -> None:
        """Forget the entries from number `cut` on, and write `rows`. Raises OSError if it cannot be written."""
        with self._lock:
            self._transact([("DELETE FROM journal WHERE number >= ?", [(cut,)]),
                            ("INSERT INTO journal VALUES (?, ?)", rows)])  # fmt: skip

    def renew(self, number: int, data: dict[str, Any], rows: list[Row] | None = None) -> None:
        """A newer state, after which comes entry `number`; the entries before it are forgotten. Raises OSError.

        With `rows` these are all the entries that there are.
        """
        squeezed = _squeezed(data)
        with self._lock:
            self._transact([("UPDATE state SET number = ?, data = ?", [(number, squeezed)]),
                            ("DELETE FROM journal WHERE number < ? OR ?", [(number, rows is not None)]),
                            ("INSERT INTO journal VALUES (?, ?)", rows or [])])  # fmt: skip

    def _transact(self, orders: list[tuple[str, list[Any]]]) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for order, values in orders:
                self._db.executemany(order, values)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise OSError(f"{self.path} cannot be written: {error}") from None

    def close(self) -> None:
        """Let go of it; what was committed is in the one file then."""
        with self._lock:
            self._db.close()


def _squeezed(data: dict[str, Any]) -> bytes:
    return zlib.compress(savefile.text(data).encode("utf-8", "surrogatepass"), 1)


def _check_header(path: str) -> None:
    """Look before SQLite is let near it: what is not ours is not touched. Raises ValueError, OSError."""
    with open(path, "rb") as file:
        head = file.read(100)
    if head[:16] != _MAGIC or len(head) < 100:
        raise _broken(path, "it is no such file, or only its beginning")
    if int.from_bytes(head[68:72], "big") != _OURS:
        raise _broken(path, "it is a database of another program")
    version = int.from_bytes(head[60:64], "big")
    if version != _FORMAT:
        raise _broken(path, f"format {version} is not known to this version")
    size = int.from_bytes(head[16:18], "big")
    size = 65536 if size == 1 else size
    if os.path.getsize(path) < size * int.from_bytes(head[28:32], "big") and not os.path.exists(f"{path}-wal"):
        raise _broken(path, "its end is missing")


def _broken(path: str, why: str) -> ValueError:
    return ValueError(f"{path} is not a cluster kept by kubecourse, or not whole: {why}")


def entry_text(entry: Any) -> str:
    """An entry of the journal as one line of JSON."""
    return json.dumps(savefile.packed(list(entry)), separators=(",", ":"))


def entry_of(text: str) -> list[Any]:
    """What `entry_text` wrote."""
    found = savefile.unpacked(json.loads(text))
    if not isinstance(found, list) or len(found) != 4:
        raise ValueError("an entry of the journal is unreadable")
    return found
