"""Several commands in one text, as a cell or an answer has them: one a line, remarks, joined lines, heredocs.

Next: `words.py`, one command into words.
"""

from __future__ import annotations

import re

__all__ = ["commands"]

_OPENS = re.compile(r"<<(-?)\s*(['\"]?)(\w+)\2")


def commands(text: str) -> list[tuple[int, str]]:
    """(number of its first line, command) for each; what `<<EOF` begins belongs to its command, up to the line `EOF`.

    A backslash at the end joins the next line, `#` begins a remark, and so does nothing at all. A heredoc that is never
    closed goes to the end of the text: kubectl then says what it misses.
    """
    found: list[tuple[int, str]] = []
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        number, command = at + 1, ""
        while at < len(lines) and lines[at].rstrip().endswith("\\"):
            command, at = command + lines[at].rstrip()[:-1], at + 1
        command = (command + (lines[at] if at < len(lines) else "")).strip()
        at += 1
        opened = None if command.startswith("#") else _OPENS.search(command)
        if opened:
            body, at = _until(lines, at, opened[3], bool(opened[1]))
            command = "\n".join([command, *body])
        if command and not command.startswith("#"):
            found.append((number, command))
    return found


def _until(lines: list[str], at: int, word: str, tabs: bool) -> tuple[list[str], int]:
    """The lines up to `word` and with it, and where it goes on; `<<-` takes tabs from the beginning of each."""
    body = []
    while at < len(lines):
        line = lines[at].lstrip("\t") if tabs else lines[at]
        body.append(line)
        at += 1
        if line.strip() == word:
            break
    return body, at
