"""Pods of one template ask the same questions: the first is admitted, the others share what came of it.

A template is known by the identity of its spec, which is never changed once stored; what was admitted under other
policies does not count. Next: `server.py`, which asks before it admits a component's pod.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..core.work import Object

__all__ = ["Templates"]

_MOST = 2000


class _Admitted(NamedTuple):
    """`template` is kept so that its identity stays its own; `added` are annotations that admission wrote."""

    template: Object
    policy: int
    spec: Object
    added: dict[str, str]


class Templates:
    """Admitted pod specs by the identity of the template's spec they came from."""

    def __init__(self) -> None:
        self._known: dict[int, _Admitted] = {}

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()

    def admitted(self, pod: Object, meta: Object, policy: int) -> Object | None:
        """The pod as admission would leave it, with `meta` as its metadata; None if its template is new."""
        known = self._known.get(id(pod["spec"]))
        if known is None or known.template is not pod["spec"] or known.policy != policy:
            return None
        if known.added:
            meta = {**meta, "annotations": {**(meta.get("annotations") or {}), **known.added}}
        return {**pod, "metadata": meta, "spec": known.spec}

    def remember(self, template: Object, given: Any, pod: Object, policy: int) -> None:
        """`pod` is what came of a pod with the spec `template` and the annotations `given`."""
        if len(self._known) > _MOST:
            self._known.clear()
        now = pod["metadata"].get("annotations") or {}
        added = {name: text for name, text in now.items() if name not in (given or {})}
        self._known[id(template)] = _Admitted(template, policy, pod["spec"], added)

    @staticmethod
    def share(made: Object, given: Object) -> None:
        """A pod template that was stored as it was given stays one object: what a CronJob's Jobs make is one template."""
        ours, theirs = (obj.get("spec", {}).get("template") for obj in (made, given))
        if isinstance(ours, dict) and isinstance(theirs, dict) and ours.get("spec") == theirs.get("spec"):
            ours["spec"] = theirs["spec"]
