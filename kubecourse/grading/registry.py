"""Where exercises are found: the records of the course, by id, in the order they are taught.

A record's module is read by its path, so a course is a folder and not a package; `KUBECOURSE_COURSE` names another
folder, a teacher's own. Next: `stage.py`, the cluster that an exercise starts from.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from ..places import course_file
from .records import Exercise

__all__ = ["enter", "exercises", "find", "part", "records", "text", "where"]


@dataclass
class _Reading:
    """The module being read: its files, and what it has entered."""

    folder: Path
    found: dict[str, Exercise] = field(default_factory=dict)


_reading: ContextVar[_Reading | None] = ContextVar("reading", default=None)


def where() -> Path | None:
    """The folder of the course."""
    named = os.environ.get("KUBECOURSE_COURSE")
    return Path(named) if named else course_file("course")


def exercises(course: str | Path | None = None) -> dict[str, Exercise]:
    """All exercises of the course by id. Raises ValueError, naming the file, if a record cannot be read."""
    return records("exercises", course)


def records(folder: str, course: str | Path | None = None) -> dict[str, Exercise]:
    """All records of a folder of the course by id: `exercises`, or `incidents`, which are exercises too."""
    root = Path(course) if course else where()
    return dict(_read((root / folder).resolve())) if root else {}


def find(id: str) -> Exercise | None:
    """One exercise."""
    return exercises().get(id)


def enter(made: Exercise) -> None:
    """Called by `exercise(…)`: outside of a course (a test, a cell) it stays the caller's own."""
    reading = _reading.get()
    if reading is None:
        return
    if made.id in reading.found:
        raise ValueError(f"exercise {made.id!r} is there twice")
    reading.found[made.id] = made


def text(name: str) -> str:
    """The content of a file beside the record: `text("web.yaml")` in `exercises/volumes.py` reads `exercises/volumes/web.yaml`."""
    reading = _reading.get()
    if reading is None:
        raise ValueError(f"text({name!r}) is for records, while the course is read")
    return (reading.folder / name).read_text(encoding="utf-8")


def part(name: str) -> ModuleType:
    """A record too long for one file: `part("checks.py")` in `exercises/project.py` is `exercises/project/checks.py`, read now."""
    reading = _reading.get()
    if reading is None:
        raise ValueError(f"part({name!r}) is for records, while the course is read")
    path = reading.folder / name
    return _load(path, f"kubecourse_records_{path.parent.name}_{path.stem}")


@cache
def _read(folder: Path) -> dict[str, Exercise]:
    found: dict[str, Exercise] = {}
    for path in sorted(folder.glob("*.py")):
        if path.stem.startswith("_"):
            continue
        for id, made in _read_module(path).items():
            if id in found:
                raise ValueError(f"{path.name}: exercise {id!r} is in another module too")
            found[id] = made
    return found


def _read_module(path: Path) -> dict[str, Exercise]:
    with _as_reading(path.with_suffix("")) as reading, _no_bytecode():
        try:
            _load(path, f"kubecourse_records_{path.stem}")
        except Exception as error:
            raise ValueError(f"{path.name}: {type(error).__name__}: {error}") from error
    return reading.found


def _load(path: Path, name: str) -> ModuleType:
    spec = spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickles of a record look their module up
    spec.loader.exec_module(module)
    return module


@contextmanager
def _as_reading(folder: Path) -> Iterator[_Reading]:
    reading = _Reading(folder)
    token = _reading.set(reading)
    try:
        yield reading
    finally:
        _reading.reset(token)


@contextmanager
def _no_bytecode() -> Iterator[None]:
    """A course folder holds what people wrote, and no caches."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
