"""The controller runner: changes wake keys, keys are worked on one at a time, reminders move time.

At one instant everything that was woken is worked on in the order it was woken; only then does
time move to the next reminder. A key that is queued already is not queued twice. The runner knows
components only by their shape (`work.py`) and the log of changes only by its fields.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .clock import Clock
from .work import Controller, Watch

__all__ = ["Runner"]

#: work-queue back-off of client-go: 5 ms doubling to 1,000 s
FIRST_RETRY, LAST_RETRY = 5, 1_000_000

#: what a write of the status changes, and what of the metadata says who is concerned
_WRITTEN = frozenset(("apiVersion", "kind", "metadata", "status"))
_MEANT = ("labels", "ownerReferences", "annotations", "finalizers", "deletionTimestamp")


class _Watching:
    """Who watches a kind, in the order in which they are told, and the questions they ask of a change."""

    def __init__(self) -> None:
        self.questions: list[Callable[[Any, Any], bool]] = [_always]
        #: (number of its question, component, its handle, keys, is it urgent?, kind that must have objects)
        self.watchers: list[tuple[int, str, Any, Callable[[Any, Any], Iterable[str]] | None, bool, str]] = []

    def add(self, component: Controller, api: Any, watch: Watch) -> None:
        """One more watcher; the same question is asked once for all."""
        question = watch.matters or _always
        if question not in self.questions:
            self.questions.append(question)
        self.watchers.append(
            (self.questions.index(question), component.name, api, watch.keys, watch.urgent, watch.given)
        )


def _always(old: Any, new: Any) -> bool:
    return True


def _moved(old: Any, new: Any) -> bool:
    """Can the objects before and after wake different keys? Not when only the status was written."""
    if old is None or new is None:
        return False
    for field, value in old.items():
        if value is not new.get(field) and field not in _WRITTEN:
            return True
    if "spec" in new and "spec" not in old:
        return True
    was, now = old["metadata"], new["metadata"]
    return was is not now and any(was.get(field) is not now.get(field) for field in _MEANT)


class Runner:
    """Runs `components` on the log of `log()` with the handles that `handle(name)` gives.

    `tables()` are the objects by kind, as they are now; a kind without objects may be absent.
    """

    def __init__(
        self,
        clock: Clock,
        components: Sequence[Controller],
        log: Callable[[], list[Any]],
        handle: Callable[[str], Any],
        refused: type[Exception],
        blame: Callable[[int], None],
        tables: Callable[[], Mapping[str, Any]],
    ) -> None:
        self.clock = clock
        self.steps = 0
        self._log = log
        self._refused = refused
        self._blame = blame
        self._tables = tables
        self._components = {component.name: (component, handle(component.name)) for component in components}
        #: found out when the first object of a kind changes: a fork that is looked at and thrown away asks for few
        self._watching: dict[str, _Watching | None] = {}
        self._queue: deque[tuple[str, str]] = deque()
        #: (who, key) -> revision of the change that woke it
        self._queued: dict[tuple[str, str], int] = {}
        self._failures: dict[tuple[str, str], int] = {}
        self._seen = 0

    def _watchers_of(self, kind: str) -> _Watching | None:
        """Who watches a kind, by its name or with all others, in the order of the components; None for nobody."""
        found = _Watching()
        for component, api in self._components.values():
            named = [watch for watch in component.watches if watch.kind == kind]
            for watch in named or [one for one in component.watches if one.kind == "*" and kind not in one.but]:
                found.add(component, api, watch)
        return found if found.watchers else None

    # -- one step --------------------------------------------------------------------------------

    def wake(self, who: str, key: str, because: int = 0) -> None:
        """Queue a key of a component of this cluster, unless it is queued already."""
        if who in self._components and (who, key) not in self._queued:
            self._queued[(who, key)] = because
            self._queue.append((who, key))

    def idle(self) -> bool:
        """Is nothing left to do at this instant?"""
        self._deliver()
        return not self._queue

    def step(self) -> None:
        """Work on one key, or move time to the next reminder. Call when `idle()` or something is due."""
        self._deliver()
        if not self._queue:
            self._move_on()
        who, key = self._queue.popleft()
        because = self._queued.pop((who, key))
        self.steps += 1
        self._work(who, key, because)

    def _move_on(self) -> None:
        """Time goes to the next reminder; all that is due at that instant is woken together, so that a thousand
        pods that start at once are counted once by their owner.
        """
        self.wake(*self.clock.pop())
        while self.clock.next_due() == self.clock.now:
            self.wake(*self.clock.pop())

    def _work(self, who: str, key: str, because: int) -> None:
        component, api = self._components[who]
        self.clock.forget(who, key)
        self._blame(because)
        try:
            answer = component.reconcile(api, key)
        except self._refused as error:
            self._retry(who, key, error)
            return
        finally:
            self._blame(0)
        self._failures.pop((who, key), None)
        if answer is not None:
            self.clock.remind(answer.time, who, key, answer.background)

    def _retry(self, who: str, key: str, error: Exception) -> None:
        """A conflict is tried again at once; other refusals later and later, and do not hold up settling."""
        if getattr(error, "reason", "") == "Conflict":
            self.wake(who, key)
            return
        count = self._failures.get((who, key), 0)
        self._failures[(who, key)] = count + 1
        delay = min(FIRST_RETRY << min(count, 20), LAST_RETRY)
        self.clock.remind(self.clock.now + delay, who, key, background=True)

    def _deliver(self) -> None:
        """Tell the watchers of what has changed since the last time."""
        log = self._log()
        if self._seen == len(log):
            return
        for change in log[self._seen :]:
            try:
                watching = self._watching[change.kind]
            except KeyError:
                watching = self._watching[change.kind] = self._watchers_of(change.kind)
            if watching is not None:
                self._tell(change, watching)
        self._seen = len(log)

    def _tell(self, change: Any, watching: _Watching) -> None:
        """Queue what a change wakes. The hot path of a simulation: each question is asked once, whoever asks it."""
        old, new = change.old, change.new
        queue, queued, questions, tables = self._queue, self._queued, watching.questions, self._tables()
        answers: list[bool | None] = [None] * len(questions)
        sides = (old, new) if _moved(old, new) else (new or old,)
        for number, who, api, keys, urgent, given in watching.watchers:
            if given and not tables.get(given):
                continue
            answer = answers[number]
            if answer is None:
                answer = answers[number] = questions[number](old, new)
            if not answer:
                continue
            woken = (change.key,) if keys is None else [key for side in sides for key in keys(api, side)]
            for key in woken:
                entry = (who, key)
                if entry not in queued:
                    queued[entry] = change.revision
                    if urgent:
                        queue.appendleft(entry)
                    else:
                        queue.append(entry)

    # -- checkpoints -----------------------------------------------------------------------------

    def dump(self) -> dict[str, Any]:
        """Plain data from which `load` makes the same runner."""
        return {
            "clock": self.clock.dump(),
            "queue": [(who, key, self._queued[(who, key)]) for who, key in self._queue],
            "failures": [(who, key, count) for (who, key), count in self._failures.items()],
            "seen": self._seen,
            "steps": self.steps,
        }

    def load(self, data: dict[str, Any]) -> None:
        """Become what `dump` described."""
        self.clock.load(data["clock"])
        self._queue = deque((who, key) for who, key, _ in data["queue"])
        self._queued = {(who, key): because for who, key, because in data["queue"]}
        self._failures = {(who, key): count for who, key, count in data["failures"]}
        self._seen, self.steps = data["seen"], data["steps"]
