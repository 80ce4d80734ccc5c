"""`tar`: archives as every tar reads them, so that `kubectl cp` and backups are carried by the real format.

Files are text here, and bytes that are no text are kept as escapes (surrogateescape): an archive goes through pipes and files
unharmed. Times are those of the virtual clock. Left out: links, owners, other compressions than gzip. Next: `textcommands.py`.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from typing import Any

from .commands import Result, command

__all__: list[str] = []

_LACKS = "No such file or directory"
#: an archive may unpack to so many bytes, and have so many members
_LARGEST, _MOST = 16 << 20, 5_000


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


class _Asked:
    """The command line: letters, archive, folder, paths; long options that matter."""

    def __init__(self, run: Any, argv: list[str]) -> None:
        self.letters, self.archive, self.paths = "", "", list[str]()
        self.folder = str(run.env.get("PWD", "/"))
        words = list(argv[1:])
        while words:
            word = words.pop(0)
            if word.startswith("--"):
                name, _, value = word[2:].partition("=")
                if name in ("file", "directory"):
                    value = value or (words.pop(0) if words else "")
                    self._take("f" if name == "file" else "C", value, run)
                else:
                    self.letters += {
                        "create": "c",
                        "extract": "x",
                        "get": "x",
                        "list": "t",
                        "gzip": "z",
                        "verbose": "v",
                    }.get(name, "")
            elif (word.startswith("-") and len(word) > 1) or not self.letters:
                for letter in word.lstrip("-"):
                    if letter in "fC":
                        self._take(letter, words.pop(0) if words else "", run)
                    else:
                        self.letters += letter
            else:
                self.paths.append(word)

    def _take(self, letter: str, value: str, run: Any) -> None:
        if letter == "f":
            self.archive = value
        else:
            self.folder = run.path(value if value.startswith("/") else f"{self.folder}/{value}")

    def place(self, run: Any, name: str) -> str:
        """Where a path of the command line or of the archive lies."""
        return str(run.path(name if name.startswith("/") else f"{self.folder}/{name}"))


@command("tar")
def _tar(run: Any, argv: list[str], stdin: str | None) -> Result:
    asked = _Asked(run, argv)
    if not set(asked.letters) & set("cxt"):
        return Result(1, "", "tar: must specify one of -c, -t, -x\n")
    if run.host.listdir(asked.folder) is None:
        return Result(1, "", f"tar: can't change directory to '{asked.folder}': {_LACKS}\n")
    if "c" in asked.letters:
        return _create(run, asked)
    text = (stdin or "") if asked.archive in ("", "-") else run.host.read(run.path(asked.archive))
    if text is None:
        return Result(1, "", f"tar: can't open '{asked.archive}': {_LACKS}\n")
    return _extract(run, asked, _bytes(text))


# -- making one ----------------------------------------------------------------------------------------


def _create(run: Any, asked: _Asked) -> Result:
    if not asked.paths:
        return Result(1, "", "tar: empty archive\n")
    made, said, lacks, names = io.BytesIO(), "", "", []
    with tarfile.open(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path in asked.paths:
            found = _members(run, asked.place(run, path))
            if not found:
                lacks += f"tar: {path}: {_LACKS}\n"
            if path.startswith("/") and found and not said:
                said = "tar: removing leading '/' from member names\n"
            base = path.rstrip("/") or "/"
            for inner, body in found:
                name = f"{base}/{inner}".rstrip("/") if inner else base
                _add(run, archive, name.lstrip("/") or ".", body)
                names.append(name.lstrip("/"))
    data = made.getvalue() if names else b""
    if "z" in asked.letters:
        data = gzip.compress(data, mtime=run.time // 1000)
    said += lacks + ("tar: error exit delayed from previous errors\n" if lacks else "")
    listed = "".join(f"{name}\n" for name in names) if "v" in asked.letters else ""
    if asked.archive in ("", "-"):
        return Result(1 if lacks else 0, _text(data), said + listed)
    problem = run.host.write(run.path(asked.archive), _text(data), False)
    if problem:
        return Result(1, "", f"tar: can't open '{asked.archive}': {problem}\n")
    return Result(1 if lacks else 0, listed, said)


def _members(run: Any, path: str) -> list[tuple[str, str | None]]:
    """(path below `path`, content or None for a directory) of all there is; empty where there is nothing."""
    body = run.host.read(path) if run.host.listdir(path) is None else None
    if body is not None:
        return [("", body)]
    found: list[tuple[str, str | None]] = []
    todo = [""]
    while todo and len(found) < _MOST:
        inner = todo.pop(0)
        here = f"{path.rstrip('/')}/{inner}".rstrip("/") or "/"
        names = run.host.listdir(here)
        if names is None:
            text = run.host.read(here)
            if text is not None:
                found.append((inner, text))
            continue
        found.append((inner, None))
        todo[:0] = [f"{inner}/{name}".lstrip("/") for name in sorted(names)]
    return found


def _add(run: Any, archive: tarfile.TarFile, name: str, body: str | None) -> None:
    entry = tarfile.TarInfo(name)
    entry.mtime = run.time // 1000
    if body is None:
        entry.type, entry.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(entry)
        return
    data = _bytes(body)
    entry.size, entry.mode = len(data), 0o644
    archive.addfile(entry, io.BytesIO(data))


# -- reading one ---------------------------------------------------------------------------------------


def _extract(run: Any, asked: _Asked, data: bytes) -> Result:
    if data[:2] == b"\x1f\x8b":
        try:
            data = zlib.decompressobj(31).decompress(data, _LARGEST)
        except zlib.error:
            return Result(1, "", "tar: invalid magic\ntar: short read\n")
    try:
        members = _opened(data)
    except (tarfile.TarError, EOFError, ValueError):
        return Result(1, "", "tar: invalid tar magic\n" if data else "tar: short read\n")
    names = []
    for name, body in members:
        if asked.paths and not any(f"{name}/".startswith(f"{path.strip('/')}/") for path in asked.paths):
            continue
        names.append(f"{name}/" if body is None else name)
        problem = _restore(run, asked.place(run, name), body) if "x" in asked.letters else None
        if problem:
            return Result(1, "", f"tar: can't create {'directory' if body is None else 'file'} '{name}': {problem}\n")
    shown = "t" in asked.letters or "v" in asked.letters
    return Result(0, "".join(f"{name}\n" for name in names) if shown else "")


def _opened(data: bytes) -> list[tuple[str, str | None]]:
    """Names and contents; what would leave the folder is taken without its ways out. Raises tarfile.TarError."""
    found: list[tuple[str, str | None]] = []
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for entry in archive:
            name = "/".join(part for part in entry.name.split("/") if part not in ("", ".", ".."))
            if not name or len(found) >= _MOST:
                continue
            if entry.isdir():
                found.append((name, None))
            elif entry.isfile():
                file = archive.extractfile(entry)
                body = file.read() if file is not None else b""
                if len(body) < entry.size:
                    raise tarfile.ReadError("cut off")
                found.append((name, _text(body)))
    return found


def _restore(run: Any, path: str, body: str | None) -> str | None:
    """Put a member where it belongs; None, or why not."""
    problem: str | None
    if body is None:
        problem = run.host.mkdir(path, True) if run.host.listdir(path) is None else None
        return problem
    folder = path.rpartition("/")[0] or "/"
    if run.host.listdir(folder) is None:
        problem = run.host.mkdir(folder, True)
        if problem:
            return problem
    problem = run.host.write(path, body, False)
    return problem
