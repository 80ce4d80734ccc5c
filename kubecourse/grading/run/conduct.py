"""The run over a class: what is to do, who does it, how far it is, and what came of it.

Submissions are handed to an executor of `concurrent.futures` a few at a time, so that memory does not grow with the class;
what comes back is booked in batches. Interrupted, the run goes on where it stood. The same run works over several
machines that share the course's folder: `scheduler` names a Dask scheduler.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from ..registry import exercises, where
from .sound import Unsound, course_of, handed_in
from .work import Done, Job, digest_of, grade_one

if TYPE_CHECKING:
    from .ledger import Ledger

__all__ = ["Settings", "Summary", "grade_class", "grade_far", "settings"]

#: submissions booked in one transaction, and the most seconds that one waits to be booked
BATCH, PATIENCE = 25, 2.0
#: how often a submission is tried that took its process with it
TRIES = 2


@dataclass(frozen=True)
class Settings:
    """What nbgrader's configuration says of a course."""

    root: Path
    db_url: str
    course: str
    submitted: str
    autograded: str
    late: Callable[[str, float, float], float | None] | None


@dataclass
class Summary:
    """What a run came to."""

    graded: int = 0
    kept: int = 0
    seconds: float = 0.0
    #: (student, notebook, what)
    notices: list[tuple[str, str, str]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def settings(root: Path, db_url: str = "") -> Settings:
    """Read nbgrader_config.py of a course directory. Raises FileNotFoundError, and Unsound for one that is no Python."""
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import AssignLatePenalties
    from traitlets.config import PyFileConfigLoader

    file = root / "nbgrader_config.py"
    if not file.is_file():
        raise FileNotFoundError(str(file))
    before = Path.cwd()
    os.chdir(root)  # the file may name folders beside itself
    try:
        config = PyFileConfigLoader(file.name, path=str(root)).load_config()
    except Exception as error:
        raise Unsound("sound-bad-config", file=file, error=f"{type(error).__name__}: {error}") from error
    finally:
        os.chdir(before)
    config.CourseDirectory.root = str(root.resolve())
    course = CourseDirectory(config=config)
    penalties = AssignLatePenalties(config=config)
    penalties.init_plugin()
    return Settings(
        root.resolve(), db_url or str(course.db_url), str(course.course_id), str(course.submitted_directory),
        str(course.autograded_directory), penalties.plugin_inst.late_submission_penalty,
    )  # fmt: skip


def grade_class(
    course: Settings,
    assignment: str,
    *,
    workers: int = 0,
    students: list[str] | None = None,
    again: bool = False,
    scheduler: str = "",
    told: Callable[[int, int, float], None] = lambda done, all, left: None,
) -> Summary:
    """Grade all that was handed in and is not booked yet. `told(done, all, seconds left)` hears how far it is.

    Raises Unknown for an assignment that was not generated, ValueError for a name that is no folder's, Unsound for a course,
    a gradebook or a class with which no mark would mean anything.
    """
    if not assignment or Path(assignment).name != assignment:
        raise ValueError(assignment)
    from .ledger import Ledger  # nbgrader takes seconds to import: the workers need not wait for it

    begun, summary = time.monotonic(), Summary()
    with Ledger(course.db_url, course.course, assignment, course.late) as ledger:
        cells = [cell for plan in ledger.plans() for cell in plan.cells]
        course_of(assignment, [cell.name for cell in cells if cell.grade and not cell.solution and cell.kind == "code"])
        jobs = _jobs(course, ledger, assignment, students, again, summary)
        handed_in(course.submitted, assignment, jobs, summary.kept, students)
        _run(_Run(jobs, ledger, summary, told, bool(scheduler)), workers, scheduler)
    summary.seconds = time.monotonic() - begun
    return summary


def _jobs(
    course: Settings, ledger: Ledger, assignment: str, students: list[str] | None, again: bool, summary: Summary
) -> list[Job]:
    plans, booked, version = ledger.plans(), ledger.booked(), _fingerprint()
    jobs = []
    for folder in sorted((course.root / course.submitted).glob("*")):
        where_ = folder / assignment
        if folder.name.startswith(".") or not where_.is_dir() or (students and folder.name not in students):
            continue
        into = course.root / course.autograded / folder.name / assignment
        digest = digest_of(where_, version)
        if not again and booked.get(folder.name) == digest and into.is_dir():
            summary.kept += 1
            continue
        jobs.append(Job(folder.name, assignment, str(where_), str(into), plans, digest))
    return jobs


def _fingerprint() -> str:
    """Changes when the course does: then everything is graded anew."""
    found = hashlib.sha256()
    course = where()
    for path in sorted(Path(course).glob("exercises/**/*")) if course else ():
        if path.is_file() and path.suffix != ".pyc":
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


# -- who does it ---------------------------------------------------------------------------------------


@contextmanager
def _executor(workers: int, scheduler: str) -> Iterator[Executor]:
    if scheduler:
        from distributed import Client  # type: ignore[import-not-found,unused-ignore]

        with Client(scheduler) as client:
            yield client.get_executor(retries=3, pure=False)
        return
    with ProcessPoolExecutor(workers or os.cpu_count() or 1, get_context("spawn"), _ready) as pool:
        yield pool


def _run(run: _Run, workers: int, scheduler: str) -> None:
    """With a new executor where one was broken, as long as it gets on."""
    while run.left:
        before = len(run.left)
        try:
            with _executor(workers, scheduler) as executor:
                run.go(executor)
        except BrokenProcessPool:
            if len(run.left) == before:
                raise


@cache
def _beside() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, get_context("spawn"), _ready)


