"""A shell that somebody types into: lines, their echo, a prompt, and a history.

`Terminal` turns what comes from a keyboard (or a pipe) into lines, has each run, and says what is to be shown. A line that is not
whole (an open quote, a loop without its end) waits for the next. It knows neither sockets nor the cluster. Next: `podstreams.py`.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

from ..engine.node import syntax
from ..engine.node.tokens import ShellError

__all__ = ["Terminal", "is_shell", "screen"]

_SHELLS = ("sh", "bash", "ash", "dash", "zsh")
_OPEN = ("unexpected end of file", "unterminated", "EOF in")
_MOST = 64 * 1024
_KEYS = {"A": "up", "B": "down"}

#: (line, variables) -> a result with .stdout, .stderr, .code, .variables
Run = Callable[[str, dict[str, str]], Any]
Shown = list[tuple[int, bytes]]


def is_shell(argv: list[str]) -> bool:
    """Is this a shell that waits to be told something?"""
    return (
        bool(argv)
        and argv[0].rpartition("/")[2] in _SHELLS
        and all(word in ("-i", "-l", "-il", "--login") for word in argv[1:])
    )


class Terminal:
    """One session. `tty`: is there a keyboard and a screen? Else lines come from a pipe, and nothing is echoed."""

    def __init__(self, run: Run, shell: str, host: str, tty: bool, root: bool = True) -> None:
        self._run, self._tty = run, tty
        self._shell, self._host, self._root = shell.rpartition("/")[2], host, root
        self._variables: dict[str, str] = {}
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._line, self._begun, self._escape = "", "", ""
        self._past: list[str] = []
        self._at = 0
        self.over, self.code = False, 0

    def begin(self) -> Shown:
        """What is shown first."""
        return [(1, self._prompt())] if self._tty else []

    def feed(self, data: bytes) -> Shown:
        """What is shown for what was typed."""
        shown: Shown = []
        for letter in self._decoder.decode(data):
            if self.over:
                break
            shown += self._typed(letter) if self._tty else self._piped(letter)
        return shown

    def end(self) -> Shown:
        """There is no more to come."""
        shown = self._entered(self._line, last=True) if self._line or self._begun else []
        self.over = True
        return shown

    # -- one letter ----------------------------------------------------------------------------------

    def _piped(self, letter: str) -> Shown:
        if letter == "\n":
            line, self._line = self._line, ""
            return self._entered(line)
        self._line = (self._line + letter)[:_MOST]
        return []

    def _typed(self, letter: str) -> Shown:
        if self._escape:
            return self._key(letter)
        if letter in "\r\n":
            line, self._line = self._line, ""
            if line.strip():
                self._past.append(line)
            self._at = len(self._past)
            return [(1, b"\r\n"), *self._entered(line)]
        act = {"\x1b": self._begin_key, "\x7f": self._rub, "\b": self._rub, "\x03": self._stop, "\x04": self._leave,
               "\x15": self._clear, "\x0c": self._clean}.get(letter)  # fmt: skip
        if act is not None:
            return act()
        if letter < " " or len(self._line) >= _MOST:
            return []
        self._line += letter
        return [(1, letter.encode("utf-8", "surrogateescape"))]

    def _begin_key(self) -> Shown:
        self._escape = "\x1b"
        return []

    def _key(self, letter: str) -> Shown:
        """The keys above and below look through what was typed before; others do nothing."""
        self._escape += letter
        if len(self._escape) < 8 and (letter in "[O;" or letter.isdigit()):
            return []
        key, self._escape = _KEYS.get(letter) if len(self._escape) == 3 else None, ""
        if key is None:
            return []
        self._at = max(0, self._at - 1) if key == "up" else min(len(self._past), self._at + 1)
        shown = self._clear()
        self._line = self._past[self._at] if self._at < len(self._past) else ""
        return [*shown, (1, self._line.encode("utf-8", "surrogateescape"))]

    def _rub(self) -> Shown:
        if not self._line:
            return []
        self._line = self._line[:-1]
        return [(1, b"\b \b")]

    def _clear(self) -> Shown:
        count, self._line = len(self._line), ""
        return [(1, b"\b \b" * count)] if count else []

    def _stop(self) -> Shown:
        self._line, self._begun, self.code = "", "", 130
        return [(1, b"^C\r\n" + self._prompt())]

    def _leave(self) -> Shown:
        if self._line:
            return []
        self.over = True
        return [(1, b"\r\n" if self._shell != "bash" else b"exit\r\n")]

    def _clean(self) -> Shown:
        return [(1, b"\x1b[H\x1b[2J" + self._prompt() + self._line.encode("utf-8", "surrogateescape"))]

    # -- one line ------------------------------------------------------------------------------------

    def _entered(self, line: str, last: bool = False) -> Shown:
        text = f"{self._begun}\n{line}" if self._begun else line
        if not last and _open(text) and len(text) < _MOST:
            self._begun = text
            return [(1, b"> ")] if self._tty else []
        self._begun = ""
        shown: Shown = []
        if text.strip():
            done = self._run(text, self._variables)
            self._variables, self.code = dict(done.variables or {}), done.code
            shown = self._printed(done)
            words = text.replace(";", " ").replace("&&", " ").split()
            self.over = words[:1] == ["exit"] or words[-1:] == ["exit"] or words[-2:-1] == ["exit"]
        return shown if self.over or not self._tty else [*shown, (1, self._prompt())]

    def _printed(self, done: Any) -> Shown:
        parts = [(1, done.stdout), (1 if self._tty else 2, done.stderr)]
        return [(channel, screen(text, self._tty)) for channel, text in parts if text]

    def _prompt(self) -> bytes:
        folder, sign = self._variables.get("PWD", "/"), "#" if self._root else "$"
        if self._shell == "bash":
            return f"{'root' if self._root else 'I have no name!'}@{self._host}:{folder}{sign} ".encode()
        return f"{folder} {sign} ".encode("utf-8", "surrogateescape")


def screen(text: str, tty: bool) -> bytes:
    """Text as a terminal gets it: lines end with both signs."""
    return (text.replace("\n", "\r\n") if tty else text).encode("utf-8", "surrogateescape")


def _open(text: str) -> bool:
    """Is this the beginning of something that goes on in the next line?"""
    if text.endswith("\\"):
        return True
    try:
        syntax.compiled(text)
    except ShellError as error:
        return any(words in str(error) for words in _OPEN)
    return False
