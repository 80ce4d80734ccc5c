"""Grade one answer: a fresh cluster, the answer in it, then each check on a cluster of its own.

A check that fails or breaks says so in the result; nothing here raises for what a learner wrote, and nothing is printed.
Next: `score.py`, what the learner sees.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..engine.api.errors import ApiError
from ..engine.progress import Limits
from . import answers
from .evidence import last_word
from .records import Criterion, Exercise, Say, Values
from .registry import exercises
from .score import Outcome, Result, Score
from .stage import Problem, Taken, set_up, take, values_for
from .words import tell

__all__ = ["Case", "begin", "check", "evaluate", "grade", "inspect", "listeners"]


#: told of each answer that a notebook has checked: (score, text)
listeners: list[Callable[[Score, str], None]] = []


@dataclass
class Case:
    """What a check looks at: the cluster with the answer applied and settled, its own to break."""

    cluster: Any
    answer: str
    values: Values
    exercise: Exercise
    #: the cluster before the answer
    start: Any = None
    #: of Python code: what came back for each expression that was asked
    replies: Mapping[str, Any] = field(default_factory=dict)

    def reply(self, ask: str) -> Any:
        """The value of an expression after the answer has run, plain data. Raises ValueError, with the code's own error."""
        found = self.replies.get(ask) or {"error": "no reply"}
        if "value" not in found:
            raise ValueError(f"{ask}: {found.get('error')}")
        return found["value"]

    @property
    def number(self) -> float:
        """The answer as a number."""
        return float(self.answer)

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The options that were chosen, in order."""
        return tuple(self.answer.split())

    def new(self, kind: str, namespace: str | None = None) -> list[dict[str, Any]]:
        """Objects of a kind that were not there before the answer."""
        before = {obj["metadata"]["uid"] for obj in self.start.list(kind, namespace)} if self.start else set()
        return [obj for obj in self.cluster.list(kind, namespace) if obj["metadata"]["uid"] not in before]


def check(id: str, answer: str | None = None, *, lang: str | None = None) -> Score:
    """What a notebook's check cell calls: the score of the answer in the cell above, with its feedback."""
    known = exercises()
    if id not in known:
        return Score(Outcome(id, 0.0, None, Problem("unknown", ", ".join(known))), lang)
    given = answers.recall(id) if answer is None else answer
    if given is None:
        return Score(Outcome(id, known[id].points, known[id], Problem("missing")), lang)
    score = grade(known[id], given, lang=lang)
    if answer is None:
        for listener in listeners:
            with contextlib.suppress(Exception):  # a diary that cannot be written must not cost a score
                listener(score, given)
    return score


def begin(id: str) -> Any:
    """A cluster as the exercise finds it before the answer, to try things in. Raises ValueError for an unknown id."""
    known = exercises()
    if id not in known:
        raise ValueError(tell("unknown", id=id, message=", ".join(known)))
    with _quiet():
        cluster = set_up(known[id], values_for(known[id]))
    cluster.limits = Limits()  # the learner's own cluster may do more than an answer
    return cluster


def grade(exercise: Exercise, answer_text: str, student: str | None = None, lang: str | None = None) -> Score:
    """Grade an answer to an exercise: a float in [0, points] that shows its feedback."""
    values = values_for(exercise, student)
    return Score(evaluate(exercise, str(answer_text), values), lang)


def evaluate(exercise: Exercise, text: str, values: Values, start: Any = None) -> Outcome:
    """The outcome in no language yet. `start`: the cluster from `set_up`, if the caller has it; it is not changed."""
    if exercise.kind == "text":
        from .freetext import kept

        return kept(exercise, text, values)
    with _quiet():
        try:
            start = set_up(exercise, values) if start is None else start
            cluster = start.fork()
            taken = take(exercise, cluster, text)
        except Exception as error:
            # a fault of the record's or the simulator's: the learner hears of it in words, and loses nothing
            taken = Taken("", Problem("broke", f"{type(error).__name__}: {error}"))
        if taken.problem is not None:
            return Outcome(exercise.id, exercise.points, exercise, taken.problem, values=values)
        results = _all(exercise, cluster, taken.answer, values, start, taken.replies)
        return Outcome(exercise.id, exercise.points, exercise, None, results, values)


def inspect(exercise: Exercise, cluster: Any, values: Values, start: Any = None) -> Outcome:
    """The outcome of a cluster that somebody has worked on, whatever they did there; it is not changed."""
    with _quiet():
        found = cluster.fork()
        found.settle("30m")
        return Outcome(exercise.id, exercise.points, exercise, None, _all(exercise, found, "", values, start), values)


def _all(
    exercise: Exercise, cluster: Any, answer: str, values: Values, start: Any, replies: Mapping[str, Any] | None = None
) -> tuple[Result, ...]:
    return tuple(
        _run(each, Case(cluster.fork(), answer, values, exercise, start, replies or {})) for each in exercise.checks
    )


def _run(each: Criterion, case: Case) -> Result:
    seen: Say | str | None
    broke = False
    try:
        said = each.behaves(case)
    except ApiError as error:
        seen, broke = error.message, True
    except Exception as error:
        seen, broke = f"{type(error).__name__}: {error}", True
    else:
        if said is None or said is True:
            return Result(each, True)
        seen = said if isinstance(said, (Say, str)) else None
    asks_the_cluster = case.exercise.kind in ("manifest", "kubectl")
    return Result(each, False, seen, broke, last_word(case.cluster) if asks_the_cluster else "")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """One word on stderr beside a score is a zero for stock nbgrader."""
    sink = io.StringIO()
    with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
