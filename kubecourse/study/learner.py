"""The desk: one's diary and the course, together. What the notebook calls; `page.py` shows it, `widgets/start.py` has buttons for it.

desk = desk()                       # shown in a notebook: where one stands, what is next, what is due
room = desk.incident("dead-node")   # a broken cluster; room.cluster, room.check(), room.hint(), room.debrief()
task = desk.practice("batch.ttl")   # a new variant; task.cluster, task.check()
desk.review("service")              # what is due, as a small incident or a new variant
desk.solution("batch.ttl")          # after real attempts
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ..explain.language import language
from ..grading.records import Exercise, spoken
from ..grading.registry import exercises
from ..grading.score import Score
from .concept_records import Concept, concepts
from .diary import Diary, Entry, digest
from .incident_records import Incident, incidents
from .practice import Task, fresh_variant, solution
from .progress import Progress, progress
from .room import Opened
from .words import tell

__all__ = ["Desk", "desk", "note"]


class Desk:
    """Everything of one learner. `path`: the diary's file · `clock`: tells the time (tests bring their own) · `lang`: es or en."""

    def __init__(
        self, path: str | Path | None = None, lang: str | None = None, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.lang = language(lang)
        self.diary = Diary(path, clock)
        self.concepts: dict[str, Concept] = concepts()
        self.incidents: dict[str, Incident] = incidents()
        self.exercises: dict[str, Exercise] = exercises()

    def __repr__(self) -> str:
        from .page import text

        return text(self)

    def _repr_html_(self) -> str:
        from .page import html

        return html(self)

    @property
    def progress(self) -> Progress:
        """Where one stands now."""
        return progress(self.concepts, self.diary.entries, self.diary.now)

    def incident(self, id: str, variant: str = "") -> Opened:
        """Open an incident: a cluster that is broken. Raises ValueError for one that there is not."""
        if id not in self.incidents:
            raise ValueError(tell("unknown-incident", self.lang, id=id, known=", ".join(self.incidents)))
        return Opened(self.incidents[id], variant, self.lang, self._mended)

    def practice(self, id: str) -> Task:
        """A new variant of an exercise; the same one again where it has none. Raises ValueError for one that there is not."""
        made = self._exercise(id)
        variant = fresh_variant(made, self.diary.entries) if made.varies is not None else ""
        return Task(made, variant, self.lang, self._practised)

    def review(self, concept: str | None = None) -> Opened | Task | None:
        """What is longest overdue (or a concept of one's choice), as an incident not lately seen or as a new variant.

        None where nothing is due. Raises ValueError for a concept that there is not.
        """
        if concept is None:
            waiting = self.progress.due
            if not waiting:
                return None
            concept = waiting[0].concept
        if concept not in self.concepts:
            raise ValueError(tell("unknown-concept", self.lang, id=concept, known=", ".join(self.concepts)))
        found = self.concepts[concept]
        entries = self.diary.entries
        choices = [f"incidents.{id}" for id in found.incidents]
        graded = [id for id in found.exercises if self.exercises[id].kind != "text"]
        choices += [id for id in graded if self.exercises[id].varies is not None] or graded
        last = {entry.id: number for number, entry in enumerate(entries)}
        chosen = min(choices, key=lambda id: (last.get(id, -1), choices.index(id)))
        if chosen.startswith("incidents."):
            seen = sum(entry.id == chosen and entry.state == "met" for entry in entries)
            return self.incident(chosen.partition(".")[2], f"review-{seen}" if seen else "")
        return self.practice(chosen)

    def solution(self, id: str) -> str:
        """The solution and the debrief, once it is met or after three real attempts. Raises ValueError as `practice`."""
        return solution(self._exercise(id), self.diary.entries, self.lang)

    def _exercise(self, id: str) -> Exercise:
        if id not in self.exercises:
            raise ValueError(tell("unknown-exercise", self.lang, id=id, known=", ".join(self.exercises)))
        return self.exercises[id]

    # -- writing -----------------------------------------------------------------------------------

    def _mended(self, incident: Incident, score: Score) -> None:
        self._write("incident", incident.exercise.id, score)

    def _practised(self, task: Task, answer: str, score: Score) -> None:
        self._write("exercise", task.exercise.id, score, task.variant, digest(answer))

    def _write(self, kind: str, id: str, score: Score, variant: str = "", answer: str = "") -> Entry | None:
        """A diary that cannot be written costs nobody a score: it is told, once."""
        try:
            return self.diary.write(
                kind,
                id,
                "met" if score.state == "kept" else score.state,
                variant=variant,
                answer=answer,
                score=float(score),
                points=score.points,
            )
        except OSError as error:
            words = tell("diary-unwritten", self.lang, why=error)
            if words not in self.diary.troubles:
                self.diary.troubles.append(words)
            return None

    def checked(self, score: Score, answer: str) -> None:
        """A notebook has checked an answer: an untouched starter is no attempt."""
        made, problem = score.outcome.exercise, score.outcome.problem
        if made is None or (problem is not None and problem.key in ("empty", "missing")):
            return
        starters = {digest(spoken(made.starter, lang, score.outcome.values)) for lang in ("es", "en")}
        if digest(answer) not in starters:
            self._write("exercise", made.id, score, answer=digest(answer))


_OPEN: dict[str, Desk] = {}


def desk(lang: str | None = None) -> Desk:
    """The desk of this notebook, with the diary in its usual place."""
    found = _OPEN.get("desk")
    if found is None:
        found = _OPEN["desk"] = Desk(lang=lang)
    found.lang = language(lang)
    return found


def note(score: Score, answer: str) -> None:
    """The listener that `%load_ext kubecourse` puts in: each checked answer goes into the diary; nbgrader's runs do not."""
    import os

    if "NBGRADER_EXECUTION" not in os.environ:
        desk().checked(score, answer)
