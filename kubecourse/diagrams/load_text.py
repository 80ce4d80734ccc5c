"""A load in words: stretches of time with what was sent and what failed in them, outages, and the pods that answered.

Pure functions of the seconds of a load.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from kubecourse.engine.load.results import Load, Summary, Tick
from kubecourse.engine.load.words import reason_text, say

__all__ = ["Pile", "clock", "piles", "title", "to_text"]

#: lines of time, and of pods, that the text has at most
_LINES, _PODS = 24, 20


@dataclass
class Pile:
    """Some seconds together."""

    time: int
    seconds: int = 0
    sent: int = 0
    ok: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    pods: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.sent / max(self.seconds, 1)

    def add(self, seconds: int, sent: int, ok: int, failed: dict[str, int], pods: dict[str, int]) -> None:
        """Take in some seconds more."""
        self.seconds, self.sent, self.ok = self.seconds + seconds, self.sent + sent, self.ok + ok
        for total, more in ((self.failed, failed), (self.pods, pods)):
            for name, count in more.items():
                total[name] = total.get(name, 0) + count


def piles(ticks: list[Tick], most: int) -> list[Pile]:
    """The seconds in `most` piles or fewer, all of the same length but the last."""
    length = -(-len(ticks) // most)
    found: list[Pile] = []
    for number, tick in enumerate(ticks):
        if number % length == 0:
            found.append(Pile(tick.time))
        found[-1].add(1, tick.sent, tick.ok, tick.failed, tick.pods)
    return found


def clock(ms: int) -> str:
    """09:00:05."""
    return f"{datetime.fromtimestamp(ms // 1000, UTC):%H:%M:%S}"


def title(load: Load, begin: int, end: int, lang: str) -> str:
    """What the picture is of."""
    return say(lang, "title", name=load.name, url=load.url, begin=clock(begin), end=clock(end))


def to_text(heading: str, seen: list[Pile], summary: Summary, lang: str) -> str:
    """The text twin."""
    lines = [heading, summary.told(lang)]
    rows = _together(seen)
    if rows:
        lines.append(say(lang, "each", rows[0].seconds))
    for pile in rows:
        why = ", ".join(f"{reason_text(lang, reason)} {count}" for reason, count in sorted(pile.failed.items()))
        key = "row-failed" if pile.failed else "row"
        lines.append("  " + say(lang, key, time=clock(pile.time), sent=pile.sent, ok=pile.ok, why=why))
    for outage in summary.outages[:_PODS]:
        lines.append(say(lang, "outage", seconds=outage.seconds, begin=clock(outage.begin), end=clock(outage.end)))
    pods = list(summary.pods.items())
    lines += [say(lang, "pod", pod=pod, count=count) for pod, count in pods[:_PODS]]
    if pods[_PODS:]:
        lines.append(say(lang, "more-pods", len(pods) - _PODS, sum(count for _, count in pods[_PODS:])))
    return "\n".join(lines) + "\n"


def _together(seen: list[Pile]) -> list[Pile]:
    """Piles of piles, so that there are few lines."""
    each = -(-len(seen) // _LINES)
    found: list[Pile] = []
    for number, pile in enumerate(seen):
        if number % each == 0:
            found.append(Pile(pile.time))
        found[-1].add(pile.seconds, pile.sent, pile.ok, pile.failed, pile.pods)
    return found
