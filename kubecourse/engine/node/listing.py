"""The command `ls`: names, and with -l modes, owners, sizes, dates and links.

What is known of a file comes from its host (`modes.py`).
"""

from __future__ import annotations

from typing import Any

from .commands import Result, command
from .textcommands import options

__all__: list[str] = []

_LACKS = "No such file or directory"


@command("ls", "dir")
def _ls(run: Any, argv: list[str], stdin: str | None) -> Result:
    letters, paths = options(argv)
    out, errors, code = "", "", 0
    for path in paths or [run.env.get("PWD", "/")]:
        names = None if "d" in letters else run.host.listdir(run.path(path))
        if names is None:
            is_file = run.host.read(run.path(path)) is not None
            if not is_file and run.host.listdir(run.path(path)) is None:
                errors, code = f"{errors}ls: {path}: {_LACKS}\n", 1
                continue
            names = [path]
        elif len(paths) > 1:
            out += f"{path}:\n"
        shown = [
            name
            for name in sorted(names)
            if "a" in letters or "A" in letters or not name.startswith(".") or "d" in letters
        ]
        rows = [_row(run, path, name, "l" in letters) for name in shown]
        if "l" in letters and names != [path]:
            out += f"total {sum(_blocks(run, path, name) for name in shown)}\n"
        out += "".join(rows)
    return Result(code, out, errors)


def _inside(run: Any, folder: str, name: str) -> str:
    return str(run.path(name if name.startswith("/") else f"{folder.rstrip('/')}/{name}"))


def _blocks(run: Any, folder: str, name: str) -> int:
    """What a file or directory takes on a disk, in KiB."""
    path = _inside(run, folder, name)
    text = run.host.read(path)
    if run.host.describe(path)[2]:
        return 0
    return 4 if text is None else -(-len(text.encode("utf-8", "surrogateescape")) // 4096) * 4


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _row(run: Any, folder: str, name: str, long: bool) -> str:
    if not long:
        return f"{name}\n"
    path = _inside(run, folder, name)
    mode, links, target = run.host.describe(path)
    text = run.host.read(path)
    size = len(target) if target else 4096 if text is None else len(text.encode("utf-8", "surrogateescape"))
    born = run.host.born
    date = f"{_MONTHS[int(born[5:7]) - 1]} {int(born[8:10]):2d} {born[11:16]}"
    arrow = f" -> {target}" if target else ""
    return f"{mode} {links:4d} root     root {size:13d} {date} {name}{arrow}\n"
