"""The runner: changes wake keys, keys are worked on once, time moves only when nothing else is left."""

from __future__ import annotations

from typing import Any

from kubecourse.engine.core.clock import Clock
from kubecourse.engine.core.runner import Runner
from kubecourse.engine.core.trace import Change
from kubecourse.engine.core.work import Wake, Watch, wake_at


class Refused(Exception):
    def __init__(self, reason: str) -> None:
        self.reason = reason


class Recorder:
    """A component that notes its calls and answers what it is told to."""

    def __init__(self, name: str, answers: dict[str, Any] | None = None) -> None:
        self.name, self.watches = name, (Watch("Thing"),)
        self.calls: list[str] = []
        self.answers = answers or {}

    def reconcile(self, api: Any, key: str) -> Wake | None:
        self.calls.append(key)
        answer = self.answers.pop(key, None)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]


def change(revision: int, name: str) -> Change:
    return Change(revision, 0, "x", "ADDED", "Thing", name, None, {"metadata": {"name": name}}, 0)


def make(*components: Recorder, tables: dict[str, Any] | None = None) -> tuple[Runner, list[Change]]:
    log: list[Change] = []
    objects = tables or {}
    runner = Runner(
        Clock(0), components, lambda: log, lambda name: None, Refused, lambda revision: None, lambda: objects
    )
    return runner, log


def run(runner: Runner) -> None:
    while not runner.idle():
        runner.step()


def test_a_key_woken_twice_is_worked_on_once() -> None:
    one = Recorder("one")
    runner, log = make(one)
    log += [change(1, "a"), change(2, "b"), change(3, "a")]
    run(runner)
    assert one.calls == ["a", "b"]


def test_every_watcher_hears_of_a_change() -> None:
    one, two = Recorder("one"), Recorder("two")
    runner, log = make(one, two)
    log.append(change(1, "a"))
    run(runner)
    assert one.calls == two.calls == ["a"]


def test_a_reminder_calls_again_at_its_time() -> None:
    one = Recorder("one", {"a": wake_at(500)})
    runner, log = make(one)
    log.append(change(1, "a"))
    run(runner)
    assert runner.clock.now == 0
    assert runner.clock.next_due() == 500
    runner.step()
    assert one.calls == ["a", "a"]
    assert runner.clock.now == 500


def test_a_conflict_is_tried_again_at_once_and_other_refusals_later_and_later() -> None:
    one = Recorder("one", {"a": Refused("Conflict"), "b": Refused("Forbidden")})
    runner, log = make(one)
    log += [change(1, "a"), change(2, "b")]
    run(runner)
    assert one.calls == ["a", "b", "a"]
    assert not runner.clock.busy, "a refused key does not hold up settling"
    one.answers["b"] = Refused("Forbidden")
    assert runner.clock.next_due() == 5
    runner.step()
    assert runner.clock.next_due() == 15


def test_a_component_that_is_not_there_cannot_be_woken() -> None:
    runner, _ = make(Recorder("one"))
    runner.wake("nobody", "a")
    assert runner.idle()


def test_a_dumped_runner_goes_on_where_it_was() -> None:
    one = Recorder("one", {"a": wake_at(500)})
    runner, log = make(one)
    log += [change(1, "a"), change(2, "b")]
    runner.idle()
    runner.step()
    state = runner.dump()
    other = Recorder("one")
    twin, twin_log = make(other)
    twin_log += log
    twin.load(state)
    run(twin)
    assert other.calls == ["b"]
    assert twin.clock.next_due() == 500


def test_what_is_urgent_is_worked_on_before_all_that_the_change_has_woken() -> None:
    one, two = Recorder("one"), Recorder("two")
    one.calls = two.calls = together = []
    two.watches = (Watch("Thing", lambda api, thing: [f"urgent {thing['metadata']['name']}"], None, urgent=True),)
    runner, log = make(one, two)
    log.append(change(1, "a"))
    run(runner)
    assert together == ["urgent a", "a"]


def test_a_question_that_several_ask_of_a_change_is_asked_once() -> None:
    asked: list[str] = []

    def matters(old: Any, new: Any) -> bool:
        asked.append(new["metadata"]["name"])
        return bool(new["metadata"]["name"] == "a")

    one, two = Recorder("one"), Recorder("two")
    one.watches = two.watches = (Watch("Thing", None, matters),)
    runner, log = make(one, two)
    log += [change(1, "a"), change(2, "b")]
    run(runner)
    assert asked == ["a", "b"]
    assert one.calls == two.calls == ["a"]


def test_who_needs_another_kind_hears_nothing_while_there_is_none() -> None:
    one, tables = Recorder("one"), {"Owner": {}}
    one.watches = (Watch("Thing", given="Owner"),)
    runner, log = make(one, tables=tables)
    log.append(change(1, "a"))
    run(runner)
    assert one.calls == []
    tables["Owner"]["o"] = {}
    log.append(change(2, "b"))
    run(runner)
    assert one.calls == ["b"]


def test_a_write_of_the_status_is_asked_for_its_keys_once_and_a_moved_label_twice() -> None:
    one = Recorder("one")
    asked: list[str] = []
    one.watches = (Watch("Thing", lambda api, obj: asked.append(obj["metadata"]["labels"]["l"]) or ()),)
    runner, log = make(one)
    old = {"metadata": {"labels": {"l": "old"}}, "spec": {}, "status": {}}
    written = {**old, "status": {"phase": "Running"}}
    moved = {**written, "metadata": {"labels": {"l": "new"}}}
    for revision, (before, after) in enumerate([(old, written), (written, moved)], 1):
        log.append(Change(revision, 0, "x", "MODIFIED", "Thing", "a", before, after, 0))
    run(runner)
    assert asked == ["old", "old", "new"]
