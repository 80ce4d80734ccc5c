"""Many proofs on all cores: pieces of them in processes of their own, answers in the order in which they were asked for.

A process reads the course itself, by its folder: exercises hold functions, and functions do not travel.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from .proof import STUDENTS, Piece, pieces, prove, prove_piece
from .registry import exercises, where

__all__ = ["cores", "prove_all"]


def cores() -> int:
    """How many processes can work at once here."""
    mine = getattr(os, "sched_getaffinity", None)
    return len(mine(0)) if mine else os.cpu_count() or 1


def prove_all(
    ids: Sequence[str], jobs: int | None = None, students: int = STUDENTS, course: str | Path | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Each exercise with its problems, in the order of `ids`, as soon as it is known.

    `jobs` processes work at once, as many as there are cores if None. Raises KeyError for an id that there is not.
    """
    known, folder = exercises(course), str(course or where() or "")
    wanted = [(id, known[id]) for id in ids]
    if (jobs or cores()) < 2:
        for id, made in wanted:
            yield id, prove(made, students)
        return
    with ProcessPoolExecutor(jobs or cores(), mp_context=multiprocessing.get_context("spawn")) as pool:
        asked: list[tuple[str, list[Future[list[str]]]]] = [
            (id, [pool.submit(_one, folder, id, piece) for piece in pieces(made, students)]) for id, made in wanted
        ]
        for id, parts in asked:
            yield id, [problem for part in parts for problem in part.result()]


def _one(folder: str, id: str, piece: Piece) -> list[str]:
    return prove_piece(exercises(folder)[id], piece)