def grade_far(job: Job) -> Done:
    """On a Dask worker, which has threads: forks are made by a process beside it that has none."""
    return _beside().submit(grade_one, job).result()


def _ready() -> None:
    """A worker has the course and the simulator before the first answer; forks share them."""
    from ...face import Cluster

    _die_with_parent()
    exercises()
    Cluster(platform="minimal")
    gc.freeze()


def _die_with_parent() -> None:
    """A run that is killed must not leave its workers behind; elsewhere than on Linux they end when they are asked."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class _Run:
    """What is left to do; it outlives an executor whose process was killed."""

    def __init__(
        self, jobs: list[Job], ledger: Ledger, summary: Summary, told: Callable[[int, int, float], None], far: bool
    ) -> None:
        self._do = grade_far if far else grade_one
        self.left = {job.student: job for job in jobs}
        self._all, self._ledger, self._summary, self._told = len(jobs), ledger, summary, told
        self._tries: dict[str, int] = {}
        self._ready: list[tuple[Done, Path]] = []
        self._begun = self._booked = time.monotonic()

    def go(self, executor: Executor) -> None:
        """Work until nothing is left. Raises BrokenProcessPool when a process of the executor was killed."""
        waiting, running = [*reversed(self.left.values())], dict[Future[Done], Job]()
        width = 4 * (getattr(executor, "_max_workers", None) or 8)
        try:
            while waiting or running:
                while waiting and len(running) < width:
                    job = waiting.pop()
                    running[executor.submit(self._do, job)] = job
                finished, _ = wait(running, timeout=PATIENCE, return_when=FIRST_COMPLETED)
                for future in finished:
                    self._take(future, running.pop(future), waiting)
                if len(self._ready) >= BATCH or time.monotonic() - self._booked > PATIENCE:
                    self.book()
        finally:
            self.book()

    def _take(self, future: Future[Done], job: Job, waiting: list[Job]) -> None:
        try:
            self._ready.append((future.result(), Path(job.folder)))
        except BrokenProcessPool:
            raise
        except Exception as error:  # a disk that was full, a machine that went: once more, then the others go on
            self._tries[job.student] = self._tries.get(job.student, 0) + 1
            if self._tries[job.student] < TRIES:
                waiting.insert(0, job)
                return
            del self.left[job.student]
            self._summary.failed.append(job.student)
            self._summary.notices.append((job.student, "", f"could not be graded: {type(error).__name__}: {error}"))

    def book(self) -> None:
        """Put what has come back into the gradebook."""
        if not self._ready:
            return
        self._ledger.book(self._ready)
        for done, _ in self._ready:
            del self.left[done.student]
            self._summary.notices += [(done.student, *notice) for notice in done.notices]
        self._summary.graded += len(self._ready)
        self._ready, self._booked = [], time.monotonic()
        spent = self._booked - self._begun
        self._told(self._summary.graded, self._all, spent / self._summary.graded * len(self.left))
