"""Shell text to tokens: words with their quotes and substitutions, operators, here-documents.

A word is a tuple of parts (kind, text, quoted); kinds are lit, var, cmd, math. Next: `syntax.py`, which makes a
program of the tokens, and `expand.py`, which makes text of the words.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["Reader", "ShellError", "Word", "inside", "word_of"]

Word = tuple[tuple[str, Any, bool], ...]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATORS = (
    "&&",
    "||",
    ";;",
    "<<-",
    "<<<",
    "<<",
    ">>",
    ">&",
    "<&",
    ">|",
    "&>",
    "|",
    "&",
    ";",
    "<",
    ">",
    "(",
    ")",
    "\n",
)


class ShellError(ValueError):
    """The text is no shell; `str(error)` is what sh prints."""


class Reader:
    """Characters to tokens: ("op", text), ("word", word), and ("io", number) before a redirection."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.tokens: list[tuple[str, Any]] = []
        self._heredocs: list[list[Any]] = []
        while self.at < len(text):
            self._token()
        self.tokens.append(("op", "\n"))

    def _token(self) -> None:
        text, at = self.text, self.at
        char = text[at]
        if char in " \t":
            self.at += 1
        elif char == "\\" and text[at + 1 : at + 2] == "\n":
            self.at += 2
        elif char == "#":
            end = text.find("\n", at)
            self.at = len(text) if end < 0 else end
        elif operator := next((op for op in _OPERATORS if text.startswith(op, at)), None):
            self.at += len(operator)
            self.tokens.append(("op", operator))
            if operator == "\n" and self._heredocs:
                self._read_heredocs()
        elif (number := re.match(r"[0-9](?=[<>])", text[at:])) is not None:
            self.at += 1
            self.tokens.append(("io", number.group()))
        else:
            word = self.word()
            if self.tokens and self.tokens[-1][1] in ("<<", "<<-"):
                entry = ["heredoc", "".join(str(p[1]) for p in word), any(p[2] for p in word), self.tokens[-1][1], ""]
                self._heredocs.append(entry)
                self.tokens.append(("heredoc", entry))
            else:
                self.tokens.append(("word", word))

    def _read_heredocs(self) -> None:
        for entry in self._heredocs:
            lines = []
            while self.at < len(self.text):
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                line, self.at = self.text[self.at : end], end + 1
                bare = line.lstrip("\t") if entry[3] == "<<-" else line
                if bare == entry[1]:
                    break
                lines.append(bare + "\n")
            entry[4] = "".join(lines)
        self._heredocs = []

    def word(self) -> Word:
        """The word that begins here."""
        parts: list[tuple[str, Any, bool]] = []
        text = self.text
        while self.at < len(text) and text[self.at] not in " \t\n;&|<>()":
            char = text[self.at]
            if char == "'":
                end = text.find("'", self.at + 1)
                if end < 0:
                    raise ShellError("syntax error: unterminated quoted string")
                parts.append(("lit", text[self.at + 1 : end], True))
                self.at = end + 1
            elif char == '"':
                self.at += 1
                parts.extend(self.double())
            elif char == "\\":
                parts.append(("lit", text[self.at + 1 : self.at + 2], True))
                self.at += 2
            elif char in "$`":
                parts.append(self._dollar(False))
            else:
                end = self.at
                while end < len(text) and text[end] not in " \t\n;&|<>()'\"\\$`":
                    end += 1
                parts.append(("lit", text[self.at : end], False))
                self.at = end
        return tuple(parts)

    def double(self) -> list[tuple[str, Any, bool]]:
        """The parts up to the closing double quote."""
        parts: list[tuple[str, Any, bool]] = []
        text, run = self.text, ""
        while True:
            if self.at >= len(text):
                raise ShellError("syntax error: unterminated quoted string")
            char = text[self.at]
            if char == '"':
                self.at += 1
                return [*parts, ("lit", run, True)]
            if char == "\\" and text[self.at + 1 : self.at + 2] in ("$", "`", '"', "\\", "\n"):
                run += "" if text[self.at + 1] == "\n" else text[self.at + 1]
                self.at += 2
            elif char in "$`":
                parts.append(("lit", run, True))
                run = ""
                parts.append(self._dollar(True))
            else:
                run += char
                self.at += 1

    def _dollar(self, quoted: bool) -> tuple[str, Any, bool]:
        text, at = self.text, self.at
        if text[at] == "`":
            end = text.find("`", at + 1)
            if end < 0:
                raise ShellError("syntax error: EOF in backquote substitution")
            self.at = end + 1
            return ("cmd", text[at + 1 : end], quoted)
        if text.startswith("$((", at):
            end = text.find("))", at)
            if end > 0:
                self.at = end + 2
                return ("math", text[at + 3 : end], quoted)
        if text.startswith("$(", at):
            self.at = _closing(text, at + 1, "(", ")")
            return ("cmd", text[at + 2 : self.at - 1], quoted)
        if text.startswith("${", at):
            self.at = _closing(text, at + 1, "{", "}")
            return ("var", text[at + 2 : self.at - 1], quoted)
        match = _NAME.match(text, at + 1)
        if match:
            self.at = match.end()
            return ("var", match.group(), quoted)
        if text[at + 1 : at + 2] and text[at + 1] in "?$#@*!0123456789":
            self.at = at + 2
            return ("var", text[at + 1], quoted)
        self.at += 1
        return ("lit", "$", True)


def _closing(text: str, at: int, opens: str, closes: str) -> int:
    depth, quote = 0, ""
    while at < len(text):
        char = text[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "\\":
            at += 1
        elif char == opens:
            depth += 1
        elif char == closes:
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    raise ShellError(f'syntax error: unexpected end of file (expecting "{closes}")')


def inside(text: str) -> Word:
    """The words of a here-document: variables are replaced, quotes are plain characters."""
    reader = Reader("")
    reader.text, reader.at = text.replace('"', '\\"') + '"', 0
    return tuple(reader.double())


def word_of(text: str) -> Word:
    """The parts of a word inside `${x:-word}`, quotes respected."""
    parts: list[tuple[str, Any, bool]] = []
    reader = Reader("")
    reader.text, reader.at = text, 0
    while reader.at < len(text):
        before = reader.at
        parts.extend(reader.word())
        if reader.at == before:
            parts.append(("lit", text[before], True))
            reader.at += 1
    return tuple(parts)
