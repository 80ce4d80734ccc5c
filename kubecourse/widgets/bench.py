"""What the panel can do, without any widget: a cluster, what is looked at, and the last word about it.

Every action is a method that may be called from a test. `do(message)` takes what the page sends, never raises, and
leaves `note` (a sentence), `mistake` (an error in the text) and `outcome` behind for `view.py` to show. The past is
looked at through a fork (`cluster.at`), so looking changes nothing. Next: `view.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..engine.api import decode
from ..engine.api.errors import ApiError
from ..engine.core.clock import stamp
from ..explain.language import language
from ..explain.mistakes import Mistake, mistake
from .instants import instant
from .texts import say

__all__ = ["PATIENCE", "QUIET", "Bench"]

#: changes of these are not worth a step: they tell of others, or come like a heartbeat
QUIET = ("Event", "Lease")
#: reconciles that one press of a button may take: some seconds; press again to go on
PATIENCE = 20_000
_HOUR = "1h"


class Bench:
    """A cluster on the bench. `shown` is what is looked at: the cluster itself, or a fork in the past."""

    def __init__(self, cluster: Any, lang: str | None = None) -> None:
        self.cluster = cluster
        self.lang = language(lang)
        self.past: Any = None
        self.selected: tuple[str, str, str] | None = None
        self.view = "topology"
        self.namespace: str | None = "default"
        self.note, self.tone = "", "quiet"
        self.mistake: Mistake | None = None
        self.outcome = "settled"
        self._calls: dict[str, Callable[..., None]] = {
            "apply": self.apply, "delete": self.delete, "step": self.step, "settle": self.settle,
            "advance": self.advance, "goto": self.goto, "look": self.look, "back": self.back, "present": self.present,
            "rewind": self.rewind, "select": self.select, "show": self.show, "kill": self.kill, "remove": self.remove,
            "fail": self.fail, "heal": self.heal, "refresh": lambda: None,
        }  # fmt: skip

    @property
    def shown(self) -> Any:
        """The cluster that is looked at."""
        return self.cluster if self.past is None else self.past

    def say(self, key: str, tone: str = "good", **blanks: object) -> None:
        """Leave a sentence for the reader; tone: good, quiet, warn or bad."""
        self.note, self.tone = say(self.lang, key, **blanks), tone

    def do(self, message: dict[str, Any]) -> None:
        """Act on what the page sends: `{"do": name, …arguments}`. Never raises; an unknown name is ignored."""
        arguments = {key: value for key, value in message.items() if key not in ("do", "seq", "still")}
        call = self._calls.get(str(message.get("do")))
        if call is None:
            return
        self.note, self.tone = "", "quiet"
        own = self.cluster.limits
        self.cluster.limits = replace(own, steps=min(own.steps, PATIENCE))
        try:
            call(**arguments)
        except ApiError as error:
            self.note, self.tone = error.message, "bad"
        except Exception as error:
            self.say("unexpected", "bad", error=f"{type(error).__name__}: {error}")
        finally:
            self.cluster.limits = own

    # -- the manifest ----------------------------------------------------------------------------------

    def apply(self, text: str) -> None:
        """Apply the text; on a refusal nothing has changed and `mistake` says where and why."""
        if not self._here():
            return
        self.mistake = None
        try:
            done = self.cluster.apply(text)
        except ApiError as error:
            self.mistake = mistake(error, self.lang, text=text, cluster=self.cluster)
            self.say("refused", "bad")
            return
        if not done:
            self.say("nothing-to-apply", "warn")
            return
        self.note, self.tone = " · ".join(f"{_called(obj)} {what}" for obj, what in done), "good"
        self._begin()

    def delete(self, text: str) -> None:
        """Delete the objects that the text names."""
        if not self._here():
            return
        self.mistake = None
        try:
            decode.documents(text)
        except ApiError as error:
            self.mistake = mistake(error, self.lang, text=text, cluster=self.cluster)
            self.say("refused", "bad")
            return
        result = self.cluster.kubectl("delete --wait=false --ignore-not-found -f -", text)
        words = " · ".join(repr(result).strip().splitlines())
        self.note, self.tone = words, "bad" if result.code else "good"
        if not words:
            self.say("gone", "warn")
        self._begin()

    # -- the clock -------------------------------------------------------------------------------------

    def step(self) -> None:
        """Up to the next change; in the past, the next instant that is known."""
        if self.past is not None:
            later = [t for t in self.cluster.instants() if t > self.past.now]
            self.look(later[0]) if later else self.present()
            return
        moving = self._begin() == "moving"
        log = self.cluster.changes
        seen = len(log)

        def worth_a_look(cluster: Any) -> bool:
            calm = moving and not cluster.busy  # what was moving has come to rest: no need to wait for more
            return calm or any(change.kind not in QUIET for change in cluster.changes[seen:])

        progress = self.cluster.run_until(worth_a_look, _HOUR)
        if progress.outcome == "met":
            if self._begin() != "stopped":
                self.say(self.outcome, "good" if self.outcome == "settled" else "quiet")
        elif not self._stopped(progress):
            self.outcome = "settled"
            self.say("quiet", "quiet")

    def settle(self) -> None:
        """Until nothing is left to do, an hour at most."""
        self.past = None
        progress = self.cluster.settle(_HOUR)
        self.outcome = "settled" if progress.outcome == "settled" else "moving"
        if not self._stopped(progress):
            settled = progress.outcome == "settled"
            self.say("settled" if settled else "at-limit", "good" if settled else "warn")

    def advance(self, by: str = "10m") -> None:
        """Let time pass."""
        self.past = None
        progress = self.cluster.advance(by)
        if not self._stopped(progress):
            self.say("advanced", "quiet", by=by)
            self._begin()

    def goto(self, text: str) -> None:
        """To an instant: `09:30`, `thursday 23:00`, `2026-01-05T09:30:00Z` or `+5m`. The past is looked at, the future is lived."""
        try:
            target = instant(text, int(self.shown.now))
        except ValueError:
            self.say("bad-time", "warn", text=text)
            return
        now = int(self.cluster.now)
        if target > now:
            self.advance(f"{target - now}ms" if (target - now) % 1000 else f"{(target - now) // 1000}s")
        else:
            self.look(target)

    def look(self, time: int) -> None:
        """Look at an earlier instant; the cluster stays where it is."""
        if time >= int(self.cluster.now):
            self.present()
            return
        try:
            self.past = self.cluster.at(int(time))
        except ValueError:
            self.say("too-early", "warn")
            return
        self.outcome = "settled"
        self.say("looking", "quiet", time=stamp(int(time)))

    def back(self) -> None:
        """Look at the instant before."""
        earlier = [t for t in self.cluster.instants() if t < int(self.shown.now)]
        if earlier:
            self.look(earlier[-1])
        else:
            self.say("first", "quiet")

    def present(self) -> None:
        """Look at the cluster as it is now."""
        self.past = None
        self.note = ""

    def rewind(self) -> None:
        """Make the past that is looked at the present; what came after is forgotten."""
        if self.past is None:
            return
        instant = int(self.past.now)
        self.cluster.rewind(instant)
        self.past = None
        self.say("rewound", "warn", time=stamp(instant))
        self._begin()

    def _begin(self) -> str:
        """What this very instant still has to do is done; then: settled, moving or stopped."""
        progress = self.cluster.settle(0)
        self.outcome = "settled" if progress.outcome == "settled" else "moving"
        self._stopped(progress)
        return self.outcome

    def _stopped(self, progress: Any) -> bool:
        if progress.stopped == "steps" and self.cluster.limits.steps == PATIENCE:
            self.say("paused", "warn", steps=progress.steps)
        elif progress.stopped:
            self.say("stopped", "warn", limit=progress.stopped, steps=progress.steps)
        elif progress.outcome == "interrupted":
            self.say("interrupted", "warn")
        else:
            return False
        self.outcome = "stopped"
        return True

    # -- looking ---------------------------------------------------------------------------------------

    def select(self, object: str = "") -> None:
        """Choose an object: `Kind/namespace/name`, as the picture marks them; "" chooses none."""
        kind, _, rest = object.partition("/")
        namespace, _, name = rest.partition("/")
        self.selected = (kind, namespace, name) if name else None

    def show(self, view: str | None = None, namespace: str | None = None) -> None:
        """Choose the picture and the namespace it is about; "" means all."""
        self.view = view or self.view
        if namespace is not None:
            self.namespace = namespace or None

    # -- breaking and mending ---------------------------------------------------------------------------

    def kill(self, container: str | None = None) -> None:
        """End the main process of a container of the selected pod."""
        if self._here("Pod") and self.selected:
            _, namespace, name = self.selected
            self.cluster.kill(name, container or None, namespace=namespace)
            self.say("killed", "warn", name=name, code=1)
            self._begin()

    def remove(self) -> None:
        """Delete the selected pod."""
        if self._here("Pod") and self.selected:
            _, namespace, name = self.selected
            self.cluster.delete("Pod", name, namespace)
            self.say("deleted", "warn", name=name)
            self._begin()

    def fail(self) -> None:
        """Cut the power of the selected node."""
        if self._here("Node") and self.selected:
            self.cluster.fail_node(self.selected[2])
            self.say("failed", "warn", name=self.selected[2])
            self._begin()

    def heal(self) -> None:
        """Give the selected node its power back."""
        if self._here("Node") and self.selected:
            self.cluster.recover_node(self.selected[2])
            self.say("healed", "good", name=self.selected[2])
            self._begin()

    def _here(self, kind: str = "") -> bool:
        """Are we in the present (and is an object of this kind chosen)? Says so if not."""
        if self.past is not None:
            self.say("now-only", "warn")
            return False
        return not kind or (self.selected is not None and self.selected[0] == kind)


def _called(obj: Any) -> str:
    """`deployment.apps/web`, as kubectl names what it applied."""
    group, _, _ = obj["apiVersion"].rpartition("/")
    kind = obj["kind"].lower()
    return f"{kind}.{group}/{obj['metadata']['name']}" if group else f"{kind}/{obj['metadata']['name']}"
