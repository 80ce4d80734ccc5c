"""Commands for files and text: cat, ls, echo, test, grep, sort, tar and their like.

The common options only; an option that is not known is passed over in silence.
"""

from __future__ import annotations

import re
from typing import Any

from .commands import Result, command

__all__ = ["escapes", "options", "pattern"]

_LACKS = "No such file or directory"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "a": "\a", "e": "\x1b", "0": "\0"}


def escapes(text: str) -> str:
    r"""`\n`, `\t`… as echo -e and printf read them."""
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m.group(1), m.group(0)), text)


def pattern(text: str) -> str:
    """A regular expression as grep and sed take it; one that could search for ever is taken letter by letter."""
    if len(text) > 500 or text.count("*") + text.count("+") > 4 or re.search(r"[*+}][^()]*\)[*+{]", text):
        return re.escape(text)
    return text.replace("\\|", "|")


def options(argv: list[str]) -> tuple[str, list[str]]:
    """(letters of all options, the rest)."""
    letters = ""
    rest: list[str] = []
    for number, text in enumerate(argv[1:]):
        if text == "--":
            return letters, [*rest, *argv[number + 2 :]]
        if text.startswith("-") and len(text) > 1:
            letters += text[1:]
        else:
            rest.append(text)
    return letters, rest


def _inputs(run: Any, paths: list[str], stdin: str | None, name: str) -> tuple[str, str]:
    """(all text, errors) of the files, or of stdin."""
    if not paths:
        return stdin or "", ""
    texts, errors = [], []
    for path in paths:
        if path == "-":
            texts.append(stdin or "")
            continue
        text = run.host.read(run.path(path))
        if text is not None:
            texts.append(text)
        elif run.host.listdir(run.path(path)) is not None:
            errors.append(f"{name}: read error: Is a directory\n")
        else:
            errors.append(
                f"{name}: can't open '{path}': {_LACKS}\n" if name == "cat" else f"{name}: {path}: {_LACKS}\n"
            )
    return "".join(texts), "".join(errors)


@command("echo")
def _echo(run: Any, argv: list[str], stdin: str | None) -> Result:
    words, newline, escaped = argv[1:], "\n", False
    while words and re.fullmatch(r"-[neE]+", words[0]):
        newline = "" if "n" in words[0] else newline
        escaped |= "e" in words[0]
        words = words[1:]
    text = " ".join(words)
    return Result(0, (escapes(text) if escaped else text) + newline)


@command("printf")
def _printf(run: Any, argv: list[str], stdin: str | None) -> Result:
    form, values = escapes(argv[1]) if len(argv) > 1 else "", argv[2:]
    holes = len(re.findall(r"%[-0-9.]*[sdifxc]", form))
    out, first = "", True
    while first or (values and holes):
        first = False
        taken, values = values[:holes] + [""] * (holes - len(values[:holes])), values[holes:]
        rest = iter(taken)

        def fill(match: re.Match[str], rest: Any = rest) -> str:
            if match.group(0) == "%%":
                return "%"
            value = next(rest)
            kind = match.group(0)[-1]
            try:
                return match.group(0) % (value if kind in "sc" else int(value or 0))
            except ValueError:
                return "0"

        out += re.sub(r"%%|%[-0-9.]*[sdifxc]", fill, form)
    return Result(0, out)


@command("cat")
def _cat(run: Any, argv: list[str], stdin: str | None) -> Result:
    text, errors = _inputs(run, options(argv)[1], stdin, "cat")
    return Result(1 if errors else 0, text, errors)


@command("touch")
def _touch(run: Any, argv: list[str], stdin: str | None) -> Result:
    for path in options(argv)[1]:
        problem = run.host.write(run.path(path), "", True)
        if problem:
            return Result(1, "", f"touch: {path}: {problem}\n")
    return Result()


