"""An incident that somebody has opened: the broken cluster, the first sight, hints one at a time, the verdict and the debrief.

What is done to the cluster is the learner's; the check works on a fork and changes nothing. Next: `diary.py`.
"""

from __future__ import annotations

from html import escape
from typing import Any

from ..explain.language import language
from ..grading.evaluate import inspect
from ..grading.feedback import inline
from ..grading.records import Say, Values, spoken
from ..grading.score import Score
from ..grading.stage import set_up, values_for
from .incident_records import Incident
from .words import tell

__all__ = ["Opened", "chronicle"]

_SYSTEM = ("kube-system", "kube-public", "kube-node-lease")


class Opened:
    """One incident, one cluster. Shown in a notebook, it tells the story and what one sees first."""

    def __init__(self, incident: Incident, student: str = "", lang: str | None = None, written: Any = None) -> None:
        """`student` chooses the variant; `written(incident, score)` is told of each check, for the diary."""
        self.incident, self.lang = incident, language(lang)
        self.values: Values = values_for(incident.exercise, student)
        self.start = set_up(incident.exercise, self.values)
        self.cluster = self.start.fork()
        self._written, self._hints, self._mended = written, 0, False

    def __repr__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The story, then the commands one begins with and what they print."""
        lines = [self._title, "", self._say(self.incident.exercise.prompt).strip(), ""]
        for command in self.incident.look:
            lines += [f"$ kubectl {command}", str(self.start.kubectl(command)).rstrip(), ""]
        return "\n".join([*lines, tell("what-now", self.lang)])

    def _repr_html_(self) -> str:
        shown = "".join(
            f"<pre><b>$ kubectl {escape(command)}</b>\n{escape(str(self.start.kubectl(command)).rstrip())}</pre>"
            for command in self.incident.look
        )
        story = "".join(
            f"<p>{inline(part)}</p>" for part in self._say(self.incident.exercise.prompt).strip().split("\n\n")
        )
        return f"<section><h4>{escape(self._title)}</h4>{story}{shown}<p>{inline(tell('what-now', self.lang))}</p></section>"

    def check(self) -> Score:
        """Is it mended? The feedback tells each behaviour, as in an exercise."""
        score = Score(inspect(self.incident.exercise, self.cluster, self.values, self.start), self.lang)
        self._mended = self._mended or score.state == "met"
        # looking is no attempt: something must have been done
        if self._written is not None and len(self.cluster.changes) != len(self.start.changes):
            self._written(self.incident, score)
        return score

    def hint(self) -> str:
        """The next of three hints; after the third, the third again."""
        hints = self.incident.exercise.checks[0].hints
        self._hints = min(self._hints + 1, len(hints))
        return tell("hint", self.lang, number=self._hints, all=len(hints), text=self._say(hints[self._hints - 1]))

    def debrief(self) -> str:
        """What it was, how one repairs it, and what the cluster tells of it; once it is mended or all hints are read."""
        if not self._mended and self._hints < len(self.incident.exercise.checks[0].hints):
            return tell("debrief-later", self.lang)
        made = self.incident.exercise
        parts = [
            self._say(made.debrief).strip() if made.debrief else "",
            tell("one-repair", self.lang),
            *(f"    {line}" for line in spoken(made.solution, self.lang, self.values).strip().splitlines()),
        ]
        told = chronicle(self.cluster, int(self.start.now))
        return "\n".join([*parts, "", tell("trace", self.lang), *(f"    {line}" for line in told)])

    @property
    def _title(self) -> str:
        return f"{tell('incident', self.lang)}: {self._say(self.incident.exercise.title)}"

    def _say(self, words: Say) -> str:
        return words(self.lang, self.values)


def chronicle(cluster: Any, since: int, most: int = 12) -> list[str]:
    """Who changed what, in order: the last events of the applications, `HH:MM:SS who reason about: message`."""
    found = []
    for event in cluster.events():
        about = event.get("involvedObject") or {}
        if event["metadata"].get("namespace") in _SYSTEM or about.get("kind") == "Node":
            continue
        at = str(event.get("lastTimestamp") or event.get("eventTime") or event.get("firstTimestamp") or "")
        who = (event.get("source") or {}).get("component") or event.get("reportingComponent") or ""
        found.append(
            (
                at,
                f"{at[11:19]} {who} {event.get('reason', '')} {about.get('kind')}/{about.get('name')}: {event.get('message', '')}",
            )
        )
    found.sort(key=lambda row: row[0])
    return [" ".join(line.split()) for _, line in found[-most:]]
