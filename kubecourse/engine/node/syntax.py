"""Shell text to a program: a flat list of instructions that a process can stop and go on in.

A little POSIX sh: lists, `&&` and `||`, pipelines, `if`, `while`, `until`, `for`, `case`, `{ }`, `( )`,
functions' bodies left out, `&`, redirections, here-documents, quotes, `$x`, `${x:-y}`, `$(…)`, `$((…))`.
The program is plain tuples, so that the state of a process (`machine.py`) is a number and some variables.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .tokens import Reader, ShellError, Word, inside

__all__ = ["Program", "ShellError", "compiled", "with_options"]

#: instructions: (name, …); words are tuples of parts (kind, text, quoted)
Program = tuple[tuple[Any, ...], ...]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEYWORDS = {
    "if",
    "then",
    "else",
    "elif",
    "fi",
    "while",
    "until",
    "do",
    "done",
    "for",
    "in",
    "case",
    "esac",
    "{",
    "}",
    "!",
}
#: programs longer than this are no lesson
_LONGEST = 20_000


def with_options(options: str, text: str) -> str:
    """The script of `sh -ec TEXT`: what is said before the c holds from its first line on."""
    return f"set -e\n{text}" if "e" in options else text


# -- the grammar -----------------------------------------------------------------------------------


class _Compiler:
    """Recursive descent over the tokens; emits instructions. `loops` counts while and until round a command."""

    def __init__(self, text: str) -> None:
        self.tokens = Reader(text).tokens
        self.at = 0
        self.out: list[Any] = []
        self.loops = 0
        #: after `set -e`, but not in what `if`, `while` and `until` ask
        self.strict, self.asking = False, 0
        self.breaks: list[tuple[list[int], int]] = []

    def program(self) -> Program:
        self.list_(())
        if self.at < len(self.tokens):
            self._unexpected()
        self.out.append(("end",))
        return tuple(self.out)

    def _unexpected(self) -> None:
        kind, value = self.tokens[self.at]
        shown = self._plain(value) if kind == "word" else "newline" if value == "\n" else value
        raise ShellError(f'syntax error: unexpected "{shown}"')

    @staticmethod
    def _plain(word: Word) -> str | None:
        return word[0][1] if len(word) == 1 and word[0][0] == "lit" and not word[0][2] else None

    def _peek(self) -> str | None:
        """The operator or bare word that comes next."""
        if self.at >= len(self.tokens):
            return None
        kind, value = self.tokens[self.at]
        return value if kind == "op" else self._plain(value) if kind == "word" else None

    def _take(self, wanted: str) -> None:
        if self._peek() != wanted:
            if self.at >= len(self.tokens):
                raise ShellError(f'syntax error: unexpected end of file (expecting "{wanted}")')
            self._unexpected()
        self.at += 1

    def _newlines(self) -> None:
        while self._peek() == "\n" and self.at < len(self.tokens):
            self.at += 1

    def _emit(self, *instruction: Any) -> int:
        if len(self.out) > _LONGEST:
            raise ShellError("the script is too long")
        self.out.append(instruction)
        return len(self.out) - 1

    def list_(self, ends: tuple[str, ...]) -> None:
        self._newlines()
        while self.at < len(self.tokens) and self._peek() not in (*ends, ")", ";;"):
            start = len(self.out)
            self._and_or()
            if self._peek() == "&":
                self.at += 1
                body = self.out[start:]
                del self.out[start:]
                self._emit("bg", start + 1, start + len(body) + 2)
                self.out.extend(_shifted(body, start, 1))
                self._emit("end")
            elif self._peek() in (";", "\n"):
                self.at += 1
            elif self._peek() not in (*ends, ")", ";;", None):
                self._unexpected()
            self._newlines()

    def _and_or(self) -> None:
        """Under `set -e` the failure of the last pipeline ends the shell; those before it are asked, not obeyed."""
        negated = self._pipeline()
        jump = None
        while self._peek() in ("&&", "||"):
            if jump is not None:
                self.out[jump] = (self.out[jump][0], len(self.out))
            jump = self._emit("jnz" if self._peek() == "&&" else "jz", None)
            self.at += 1
            self._newlines()
            negated = self._pipeline()
        if self.strict and not self.asking and not negated:
            self._emit("errexit")
        if jump is not None:
            self.out[jump] = (self.out[jump][0], len(self.out))

    def _question(self, ends: tuple[str, ...]) -> None:
        self.asking += 1
        self.list_(ends)
        self.asking -= 1

    def _pipeline(self) -> bool:
        """True where it is negated."""
        negate = self._peek() == "!"
        self.at += negate
        start = len(self.out)
        self._command()
        if self._peek() == "|":
            stages = [self._cut(start)]
            while self._peek() == "|":
                self.at += 1
                self._newlines()
                self._command()
                stages.append(self._cut(start))
            self._emit("pipe", tuple(stages))
        if negate:
            self._emit("not")
        return negate

    def _cut(self, start: int) -> Program:
        """Take the last command out as a program of its own."""
        body = _shifted(self.out[start:], 0, -start)
        del self.out[start:]
        return (*body, ("end",))

    # -- commands --------------------------------------------------------------------------------

    def _command(self) -> None:
        word = self._peek()
        kind = self.tokens[self.at][0] if self.at < len(self.tokens) else "op"
        builders = {"if": self._if, "while": self._while, "until": self._while, "for": self._for, "case": self._case,
                    "{": self._group, "(": self._group}  # fmt: skip
        if word in builders and (kind == "word" or word == "("):
            hole = self._emit("nop")
            builders[word]()
            redirections = self._redirections()
            if redirections:
                self.out[hole] = ("rpush", redirections)
                self._emit("rpop")
        else:
            self._simple()

    def _if(self) -> None:
        self.at += 1
        self._question(("then",))
        self._take("then")
        skip = self._emit("jnz", None)
        self.list_(("elif", "else", "fi"))
        leave = self._emit("jmp", None)
        self.out[skip] = ("jnz", len(self.out))
        if self._peek() == "elif":
            self._if()
        elif self._peek() == "else":
            self.at += 1
            self.list_(("fi",))
            self._take("fi")
        else:
            self._take("fi")
            self._emit("set", 0)
        self.out[leave] = ("jmp", len(self.out))

    def _while(self) -> None:
        leaves_on = "jnz" if self._peek() == "while" else "jz"
        self.at += 1
        self.loops += 1
        begin = self._emit("loop")
        self.breaks.append(([], begin))
        self._question(("do",))
        self._take("do")
        leave = self._emit(leaves_on, None)
        self.list_(("done",))
        self._take("done")
        self._emit("jmp", begin)
        self.out[leave] = (leaves_on, len(self.out))
        for hole in self.breaks.pop()[0]:
            self.out[hole] = ("jmp", len(self.out))
        self._emit("set", 0)
        self.loops -= 1

    def _for(self) -> None:
        self.at += 1
        name = self._peek() or ""
        self.at += 1
        words: tuple[Word, ...] = ((("var", "@", True),),)
        self._newlines()
        if self._peek() == "in":
            self.at += 1
            words = self._words()
        if self._peek() == ";":
            self.at += 1
        self._newlines()
        self._emit("forinit", words)
        begin = self._emit("fornext", name, None)
        self.breaks.append(([], begin))
        self._take("do")
        self.list_(("done",))
        self._take("done")
        self._emit("jmp", begin)
        self.out[begin] = ("fornext", name, len(self.out))
        for hole in self.breaks.pop()[0]:
            self.out[hole] = ("forbreak", len(self.out))

    def _case(self) -> None:
        self.at += 1
        subject = self.tokens[self.at][1]
        self.at += 1
        self._newlines()
        self._take("in")
        self._newlines()
        ends: list[int] = []
        while self._peek() != "esac":
            if self._peek() == "(":
                self.at += 1
            patterns = [self.tokens[self.at][1]]
            self.at += 1
            while self._peek() == "|":
                patterns.append(self.tokens[self.at + 1][1])
                self.at += 2
            self._take(")")
            test = self._emit("match", subject, tuple(patterns), None)
            self.list_(("esac",))
            ends.append(self._emit("jmp", None))
            self.out[test] = ("match", subject, tuple(patterns), len(self.out))
            if self._peek() == ";;":
                self.at += 1
            self._newlines()
        self.at += 1
        for hole in ends:
            self.out[hole] = ("jmp", len(self.out))

    def _group(self) -> None:
        close = "}" if self._peek() == "{" else ")"
        self.at += 1
        self.list_((close,))
        self._take(close)

    def _words(self) -> tuple[Word, ...]:
        found = []
        while self.at < len(self.tokens) and self.tokens[self.at][0] == "word":
            found.append(self.tokens[self.at][1])
            self.at += 1
        return tuple(found)

    def _simple(self) -> None:
        assigns: list[tuple[str, Word]] = []
        words: list[Word] = []
        redirections: list[tuple[Any, ...]] = []
        begin = self.at
        while self.at < len(self.tokens):
            kind, value = self.tokens[self.at]
            if kind == "word":
                pair = None if words else _assignment(value)
                if pair:
                    assigns.append(pair)
                elif not words and self._plain(value) in _KEYWORDS:
                    break
                else:
                    words.append(value)
                self.at += 1
            elif found := self._redirection():
                redirections.append(found)
            else:
                break
        if self.at == begin:
            if self.at >= len(self.tokens):
                raise ShellError("syntax error: unexpected end of file")
            self._unexpected()
        self._jump_or_run(assigns, words, tuple(redirections))

    def _jump_or_run(self, assigns: list[tuple[str, Word]], words: list[Word], redirections: tuple[Any, ...]) -> None:
        name = self._plain(words[0]) if words else None
        if name in ("break", "continue") and self.breaks:
            holes, begin = self.breaks[-1]
            if name == "break":
                holes.append(self._emit("jmp", None))
            else:
                self._emit("jmp", begin)
            return
        if name == "set":
            self._options([self._plain(word) or "" for word in words[1:]])
        self._emit("cmd", tuple(assigns), tuple(words), redirections, self.loops > 0)

    def _options(self, words: list[str]) -> None:
        """`set -e`, `set +e`, `set -euo pipefail`, `set -o errexit`: from here on, as the text is read."""
        for before, word in zip(["", *words], words, strict=False):
            if (word == "errexit" and before[1:].endswith("o")) or (
                word[:1] in "+-" and "e" in word[1:] and word != "--"
            ):
                sign = before if word == "errexit" else word
                self.strict = sign.startswith("-")

    def _redirections(self) -> tuple[Any, ...]:
        found = []
        while self.at < len(self.tokens) and (redirection := self._redirection()):
            found.append(redirection)
        return tuple(found)

    def _redirection(self) -> tuple[Any, ...] | None:
        """(descriptor, operator, word); a here-document is ("<<", text, literal)."""
        kind, value = self.tokens[self.at]
        ahead = 1 if kind == "io" else 0
        operator = self.tokens[self.at + ahead][1] if self.at + ahead < len(self.tokens) else None
        if operator not in ("<", ">", ">>", ">&", "<&", ">|", "&>", "<<", "<<-", "<<<"):
            return None
        descriptor = int(value) if ahead else 0 if str(operator).startswith("<") else 1
        self.at += ahead + 2
        target = self.tokens[self.at - 1][1]
        if operator in ("<<", "<<-"):
            text: Word = (("lit", target[4], True),) if target[2] else inside(target[4])
            return (0, "<<", text)
        return (descriptor, operator, target)


def _assignment(word: Word) -> tuple[str, Word] | None:
    if not word or word[0][0] != "lit" or word[0][2]:
        return None
    name, sign, rest = str(word[0][1]).partition("=")
    if not sign or not _NAME.fullmatch(name):
        return None
    return name, (("lit", rest, True), *word[1:])


def _shifted(body: list[Any], start: int, by: int) -> list[Any]:
    """Instructions moved by `by` places: their jumps move along."""
    moved = []
    for instruction in body:
        name = instruction[0]
        if name in ("jmp", "jz", "jnz", "forbreak") and instruction[1] is not None:
            instruction = (name, instruction[1] + by)
        elif name in ("fornext", "bg"):
            first = instruction[1] + by if name == "bg" else instruction[1]
            instruction = (name, first, instruction[2] + by)
        elif name == "match":
            instruction = (*instruction[:3], instruction[3] + by)
        moved.append(instruction)
    return moved


@lru_cache(maxsize=512)
def compiled(text: str) -> Program:
    """The program of a script; the same text is read once. Raises ShellError."""
    try:
        return _Compiler(text).program()
    except (IndexError, RecursionError):
        raise ShellError("syntax error: unexpected end of file") from None