@command("rm", "rmdir", "unlink")
def _rm(run: Any, argv: list[str], stdin: str | None) -> Result:
    letters, paths = options(argv)
    code, errors = 0, ""
    for path in paths:
        full = run.path(path)
        problem = None
        if run.host.listdir(full) is not None and "r" not in letters.lower() and argv[0] != "rmdir":
            problem = "is a directory"
        problem = problem or run.host.remove(full)
        if problem and not ("f" in letters and problem == _LACKS):
            code, errors = 1, f"{errors}rm: can't remove '{path}': {problem}\n"
    return Result(code, "", errors)


@command("mkdir")
def _mkdir(run: Any, argv: list[str], stdin: str | None) -> Result:
    letters, paths = options(argv)
    for path in paths:
        problem = run.host.mkdir(run.path(path), "p" in letters)
        if problem:
            return Result(1, "", f"mkdir: can't create directory '{path}': {problem}\n")
    return Result()


@command("cp", "mv", "ln", "install")
def _copy(run: Any, argv: list[str], stdin: str | None) -> Result:
    paths = options(argv)[1]
    if len(paths) < 2:
        return Result(1, "", f"{argv[0]}: missing operand\n")
    target = run.path(paths[-1])
    for path in paths[:-1]:
        for source, name in _tree(run, run.path(path)):
            text = run.host.read(source)
            if text is None:
                return Result(1, "", f"{argv[0]}: can't stat '{path}': {_LACKS}\n")
            goal = f"{target.rstrip('/')}/{name}" if run.host.listdir(target) is not None else target
            problem = run.host.write(goal, text, False)
            if problem:
                return Result(1, "", f"{argv[0]}: can't create '{paths[-1]}': {problem}\n")
        if argv[0] == "mv":
            run.host.remove(run.path(path))
    return Result()


def _tree(run: Any, path: str) -> list[tuple[str, str]]:
    """(file, name below the folder that holds `path`) of a file, or of all files in a folder."""
    base = path.rstrip("/").rpartition("/")[0]
    found: list[tuple[str, str]] = []
    todo = [path.rstrip("/") or "/"]
    while todo and len(found) < 5000:
        here = todo.pop(0)
        names = run.host.listdir(here)
        if names is None:
            found.append((here, here[len(base) + 1 :]))
        else:
            todo.extend(f"{here.rstrip('/')}/{name}" for name in sorted(names))
    return found


