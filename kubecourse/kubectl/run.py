"""Run one command line: find its row, read its flags, call its function, and word what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..engine.api.errors import ApiError
from .commands import COMMANDS, Command, group
from .failures import Exit, Failure, Failures, told
from .flags import COMMON, flag_rows, parse
from .pipes import filtered, parts
from .result import Result
from .session import Session
from .words import near, split

__all__ = ["run"]


def run(
    cluster: Any,
    line: str | Sequence[str],
    stdin: str = "",
    *,
    read_file: Callable[[str], str] | None = None,
    write_file: Callable[[str, str], None] | None = None,
) -> Result:
    """What kubectl prints for a command line (text or words) on this cluster.

    `stdin` is what `-f -` reads. `read_file(path)` gives the text of `-f PATH`; without it no file exists.
    `write_file(path, text)` is where `cp` leaves what it takes out of a container.
    """
    try:
        words, stdin = split(line, stdin)
    except ValueError as error:
        return Result("", f"error: {error}\n", 1)
    try:
        words, *filters = parts(words) if isinstance(line, str) else [words]
    except Failure as error:
        return Result("", *told(error))
    result = _run(cluster, words, stdin, read_file, write_file)
    try:
        for words in filters:
            result = Result(filtered(result, words), result.stderr, 0)
    except Exit as way_out:
        return Result("", result.stderr, way_out.code)
    except Failure as error:
        text, code = told(error)
        return Result("", result.stderr + text, code)
    return result


def _run(
    cluster: Any,
    words: list[str],
    stdin: str,
    read_file: Callable[[str], str] | None,
    write_file: Callable[[str, str], None] | None,
) -> Result:
    session = None
    try:
        command, rest = _command(words)
        args, flags, tail = parse(rest, command.rows, f"kubectl {command.path}")
        if flags("help"):
            from .cmd_discover import about

            return Result(about(command), "", 0)
        session = Session(cluster, f"kubectl {command.path}", args, flags, tail, stdin, read_file, write_file)
        command.function(session)
        code = 0
    except Exit as way_out:
        code = way_out.code
    except (Failure, Failures, ApiError) as error:
        text, code = told(error)
        if session is None:
            return Result("", text, code)
        session.err.append(text)
    assert session is not None
    return Result("".join(session.out), "".join(session.err), code)


def _command(words: list[str]) -> tuple[Command, list[str]]:
    """The longest path of command words, flags in between forgiven, and the other words."""
    with_value = {f"--{row.name}" for row in flag_rows(COMMON) if not row.alone}
    with_value |= {f"-{row.short}" for row in flag_rows(COMMON) if row.short and not row.alone}
    path: list[str] = []
    rest: list[str] = []
    queue = list(words)
    while queue:
        word = queue.pop(0)
        if word == "--":
            rest += [word, *queue]
            break
        if word.startswith("-"):
            rest.append(word)
            if word in with_value and queue:
                rest.append(queue.pop(0))
            continue
        if not group(" ".join(path)) or not _known([*path, word]):
            if not path or (group(" ".join(path)) and " ".join(path) != "create"):
                raise _unknown(word, " ".join(path))
            rest += [word, *queue]
            break
        path = _canonical([*path, word])
    name = " ".join(path)
    if not path or name == "set":
        name = "help" if not path else name
        if name == "set":
            return Command("set", "cmd_create:group"), rest
    return COMMANDS[name], rest


def _canonical(path: list[str]) -> list[str]:
    """`create svc` is `create service`, so that what stands under it is found too."""
    name = " ".join(path)
    return COMMANDS[name].path.split() if name in COMMANDS else path


def _known(path: list[str]) -> bool:
    name = " ".join(path)
    return name in COMMANDS or name == "set"


def _unknown(word: str, path: str) -> Failure:
    full = f"kubectl {path}" if path else "kubectl"
    names = [command.path.split()[-1] for command in group(path)]
    if path:
        return Failure(f'unknown command "{word}" for "{full}"\nSee \'{full} --help\' for usage.')
    likely = near(word, names)
    hint = "\n\nDid you mean this?\n" + "".join(f"\t{name}\n" for name in likely) if likely else ""
    return Failure(f'unknown command "{word}" for "{full}"{hint}')
