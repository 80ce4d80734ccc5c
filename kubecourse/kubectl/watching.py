"""`kubectl get -w`: the changes from now until the cluster has settled, one row each.

A real kubectl waits for ever; here time is virtual, so watching lets it pass until nothing is due but
periodic work. Next: `cmd_describe.py`.
"""

from __future__ import annotations

from ..engine.core.work import Object
from .cmd_get import kind_table
from .output import formatted, is_table
from .resources import Wanted
from .session import Session

__all__ = ["follow"]


def follow(session: Session, wanted: list[Wanted], mark: int, form: str) -> None:
    """Let time pass and print each change of what is wanted; `mark` is the length of the log at the start."""
    session.cluster.settle()
    log, first = session.api.server.storage.log, True
    for change in log[mark:]:
        for kind, name in wanted:
            obj = change.new or change.old
            if change.kind != kind.key or obj is None or not _meant(session, obj, name):
                continue
            if is_table(form):
                session.out.append(_row(session, kind, obj, change.time, first and bool(session.flags("watch-only"))))
                first = False
            else:
                session.out.append(formatted(session, form, kind, obj))


def _row(session: Session, kind: object, obj: Object, time: int, heads: bool) -> str:
    seen = _At(session, time)
    return kind_table(seen, kind, [obj], False, heads=heads)  # type: ignore[arg-type]


class _At(Session):
    """The same session at an earlier instant: ages are as they were when the change came."""

    def __init__(self, session: Session, time: int) -> None:
        self.__dict__.update(session.__dict__)
        self._time = time

    @property
    def now(self) -> int:
        """The instant of the change."""
        return self._time


def _meant(session: Session, obj: Object, name: str | None) -> bool:
    from ..engine.core import selectors
    from ..engine.core.fields import get

    meta, flags = obj["metadata"], session.flags
    if name is not None and meta["name"] != name:
        return False
    if meta.get("namespace") and not flags("all-namespaces") and meta["namespace"] != session.namespace:
        return False
    if flags("selector") and not selectors.labels(flags("selector")).matches(meta.get("labels") or {}):
        return False
    return not flags("field-selector") or selectors.fields(flags("field-selector")).matches(obj, get)
