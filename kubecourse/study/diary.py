"""The diary: what was tried and met, and when; a file of one's own that no kernel restart and no damage takes away.

One line of JSON an attempt, after a first line that says which form it is. A line is written in one go and then synced, so two
notebooks may write at once and a computer that goes off loses at most what it was writing. What cannot be read is never
thrown away: the file is copied beside itself first, the good lines are kept, and `troubles` says so in words.
Next: `review.py`, which reads it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from .words import tell

__all__ = ["FORM", "Diary", "Entry", "default_path", "digest"]

#: the form that is written; 1 had `when` and `result` in the place of `at` and `state`
FORM = 2
_HEAD = "kubecourse-diary"
_STATES = ("met", "kept", "not-yet", "malformed", "seen")
_KINDS = ("exercise", "incident", "solution")


@dataclass(frozen=True)
class Entry:
    """One attempt. `at`: real time, UTC · `kind`: exercise, incident or solution (looked at) · `state`: met, not-yet, malformed,
    kept (a text that a person would grade), seen.

    `variant` names whose numbers it had ("" for one's own), `answer` is a digest: two equal answers are one attempt.
    """

    at: datetime
    kind: str
    id: str
    state: str
    variant: str = ""
    answer: str = ""
    score: float = 0.0
    points: float = 0.0


def default_path() -> Path:
    """`KUBECOURSE_DIARY`, or `.kubecourse/diary.jsonl` in the home folder."""
    named = os.environ.get("KUBECOURSE_DIARY")
    return Path(named) if named else Path.home() / ".kubecourse" / "diary.jsonl"


def digest(text: str) -> str:
    """An answer told apart from others without being kept: blanks at the ends of lines do not count."""
    return sha256("\n".join(line.rstrip() for line in text.strip().splitlines()).encode()).hexdigest()[:12]


class Diary:
    """The diary in a file. `clock` tells the time (tests bring their own); `troubles` is what was wrong with the file, in words."""

    def __init__(self, path: str | Path | None = None, clock: Callable[[], datetime] | None = None) -> None:
        self.path = Path(path) if path is not None else default_path()
        self._clock = clock or (lambda: datetime.now(UTC))
        self.troubles: list[str] = []
        self._newer = False
        self._seen: tuple[int, int] | None = None
        self._entries: list[Entry] = []

    @property
    def now(self) -> datetime:
        """The time, UTC."""
        return self._clock()

    @property
    def entries(self) -> list[Entry]:
        """All attempts, oldest first; read again where the file has changed."""
        try:
            found = self.path.stat()
        except OSError:
            self._seen, self._entries = None, []
            return []
        mark = (found.st_mtime_ns, found.st_size)
        if mark != self._seen:
            self._entries = self._read()
            found = self.path.stat()
            self._seen = (found.st_mtime_ns, found.st_size)
        return list(self._entries)

    def write(
        self,
        kind: str,
        id: str,
        state: str,
        *,
        variant: str = "",
        answer: str = "",
        score: float = 0.0,
        points: float = 0.0,
    ) -> Entry:
        """Add an attempt. Raises ValueError for a kind or state there is not, OSError where the file cannot be written."""
        if kind not in _KINDS or state not in _STATES:
            raise ValueError(f"a diary has {', '.join(_KINDS)} that are {', '.join(_STATES)}, not {kind!r} {state!r}")
        _ = self.entries  # what is wrong with the file is mended, and told, before anything is added
        entry = Entry(self.now, kind, id, state, variant, answer, float(score), float(points))
        if self._newer:
            raise OSError(tell("diary-newer", None, path=self.path))
        self._begin()
        self._append(_line(entry))
        return entry

    # -- the file ----------------------------------------------------------------------------------

    def _begin(self) -> None:
        """The first line, by whoever comes first."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        head = json.dumps({_HEAD: FORM})
        try:
            with open(self.path, "x", encoding="utf-8") as file:
                file.write(f"{head}\n")
        except FileExistsError:
            if not self.path.stat().st_size:
                self._append(head)

    def _append(self, line: str) -> None:
        """In one write: a line that another process adds at the same instant stands before or after it, never inside."""
        with open(self.path, "rb+") as file:
            file.seek(0, os.SEEK_END)
            torn = file.tell() > 0 and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n"
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        try:
            os.write(handle, (("\n" if torn else "") + line + "\n").encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def _replace(self, entries: list[Entry]) -> None:
        """The whole file anew: written beside it, synced, and put in its place at once."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        with open(part, "w", encoding="utf-8") as file:
            file.write(json.dumps({_HEAD: FORM}) + "\n" + "".join(f"{_line(entry)}\n" for entry in entries))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, self.path)

    def _read(self) -> list[Entry]:
        self._newer = False
        lines = self.path.read_bytes().decode("utf-8", errors="replace").splitlines()
        form = _form(lines[0]) if lines else FORM
        if form is not None and form > FORM:
            self._newer = True
            self._say("diary-newer", path=self.path)
            return []
        rows = lines if form is None else lines[1:]
        good = [entry for entry in (_entry(line, form or 1) for line in rows if line.strip()) if entry is not None]
        lost = sum(1 for line in rows if line.strip()) - len(good)
        if lost or form is None:
            self._say(
                "diary-damaged",
                path=self.path,
                lost=lost + (form is None and not good),
                kept=len(good),
                copy=self._copy("damaged"),
            )
            self._replace(good)
        elif form < FORM:
            self._say("diary-older", path=self.path, kept=len(good), copy=self._copy(f"form-{form}"))
            self._replace(good)
        return good

    def _copy(self, why: str) -> Path:
        """A copy beside the file under a name that nobody has yet."""
        number = 1
        while (copy := self.path.with_name(f"{self.path.stem}.{why}-{number}{self.path.suffix}")).exists():
            number += 1
        shutil.copy2(self.path, copy)
        return copy

    def _say(self, key: str, **blanks: Any) -> None:
        self.troubles.append(tell(key, None, **blanks))


def _form(line: str) -> int | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    form = found.get(_HEAD) if isinstance(found, dict) else None
    return form if isinstance(form, int) and not isinstance(form, bool) else None


def _line(entry: Entry) -> str:
    row = {"at": entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "kind": entry.kind, "id": entry.id, "state": entry.state,
           "variant": entry.variant, "answer": entry.answer, "score": entry.score, "points": entry.points}  # fmt: skip
    return json.dumps(row, ensure_ascii=False)


def _entry(line: str, form: int) -> Entry | None:
    """A line as an entry; None where it is not one."""
    try:
        row = json.loads(line)
        if form == 1:
            row = {
                **row,
                "at": row.get("at", row.get("when")),
                "state": row.get("state", row.get("result")),
                "kind": row.get("kind", "exercise"),
            }
        at = datetime.strptime(row["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        texts = [row["kind"], row["id"], row["state"], row.get("variant", ""), row.get("answer", "")]
        if not all(isinstance(text, str) for text in texts) or row["state"] not in _STATES or row["kind"] not in _KINDS:
            return None
        kind, id, state, variant, answer = texts
        return Entry(at, kind, id, state, variant, answer, float(row.get("score", 0)), float(row.get("points", 0)))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
