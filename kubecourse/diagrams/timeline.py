"""What ran when: Jobs, their pods and the runs of CronJobs over a span of time, read from the log of changes.

A bar is as long as a run took, its colour says how it ended. A CronJob has one row for all its runs, so that four weeks
read as easily as an hour; the rows of single Jobs and of pods come when there is room for them.
A pure function of changes. Next: `timeline_dot.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kubecourse.diagrams.cells import SYSTEM
from kubecourse.diagrams.diagram import Diagram
from kubecourse.diagrams.scene import Box, Scene, identity
from kubecourse.diagrams.texts import say
from kubecourse.diagrams.timeline_dot import BINS, Strip, to_dot, to_text
from kubecourse.engine.core.clock import stamp

__all__ = ["KINDS", "Timeline", "timeline"]

KINDS = ("CronJob", "Job", "Pod")
#: rows of Jobs and pods that a picture has at most, beside those of CronJobs
_MOST_ROWS = 24
#: a span up to this long, ms, shows the pods of its Jobs
_SHORT = 3 * 3_600_000
_LEAST, _MOST = 600_000, 28 * 86_400_000
Object = dict[str, Any]


@dataclass(slots=True)
class Run:
    """A bar: from `begin` to `end` (None: still running), and how it ended."""

    kind: str
    namespace: str
    name: str
    owner: str
    begin: int
    end: int | None = None
    state: str = "running"


@dataclass(slots=True)
class Story:
    """All runs, and when CronJobs were suspended."""

    runs: dict[str, Run] = field(default_factory=dict)
    crons: dict[str, Object] = field(default_factory=dict)

    def read(self, changes: Iterable[Any]) -> None:
        """Take in the log."""
        for change in changes:
            if change.kind == "CronJob":
                obj = change.new or change.old
                self.crons[identity("CronJob", obj["metadata"]["namespace"], obj["metadata"]["name"])] = obj
            elif change.kind in ("Job", "Pod"):
                self._run(change)

    def _run(self, change: Any) -> None:
        obj = change.new or change.old
        meta = obj["metadata"]
        owner = next((ref for ref in meta.get("ownerReferences") or () if ref.get("controller")), None)
        if change.kind == "Pod" and (owner is None or owner["kind"] != "Job"):
            return
        run = self.runs.get(meta["uid"])
        if run is None:
            above = identity(owner["kind"], meta["namespace"], owner["name"]) if owner else ""
            run = self.runs[meta["uid"]] = Run(change.kind, meta["namespace"], meta["name"], above, change.time)
        if run.end is not None:
            return
        run.state = _state(change.kind, obj)
        if run.state in ("succeeded", "failed") or change.new is None:
            run.end = change.time
            run.state = "terminating" if run.state not in ("succeeded", "failed") else run.state


def _state(kind: str, obj: Object) -> str:
    status = obj.get("status") or {}
    if kind == "Pod":
        return {"Succeeded": "succeeded", "Failed": "failed", "Running": "running"}.get(
            str(status.get("phase")), "pending"
        )
    true = {row["type"] for row in status.get("conditions") or () if row.get("status") == "True"}
    if true & {"Complete", "SuccessCriteriaMet"}:
        return "succeeded"
    if true & {"Failed", "FailureTarget"}:
        return "failed"
    return "pending" if obj["spec"].get("suspend") else "running"


class Timeline(Diagram):
    """A picture of time; the same three forms as every other."""

    def __init__(self, scene: Scene, theme: str, strips: list[Strip], begin: int, end: int) -> None:
        super().__init__(scene, theme)
        self.strips, self.begin, self.end = strips, begin, end

    @property
    def dot(self) -> str:  # type: ignore[override]
        """The DOT text."""
        return to_dot(self.strips, self.begin, self.end, self.scene, self.theme)

    @property
    def text(self) -> str:  # type: ignore[override]
        """The text twin."""
        return to_text(self.strips, self.begin, self.end, self.scene)


def timeline(cluster: Any, lang: str, theme: str, namespace: str | None, span: int | None) -> Timeline:
    """The picture of the last `span` ms; without it, of all there was (ten minutes at least, four weeks at most)."""
    story = Story()
    story.read(cluster.changes)
    runs = [run for run in story.runs.values() if _shown(run.namespace, namespace)]
    end = int(cluster.now)
    first = min((run.begin for run in runs), default=end)
    begin = end - (span or min(max(end - first, _LEAST), _MOST))
    seen = [run for run in runs if (run.end or end) >= begin and run.begin <= end]
    strips = [_cron(ident, seen, begin, end, lang) for ident in story.crons if _shown(ident.split("/")[1], namespace)]
    rows = _rows(seen, end - begin <= _SHORT)
    strips += [_single(run, begin, end, lang) for run in rows[:_MOST_ROWS]]
    boxes = tuple(Box(strip.id, strip.id.rpartition("/")[2], (strip.note,), "plain", strip.note) for strip in strips)
    title = say(lang, "timeline", stamp(begin), stamp(end))
    return Timeline(Scene(view="timeline", title=title, lang=lang, boxes=boxes), theme, strips, begin, end)


def _shown(space: str, namespace: str | None) -> bool:
    return space not in SYSTEM if namespace is None else space == namespace


def _rows(runs: list[Run], pods: bool) -> list[Run]:
    """Jobs that no CronJob made, or all of them where the span is short, each followed by its pods."""
    jobs = [run for run in runs if run.kind == "Job" and (pods or not run.owner.startswith("CronJob/"))]
    if not pods:
        return jobs
    below: dict[str, list[Run]] = {}
    for run in runs:
        if run.kind == "Pod":
            below.setdefault(run.owner, []).append(run)
    return [row for job in jobs for row in (job, *below.get(identity("Job", job.namespace, job.name), ()))]


def _cron(ident: str, runs: list[Run], begin: int, end: int, lang: str) -> Strip:
    mine = [run for run in runs if run.kind == "Job" and run.owner == ident]
    failed = sum(run.state == "failed" for run in mine)
    note = say(lang, "runs", len(mine), failed)
    return Strip(ident, _bins(mine, begin, end), note, 0, [(run.begin, run.end, run.state) for run in mine])


def _single(run: Run, begin: int, end: int, lang: str) -> Strip:
    note = f"{say(lang, run.state)}, {_length((run.end or end) - run.begin)}"
    ident = identity(run.kind, run.namespace, run.name)
    deep = 1 if run.kind == "Pod" else 0
    return Strip(ident, _bins([run], begin, end), note, deep, [(run.begin, run.end, run.state)])


#: what a bin shows when several runs touch it: the worst
_RANK = ["", "succeeded", "terminating", "pending", "running", "failed"]


def _bins(runs: list[Run], begin: int, end: int) -> list[str]:
    bins = [""] * BINS
    wide = max(end - begin, 1)
    for run in runs:
        first = (max(run.begin, begin) - begin) * BINS // wide
        last = ((run.end if run.end is not None else end) - begin) * BINS // wide
        for at in range(min(first, BINS - 1), min(max(last, first), BINS - 1) + 1):
            if _RANK.index(run.state) > _RANK.index(bins[at]):
                bins[at] = run.state
    return bins


def _length(ms: int) -> str:
    seconds = round(ms / 1000)
    parts = [(seconds // 86_400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s")]
    told = [f"{number}{unit}" for number, unit in parts if number]
    return "".join(told[:2]) or "0s"
