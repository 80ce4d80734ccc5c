"""The cluster an exercise starts from, and how an answer gets into it.

An answer that cannot be taken (not YAML, refused by the API, a command that fails, no letter, no number) is a `Problem`:
nothing is lost and the learner is told where. Next: `evaluate.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..engine.api.errors import ApiError
from ..engine.progress import Limits, Progress
from ..explain.language import LANGUAGES
from ..explain.mistakes import Mistake, mistake
from ..kubectl.script import commands
from .records import Exercise, Say, Values, fill

__all__ = ["Problem", "Taken", "set_up", "take", "values_for"]

#: how long a cluster may take to come to rest, in virtual time
_REST = "30m"
#: enough for any exercise, and met within seconds by an answer that asks for a million pods
_LIMITS = {"steps": 150_000, "writes": 40_000, "objects": 6_000}
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_LETTER_ENDS = re.compile(r"[\s,;.()]+")


@dataclass(frozen=True)
class Problem:
    """Why an answer could not be taken: a key of `words.py`, the cluster's own words, and where in the answer."""

    key: str
    message: str = ""
    line: int | None = None
    document: int | None = None
    #: the learner's line itself: an editor that counts the magic's line numbers differently
    excerpt: str = ""
    #: what to try
    hint: Say | None = None


@dataclass(frozen=True)
class Taken:
    """An answer as checks see it, or the problem with it."""

    answer: str
    problem: Problem | None = None
    #: of Python code: what came back
    replies: dict[str, Any] = field(default_factory=dict)


def values_for(exercise: Exercise, student: str | None = None) -> Values:
    """What varies, for this student; always the same for the same one."""
    if exercise.varies is None:
        return {}
    from ..engine.core.chance import Chance

    seed = int.from_bytes(f"kubecourse/{student or ''}/{exercise.id}".encode(), "big")
    return dict(exercise.varies(Chance(seed)))


def set_up(exercise: Exercise, values: Values) -> Any:
    """A fresh cluster with what is there before the answer. An error here is the record's, and raised."""
    cluster = _fresh(exercise.cluster)
    cluster.limits = Limits(**_LIMITS)
    for manifest in exercise.given:
        if manifest.strip():
            cluster.apply(fill(manifest, values))
    cluster.settle(_REST)
    if exercise.prepare is not None:
        exercise.prepare(cluster)
        cluster.settle(_REST)
    return cluster


def _fresh(arguments: dict[str, Any]) -> Any:
    """A new cluster: a fork of one that was started before with the same arguments, which is the same and much quicker."""
    from ..face import Cluster

    try:
        told = json.dumps(arguments, sort_keys=True)
    except TypeError:
        return Cluster(**arguments)  # what is no plain data (parts) is not kept
    return _started(told).fork()


@lru_cache(maxsize=16)
def _started(arguments: str) -> Any:
    from ..face import Cluster

    return Cluster(**json.loads(arguments))


def take(exercise: Exercise, cluster: Any, text: str) -> Taken:
    """Put the answer into the cluster and let it come to rest."""
    if not _without_comments(text).strip():
        return Taken("", Problem("empty"))
    return _TAKERS[exercise.kind](exercise, cluster, text)


def _manifest(exercise: Exercise, cluster: Any, text: str) -> Taken:
    try:
        cluster.apply(text)
    except ApiError as error:
        return Taken(text, _refusal(error, text))
    except RecursionError:
        return Taken(text, Problem("refused", "the document is nested too deeply"))
    return Taken(text, _stopped(cluster.settle(_REST)))


def _refusal(error: ApiError, text: str) -> Problem:
    found = {lang: mistake(error, lang, text=text) for lang in LANGUAGES}
    lines, line = text.splitlines(), found["en"].line
    excerpt = lines[line - 1].strip()[:120] if line and line <= len(lines) else ""
    return Problem("refused", error.message, line, error.document, excerpt, _advice(found))


def _advice(found: dict[str, Mistake]) -> Say | None:
    told = {lang: one.hint for lang, one in found.items()}
    return Say(told["es"], told["en"]) if all(told.values()) else None


def _kubectl(exercise: Exercise, cluster: Any, text: str) -> Taken:
    for number, line in commands(text):
        line = line.removeprefix("!").strip()
        result = cluster.kubectl(line)
        if result.code:
            words = (result.stderr or str(result)).strip()
            advice = _advice({lang: mistake(words, lang, cluster=cluster) for lang in LANGUAGES})
            return Taken(text, Problem("command", words, number, excerpt=line.partition("\n")[0], hint=advice))
        stopped = _stopped(cluster.settle(_REST))
        if stopped:
            return Taken(text, stopped)
    return Taken(text)


def _choice(exercise: Exercise, cluster: Any, text: str) -> Taken:
    letters = "abcdefghijklmnopqrstuvwxyz"[: len(exercise.options)]
    chosen = [word for word in _LETTER_ENDS.split(_without_comments(text).lower()) if word]
    if not chosen or any(word not in [*letters] for word in chosen):
        return Taken("", Problem("letters", f"a–{letters[-1]}"))
    return Taken(" ".join(sorted({*chosen})))


def _number(exercise: Exercise, cluster: Any, text: str) -> Taken:
    written = _without_comments(text).strip()
    if not _NUMBER.fullmatch(written):
        return Taken("", Problem("number", written[:40]))
    return Taken(written.replace(",", "."))


def _text(exercise: Exercise, cluster: Any, text: str) -> Taken:
    from .freetext import short_of_words

    problem = short_of_words(text)
    return Taken("" if problem else text.strip(), problem)


def _python(exercise: Exercise, cluster: Any, text: str) -> Taken:
    from .python_cells import Refused, Stopped, replies

    try:
        return Taken(text, replies=replies(text, exercise.asks))
    except Refused as error:
        return Taken("", Problem(error.key, str(error)))
    except Stopped as error:
        return Taken("", Problem("python-stopped" if str(error) else "silent", str(error)))


_TAKERS: dict[str, Callable[[Exercise, Any, str], Taken]] = {
    "manifest": _manifest,
    "kubectl": _kubectl,
    "choice": _choice,
    "number": _number,
    "text": _text,
    "python": _python,
}


def _without_comments(text: str) -> str:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return "\n".join("" if line.strip() == "---" else line for line in lines)


def _stopped(progress: Progress) -> Problem | None:
    return Problem("stopped", progress.stopped) if progress.stopped else None
