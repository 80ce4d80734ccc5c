"""Smaller commands: cut, tr, tee, seq, sed's `s`, awk's `print`, find, df and their like."""

from __future__ import annotations

import re
from hashlib import md5, sha256
from typing import Any

from .commands import Result, exists, find
from .textcommands import pattern

__all__ = ["look", "run"]


def run(shell: Any, argv: list[str], stdin: str | None) -> Result:
    """Commands that make text of text."""
    result: Result = _TABLE[argv[0]](shell, argv[1:], stdin)
    return result


def _cut(shell: Any, words: list[str], stdin: str | None) -> Result:
    separator, fields, chars = "\t", [0], False
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word.startswith("-d"):
            separator = word[2:] or (rest.pop(0) if rest else " ")
        elif word[:2] in ("-f", "-c"):
            chars = word[:2] == "-c"
            fields = _ranges(word[2:] or (rest.pop(0) if rest else "1"))
    rows = []
    for line in (stdin or "").splitlines():
        parts = list(line) if chars else line.split(separator)
        chosen = [parts[i] for i in fields if i < len(parts)]
        rows.append(line if not chars and separator not in line else ("" if chars else separator).join(chosen))
    return Result(0, "".join(f"{row}\n" for row in rows))


def _ranges(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        low, dash, high = part.partition("-")
        last = int(high) if high.isdigit() else 1000 if dash else int(low or 1)
        found.extend(range(int(low or 1) - 1, min(last, 1000)))
    return found


def _tr(shell: Any, words: list[str], stdin: str | None) -> Result:
    sets = [_letters(word) for word in words if not word.startswith("-")]
    text = stdin or ""
    if "-d" in words and sets:
        return Result(0, "".join(char for char in text if char not in sets[0]))
    if len(sets) < 2 or not sets[1]:
        return Result(0, text)
    table = {char: sets[1][min(index, len(sets[1]) - 1)] for index, char in enumerate(sets[0])}
    return Result(0, "".join(table.get(char, char) for char in text))


def _letters(text: str) -> str:
    for name, value in (("[:lower:]", "a-z"), ("[:upper:]", "A-Z"), ("[:digit:]", "0-9"), ("[:space:]", " \t\n")):
        text = text.replace(name, value)
    text = text.replace("\\n", "\n").replace("\\t", "\t")
    return re.sub(r"(.)-(.)", lambda m: "".join(map(chr, range(ord(m.group(1)), ord(m.group(2)) + 1))), text)


def _tee(shell: Any, words: list[str], stdin: str | None) -> Result:
    for path in (word for word in words if not word.startswith("-")):
        shell.host.write(shell.path(path), stdin or "", "-a" in words)
    return Result(0, stdin or "")


def _seq(shell: Any, words: list[str], stdin: str | None) -> Result:
    numbers = [int(word) for word in words if re.fullmatch(r"-?[0-9]{1,9}", word)]
    first, step, last = (
        (1, 1, *numbers) if len(numbers) == 1 else (numbers[0], 1, numbers[1]) if len(numbers) == 2 else numbers
    )
    values = range(first, last + (1 if step > 0 else -1), step or 1)
    return Result(0, "".join(f"{value}\n" for value in values[:100_000]))


def _name(part: int) -> Any:
    def run_(shell: Any, words: list[str], stdin: str | None) -> Result:
        folder, _, last = words[0].rstrip("/").rpartition("/")
        if part == 0:
            return Result(0, f"{folder or ('/' if words[0].startswith('/') else '.')}\n")
        return Result(0, f"{last.removesuffix(words[1]) if len(words) > 1 else last}\n")

    return run_


def _yes(shell: Any, words: list[str], stdin: str | None) -> Result:
    return Result(0, f"{words[0] if words else 'y'}\n" * 100)


def _sums(shell: Any, words: list[str], stdin: str | None, digest: Any = md5) -> Result:
    rows = []
    for path in words or ["-"]:
        text = stdin or "" if path == "-" else shell.host.read(shell.path(path))
        if text is None:
            return Result(1, "", f"md5sum: can't open '{path}': No such file or directory\n")
        data = text.encode("utf-8", "surrogateescape")
        rows.append(f"{digest(data).hexdigest()}  {path}\n")
    return Result(0, "".join(rows))


def _base64(shell: Any, words: list[str], stdin: str | None) -> Result:
    import base64

    paths = [word for word in words if not word.startswith("-")]
    text = (shell.host.read(shell.path(paths[0])) if paths else stdin) or ""
    try:
        if "-d" in words or "--decode" in words:
            return Result(0, base64.b64decode(text).decode("utf-8", "surrogateescape"))
        return Result(0, base64.b64encode(text.encode("utf-8", "surrogateescape")).decode() + "\n")
    except ValueError:
        return Result(1, "", "base64: truncated input\n")


def _xargs(shell: Any, words: list[str], stdin: str | None) -> Result:
    rest = [word for word in words if not re.fullmatch(r"-[0-9rnt]+", word)] or ["echo"]
    argv = [*rest, *(stdin or "").split()]
    return find(argv[0], shell.host)(shell, argv, None)


def _sed(shell: Any, words: list[str], stdin: str | None) -> Result:
    scripts = [word for word in words if re.match(r"s(.).*\1.*\1[gip]*\Z", word, re.S)]
    paths = [word for word in words if word not in scripts and not word.startswith("-")]
    text = shell.host.read(shell.path(paths[0])) if paths else stdin or ""
    if text is None:
        return Result(1, "", f"sed: {paths[0]}: No such file or directory\n")
    for script in scripts:
        _, old, new, flags = re.split(r"(?<!\\)" + re.escape(script[1]), script)
        new = re.sub(r"\\([0-9])", r"\\g<\1>", new).replace("&", r"\g<0>")
        lines = [re.sub(pattern(old), new, line, count=0 if "g" in flags else 1) for line in text.split("\n")]
        text = "\n".join(lines)
    if any(word.startswith("-i") for word in words) and paths:
        shell.host.write(shell.path(paths[0]), text, False)
        return Result()
    return Result(0, text)


def _awk(shell: Any, words: list[str], stdin: str | None) -> Result:
    separator = words[words.index("-F") + 1] if "-F" in words[:-1] else None
    program = next((word for word in words if "{" in word), "")
    shown = re.findall(r"\$([0-9]+|NF)", program.partition("print")[2])
    rows = []
    for line in (stdin or "").splitlines():
        parts = line.split(separator)
        values = [
            line if n == "0" else parts[-1] if n == "NF" else (["", *parts][int(n)] if int(n) <= len(parts) else "")
            for n in shown
        ]
        rows.append(" ".join(values) if shown else line)
    return Result(0, "".join(f"{row}\n" for row in rows))


_TABLE: dict[str, Any] = {
    "cut": _cut, "tr": _tr, "tee": _tee, "seq": _seq, "basename": _name(1), "dirname": _name(0), "yes": _yes,
    "md5sum": _sums, "sha256sum": lambda s, w, i: _sums(s, w, i, sha256), "base64": _base64, "xargs": _xargs, "sed": _sed,
    "awk": _awk,
}  # fmt: skip


def look(shell: Any, argv: list[str]) -> Result:
    """Commands that look at the file system."""
    name, words = argv[0], [word for word in argv[1:] if not word.startswith("-")]
    if name in ("which", "type"):
        found = [word for word in words if exists(word)]
        return Result(0 if len(found) == len(words) else 1, "".join(f"/bin/{word}\n" for word in found))
    if name in ("readlink", "realpath"):
        return Result(0, f"{shell.path(words[0]) if words else ''}\n")
    if name == "find":
        return _find(shell, argv[1:])
    if name == "stat":
        there = bool(words) and (
            shell.host.read(shell.path(words[0])) is not None or shell.host.listdir(shell.path(words[0])) is not None
        )
        lacks = f"stat: can't stat '{words[0] if words else ''}': No such file or directory\n"
        return Result(0, f"  File: {words[0]}\n") if there else Result(1, "", lacks)
    if name == "mount":
        rows = [
            f"{kind} on {path} type {kind} ({'ro' if read_only else 'rw'},relatime)\n"
            for path, kind, read_only in shell.host.mounts()
        ]
        return Result(0, "overlay on / type overlay (rw,relatime)\n" + "".join(rows))
    heads = {
        "df": "Filesystem           1K-blocks      Used Available Use% Mounted on\noverlay               52428800  10485760  41943040  20% /\n",
        "du": f"4\t{words[0] if words else '.'}\n",
        "free": "              total        used        free\nMem:        8388608     1048576     7340032\n",
    }
    return Result(0, heads[name])


def _find(shell: Any, words: list[str]) -> Result:
    from .expand import matches

    starts = []
    while words and not words[0].startswith("-"):
        starts.append(words[0])
        words = words[1:]
    wanted = words[words.index("-name") + 1] if "-name" in words[:-1] else "*"
    kind = words[words.index("-type") + 1] if "-type" in words[:-1] else ""
    least = _number(words, "-mindepth", 0)
    most = _number(words, "-maxdepth", 1000)
    found: list[str] = []
    todo = [(start, 0) for start in starts or ["."]]
    while todo and len(found) < 5000:
        here, depth = todo.pop(0)
        names = shell.host.listdir(shell.path(here))
        if names is None and shell.host.read(shell.path(here)) is None:
            return Result(1, "".join(f"{p}\n" for p in found), f"find: {here}: No such file or directory\n")
        if depth >= least and matches(here.rpartition("/")[2], wanted) and kind in ("", "f" if names is None else "d"):
            found.append(here)
        if depth < most:
            todo[:0] = [(f"{here.rstrip('/')}/{name}", depth + 1) for name in sorted(names or ())]
    if "-delete" in words:
        # what lies deeper goes first
        wrong = [f"find: {why}\n" for path in reversed(found) if (why := shell.host.remove(shell.path(path)))]
        return Result(1 if wrong else 0, "", "".join(wrong))
    return Result(0, "".join(f"{path}\n" for path in found))


def _number(words: list[str], option: str, without: int) -> int:
    value = words[words.index(option) + 1] if option in words[:-1] else ""
    return int(value) if value.isdigit() else without
