"""What may follow a `|`: grep, head, tail, wc, sort, uniq and cat, over what kubectl printed.

There is no shell behind a notebook line; these few words are what people write from habit. Next: `run.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .failures import Exit, Failure

__all__ = ["WORDS", "filtered", "parts"]


def parts(words: list[str]) -> list[list[str]]:
    """The words between the `|`. Raises Failure for a redirection."""
    found: list[list[str]] = [[]]
    for word in words:
        if word == "|":
            found.append([])
        elif word in (">", ">>", "<", "&&", ";", "||"):
            raise Failure(f"there is no shell here, so {word} means nothing: write one kubectl command a line")
        else:
            found[-1].append(word)
    return found


def filtered(text: str, words: list[str]) -> str:
    """`text` after one filter. Raises Failure for a word that is not known, Exit(1) where grep finds nothing."""
    if not words or words[0] not in WORDS:
        raise Failure(f"there is no shell here: after | only {', '.join(sorted(WORDS))} are known", 127)
    return WORDS[words[0]](text.splitlines(keepends=True), words[1:])


def _options(words: list[str], with_value: str = "") -> tuple[dict[str, str], list[str]]:
    """Short options and the other words: `-n 3`, `-n3`, `-vi`."""
    options: dict[str, str] = {}
    rest: list[str] = []
    queue = list(words)
    while queue:
        word = queue.pop(0)
        if not re.fullmatch(r"-\w.*", word):
            rest.append(word)
        elif word[1] in with_value:
            options[word[1]] = word[2:] or (queue.pop(0) if queue else "")
        elif word[1:].isdigit():
            options["n"] = word[1:]
        else:
            options.update(dict.fromkeys(word[1:], ""))
    return options, rest


def _grep(lines: list[str], words: list[str]) -> str:
    options, rest = _options(words, "e")
    pattern = options.get("e") or (rest[0] if rest else "")
    pattern = re.escape(pattern) if "F" in options else pattern if "E" in options else pattern.replace("\\|", "|")
    try:
        test = re.compile(pattern, re.IGNORECASE if "i" in options else 0)
    except re.error as error:
        raise Failure(f"grep: {error}", 2, bare=True) from None
    found = [line for line in lines if bool(test.search(line)) is ("v" not in options)]
    if "c" in options:
        return f"{len(found)}\n"
    if not found:
        raise Exit(1)
    return "".join(found)


def _count(options: dict[str, str]) -> int:
    text = options.get("n", "10")
    if not re.fullmatch(r"[-+]?\d+", text):
        raise Failure(f"head: invalid number of lines: '{text}'", bare=True)
    return int(text)


def _head(lines: list[str], words: list[str]) -> str:
    return "".join(lines[: _count(_options(words, "n")[0])])


def _tail(lines: list[str], words: list[str]) -> str:
    text = _options(words, "n")[0].get("n", "10")
    if text.startswith("+"):
        return "".join(lines[max(0, int(text) - 1) :])
    count = _count({"n": text})
    return "".join(lines[-count:]) if count else ""


def _wc(lines: list[str], words: list[str]) -> str:
    options, _ = _options(words)
    text = "".join(lines)
    numbers = {"l": text.count("\n"), "w": len(text.split()), "c": len(text.encode())}
    return " ".join(str(number) for letter, number in numbers.items() if letter in options or not options) + "\n"


def _sort(lines: list[str], words: list[str]) -> str:
    options, _ = _options(words, "k")
    column = int(options["k"].split(",")[0]) - 1 if options.get("k", "").split(",")[0].isdigit() else -1

    def key(line: str) -> tuple[float, str]:
        cells = line.split()
        text = line if column < 0 else cells[column] if column < len(cells) else ""
        number = re.match(r"-?\d+(\.\d+)?", text.strip()) if "n" in options else None
        return (float(number[0]) if number else 0.0, text)

    return "".join(sorted(dict.fromkeys(lines) if "u" in options else lines, key=key, reverse="r" in options))


def _uniq(lines: list[str], words: list[str]) -> str:
    return "".join(line for number, line in enumerate(lines) if not number or lines[number - 1] != line)


WORDS: dict[str, Callable[[list[str], list[str]], str]] = {
    "grep": _grep,
    "egrep": lambda lines, words: _grep(lines, ["-E", *words]),
    "head": _head,
    "tail": _tail,
    "wc": _wc,
    "sort": _sort,
    "uniq": _uniq,
    "cat": lambda lines, words: "".join(lines),
}
