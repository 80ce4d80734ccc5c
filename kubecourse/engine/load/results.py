"""What became of a load: second by second, and as the few numbers that a lesson or a check asks for.

Promises: everything is read from the cluster when it is asked for, so results follow a rewind. Times are ms since 1970,
lengths are seconds. A second in which requests were sent and none was answered is one of an outage; an outage ends
with the next answer. Next: `kubecourse/diagrams/load.py` draws it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..core.clock import Instant
from .profiles import BadLoad
from .words import reason_text, say

__all__ = ["Load", "Outage", "Summary", "Tick", "summed"]

# the class has a method called `results`; these types are named outside it
Counts = dict[str, int]


class Tick(NamedTuple):
    """A second: how many requests were sent, how many answered with success, the rest by reason; who answered."""

    time: int
    sent: int
    ok: int
    failed: Counts
    pods: Counts


class Outage(NamedTuple):
    """No request was answered from `begin` on until `end`; it may go on beyond it."""

    begin: int
    end: int

    @property
    def seconds(self) -> int:
        """How long."""
        return (self.end - self.begin) // 1000


@dataclass(frozen=True)
class Summary:
    """A load in numbers. True in a condition if requests were sent and none failed."""

    sent: int = 0
    ok: int = 0
    #: reason -> number: refused, timeout, nxdomain, overloaded, or an HTTP code
    reasons: Counts = field(default_factory=dict)
    #: namespace/name -> number of requests it answered
    pods: Counts = field(default_factory=dict)
    outages: tuple[Outage, ...] = ()
    lang: str = "en"

    @property
    def failed(self) -> int:
        """How many were not answered with success."""
        return self.sent - self.ok

    @property
    def away(self) -> int:
        """The longest time without an answer, in seconds."""
        return max((outage.seconds for outage in self.outages), default=0)

    def __bool__(self) -> bool:
        return self.sent > 0 and not self.failed

    def told(self, lang: str) -> str:
        """One line, in "en" or "es"."""
        if not self.sent:
            return say(lang, "none-sent")
        if not self.failed:
            return say(lang, "none-failed", sent=self.sent)
        parts = ", ".join(f"{reason_text(lang, reason)}: {count}" for reason, count in self.reasons.items())
        line = say(lang, "summary", sent=self.sent, ok=self.ok, failed=self.failed) + f" ({parts})"
        return f"{line}; {say(lang, 'away', seconds=self.away)}" if self.away else line

    def __str__(self) -> str:
        return self.told(self.lang)


def summed(ticks: list[Tick], lang: str = "en") -> Summary:
    """The numbers of some seconds."""
    reasons: Counts = {}
    pods: Counts = {}
    for tick in ticks:
        for total, more in ((reasons, tick.failed), (pods, tick.pods)):
            for name, count in more.items():
                total[name] = total.get(name, 0) + count
    sent, ok = sum(tick.sent for tick in ticks), sum(tick.ok for tick in ticks)
    ordered = dict(sorted(reasons.items(), key=lambda row: (-row[1], row[0])))
    return Summary(sent, ok, ordered, dict(sorted(pods.items())), tuple(_outages(ticks)), lang)


def _outages(ticks: list[Tick]) -> list[Outage]:
    found: list[Outage] = []
    begin = None
    for tick in ticks:
        if tick.sent and not tick.ok and begin is None:
            begin = tick.time
        elif tick.ok and begin is not None:
            found.append(Outage(begin, tick.time))
            begin = None
    if begin is not None:
        found.append(Outage(begin, ticks[-1].time + 1000))
    return found


class Load:
    """A load of a cluster, running or ended. `draw(load, lang, theme)` makes the picture for `plot`."""

    def __init__(
        self, cluster: Any, name: str, draw: Callable[[Any, str | None, str], Any] | None = None, lang: str = "en"
    ) -> None:
        self.cluster, self.name, self.lang = cluster, name, lang
        self._draw = draw

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] | None = self.cluster._handle("load").memory.get(f"load/{self.name}")
        if state is None:
            error = BadLoad("no-load", self.name)
            error.lang = self.lang
            raise error
        return state

    @property
    def running(self) -> bool:
        """Does it still send?"""
        return self._state()["end"] is None

    @property
    def begun(self) -> Instant:
        """When the first requests were sent."""
        return Instant(self._state()["begun"])

    @property
    def url(self) -> str:
        """Where the requests go."""
        return str(self._state()["plan"]["url"])

    @property
    def results(self) -> list[Tick]:
        """Second by second."""
        return self.between(None, None)

    def between(self, since: Any = None, until: Any = None) -> list[Tick]:
        """The seconds from an instant on and before another: RFC 3339 text, ms, or "-5m"."""
        self._state()
        memory = self.cluster._handle("load").memory
        first = None if since is None else self.cluster._instant(since)
        last = None if until is None else self.cluster._instant(until)
        ticks, number = [], 0
        while (rows := memory.get(f"rows/{self.name}/{number}")) is not None:
            number += 1
            for time, sent, ended, pods in rows:
                if (first is None or time >= first) and (last is None or time < last):
                    failed = dict(ended)
                    ticks.append(Tick(time, sent, sent - sum(failed.values()), failed, dict(pods)))
        return ticks

    def summary_of(self, since: Any = None, until: Any = None) -> Summary:
        """The numbers of a part of it."""
        return summed(self.between(since, until), self.lang)

    @property
    def summary(self) -> Summary:
        """The numbers of all of it."""
        return self.summary_of()

    @property
    def sent(self) -> int:
        """How many requests were sent."""
        return self.summary.sent

    @property
    def failed(self) -> int:
        """How many were not answered with success."""
        return self.summary.failed

    @property
    def away(self) -> int:
        """The longest time without an answer, in seconds."""
        return self.summary.away

    def why(self, reason: str, lang: str | None = None) -> str:
        """The end of the first journey that failed so: "refused", "timeout", "503"…; empty if none did."""
        told = self._state()["why"].get(reason)
        return str(told[lang or self.lang]) if told else ""

    def stop(self) -> Load:
        """Send no more."""
        self.cluster.stop_load(self.name)
        return self

    def plot(self, lang: str | None = None, theme: str = "light") -> Any:
        """A picture over time: SVG in a notebook; `.dot` and `.text` always."""
        if self._draw is None:
            raise NotImplementedError("this load was made without a picture")
        return self._draw(self, lang, theme)

    def __str__(self) -> str:
        return f"{self.name} -> {self.url}: {self.summary}"

    __repr__ = __str__
