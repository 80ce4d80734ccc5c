"""A saved cluster as a file: gzip JSON, readable with any tool, exact on every Python.

Tuples and keys that are not text are marked, since equality tells them apart. Nothing in a file is
ever executed. The log holds each object once; tables and earlier states refer to its lines. What a cluster begins with,
before any log, has a list of its own, to which negative numbers refer.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from pathlib import Path
from typing import Any

from .trace import Change

__all__ = ["packed", "read", "text", "understood", "unpacked", "write"]

_FORMAT = 1
#: a file that unpacks to more than this is refused
_LARGEST = 1 << 30


def write(path: str, data: dict[str, Any]) -> None:
    """Write `data`; the old file, if any, stays until the new one is whole."""
    part = f"{path}.part"
    # no time and no name in the header: the same cluster is the same bytes
    with open(part, "wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        file.write(text(data).encode("utf-8", "surrogatepass"))
    os.replace(part, path)


def text(data: dict[str, Any]) -> str:
    """`data` as JSON: config, journal, state, and the log with each object once; `late`: what came before is left out."""
    log = data["log"]
    lines = {id(change.new): number for number, change in enumerate(log) if change.new is not None}
    first: list[Any] = []

    def line(obj: Any) -> int | None:
        if obj is not None and id(obj) not in lines:
            first.append(obj)
            lines[id(obj)] = -len(first)
        return None if obj is None else lines[id(obj)]

    revision, length, tables = data["state"]["storage"]
    state = {**data["state"]}
    state["storage"] = [
        revision,
        length,
        {kind: [[key, line(obj)] for key, obj in t.items()] for kind, t in tables.items()},
    ]
    changes = [
        [c.revision, c.time, c.who, c.verb, c.kind, c.key, line(c.old), c.new, c.because, *([c.how] if c.how else ())]
        for c in log
    ]
    body = {
        "first": first,
        "kubecourse": _FORMAT,
        "config": data["config"],
        "journal": data["journal"],
        "state": packed(state),
        "log": changes,
        **({"late": True} if data.get("late") else {}),
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def read(path: str) -> dict[str, Any]:
    """Read what `write` wrote. Raises ValueError for anything else, OSError if it cannot be read."""
    raw = Path(path).read_bytes()
    try:
        unpacker = zlib.decompressobj(31)
        found = unpacker.decompress(raw, _LARGEST)
        if unpacker.unconsumed_tail:
            raise ValueError("larger than 1 GiB")
        return understood(found)
    except (ValueError, KeyError, TypeError, IndexError, zlib.error, RecursionError) as error:
        raise ValueError(f"{path} is not a cluster saved by kubecourse: {error}") from None


def understood(found: str | bytes) -> dict[str, Any]:
    """What `text` wrote, as data. Raises ValueError, KeyError, TypeError or IndexError for anything else."""
    body = json.loads(found)
    if body["kubecourse"] != _FORMAT:
        raise ValueError(f"format {body['kubecourse']!r} is not known to this version")
    return _assemble(body)


def _assemble(body: dict[str, Any]) -> dict[str, Any]:
    log: list[Any] = []
    first = body.get("first", [])

    def at(line: int) -> Any:
        return log[line].new if line >= 0 else first[-line - 1]

    for revision, time, who, verb, kind, key, old, new, because, *how in body["log"]:
        before = at(old) if old is not None else None
        log.append(Change(revision, time, who, verb, kind, key, before, new, because, *how))
    state = unpacked(body["state"])
    revision, length, tables = state["storage"]
    state["storage"] = (revision, length, {kind: {key: at(line) for key, line in t} for kind, t in tables.items()})
    late = bool(body.get("late"))
    return {"config": body["config"], "journal": body["journal"], "state": state, "log": log, "late": late}


def packed(value: Any) -> Any:
    """Plain data as JSON has it, tuples, bytes and odd keys marked."""
    if isinstance(value, dict):
        if all(isinstance(key, str) and not key.startswith("\x00") for key in value):
            return {key: packed(item) for key, item in value.items()}
        return {"\x00map": [[packed(key), packed(item)] for key, item in value.items()]}
    if isinstance(value, tuple):
        return {"\x00tuple": [packed(item) for item in value]}
    if isinstance(value, list):
        return [packed(item) for item in value]
    if isinstance(value, bytes):
        return {"\x00bytes": value.hex()}
    return value


def unpacked(value: Any) -> Any:
    """What was `packed`."""
    if isinstance(value, list):
        return [unpacked(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "\x00tuple" in value:
        return tuple(unpacked(item) for item in value["\x00tuple"])
    if "\x00map" in value:
        return {unpacked(key): unpacked(item) for key, item in value["\x00map"]}
    if "\x00bytes" in value:
        return bytes.fromhex(value["\x00bytes"])
    return {key: unpacked(item) for key, item in value.items()}
