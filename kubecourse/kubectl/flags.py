"""Flags as kubectl reads them: `-n dev`, `-ndev`, `--replicas=3`, `-it`, anywhere before `--`.

A row of flags is text: `output,o` (text), `all-namespaces,A?` (yes or no), `replicas#` (number),
`filename,f*` (may be repeated, split at commas), `from-literal+` (may be repeated, taken whole),
`timeout@` (a duration); `=word` gives the value of a flag without one. Refusals are pflag's. Next: `session.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from .failures import Failure, go_quote, usage

__all__ = ["COMMON", "Flag", "Flags", "flag_rows", "parse"]

#: what every command takes
COMMON = (
    "namespace,n context cluster user kubeconfig server,s token as as-group* as-uid cache-dir v,v# request-timeout help,h? "
    "insecure-skip-tls-verify? certificate-authority match-server-version? warnings-as-errors? kuberc"
)

_KINDS = {"?": "bool", "#": "int", "*": "list", "+": "array", "@": "duration", "%": "float"}
_DURATION = re.compile(r"[-+]?(0|([0-9]*\.?[0-9]+(ns|us|µs|ms|s|m|h))+)")
_BOOLS = {
    **dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "F", "false", "FALSE", "False"), False),
}


class Flag(NamedTuple):
    """One flag: long name, shorthand, kind of value, and the value when it stands alone."""

    name: str
    short: str
    kind: str
    alone: str


class Flags(dict[str, Any]):
    """The flags that were given, by long name. `flags("x", default)` reads one."""

    def __call__(self, name: str, default: Any = None) -> Any:
        """The value of a flag, or `default`."""
        return self.get(name, default)


def flag_rows(text: str) -> list[Flag]:
    """The flags that a row of text describes."""
    rows = []
    for word in text.split():
        word, _, alone = word.partition("=")
        kind = _KINDS.get(word[-1], "str")
        name, _, short = (word[:-1] if kind != "str" else word).partition(",")
        rows.append(Flag(name, short, kind, alone or ("true" if kind == "bool" else "")))
    return rows


def parse(words: Iterable[str], rows: list[Flag], path: str) -> tuple[list[str], Flags, list[str] | None]:
    """Arguments, flags, and what follows `--` (None where there is none). Raises Failure."""
    # a command's own flags come first: `--user` of `create rolebinding` is not the `--user` of all commands
    long = {row.name: row for row in reversed(rows)}
    short = {row.short: row for row in reversed(rows) if row.short}
    args: list[str] = []
    flags = Flags()
    queue = list(words)
    while queue:
        word = queue.pop(0)
        if word == "--":
            return args, flags, queue
        if word.startswith("--"):
            _long(word, long, queue, flags, path)
        elif word.startswith("-") and word != "-":
            _short(word, short, queue, flags, path)
        else:
            args.append(word)
    return args, flags, None


def _long(word: str, rows: dict[str, Flag], queue: list[str], flags: Flags, path: str) -> None:
    name, given, value = word[2:].partition("=")
    row = rows.get(name)
    if not name or name.startswith(("-", "=")):
        raise usage(path, f"bad flag syntax: {word}")
    if row is None:
        raise usage(path, f"unknown flag: --{name}")
    if not given:
        if row.alone:
            value = row.alone
        elif not queue:
            raise usage(path, f"flag needs an argument: {word}")
        else:
            value = queue.pop(0)
    _store(row, value, flags, path)


def _short(word: str, rows: dict[str, Flag], queue: list[str], flags: Flags, path: str) -> None:
    letters = word[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        row = rows.get(letter)
        if row is None:
            raise usage(path, f"unknown shorthand flag: {_rune(letter)} in {word}")
        if letters.startswith("="):
            value, letters = letters[1:], ""
        elif row.alone:
            value = row.alone
        elif letters:
            value, letters = letters, ""
        elif queue:
            value = queue.pop(0)
        else:
            raise usage(path, f"flag needs an argument: {_rune(letter)} in {word}")
        _store(row, value, flags, path)


def _rune(letter: str) -> str:
    return f"'{letter}'"


def _store(row: Flag, value: str, flags: Flags, path: str) -> None:
    name = f"-{row.short}, --{row.name}" if row.short else f"--{row.name}"
    try:
        if row.kind in ("list", "array"):
            old = flags.get(row.name) or []
            flags[row.name] = old + (value.split(",") if row.kind == "list" else [value])
        else:
            flags[row.name] = _value(row.kind, value)
    except ValueError as error:
        raise usage(path, f'invalid argument {go_quote(value)} for "{name}" flag: {error}') from None


def _value(kind: str, value: str) -> Any:
    if kind == "bool":
        if value not in _BOOLS:
            raise ValueError(f"strconv.ParseBool: parsing {go_quote(value)}: invalid syntax")
        return _BOOLS[value]
    if kind == "int":
        if not re.fullmatch(r"[-+]?[0-9]+", value):
            raise ValueError(f"strconv.ParseInt: parsing {go_quote(value)}: invalid syntax")
        return int(value)
    if kind == "duration" and not _DURATION.fullmatch(value):
        unit = "missing unit in duration" if re.fullmatch(r"[-+]?[0-9.]+", value) else "invalid duration"
        raise ValueError(f"time: {unit} {go_quote(value)}")
    return value


def seconds(value: str) -> float:
    """Seconds of a duration such as `1m30s` or `500ms`; a negative one is endless (a week)."""
    if value.startswith("-"):
        return 7 * 86400.0
    units = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
    return sum(
        float(number) * units[unit] for number, unit in re.findall(r"([0-9]*\.?[0-9]+)(ns|us|µs|ms|s|m|h)", value)
    )


def required(flags: Flags, *names: str) -> None:
    """Refuse when a flag that must be there is not."""
    missing = [f'"{name}"' for name in names if name not in flags]
    if missing:
        raise Failure(f"required flag(s) {', '.join(missing)} not set")