@command("dd")
def _dd(run: Any, argv: list[str], stdin: str | None) -> Result:
    values = dict(text.partition("=")[::2] for text in argv[1:])
    units = {"k": 1 << 10, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    size = values.get("bs", "512")
    amount = int(size.rstrip("kKMGB") or 1) * units.get(size.rstrip("B")[-1:], 1) * int(values.get("count", "1"))
    if values.get("of", "").startswith("/dev/"):
        run.host.allocate(int(size.rstrip("kKMGB") or 1) * units.get(size.rstrip("B")[-1:], 1), run.time)
    elif "of" in values:
        problem = run.host.write(run.path(values["of"]), "\0" * min(amount, 1 << 16), False)
        if problem:
            return Result(1, "", f"dd: can't open '{values['of']}': {problem}\n")
        room = run.host.room(run.path(values["of"]))
        fits = amount if room is None else min(amount, room[0] - room[1] + min(amount, 1 << 16))
        run.host.grow(run.path(values["of"]), fits)
        if fits < amount:
            return Result(1, "", f"dd: error writing '{values['of']}': No space left on device\n")
    return Result(0, "", f"{values.get('count', '1')}+0 records in\n{values.get('count', '1')}+0 records out\n")


@command("test", "[", "[[")
def _test(run: Any, argv: list[str], stdin: str | None) -> Result:
    words = argv[1:-1] if argv[0] != "test" else argv[1:]
    return Result(0 if _either(run, words) else 1)


def _either(run: Any, words: list[str]) -> bool:
    for sign, joins in (("-o", any), ("||", any), ("-a", all), ("&&", all)):
        if sign in words[1:]:
            at = words.index(sign, 1)
            return joins((_either(run, words[:at]), _either(run, words[at + 1 :])))
    if words[:1] == ["!"]:
        return not _either(run, words[1:])
    if len(words) == 3:
        return _compare(words[0], words[1], words[2])
    if len(words) == 2:
        return _ask(run, words[0], words[1])
    return bool(words and words[0])


def _compare(left: str, sign: str, right: str) -> bool:
    if sign in ("=", "==", "!="):
        return (left == right) == (sign != "!=")
    try:
        a, b = int(left), int(right)
    except ValueError:
        return False
    return {"-eq": a == b, "-ne": a != b, "-lt": a < b, "-le": a <= b, "-gt": a > b, "-ge": a >= b}.get(sign, False)


def _ask(run: Any, sign: str, word: str) -> bool:
    if sign in ("-z", "-n"):
        return bool(word) == (sign == "-n")
    path = run.path(word)
    if sign == "-d":
        return run.host.listdir(path) is not None
    text = run.host.read(path)
    if sign == "-s":
        return bool(text)
    return text is not None or (sign != "-f" and run.host.listdir(path) is not None)


# -- text --------------------------------------------------------------------------------------------


@command("grep", "egrep", "fgrep")
def _grep(run: Any, argv: list[str], stdin: str | None) -> Result:
    letters, rest = options(argv)
    if not rest:
        return Result(2, "", "Usage: grep [-HhnlLoqvsrRiwFE] PATTERN [FILE]...\n")
    text, errors = _inputs(run, rest[1:], stdin, "grep")
    wanted = re.escape(rest[0]) if "F" in letters or argv[0] == "fgrep" else pattern(rest[0])
    try:
        rule = re.compile(wanted, re.I if "i" in letters else 0)
    except re.error:
        rule = re.compile(re.escape(rest[0]))
    lines = [line for line in text.splitlines() if (rule.search(line) is not None) != ("v" in letters)]
    code = 2 if errors and not lines else 0 if lines else 1
    if "q" in letters:
        return Result(code)
    if "c" in letters:
        return Result(code, f"{len(lines)}\n", errors)
    return Result(code, "".join(f"{line}\n" for line in lines), errors)


@command("sort", "uniq", "tac", "rev")
def _lines(run: Any, argv: list[str], stdin: str | None) -> Result:
    letters, paths = options(argv)
    text, errors = _inputs(run, paths, stdin, argv[0])
    lines = text.splitlines()
    if argv[0] == "sort":
        lines.sort(
            key=(lambda s: (int(m.group()) if (m := re.match(r"\s*-?[0-9]+", s)) else 0, s)) if "n" in letters else None
        )
    if argv[0] == "tac" or "r" in letters:
        lines.reverse()
    if argv[0] == "rev":
        lines = [line[::-1] for line in lines]
    if argv[0] == "uniq" or "u" in letters:
        lines = [line for number, line in enumerate(lines) if number == 0 or lines[number - 1] != line]
    return Result(1 if errors else 0, "".join(f"{line}\n" for line in lines), errors)


@command("wc")
def _wc(run: Any, argv: list[str], stdin: str | None) -> Result:
    letters, paths = options(argv)
    text, errors = _inputs(run, paths, stdin, "wc")
    counts = {"l": text.count("\n"), "w": len(text.split()), "c": len(text.encode("utf-8", "surrogateescape"))}
    chosen = [counts[letter] for letter in "lwc" if letter in letters] or list(counts.values())
    shown = " ".join(map(str, chosen))
    return Result(1 if errors else 0, f"{shown}{' ' + paths[0] if paths else ''}\n", errors)


@command(
    "cut", "tr", "tee", "seq", "basename", "dirname", "yes", "md5sum", "sha256sum", "base64", "xargs", "sed", "awk"
)
def _filters(run: Any, argv: list[str], stdin: str | None) -> Result:
    from . import filters

    return filters.run(run, argv, stdin)


@command("df", "du", "free", "mount", "find", "stat", "which", "type", "readlink", "realpath")
def _look(run: Any, argv: list[str], stdin: str | None) -> Result:
    from . import filters

    return filters.look(run, argv)
