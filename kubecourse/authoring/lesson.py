"""Read a lesson: front matter, then Markdown in which fenced blocks of five kinds become cells.

    ```python cell=ID tags=a,b      a code cell
    ```exercise ID                  an exercise's cells; its text is in its record
    ```predict ID                   a question; after a line `---`, what will be seen
    ```debrief ID                   what an exercise teaches, for who has done it

Any other fence stays text. A heading of level 2 or 3, or a line `<!-- cell -->`, begins a new text cell.
Next: `expand.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Block", "Lesson", "LessonError", "read_lesson"]

_NAME = re.compile(r"(\d\d)-([a-z][a-z0-9-]*)")
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*(.*?)[ \t]*")
_HEADING = re.compile(r"#{2,3} ")
_CELL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,50}")
_SPLIT = "<!-- cell -->"
_KEYS = ("title", "module", "minutes", "graded")


class LessonError(ValueError):
    """A source that cannot be read: file, line, and why."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path.parent.name}/{path.name}:{line}: {why}")


@dataclass(frozen=True)
class Block:
    """A piece of a lesson: kind is text, code, exercise, predict or debrief."""

    kind: str
    id: str
    body: str
    tags: tuple[str, ...] = ()


@dataclass
class Lesson:
    """A lesson in one language."""

    name: str
    lang: str
    title: str
    module: str
    minutes: int
    graded: bool
    blocks: list[Block] = field(default_factory=list)


def read_lesson(path: Path) -> Lesson:
    """The lesson in a file `LANG/NN-MODULE.md`. Raises LessonError."""
    if not _NAME.fullmatch(path.stem):
        raise LessonError(path, 1, "a lesson's file is called NN-MODULE.md")
    lines = path.read_text(encoding="utf-8").splitlines()
    front, start = _front(path, lines)
    lesson = Lesson(path.stem, path.parent.name, front["title"], front["module"],
                    int(front["minutes"]), front["graded"] == "true")  # fmt: skip
    lesson.blocks = _Body(path, lines, start).read()
    _check_ids(path, lesson.blocks)
    return lesson


def _front(path: Path, lines: list[str]) -> tuple[dict[str, str], int]:
    if not lines or lines[0].strip() != "---":
        raise LessonError(path, 1, "it begins with front matter between two lines ---")
    found: dict[str, str] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.strip() == "---":
            missing = [key for key in _KEYS if key not in found]
            if missing:
                raise LessonError(path, 1, f"the front matter lacks {', '.join(missing)}")
            if not found["minutes"].isdigit() or found["graded"] not in ("true", "false"):
                raise LessonError(path, 1, "minutes is a whole number; graded is true or false")
            return found, number
        key, colon, value = line.partition(":")
        if not colon:
            raise LessonError(path, number, "front matter has lines KEY: VALUE")
        found[key.strip()] = value.strip().strip("\"'")
    raise LessonError(path, 1, "the front matter has no end (a line ---)")


class _Body:
    """The lines after the front matter, read once from top to bottom."""

    def __init__(self, path: Path, lines: list[str], start: int) -> None:
        self.path, self.lines, self.at = path, lines, start
        self.blocks: list[Block] = []
        self.text: list[str] = []

    def read(self) -> list[Block]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            fence = _FENCE.fullmatch(line)
            if fence:
                self._fenced(fence[1], fence[2])
                continue
            if line.strip() == _SPLIT:
                self._flush()
            else:
                if _HEADING.match(line):
                    self._flush()
                self.text.append(line)
            self.at += 1
        self._flush()
        return self.blocks

    def _fenced(self, mark: str, info: str) -> None:
        """One fenced block, up to a line of at least as many marks."""
        first = self.at
        end = next(
            (n for n in range(first + 1, len(self.lines)) if _closes(self.lines[n], mark)),
            None,
        )
        if end is None:
            raise LessonError(self.path, first + 1, f"the block {info!r} has no end")
        self.at = end + 1
        block = self._block(info, "\n".join(self.lines[first + 1 : end]), first + 1)
        if block is None:
            self.text += self.lines[first : end + 1]
            return
        self._flush()
        self.blocks.append(block)

    def _block(self, info: str, body: str, line: int) -> Block | None:
        word, _, rest = info.partition(" ")
        given = dict(part.partition("=")[::2] for part in rest.split() if "=" in part)
        if word == "python" and "cell" in given:
            tags = tuple(tag for tag in given.get("tags", "").split(",") if tag)
            return self._checked(Block("code", given["cell"], body.strip("\n"), tags), line)
        if word in ("exercise", "predict", "debrief"):
            block = Block(word, rest.strip(), body.strip("\n"))
            if word != "predict" and block.body.strip():
                raise LessonError(self.path, line, f"a block {word!r} is empty: its text is in the record")
            return self._checked(block, line)
        return None

    def _checked(self, block: Block, line: int) -> Block:
        if not _CELL_ID.fullmatch(block.id):
            raise LessonError(self.path, line, f"{block.id!r} cannot be the id of a {block.kind}")
        return block

    def _flush(self) -> None:
        text = "\n".join(self.text).strip("\n")
        self.text = []
        if text.strip():
            self.blocks.append(Block("text", "", text))


def _closes(line: str, mark: str) -> bool:
    bare = line.strip()
    return len(bare) >= len(mark) and set(bare) == {mark[0]}


def _check_ids(path: Path, blocks: list[Block]) -> None:
    seen: set[tuple[str, str]] = set()
    for block in blocks:
        key = (block.kind, block.id)
        if block.kind != "text" and key in seen:
            raise LessonError(path, 1, f"two blocks are called {block.kind} {block.id}")
        seen.add(key)
