"""What a journey is when it is over: its hops, its answer, how it failed; and what a program answers a request.

Next: `journey.py`, which makes them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .journey_words import sentence

__all__ = ["Hop", "Journey", "Reply"]


class Reply(NamedTuple):
    """What a program answered: an HTTP code (0 for a protocol that is not HTTP) and a body, or a failure."""

    code: int
    body: str
    failure: str | None = None
    #: the request it had to make itself to answer (WordPress asks its database)
    inner: Any = None


class Hop(NamedTuple):
    """One step: the object or machine (`at`), what happened there (`did`), and the facts of it."""

    at: str
    did: str
    facts: dict[str, Any]


@dataclass
class Journey:
    """How one request went. True in a condition if it was answered with success (code below 400)."""

    url: str
    source: str
    hops: list[Hop] = field(default_factory=list)
    code: int = 0
    body: str = ""
    #: nxdomain, refused, timeout, no-endpoints, 404… ; None if it was answered by the program it was meant for
    failure: str | None = None
    lang: str = "en"
    #: the sender's address
    address: str = ""
    #: who draws it, handed in by the public Cluster
    drawn: Callable[[str | None, str, int | None], Any] | None = field(default=None, repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Was it answered with success?"""
        return self.failure is None and self.code < 400

    @property
    def pod(self) -> str | None:
        """namespace/name of the pod that answered, the last one on the way."""
        pods = [hop.at.partition("/")[2] for hop in self.hops if hop.at.startswith("Pod/") and hop.did == "answers"]
        return pods[-1] if pods else None

    @property
    def verdict(self) -> str:
        """One word: the HTTP code, or the failure."""
        return self.failure or (str(self.code) if self.code else "ok")

    @property
    def why(self) -> str:
        """The sentence of the last hop: what decided the end."""
        return sentence(self.hops[-1].did, self.hops[-1].facts, self.lang) if self.hops else ""

    def diagram(self, lang: str | None = None, theme: str = "light", step: int | None = None) -> Any:
        """The way over the topology, or its first `step` hops; a Diagram. Raises ValueError for a step it does not have."""
        if self.drawn is None:
            raise ValueError("this journey does not know its cluster: ask with cluster.request(url)")
        return self.drawn(lang, theme, step)

    def lines(self, lang: str | None = None) -> list[str]:
        """Each hop as a sentence, in "en" or "es"."""
        return [f"{n}. {sentence(h.did, h.facts, lang or self.lang)}" for n, h in enumerate(self.hops, 1)]

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        return "\n".join([f"{self.source} -> {self.url}", *self.lines(), f"=> {self.verdict}"])

    __repr__ = __str__
